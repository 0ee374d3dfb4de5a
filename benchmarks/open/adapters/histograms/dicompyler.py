"""dicompyler-core, as its documentation shows: `pip install dicompyler-core==0.5.6`."""

import json
import sys
from pathlib import Path

from rtqa.interop.dicompyler import import_dicompyler

parser, calculator = import_dicompyler("dicomparser"), import_dicompyler("dvhcalc")
files = {parser.DicomParser(str(file)).ds.Modality: str(file) for file in Path(sys.argv[1]).glob("RT*.dcm")}
curves = {}
for number, structure in parser.DicomParser(files["RTSTRUCT"]).GetStructures().items():
    dvh = calculator.get_dvh(files["RTSTRUCT"], files["RTDOSE"], number)
    if len(dvh.counts):
        edges = dvh.bins[: len(dvh.counts)]
        curves[structure["name"]] = {"dose_gy": edges.tolist(), "volume_cm3": dvh.counts.tolist()}
print(json.dumps(curves))
