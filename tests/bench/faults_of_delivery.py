"""What goes wrong between an approved plan and the last fraction: dates, order, and what was given."""

from __future__ import annotations

import copy

from course_texts import add_to_phase, change_course, give, weekdays
from pydicom.dataset import Dataset
from seeded_faults import fault
from seeded_files import Files
from treatment_records import add_record, record


@fault("PLAN-DAILY")
def given_twice_daily(files: Files) -> None:
    """The 30 fractions were given in 15 days, two a day."""
    days = weekdays(15)
    give(files, [f"{day}T{hour}:00:00" for day in days for hour in ("08", "15")])


@fault("PLAN-DAILY")
def given_three_times_a_week(files: Files) -> None:
    """The fractions were given on Monday, Wednesday and Friday."""
    give(files, weekdays(30, days=(0, 2, 4)))


@fault("RX-FRACTIONS")
def given_34_of_30(files: Files) -> None:
    """34 fractions were given of 30."""
    give(files, weekdays(34))


@fault("RX-FRACTIONS")
def sfrt_given_twice(files: Files) -> None:
    """The single fraction was given on two days."""
    change_course(files, "delivered = [2025-01-13]", "delivered = [2025-01-13, 2025-01-14]")


@fault("TIME-INTERVAL")
def sfrt_after_the_chemoradiotherapy(files: Files) -> None:
    """The SFRT was given after the chemoradiotherapy."""
    change_course(files, "delivered = [2025-01-13]", "delivered = [2025-05-19]")


@fault("TIME-INTERVAL")
def chemoradiotherapy_three_days_after_induction(files: Files) -> None:
    """The chemoradiotherapy begins 3 days after induction, of three cycles of three weeks, began."""
    change_course(files, "induction-start = 2025-01-16", "induction-start = 2025-03-28")
    change_course(files, "delivered = [2025-01-13]", "delivered = [2025-03-24]")


@fault("TIME-INTERVAL")
def maintenance_before_the_last_fraction(files: Files) -> None:
    """Maintenance began before the last fraction."""
    change_course(files, "maintenance-start = 2025-06-10", "maintenance-start = 2025-05-02")


@fault("TIME-INTERVAL")
def chemotherapy_49_hours_before(files: Files) -> None:
    """Chemotherapy began 49 hours after the first fraction, by both clocks."""
    give(files, ["2025-03-31T08:00:00", *weekdays(30)[1:]])
    change_course(
        files,
        "concurrent-chemotherapy-start = 2025-03-31",
        "concurrent-chemotherapy-start = 2025-04-02T09:00:00",
    )


@fault("TIME-ORDER")
def review_before_the_planning_ct(files: Files) -> None:
    """The MDT reviewed the SFRT plan a day before its planning CT."""
    change_course(files, "mdt-review = 2025-01-10", "mdt-review = 2025-01-05")


@fault("TIME-ORDER", base="sfrt_lattice")
def review_before_the_plan(files: Files) -> None:
    """The MDT reviewed the SFRT plan a day before it was made."""
    change_course(files, "mdt-review = 2025-01-10", "mdt-review = 2025-01-07")


@fault("TIME-ORDER")
def approved_a_week_after_the_first_fraction(files: Files) -> None:
    """The plan was approved a week after its first fraction."""
    files.plan.ReviewDate = "20250407"


@fault("TIME-ORDER")
def planned_after_the_first_fraction(files: Files) -> None:
    """The plan was changed two days after its first fraction."""
    files.plan.RTPlanDate = "20250402"


@fault("TIME-ORDER")
def scanned_after_the_first_fraction(files: Files) -> None:
    """The planning image was taken three days after the first fraction."""
    for image in files.images:
        image.AcquisitionDate = "20250403"


@fault("TIME-ORDER")
def sfrt_before_its_planning_ct(files: Files) -> None:
    """The SFRT was given a day before its planning CT."""
    change_course(files, "planning_ct = 2025-01-06", "planning_ct = 2025-01-09")
    change_course(files, "delivered = [2025-01-13]", "delivered = [2025-01-08]")
    change_course(files, "mdt-review = 2025-01-10", "mdt-review = 2025-01-07")


@fault("TIME-APART")
def four_hours_over_midnight(files: Files) -> None:
    """Two fractions lie 4 hours apart, over midnight."""
    days = weekdays(30)
    give(files, [days[0], f"{days[1]}T22:00:00", f"{days[2]}T02:00:00", *days[3:]])


@fault("TIME-APART")
def four_hours_on_one_day(files: Files) -> None:
    """A lost day was made up by a second fraction, 4 hours after the first."""
    days = weekdays(30)
    give(files, [*days[:2], f"{days[3]}T09:00:00", f"{days[3]}T13:00:00", *days[4:]])


@fault("TIME-SOURCES")
def given_on_a_holiday(files: Files) -> None:
    """A fraction is listed on a day on which the department was closed."""
    change_course(
        files, '[[phase]]\nid = "sfrt"', '[[holiday]]\nfirst = 2025-04-21\n\n[[phase]]\nid = "sfrt"'
    )


@fault("TIME-SOURCES")
def given_on_a_sunday(files: Files) -> None:
    """A fraction is listed on a Sunday in place of the Monday."""
    days = weekdays(30)
    give(files, [*days[:5], "2025-04-06", *days[6:]])


@fault("TIME-SOURCES")
def given_on_a_day_that_was_lost(files: Files) -> None:
    """A fraction is listed on a day that is stated as lost."""
    add_to_phase(files, "[[phase.gap]]", "first = 2025-04-15", 'cause = "machine breakdown"')


@fault("TIME-OVERALL")
def one_fraction_short(files: Files) -> None:
    """29 of 30 fractions were given, and months later nothing is said of the last."""
    give(files, weekdays(29))


@fault("RX-FRACTIONS")
def ended_a_fraction_early(files: Files) -> None:
    """The course ended after 29 of 30 fractions."""
    give(files, weekdays(29))
    change_course(files, "fractions_per_week = 5", "fractions_per_week = 5\nended = 2025-05-08")


@fault("BEAM-GIVEN")
def monitor_units_short(files: Files) -> None:
    """A beam was closed as complete in one fraction with 9 in 10 of its monitor units."""

    def change(number: int, beams: list[Dataset]) -> list[Dataset]:
        if number == 7:
            beams[2].DeliveredPrimaryMeterset = f"{0.9 * float(beams[2].DeliveredPrimaryMeterset):.1f}"
        return beams

    record(files, weekdays(30), change)


@fault("BEAM-GIVEN")
def monitor_units_of_two_beams_exchanged(files: Files) -> None:
    """Two beams were given each other's monitor units."""

    def change(_: int, beams: list[Dataset]) -> list[Dataset]:
        first, last = beams[0], beams[-1]
        first.ReferencedBeamNumber, last.ReferencedBeamNumber = (
            last.ReferencedBeamNumber,
            first.ReferencedBeamNumber,
        )
        return beams

    record(files, weekdays(30), change)


@fault("BEAM-GIVEN")
def given_on_another_machine(files: Files) -> None:
    """Two fractions were given on another machine."""
    record(files, weekdays(30))
    for name in ("record_11.dcm", "record_12.dcm"):
        files.extra[name].TreatmentMachineSequence[0].TreatmentMachineName = "LINAC-OTHER"


@fault("BEAM-GIVEN")
def given_with_another_energy(files: Files) -> None:
    """All beams were given with 15 MV, and are planned with 6 MV."""

    def change(_: int, beams: list[Dataset]) -> list[Dataset]:
        for beam in beams:
            point = Dataset()
            point.ReferencedControlPointIndex, point.NominalBeamEnergy = 0, "15"
            beam.ControlPointDeliverySequence = [point]
        return beams

    record(files, weekdays(30), change)


@fault("BEAM-GIVEN")
def a_beam_of_another_plan(files: Files) -> None:
    """A recorded beam has a number that the plan does not have."""

    def change(number: int, beams: list[Dataset]) -> list[Dataset]:
        if number == 3:
            beams.append(copy.deepcopy(beams[0]))
            beams[-1].ReferencedBeamNumber = 42
        return beams

    record(files, weekdays(30), change)


@fault("TIME-SOURCES")
def broken_off_and_never_resumed(files: Files) -> None:
    """A fraction was broken off and never completed."""

    def change(number: int, beams: list[Dataset]) -> list[Dataset]:
        if number == 30:
            beams[-1].TreatmentTerminationStatus = "MACHINE"
        return beams

    record(files, weekdays(30), change)


@fault("TIME-SOURCES")
def recorded_on_other_days(files: Files) -> None:
    """By the records, a fraction was given on another day than by the course file."""
    record(files, [*weekdays(30)[:29], "2025-05-10"])


@fault("TIME-SOURCES")
def a_fraction_number_used_twice(files: Files) -> None:
    """A fraction was given again a day later under its old number."""
    record(files, weekdays(30))
    again = files.extra["record_05.dcm"].TreatmentSessionBeamSequence
    add_record(files, "record_again", "2025-04-05", [copy.deepcopy(beam) for beam in again])
