"""A real plan as a base that faults are seeded into, as the samples are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pydicom
from seeded_faults import Fault
from seeded_files import ROLES, Files
from seeded_verdict import Seen

NOT_THERE = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)
"""What a fault raises that spoils something the plan does not have."""


def link_real(source: Path, folder: Path) -> Path:
    """Link a real plan's objects under the names that the bench knows; it never copies them."""
    folder.mkdir(parents=True)
    for path in (each for each in sorted(source.rglob("*")) if each.is_file()):
        try:
            role = str(pydicom.dcmread(path, specific_tags=["Modality"]).Modality)
        except pydicom.errors.InvalidDicomError:
            continue
        if role in ROLES:
            (folder / f"{role}.dcm").symlink_to(path)
    return folder


def seed(fault: Fault, base: Path, folder: Path) -> Path | None:
    """Write the plan with a fault; None where it has nothing that the fault spoils."""
    files = Files(base)
    try:
        fault.change(files)
        return files.write(folder)
    except NOT_THERE:
        return None


def list_new(seen: Seen, before: Seen) -> Iterator[tuple[str, str]]:
    """Code and summary of what is objected to now and was not before."""
    known = {(code, summary) for code, rows in before.blamed.items() for summary, _ in rows}
    for code, rows in seen.blamed.items():
        for summary, _ in rows:
            if (code, summary) not in known:
                yield code, summary
