"""What the hospital's OpenID provider knows the desk by: in a file or a variable, never in the settings."""

from __future__ import annotations

import os
from pathlib import Path

from rtqa.desk.settings import OidcSettings
from rtqa.errors import UsageError


def read_secret(folder: Path, settings: OidcSettings) -> str:
    """The client's secret.

    Args:
        folder: the data folder.
        settings: which name where it is.

    Raises:
        UsageError: it is not there, or empty.
    """
    if settings.client_secret_environment is not None:
        name = settings.client_secret_environment
        text = os.environ.get(name, "")
    else:
        name = str(settings.client_secret_file)
        try:
            text = (folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            text = ""
    if not text.strip():
        raise UsageError(f"[oidc] there is no client secret in {name!r}")
    return text.strip()
