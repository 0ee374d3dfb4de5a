"""Nothing that the reader notices may go unjudged."""

from __future__ import annotations

from collections import Counter

import pytest

from rtqa.checks.core.deviations import KINDS, REASONS
from rtqa.messages import CauseKind, Message
from rtqa.model.case import Deviation, DeviationKind


def test_every_kind_of_deviation_belongs_to_exactly_one_check() -> None:
    judged = Counter(kind for kinds in KINDS.values() for kind in kinds)
    assert judged == Counter(DeviationKind)


def test_every_kind_that_a_verdict_rests_on_has_a_name() -> None:
    judged = {kind for kinds in KINDS.values() for kind, verdict in kinds.items() if verdict is not None}
    assert set(REASONS) == judged


@pytest.mark.parametrize("kind", DeviationKind)
def test_every_kind_has_a_cause(kind: DeviationKind) -> None:
    message = Message("links.other-dose")
    assert Deviation(kind=kind, subject="RTDOSE", message=message).cause.kind in CauseKind
