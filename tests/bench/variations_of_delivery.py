"""Courses that were given as they should be, and are told otherwise: by records, by the clock, made up."""

from __future__ import annotations

import copy

from course_texts import add_to_phase, change_course, give, weekdays
from pydicom.dataset import Dataset
from seeded_files import Files
from sound_variations import variation
from treatment_records import add_record, record

DAYS = weekdays(30)
LATER = (
    "maintenance-start = 2025-06-10\nre-imaging = [2025-06-09, 2025-09-01]\n",
    "concurrent-chemotherapy-start = 2025-03-31\n",
)
"""Events that lie ahead of a course that has not ended, or not begun."""


@variation(keeps_values=True)
def no_fraction_pattern(files: Files) -> None:
    """The plan has no FractionPattern, as hardly any has."""
    group = files.plan.FractionGroupSequence[0]
    for keyword in ("FractionPattern", "NumberOfFractionPatternDigitsPerDay", "RepeatFractionCycleLength"):
        if keyword in group:
            delattr(group, keyword)


@variation(keeps_values=True)
def induction_on_the_seventh_day(files: Files) -> None:
    """Induction begins a week after the SFRT, on the same weekday."""
    change_course(files, "induction-start = 2025-01-16", "induction-start = 2025-01-20")


@variation(keeps_values=True)
def chemotherapy_47_hours_later(files: Files) -> None:
    """Chemotherapy begins 47 hours after the first fraction, by both clocks, on the second day after it."""
    give(files, [f"{DAYS[0]}T09:00:00", *DAYS[1:]])
    change_course(
        files,
        "concurrent-chemotherapy-start = 2025-03-31",
        "concurrent-chemotherapy-start = 2025-04-02T08:00:00",
    )


@variation(keeps_values=True)
def recorded_as_it_was_given(files: Files) -> None:
    """Treatment records of all fractions lie beside the course file, and say the same."""
    record(files, DAYS)


@variation(keeps_values=True)
def one_record_a_beam(files: Files) -> None:
    """Each beam has a record of its own."""
    record(files, DAYS)
    for name in list(files.extra):
        whole = files.extra.pop(name)
        for n, beam in enumerate(whole.TreatmentSessionBeamSequence):
            clock = f"09:{n:02d}:00"
            day = str(whole.TreatmentDate)
            add_record(files, f"{name[:9]}_{n}", day, [beam], clock=clock)


@variation(keeps_values=True)
def interrupted_and_resumed(files: Files) -> None:
    """A beam was interrupted and resumed after a quarter of an hour: one fraction in two records."""

    def change(number: int, beams: list[Dataset]) -> list[Dataset]:
        if number == 9:
            part, rest = beams[-1], copy.deepcopy(beams[-1])
            whole_mu = float(part.DeliveredPrimaryMeterset)
            part.TreatmentTerminationStatus = "MACHINE"
            part.DeliveredPrimaryMeterset = f"{0.3 * whole_mu:.2f}"
            rest.TreatmentDeliveryType = "CONTINUATION"
            rest.DeliveredPrimaryMeterset = f"{whole_mu - float(part.DeliveredPrimaryMeterset):.2f}"
            add_record(files, "record_rest", DAYS[8], [rest], clock="09:15:00")
        return beams

    record(files, DAYS, change)


@variation(keeps_values=True)
def simulated_beside_recorded(files: Files) -> None:
    """A record of a simulation lies beside those of the fractions."""
    record(files, DAYS)
    simulated = [copy.deepcopy(beam) for beam in files.extra["record_01.dcm"].TreatmentSessionBeamSequence]
    add_record(files, "simulated", "2025-03-28", simulated)
    files.extra["simulated.dcm"].TreatmentRecordContentOrigin = "SIMULATION"


@variation(keeps_values=True)
def setup_images_recorded(files: Files) -> None:
    """Portal images are recorded with every fraction, with a monitor unit each."""

    def change(_: int, beams: list[Dataset]) -> list[Dataset]:
        portal = copy.deepcopy(beams[0])
        portal.TreatmentDeliveryType, portal.DeliveredPrimaryMeterset = "OPEN_PORTFILM", "1"
        return [portal, *beams]

    record(files, DAYS, change)


@variation(keeps_values=True)
def made_up_on_a_saturday(files: Files) -> None:
    """A day was lost to a breakdown, and made up on the Saturday."""
    give(files, sorted([*DAYS[:11], *DAYS[12:], "2025-04-19"]))
    change_course(files, "fractions_per_week = 5", "fractions_per_week = 5\nmake_up_days = [2025-04-19]")
    add_to_phase(files, "[[phase.gap]]", "first = 2025-04-15", 'cause = "machine breakdown"')


@variation(keeps_values=True)
def made_up_by_a_second_fraction(files: Files) -> None:
    """A day was lost, and made up by a second fraction seven hours after another."""
    give(files, [*DAYS[:11], f"{DAYS[12]}T08:00:00", f"{DAYS[12]}T15:00:00", *DAYS[13:]])


@variation(keeps_values=True)
def closed_on_a_holiday(files: Files) -> None:
    """The department was closed on a Monday, which a Saturday made up for."""
    give(files, sorted([day for day in DAYS if day != "2025-04-21"] + ["2025-04-26"]))
    change_course(files, "fractions_per_week = 5", "fractions_per_week = 5\nmake_up_days = [2025-04-26]")
    change_course(
        files, '[[phase]]\nid = "sfrt"', '[[holiday]]\nfirst = 2025-04-21\n\n[[phase]]\nid = "sfrt"'
    )


@variation(keeps_values=True)
def six_fractions_a_week(files: Files) -> None:
    """Fractions were given from Monday to Saturday, and ended a week earlier."""
    give(files, weekdays(30, days=range(6)))
    change_course(files, "fractions_per_week = 5", "fractions_per_week = 6")


@variation(keeps_values=True)
def approved_on_the_first_day(files: Files) -> None:
    """The plan was approved on the day of its first fraction."""
    files.plan.ReviewDate = "20250331"


@variation(keeps_values=True)
def dates_moved_by_three_years(files: Files) -> None:
    """All dates of the files were moved by the same number of days, and the files say so."""
    for dataset in (*files.every(), *files.baseline):
        dataset.LongitudinalTemporalInformationModified = "MODIFIED"
        for element in dataset:
            if element.VR == "DA" and str(element.value).startswith("20"):
                element.value = f"{int(element.value[:4]) - 3}{element.value[4:]}"


@variation(keeps_values=True)
def given_by_the_clock(files: Files) -> None:
    """Every fraction is listed with its time."""
    give(files, [f"{day}T{8 + n % 9:02d}:30:00" for n, day in enumerate(DAYS)])


@variation(keeps_values=True)
def not_yet_begun(files: Files) -> None:
    """The course has not begun: its start is planned, and nothing states a pattern."""
    no_fraction_pattern(files)
    give(files, [])
    change_course(files, "delivered = []", f"start = {DAYS[0]}")
    for events in LATER:
        change_course(files, events, "")
    change_course(files, "as_of = 2025-09-15", "as_of = 2025-03-28")


@variation(keeps_values=True)
def half_way_through(files: Files) -> None:
    """The course is half-way through: what lies ahead is projected."""
    give(files, DAYS[:15])
    change_course(files, LATER[0], "")
    change_course(files, "as_of = 2025-09-15", "as_of = 2025-04-18")


@variation(keeps_values=True)
def reviewed_on_the_morning_of_the_fraction(files: Files) -> None:
    """The MDT reviewed the SFRT plan on the morning of the fraction, by both clocks."""
    change_course(files, "mdt-review = 2025-01-10", "mdt-review = 2025-01-13T08:00:00")
    change_course(files, "delivered = [2025-01-13]", "delivered = [2025-01-13T14:00:00]")
