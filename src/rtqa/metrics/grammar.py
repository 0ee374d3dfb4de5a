"""The dose-volume metric grammar of TG-263 and Mayo et al.: text to :class:`MetricSpec` and back.

==================  ==================================================================================
``D95%[Gy]``        the highest dose that at least 95 % of the structure's volume receives
``D0.03cc[Gy]``     the same for 0.03 cm³
``V20Gy[%]``        the volume that receives at least 20 Gy; ``V95%[cc]``: at least 95 % of prescription
``DC2%[Gy]``        the dose that the coldest 2 % of the volume receive at most (= ``D98%[Gy]``)
``CV20Gy[cc]``      the volume that receives less than 20 Gy
``Mean[Gy]``        likewise ``Max``, ``Min``, ``Median``; without brackets they are in Gy
``Volume[cc]``      the volume of the structure
==================  ==================================================================================

A dose is in ``Gy``, ``cGy`` or ``%`` of the prescription; a volume in ``cc`` (= cm³) or ``%`` of the
whole structure. Upper and lower case count, as in TG-263.

Sources: AAPM Report 263 (2018), section 10; Mayo et al., IJROBP 2018;100:1057,
doi:10.1016/j.ijrobp.2017.12.013.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from rtqa.errors import MetricSyntaxError


class MetricKind(StrEnum):
    """What is asked of the curve, spelled as the metric begins."""

    DOSE = "D"
    VOLUME_ABOVE = "V"
    COLDEST_DOSE = "DC"
    VOLUME_BELOW = "CV"
    MEAN = "Mean"
    MAX = "Max"
    MIN = "Min"
    MEDIAN = "Median"
    VOLUME = "Volume"

    @property
    def answers_volume(self) -> bool:
        """Whether the answer is a volume; otherwise it is a dose."""
        return self in {MetricKind.VOLUME_ABOVE, MetricKind.VOLUME_BELOW, MetricKind.VOLUME}


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSpec:
    """One metric, as :func:`parse_metric` reads it; ``str()`` gives the text back as it was written.

    Two are equal when kind, number and units are: ``D95%[Gy]`` equals ``D95.0%[Gy]``, and ``Mean`` equals
    ``Mean[Gy]``. Units are not converted: ``V20Gy[%]`` and ``V2000cGy[%]`` measure the same, and differ.

    Attributes:
        text: as written; no part of the comparison.
        kind: what is asked for.
        at: the number after the kind, in ``at_unit``; None where the kind takes none.
        at_unit: ``%``, ``cc``, ``Gy`` or ``cGy``; empty where the kind takes no number.
        unit: of the answer: ``Gy``, ``cGy``, ``%`` or ``cc``.
    """

    text: str = field(compare=False)
    kind: MetricKind
    at: float | None
    at_unit: str
    unit: str

    def __str__(self) -> str:
        return self.text

    @property
    def needs_prescription(self) -> bool:
        """Whether it has a dose in percent, which only a prescription makes a dose."""
        return (self.at_unit if self.kind.answers_volume else self.unit) == "%"


_DOSE_UNITS = ("Gy", "%", "cGy")
_VOLUME_UNITS = ("%", "cc")

# For each kind: the units of its number, the units of its answer, and an example of the right form.
_FORMS: dict[MetricKind, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    MetricKind.DOSE: (_VOLUME_UNITS, _DOSE_UNITS, "D95%[Gy]"),
    MetricKind.VOLUME_ABOVE: (_DOSE_UNITS, _VOLUME_UNITS, "V20Gy[%]"),
    MetricKind.COLDEST_DOSE: (_VOLUME_UNITS, _DOSE_UNITS, "DC2%[Gy]"),
    MetricKind.VOLUME_BELOW: (_DOSE_UNITS, _VOLUME_UNITS, "CV20Gy[cc]"),
    MetricKind.MEAN: ((), _DOSE_UNITS, "Mean[Gy]"),
    MetricKind.MAX: ((), _DOSE_UNITS, "Max[Gy]"),
    MetricKind.MIN: ((), _DOSE_UNITS, "Min[Gy]"),
    MetricKind.MEDIAN: ((), _DOSE_UNITS, "Median[Gy]"),
    MetricKind.VOLUME: ((), ("cc",), "Volume[cc]"),
}
_UNIT_OPTIONAL = {MetricKind.MEAN, MetricKind.MAX, MetricKind.MIN, MetricKind.MEDIAN}

_METRIC = re.compile(
    r"""(?P<kind> DC | CV | D | V | Mean | Max | Min | Median | Volume)
        (?: (?P<at> [0-9]{1,6} (?: \.[0-9]{1,9} )?) (?P<at_unit> % | cc | cGy | Gy) )?
        (?: \[ (?P<unit> % | cc | cGy | Gy) \] )?""",
    re.VERBOSE,
)
# The same with the slips that people make: case, spaces, "D.5cc", other words for cc. Only ever suggested.
_SLOPPY = re.compile(
    r"""(?P<kind> dc | cv | d | v | mean | max | min | median | volume)
        (?: (?P<at> [0-9]{0,6} (?: \.[0-9]{1,9} )?) (?P<at_unit> % | cc | cm3 | cm³ | ml | cgy | gy)? )?
        (?: [\[(] (?P<unit> % | cc | cm3 | cm³ | ml | cgy | gy) [\])] )?""",
    re.VERBOSE | re.IGNORECASE,
)
_SPELLING = {kind.casefold(): kind.value for kind in MetricKind}
_SPELLING |= {"gy": "Gy", "cgy": "cGy", "cc": "cc", "cm3": "cc", "cm³": "cc", "ml": "cc", "%": "%"}


def parse_metric(text: str) -> MetricSpec:
    """Read one metric, such as ``"D95%[Gy]"``.

    Raises:
        MetricSyntaxError: one sentence with what is wrong and an example of the right form.
    """
    match = _METRIC.fullmatch(text)
    if match is None:
        raise MetricSyntaxError(f"{text!r} is not a metric: {_advice(text)}")
    kind = MetricKind(match["kind"])
    at_units, units, example = _FORMS[kind]
    at, at_unit, unit = match["at"], match["at_unit"] or "", match["unit"] or ""
    if not unit and kind in _UNIT_OPTIONAL:
        unit = "Gy"

    if at is None and at_units:
        raise MetricSyntaxError(f"{text!r} lacks the number after {kind}: write, for example, {example!r}")
    if at is not None and at_unit not in at_units:
        takes = f"a number in {_either(at_units)}" if at_units else "no number"
        raise MetricSyntaxError(f"{text!r}: {kind} takes {takes}, as in {example!r}")
    if not unit:
        completed = f"{text}[{units[0]}]"
        raise MetricSyntaxError(f"{text!r} does not say the unit of its answer: write {completed!r}")
    if unit not in units:
        raise MetricSyntaxError(f"{text!r}: {kind} is measured in {_either(units)}, as in {example!r}")
    if at is not None and at_units is _VOLUME_UNITS and at_unit == "%" and float(at) > 100.0:
        raise MetricSyntaxError(
            f"{text!r} asks for more than 100 % of a volume: write {example!r}, for example"
        )
    return MetricSpec(text=text, kind=kind, at=None if at is None else float(at), at_unit=at_unit, unit=unit)


def _either(units: tuple[str, ...]) -> str:
    return " or ".join((", ".join(units[:-1]), units[-1]) if units[1:] else units)


def _advice(text: str) -> str:
    sloppy = _SLOPPY.fullmatch("".join(text.split()))
    if sloppy is None:
        return "write one such as 'D95%[Gy]', 'V20Gy[%]' or 'Mean[Gy]'"
    kind, at, at_unit, unit = (
        _SPELLING.get((sloppy[part] or "").casefold(), sloppy[part] or "")
        for part in ("kind", "at", "at_unit", "unit")
    )
    _, units, example = _FORMS[MetricKind(kind)]
    at = f"0{at}" if at.startswith(".") else at
    repaired = f"{kind}{at}{at_unit}[{unit or units[0]}]"
    try:
        # Matched first, so that a repair which fails to be a metric is not itself given advice.
        good = _METRIC.fullmatch(repaired) is not None and bool(parse_metric(repaired))
    except MetricSyntaxError:
        good = False
    return f"write {repaired!r}" if good else f"write, for example, {example!r}"
