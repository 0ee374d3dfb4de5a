"""The tables of a cohort's report, as values: drawn on the page and written as CSV from the same rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from rtqa.cohort.completeness import KINDS
from rtqa.cohort.control import FEWEST, OUTLIER, find_outliers
from rtqa.cohort.outcome import STATES
from rtqa.cohort.peer_tables import tabulate_peers, tabulate_peers_by_group
from rtqa.cohort.rows import Row
from rtqa.cohort.table import BY, Cell, Table, group_name
from rtqa.cohort.trial import Trial
from rtqa.messages import CauseKind, Message, Owner
from rtqa.messages.safe_text import show


def list_tables(trial: Trial) -> tuple[Table, ...]:
    """All tables, in order of reading."""
    return (
        _tabulate_verdicts(trial),
        _tabulate_causes(trial),
        _tabulate_deviations(trial),
        _tabulate_distributions(trial),
        _tabulate_outliers(trial),
        tabulate_peers_by_group(trial),
        tabulate_peers(trial),
        _tabulate_names(trial),
        _tabulate_gaps(trial),
        _tabulate_lacking(trial),
        _tabulate_plans(trial),
    )


def state_of(plan: Row) -> str:
    """The verdict on a plan; of one that was not judged, what became of it."""
    return str(plan["verdict"] or plan["state"])


def _tabulate_verdicts(trial: Trial) -> Table:
    counted: dict[str, Counter[str]] = {group: Counter() for group in trial.groups}
    for plan in trial.plans:
        counted[plan["group"]][state_of(plan)] += 1
    states = [state for state in STATES if any(counts[state] for counts in counted.values())]
    rows = []
    for group, counts in counted.items():
        judged = sum(counts[word] for word in ("pass", "variation", "review", "fail"))
        failed = 100.0 * counts["fail"] / judged if judged else None
        rows.append((group_name(group), counts.total(), *(counts[state] for state in states), failed))
    return Table(
        name="verdicts",
        title=Message("cohort.verdicts"),
        columns=(
            BY[trial.by],
            Message("cohort.plans"),
            *(STATES[s] for s in states),
            Message("cohort.fail-percent"),
        ),
        rows=tuple(rows),
    )


def _tabulate_causes(trial: Trial) -> Table:
    """How many plans of each group each kind of cause stands against."""
    plans: dict[str, dict[str, set[str]]] = {}
    owners: dict[str, str] = {}
    for cause in trial.causes:
        plans.setdefault(cause["kind"], {}).setdefault(cause["group"], set()).add(cause["plan"])
        owners[cause["kind"]] = cause["owner"]
    numbers = {kind: sum(map(len, groups.values())) for kind, groups in plans.items()}
    rows: list[tuple[Cell, ...]] = [
        (
            kind,
            Message(f"cause.do-{CauseKind(kind)}"),
            Message(f"owner.{Owner(owners[kind])}"),
            numbers[kind],
            *(len(plans[kind].get(group, ())) for group in trial.groups),
        )
        for kind in sorted(numbers, key=lambda kind: (-numbers[kind], kind))
    ]
    return Table(
        name="causes",
        title=Message("cohort.causes"),
        columns=(
            Message("cohort.cause"),
            Message("cohort.what-to-do"),
            Message("cohort.who"),
            Message("cohort.plans"),
            *map(group_name, trial.groups),
        ),
        rows=tuple(rows),
    )


def _tabulate_deviations(trial: Trial) -> Table:
    """The limits, those that are broken most often first."""
    ranked: list[tuple[float, tuple[Cell, ...]]] = []
    for limit, judged in trial.judged_metrics():
        counts = Counter(row["verdict"] for row in judged)
        failed = 100.0 * counts["fail"] / len(judged)
        words = (counts[word] for word in ("fail", "variation", "review", "pass"))
        ranked.append((failed, (*_limit_cells(limit), len(judged), *words, failed)))
    return Table(
        name="deviations",
        title=Message("cohort.deviations"),
        columns=(
            *_LIMIT_COLUMNS,
            Message("cohort.plans"),
            *(STATES[word] for word in ("fail", "variation", "review", "pass")),
            Message("cohort.fail-percent"),
        ),
        rows=_worst_first(ranked),
    )


def _tabulate_distributions(trial: Trial) -> Table:
    rows = []
    for limit, judged in trial.judged_metrics():
        for group in (None, *trial.groups):
            values = [
                row["value"] for row in judged if row["value"] is not None and group in (None, row["group"])
            ]
            if values:
                name = Message("cohort.all") if group is None else group_name(group)
                rows.append((*_limit_cells(limit), name, len(values), *_quantiles(values)))
    return Table(
        name="distributions",
        title=Message("cohort.distributions"),
        columns=(
            *_LIMIT_COLUMNS,
            BY[trial.by],
            Message("cohort.plans"),
            Message("cohort.least"),
            "10 %",
            Message("cohort.median"),
            "90 %",
            Message("cohort.most"),
        ),
        rows=tuple(rows),
    )


def _tabulate_outliers(trial: Trial) -> Table:
    ranked: list[tuple[float, tuple[Cell, ...]]] = []
    for limit, judged in trial.judged_metrics():
        known = [row for row in judged if row["value"] is not None]
        if len(known) < FEWEST:
            continue
        values = [row["value"] for row in known]
        for row, score in zip(known, find_outliers(values), strict=True):
            if abs(score) > OUTLIER:
                cells: tuple[Cell, ...] = (row["plan"], group_name(row["group"]), *_limit_cells(limit))
                cells = (*cells, row["value"], float(np.median(values)), float(score))
                ranked.append((abs(float(score)), cells))
    return Table(
        name="outliers",
        title=Message("cohort.outliers"),
        columns=(
            Message("cohort.plan"),
            BY[trial.by],
            *_LIMIT_COLUMNS,
            Message("cohort.value"),
            Message("cohort.median"),
            Message("cohort.score"),
        ),
        rows=_worst_first(ranked),
        note=Message("cohort.outliers-note"),
    )


def _tabulate_names(trial: Trial) -> Table:
    """Names of structures that stand for one of the protocol's, and are not the protocol's."""
    counted = Counter(
        (row["group"], row["name"], row["matched_to"], row["how"] == "suggested") for row in trial.structures
    )
    ranked: list[tuple[float, tuple[Cell, ...]]] = []
    for (group, name, stands_for, is_suggested), n in counted.items():
        how = Message("cohort.name-suggested") if is_suggested else Message("cohort.name-alias")
        # What was not taken keeps limits from being judged, and comes before all that was.
        ranked.append((n + 1e9 * is_suggested, (group_name(group), name, stands_for, how, n)))
    return Table(
        name="names",
        title=Message("cohort.names"),
        columns=(
            BY[trial.by],
            Message("cohort.name-in-plan"),
            Message("cohort.name-in-protocol"),
            Message("cohort.name-how"),
            Message("cohort.plans"),
        ),
        rows=_worst_first(ranked),
    )


def _tabulate_gaps(trial: Trial) -> Table:
    return Table(
        name="completeness",
        title=Message("cohort.completeness"),
        columns=(Message("cohort.gap"), Message("cohort.number"), Message("cohort.patients")),
        rows=tuple(trial.gaps),
    )


def _tabulate_lacking(trial: Trial) -> Table:
    """What to ask a site for: every object that something is wrong with."""
    return Table(
        name="gaps",
        title=Message("cohort.gaps"),
        columns=(
            Message("cohort.gap"),
            Message("cohort.patient"),
            BY[trial.by],
            Message("cohort.object"),
        ),
        rows=tuple(
            (KINDS[gap.kind], gap.patient, group_name(group), gap.object) for gap, group in trial.lacking
        ),
        note=Message("cohort.gaps-note"),
    )


def _tabulate_plans(trial: Trial) -> Table:
    """Every plan, those that stand worst first, with the first cause against it."""
    first: dict[str, str] = {}
    for cause in trial.causes:
        first.setdefault(cause["plan"], cause["summary"])
    worst = list(STATES)[::-1]
    ordered = sorted(trial.plans, key=lambda plan: (worst.index(state_of(plan)), plan["plan"]))
    return Table(
        name="plans",
        title=Message("cohort.plans"),
        columns=(
            Message("cohort.plan"),
            Message("cohort.patient"),
            BY[trial.by],
            Message("page.verdict"),
            Message("cohort.first-cause"),
        ),
        rows=tuple(
            (
                plan["plan"],
                plan["patient"],
                group_name(plan["group"]),
                STATES[state_of(plan)],
                first.get(plan["plan"], plan["reason"]),
            )
            for plan in ordered
        ),
    )


def _worst_first(ranked: list[tuple[float, tuple[Cell, ...]]]) -> tuple[tuple[Cell, ...], ...]:
    """Rows by their rank, the greatest first; of equal rank, in the order in which they came."""
    return tuple(row for _, row in sorted(ranked, key=lambda item: -item[0]))


_RELATIONS = {"<=": "≤", "<": "<", ">=": "≥", ">": ">"}
_LIMIT_COLUMNS = (Message("cohort.structure"), Message("cohort.metric"), Message("cohort.limit"))


def limit_title(limit: Sequence[Any]) -> str:
    """A limit on one line."""
    return " ".join(_limit_cells(limit))


def _limit_cells(limit: Sequence[Any]) -> tuple[str, str, str]:
    """Structure with its phase, metric, and relation with limit."""
    phase, structure, metric, quantity, relation, value = limit
    name = f"{structure} ({phase})" if phase else structure
    return show(name), f"{metric} EQD2" if quantity == "eqd2" else metric, f"{_RELATIONS[relation]} {value:g}"


def _quantiles(values: Sequence[float]) -> Iterator[float]:
    yield from map(float, np.quantile(values, (0.0, 0.1, 0.5, 0.9, 1.0)))
