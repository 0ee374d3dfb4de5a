"""A PlanScoreCard file: metrics of structures, each with points of a score.

``{"TemplateName", "Site", "Creator", "ScoreTemplates": [{"Structure": {"StructureId", "StructureCode"},
"MetricType", "InputValue", "InputUnit", "OutputUnit",
"ScorePoints": [{"PointX", "Score", "Variation"}]}]}``

A score is no limit. Where it only falls (or only rises) with the metric, the last value with the full score
is taken as the limit, and the point marked as variation as the acceptable variation. All else that it says is
left out, and listed as such.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rtqa.documents.toml import describe_fault
from rtqa.errors import DocumentError, Fault, MetricSyntaxError
from rtqa.messages import Message
from rtqa.metrics.grammar import MetricSpec, parse_metric
from rtqa.protocol.foreign.goals import Goal, Imported, LeftOut

_UNITS = {"gy": "Gy", "cgy": "cGy", "cc": "cc", "%": "%"}
_KINDS = {
    "DoseAtVolume": "D{at}{at_unit}[{unit}]",
    "VolumeAtDose": "V{at}{at_unit}[{unit}]",
    "MaxDose": "Max[{unit}]",
    "MeanDose": "Mean[{unit}]",
    "MinDose": "Min[{unit}]",
    "Volume": "Volume[{unit}]",
}
_RATIOS = {"ConformationNumber": "CN{at}{at_unit}", "ConformityIndex": "CI{at}{at_unit}"}
"""Not HomogeneityIndex, whose divisor is another, nor ModifiedGradientIndex, of the structure alone."""


class _Foreign(BaseModel):
    """A table of the file; keys that are not needed are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Structure(_Foreign):
    name: str = Field(alias="StructureId", min_length=1)
    code: str | None = Field(alias="StructureCode", default=None)


class _Point(_Foreign):
    value: float = Field(alias="PointX", allow_inf_nan=False)
    score: float = Field(alias="Score", allow_inf_nan=False)
    is_variation: bool = Field(alias="Variation", default=False)


class _Metric(_Foreign):
    structure: _Structure = Field(alias="Structure")
    kind: str = Field(alias="MetricType")
    at: float | None = Field(alias="InputValue", default=None)
    at_unit: str | None = Field(alias="InputUnit", default=None)
    unit: str | None = Field(alias="OutputUnit", default=None)
    comment: str | None = Field(alias="MetricComment", default=None)
    points: tuple[_Point, ...] = Field(alias="ScorePoints", default=())


class _Card(_Foreign):
    name: str | None = Field(alias="TemplateName", default=None)
    metrics: tuple[_Metric, ...] = Field(alias="ScoreTemplates")


def read_scorecard(content: bytes, *, label: str) -> Imported:
    """Read a scorecard.

    Args:
        content: the file, JSON.
        label: what errors and sources call it; a file name without its folder.

    Raises:
        DocumentError: it is no scorecard; all its faults at once, each with its place.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise DocumentError(label, (Fault("file", "not JSON in UTF-8"),)) from None
    try:
        card = _Card.model_validate(document)
    except ValidationError as error:
        faults = [describe_fault(detail, _Card) for detail in error.errors(include_url=False)]
        raise DocumentError(label, tuple(faults)) from None
    goals: list[Goal] = []
    left_out: list[LeftOut] = []
    for number, metric in enumerate(card.metrics):
        place = f"ScoreTemplates[{number}]"
        goal = _goal(metric, place=place, label=label)
        if isinstance(goal, LeftOut):
            left_out.append(goal)
        else:
            goals.append(goal)
            left_out += _list_left_out(metric, place)
    if not goals:
        faults = [Fault(str(part.place), str(part.reason)) for part in left_out]
        faults = faults or [Fault("ScoreTemplates", "is empty")]
        raise DocumentError(label, tuple(faults))
    return Imported(title=card.name or label, goals=tuple(goals), left_out=tuple(left_out))


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
        aliases=(),
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
    at = f"{metric.at:.9f}".rstrip("0").rstrip(".") if metric.at is not None else ""
    try:
        return parse_metric(form.format(at=at, at_unit=at_unit, unit=unit))
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
