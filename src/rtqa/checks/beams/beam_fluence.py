"""Is the dose one that these beams can give? A rough second look at geometry and monitor units.

Every hot voxel must lie in some beam's opening, and what the openings let through, times the monitor
units, must be about the dose there: a linac gives about 1 cGy per MU where it is open (AAPM TG-51), less
with depth. On plans of four kinds (IMRT, lattice, breast, radiosurgery) the median over the hot voxels was
0.64 to 0.94 cGy per MU, and its 5th and 95th percentiles lay within a factor of 1.8 of each other.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtqa.assembly.context import PhasePlan, Subject
from rtqa.checks.beams.exposure import (
    LEAK_FRAC,
    Exposure,
    compute_exposure,
    find_better_otherwise,
    find_better_turned,
    scatter,
)
from rtqa.checks.beams.treatment_beams import BEAMS_DOUBTFUL
from rtqa.checks.core.catalog import check
from rtqa.checks.core.rows import Row, doubted, informed, passed, passed_unless_doubted
from rtqa.messages import CauseKind, Message, Quantity, Range, Unknown

UNSEEN_FRAC = 0.01
"""So few of them may lie in no beam's opening: penumbra at an edge of the field."""

CGY_PER_MU = (0.4, 1.3)
SPREAD = 2.2
"""Largest plausible ratio of the 95th to the 5th percentile."""

FEWEST_BEAMS = 3
FITS_BETTER = 0.88
"""The scatter of dose for each MU, with one beam changed, as a share of that of the plan as it stands.

Without a beam, or with half or twice its monitor units, a dose that the beams gave fits them worse: on the
four plans the scatter fell to 0.94 of its own at most. So it is with all beams changed alike.
"""

TURNED_FITS_BETTER = 0.8
"""The same with one beam's gantry turned by 30 degrees or more, of which there are many to try.

On nine clinical and synthetic plans the best of them fell to 0.88 at most; with one of nine fixed beams 40
degrees off, to 0.62 to 0.75.
"""

_CHANGES = {
    0.0: "beam-fluence.fits-without",
    0.5: "beam-fluence.fits-half",
    2.0: "beam-fluence.fits-twice",
}
"""What a beam's monitor units are multiplied by, and what is said where beams and dose fit better so."""


@check(
    "BEAM-FLUENCE",
    "Is the dose where the beams are open, and as much as their monitor units can give?",
    section="beams",
    order=20,
    cause=CauseKind.BEAM_DOUBTFUL,
    per="plan",
)
def fluence(phase_plan: PhasePlan, _: Subject) -> Iterator[Row]:
    """One row for the plan, and one for each thing that the beams cannot have done."""
    exposure = compute_exposure(phase_plan)
    if isinstance(exposure, Unknown):
        yield informed(Message("beam-fluence.not-compared", reason=exposure.message))
        return
    if not exposure.is_whole:
        yield from _judge_seen(exposure)
        return
    cgy_per_mu = exposure.cgy / exposure.given_mu.sum(axis=1)
    seen = exposure.seen
    low, median, high = np.percentile(cgy_per_mu[seen] if seen.any() else cgy_per_mu, [5, 50, 95])
    rows = list(_judge(float(np.mean(~seen)), float(median), float(high / low)))
    message = Message("beam-fluence.passed", dose=Quantity(float(median), "cGy", 2))
    # What would fit better is a guess, of which nobody is in need who has calculated the dose.
    is_calculated = not isinstance(phase_plan.second_dose, Unknown | None)
    guesses = () if rows or is_calculated else _judge_otherwise(phase_plan, exposure)
    yield from passed_unless_doubted([*rows, *guesses], message)


def _judge_seen(exposure: Exposure) -> Iterator[Row]:
    """Behind wedges and blocks, the place alone: what they take away of the monitor units is not known."""
    if (unseen_frac := float(np.mean(~exposure.seen))) > UNSEEN_FRAC:
        yield _say_unseen(unseen_frac)
    else:
        yield passed(Message("beam-fluence.seen-alone"))


def _say_unseen(unseen_frac: float) -> Row:
    return doubted(
        Message("beam-fluence.unseen", share=Quantity(100 * unseen_frac, "%", 0)),
        Message("beam-fluence.why-unseen"),
    )


def _judge(unseen_frac: float, cgy_per_mu: float, spread: float) -> Iterator[Row]:
    if unseen_frac > UNSEEN_FRAC:
        yield _say_unseen(unseen_frac)
    low, high = CGY_PER_MU
    if not low <= cgy_per_mu <= high:
        yield doubted(
            Message("beam-fluence.other-dose", dose=Quantity(cgy_per_mu, "cGy", 2)),
            Message("beam-fluence.why-other-dose", range=Range(low, high, "cGy")),
        )
    if spread > SPREAD and unseen_frac <= UNSEEN_FRAC:
        yield doubted(
            Message("beam-fluence.spread", factor=Quantity(spread, "", 1)), Message("beam-fluence.why-spread")
        )


def _judge_otherwise(phase_plan: PhasePlan, exposure: Exposure) -> Iterator[Row]:
    """The change of one beam or of all that would make beams and dose fit best, where it does so clearly."""
    of_all, of_a_beam = find_better_otherwise(phase_plan, exposure), _find_better_beam(phase_plan, exposure)
    least = min([FITS_BETTER, *(fit[0] for fit in (of_all, of_a_beam) if fit is not None)])
    if of_all is not None and of_all[0] == least:
        message = Message("beam-fluence.fits-otherwise", change=of_all[1])
        yield doubted(message, Message("beam-fluence.why-fits-otherwise"), cause=BEAMS_DOUBTFUL)
    elif of_a_beam is not None and of_a_beam[0] == least:
        _, beam, message = of_a_beam
        yield doubted(
            message,
            Message("beam-fluence.why-fits-better"),
            subject=Message("beams.beam", beam=beam),
            cause=BEAMS_DOUBTFUL,
        )


def _find_better_beam(phase_plan: PhasePlan, exposure: Exposure) -> tuple[float, int, Message] | None:
    """The best change of one beam: the scatter then over that of the plan, the beam, what is said of it."""
    if len(exposure.beams) < FEWEST_BEAMS:
        return None
    total_mu = exposure.given_mu.sum(axis=1)
    least_mu = LEAK_FRAC * total_mu
    usual = scatter(exposure.cgy, total_mu)
    fits = [
        (
            scatter(exposure.cgy, np.maximum(total_mu + (factor - 1.0) * beam_mu, least_mu)) / usual,
            beam,
            Message(fits_better, beam=beam),
        )
        for beam, beam_mu in zip(exposure.beams, exposure.given_mu.T, strict=True)
        for factor, fits_better in _CHANGES.items()
    ]
    turned = find_better_turned(phase_plan, exposure)
    if turned is not None and turned[0] < TURNED_FITS_BETTER:
        ratio, beam, turn_deg = turned
        angle = Quantity(turn_deg, "°", 0)
        fits.append((ratio, beam, Message("beam-fluence.fits-turned", beam=beam, angle=angle)))
    return min(fits, key=lambda fit: fit[0])
