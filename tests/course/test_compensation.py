"""Lost fractions against EQD2 figures worked out by hand."""

from __future__ import annotations

import pytest

from rtqa.course.compensation import compute_shortfall


def test_25_of_30_fractions_of_70_gy() -> None:
    short = compute_shortfall(70.0, n_planned=30, n_given=0, n_to_come=25, alpha_beta_gy=10.0)
    # 70 × (1 + 0.23333) / 1.2 = 71.944; 25/30 of it. d (1 + d/10) = 1.2 × 71.944 / 25 at d = 2.7158.
    assert short.planned_eqd2_gy == pytest.approx(71.944, abs=5e-4)
    assert short.held_eqd2_gy == pytest.approx(59.954, abs=5e-4)
    assert short.fraction_gy == pytest.approx(2.7158, abs=5e-4)


def test_what_was_given_stays_and_the_rest_makes_up_for_it() -> None:
    short = compute_shortfall(60.0, n_planned=30, n_given=20, n_to_come=8, alpha_beta_gy=10.0)
    # 2 Gy fractions are their own EQD2: 20 Gy owed in 8 fractions; d (1 + d/10) = 1.2 × 2.5 at d = 2.4162.
    assert short.held_eqd2_gy == pytest.approx(56.0, abs=1e-9)
    assert short.fraction_gy == pytest.approx(2.4162, abs=5e-4)


def test_nothing_to_come_makes_up_for_nothing() -> None:
    short = compute_shortfall(60.0, n_planned=30, n_given=28, n_to_come=0, alpha_beta_gy=10.0)
    assert (short.held_eqd2_gy, short.fraction_gy) == (pytest.approx(56.0), None)
