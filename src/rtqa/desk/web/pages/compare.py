"""A version beside an earlier one, or beside another plan of the same patient."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import HTMLResponse, Response

from rtqa.desk.archive.tables import Report
from rtqa.desk.web.casebook import CaseFile, list_of_patient, read_case
from rtqa.desk.web.forms import RefusedError
from rtqa.desk.web.headers import sandbox_of
from rtqa.desk.web.visit import Visit
from rtqa.findings import Report as Judged
from rtqa.messages import Message
from rtqa.render.files.html import draw_html
from rtqa.render.page.comparison import compare_reports
from rtqa.render.page.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A cause in one of two reports, or in both.

    Attributes:
        what: ``gone``, ``new`` or ``still``.
        summaries: what is so, in the earlier and the later report; empty where it is in one alone.
    """

    what: str
    summaries: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    case: CaseFile
    earlier: Report
    later: Report
    a: Judged
    b: Judged
    page: Page


def show_comparison(visit: Visit) -> Response:
    """What became of each cause, and every value beside its earlier one."""
    pair = _read_pair(visit)
    return visit.draw(
        "compare.html.j2",
        case_file=pair.case,
        earlier=pair.earlier,
        later=pair.later,
        page=pair.page,
        changes=_list_changes(pair.a, pair.b, visit),
        is_of_case=pair.earlier.case_id == pair.case.case.id,
    )


def show_curves(visit: Visit) -> Response:
    """The same with curves and pictures, shut off from the desk."""
    text = draw_html(_read_pair(visit).page, visit.say)
    return HTMLResponse(text, headers={"Content-Security-Policy": sandbox_of(text)})


def _read_pair(visit: Visit) -> _Pair:
    with visit.desk.archive.read() as session:
        case_file = read_case(session, visit.in_path("case"))
        later = case_file.version(visit.in_path("version"))
        offered = list(case_file.versions)
        if visit.who.sees_identity:
            offered += [
                report for other in list_of_patient(session, case_file.case) for report in other.versions
            ]
    wanted = visit.request.query_params.get("with", "")
    earlier = next((report for report in offered if report.id == wanted and report is not later), None)
    if earlier is None:
        raise RefusedError(
            404,
            Message("desk-page.not-here"),
            action="refused.not-found",
            case_id=case_file.case.id,
            report=wanted[:40],
        )
    a, b = visit.house.sheets.read(earlier), visit.house.sheets.read(later)
    visit.note("case.compared", case_id=case_file.case.id, report=earlier.sha256, beside=later.sha256)
    # Cases are offered by the patient's number alone, and reports do not name patients.
    page = compare_reports(a, b, visit.say, are_of_one_patient=True)
    return _Pair(case=case_file, earlier=earlier, later=later, a=a, b=b, page=page)


def _list_changes(a: Judged, b: Judged, visit: Visit) -> list[Change]:
    """New ones first, then what stayed, then what is gone."""
    before = {cause.id: visit.say.write(cause.summary) for cause in a.causes}
    after = {cause.id: visit.say.write(cause.summary) for cause in b.causes}
    new = [Change(what="new", summaries=("", after[name])) for name in after if name not in before]
    still = [Change(what="still", summaries=(before[name], after[name])) for name in after if name in before]
    gone = [Change(what="gone", summaries=(before[name], "")) for name in before if name not in after]
    return [*new, *still, *gone]
