"""What the checks of beams share: the beams that treat, and the dose that they are to give."""

from __future__ import annotations

from rtqa.assembly.context import PhasePlan, target_prescriptions
from rtqa.checks.core.rows import Row, failed, informed
from rtqa.messages import Cause, CauseKind, Message, Unknown
from rtqa.model.plan import Beam, Plan
from rtqa.model.technique import find_imaging, find_undelivered

BEAMS_DOUBTFUL = Cause(CauseKind.BEAM_DOUBTFUL)
"""One cause for all beams of a plan: whichever is in doubt, the plan is looked at and exported again."""


def list_beams(phase_plan: PhasePlan) -> tuple[Beam, ...] | Unknown:
    """The beams that deliver treatment dose, of which there is one at least.

    Not those of 0 MU, nor images by the treatment beam: BEAM-METERSET tells of them.
    """
    plan = phase_plan.plan
    if plan is None:
        return Unknown(Message("beams.no-plan"), Cause(CauseKind.FILE_ABSENT, Message("file.plan")))
    if not plan.is_external_photon_or_electron:
        return Unknown(Message("beams.not-read"), Cause(CauseKind.NOT_SUPPORTED))
    aside = find_undelivered(plan) | find_imaging(plan)
    beams = tuple(beam for beam in plan.beams if beam.treats and beam.number not in aside)
    if not beams:
        return Unknown(Message("beams.none"), Cause(CauseKind.FILE_ABSENT, Message("file.beams")))
    return beams


def not_looked_at(unknown: Unknown) -> Row:
    """Of a plan without beams, for information: that it has none is in doubt once, under BEAM-METERSET."""
    return informed(Message("beams.not-looked-at", reason=unknown.message))


def undeliverable(message: Message, *, subject: str | Message = "") -> Row:
    """What no machine can do, under any reading."""
    return failed(message, Message("beams.why-undeliverable"), subject=subject, cause=BEAMS_DOUBTFUL)


def list_prescribed_gy(plan: Plan | None) -> list[float]:
    """Doses prescribed to targets; those to points alone only where there are no others.

    Systems also state, as a prescription to COORDINATES, what a point happens to receive.
    """
    stated = [(rx.site, rx.dose_gy) for rx in target_prescriptions(plan) if rx.dose_gy]
    volumes = [dose_gy for site, dose_gy in stated if site in ("VOLUME", "SITE")]
    return volumes or [dose_gy for _, dose_gy in stated]
