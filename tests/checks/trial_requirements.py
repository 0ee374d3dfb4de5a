"""Every requirement of NCT07041788 on radiotherapy: where it is kept, is broken, and cannot be told.

``docs/nct07041788.md`` shows the same rows to a reader.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from cases import PITCH_MM, SLICES_MM, baseline, beam, contours, group, image
from trial_cases import WEEKDAYS, Given, on_both, on_ccrt, on_sfrt

from rtqa.findings import Verdict
from rtqa.model.geometry import owned
from rtqa.model.plan import Approval, Beam

THICK: dict[str, Any] = {"thickness_mm": 5.0, "slices_mm": np.arange(-30.0, 35.0, 5.0)}
LACKING = np.delete(SLICES_MM, [8, 9])
STILL_MM = ([[-9.0], [9.0]], [[-9.0], [9.0]])
TWICE_DAILY = f"[{', '.join(str(day) for day in WEEKDAYS[:15] for _ in range(2))}]"


def helix() -> Beam:
    """A beam without leaves, through which the couch moves while the gantry turns: TomoTherapy."""
    still = beam(leaves_mm=([[-9.0], [9.0]],) * 4)
    points = [
        replace(point, leaves_mm={}, gantry_deg=7.0 * n, isocenter_mm=owned([0.0, 0.0, 0.4 * n]))
        for n, point in enumerate(still.control_points)
    ]
    return replace(still, leaf_layers=(), control_points=tuple(points))


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One requirement under one check.

    Attributes:
        id: of the requirement; rows share it where several checks judge it.
        clause: of the protocol file.
        code: of the check.
        about: subject of its findings, or id of their limit.
        kept, broken, untold: what it is held against.
        broken_is: REVIEW where the text gives no number that could be broken.
        untold_is: None where it is not yet due, as no export tells it and another row asks for the dates.
        is_vacuous: whether no plan within its prescription can break it, so that nothing passes.
    """

    id: str
    clause: str
    code: str
    about: str
    kept: Callable[[], Given]
    broken: Callable[[], Given]
    untold: Callable[[], Given]
    broken_is: Verdict = Verdict.FAIL
    is_vacuous: bool = False
    untold_is: Verdict | None = Verdict.REVIEW

    def __str__(self) -> str:
        return f"{self.id} {self.clause} {self.code}"


def planning_image(row_id: str, clause: str, about: str, on: Callable[..., Given]) -> list[Requirement]:
    common: dict[str, Any] = {"id": row_id, "clause": clause, "about": about, "kept": on}
    common["untold"] = lambda: on(parts={"image": None})
    return [
        Requirement(
            code="IMG-THICKNESS",
            broken=lambda: on(parts={"image": image(**THICK)}),
            **common,
        ),
        Requirement(
            code="IMG-SPACING",
            broken=lambda: on(parts={"image": image(slices_mm=LACKING)}),
            broken_is=Verdict.REVIEW,
            **common,
        ),
    ]


def interval(
    row_id: str,
    clause: str,
    event: str,
    broken: str,
    *,
    untold: str | None = None,
    broken_is: Verdict = Verdict.FAIL,
) -> Requirement:
    return Requirement(
        id=row_id,
        clause=clause,
        code="TIME-INTERVAL",
        about=clause,
        kept=on_ccrt,
        broken=lambda: on_ccrt(events={event: broken}),
        untold=lambda: on_ccrt(events={event: untold}),
        broken_is=broken_is,
    )


def volume(row_id: str, clause: str, name: str, *, other_gy: float) -> list[Requirement]:
    """A prescribed volume: its dose and fractions, what the dose grid holds, and what was written."""
    common: dict[str, Any] = {"id": row_id, "clause": clause, "about": name, "kept": on_ccrt}
    common["untold"] = lambda: on_ccrt(missing=(name,))
    without_number: Callable[[], Given] = lambda: on_ccrt(n_fractions=None, phase="ccrt")  # noqa: E731
    return [
        Requirement(code="RX-DOSE", broken=lambda: on_ccrt(prescribed_gy={name: other_gy}), **common),
        Requirement(
            code="RX-DELIVERED",
            broken=lambda: on_ccrt({name: 45.0}),
            broken_is=Verdict.REVIEW,
            **common,
        ),
        Requirement(
            code="RX-SOURCES",
            broken=lambda: on_ccrt(ccrt={"planned_gy": f"{{ {name} = {other_gy} }}"}),
            **common,
        ),
        Requirement(
            code="RX-FRACTIONS",
            broken=lambda: on_ccrt(n_fractions=35),
            **{**common, "about": "CCRT", "untold": without_number},
        ),
        Requirement(
            code="RX-PER-FRACTION",
            broken=lambda: on_ccrt(n_fractions=20),
            **{**common, "id": "CCRT-4", "untold": without_number},
        ),
    ]


def organ(
    clause: str,
    code: str,
    kept: Callable[..., Given],
    *,
    broken: Callable[[], Given],
    missing: tuple[str, ...] = (),
) -> Requirement:
    return Requirement(
        id="SFRT-6",
        clause=clause,
        code=code,
        about=clause,
        kept=kept,
        is_vacuous=clause.startswith("sfrt-"),
        broken=broken,
        untold=lambda: kept(missing=missing) if missing else kept(parts={"dose": None}),
    )


REQUIREMENTS = [
    *planning_image("IMG-1", "sfrt-planning-ct", "SFRT", on_sfrt),
    *planning_image("IMG-1", "ccrt-planning-ct", "CCRT", on_ccrt),
    interval("IMG-2", "sfrt-ct-near-enrolment", "enrolment", "2025-01-20"),
    Requirement(
        id="IMG-3",
        clause="baseline-image",
        code="IMG-THICKNESS",
        about="baseline image",
        kept=on_ccrt,
        broken=lambda: on_ccrt(before=(baseline(**THICK),)),
        untold=lambda: on_ccrt(before=()),
    ),
    interval("IMG-3", "baseline-imaging-before-enrolment", "baseline-imaging", "2025-01-03"),
    Requirement(
        id="SFRT-1",
        clause="sfrt-technique",
        code="PLAN-TECHNIQUE",
        about="SFRT",
        kept=lambda: on_sfrt(of_plan={"beams": (beam(leaves_mm=STILL_MM),)}),
        broken=lambda: on_sfrt(of_plan={"beams": (helix(),)}),
        broken_is=Verdict.REVIEW,
        untold=lambda: on_sfrt(of_plan={"beams": (beam(radiation="ELECTRON"),)}),
    ),
    Requirement(
        id="SFRT-2",
        clause="sfrt-dose",
        code="RX-FRACTIONS",
        about="SFRT",
        kept=on_sfrt,
        broken=lambda: on_sfrt(n_fractions=2, phase="sfrt"),
        untold=lambda: on_sfrt(n_fractions=None, phase="sfrt"),
    ),
    Requirement(
        id="SFRT-3",
        clause="sfrt-dose",
        code="RX-DOSE",
        about="SFRT",
        kept=on_sfrt,
        broken=lambda: on_sfrt(prescribed_gy=21.0),
        untold=lambda: on_sfrt(prescribed_gy=None, sfrt={"planned_gy": None}),
    ),
    Requirement(
        id="SFRT-3",
        clause="sfrt-dose",
        code="RX-SOURCES",
        about="GTVn",
        kept=on_sfrt,
        broken=lambda: on_sfrt(sfrt={"planned_gy": "{ GTVn = 21 }"}),
        untold=lambda: on_sfrt(missing=("GTVn",)),
    ),
    Requirement(
        id="SFRT-4",
        clause="sfrt-node-size",
        code="SIZE-TARGET",
        about="GTVn",
        kept=on_sfrt,
        broken=lambda: on_sfrt(node=contours(PITCH_MM)),
        untold=lambda: on_sfrt(missing=("GTVn",)),
    ),
    Requirement(
        id="SFRT-5",
        clause="sfrt-dose",
        code="RX-SOURCES",
        about="GTVn",
        kept=on_sfrt,
        # The node receives at most 10 of the 15 Gy.
        broken=lambda: on_sfrt((16.0, 9.0, 4.0, 4.0, 3.0, 3.0)),
        untold=lambda: on_sfrt(parts={"dose": None}),
        broken_is=Verdict.REVIEW,
    ),
    organ(
        "sfrt-cord-max",
        "DV-LIMIT",
        on_sfrt,
        broken=lambda: on_sfrt((4.0, 16.0, 4.0, 45.0, 3.0, 3.0)),
        missing=("SpinalCord",),
    ),
    organ(
        "sfrt-parotid-mean",
        "DV-LIMIT",
        on_sfrt,
        broken=lambda: on_sfrt((4.0, 16.0, 4.0, 4.0, 3.0, 27.0)),
        missing=("Parotid_R",),
    ),
    organ(
        "ccrt-cord-max",
        "DV-LIMIT",
        on_ccrt,
        broken=lambda: on_ccrt({"SpinalCord": 45.0}),
        missing=("SpinalCord",),
    ),
    organ(
        "ccrt-parotid-mean",
        "DV-LIMIT",
        on_ccrt,
        broken=lambda: on_ccrt({"Parotid_R": 27.0}),
        missing=("Parotid_R",),
    ),
    # By hand: the cord's hottest point gets 41 Gy and 3, 5 or 10 Gy; the glands 22 Gy on average and 3 or 7.
    organ("sum-cord-max", "DV-SUM", on_both, broken=lambda: on_both(cord_gy=4.0)),
    organ("sum-parotid-mean", "DV-SUM", on_both, broken=lambda: on_both(gland_gy=7.0)),
    organ("sum-eqd2-cord-max", "DV-SUM", on_both, broken=lambda: on_both(cord_gy=9.0)),
    organ("sum-eqd2-parotid-mean", "DV-SUM", on_both, broken=lambda: on_both(gland_gy=7.0)),
    Requirement(
        id="SFRT-7",
        clause="sfrt-approval",
        code="PLAN-APPROVED",
        about="SFRT",
        kept=on_sfrt,
        broken=lambda: on_sfrt(of_plan={"approval": Approval(status="REJECTED", review_date="")}),
        untold=lambda: on_sfrt(of_plan={"approval": Approval(status="", review_date="")}),
    ),
    interval("SFRT-7", "sfrt-after-mdt-review", "mdt-review", "2025-01-14"),
    interval("SEQ-1", "induction-after-sfrt", "induction-start", "2025-01-21"),
    Requirement(
        id="SEQ-3",
        clause="ccrt-after-sfrt",
        code="TIME-INTERVAL",
        about="ccrt-after-sfrt",
        kept=on_ccrt,
        broken=lambda: on_ccrt(sfrt={"delivered": "[2025-05-12]"}),
        untold=lambda: on_ccrt(sfrt={"delivered": None}),
    ),
    interval("SEQ-3", "ccrt-after-induction", "induction-start", "2025-04-01"),
    # 55 days before Mon 31 March.
    interval("SEQ-3", "ccrt-after-three-cycles", "induction-start", "2025-02-04", broken_is=Verdict.REVIEW),
    *volume("CCRT-1", "ccrt-gtvtn0-dose", "GTVtn0", other_gy=66.0),
    *volume("CCRT-2", "ccrt-gtvn-dose", "GTVn", other_gy=60.0),
    *volume("CCRT-3", "ccrt-ctv-dose", "CTV", other_gy=50.0),
    Requirement(
        id="CCRT-4",
        clause="ccrt-technique",
        code="PLAN-TECHNIQUE",
        about="CCRT",
        kept=on_ccrt,
        broken=lambda: on_ccrt(of_plan={"beams": (beam(leaves_mm=STILL_MM),)}),
        untold=lambda: on_ccrt(of_plan={"beams": ()}),
    ),
    Requirement(
        id="CCRT-4",
        clause="ccrt-technique",
        code="PLAN-DAILY",
        about="CCRT",
        kept=on_ccrt,
        broken=lambda: on_ccrt(ccrt={"delivered": TWICE_DAILY}),
        untold=lambda: on_ccrt(
            of_plan={"fraction_groups": (replace(group(30), pattern=""),)},
            ccrt={"delivered": None, "fractions_per_week": None},
        ),
        untold_is=None,
    ),
    Requirement(
        id="CCRT-5",
        clause="ccrt-overall-time",
        code="TIME-OVERALL",
        about="CCRT",
        kept=on_ccrt,
        broken=lambda: on_ccrt(n_fractions=33, ccrt={"delivered": f"[{', '.join(map(str, WEEKDAYS[:33]))}]"}),
        untold=lambda: on_ccrt(ccrt={"delivered": None}),
    ),
    Requirement(
        id="CCRT-5",
        clause="ccrt-overall-time",
        code="TIME-APART",
        about="CCRT",
        kept=lambda: on_ccrt(ccrt={"delivered": "[2025-03-31T08:00:00, 2025-03-31T14:30:00]"}),
        broken=lambda: on_ccrt(ccrt={"delivered": "[2025-03-31T08:00:00, 2025-03-31T13:30:00]"}),
        untold=lambda: on_ccrt(ccrt={"delivered": "[2025-03-31, 2025-03-31]"}),
    ),
    interval("CCRT-6", "ccrt-chemotherapy-within-48-hours", "concurrent-chemotherapy-start", "2025-04-04"),
    interval("SEQ-2", "maintenance-after-ccrt", "maintenance-start", "2025-06-21"),
    interval("IMG-4", "re-imaging-after-ccrt", "re-imaging", "[2025-07-01]", broken_is=Verdict.REVIEW),
    interval(
        "IMG-4",
        "re-imaging-every-12-weeks",
        "re-imaging",
        "[2025-06-09, 2025-07-07]",
        untold="[2025-06-09]",
        broken_is=Verdict.REVIEW,
    ),
]
