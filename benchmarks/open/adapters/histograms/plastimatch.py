"""plastimatch: Debian's package, or `pip install plastimatch`: it counts voxels of the CT beside."""

import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pydicom

folder = Path(sys.argv[1])
dose = pydicom.dcmread(folder / "RTDOSE.dcm")
max_gy = float(dose.pixel_array.max()) * float(dose.DoseGridScaling)
program = shutil.which("plastimatch") or str(Path(sys.executable).with_name("plastimatch"))
with tempfile.TemporaryDirectory() as scratch:
    table = Path(scratch) / "dvh.csv"
    bins = ["--bin-width", "0.01", "--num-bins", str(int(max_gy / 0.01) + 3)]
    done = subprocess.run(
        [program, "dvh", "--input", str(folder), "--normalization", "vox", *bins, "--output-csv", str(table)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    with table.open(newline="") as opened:
        names, *rows = csv.reader(opened)
# It prints the sides of a voxel in mm, and counts voxels.
sides_mm = re.search(r"checking voxel size\.*\s+([\d.]+) ([\d.]+) ([\d.]+)", done.stdout)
assert sides_mm is not None, done.stdout  # noqa: S101 (another version of it)
voxel_cm3 = float(np.prod([float(side) for side in sides_mm.groups()])) / 1000.0
values = np.array(rows, dtype=float)
print(
    json.dumps(
        {
            name: {"dose_gy": values[:, 0].tolist(), "volume_cm3": (values[:, n] * voxel_cm3).tolist()}
            for n, name in enumerate(names)
            if n
        }
    )
)
