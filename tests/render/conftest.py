"""Hand-made reports: one with every kind of row, one whose every name is hostile."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hand_made_reports import HOSTILE, ONE_PIXEL, SOURCE, judged, limit, second_dose, sigmoid

from rtqa.evaluation.causes import gather_causes
from rtqa.findings import (
    ColorKey,
    Evidence,
    Finding,
    Report,
    ReportedIdentity,
    ReportedMeasure,
    ReportedNotice,
    ReportedPicture,
    ReportedPlan,
    ReportedPrescription,
    ReportedProtocol,
    ReportedSetting,
    ReportedSource,
    ReportedStructure,
    Table,
    Verdict,
)
from rtqa.messages import Cause, CauseKind, Interval, Limit, Message, Quantity, Unknown
from rtqa.metrics import Measurement, Unmeasurable, parse_metric
from rtqa.protocol import NotTaken


@pytest.fixture
def report() -> Report:
    cord = limit("cord", "D0.03cc[Gy]", "<=", 45.0)
    parotid = limit(
        "parotid",
        "Mean[Gy]",
        "<=",
        26.0,
        structure="Parotid_L",
        variation=28.0,
        reading="Either gland is judged.",
        not_taken=[{"reading": "Both together.", "why": "The text speaks of one gland."}],
    )
    brainstem = limit("brainstem", "D2%[Gy]", "<", 54.0, structure="Brainstem")
    target = limit("target", "D95%[Gy]", ">=", 66.5, structure="GTVtn0")
    lens = limit("lens", "D0.03cc[Gy]", "<=", 10.0, structure="Lens_L")
    findings = (
        judged(Verdict.PASS, target, 68.913, interval=(68.7, 69.1)),
        judged(Verdict.PASS, brainstem, 41.25, interval=(41.0, 41.6)),
        judged(Verdict.VARIATION, parotid, 27.104, interval=(26.9, 27.3)),
        judged(Verdict.FAIL, cord, 45.004, interval=(44.91, 45.2)),
        Finding(
            code="DOSE-LIMIT",
            verdict=Verdict.REVIEW,
            subject="Lens_L",
            phase="ccrt",
            message=Message(
                "dv-limit.not-known",
                structure="Lens_L",
                metric="D0.03cc",
                limit=Limit("<=", 10.0, "Gy"),
                quantity="physical",
                alpha_beta=Quantity(0.0, "Gy"),
            ),
            outcome=Unmeasurable(
                spec=lens.metric,
                unknown=Unknown(
                    Message("metric.outside-dose-grid", share=Quantity(12.0, "%")),
                    bounds=Interval(low=4.2, high=math.inf),
                ),
            ),
            constraint=lens,
            evidence=Evidence(quote=lens.quote, source=lens.source),
            causes=(Cause(CauseKind.DOSE_DOUBTFUL, "Lens_L"),),
            section="organs",
        ),
        Finding(
            code="PRESCRIPTION",
            verdict=Verdict.PASS,
            subject="GTVtn0",
            phase="ccrt",
            message=Message("plan-approved.reviewed", status="APPROVED", date="2026-03-02"),
            section="prescriptions",
            evidence=Evidence(quote="GTVₜₙ₀ (primary tumor) receives 70Gy/30-33 fractions", source=SOURCE),
        ),
        Finding(
            code="SCHEDULE",
            verdict=Verdict.REVIEW,
            subject="plan",
            phase="sfrt",
            message=Message("structure.not-found", name="sfrt"),
            explanation=Message("plan.no-fractions"),
            causes=(Cause(CauseKind.COURSE_DATA_ABSENT, Message("file.plan")),),
            section="calendar",
        ),
        Finding(
            code="SFRT-REPORT",
            verdict=None,
            subject="GTV",
            phase="sfrt",
            message=Message("dose.absent"),
            table=Table(
                title=Message("page.structures"),
                columns=(Message("page.structure"), Message("page.mean-gy"), Message("page.max-gy")),
                rows=(("V1", 14.2, 15.9), ("V2", 13.8, None)),
                note=Message("page.structures-note"),
            ),
            section="sfrt",
        ),
        Finding(
            code="NOTES",
            verdict=None,
            subject="protocol",
            phase="",
            message=Message("structure.not-found", name="PTV"),
            section="files",
        ),
    )
    structures = (
        ReportedStructure(
            phase="ccrt",
            name="Cord",
            role="ORGAN",
            color_rgb=(255, 255, 0),
            matched_to="SpinalCord",
            how="alias",
            volume_cm3=14.86,
        ),
        ReportedStructure(
            phase="ccrt",
            name="Couch",
            role="",
            color_rgb=None,
            matched_to="",
            how="",
            volume_cm3=None,
        ),
        ReportedStructure(
            phase="ccrt",
            name="GTVp",
            role="GTV",
            color_rgb=(255, 0, 0),
            matched_to="GTVtn0",
            how="suggested",
            volume_cm3=52.0,
        ),
    )
    return Report(
        rtqa_version="0.1.0",
        case_key="3f9a2c71",
        protocol=ReportedProtocol(
            id="nct00000000", title="A trial", version="1", sha256="ab" * 32, targets=("GTVtn0",)
        ),
        settings=(
            ReportedSetting(Message("setting.dvh"), Message("dvh.no-caps")),
            ReportedSetting(Message("setting.mapping"), Message("setting.none")),
        ),
        sources=(
            ReportedSource(role="RTDOSE", sop_class_uid="1.2.840.10008.5.1.4.1.1.481.2", sha256="cd" * 32),
        ),
        structures=structures,
        findings=findings,
        curves=(
            sigmoid("SpinalCord", middle_gy=30.0, volume_cm3=14.86),
            sigmoid("GTVtn0", middle_gy=70.0, volume_cm3=52.0),
            sigmoid("Parotid_L", middle_gy=26.0, volume_cm3=25.0),
        ),
        notices=(
            ReportedNotice(
                id="two-gray",
                kind="contradiction",
                says="70 Gy in 33 fractions are not 2 Gy each.",
                quotes=("70Gy/33 fractions (2Gy/fraction)",),
                arithmetic=("70 / 33 = 2.12",),
                source=SOURCE,
                reading="The dose of a fraction follows.",
                not_taken=(NotTaken(reading="35 fractions.", why="The text says 33."),),
            ),
            ReportedNotice(
                id="which-gland",
                kind="silence",
                says="Which gland is meant.",
                quotes=(),
                arithmetic=(),
                source=SOURCE,
                reading="Each gland.",
                not_taken=(),
            ),
        ),
        plans=(
            ReportedPlan(
                phase="ccrt",
                label="HN1",
                prescriptions=(
                    ReportedPrescription(phase="ccrt", structure="GTVtn0", dose_gy=70.0, n_fractions=33),
                ),
            ),
        ),
        causes=gather_causes(findings),
        pictures=(
            ReportedPicture(
                phase="ccrt",
                plane="axial",
                position_mm=-12.5,
                through=Message("picture.highest-dose"),
                structures=(ColorKey(label="Cord", color="#ffff00"),),
                levels=(ColorKey(label="45 Gy", color="#b3261e"),),
                image=Message("picture.ct-soft-tissue"),
                png=ONE_PIXEL,
            ),
        ),
        second_doses=(second_dose(),),
        measures=(
            ReportedMeasure(
                phase="ccrt",
                structure="GTVtn0",
                outcome=Measurement(
                    spec=parse_metric("D98%[Gy]"),
                    value=67.5,
                    unit="Gy",
                    interval=Interval(low=67.1, high=67.8),
                ),
            ),
            ReportedMeasure(
                phase="ccrt",
                structure="GTVtn0",
                outcome=Unmeasurable(
                    spec=parse_metric("V95%[%]"), unknown=Unknown(Message("metric.no-prescription"))
                ),
            ),
        ),
    )


@pytest.fixture
def hostile_report(report: Report) -> Report:
    structures = tuple(
        replace(report.structures[0], name=name, role=name, matched_to=name) for name in HOSTILE
    )
    findings = tuple(
        Finding(
            code="DOSE-LIMIT",
            verdict=Verdict.REVIEW,
            subject=name,
            phase=name,
            message=Message("structure.not-found", name=name),
            explanation=Message("structure.not-found", name=name),
            outcome=Unmeasurable(
                spec=parse_metric("D95%[Gy]"), unknown=Unknown(Message("structure.not-found", name=name))
            ),
            evidence=Evidence(
                quote=name, source=name, reading=name, not_taken=(NotTaken(reading=name, why=name),)
            ),
            caveat=Message("structure.not-found", name=name),
            causes=(Cause(CauseKind.STRUCTURE_NOT_FOUND, name),),
            section="structures",
        )
        for name in HOSTILE
    )
    pictures = tuple(
        replace(
            report.pictures[0],
            through=Message("picture.vertex", vertex=name),
            image=Message("picture.image", modality=name),
            structures=(ColorKey(label=name, color="#b3261e"),),
        )
        for name in HOSTILE
    )
    return replace(
        report,
        case_key=HOSTILE[0],
        pictures=pictures,
        second_doses=tuple(map(second_dose, HOSTILE)),
        identity=ReportedIdentity(patient_name=HOSTILE[0], patient_id=HOSTILE[1], birth_date=HOSTILE[3]),
        plans=tuple(
            ReportedPlan(
                phase=name, label=name, prescriptions=(replace(report.prescriptions[0], structure=name),)
            )
            for name in HOSTILE
        ),
        causes=gather_causes(findings),
        measures=tuple(replace(report.measures[0], structure=name) for name in HOSTILE),
        settings=tuple(
            ReportedSetting(
                Message("setting.reference", id=name), Message("setting.version", version=name, sha256=name)
            )
            for name in HOSTILE
        ),
        notices=tuple(
            replace(
                report.notices[0],
                **dict.fromkeys(("id", "says", "source", "reading"), name),
                quotes=(name,),
                arithmetic=(name,),
            )
            for name in HOSTILE
        ),
        structures=structures,
        findings=findings + tuple(replace(one, outcome=None) for one in findings),
        curves=tuple(replace(report.curves[0], structure=name) for name in HOSTILE),
    )
