"""A course file is read whole, or refused with every fault in plain words."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import jsonschema
import pytest

from rtqa.course import Course, load_course, parse_course
from rtqa.errors import DocumentError, UsageError

GOOD = """
schema = "rtqa-course/1"
protocol = "nct07041788"
as_of = 2026-04-20

[events]
enrolment = 2026-01-05
concurrent-chemotherapy-start = 2026-03-02T14:00:00
re-imaging = [2026-05-15, 2026-08-07]

[[holiday]]
first = 2026-04-04
last = 2026-04-06
name = "Qingming"

[[phase]]
id = "sfrt"
folder = "sfrt"
planning_ct = 2026-01-07
delivered = [2026-01-12]
vertices = { pattern = "Vertex*" }

[[phase]]
id = "ccrt"
planned_gy = { GTVtn0 = 70, GTVn = 66.0 }
fractions = 30
fractions_per_week = 5
start = 2026-03-02
delivered = [2026-03-02T08:00:00, 2026-03-02T14:30:00]
make_up_days = [2026-04-11]
structures = { SpinalCord = "Cord" }

[[phase.gap]]
first = 2026-03-05
cause = "machine breakdown"

[[registration]]
from = "sfrt"
to = "ccrt"
matrix = [[1, 0, 0, 2.5], [0, 1, 0, 0], [0, 0, 1, -3], [0, 0, 0, 1]]
"""


EXAMPLES = "2026-03-02 or 2026-03-02T09:30:00, without quotes"


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse_course(text.encode(), label="course.toml")
    message = str(caught.value)
    for jargon in ("pydantic", "http", "validation", "Traceback", "input_type"):
        assert jargon not in message
    return [" ".join(filter(None, (f"{one.place}: {one.problem}", one.other))) for one in caught.value.faults]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_a_good_file() -> None:
    course = parse_course(GOOD.encode(), label="course.toml")
    assert course.as_of == date(2026, 4, 20)
    assert course.events["enrolment"] == (date(2026, 1, 5),)
    assert course.events["concurrent-chemotherapy-start"] == (datetime(2026, 3, 2, 14),)  # noqa: DTZ001
    assert len(course.events["re-imaging"]) == 2
    ccrt = course.phase("ccrt")
    assert ccrt is not None
    assert ccrt.planned_gy == {"GTVtn0": 70.0, "GTVn": 66.0}
    assert ccrt.treatment_days == ("Mon", "Tue", "Wed", "Thu", "Fri")
    assert ccrt.gaps[0].cause == "machine breakdown"
    (registration,) = course.registrations
    assert registration.matrix is not None
    assert registration.matrix[0] == (1.0, 0.0, 0.0, 2.5)
    assert course.phase("maintenance") is None


def test_every_value_is_optional() -> None:
    assert parse_course(b'schema = "rtqa-course/1"', label="course.toml").phases == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("as_of = 2026-04-20", 'as_of = "2026-04-20"',
         "as_of: must be a date without a time, such as 2026-03-02, without quotes"),
        ("as_of = 2026-04-20", "asof = 2026-04-20", "asof: no such key; did you mean 'as_of'?"),
        ("enrolment = 2026-01-05", 'enrolment = "soon"',
         f"events.enrolment: must be a date, or a list of dates, such as {EXAMPLES}"),
        ("enrolment = 2026-01-05", "enrolment = 2026-01-05T10:00:00+08:00",
         "events.enrolment: must be local time without an offset, such as 2026-03-02T09:30:00"),
        ("as_of = 2026-04-20", "as_of = 9999-12-31",
         "as_of: must be of the years 1900 to 2199, and is of 9999"),
        ("enrolment = 2026-01-05", "enrolment = 0026-01-05",
         "events.enrolment: must be of the years 1900 to 2199, and is of 26"),
        ("fractions = 30", "fractions = 1000000", "phase[1].fractions: must be 1000 or less"),
        ("make_up_days = [2026-04-11]", "make_up_days = [2026-04-11, 2026-04-18, 2026-04-11]",
         "phase[1].make_up_days: [2], 2026-04-11, stands there before"),
        ("fractions = 30", "fractions = 30\nrecovered_frac = 1",
         "phase[1].recovered_frac: must be less than 1"),
        ("enrolment = 2026-01-05", "Enrolment = 2026-01-05",
         "events.Enrolment: must be lower-case letters, digits and single hyphens, such as 'cord-max'"),
        ("last = 2026-04-06", "last = 2026-04-03", "holiday[0].last: 2026-04-03 is before first, 2026-04-04"),
        ('{ pattern = "Vertex*" }', "{}", "phase[0].vertices: needs names or a pattern"),
        ("planning_ct = 2026-01-07", "planning_ct = 20260107",
         f"phase[0].planning_ct: must be a date or a date with its time, such as {EXAMPLES}"),
        ("GTVn = 66.0", "GTVn = '66'", "phase[1].planned_gy.GTVn: must be a number"),
        ("GTVn = 66.0", "GTVn = 0", "phase[1].planned_gy.GTVn: must be more than 0"),
        ("fractions = 30", "fractions = 30.0", "phase[1].fractions: must be a whole number"),
        ("fractions_per_week = 5", "fractions_per_week = 4",
         "phase[1]: 4 fractions a week need their weekdays"),
        ("fractions_per_week = 5", 'fractions_per_week = 5\nweekdays = ["Mon"]',
         "phase[1]: weekdays and twice_daily make 1 fractions a week, not 5"),
        ("fractions_per_week = 5", 'weekdays = ["Mo"]',
         "phase[1].weekdays[0]: must be 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat' or 'Sun'"),
        ("fractions_per_week = 5", 'weekdays = ["Mon"]\ntwice_daily = ["Tue"]',
         "phase[1]: twice_daily must be some of the weekdays"),
        ("\nstart = 2026-03-02", "\nstart = 2026-03-02T08:00:00Z",
         "phase[1].start: must be local time without an offset, such as 2026-03-02T09:30:00"),
        ("2026-03-02T08:00:00, 2026-03-02T14:30:00", "2026-03-03, 2026-03-02",
         "phase[1].delivered: [1], 2026-03-02, must come after [0], 2026-03-03"),
        ("2026-03-02T14:30:00", "2026-03-02T08:00:00",
         "phase[1].delivered: [1], 2026-03-02 08:00:00, must come after [0], 2026-03-02 08:00:00"),
        ('cause = "machine breakdown"', "", "phase[1].gap[0].cause: is missing"),
        ('from = "sfrt"', 'from = "sfr"',
         "registration[0].from: no phase 'sfr' in this file; did you mean 'sfrt'?"),
        ('from = "sfrt"', 'from = "ccrt"', "registration[0]: from and to are the same phase"),
        ("[0, 0, 0, 1]]", "[0, 0, 0, 2]]",
         "registration[0].matrix: must be 4 rows of 4 numbers, the last of them [0, 0, 0, 1]"),
        ("[0, 0, 1, -3], ", "",
         "registration[0].matrix: must be 4 rows of 4 numbers, the last of them [0, 0, 0, 1]"),
        ('to = "ccrt"', 'to = "ccrt"\nfile = "REG.dcm"', "registration[0]: needs either a file or a matrix"),
        ('id = "ccrt"', 'id = "sfrt"\n#',
         "phase[1].id: 'sfrt' is already the id of the phase in line 16"),
    ],
)  # fmt: skip
def test_one_fault(old: str, new: str, expected: str) -> None:
    assert expected in faults(changed(old, new))


def test_all_faults_at_once_each_with_its_place() -> None:
    text = GOOD.replace("as_of =", "asof =").replace("fractions = 30", 'fractions = "30"')
    text = text.replace('from = "sfrt"', 'from = "srft"').replace("first = 2026-03-05", "")
    text = text.replace("2026-03-02T08:00:00, 2026-03-02T14:30:00", "2026-03-03, 2026-03-02")
    text = text.replace("last = 2026-04-06", "last = 2026-04-03\nnames = 3")
    assert faults(text) == [
        "asof: no such key; did you mean 'as_of'?",
        "holiday[0].last: 2026-04-03 is before first, 2026-04-04",
        "holiday[0].names: no such key; did you mean 'name'?",
        "phase[1].fractions: must be a whole number",
        "phase[1].delivered: [1], 2026-03-02, must come after [0], 2026-03-03",
        "phase[1].gap[0].first: is missing",
        "registration[0].from: no phase 'srft' in this file; did you mean 'sfrt'?",
    ]


def test_a_fault_is_told_by_its_line_and_the_phase_s_own_name() -> None:
    text = changed("fractions = 30", "fractions = 0")
    line = text[: text.index("fractions = 0")].count("\n") + 1
    with pytest.raises(
        DocumentError, match=rf"^course\.toml: 1 fault\n  line {line}, ccrt\.fractions: must be 1"
    ):
        parse_course(text.encode(), label="course.toml")


def test_a_file_that_is_no_toml_names_its_line() -> None:
    (fault,) = faults("schema = \n")
    assert fault.startswith("line 1, column 10: not TOML: ")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the course file 'course\.toml' cannot be read"):
        load_course(tmp_path / "course.toml")


def test_its_hash_is_of_its_bytes_and_its_paths_start_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_bytes(b'schema = "rtqa-course/1"\n')
    loaded = load_course(tmp_path / "course.toml")
    # printf 'schema = "rtqa-course/1"\n' | sha256sum
    assert loaded.sha256 == "f6616f4f41be285b2aab649c4bc7cf844fab6bf9588fac5b6b390e496274eb14"
    assert loaded.path("sfrt") == tmp_path / "sfrt"
    assert str(tmp_path) not in repr(loaded)


def test_the_published_schema_accepts_what_is_written() -> None:
    course = parse_course(GOOD.encode(), label="course.toml")
    schema = Course.model_json_schema(by_alias=True)
    written = json.loads(course.model_dump_json(by_alias=True, exclude_defaults=True))
    jsonschema.validate(written, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**written, "as_of": 3}, schema)
