"""From a store to a peer model, and from a plan to what its peers have."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

import numpy as np

from rtqa.cohort.geometry import SAME_GY, describe_organ, find_regions
from rtqa.cohort.judge import lay_out_files
from rtqa.cohort.peers import OrganModel, PeerModel, expect, learn
from rtqa.cohort.results import read_table
from rtqa.cohort.rows import Row
from rtqa.cohort.store import Store
from rtqa.cohort.submissions import Submission, list_submissions
from rtqa.dicom import read_case
from rtqa.errors import InputError, RtqaError
from rtqa.findings import Report
from rtqa.findings.peers import ReportedPeer
from rtqa.geometry.outlines import Outlines
from rtqa.geometry.planar import PlanarStructure
from rtqa.model.case import Case
from rtqa.model.geometry import Floats
from rtqa.model.structure import StructureSet
from rtqa.nomenclature.dose_level import find_named_dose
from rtqa.nomenclature.sides import LEFT, RIGHT, strip_side

Progress = Callable[[int, int], None]

_MOST_LEVELS = 4
_COMMON_FRAC = 0.2
"""A dose level that fewer plans have is no level of the model."""

_TARGETS = ("GTV", "CTV", "PTV")
"""RTROIInterpretedType of what is to be treated."""

_NOT_TAKEN = ("", "suggested")
"""How a structure stands for one of the protocol's that is judged as none of them."""


def organ_of(structure: str) -> str:
    """The protocol's name without its side: both sides are one organ to a model."""
    return strip_side(strip_side(structure, LEFT), RIGHT)


def learn_model(store: Store, *, progress: Progress | None = None) -> PeerModel:
    """Learn what peers have, of all plans of a store that were judged by one protocol.

    Only structure sets are read again.

    Args:
        store: whose results are learned from.
        progress: called with how many plans are done, and of how many.

    Raises:
        InputError: there are no results, results by several protocols, or too few plans.
    """
    plans = read_table(store, "plans", where=[("state", "=", "checked")]).to_pylist()
    protocols = {(plan["protocol"], plan["protocol_sha256"]) for plan in plans}
    if len(protocols) != 1:
        raise InputError("a peer model is of plans that were judged by one protocol file")
    results = _Results(store)
    levels_gy = _find_levels([results.named[plan["plan"]].doses_gy.values() for plan in plans])
    rows: dict[tuple[str, str], list[tuple[str, Floats, float]]] = defaultdict(list)
    patients = {plan["plan"]: plan["patient"] for plan in plans}
    with store.index() as index:
        for done, submission in enumerate(list_submissions(index)):
            if submission.name in patients:
                for row, description in _describe(submission, results, levels_gy):
                    if description is None:
                        continue
                    key = (organ_of(row["structure"]), row["metric"])
                    rows[key].append((patients[submission.name], description, row["value"]))
            if progress is not None:
                progress(done, len(plans))
    organs = (
        learn(
            organ,
            metric,
            np.array([description for _, description, _ in values]),
            values=np.array([value for _, _, value in values]),
            patients=[patient for patient, _, _ in values],
        )
        for (organ, metric), values in sorted(rows.items())
    )
    learnt = tuple(organ for organ in organs if organ is not None)
    if not learnt:
        raise InputError("there are too few plans with structures, target doses and values to learn of")
    protocol, sha256 = next(iter(protocols))
    return PeerModel(
        schema="rtqa-peers/2",
        protocol=protocol,
        protocol_sha256=sha256,
        rtqa_version=version("rtqa"),
        levels_gy=levels_gy,
        organs=learnt,
    )


def compare_with_peers(model: PeerModel, case: Case, report: Report) -> tuple[ReportedPeer, ...]:
    """What peers have beside each limited value of a plan; of what the model does not know, nothing."""
    compared: list[ReportedPeer] = []
    for treatment, plan in zip(case.treatments, report.plans, strict=True):
        if treatment.structure_set is None:
            continue
        named = _Named({row.structure: row.dose_gy for row in plan.prescriptions})
        for structure in report.structures:
            if structure.phase == plan.phase:
                taken_for = structure.matched_to if structure.how not in _NOT_TAKEN else ""
                named.add(structure.name, taken_for)
        judged = [
            {"structure": finding.constraint.subject, "metric": str(finding.metric), "value": value}
            for finding in report.findings
            if finding.code == "DV-LIMIT"
            and finding.phase == plan.phase
            and finding.constraint is not None
            and finding.constraint.quantity == "physical"
            and (value := getattr(finding.outcome, "value", None)) is not None
        ]
        described = _describe_set(treatment.structure_set, named, rows=judged, levels_gy=model.levels_gy)
        for row, description in described:
            compared += _place(model, {**row, "phase": plan.phase}, description)
    return tuple(compared)


def compare_cohort(
    model: PeerModel, store: Store, *, progress: Progress | None = None
) -> Iterator[tuple[str, ReportedPeer]]:
    """What peers have beside each limited value of all plans of a store, by the plan's name.

    Raises:
        InputError: the store has no results.
    """
    results = _Results(store)
    with store.index() as index:
        for done, submission in enumerate(list_submissions(index)):
            for row, description in _describe(submission, results, model.levels_gy):
                for peer in _place(model, row, description):
                    yield submission.name, peer
            if progress is not None:
                progress(done, len(results.values))


def _place(model: PeerModel, row: Row, description: Floats | None) -> Iterator[ReportedPeer]:
    """A value among its peers, where the model knows its organ and metric."""
    organ = find_organ(model, row)
    if organ is None:
        return
    expected = expect(organ, description, row["value"]) if description is not None else None
    known = expected if expected is not None and not expected.is_outside else None
    yield ReportedPeer(
        phase=row["phase"],
        structure=row["structure"],
        metric=row["metric"],
        value=row["value"],
        expected=known.value if known is not None else None,
        low=known.low if known is not None else None,
        high=known.high if known is not None else None,
        percentile=known.percentile if known is not None else None,
        n_patients=organ.n_patients,
    )


def find_organ(model: PeerModel, row: Row) -> OrganModel | None:
    """The model of a value's organ and metric; None where there is none."""
    key = (organ_of(row["structure"]), row["metric"])
    return next((organ for organ in model.organs if (organ.organ, organ.metric) == key), None)


class _Named:
    """What the structures of a plan are: organs of the protocol, and targets with their doses.

    Attributes:
        organs: the plan's name of each structure of the protocol that was taken for it.
        doses_gy: what each target is to receive, by the plan's name: as prescribed, else as its name says, or
            the protocol's; of targets that the protocol does not name, too.
    """

    def __init__(self, prescribed_gy: Mapping[str, float] | None = None) -> None:
        self.organs: dict[str, str] = {}
        self.doses_gy: dict[str, float] = dict(prescribed_gy or {})

    def add(self, name: str, taken_for: str) -> None:
        """Add a structure, and what of the protocol it is judged as; empty for nothing."""
        if taken_for:
            self.organs[taken_for] = name
        dose_gy = self.doses_gy.get(name) or find_named_dose(name) or find_named_dose(taken_for)
        if dose_gy is not None:
            self.doses_gy[name] = dose_gy


class _Results:
    """Of each plan: the limited values, and what its structures are."""

    def __init__(self, store: Store) -> None:
        self.values: dict[str, list[Row]] = defaultdict(list)
        self.named: dict[str, _Named] = defaultdict(_Named)
        where = [("code", "=", "DV-LIMIT"), ("quantity", "=", "physical")]
        for row in read_table(store, "metrics", where=where).to_pylist():
            if row["value"] is not None:
                self.values[row["plan"]].append(row)
        for row in read_table(store, "prescriptions").to_pylist():
            if row["dose_gy"] is not None:
                self.named[row["plan"]].doses_gy[row["structure"]] = row["dose_gy"]
        columns = ["plan", "name", "matched_to", "how"]
        for row in read_table(store, "structures", columns=columns).to_pylist():
            taken_for = row["matched_to"] if row["how"] not in _NOT_TAKEN else ""
            self.named[row["plan"]].add(row["name"], taken_for)


def _find_levels(doses_gy: Iterable[Iterable[float]]) -> tuple[float, ...]:
    """The dose levels that many plans have, the highest first."""
    per_plan = [{round(dose / SAME_GY) * SAME_GY for dose in doses} for doses in doses_gy]
    counted = Counter(level for levels in per_plan for level in levels)
    common = [level for level, n in counted.items() if n >= _COMMON_FRAC * len(per_plan)]
    return tuple(sorted(common, reverse=True)[:_MOST_LEVELS])


def _describe(
    submission: Submission, results: _Results, levels_gy: tuple[float, ...]
) -> Iterator[tuple[Row, Floats | None]]:
    """Each limited value of a plan with its organ's description; of a plan that is not read, none."""
    files = [file for file in submission.files if file.role == "RTSTRUCT"]
    if len(files) != 1 or not results.values[submission.name]:
        return
    try:
        with tempfile.TemporaryDirectory() as folder:
            (treatment,) = read_case(*lay_out_files(files, Path(folder))).treatments
    except (RtqaError, OSError):
        return
    if treatment.structure_set is not None:
        yield from _describe_set(
            treatment.structure_set,
            results.named[submission.name],
            rows=results.values[submission.name],
            levels_gy=levels_gy,
        )


def _describe_set(
    structure_set: StructureSet,
    named: _Named,
    *,
    rows: Iterable[Row],
    levels_gy: tuple[float, ...],
) -> Iterator[tuple[Row, Floats | None]]:
    """Each limited value with its organ's description: None where the targets are not those of the levels."""
    outlines = Outlines.of_set(structure_set)
    planar = {structure.name: outlines.of(structure) for structure in structure_set.structures}
    targets: dict[float, list[PlanarStructure]] = defaultdict(list)
    for name, dose in named.doses_gy.items():
        target = planar.get(name)
        if target is not None:
            targets[dose].append(target)
    regions = find_regions(targets, levels_gy)
    # A target of less dose than all levels, or of one that nothing tells: dose goes where no region is.
    treated = [s.name for s in structure_set.structures if s.role in _TARGETS or s.name in named.doses_gy]
    drawn = [target for name in treated if (target := planar[name]) is not None]
    if regions is not None and not all(regions[-1].holds(target) for target in drawn):
        regions = None
    described: dict[str, Floats] = {}
    for row in rows:
        name = named.organs.get(row["structure"], "")
        organ = planar.get(name)
        if organ is None or name in named.doses_gy:
            continue
        if regions is None:
            yield row, None
            continue
        if name not in described:
            described[name] = describe_organ(organ, regions)
        yield row, described[name]
