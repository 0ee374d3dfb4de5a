"""What the hospital's OpenID provider knows the desk by: in a file or a variable, never in the settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from rtqa.desk.settings import OidcSettings
from rtqa.errors import UsageError

if TYPE_CHECKING:
    from rtqa.desk.web.provider import Provider


def find_provider(folder: Path, settings: OidcSettings | None) -> Provider | None:
    """The provider that the settings name; None where they name none.

    Args:
        folder: the data folder.
        settings: of the provider.

    Raises:
        UsageError: the secret cannot be read, or a package is missing.
    """
    if settings is None:
        return None
    try:
        from rtqa.desk.web.provider import Provider  # noqa: PLC0415 (an extra brings what it needs)
    except ModuleNotFoundError as error:
        raise UsageError(f"[oidc] needs {error.name}: pip install 'rtqa[oidc]'") from None
    return Provider(settings, read_secret(folder, settings))


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
