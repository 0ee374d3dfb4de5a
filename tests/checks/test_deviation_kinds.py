"""Nothing that the reader notices may go unjudged."""

from __future__ import annotations

from collections import Counter

from rtqa.checks.core.deviations import KINDS
from rtqa.model.case import DeviationKind


def test_every_kind_of_deviation_belongs_to_exactly_one_check() -> None:
    judged = Counter(kind for kinds in KINDS.values() for kind in kinds)
    assert judged == Counter(DeviationKind)
