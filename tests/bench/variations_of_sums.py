"""Other ways to say rightly what an earlier phase gave: each keeps every verdict of the good case."""

from __future__ import annotations

from course_texts import change_course, cut_course, read_course
from seeded_files import Files
from seeded_sums import FIRST_PHASE, RECEIVED, receive, receive_report, report_of
from sound_variations import variation

CORD, LEFT, RIGHT = "max_gy = 2.2", "max_gy = 1.9, mean_gy = 0.4", "max_gy = 4.1, mean_gy = 0.8"


@variation(keeps_values=True)
def organs_of_the_first_phase_by_other_names(files: Files) -> None:
    """The organs of the first phase are written by other names."""
    receive(files, **{"spinal cord": CORD, "Left Parotid": LEFT, "parotid_r": RIGHT})


@variation(keeps_values=True)
def doses_of_the_first_phase_as_whole_numbers(files: Files) -> None:
    """The doses of the first phase are whole numbers."""
    receive(files, SpinalCord="max_gy = 2", Parotid_L="max_gy = 2, mean_gy = 0", Parotid_R="max_gy = 2")


@variation(keeps_values=True)
def doses_of_the_first_phase_in_one_line(files: Files) -> None:
    """The doses of the first phase stand in one line."""
    cut_course(
        files,
        RECEIVED,
        f"received = {{ SpinalCord = {{ {CORD} }}, Parotid_L = {{ {LEFT} }}, "
        f"Parotid_R = {{ {RIGHT} }} }}\n\n",
    )


@variation(keeps_values=True)
def maxima_of_the_first_phase_alone(files: Files) -> None:
    """Of the first phase maxima alone are stated: a mean is no higher."""
    receive(files, SpinalCord=CORD, Parotid_L="max_gy = 1.9", Parotid_R="max_gy = 1.8")


@variation(keeps_values=True)
def a_first_phase_far_from_every_organ(files: Files) -> None:
    """The first phase gave the organs nothing."""
    receive(files, SpinalCord="max_gy = 0", Parotid_L="max_gy = 0", Parotid_R="max_gy = 0")


@variation(keeps_values=True)
def targets_of_the_first_phase_stated_too(files: Files) -> None:
    """The dose of a target in the first phase is stated too."""
    receive(files, GTVn="max_gy = 22.5, mean_gy = 6", SpinalCord=CORD, Parotid_L=LEFT, Parotid_R=RIGHT)


@variation(keeps_values=True)
def recovery_of_the_first_phase_stated(files: Files) -> None:
    """Part of the first phase's effect is stated as recovered."""
    change_course(files, "fractions = 1\n", "fractions = 1\nrecovered_frac = 0.1\n")


@variation(keeps_values=True)
def phases_in_reverse_order(files: Files) -> None:
    """The phases stand in the opposite order: that of treatment is the protocol's."""
    text = read_course(files)
    (first,) = FIRST_PHASE.findall(text)
    files.course = f"{text.replace(first, '')}\n{first}"


@variation(keeps_values=True)
def doses_of_the_second_phase_stated_too(files: Files) -> None:
    """Doses of the second phase are stated too; its plan is at hand, and counts."""
    change_course(
        files, "fractions = 30\n", "fractions = 30\nreceived = { SpinalCord = { max_gy = 41.2 } }\n"
    )


@variation(keeps_values=True)
def a_report_of_the_first_phase(files: Files) -> None:
    """What the first phase gave is taken from its report."""
    receive_report(files, report_of("sfrt_lattice", scale=0.6))


@variation(keeps_values=True)
def course_file_with_byte_order_mark(files: Files) -> None:
    """The course file begins with a byte order mark."""
    files.course = f"\ufeff{read_course(files)}"
