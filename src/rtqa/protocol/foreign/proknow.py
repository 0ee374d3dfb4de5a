"""A ProKnow scorecard: ``{"computed": [{"type", "roi_name", "arg_1", "objectives": […]}], "custom": […]}``.

``objectives`` are bins from low values to high, each with a ``label``; between two neighbours stands either
the ``max`` of the lower, which then has that value, or the ``min`` of the upper. Where the bin at one end is
a fail and that at the other is not, the first threshold from the good end is the limit, and the last the
variation.

Source: the documentation of ProKnow's Python SDK, "Computed metrics" and "Scorecard objectives".
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field, ValidationError

from rtqa.documents.toml import describe_fault
from rtqa.errors import MetricSyntaxError
from rtqa.messages import Message
from rtqa.metrics.grammar import MetricSpec, parse_metric
from rtqa.protocol.foreign.goals import Goal, Imported, LeftOut, require_goals
from rtqa.protocol.foreign.tables import ForeignTable, as_text

_FORMS = {
    "DOSE_VOLUME_PERCENT_ROI": "D{}%[Gy]",
    "DOSE_VOLUME_CC_ROI": "D{}cc[Gy]",
    "DOSE_VOLUME_MINUS_CC_ROI": "DC{}cc[Gy]",
    "VOLUME_CC_DOSE_ROI": "V{}Gy[cc]",
    "VOLUME_PERCENT_DOSE_ROI": "V{}Gy[%]",
    "MIN_DOSE_ROI": "Min[Gy]",
    "MAX_DOSE_ROI": "Max[Gy]",
    "MEAN_DOSE_ROI": "Mean[Gy]",
    "INTEGRAL_DOSE_ROI": "Integral[Gy*cc]",
    "CONFORMATION_NUMBER": "CN{}Gy",
    "VOLUME": "Volume[cc]",
}
"""Not CONFORMALITY_INDEX, HOMOGENEITY_INDEX and INHOMOGENEITY_INDEX, whose formulas are not documented."""

_RANGES = {"VOLUME_CC_DOSE_RANGE_ROI": "CV{}Gy[cc]", "VOLUME_PERCENT_DOSE_RANGE_ROI": "CV{}Gy[%]"}
"""From no dose on; what lies in another range is no metric."""

_BAD = re.compile(r"\b(fail|unacceptable|not\b|poor|major|exceed|violat)", re.IGNORECASE)


class _Bin(ForeignTable):
    label: str = ""
    low: float | None = Field(alias="min", default=None, allow_inf_nan=False)
    high: float | None = Field(alias="max", default=None, allow_inf_nan=False)


class _Metric(ForeignTable):
    kind: str = Field(alias="type")
    structure: Annotated[str, Field(min_length=1)] | None = Field(alias="roi_name", default=None)
    first: float | None = Field(alias="arg_1", default=None, allow_inf_nan=False)
    second: float | None = Field(alias="arg_2", default=None, allow_inf_nan=False)
    rx: Any = None
    rx_scale: Any = None
    bins: tuple[_Bin, ...] | None = Field(alias="objectives", default=None)


def read_proknow(document: dict[str, Any], *, label: str) -> Imported:
    """Read a scorecard template.

    Args:
        document: the JSON.
        label: what errors and sources call it; a file name without its folder.

    Raises:
        DocumentError: nothing of it is a limit; with the reason for each of its metrics.
    """
    goals: list[Goal] = []
    left_out: list[LeftOut] = []
    computed, custom = document.get("computed"), document.get("custom")
    for number, entry in enumerate(computed if isinstance(computed, list) else ()):
        read = _read_metric(entry, place=f"computed[{number}]", label=label)
        goals += [goal for goal in read if isinstance(goal, Goal)]
        left_out += [part for part in read if isinstance(part, LeftOut)]
    for number, _ in enumerate(custom if isinstance(custom, list) else ()):
        left_out.append(LeftOut(f"custom[{number}]", Message("import.custom")))
    require_goals(goals, left_out, label=label, key="computed")
    name = document.get("name")
    return Imported(
        title=name if isinstance(name, str) and name.strip() else label,
        goals=tuple(goals),
        left_out=tuple(left_out),
    )


def _read_metric(entry: object, *, place: str, label: str) -> list[Goal | LeftOut]:
    try:
        metric = _Metric.model_validate(entry)
    except ValidationError as error:
        faults = [describe_fault(detail, _Metric) for detail in error.errors(include_url=False)]
        return [LeftOut(place, Message("import.row", problems="; ".join(map(str, faults))))]
    structure = metric.structure or ""
    if metric.rx is not None or metric.rx_scale is not None:
        return [LeftOut(place, Message("import.scaled", structure=structure))]
    spec = _find_spec(metric)
    if spec is None:
        return [LeftOut(place, Message("import.no-metric", kind=metric.kind, structure=structure))]
    limit = _read_bins(metric.bins or ())
    if limit is None:
        return [LeftOut(place, Message("import.no-fail-bin", structure=structure))]
    relation, value, variation, left = limit
    said = ", ".join(_describe_bin(bin_) for bin_ in metric.bins or ())
    goal = Goal(
        structure=structure,
        metric=spec,
        relation=relation,
        limit=value,
        variation=variation,
        quote=f"{structure}, {spec}: {said}",
        source=f"{label}, {place}",
        reading=Message("import.limit-from-bins"),
    )
    return [goal, *(LeftOut(f"{place}.objectives", Message("import.bin", label=name)) for name in left)]


def _find_spec(metric: _Metric) -> MetricSpec | None:
    form, at = _FORMS.get(metric.kind), metric.first
    if metric.kind in _RANGES and metric.first == 0 and metric.second is not None:
        form, at = _RANGES[metric.kind], metric.second
    if form is None or metric.structure is None or ("{}" in form and at is None):
        return None
    try:
        return parse_metric(form.format(as_text(at)))
    except MetricSyntaxError:
        return None


def _read_bins(bins: tuple[_Bin, ...]) -> tuple[str, float, float | None, list[str]] | None:
    """Relation, limit, variation, and the labels that neither says; None where the bins make no limit."""
    if len(bins) < 2 or bool(_BAD.search(bins[0].label)) == bool(_BAD.search(bins[-1].label)):
        return None
    thresholds = [
        (low.high, "<=", ">") if low.high is not None else (high.low, "<", ">=")
        for low, high in pairwise(bins)
    ]
    falls = bool(_BAD.search(bins[-1].label))
    ordered = thresholds if falls else thresholds[::-1]
    relations = [below if falls else above for _, below, above in ordered]
    (limit, _, _), (last, _, _) = ordered[0], ordered[-1]
    if limit is None or last is None:
        return None
    inner = [bin_.label for bin_ in (bins[1:-1] if falls else bins[-2:0:-1])]
    if len(ordered) == 1:
        return relations[0], limit, None, []
    if relations[0] != relations[-1] or (last < limit if falls else last > limit):
        return relations[0], limit, None, inner
    return relations[0], limit, last, inner[:-1]


def _describe_bin(bin_: _Bin) -> str:
    ends = [f"{sign} {value:g}" for sign, value in ((">=", bin_.low), ("<=", bin_.high)) if value is not None]
    return " ".join([bin_.label or "?", *ends])
