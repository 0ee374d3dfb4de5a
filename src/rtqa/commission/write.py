"""The report's files, each whole or not there at all."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rtqa.commission.document import CommissionDocument, render_json
from rtqa.commission.html import render_html
from rtqa.commission.pdf import can_render_pdf, render_pdf
from rtqa.errors import WriteError


def write_commission_report(document: CommissionDocument, folder: Path) -> tuple[Path, ...]:
    """Write ``commission.html``, ``commission.json`` and, where typst is installed, ``commission.pdf``.

    All are made before the first takes its place, where it replaces an older one of its name.

    Raises:
        WriteError: a file could not be written.
    """
    contents = {
        "commission.html": render_html(document).encode(),
        "commission.json": render_json(document).encode(),
    }
    if can_render_pdf():
        contents["commission.pdf"] = render_pdf(document)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".rtqa-", dir=folder) as staged:
            for name, content in contents.items():
                (Path(staged) / name).write_bytes(content)
            return tuple((Path(staged) / name).replace(folder / name) for name in contents)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WriteError(f"the commissioning report could not be written ({why})") from None
