"""The settings of ``rtqa dvh``, from its options."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand

from rtqa.dvh.settings import DvhSettings
from rtqa.dvh.vendor.profiles import LIKENESSES, System
from rtqa.errors import UsageError


class DvhCommand(TyperCommand):
    """The command: below its help stands what the systems do, put into words when it is asked for."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write it below the options."""
        self.epilog = _describe_likenesses()
        super().format_epilog(ctx, formatter)


def _describe_likenesses() -> str:
    return "\n\n".join(
        [
            "What --like does. Known second hand, not checked against the papers, for the versions named.",
            *(
                f"{system}: {likeness.settings}. Source: {likeness.source}. Not certain: "
                f"{likeness.uncertain}. Not mimicked: {likeness.beyond}."
                for system, likeness in LIKENESSES.items()
            ),
        ]
    )


def choose_settings(like: System | None, **chosen: Any) -> DvhSettings:
    """The settings of a planning system, or those chosen one by one; None is not chosen.

    Raises:
        UsageError: both are given.
    """
    given = {name: value for name, value in chosen.items() if value is not None}
    if like is None:
        return DvhSettings(**given)
    if given:
        options = ", ".join("--" + name.removesuffix("_mm").replace("_", "-") for name in given)
        raise UsageError(f"--like {like} chooses how to compute; leave out {options}, or --like")
    return LIKENESSES[like].settings
