"""The commissioning report as files."""

from __future__ import annotations

from pathlib import Path

from rtqa.commission.document import CommissionDocument, render_json
from rtqa.commission.html import render_html
from rtqa.commission.pdf import render_pdf
from rtqa.render.files.atomic import write_files
from rtqa.render.files.typeset import can_render_pdf


def write_commission_report(document: CommissionDocument, folder: Path) -> tuple[Path, ...]:
    """Write ``commission.html``, ``commission.json`` and, where typst is installed, ``commission.pdf``.

    Raises:
        WriteError: a file could not be written; the folder is as it was before.
    """
    contents = {
        "commission.html": render_html(document).encode(),
        "commission.json": render_json(document).encode(),
    }
    if can_render_pdf():
        contents["commission.pdf"] = render_pdf(document)
    return write_files(contents, folder, what="the commissioning report")
