"""Treatments of boxes beside a course that keep every clause of the trial, but for what is said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cases import (
    PITCH_MM,
    PLAN_UID,
    PRESCRIBED_GY,
    PROTOCOL,
    baseline,
    bulky,
    case,
    drawn_otherwise,
    image,
    plan,
    prescription,
    ramps,
    treatment,
    without,
)

from rtqa.findings import Report
from rtqa.model.case import Source, Treatment
from rtqa.model.image import Image
from rtqa.model.structure import Contours
from without_second_dose import check

WEEKDAYS = [day for n in range(47) if (day := date(2025, 3, 31) + timedelta(days=n)).weekday() < 5]

EVENTS = {
    "baseline-imaging": "2024-12-27",
    "enrolment": "2025-01-02",
    "mdt-review": "2025-01-10",
    "induction-start": "2025-01-16",
    "concurrent-chemotherapy-start": "2025-03-31",
    "maintenance-start": "2025-06-10",
    "re-imaging": "[2025-06-09, 2025-09-01]",
}
SFRT = {
    "planned_gy": "{ GTVn = 15 }",
    "fractions": "1",
    "planning_ct": "2025-01-06",
    "delivered": "[2025-01-13]",
}
CCRT = {
    "planned_gy": "{ GTVtn0 = 70, GTVn = 66, CTV = 54 }",
    "fractions_per_week": "5",
    "delivered": f"[{', '.join(map(str, WEEKDAYS[:30]))}]",
}


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a requirement is held against.

    Attributes:
        treatments: one, or one a phase.
        before: images of no plan.
        events, sfrt, ccrt: keys of the course file that differ; None leaves a key out.
        phase: by the course file; empty where the fractions tell.
    """

    treatments: tuple[Treatment, ...]
    before: tuple[Image, ...] = (baseline(),)
    events: Mapping[str, str | None] = field(default_factory=dict)
    sfrt: Mapping[str, str | None] = field(default_factory=dict)
    ccrt: Mapping[str, str | None] = field(default_factory=dict)
    phase: str = ""

    def judge(self, folder: Path) -> Report:
        """The report on it by the trial's protocol."""
        course = folder / "own_course.toml"
        course.write_text(self._write_course(), encoding="utf-8")
        plan_file = Source(
            role="RTPLAN", sop_class_uid="", sop_instance_uid=PLAN_UID, sha256="", path=folder / "RTPLAN.dcm"
        )
        whole = replace(case(*self.treatments, before=self.before), sources=(plan_file,))
        return check(whole, protocol=PROTOCOL, course=course)

    def _write_course(self) -> str:
        tables = (
            ("[events]", EVENTS, self.events),
            ('[[phase]]\nid = "sfrt"', SFRT, self.sfrt),
            ('[[phase]]\nid = "ccrt"', CCRT, self.ccrt),
        )
        text = 'schema = "rtqa-course/1"\nas_of = 2025-09-15\n'
        for head, usual, changes in tables:
            keys = {**usual, **changes}
            named = [f'folder = "{folder}"' for folder in "." if head.endswith(f'"{self.phase}"')]
            lines = [f"{key} = {value}" for key, value in keys.items() if value is not None]
            text += "\n".join([head, *named, *lines, ""])
        return text


def on_sfrt(
    levels_gy: tuple[float, ...] = (4.0, 16.0, 4.0, 4.0, 3.0, 3.0),
    *,
    prescribed_gy: float | None = 15.0,
    n_fractions: int | None = 1,
    node: Contours | None = None,
    of_plan: Mapping[str, Any] | None = None,
    parts: Mapping[str, Any] | None = None,
    missing: tuple[str, ...] = (),
    **given: Any,
) -> Given:
    """One fraction of 15 Gy to a node of 5.4 cm."""
    stated = [] if prescribed_gy is None else [prescription(2, prescribed_gy)]
    usual = {
        "plan": plan(*stated, n_fractions=n_fractions, label="SFRT", **(of_plan or {})),
        "dose": replace(ramps(levels_gy, y_to_mm=30.0), n_fractions=1),
        "image": image(acquired="20250106"),
    }
    one = drawn_otherwise(treatment(**{**usual, **(parts or {})}), GTVn=node or bulky(PITCH_MM))
    return Given(treatments=(without(one, *missing),), **given)


def on_ccrt(
    levels_gy: Mapping[str, float] | None = None,
    *,
    prescribed_gy: Mapping[str, float] | None = None,
    n_fractions: int | None = 30,
    of_plan: Mapping[str, Any] | None = None,
    parts: Mapping[str, Any] | None = None,
    missing: tuple[str, ...] = (),
    **given: Any,
) -> Given:
    """Thirty fractions to three targets."""
    stated = [
        prescription(n, dose) for n, dose in enumerate({**PRESCRIBED_GY, **(prescribed_gy or {})}.values(), 1)
    ]
    made = plan(*stated, n_fractions=n_fractions, **(of_plan or {}))
    one = treatment(levels_gy, **{"plan": made, **(parts or {})})
    return Given(treatments=(without(one, *missing),), **given)


def on_both(*, cord_gy: float = 2.0, gland_gy: float = 3.0, **of_sfrt: Any) -> Given:
    """Both phases in one frame: to the cord 41 Gy at most in 30 fractions, to the glands 20 and 22 Gy."""
    single = on_sfrt((4.0, 16.0, 4.0, cord_gy, gland_gy, gland_gy), **of_sfrt)
    return Given(treatments=(treatment(), *single.treatments))
