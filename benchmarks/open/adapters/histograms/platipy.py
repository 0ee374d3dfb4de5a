"""platipy: `pip install platipy SimpleITK`."""

import json
import sys
from pathlib import Path

import numpy as np
import pydicom

# It was written for pydicom 2 and numpy 1, where these had other names.
pydicom.read_file, np.product = pydicom.dcmread, np.prod  # noqa: NPY003, NPY201
import SimpleITK  # noqa: E402
from platipy.dicom.io.rtstruct_to_nifti import (  # noqa: E402
    read_dicom_struct_file,
    transform_point_set_from_dicom_struct,
)
from platipy.imaging.dose.dvh import calculate_dvh_for_labels  # noqa: E402

folder = Path(sys.argv[1])
scaling = float(pydicom.dcmread(folder / "RTDOSE.dcm", stop_before_pixels=True).DoseGridScaling)
dose = SimpleITK.Cast(SimpleITK.ReadImage(str(folder / "RTDOSE.dcm")), SimpleITK.sitkFloat64) * scaling
# Masks are drawn on the image that the structures were drawn on, and the dose is laid over it.
reader = SimpleITK.ImageSeriesReader()
reader.SetFileNames(sorted(map(str, folder.glob("CT_*.dcm"))))
image = reader.Execute()
# It cuts outlines off where an image has fewer rows than columns, or the reverse: give it a square one.
columns, rows, _ = image.GetSize()
side = max(columns, rows)
image = SimpleITK.ConstantPad(image, (0, 0, 0), (side - columns, side - rows, 0), -1000)
dose = SimpleITK.Resample(dose, image, SimpleITK.Transform(), SimpleITK.sitkLinear)
stored = read_dicom_struct_file(str(folder / "RTSTRUCT.dcm"))
masks, names = transform_point_set_from_dicom_struct(image, stored)
table = calculate_dvh_for_labels(dose, dict(zip(names, masks, strict=True)), bin_width=0.01)
edges = [column for column in table.columns if isinstance(column, float)]
print(
    json.dumps(
        {
            row["label"]: {
                "dose_gy": edges,
                "volume_cm3": [float(row[edge]) * float(row["cc"]) for edge in edges],
            }
            for _, row in table.iterrows()
        }
    )
)
