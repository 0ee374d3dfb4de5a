"""Many plans: found in folders of any shape, checked one by one, and told as one report.

::

    from pathlib import Path
    from rtqa import cohort

    store = cohort.open_store(Path("store"), create=True)
    cohort.update_index(store, [Path("trial")])
    tally = cohort.check_all(store, "nct07041788", jobs=4)
    cohort.write_results(store, tally.names)
    cohort.write_cohort_report(store, Path("report"), grouping=cohort.read_grouping(Path("sites.csv")))

A plan that cannot be checked has its reason in the tables; none stops the others. Needs ``rtqa[cohort]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rtqa.public_names import open_name

if TYPE_CHECKING:
    from rtqa.cohort.groups import Grouping, read_grouping
    from rtqa.cohort.index import Indexed, update_index
    from rtqa.cohort.learning import learn_model
    from rtqa.cohort.peers import PeerModel, read_model, write_model
    from rtqa.cohort.report import write_cohort_report
    from rtqa.cohort.results import read_table, write_results
    from rtqa.cohort.run import Tally, check_all
    from rtqa.cohort.store import Store, open_store
    from rtqa.cohort.submissions import CourseRow, read_course_table
    from rtqa.cohort.whereabouts import find_paths

__all__ = [
    "CourseRow",
    "Grouping",
    "Indexed",
    "PeerModel",
    "Store",
    "Tally",
    "check_all",
    "find_paths",
    "learn_model",
    "open_store",
    "read_course_table",
    "read_grouping",
    "read_model",
    "read_table",
    "update_index",
    "write_cohort_report",
    "write_model",
    "write_results",
]

_HOMES = {
    "rtqa.cohort.groups": ("Grouping", "read_grouping"),
    "rtqa.cohort.index": ("Indexed", "update_index"),
    "rtqa.cohort.learning": ("learn_model",),
    "rtqa.cohort.peers": ("PeerModel", "read_model", "write_model"),
    "rtqa.cohort.report": ("write_cohort_report",),
    "rtqa.cohort.results": ("read_table", "write_results"),
    "rtqa.cohort.run": ("Tally", "check_all"),
    "rtqa.cohort.store": ("Store", "open_store"),
    "rtqa.cohort.submissions": ("CourseRow", "read_course_table"),
    "rtqa.cohort.whereabouts": ("find_paths",),
}


def __getattr__(name: str) -> object:
    return open_name(__name__, name, _HOMES)


def __dir__() -> list[str]:
    return [*__all__, "__doc__", "__file__", "__name__", "__path__"]
