"""Many small DICOM files, a tenth of them rubbish: how long an index of them takes, and how much memory.

Run as ``python benchmarks/cohort_files.py FOLDER [N]``: writes N files (100,000) below FOLDER, if they are
not there yet, indexes them from nothing, and indexes them again.
"""

from __future__ import annotations

import io
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

from pydicom.uid import UID, CTImageStorage, RTDoseStorage, RTPlanStorage, RTStructureSetStorage

from rtqa.dicom.write.common import Study, fill_pixels, item, new_file, reference

_SLICES = 96
"""Images for each plan; with plan, dose and structure set a hundred objects, bar one."""

_IN_A_FOLDER = 1000


def _write_patient(folder: Path, number: int) -> None:
    """A plan with all it refers to, each object a few kilobytes; and eleven files of rubbish."""
    study = Study(
        patient_id=f"N{number:07d}", patient_name=f"Patient^N{number}", description="many", date="20260302",
        time="120000", maker="rtqa", version="1",
    )  # fmt: skip
    structures = new_file(study, RTStructureSetStorage, "RTSTRUCT")
    series = item(SeriesInstanceUID=study.uid("series", "CT"))
    frame = item(RTReferencedStudySequence=[item(RTReferencedSeriesSequence=[series])])
    structures.ReferencedFrameOfReferenceSequence = [frame]
    plan = new_file(study, RTPlanStorage, "RTPLAN")
    plan.ReferencedStructureSetSequence = [reference(structures)]
    dose = new_file(study, RTDoseStorage, "RTDOSE")
    dose.ReferencedRTPlanSequence = [reference(plan)]
    image = new_file(study, CTImageStorage, "CT", number=1)
    fill_pixels(image, rows=32, columns=32, is_signed=True)
    image.PixelData = bytes(2048)
    uid = str(image.SOPInstanceUID)
    for name, written in (("plan", plan), ("dose", dose), ("structures", structures)):
        written.save_as(folder / name, enforce_file_format=True)
    file = io.BytesIO()
    image.save_as(file, enforce_file_format=True)
    content = file.getvalue()
    for n in range(_SLICES):
        other = str(UID(f"{uid[:-3]}{n:03d}")).encode()
        (folder / f"{n:03d}").write_bytes(content.replace(uid.encode(), other))
    noise = random.Random(number)  # noqa: S311 (rubbish, the same each time)
    for n in range(11):
        (folder / f"rubbish {n}").write_bytes(noise.randbytes(noise.randrange(5000)))


def _cpu_s() -> float:
    """What the processes that have ended took of processors: it does not depend on who else is at work."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Write, index, index again."""
    top, n_files = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    for number in range(n_files // (_SLICES + 14)):
        folder = top / f"{number // _IN_A_FOLDER:03d}" / f"{number:06d}"
        if not folder.is_dir():
            folder.mkdir(parents=True)
            _write_patient(folder, number)
    store = top.parent / f"{top.name}.store"
    for what in ("from nothing", "again"):
        before, used = time.perf_counter(), _cpu_s()
        command = [sys.executable, "-m", "rtqa", "cohort", "index", str(top), "--store", str(store)]
        subprocess.run(command, check=True)
        seconds = time.perf_counter() - before
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size_mb = sum(os.path.getsize(path) for path in store.iterdir() if path.is_file()) / 1e6  # noqa: PTH202
        cpu_s = _cpu_s() - used
        print(
            f"{what}: {seconds:.1f} s, {cpu_s:.1f} s of processors, {peak_mb:.0f} MB, store {size_mb:.0f} MB"
        )


if __name__ == "__main__":
    main()
