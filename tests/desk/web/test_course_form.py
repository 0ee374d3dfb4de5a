"""The course form: what is filled in becomes the case's course.toml, and the case is checked again."""

from __future__ import annotations

import re
import tomllib
from html import unescape

import pytest
from desk_pages import Browser, Served
from small_desks import check_all

from rtqa.course.course_document import parse_course
from rtqa.desk.web.casebook import read_case
from rtqa.desk.web.course_text import list_fields, read_fields, write_course
from rtqa.desk.web.forms import Form
from rtqa.protocol import load_protocol

TRIAL = load_protocol("nct07041788")
COURSE = """
schema = "rtqa-course/1"
as_of = 2026-04-20
absent = { GTVn = "N0" }

[events]
enrolment = 2026-01-05
re-imaging = [2026-05-15, 2026-08-07]

[[holiday]]
first = 2026-04-04
name = "Qingming"

[[phase]]
id = "sfrt"
delivered = [2026-01-12]
received = { SpinalCord = { max_gy = 2.2 } }

[[phase]]
id = "ccrt"
fractions = 30
start = 2026-03-02T09:30:00
gap = [{ first = 2026-03-09, cause = "breakdown" }]
structures = { SpinalCord = "Cord" }

[[registration]]
from = "sfrt"
to = "ccrt"
matrix = [[1.0, 0.0, 0.0, -12.345678901], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
"""


def form_of(fields: dict[str, str]) -> Form:
    return Form({name: (value,) for name, value in fields.items()})


def test_a_course_goes_through_the_form_unchanged_and_what_has_no_field_stays() -> None:
    document = tomllib.loads(COURSE)
    fields = list_fields(document, TRIAL.protocol)
    assert fields["event.re-imaging"] == "2026-05-15, 2026-08-07"
    assert fields["phase.ccrt.start"] == "2026-03-02 09:30:00"
    again, faults = read_fields(document, form_of(fields), TRIAL.protocol)
    assert faults == []
    text = write_course(again)
    assert tomllib.loads(text) == document
    course = parse_course(text.encode(), label="course.toml", protocol=TRIAL)
    assert course == parse_course(COURSE.encode(), label="course.toml", protocol=TRIAL)


def test_an_emptied_field_takes_its_value_away() -> None:
    document = tomllib.loads(COURSE)
    fields = list_fields(document, TRIAL.protocol)
    fields |= {"as_of": "", "event.enrolment": " ", "absent.0.name": "", "registration.0.matrix": ""}
    again, faults = read_fields(document, form_of(fields), TRIAL.protocol)
    assert faults == []
    assert not {"as_of", "absent", "registration"} & set(again)
    assert list(again["events"]) == ["re-imaging"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("as_of", "20.4.2026"),
        ("phase.ccrt.start", "2026-02-30"),
        ("phase.ccrt.fractions", "thirty"),
        ("phase.ccrt.fractions", "٣"),
        ("registration.0.matrix", "1 0 0"),
        ("registration.0.matrix", "nan " * 16),
        ("phase.ccrt.delivered", "2026-03-02\nlater"),
    ],
)
def test_what_cannot_be_read_is_said(field: str, value: str) -> None:
    _, faults = read_fields({}, form_of({field: value}), TRIAL.protocol)
    assert [fault.field for fault in faults] == [field]


def fill_in(browser: Browser, served: Served, **fields: str) -> int:
    path = f"/cases/{served.case.id}/course"
    browser.get(path)
    return browser.post(path, **fields).status_code


def shown_value(browser: Browser, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]* value="([^"]*)"', browser.page.text)
    assert found is not None
    return unescape(found[1])


def test_dates_filled_in_lead_to_a_new_version_that_knows_them(served: Served) -> None:
    browser = served.as_role("physicist")
    assert "date of enrolment in the trial" in browser.get(f"/cases/{served.case.id}").text
    assert fill_in(browser, served, **{"event.enrolment": "2026-01-05", "side": "left"}) == 303
    assert served.case.state == "gathering"
    assert "What stands below is version 1" in browser.get(f"/cases/{served.case.id}").text
    with served.desk.archive.read() as session:
        text = served.desk.cases.read_course(session, served.case)
    assert tomllib.loads(text)["events"] == {"enrolment": tomllib.loads("d = 2026-01-05")["d"]}
    assert ("paul", "case.course") in served.trail()
    served.desk.queue.settle_due()
    # Its objects are not in this copy of the folder: see test_a_case_is_checked_again_with_its_course.
    assert served.case.state == "queued"
    browser.get(f"/cases/{served.case.id}/course")
    assert shown_value(browser, "event.enrolment") == "2026-01-05"


def test_what_does_not_hold_is_shown_whole_and_nothing_is_saved(served: Served) -> None:
    browser = served.as_role("physicist")
    fields = {"phase.ccrt.delivered": "2026-03-03\n2026-03-02", "as_of": "20.4.2026", "event.enrolment": "x"}
    assert fill_in(browser, served, **fields) == 422
    assert "2 faults" in browser.page.text
    assert shown_value(browser, "as_of") == "20.4.2026"
    assert fill_in(browser, served, **{"phase.ccrt.delivered": "2026-03-03\n2026-03-02"}) == 422
    assert "must come after" in browser.page.text
    assert served.case.course_sha256 is None


@pytest.mark.parametrize(
    "text",
    [
        '[[phase]]\nid = "ccrt"\nfolder = "../../../etc"',
        '[[phase]]\nid = "sfrt"\nreceived = "/etc/passwd"',
        '[[registration]]\nfrom = "sfrt"\nto = "ccrt"\nfile = "../desk.sqlite"',
        'protocol = "../desk.toml"',
    ],
)
def test_no_file_of_the_server_is_named_in_a_course(served: Served, text: str) -> None:
    browser = served.as_role("physicist")
    assert fill_in(browser, served, form="text", text=f'schema = "rtqa-course/1"\n{text}\n') == 422
    assert served.case.course_sha256 is None


def test_text_that_does_not_hold_is_shown_with_its_lines(served: Served) -> None:
    browser = served.as_role("physicist")
    assert fill_in(browser, served, form="text", text='schema = "rtqa-course/1"\nsied = "left"\n') == 422
    assert "line 2" in browser.page.text
    assert "sied = &#34;left&#34;" in browser.page.text


def test_a_protocol_is_one_of_those_that_are_offered(served: Served) -> None:
    browser = served.as_role("physicist")
    path = f"/cases/{served.case.id}/protocol"
    browser.get(path)
    for forged in ("../../etc/passwd", "desk.toml", ""):
        assert browser.post(path, protocol=forged).status_code == 400
        assert served.trail()[-1] == ("paul", "refused.protocol")
        browser.get(path)
    assert browser.post(path, protocol="rtog-0225").status_code == 303
    assert served.case.protocol == "rtog-0225"


def test_a_case_is_compared_with_its_earlier_version(whole: Served) -> None:
    browser = whole.as_role("physicist")
    fields = {"phase.ccrt.start": "2026-03-02", "phase.ccrt.fractions_per_week": "5", "absent.0.name": "GTVn"}
    assert fill_in(browser, whole, **fields, **{"absent.0.why": "N0"}) == 303
    check_all(whole.desk)
    with whole.desk.archive.read() as session:
        case_file = read_case(session, whole.case.id)
    assert [report.version for report in case_file.versions] == [1, 2]
    case = f"/cases/{whole.case.id}"
    assert f"compare?with={case_file.versions[0].id}" in browser.get(case).text
    page = browser.get(f"{case}/versions/2/compare?with={case_file.versions[0].id}").text
    assert '<li class="new"><b>new</b>' in page
    assert "GTVn" in page
    curves = browser.get(f"{case}/versions/2/compare/curves?with={case_file.versions[0].id}")
    assert curves.headers["content-security-policy"].startswith("sandbox allow-scripts;")
    calendar = browser.get(f"{case}/calendar").text
    # 30 fractions, five a week, from Monday 2 March: the last on Friday 10 April.
    assert "2026-04-10" in calendar
