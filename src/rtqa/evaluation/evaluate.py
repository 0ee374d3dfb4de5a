"""Checking a case, as the clinic does it: plan by plan, question by question."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rtqa.assembly.alternatives import choose_prescriptions
from rtqa.assembly.context import PhasePlan, Subject, compute_dvhs, why_no_structures
from rtqa.assembly.derive import derive_structures
from rtqa.assembly.matching import resolve_structures
from rtqa.assembly.phase_sum import join_phases
from rtqa.assembly.phases import find_named_phase, recognise_phase
from rtqa.assembly.received import StatedPhase, read_received, take_reports
from rtqa.assembly.sfrt import describe_sfrt
from rtqa.assembly.timeline import build_chronicle
from rtqa.checks.core.catalog import catalog
from rtqa.course.course_document import LoadedCourse, find_another_protocol, load_course
from rtqa.course.file import Course
from rtqa.documents.suggestion import did_you_mean
from rtqa.dvh.computed_part import computed_part
from rtqa.dvh.settings import DEFAULT
from rtqa.errors import UsageError, require
from rtqa.evaluation.causes import gather_causes, put_another_site_first
from rtqa.evaluation.notices import gather_notices
from rtqa.evaluation.pictures import illustrate
from rtqa.evaluation.report_tables import (
    report_curves,
    report_plan,
    report_sources,
    report_structures,
    report_sum_curves,
    report_targets,
)
from rtqa.evaluation.second_dose_rows import report_second_doses
from rtqa.findings import Finding, Report, ReportedProtocol, ReportedSetting
from rtqa.geometry.outlines import Outlines
from rtqa.messages import Listing, Message, Unknown
from rtqa.model.case import Case, Treatment
from rtqa.protocol.leaving_out import choose_arm, leave_out
from rtqa.protocol.library import LoadedProtocol, list_protocols, load_protocol
from rtqa.protocol.names import match_structures
from rtqa.protocol.schema import Protocol

if TYPE_CHECKING:
    from rtqa.transport.machine_file import LoadedMachine
    from rtqa.transport.second_dose import SecondDose

Progress = Callable[[str, int, int], None]


def check(
    case: Case,
    *,
    protocol: str | Path | LoadedProtocol | None = None,
    course: str | Path | Course | LoadedCourse | None = None,
    earlier: Sequence[Report] = (),
    references: Sequence[str | Path | LoadedProtocol] = (),
    mapping: Mapping[str, str] | None = None,
    side: Literal["left", "right"] | None = None,
    arm: str | None = None,
    pictures: bool = False,
    like: Report | None = None,
    second_dose: bool = True,
    machine: str | Path | LoadedMachine | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check a case against a protocol.

    >>> import rtqa
    >>> report = rtqa.check(rtqa.read_case("sample_plans/ccrt_fail"), protocol="nct07041788")
    >>> report.verdict.value, str(report.causes[0].summary)
    ('fail', 'SpinalCord: Max 47.67 Gy, limit ≤ 45 Gy.')

    Args:
        case: what :func:`rtqa.read_case` or :func:`rtqa.case_from_arrays` returned.
        protocol: id of a protocol of the library, such as ``"nct07041788"``, a protocol file, or what
            :func:`rtqa.load_protocol` returned; without it, the protocol that the course file names.
        course: the course file, or a course that was loaded or made; without it, the ``course.toml`` among
            the case's files, if there is one.
        earlier: reports of phases whose plans are not at hand; what they gave is added to the course.
        references: sets of limits that are shown beside the verdict and decide nothing; named like protocols.
        mapping: names as the user states them: the protocol's structure to the plan's. It goes before the
            course file's.
        side: of the patient, on which the target lies, for limits on what is ipsilateral or contralateral; it
            goes before the course file's. Without either it follows from where the target is drawn.
        arm: of the protocol, that the patient belongs to; it goes before the course file's.
        pictures: whether to draw isodoses on planes through each plan; they take longer than the checks.
        like: another report, at whose planes the pictures are drawn.
        second_dose: whether to calculate each plan's dose a second time, from its beams; it takes seconds.
            Without it a gantry or a collimator that is not the dose's is not seen.
        machine: a machine file, or what was loaded of one, for that calculation.
        progress: called with what is being done, how many are done, and of how many.

    Raises:
        UsageError: it is no case; no such protocol, arm of it or course file, a mapping to a structure that
            does not exist, or an earlier report that is of another protocol.
        DocumentError: the protocol file or the course file does not hold.
    """
    case = require(case, Case, maker="rtqa.read_case")
    file = course if course is not None else _find_course_file(case)
    foreign = _find_foreign(file, protocol) if course is None and isinstance(file, Path) else None
    loaded_course = load_course(file, protocol=protocol) if file is not None and foreign is None else None
    loaded = _load_protocol(protocol, loaded_course)
    beside = [load_protocol(reference) for reference in references]
    mapping = mapping or {}
    _refuse_unknown(mapping, case, loaded.protocol)
    loaded = _leave_out_absent(loaded, case, loaded_course=loaded_course, mapping=mapping)
    stated = loaded_course.course if loaded_course is not None else None
    _refuse_unknown_arm(arm, loaded.protocol)
    arm = arm or (stated.arm if stated is not None else None)
    loaded = replace(loaded, protocol=choose_arm(loaded.protocol, arm))
    known_machine = _load_machine(machine, is_of_use=second_dose)
    side = side or (stated.side if stated is not None else None)
    plans = []
    for treatment in case.treatments:
        part = _mapping_of(mapping, treatment) if len(case.treatments) > 1 else mapping
        plan = _prepare(
            treatment, case, loaded.protocol, loaded_course=loaded_course, mapping=part, progress=progress
        )
        again = _calculate_again(plan, known_machine, progress) if second_dose else None
        plans.append(replace(plan, side=side, second_dose=again))
    loaded = replace(loaded, protocol=choose_prescriptions(loaded.protocol, plans))
    together = join_phases(
        plans,
        loaded.protocol,
        registrations=case.registrations,
        course=stated,
        received=_gather_received(loaded_course, earlier, loaded.protocol),
    )
    subject = Subject(
        case=case,
        protocol=loaded.protocol,
        plans=tuple(plans),
        together=together,
        course=stated,
        arm=arm,
        chronicle=build_chronicle(case, loaded.protocol, plans=plans, course=stated),
        references=tuple(reference.protocol for reference in beside),
        foreign_course=foreign,
    )
    findings = put_another_site_first(
        [finding for question in catalog() for finding in question.answer(subject)],
        phases=[plan.phase_id for plan in plans],
    )
    settings = [
        ReportedSetting(Message("setting.dvh"), DEFAULT.message),
        ReportedSetting(Message("setting.mapping"), _list_mapping(mapping)),
    ]
    if side is not None:
        settings.append(ReportedSetting(Message("setting.side"), Message("setting.on-the-side", side=side)))
    if loaded_course is not None:
        read = Message(
            "setting.given" if course is not None else "setting.found", sha256=loaded_course.sha256
        )
        settings.append(ReportedSetting(Message("setting.course-file"), read))
    settings += map(_name_reference, beside)
    report = _report(subject, loaded, settings=tuple(settings), findings=findings)
    drawn = illustrate(subject, report, like=like, progress=progress) if pictures else ()
    return replace(report, pictures=drawn)


def _gather_received(
    loaded_course: LoadedCourse | None, earlier: Sequence[Report], protocol: Protocol
) -> dict[str, StatedPhase]:
    stated, held = read_received(loaded_course, protocol), take_reports(earlier, protocol)
    for phase_id in stated.keys() & held.keys():
        raise UsageError(f"the course file and an earlier report both say what phase {phase_id!r} gave")
    return stated | held


def _load_machine(machine: str | Path | LoadedMachine | None, *, is_of_use: bool) -> LoadedMachine | None:
    if machine is None:
        return None
    if not is_of_use:
        raise UsageError("a machine file is for the second calculation, which is left out (--no-second-dose)")
    from rtqa.transport.machine_file import load_machine  # noqa: PLC0415 (few have one)

    return load_machine(machine) if isinstance(machine, str | Path) else machine


def _calculate_again(
    plan: PhasePlan, machine: LoadedMachine | None, progress: Progress | None
) -> SecondDose | Unknown:
    from rtqa.transport.calculate import calculate_second_dose  # noqa: PLC0415 (it may be left out)

    return calculate_second_dose(plan.treatment, machine=machine, outlines=plan.outlines, progress=progress)


def _find_course_file(case: Case) -> Path | None:
    if len(case.course_files) > 1:
        raise UsageError(
            f"{len(case.course_files)} files named {case.course_files[0].name!r} lie among the files: say "
            "which one is meant (--course)"
        )
    return next(iter(case.course_files), None)


def _find_foreign(file: Path, protocol: str | Path | LoadedProtocol | None) -> str | None:
    """The protocol of a course file that lies among the files and is of another than is asked for."""
    return find_another_protocol(file, load_protocol(protocol)) if protocol is not None else None


def _load_protocol(
    protocol: str | Path | LoadedProtocol | None, loaded_course: LoadedCourse | None
) -> LoadedProtocol:
    if loaded_course is not None and loaded_course.protocol is not None:
        return loaded_course.protocol
    if protocol is None:
        raise UsageError(
            f"which protocol? Add --protocol with one of {', '.join(list_protocols())}, or with a .toml file"
        )
    return load_protocol(protocol)


def _leave_out_absent(
    loaded: LoadedProtocol, case: Case, *, loaded_course: LoadedCourse | None, mapping: Mapping[str, str]
) -> LoadedProtocol:
    """The protocol without what the course file says the patient does not have, and no plan draws."""
    if loaded_course is None or not loaded_course.course.absent:
        return loaded
    protocol = loaded.protocol
    drawn = {*mapping, *(name for phase in loaded_course.course.phases for name in phase.structures)}
    for treatment in case.treatments:
        structures = treatment.structure_set.structures if treatment.structure_set is not None else ()
        part = _mapping_of(mapping, treatment)
        volumes = {structure.number for structure in structures if structure.is_volume}
        for match in match_structures(
            protocol.structures, structures, mapping=part, prescriptions=protocol.prescriptions
        ):
            if any(candidate.structure_number in volumes for candidate in match.candidates):
                drawn.add(match.protocol_name)
    left = [name for name in loaded_course.course.absent if name not in drawn]
    return replace(loaded, protocol=leave_out(protocol, left))


def _refuse_unknown(mapping: Mapping[str, str], case: Case, protocol: Protocol) -> None:
    """Of several plans, a name that none of them has must not fall back to matching by name."""
    if not mapping:
        return
    sets = [treatment.structure_set for treatment in case.treatments if treatment.structure_set is not None]
    everything = [structure for structure_set in sets for structure in structure_set.structures]
    match_structures(protocol.structures, everything, mapping=mapping)


def _refuse_unknown_arm(arm: str | None, protocol: Protocol) -> None:
    arms = [known.id for known in protocol.arms]
    if arm is not None and arm not in arms:
        has = f"protocol {protocol.id} has {', '.join(arms) or 'no arms'}"
        raise UsageError(f"no arm {arm!r}: {has}{did_you_mean(arm, arms)}")


def _mapping_of(mapping: Mapping[str, str], treatment: Treatment) -> dict[str, str]:
    """Of several plans, each with its own structures, the part of the mapping that names this plan's."""
    structures = treatment.structure_set.structures if treatment.structure_set is not None else ()
    names = {structure.name for structure in structures}
    return {wanted: name for wanted, name in mapping.items() if name in names}


def _prepare(
    treatment: Treatment,
    case: Case,
    protocol: Protocol,
    *,
    loaded_course: LoadedCourse | None,
    mapping: Mapping[str, str],
    progress: Progress | None,
) -> PhasePlan:
    """Recognise the plan's phase, match its structures, compute their DVHs, and describe its vertices."""
    if treatment.dose is not None:
        treatment = replace(treatment, dose=computed_part(treatment.dose))
    named = (
        find_named_phase(treatment, case, protocol, course=loaded_course)
        if loaded_course is not None
        else None
    )
    phase = named or recognise_phase(treatment.plan, protocol)
    stated = loaded_course.course.phase(phase.id) if loaded_course is not None and phase is not None else None
    structures = treatment.structure_set.structures if treatment.structure_set is not None else ()
    mapping = {**stated.structures, **mapping} if stated is not None else mapping
    dvhs = compute_dvhs(treatment, progress=progress)
    plan = PhasePlan(
        phase=phase,
        is_named=named is not None,
        treatment=treatment,
        dvhs=dvhs,
        resolved=resolve_structures(
            protocol.structures,
            structures,
            mapping=mapping,
            dvhs=dvhs,
            prescriptions=protocol.prescriptions,
            unread=why_no_structures(treatment),
        ),
        outlines=Outlines.of_set(treatment.structure_set),
        planned_gy=stated.planned_gy if stated is not None else {},
    )
    plan = derive_structures(plan, protocol.structures)
    vertices = stated.vertices if stated is not None else None
    return replace(plan, sfrt=describe_sfrt(plan, protocol, stated=vertices))


def _list_mapping(mapping: Mapping[str, str]) -> Message:
    if not mapping:
        return Message("setting.none")
    pairs = (Message("setting.pair", name=name, structure=mapping[name]) for name in sorted(mapping))
    return Message("setting.pairs", pairs=Listing(tuple(pairs)))


def _name_reference(loaded: LoadedProtocol) -> ReportedSetting:
    protocol = loaded.protocol
    value = Message("setting.version", version=protocol.version, sha256=loaded.sha256)
    return ReportedSetting(Message("setting.reference", id=protocol.id), value)


def _report(
    subject: Subject,
    loaded: LoadedProtocol,
    *,
    settings: tuple[ReportedSetting, ...],
    findings: tuple[Finding, ...],
) -> Report:
    sources = report_sources(subject.case)
    protocol = loaded.protocol
    return Report(
        rtqa_version=version("rtqa"),
        case_key=hashlib.sha256("".join(source.sha256 for source in sources).encode()).hexdigest()[:12],
        protocol=ReportedProtocol(
            id=protocol.id,
            title=protocol.title,
            version=protocol.version,
            sha256=loaded.sha256,
            targets=tuple(structure.name for structure in protocol.structures if structure.role == "target"),
        ),
        settings=settings,
        sources=tuple(sources),
        structures=tuple(row for plan in subject.plans for row in report_structures(plan)),
        findings=findings,
        curves=(
            *(row for plan in subject.plans for row in report_curves(plan)),
            *report_sum_curves(subject.together, protocol),
        ),
        plans=tuple(report_plan(plan) for plan in subject.plans),
        causes=gather_causes(findings),
        notices=gather_notices(subject),
        measures=tuple(row for plan in subject.plans for row in report_targets(plan, protocol)),
        second_doses=tuple(report_second_doses(subject.plans)),
    )
