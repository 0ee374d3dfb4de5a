"""What peers have, as tables of a cohort's report: information, and never a verdict."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from rtqa.cohort.rows import Row
from rtqa.cohort.table import BY, Cell, Table, group_name
from rtqa.cohort.trial import Trial
from rtqa.messages import Message
from rtqa.messages.safe_text import show

_HOT = 95.0
"""Percentile above which one of twenty plans that are like their peers lies."""


def tabulate_peers_by_group(trial: Trial) -> Table:
    """Of each organ's metric and each group, where its plans stand among their peers."""
    known = [row for row in trial.peers if row["percentile"] is not None]
    rows: list[tuple[Cell, ...]] = []
    for (structure, metric, group), values in groupby(sorted(known, key=_key), key=_key):
        percentiles = [row["percentile"] for row in values]
        above = sum(percentile > _HOT for percentile in percentiles)
        numbers = (len(percentiles), float(np.median(percentiles)), above)
        rows.append((show(structure), metric, group_name(group), *numbers))
    return Table(
        name="peers",
        title=Message("peers.by-group"),
        columns=(
            Message("peers.structure"),
            Message("peers.metric"),
            BY[trial.by],
            Message("peers.values"),
            Message("peers.percentile"),
            Message("peers.above"),
        ),
        rows=tuple(rows),
        note=Message("peers.note", n=max(row["n_patients"] for row in known)) if known else None,
    )


def tabulate_peers(trial: Trial) -> Table:
    """Every value with what peers have, the one that stands highest first; what is unlike all peers last."""
    ordered = sorted(trial.peers, key=_height, reverse=True)
    return Table(
        name="peers-of-plans",
        title=Message("peers.of-plans"),
        columns=(
            Message("cohort.plan"),
            BY[trial.by],
            Message("peers.structure"),
            Message("peers.metric"),
            Message("peers.value"),
            Message("peers.expected-value"),
            Message("peers.low"),
            Message("peers.high"),
            Message("peers.percentile"),
        ),
        rows=tuple(
            (
                row["plan"],
                group_name(row["group"]),
                show(row["structure"]),
                row["metric"],
                row["value"],
                Message("peers.outside-model") if row["expected"] is None else row["expected"],
                row["low"],
                row["high"],
                row["percentile"],
            )
            for row in ordered
        ),
    )


def _height(row: Row) -> tuple[float, float]:
    """Of equal percentiles, how far a value lies above what is expected."""
    return (-1.0, 0.0) if row["expected"] is None else (row["percentile"], row["value"] - row["expected"])


def _key(row: Row) -> tuple[str, str, str]:
    return row["structure"], row["metric"], row["group"]
