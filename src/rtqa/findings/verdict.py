"""The four verdicts, and the worst of several."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import total_ordering


@total_ordering
class Verdict(Enum):
    """PASS < VARIATION < REVIEW < FAIL; the worst one decides."""

    PASS = "pass"  # noqa: S105 (a verdict, no password)
    VARIATION = "variation"
    REVIEW = "review"
    FAIL = "fail"

    def __lt__(self, other: Verdict) -> bool:
        order = list(Verdict)
        return order.index(self) < order.index(other)


def worst(verdicts: Iterable[Verdict | None]) -> Verdict:
    """The verdict of several; INFO rows (None) carry none, and of nothing it is REVIEW."""
    return max((verdict for verdict in verdicts if verdict is not None), default=Verdict.REVIEW)
