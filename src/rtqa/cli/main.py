"""The command ``rtqa``: which commands there are, and what an error looks like from outside.

A command's module is imported when the command runs, so that ``rtqa --help`` stays fast.
"""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from rtqa.cli.pipe import flush, let_go
from rtqa.cli.streams import Terminated, end_when_asked, open_streams
from rtqa.documents.suggestion import did_you_mean
from rtqa.errors import DocumentError, RtqaError, UsageError, name_extra
from rtqa.messages.safe_text import show

COMMANDS = {
    "check": "Check a plan against a protocol.",
    "render": "Draw a report again from its report.json.",
    "compare": "Compare two plans side by side.",
    "dvh": "Print dose-volume histograms and metrics.",
    "dose-compare": "Compare two doses: DVHs, gamma, and pictures of the difference.",
    "second-dose": "Calculate the dose a second time from the beams, and compare.",
    "machine": "Learn a machine file from a clinic's plans, or test one.",
    "structures": "List structures, and which protocol structures they match.",
    "protocols": "List, show, begin, import and test protocol files.",
    "course": "Test course files, and print their schema.",
    "new": "Begin a course file from a plan.",
    "explain": "Explain a check, or list all checks.",
    "cohort": "Check all plans of a trial, and report on them by site.",
    "desk": "Take plans by DICOM, check them, and serve the page to read and sign.",
    "commission": "Test rtqa's DVHs against exact solutions, and write a report.",
}

EXIT_USAGE = 2
EXIT_UNREADABLE = 4
"""Also of a fault in rtqa itself: a script must take it for neither a verdict nor a wrong option."""
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143

_COMPLETING = "_RTQA_COMPLETE"
"""Set by the shell's own script while a line is completed."""

_HELP = """
Checks radiotherapy plans against a trial protocol.

Exit status: 0 pass or variation, 1 fail, 2 wrong usage, 3 review (something could not be decided),
4 unreadable input.
"""


class Commands(TyperGroup):
    """The commands by name; each stands in the help with its line here and is imported when it runs."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order in which one needs them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stand-in for the help, None for what is no command; the shell completes a real one."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        return _load(cmd_name) if _COMPLETING in os.environ else _stand_in(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is to run."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            advice = did_you_mean(args[0], COMMANDS)
            raise UsageError(f"there is no command {args[0]!r}{advice} (there are {', '.join(COMMANDS)})")
        name, _, rest = super().resolve_command(ctx, args)
        return name, _load(str(name)), rest

    def invoke(self, ctx: Any) -> Any:
        """Run a command; nothing that stops it may end in typer's status 1, which means *fail* here."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Exit(EXIT_INTERRUPTED) from None
        except Terminated:
            raise typer.Exit(EXIT_TERMINATED) from None
        except BrokenPipeError:
            let_go()
            raise typer.Exit(EXIT_UNREADABLE) from None
        except EOFError as error:
            raise RuntimeError("a file ended where nobody expected it") from error

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; any error becomes one sentence and an exit status."""
        try:
            try:
                return super().main(*args, **kwargs)
            finally:
                flush()
        except RtqaError as error:
            _complain(str(error))
            sys.exit(EXIT_USAGE if isinstance(error, (UsageError, DocumentError)) else EXIT_UNREADABLE)
        except ModuleNotFoundError as error:
            extra = name_extra(error)
            if extra is None:
                raise
            _complain(f"this needs {error.name}: pip install 'rtqa[{extra}]'")
            sys.exit(EXIT_USAGE)
        except Exception as error:  # noqa: BLE001 (the last stop: no traceback for a clinic)
            if os.environ.get("RTQA_DEBUG") == "1":
                traceback.print_exc()
            if isinstance(error, OSError) and error.errno:
                # A disk that is full, a folder that may not be entered, an output that is closed.
                let_go()
                _complain(f"rtqa could not finish: {error.strerror}")
            else:
                _complain(
                    f"rtqa could not finish ({type(error).__name__}): this is a fault of rtqa itself; "
                    "please report it with what RTQA_DEBUG=1 prints"
                )
            sys.exit(EXIT_UNREADABLE)


app = typer.Typer(
    cls=Commands,
    help=_HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Entry point of the command ``rtqa``."""
    open_streams()
    try:
        end_when_asked()
        app(prog_name="rtqa")
    except Terminated:  # before the command began, or after it
        sys.exit(EXIT_TERMINATED)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 (typer calls it so)
    if wanted:
        typer.echo(f"rtqa {version('rtqa')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options before any command; each acts in its callback."""
    del show_version


def _load(name: str) -> Any:
    return typer.main.get_command(import_module(f"rtqa.cli.{name.replace('-', '_')}").app)


def _stand_in(name: str) -> Any:
    stand_in = typer.Typer()
    stand_in.command(name, help=COMMANDS[name])(lambda: None)
    return typer.main.get_command(stand_in)


def _complain(message: str) -> None:
    lines = (show(line) for line in message.splitlines())  # names from files stand in it
    typer.echo("rtqa: " + "\n".join(lines), err=True)
