"""A PlanScoreCard file: metrics of structures, each with points of a score.

``{"TemplateName", "Site", "Creator", "DosePerFraction", "NumberOfFractions", "ScoreTemplates": [{"Structure":
{"StructureId", "StructureCode", "StructureComment"}, "MetricType", "InputValue", "InputUnit", "OutputUnit",
"ScorePoints": [{"PointX", "Score", "Variation"}]}]}``

A score is no limit. Where it only falls (or only rises) with the metric, the last value with the full score
is taken as the limit, and the point marked as variation as the acceptable variation. A ``StructureComment``
that is a recipe says how the structure is made. A metric that cannot be read is left out; all that is left
out is listed as such.

Source: the program's own code, as published (InternalTemplateModel, ScoreTemplateModel, StructureModel).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, ValidationError

from rtqa.documents.fields import MOST_FRACTIONS
from rtqa.documents.toml import describe_fault
from rtqa.errors import MetricSyntaxError
from rtqa.messages import Message
from rtqa.metrics.grammar import MetricSpec, parse_metric
from rtqa.nomenclature.dose_level import find_named_dose
from rtqa.nomenclature.icru_volumes import find_volume
from rtqa.protocol.foreign.goals import Goal, Imported, LeftOut, Prescribed, require_goals
from rtqa.protocol.foreign.recipe import RecipeError, Recipes
from rtqa.protocol.foreign.tables import ForeignTable, as_text

SAME_DOSE_GY = 0.05
"""How far fractions times dose may lie from the dose in a target's name: 33 × 2.12 Gy is PTV_6996."""

_UNITS = {"gy": "Gy", "cgy": "cGy", "cc": "cc", "%": "%"}
_KINDS = {
    "DoseAtVolume": "D{at}{at_unit}[{unit}]",
    "VolumeAtDose": "V{at}{at_unit}[{unit}]",
    "DoseAtSubVolume": "DC{at}cc[{unit}]",
    "MaxDose": "Max[{unit}]",
    "MeanDose": "Mean[{unit}]",
    "MinDose": "Min[{unit}]",
    "Volume": "Volume[{unit}]",
}
_RATIOS = {"ConformationNumber": "CN{at}{at_unit}", "ConformityIndex": "CI{at}{at_unit}"}
"""Not HomogeneityIndex, whose divisor is another, nor ModifiedGradientIndex, of the structure alone."""

MOST_GY = 1000.0
"""More than any fraction has, by far."""


class _Structure(ForeignTable):
    name: str = Field(alias="StructureId", min_length=1)
    code: str | None = Field(alias="StructureCode", default=None)
    comment: str | None = Field(alias="StructureComment", default=None)


class _Point(ForeignTable):
    value: float = Field(alias="PointX", allow_inf_nan=False)
    score: float = Field(alias="Score", allow_inf_nan=False)
    is_variation: bool = Field(alias="Variation", default=False)


class _Metric(ForeignTable):
    structure: _Structure = Field(alias="Structure")
    kind: str = Field(alias="MetricType")
    at: float | None = Field(alias="InputValue", default=None, allow_inf_nan=False)
    at_unit: str | None = Field(alias="InputUnit", default=None)
    unit: str | None = Field(alias="OutputUnit", default=None)
    comment: str | None = Field(alias="MetricComment", default=None)
    points: tuple[_Point, ...] = Field(alias="ScorePoints", default=())


def read_scorecard(document: dict[str, Any], *, label: str) -> Imported:
    """Read a scorecard.

    Args:
        document: the JSON.
        label: what errors and sources call it; a file name without its folder.

    Raises:
        DocumentError: nothing of it is a limit; with the reason for each of its metrics.
    """
    goals: list[Goal] = []
    left_out: list[LeftOut] = []
    recipes = Recipes()
    entries = document.get("ScoreTemplates")
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        place = f"ScoreTemplates[{number}]"
        try:
            metric = _Metric.model_validate(entry)
        except ValidationError as error:
            faults = [describe_fault(detail, _Metric) for detail in error.errors(include_url=False)]
            left_out.append(LeftOut(place, Message("import.row", problems="; ".join(map(str, faults)))))
            continue
        goal = _goal(metric, place=place, label=label)
        if isinstance(goal, LeftOut):
            left_out.append(goal)
            continue
        goals.append(goal)
        left_out += _list_left_out(metric, place)
        left_out += _take_recipe(metric.structure, place, recipes)
    require_goals(goals, left_out, label=label, key="ScoreTemplates")
    prescribed = _find_prescribed(document, [*(goal.structure for goal in goals), *recipes.parts()])
    if isinstance(prescribed, LeftOut):
        left_out.append(prescribed)
        prescribed = None
    left_out += [
        LeftOut(key, Message("import.not-of-a-protocol"))
        for key in ("Site", "Creator")
        if isinstance(document.get(key), str) and document[key].strip()
    ]
    name = document.get("TemplateName")
    return Imported(
        title=name if isinstance(name, str) and name.strip() else label,
        goals=tuple(goals),
        left_out=tuple(left_out),
        derived=recipes.derived,
        prescribed=prescribed,
    )


def _take_recipe(structure: _Structure, place: str, recipes: Recipes) -> list[LeftOut]:
    """Take down how a structure is made; of a comment that is no recipe, that it was left out."""
    comment = (structure.comment or "").strip()
    if not comment or structure.name in recipes.derived:
        return []
    spot = f"{place}.Structure.StructureComment"
    if "<" not in comment:
        return [LeftOut(spot, Message("import.comment"))]
    try:
        recipes.add(structure.name, comment)
    except RecipeError as error:
        return [LeftOut(spot, Message("import.recipe", structure=structure.name, problem=str(error)))]
    return []


def _find_prescribed(document: dict[str, Any], structures: list[str]) -> Prescribed | LeftOut | None:
    """What the card's plan gives, to its only target or to the one whose name has that dose."""
    dose_gy, fractions = document.get("DosePerFraction"), document.get("NumberOfFractions")
    if not isinstance(dose_gy, int | float) or not isinstance(fractions, int):
        return None
    if not 0 < dose_gy < MOST_GY or not 0 < fractions <= MOST_FRACTIONS:
        return None
    total_gy = dose_gy * fractions
    targets = list(dict.fromkeys(name for name in structures if find_volume(name)))
    named = [
        name
        for name in targets
        if (stated := find_named_dose(name)) is not None and abs(stated - total_gy) <= SAME_DOSE_GY
    ]
    candidates = named or targets
    if len(candidates) != 1:
        return LeftOut("DosePerFraction", Message("import.of-which-target"))
    return Prescribed(candidates[0], round(total_gy, 6), fractions)


def _goal(metric: _Metric, *, place: str, label: str) -> Goal | LeftOut:
    spec = _spec(metric)
    if spec is None:
        reason = Message("import.no-metric", kind=metric.kind, structure=metric.structure.name)
        return LeftOut(place, reason)
    points = sorted(metric.points, key=lambda point: point.value)
    direction = _direction([point.score for point in points])
    if direction is None:
        return LeftOut(place, Message("import.no-direction", structure=metric.structure.name))
    best = max(point.score for point in points)
    full = [point.value for point in points if point.score == best]
    limit = max(full) if direction == "<=" else min(full)
    marked = [point.value for point in points if point.is_variation]
    variation = (max(marked) if direction == "<=" else min(marked)) if marked else None
    if variation is not None and (variation < limit if direction == "<=" else variation > limit):
        variation = None
    return Goal(
        structure=metric.structure.name,
        metric=spec,
        relation=direction,
        limit=limit,
        variation=variation,
        quote=f"{metric.structure.name}, {spec}: "
        + ", ".join(f"{point.value:g} scores {point.score:g}" for point in points),
        source=f"{label}, {place}",
        reading=Message("import.limit-from-score")
        if variation is None
        else Message("import.limit-and-variation-from-score"),
    )


def _spec(metric: _Metric) -> MetricSpec | None:
    form = _RATIOS.get(metric.kind) or _KINDS.get(metric.kind)
    unit = _UNITS.get((metric.unit or "").casefold())
    at_unit = _UNITS.get((metric.at_unit or "").casefold(), "")
    if form is None or (unit is None and metric.kind not in _RATIOS):
        return None
    try:
        return parse_metric(form.format(at=as_text(metric.at), at_unit=at_unit, unit=unit))
    except MetricSyntaxError:
        return None


def _direction(scores: list[float]) -> Literal["<=", ">="] | None:
    """What a limit's relation is, by scores in the order of rising values; None where they make none."""
    steps = [after - before for before, after in pairwise(scores)]
    if all(step <= 0 for step in steps) and any(step < 0 for step in steps):
        return "<="
    if all(step >= 0 for step in steps) and any(step > 0 for step in steps):
        return ">="
    return None


def _list_left_out(metric: _Metric, place: str) -> list[LeftOut]:
    """What of a metric that was carried over its limit does not say."""
    left_out = []
    if len(metric.points) > 2 or not any(point.is_variation for point in metric.points):
        left_out.append(LeftOut(f"{place}.ScorePoints", Message("import.score")))
    if metric.structure.code:
        left_out.append(LeftOut(f"{place}.Structure.StructureCode", Message("import.code")))
    if metric.comment:
        left_out.append(LeftOut(f"{place}.MetricComment", Message("import.comment")))
    return left_out
