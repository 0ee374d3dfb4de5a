"""The dose-volume metric grammar of TG-263 and Mayo et al.: text to :class:`MetricSpec` and back.

==================  ==================================================================================
``D95%[Gy]``        the highest dose that at least 95 % of the structure's volume receives
``D0.03cc[Gy]``     the same for 0.03 cm³
``V20Gy[%]``        the volume that receives at least 20 Gy; ``V95%[cc]``: at least 95 % of prescription
``DC2%[Gy]``        the dose that the coldest 2 % of the volume receive at most (= ``D98%[Gy]``)
``CV20Gy[cc]``      the volume that receives less than 20 Gy
``Mean[Gy]``        likewise ``Max``, ``Min``, ``Median``; without brackets they are in Gy
``Volume[cc]``      the volume of the structure
``MOH1cc[Gy]``      the mean dose of the hottest 1 cm³; ``MOC1cc[Gy]``: of the coldest
``gEUD8[Gy]``       generalised equivalent uniform dose with a = 8
``Integral[Gy*cc]`` integral dose: mean dose times volume
``HI``              homogeneity, (D2% − D98%) / D50%
``HIRTOG``          homogeneity, Max / prescription
``CN100%``          conformity, TV_PIV² / (TV · PIV)
``CI100%``          conformity, PIV / TV
``R50%``            spill, PIV / TV at half of the prescription
``GI100%``          gradient, PIV at half of a dose / PIV at it; ``GI`` alone is of the prescription
``Isodose50%[cc]``  the volume of an isodose anywhere in the dose grid
``D2cm[%]``         the highest dose at 2 cm from the structure, in any direction
==================  ==================================================================================

A dose is in ``Gy``, ``cGy`` or ``%`` of the prescription; a volume in ``cc`` (= cm³) or ``%`` of the
whole structure; a ratio is a bare number, and has no brackets. Upper and lower case count, as in TG-263.
From ``MOH`` on TG-263 has no spelling, or none that is in use: these are rtqa's own.

Sources: AAPM Report 263 (2018), section 10; Mayo et al., IJROBP 2018;100:1057,
doi:10.1016/j.ijrobp.2017.12.013. Of the formulas from ``MOH`` on: docs/explanation/metrics.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from rtqa.errors import MetricSyntaxError


class Answer(StrEnum):
    """What sort of quantity a metric is."""

    DOSE = "dose"
    VOLUME = "volume"
    DOSE_VOLUME = "dose × volume"
    RATIO = "ratio"


class MetricKind(StrEnum):
    """What is asked of the dose, spelled as the metric begins."""

    DOSE = "D"
    VOLUME_ABOVE = "V"
    COLDEST_DOSE = "DC"
    VOLUME_BELOW = "CV"
    MEAN = "Mean"
    MAX = "Max"
    MIN = "Min"
    MEDIAN = "Median"
    VOLUME = "Volume"
    HOTTEST_MEAN = "MOH"
    COLDEST_MEAN = "MOC"
    GEUD = "gEUD"
    INTEGRAL = "Integral"
    HOMOGENEITY = "HI"
    MAX_OVER_PRESCRIPTION = "HIRTOG"
    CONFORMATION = "CN"
    CONFORMITY = "CI"
    SPILL = "R"
    GRADIENT = "GI"
    ISODOSE = "Isodose"
    MAX_AT_DISTANCE = "D…cm"

    @property
    def answer(self) -> Answer:
        """What sort of quantity the answer is."""
        return _FORMS[self].answer

    @property
    def is_at_dose(self) -> bool:
        """Whether its number is a dose."""
        return _FORMS[self].at_units is _DOSE_UNITS

    @property
    def is_at_volume(self) -> bool:
        """Whether its number is a volume."""
        return _FORMS[self].at_units is _VOLUME_UNITS

    @property
    def needs_whole_dose(self) -> bool:
        """Whether the structure's curve does not answer it, but the dose around it too."""
        return self in _AROUND

    @property
    def rises_with_dose(self) -> bool | None:
        """Whether more dose in a voxel can only raise the metric, or leave it.

        False where it can only lower it; None where it may do either, or has nothing to do with it.
        """
        if self is MetricKind.VOLUME_BELOW:
            return False
        return None if self in _NEITHER_RISE_NOR_FALL else True


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSpec:
    """One metric, as :func:`parse_metric` reads it; ``str()`` gives the text back as it was written.

    Two are equal when kind, number and units are: ``D95%[Gy]`` equals ``D95.0%[Gy]``, and ``Mean`` equals
    ``Mean[Gy]``. Units are not converted: ``V20Gy[%]`` and ``V2000cGy[%]`` measure the same, and differ.

    Attributes:
        text: as written; no part of the comparison.
        kind: what is asked for.
        at: the number after the kind, in ``at_unit``; None where the kind takes none.
        at_unit: ``%``, ``cc``, ``cm``, ``Gy`` or ``cGy``; empty where the kind takes none, or a bare number.
        unit: of the answer: ``Gy``, ``cGy``, ``%``, ``cc`` or ``Gy*cc``; empty for a ratio.
        over: what it is divided by, of a ratio of two metrics; :func:`parse_metric` reads none.
    """

    text: str = field(compare=False)
    kind: MetricKind
    at: float | None
    at_unit: str
    unit: str
    over: MetricSpec | None = None

    def __str__(self) -> str:
        return self.text

    def divided_by(self, other: MetricSpec, *, of: str = "") -> MetricSpec:
        """The ratio to another metric, of the structure of this name or of the same; it has no unit."""
        return replace(self, text=" / ".join((self.text, f"{of} {other}".strip())), unit="", over=other)

    @property
    def needs_prescription(self) -> bool:
        """Whether it has a dose in percent, which only a prescription makes a dose."""
        if self.kind is MetricKind.MAX_OVER_PRESCRIPTION:
            return True
        # Both parts of a ratio are in the same unit.
        unit = self.unit if self.over is None else self.over.unit
        is_in_percent = (self.at_unit if self.kind.is_at_dose else unit) == "%"
        return is_in_percent or (self.over is not None and self.over.needs_prescription)


class _Form(NamedTuple):
    """How a kind is written.

    Attributes:
        answer: what sort of quantity it is.
        at_units: units of its number; one that is empty for a bare number, none where it takes no number.
        units: of its answer; none where it has none, and no brackets.
        example: of the right form.
    """

    answer: Answer
    at_units: tuple[str, ...]
    units: tuple[str, ...]
    example: str


_DOSE_UNITS = ("Gy", "%", "cGy")
_VOLUME_UNITS = ("%", "cc")
_BARE = ("",)

_FORMS: dict[MetricKind, _Form] = {
    MetricKind.DOSE: _Form(Answer.DOSE, _VOLUME_UNITS, _DOSE_UNITS, "D95%[Gy]"),
    MetricKind.VOLUME_ABOVE: _Form(Answer.VOLUME, _DOSE_UNITS, _VOLUME_UNITS, "V20Gy[%]"),
    MetricKind.COLDEST_DOSE: _Form(Answer.DOSE, _VOLUME_UNITS, _DOSE_UNITS, "DC2%[Gy]"),
    MetricKind.VOLUME_BELOW: _Form(Answer.VOLUME, _DOSE_UNITS, _VOLUME_UNITS, "CV20Gy[cc]"),
    MetricKind.MEAN: _Form(Answer.DOSE, (), _DOSE_UNITS, "Mean[Gy]"),
    MetricKind.MAX: _Form(Answer.DOSE, (), _DOSE_UNITS, "Max[Gy]"),
    MetricKind.MIN: _Form(Answer.DOSE, (), _DOSE_UNITS, "Min[Gy]"),
    MetricKind.MEDIAN: _Form(Answer.DOSE, (), _DOSE_UNITS, "Median[Gy]"),
    MetricKind.VOLUME: _Form(Answer.VOLUME, (), ("cc",), "Volume[cc]"),
    MetricKind.HOTTEST_MEAN: _Form(Answer.DOSE, _VOLUME_UNITS, _DOSE_UNITS, "MOH1cc[Gy]"),
    MetricKind.COLDEST_MEAN: _Form(Answer.DOSE, _VOLUME_UNITS, _DOSE_UNITS, "MOC1cc[Gy]"),
    MetricKind.GEUD: _Form(Answer.DOSE, _BARE, _DOSE_UNITS, "gEUD8[Gy]"),
    MetricKind.INTEGRAL: _Form(Answer.DOSE_VOLUME, (), ("Gy*cc",), "Integral[Gy*cc]"),
    MetricKind.HOMOGENEITY: _Form(Answer.RATIO, (), (), "HI"),
    MetricKind.MAX_OVER_PRESCRIPTION: _Form(Answer.RATIO, (), (), "HIRTOG"),
    MetricKind.CONFORMATION: _Form(Answer.RATIO, _DOSE_UNITS, (), "CN100%"),
    MetricKind.CONFORMITY: _Form(Answer.RATIO, _DOSE_UNITS, (), "CI100%"),
    MetricKind.SPILL: _Form(Answer.RATIO, _DOSE_UNITS, (), "R50%"),
    MetricKind.GRADIENT: _Form(Answer.RATIO, _DOSE_UNITS, (), "GI100%"),
    MetricKind.ISODOSE: _Form(Answer.VOLUME, _DOSE_UNITS, ("cc",), "Isodose50%[cc]"),
    MetricKind.MAX_AT_DISTANCE: _Form(Answer.DOSE, ("cm",), _DOSE_UNITS, "D2cm[%]"),
}
_UNIT_OPTIONAL = {MetricKind.MEAN, MetricKind.MAX, MetricKind.MIN, MetricKind.MEDIAN}
_AROUND = {
    MetricKind.MAX_AT_DISTANCE,
    MetricKind.CONFORMATION,
    MetricKind.CONFORMITY,
    MetricKind.SPILL,
    MetricKind.GRADIENT,
    MetricKind.ISODOSE,
}
_NEITHER_RISE_NOR_FALL = {
    MetricKind.VOLUME,
    MetricKind.HOMOGENEITY,
    MetricKind.CONFORMATION,
    MetricKind.GRADIENT,
}

_KINDS = "|".join(sorted(set(MetricKind) - {MetricKind.MAX_AT_DISTANCE}, key=len, reverse=True))
_METRIC = re.compile(
    rf"""(?P<kind> {_KINDS})
        (?: (?P<at> [0-9]{{1,6}} (?: \.[0-9]{{1,9}} )?) (?P<at_unit> % | cc | cm | cGy | Gy)
          | (?<= gEUD) (?P<a> -? [0-9]{{1,6}} (?: \.[0-9]{{1,9}} )?) )?
        (?: \[ (?P<unit> % | cc | cGy | Gy\*cc | Gy) \] )?""",
    re.VERBOSE,
)
# The same with the slips that people make: case, spaces, "D.5cc", other words for cc. Only ever suggested.
_SLOPPY = re.compile(
    rf"""(?P<kind> {_KINDS})
        (?: (?P<at> (?: (?<= geud) - )? [0-9]{{0,6}} (?: \.[0-9]{{1,9}} )?)
            (?P<at_unit> % | cc | cm3 | cm³ | cm | ml | cgy | gy)? )?
        (?: [\[(] (?P<unit> % | cc | cm3 | cm³ | ml | cgy | gy[*·×]?(?:cc|cm3|cm³) | gy) [\])] )?""",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE_A_WORD = re.compile(r"^d_?(?=max|mean|min|median)", re.IGNORECASE)
"""``Dmax``, ``D_mean``: what a sheet puts before the words that need no number."""
_SPELLING = {kind.casefold(): kind.value for kind in MetricKind}
_SPELLING |= {unit.casefold(): unit for unit in ("Gy", "cGy", "cc", "cm", "%")}
_SPELLING |= dict.fromkeys(("cm3", "cm³", "ml"), "cc")
_SPELLING |= {f"gy{times}{cc}": "Gy*cc" for times in ("", "*", "·", "×") for cc in ("cc", "cm3", "cm³")}


def parse_metric(text: str) -> MetricSpec:
    """Read one metric, such as ``"D95%[Gy]"``.

    Raises:
        MetricSyntaxError: one sentence with what is wrong and an example of the right form.
    """
    match = _METRIC.fullmatch(text)
    if match is None:
        raise MetricSyntaxError(f"{text!r} is not a metric: {_advice(text)}")
    at, at_unit, unit = match["at"] or match["a"], match["at_unit"] or "", match["unit"] or ""
    kind = MetricKind(match["kind"])
    if kind is MetricKind.DOSE and at_unit == "cm":
        kind = MetricKind.MAX_AT_DISTANCE
    _, _, units, example = _FORMS[kind]
    if not unit and kind in _UNIT_OPTIONAL:
        unit = "Gy"
    if at is None and kind is MetricKind.GRADIENT:
        at, at_unit = "100", "%"

    _check_number(text, kind, at=at, at_unit=at_unit)
    if unit and not units:
        bare = text.partition("[")[0]
        raise MetricSyntaxError(f"{text!r}: {kind} is a ratio, without brackets: write {bare!r}")
    if units and not unit:
        completed = f"{text}[{units[0]}]"
        raise MetricSyntaxError(f"{text!r} does not say the unit of its answer: write {completed!r}")
    if units and unit not in units:
        raise MetricSyntaxError(f"{text!r}: {kind} is measured in {_either(units)}, as in {example!r}")
    return MetricSpec(text=text, kind=kind, at=None if at is None else float(at), at_unit=at_unit, unit=unit)


def _check_number(text: str, kind: MetricKind, *, at: str | None, at_unit: str) -> None:
    _, at_units, _, example = _FORMS[kind]
    if at is None and at_units:
        raise MetricSyntaxError(f"{text!r} lacks the number after {kind}: write, for example, {example!r}")
    if at is None:
        return
    if at_unit not in at_units:
        raise MetricSyntaxError(f"{text!r}: {kind} takes {_takes(at_units)}, as in {example!r}")
    if kind.is_at_volume and at_unit == "%" and float(at) > 100.0:
        raise MetricSyntaxError(
            f"{text!r} asks for more than 100 % of a volume: write {example!r}, for example"
        )
    if kind is MetricKind.GEUD and float(at) == 0.0:
        raise MetricSyntaxError(f"{text!r}: there is no gEUD with a of 0: write {example!r}, for example")


def _takes(at_units: tuple[str, ...]) -> str:
    if not at_units:
        return "no number"
    return "a number without a unit" if at_units is _BARE else f"a number in {_either(at_units)}"


def _either(units: tuple[str, ...]) -> str:
    return " or ".join((", ".join(units[:-1]), units[-1]) if units[1:] else units)


def _advice(text: str) -> str:
    sloppy = _SLOPPY.fullmatch(_BEFORE_A_WORD.sub("", "".join(text.split()).replace(",", ".")))
    if sloppy is None:
        return "write one such as 'D95%[Gy]', 'V20Gy[%]' or 'Mean[Gy]'"
    kind, at, at_unit, unit = (
        _SPELLING.get((sloppy[part] or "").casefold(), sloppy[part] or "")
        for part in ("kind", "at", "at_unit", "unit")
    )
    _, _, units, example = _FORMS[MetricKind(kind)]
    at = f"0{at}" if at.startswith(".") else at
    repaired = f"{kind}{at}{at_unit}" + (f"[{unit or units[0]}]" if units else "")
    try:
        # Matched first, so that a repair which fails to be a metric is not itself given advice.
        good = _METRIC.fullmatch(repaired) is not None and bool(parse_metric(repaired))
    except MetricSyntaxError:
        good = False
    return f"write {repaired!r}" if good else f"write, for example, {example!r}"
