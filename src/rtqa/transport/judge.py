"""What the second calculation is in doubt about."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rtqa.transport.second_dose import BeamRow, SecondDose, StructureRow
from rtqa.transport.skin import Skin

MOST_CHI = 1.35
"""Root mean square of differences over their standard deviations, in the dose; sound plans had 0.3 to 1.2."""

MOST_DEVIATION = 3.0
"""Of a structure's mean, D95 or D2, in standard deviations, of which a plan has a hundred and more; sound
plans had up to 2.2."""

MOST_RMS_FRAC = {True: 0.016, False: 0.04}
"""Of the plan's maximum, with a CT and without; sound plans had 0.006 to 0.015, and 0.010 to 0.028."""

HIGH_MV, MOST_RMS_HIGH_FRAC = 15.0, 0.025
"""From this energy on electrons reach far beyond thin tissue, which not every calculation follows; with a CT
sound doses had 0.018 and 0.022."""

EXPLAINED_FRAC = 0.6
"""A beam explains the differences whose own factor takes them down to this."""

WEIGHED_FRAC, LEAST_CHANGE = 0.88, 0.15
"""A beam of another weight shows before that: its own factor takes the differences down to this, and is so
far from 1. On sound plans the best was 0.89, which took them to 0.92."""

OUTPUT_FRAC = 0.06
"""How far planned over calculated dose may lie from a usual calibration's."""


MOST_ALONE = 3.3
"""Of a beam's dose at its point, in standard deviations; sound plans had up to 2.4."""

MOST_SHIFT_MM, MOST_SHIFT, WORST_SHIFT_SD_MM = 3.0, 2.5, 1.5
"""Of the dose against the skin, in mm and in standard deviations (sound plans: up to 2.2 mm); and how well it
must be known at least."""

MOST_IMAGE_SHIFT_MM = 4.0
"""Of the CT against the body's outline; three sets had up to 0.1 mm. Outlines may be drawn around a mask."""

METHOD_SD_FRAC = 0.02
"""Of the scale where the machine's output is known: heterogeneity, head scatter and leaf ends are not."""


@dataclass(frozen=True, slots=True)
class ShapeDoubt:
    """The doses differ in shape: over all points, in structures, or as one beam's weight has it.

    Attributes:
        is_whole: over all points.
        most_rms_frac: that is usual.
        structures: that differ.
        beam: that explains the difference; None where none does.
    """

    is_whole: bool
    most_rms_frac: float
    structures: tuple[StructureRow, ...]
    beam: BeamRow | None


def judge_shape(second: SecondDose) -> tuple[ShapeDoubt, ...]:
    """One doubt, or none."""
    most = find_most_rms_frac(second)
    is_whole = second.chi > MOST_CHI or second.rms_frac > most
    beyond = tuple(row for row in second.structures if row.worst > MOST_DEVIATION)
    best = min(second.beams, key=lambda beam: beam.remaining_frac)
    is_weighed = (
        len(second.beams) > 1
        and second.chi > MOST_CHI / 2.0
        and best.remaining_frac < WEIGHED_FRAC
        and abs(best.best_factor - 1.0) > LEAST_CHANGE
    )
    if not is_whole and not beyond:
        return (ShapeDoubt(is_whole, most, (), best),) if is_weighed else ()
    explains = len(second.beams) > 1 and best.remaining_frac < EXPLAINED_FRAC
    return (ShapeDoubt(is_whole, most, beyond, best if explains else None),)


def find_most_rms_frac(second: SecondDose) -> float:
    """Up to which root mean square of the differences, over the plan's maximum, is usual."""
    most = MOST_RMS_FRAC[second.patient.has_ct]
    is_high = any(beam.energy_mv >= HIGH_MV for beam in second.beams)
    return max(most, MOST_RMS_HIGH_FRAC) if is_high else most


def is_image_moved(shift: Skin) -> bool:
    """Whether the CT lies beside the body's outline."""
    return shift.length_mm > max(MOST_IMAGE_SHIFT_MM, MOST_SHIFT * shift.sd_mm)


def list_usual_scales(second: SecondDose) -> dict[str, tuple[float, float]]:
    """From where to where planned over calculated dose is usual, by how a MU is defined.

    1 cGy at the depth of the maximum, with surface or chamber at 100 cm: within 0.025 of the model's, which
    lies between them; or 1 cGy at 10 cm depth. Where a machine file states the output, two standard
    deviations of that and of the method.
    """
    if second.output_sd_frac is not None:
        reach = 2.0 * math.hypot(second.output_sd_frac, METHOD_SD_FRAC)
        return {"machine": (1.0 - reach, 1.0 + reach)}
    at_depth = 1.0 / second.model_output
    return {
        "maximum": (1.0 - 0.025 - OUTPUT_FRAC, 1.0 + 0.025 + OUTPUT_FRAC),
        "depth": (at_depth * (1.0 - OUTPUT_FRAC), at_depth * (1.0 + OUTPUT_FRAC)),
    }


def judge_scale(second: SecondDose) -> tuple[float, ...]:
    """The factor, where it is none of the usual ones."""
    usual = list_usual_scales(second).values()
    return () if any(low <= second.scale <= high for low, high in usual) else (second.scale,)
