"""``python -m rtqa`` is ``rtqa``."""

from __future__ import annotations

import sys

from rtqa.errors import name_extra


def main() -> None:
    """Run the command line, or say what it needs."""
    try:
        from rtqa.cli.main import main as run  # noqa: PLC0415 (typer may not be installed)
    except ModuleNotFoundError as error:
        extra = name_extra(error)
        if extra is None:
            raise
        sys.stderr.write(f"rtqa: the command line needs {error.name}: pip install 'rtqa[{extra}]'\n")
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
