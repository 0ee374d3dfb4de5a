"""The commissioning report as files."""

from __future__ import annotations

from pathlib import Path

from rtqa.commission.commission_document import CommissionDocument, render_json
from rtqa.commission.summary import lay_out
from rtqa.render.files.atomic import write_files
from rtqa.render.files.report_files import draw_files


def write_commission_report(document: CommissionDocument, folder: Path) -> tuple[Path, ...]:
    """Write ``commission.html``, ``commission.json`` and, where typst is installed, ``commission.pdf``.

    Raises:
        WriteError: a file could not be written; the folder is as it was before.
    """
    contents = {
        "commission.json": render_json(document).encode(),
        **draw_files("commission", lay_out(document)),
    }
    return write_files(contents, folder, what="the commissioning report")
