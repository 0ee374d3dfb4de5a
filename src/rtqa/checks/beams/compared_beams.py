"""In what the beams of a plan differ: a single one that differs from all others is more likely a slip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from rtqa.checks.beams.treatment_beams import BEAMS_DOUBTFUL
from rtqa.checks.core.rows import Row, doubted, informed
from rtqa.messages import Listing, Message, Quantity
from rtqa.model.plan import Beam

FEWEST_ALIKE = 3
"""From so many beams alike on, a single one that differs is more likely a slip than a choice."""

_Kind = TypeVar("_Kind", str, bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """A number that beams of one radiation mostly share.

    Attributes:
        of: its value in a beam; None where not stated.
        unit: of the value.
        attribute: where DICOM states it.
        odd: what is said of a single beam that differs from all others; an id.
        several: what is said where beams differ otherwise; an id.
    """

    of: Callable[[Beam], float | None]
    unit: str
    attribute: str
    odd: str
    several: str


_SETTINGS = (
    _Setting(
        of=lambda beam: beam.control_points[0].energy_mv,
        unit="MV",
        attribute="NominalBeamEnergy",
        odd="beam-machine.odd-energy",
        several="beam-machine.energies",
    ),
    _Setting(
        of=lambda beam: beam.source_axis_mm,
        unit="mm",
        attribute="SourceAxisDistance",
        odd="beam-machine.odd-source-axis",
        several="beam-machine.source-axes",
    ),
    _Setting(
        of=lambda beam: beam.control_points[0].dose_rate_mu_per_min or None,
        unit="MU/min",
        attribute="DoseRateSet",
        odd="beam-machine.odd-dose-rate",
        several="beam-machine.dose-rates",
    ),
)


def compare_beams(beams: tuple[Beam, ...]) -> Iterator[Row]:
    """Machines, radiation, leaves, energies, distances and dose rates that differ, and beams that do not."""
    machines = {beam.machine for beam in beams}
    if len(machines) > 1:
        yield doubted(
            Message("beam-machine.several-machines", n=len(machines)),
            Message("beam-machine.why-several-machines"),
        )
    yield from _compare_radiation(beams)
    yield from _compare_leaves(beams)
    yield from _compare_fluence(beams)
    for setting in _SETTINGS:
        yield from _compare_setting(beams, setting)
    yield from _find_copies(beams)


def _compare_radiation(beams: tuple[Beam, ...]) -> Iterator[Row]:
    kinds = [beam.radiation for beam in beams]
    shown = {kind: kind or Message("beam-machine.not-stated") for kind in kinds}
    for kind, n in _count(kinds):
        if _is_odd(n, beams) and not beams[kinds.index(kind)].applicator:
            others = Listing(tuple(shown[other] for other in shown if other != kind))
            yield _odd(
                beams[kinds.index(kind)],
                Message("beam-machine.odd-radiation", radiation=shown[kind], others=others),
                "RadiationType",
            )
        else:
            yield informed(Message("beam-machine.of-radiation", n=n, radiation=shown[kind]))


def _compare_leaves(beams: tuple[Beam, ...]) -> Iterator[Row]:
    with_leaves = [any(point.leaves_mm for point in beam.control_points) for beam in beams]
    for has_leaves, n in _count(with_leaves):
        if has_leaves and _is_odd(n, beams):
            beam = beams[with_leaves.index(has_leaves)]
            yield _odd(beam, Message("beam-machine.odd-leaves"), "LeafJawPositions")
        else:
            shared = "beam-machine.with-leaves" if has_leaves else "beam-machine.without-leaves"
            yield informed(Message(shared, n=n))


def _compare_fluence(beams: tuple[Beam, ...]) -> Iterator[Row]:
    """With flattening filter or without, among the beams of an energy that state it."""
    for energy_mv in dict.fromkeys(_SETTINGS[0].of(beam) for beam in beams if beam.control_points):
        alike = tuple(
            beam
            for beam in beams
            if beam.control_points and beam.fluence_mode and _SETTINGS[0].of(beam) == energy_mv
        )
        counts = _count([beam.fluence_mode for beam in alike])
        for mode, n in counts:
            if len(counts) == 2 and _is_odd(n, alike):
                others = next(other for other, _ in counts if other != mode)
                beam = next(beam for beam in alike if beam.fluence_mode == mode)
                what = Message("beam-machine.odd-fluence", mode=mode, others=others)
                yield _odd(beam, what, "FluenceMode")
                break
        else:
            if counts:
                yield informed(
                    Message("beam-machine.fluences", modes=Listing(tuple(mode for mode, _ in counts), "and"))
                )


def _count(kinds: list[_Kind]) -> list[tuple[_Kind, int]]:
    """Each kind and how many beams are of it; nothing where all are of one."""
    counts = Counter(kinds)
    return list(counts.items()) if len(counts) > 1 else []


def _is_odd(n: int, beams: tuple[Beam, ...]) -> bool:
    return n == 1 and len(beams) > FEWEST_ALIKE


def _compare_setting(beams: tuple[Beam, ...], setting: _Setting) -> Iterator[Row]:
    beams = tuple(beam for beam in beams if beam.control_points)
    for radiation in dict.fromkeys(beam.radiation for beam in beams):
        alike = [beam for beam in beams if beam.radiation == radiation]
        values = [setting.of(beam) for beam in alike]
        counts = Counter(values)
        odd = [value for value, n in counts.items() if n == 1]
        if len(counts) == 2 and len(odd) == 1 and max(counts.values()) >= FEWEST_ALIKE:
            usual = next(value for value in counts if value != odd[0])
            shown = _show(odd[0], setting.unit), _show(usual, setting.unit)
            what = Message(setting.odd, value=shown[0], others=shown[1])
            yield _odd(alike[values.index(odd[0])], what, setting.attribute)
        elif len(counts) > 1:
            stated = [Quantity(value, setting.unit) for value in sorted(v for v in counts if v is not None)]
            silent = [Message("beam-machine.not-stated")] if None in counts else []
            yield informed(Message(setting.several, values=Listing((*stated, *silent), "and")))


def _show(value: float | None, unit: str) -> Quantity | Message:
    return Message("beam-machine.not-stated") if value is None else Quantity(value, unit)


def _find_copies(beams: tuple[Beam, ...]) -> Iterator[Row]:
    first_of: dict[tuple[object, ...], Beam] = {}
    for beam in beams:
        original = first_of.setdefault(_fingerprint(beam), beam)
        if original is not beam:
            yield _objection(
                beam,
                Message("beam-machine.copy", original=original.number),
                Message("beam-machine.check", what=Message("beam-machine.whether-copy")),
            )


def _fingerprint(beam: Beam) -> tuple[object, ...]:
    """What beams may have in common; an open field and the same with a wedge are two."""
    points = tuple(
        (
            point.gantry_deg,
            point.collimator_deg,
            point.couch_deg,
            point.jaws_x_mm,
            point.jaws_y_mm,
            tuple(leaves.tobytes() for leaves in point.leaves_mm.values()),
            None if point.isocenter_mm is None else point.isocenter_mm.tobytes(),
            point.energy_mv,
        )
        for point in beam.control_points
    )
    return (beam.radiation, beam.applicator, beam.fluence_mode, beam.accessories, points)


def _odd(beam: Beam, what: Message, attribute: str) -> Row:
    return _objection(beam, what, Message("beam-machine.check-attribute", attribute=attribute))


def _objection(beam: Beam, what: Message, remedy: Message) -> Row:
    return doubted(
        Message("beam-machine.objection", n=1, beams=Listing((beam.number,)), what=what),
        remedy,
        subject=Message("beams.beam", beam=beam.number),
        cause=BEAMS_DOUBTFUL,
    )
