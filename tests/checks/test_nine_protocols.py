"""Nine published protocols as files and three others: whether each clause is judged on a plan made for it.

The files lie in ``tests/protocol/nine`` and ``others``, their numbers as from memory; what could not be
written stands in the README of the nine. Every structure is a box of 6 cm³ in a ramp of dose, gross and
clinical volumes smaller ones in the prescribed one, the body around all. Whether a clause is kept is no
matter here; that it is answered is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pytest
from cases import PITCH_MM, case, contours, plan, prescription, ramps, structures, treatment

from rtqa.findings import Report
from rtqa.metrics import Measurement, Outcome, Unmeasurable
from rtqa.model.case import Treatment
from rtqa.protocol import Protocol, load_protocol
from without_second_dose import check

FILES = {
    file.stem: file
    for folder in ("nine", "others")
    for file in (Path(__file__).parents[1] / "protocol" / folder).glob("*.toml")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A plan that is made for a protocol.

    Attributes:
        n_fractions: planned and given.
        doses_gy: prescribed, by structure; to none where it is empty.
        arm: of the protocol.
    """

    n_fractions: int
    doses_gy: dict[str, float]
    arm: str = ""


RUNS = {
    "rtog-1016": [Run(n_fractions=35, doses_gy={"PTV_7000": 70.0, "PTV_5600": 56.0})],
    "rtog-0617": [
        Run(n_fractions=30, doses_gy={"PTV": 60.0}, arm="standard"),
        Run(n_fractions=37, doses_gy={"PTV": 74.0}, arm="high"),
    ],
    "rtog-0813": [Run(n_fractions=5, doses_gy={"PTV": 50.0})],
    "pace-b": [
        Run(n_fractions=5, doses_gy={"PTV": 36.25}, arm="stereotactic"),
        Run(n_fractions=39, doses_gy={"PTV": 78.0}, arm="conventional"),
        Run(n_fractions=20, doses_gy={"PTV": 62.0}, arm="conventional"),
    ],
    "chhip": [
        Run(n_fractions=37, doses_gy={"PTV_3": 74.0}, arm="in-37"),
        Run(n_fractions=20, doses_gy={"PTV_3": 60.0}, arm="in-20"),
        Run(n_fractions=19, doses_gy={"PTV_3": 57.0}, arm="in-19"),
    ],
    "fast-forward": [
        Run(n_fractions=15, doses_gy={"PTV": 40.0}, arm="in-15"),
        Run(n_fractions=5, doses_gy={"PTV": 26.0}, arm="in-5"),
        Run(n_fractions=5, doses_gy={"PTV": 27.0}, arm="in-5"),
    ],
    "srs-brain": [
        Run(n_fractions=1, doses_gy={"PTV": 24.0}, arm="small"),
        Run(n_fractions=1, doses_gy={"PTV": 18.0}, arm="medium"),
        Run(n_fractions=1, doses_gy={"PTV": 15.0}, arm="large"),
    ],
    "rtog-0933": [Run(n_fractions=10, doses_gy={})],
    "lite-sabr": [Run(n_fractions=5, doses_gy={"PTV_2000": 20.0, "PTV_6670": 66.7})],
    "prostate-sbrt": [Run(n_fractions=5, doses_gy={"PTV": 36.25})],
    "liver-sbrt": [
        Run(n_fractions=5, doses_gy={"PTV": 50.0}),
        Run(n_fractions=5, doses_gy={"PTV": 40.0}),
    ],
    "rectum-short": [
        Run(n_fractions=5, doses_gy={"PTV": 25.0}, arm="short"),
        Run(n_fractions=28, doses_gy={"PTV": 50.4}, arm="long"),
    ],
}


def make(protocol: Protocol, run: Run) -> Treatment:
    """A box for each structure that is drawn, and the body or the brain around all of them."""
    wide = [each.name for each in protocol.structures if each.name in ("Body", "Brain")]
    made = [each.name for each in protocol.structures if each.derived and each.name not in run.doses_gy]
    drawn = [each for each in protocol.structures if each.name not in (*made, *wide)]
    names = [each.name for each in drawn]
    levels = [run.doses_gy.get(each.name, 30.0 if each.role == "target" else 6.0) + 1.0 for each in drawn]
    half_mm = PITCH_MM / 2 * (len(names) - 1) + 14.0
    planes_mm = (-12.0, -9.0, *range(-6, 7, 3), 9.0, 12.0)
    around = contours(half_mm - 14.0, half_mm=(half_mm, 14.0), planes_mm=planes_mm)
    numbers = {name: n for n, name in enumerate(names, 1)}
    prescribed = next(iter(run.doses_gy), "")
    within = contours(
        PITCH_MM * (numbers.get(prescribed, 1) - 1), half_mm=(8.0, 8.0), planes_mm=(-3.0, 0.0, 3.0)
    )
    rx = [prescription(numbers[name], dose_gy) for name, dose_gy in run.doses_gy.items()]
    return treatment(
        plan=plan(*rx or [prescription(None, 30.0)], n_fractions=run.n_fractions),
        dose=replace(ramps(levels), n_fractions=run.n_fractions),
        structure_set=structures(
            [*names, *wide],
            **dict.fromkeys(wide, around),
            **{name: within for name in names if name.startswith(("GTV", "CTV", "Prostate"))},
        ),
    )


def judge(name: str, run: Run, folder: Path) -> Report:
    file = FILES[name]
    protocol = load_protocol(file).protocol
    days = list(product(range(1, 12), range(1, 28, 2)))[: run.n_fractions]
    given = ", ".join(f"2026-{month:02}-{day:02}T09:00:00" for month, day in days)
    arm = f'arm = "{run.arm}"\n' if run.arm else ""
    course = folder / "course.toml"
    events = "".join(f"{event.id} = 2025-12-20\n" for event in protocol.events)
    phase = f'[[phase]]\nid = "{protocol.phases[0].id}"\ndelivered = [{given}]\n'
    text = f'schema = "rtqa-course/1"\n{arm}[events]\n{events}{phase}'
    course.write_text(text, encoding="utf-8")
    return check(case(make(protocol, run)), protocol=file, course=course)


def answered(protocol: Protocol, report: Report) -> set[str]:
    """The clauses that were measured, or compared with what the plan says."""
    limits = {row.constraint.id for row in report.findings if row.constraint and is_known(row.outcome)}
    others = [row for row in report.findings if row.verdict is not None and row.constraint is None]
    quotes = {row.evidence.quote for row in others}
    of_limits = {limit.id for limit in protocol.constraints}
    stated = {each.id: each.quote for each in protocol.clauses if each.id not in of_limits}
    return limits | {clause for clause, quote in stated.items() if quote in quotes}


def is_known(outcome: Outcome | None) -> bool:
    """Measured, or bounded."""
    is_bounded = isinstance(outcome, Unmeasurable) and outcome.bounds is not None
    return isinstance(outcome, Measurement) or is_bounded


@pytest.mark.parametrize("name", RUNS)
def test_the_clauses_of_a_published_protocol_are_judged(name: str, tmp_path: Path) -> None:
    protocol = load_protocol(FILES[name]).protocol
    done: set[str] = set()
    for run in RUNS[name]:
        done |= answered(protocol, judge(name, run, tmp_path))
    assert {clause.id for clause in protocol.clauses} - done == set()
