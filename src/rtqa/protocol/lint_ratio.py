"""Ratios that every plan keeps or breaks, and tables whose limit goes up and down."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from rtqa.messages import Listing, Message, Quantity
from rtqa.metrics.grammar import Answer, MetricKind, MetricSpec
from rtqa.protocol.constraint import Constraint
from rtqa.protocol.contradiction import Contradiction
from rtqa.protocol.lint_limits import is_no_less
from rtqa.protocol.lint_numbers import limit_of
from rtqa.protocol.schema import Protocol


def find_ratio_slips(protocol: Protocol) -> Iterator[Contradiction]:
    """Limits on a ratio of one structure on the wrong side of 1: refused where every plan keeps them."""
    rows = chain(
        ((f"constraint[{n}]", limit) for n, limit in enumerate(protocol.constraints)),
        ((f"reference[{n}]", limit) for n, limit in enumerate(protocol.references)),
    )
    for place, limit in rows:
        if limit.over is not None and limit.over.structure in (None, limit.structure):
            yield from _find_beside_one(limit, place, over=limit.over.metric)


def _find_beside_one(limit: Constraint, place: str, *, over: MetricSpec) -> Iterator[Contradiction]:
    if is_no_less(limit.metric, over):
        side, is_beyond = "at-least", limit.limit < 1.0 or (limit.limit == 1.0 and limit.relation == ">=")
    elif _is_no_more(limit.metric, over):
        side, is_beyond = "at-most", limit.limit > 1.0 or (limit.limit == 1.0 and limit.relation == "<=")
    else:
        return
    is_kept = limit.relation.startswith(">") == (side == "at-least")
    if is_beyond:
        yield Contradiction(
            rule="ratio",
            clauses=(limit.id,),
            says=Message(
                "lint.ratio-kept" if is_kept else "lint.ratio-broken",
                structures=Listing(limit.names, "and"),
                metric=str(limit.measured),
                limit=limit_of(limit),
            ),
            arithmetic=(Message("lint.ratio-why", metric=str(limit.metric), over=str(over), side=side),),
            refused_at=f"{place}.limit" if is_kept else "",
        )


def _is_no_more(metric: MetricSpec, over: MetricSpec) -> bool:
    """Whether a metric can never be more than another: of the whole volume, or of a higher dose."""
    is_volume = metric.kind.answer is Answer.VOLUME and metric.unit == over.unit
    return is_no_less(over, metric) or (is_volume and over.kind is MetricKind.VOLUME)


def find_table_slips(protocol: Protocol) -> Iterator[Contradiction]:
    """Tables whose limit neither rises nor falls all along: a row is likely to be mistyped."""
    for limit in (*protocol.constraints, *protocol.references):
        limits = [row[1] for row in limit.limit_by.rows] if limit.limit_by is not None else []
        steps = [after - before for before, after in pairwise(limits)]
        if steps and min(steps) < 0.0 < max(steps):
            listed = Listing(tuple(Quantity(value, limit.unit) for value in limits))
            yield Contradiction(
                rule="table",
                clauses=(limit.id,),
                says=Message("lint.table", clause=limit.id),
                arithmetic=(Message("lint.table-why", limits=listed),),
            )
