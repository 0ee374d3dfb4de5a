"""What goes wrong between two phases: the first one's dose is left out, misstated, or of something else."""

from __future__ import annotations

from course_texts import change_course, cut_course
from seeded_faults import fault
from seeded_files import Files
from seeded_sums import FIRST_PHASE, RECEIVED, receive, receive_report, report_of

CORD, LEFT, RIGHT = "max_gy = 2.2", "max_gy = 1.9, mean_gy = 0.4", "max_gy = 4.1, mean_gy = 0.8"


@fault("DV-SUM")
def dose_of_the_first_phase_left_out(files: Files) -> None:
    """The course file says that the first phase was given, and nobody says what it gave."""
    cut_course(files, RECEIVED)


@fault("DV-SUM")
def first_phase_left_out_of_the_course_file(files: Files) -> None:
    """The course file does not speak of the first phase."""
    cut_course(files, FIRST_PHASE)


@fault("DV-SUM")
def course_file_empty(files: Files) -> None:
    """The course file says nothing."""
    files.course = 'schema = "rtqa-course/1"\n'


@fault("DV-SUM")
def cord_of_the_first_phase_too_hot(files: Files) -> None:
    """The first phase gave the cord 5 Gy, more than the second leaves it."""
    change_course(files, "SpinalCord = { max_gy = 2.2 }", "SpinalCord = { max_gy = 5.0 }")


@fault("DV-SUM")
def gland_of_the_first_phase_too_hot(files: Files) -> None:
    """The first phase gave the right parotid 3 Gy on average, more than the second leaves it."""
    change_course(files, "max_gy = 4.1, mean_gy = 0.8", "max_gy = 14.1, mean_gy = 3.0")


@fault("DV-SUM")
def cord_of_the_first_phase_left_out(files: Files) -> None:
    """What the first phase gave the cord is left out."""
    receive(files, Parotid_L=LEFT, Parotid_R=RIGHT)


@fault("DV-SUM")
def gland_of_the_first_phase_left_out(files: Files) -> None:
    """What the first phase gave the left parotid is left out."""
    receive(files, SpinalCord=CORD, Parotid_R=RIGHT)


@fault("DV-SUM")
def cord_of_the_first_phase_by_its_mean(files: Files) -> None:
    """The first phase's mean dose of the cord is stated in place of its maximum."""
    receive(files, SpinalCord="mean_gy = 0.5", Parotid_L=LEFT, Parotid_R=RIGHT)


@fault("DV-SUM")
def gland_of_the_first_phase_without_its_maximum(files: Files) -> None:
    """Of the left parotid in the first phase the mean alone is stated, and its peak may do much."""
    receive(files, SpinalCord=CORD, Parotid_L="mean_gy = 0.4", Parotid_R=RIGHT)


@fault("DV-SUM")
def first_phase_in_cgy(files: Files) -> None:
    """What the first phase gave is stated in cGy."""
    receive(files, SpinalCord="max_gy = 220", Parotid_L="max_gy = 190, mean_gy = 40", Parotid_R=RIGHT)


@fault("DV-SUM")
def dose_of_the_first_phase_of_one_fraction_of_three(files: Files) -> None:
    """The first phase was given three times, and its glands' doses are three times as high."""
    change_course(files, "max_gy = 4.1, mean_gy = 0.8", "max_gy = 12.3, mean_gy = 2.4")


@fault("DocumentError")
def mean_and_maximum_exchanged(files: Files) -> None:
    """Mean and maximum of the first phase are exchanged."""
    change_course(files, "max_gy = 4.1, mean_gy = 0.8", "max_gy = 0.8, mean_gy = 4.1")


@fault("DocumentError")
def organ_of_the_first_phase_misspelt(files: Files) -> None:
    """The first phase's cord is misspelt."""
    change_course(files, "SpinalCord =", "SpinalCrod =")


@fault("DocumentError")
def organ_of_the_first_phase_named_twice(files: Files) -> None:
    """The first phase states two doses of the cord, under two of its names."""
    change_course(files, "SpinalCord =", '"Spinal Cord" = { max_gy = 1.0 }\nSpinalCord =')


@fault("DV-SUM")
def report_of_a_first_phase_too_hot(files: Files) -> None:
    """The first phase's report tells of a cord that both together give too much."""
    receive_report(files, report_of("sfrt_lattice", scale=2.0))


@fault("DocumentError")
def report_of_the_first_phase_edited(files: Files) -> None:
    """A verdict of the first phase's report was edited."""
    edited = report_of("sfrt_lattice", old='"verdict": "review"', new='"verdict": "pass"', scale=0.6)
    receive_report(files, edited)


@fault("DocumentError")
def report_of_the_second_phase_as_the_first(files: Files) -> None:
    """The report named for the first phase is that of the second."""
    receive_report(files, report_of("ccrt_pass"))


@fault("UsageError")
def report_of_the_first_phase_not_there(files: Files) -> None:
    """The course file names a report of the first phase that is not there."""
    receive_report(files, files.base / "earlier.json")
