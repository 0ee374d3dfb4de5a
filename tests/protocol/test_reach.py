"""Limits that a prescription cannot reach or always breaks, by hand-made arithmetic."""

from __future__ import annotations

from typing import Any

import pytest

from rtqa.protocol import Protocol
from rtqa.protocol.reach import find_reach

TWO = {"gy": 2, "source": "s"}
WORDS = {"quote": "q", "source": "s"}


def reach(
    limit: dict[str, Any], *, dose: tuple[float, float] = (20, 20), fractions: int = 1
) -> tuple[str, str]:
    """Kind and arithmetic for a limit beside 20 Gy in one fraction to the GTV; empty where it decides."""
    protocol = Protocol.model_validate(
        {
            "schema": "rtqa-protocol/1",
            "id": "own",
            "title": "Own",
            "version": "1",
            "source": "Own",
            "phase": [{"id": "only", "title": "Only", "fractions": {"min": 1}}],
            "structure": [{"name": "GTV", "role": "target"}, {"name": "Cord", "role": "organ"}],
            "prescription": [
                {
                    "id": "dose",
                    "phase": "only",
                    "structure": "GTV",
                    "dose_gy": {"min": dose[0], "max": dose[1]},
                    "fractions": {"min": fractions, "max": fractions},
                    **WORDS,
                }
            ],
            "constraint": [
                {"id": "limit", "phase": "only", "structure": "Cord", "relation": "<=", **WORDS, **limit}
            ],
        }
    )
    found = find_reach(protocol.constraints[0], protocol)
    return (found.kind, str(found.arithmetic)) if found else ("", "")


@pytest.mark.parametrize(
    ("limit", "kind"),
    [
        ({"metric": "Max[Gy]", "limit": 45}, "vacuous"),
        ({"metric": "Max[Gy]", "limit": 40}, "vacuous"),
        ({"metric": "Max[Gy]", "limit": 39}, ""),
        ({"metric": "Max[cGy]", "limit": 4500}, "vacuous"),
        ({"metric": "D0.03cc[Gy]", "limit": 14}, ""),
        ({"metric": "Mean[Gy]", "limit": 26}, "vacuous"),
        ({"metric": "Mean[Gy]", "limit": 19}, ""),
        ({"metric": "V20Gy[%]", "limit": 50}, ""),
        ({"metric": "Max[%]", "limit": 300}, ""),
        # 40 Gy in one fraction are 40 × (40 + 2) / 4 = 420 Gy in fractions of 2 Gy.
        ({"metric": "Max[Gy]", "limit": 45, "quantity": "eqd2", "alpha_beta": TWO}, ""),
        ({"metric": "Max[Gy]", "limit": 420, "quantity": "eqd2", "alpha_beta": TWO}, "vacuous"),
        ({"structure": "GTV", "metric": "D95%[Gy]", "relation": ">=", "limit": 20.1}, "broken"),
        ({"structure": "GTV", "metric": "D95%[Gy]", "relation": ">=", "limit": 19}, ""),
        ({"structure": "GTV", "metric": "Max[Gy]", "limit": 19}, "broken"),
        ({"structure": "GTV", "metric": "D2%[Gy]", "limit": 22}, ""),
        ({"structure": "GTV", "metric": "D98%[Gy]", "limit": 19}, ""),
    ],
)  # fmt: skip
def test_what_one_fraction_of_twenty_gray_can_reach(limit: dict[str, Any], kind: str) -> None:
    assert reach(limit)[0] == kind


def test_the_arithmetic_stands_beside() -> None:
    assert reach({"metric": "Max[Gy]", "limit": 45})[1] == (
        "with at most 20 Gy in 1 fraction prescribed, and a maximum of 2 times that assumed, "
        "Max can reach 40 Gy, but not the limit of 45 Gy"
    )
    assert reach({"structure": "GTV", "metric": "D95%[Gy]", "relation": ">=", "limit": 75}, dose=(66, 70))[
        1
    ] == ("D95%[Gy] ≥ 75 Gy asks for more than the 70 Gy that dose allows at most")
