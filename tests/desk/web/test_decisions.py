"""Decisions stand beside the verdict, are of the report that was seen, and are nobody else's."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Literal

import pytest
from desk_pages import PASSWORD, Browser, Served, Server
from killing import Say, kill_at
from sqlalchemy import select, text

from rtqa.desk.archive import audit
from rtqa.desk.archive.tables import Case, Decision, Report, new_id
from rtqa.desk.desk import Desk
from rtqa.desk.web.app import make_app
from rtqa.desk.web.casebook import read_case


def versions(served: Served) -> tuple[Report, ...]:
    with served.desk.archive.read() as session:
        return read_case(session, served.case.id).versions


def decisions(served: Served) -> list[Decision]:
    with served.desk.archive.read() as session:
        return list(session.scalars(select(Decision).order_by(Decision.at)))


def decide(browser: Browser, served: Served, kind: str, **fields: str) -> int:
    """Take a decision on the sheet; the status of the answer."""
    browser.get(f"/cases/{served.case.id}")
    sha256 = fields.pop("report", versions(served)[-1].sha256)
    path = f"/cases/{served.case.id}/decisions"
    return browser.post(path, kind=kind, report=sha256, **fields).status_code


def deviations(served: Served) -> list[str]:
    return [cause["id"] for cause in versions(served)[-1].causes if cause["verdict"] == "fail"]


def accept_all(browser: Browser, served: Served) -> None:
    for cause in deviations(served):
        assert decide(browser, served, "accept", cause=cause, reason="Seen at the MDT.") == 303


def add_version(
    served: Served, *, case_id: str | None = None, instead: tuple[bytes, bytes] = (b"\n}\n", b"\n }\n")
) -> Report:
    """Another version of the report, by the same files under another hash's name."""
    last = versions(served)[-1]
    content = (served.desk.reports / last.sha256 / "report.json").read_bytes()
    changed = content.replace(*instead)
    import hashlib  # noqa: PLC0415

    sha256 = hashlib.sha256(changed).hexdigest()
    folder = served.desk.reports / sha256
    shutil.copytree(served.desk.reports / last.sha256, folder)
    (folder / "report.json").chmod(0o600)
    (folder / "report.json").write_bytes(changed)
    with served.desk.archive.begin() as session:
        report = Report(
            case_id=case_id or last.case_id,
            version=1 if case_id else last.version + 1,
            sha256=sha256,
            files={**last.files, "report.json": sha256},
            verdict=last.verdict,
            protocol=last.protocol,
            protocol_sha256=last.protocol_sha256,
            program_version=last.program_version,
            causes=last.causes,
            made_at=served.clock(),
        )
        session.add(report)
    return report


def add_case(served: Served) -> str:
    """Another patient's case."""
    at = served.clock()
    with served.desk.archive.begin() as session:
        case = Case(key="1.2.3", state="checked", patient="b" * 64, created_at=at, changed_at=at)
        session.add(case)
        session.flush()
        return case.id


def test_a_deviation_is_accepted_by_a_physician_and_the_verdict_stays(served: Served) -> None:
    browser = served.as_role("physician")
    cause = deviations(served)[0]
    assert decide(browser, served, "accept", cause=cause, reason="  Re-irradiation,\nsee note. ") == 303
    page = browser.get(f"/cases/{served.case.id}").text
    assert "Dora Physician" in page
    assert "Re-irradiation, see note." in page
    assert "✗ FAIL" in page
    (decision,) = decisions(served)
    assert (decision.account, decision.role, decision.kind) == ("dora", "physician", "accept")
    assert decision.report_sha256 == versions(served)[0].sha256
    assert versions(served)[0].verdict == "fail"
    assert served.trail()[-2:] == [("dora", "case.seen"), ("dora", "decision.accept")]


def test_who_looked_stands_in_the_trail_once_a_minute(served: Served) -> None:
    reader, physicist = served.as_role("reader"), served.as_role("physicist")
    path = f"/cases/{served.case.id}"
    for browser in (reader, reader, physicist, reader):
        browser.get(path)
    served.clock.go_on(timedelta(seconds=61))
    reader.get(path)
    seen = [who for who, action in served.trail() if action == "case.seen"]
    assert seen == ["rita", "paul", "rita", "rita"]


def test_a_physicist_accepts_what_is_not_known_and_no_deviation(served: Served) -> None:
    browser = served.as_role("physicist")
    assert decide(browser, served, "accept", cause=deviations(served)[0], reason="I think so.") == 403
    assert served.trail()[-1] == ("paul", "refused.role")
    unknown = next(cause["id"] for cause in versions(served)[0].causes if cause["verdict"] == "review")
    assert decide(browser, served, "accept", cause=unknown, reason="Known from the record.") == 303
    assert [decision.subject for decision in decisions(served)] == [unknown]


def test_nothing_is_decided_without_a_reason(served: Served) -> None:
    browser = served.as_role("physician")
    cause = deviations(served)[0]
    assert decide(browser, served, "accept", cause=cause, reason="  ") == 422
    assert "Give a reason." in browser.page.text
    assert decide(browser, served, "send-back", reason="") == 422
    assert decisions(served) == []


def test_a_reader_who_tries_to_sign_is_refused_and_noted(served: Served) -> None:
    browser = served.as_role("reader")
    page = browser.get(f"/cases/{served.case.id}").text
    assert 'value="sign"' not in page
    for kind in ("sign", "accept", "send-back", "assign"):
        fields = {"cause": deviations(served)[0], "reason": "x", "password": PASSWORD, "owner": "planner"}
        assert decide(browser, served, kind, **fields) == 403
        assert served.trail()[-1] == ("rita", "refused.role")
    assert decisions(served) == []


def test_a_sheet_is_signed_by_a_physicist_and_a_physician_with_names(served: Served) -> None:
    physician, physicist = served.as_role("physician"), served.as_role("physicist")
    assert decide(physicist, served, "sign", password=PASSWORD) == 422
    assert "A physician accepts them first" in physicist.page.text
    accept_all(physician, served)
    names = "A. Surgeon\nB. Radiologist, C. Nurse\n"
    assert decide(physician, served, "sign", password=PASSWORD, present=names) == 303
    page = physician.get(f"/cases/{served.case.id}").text
    assert "Signed by one of two" in page
    assert "A. Surgeon, B. Radiologist, C. Nurse" in page
    assert decide(physician, served, "sign", password=PASSWORD) == 422
    assert decide(physicist, served, "sign", password=PASSWORD) == 303
    assert '<h2 id="h-now">Signed</h2>' in physicist.get(f"/cases/{served.case.id}").text
    # What both have signed, nobody changes any more.
    for kind in ("accept", "assign", "send-back"):
        fields = {"cause": deviations(served)[0], "reason": "Afterwards.", "owner": "planner"}
        assert decide(physician, served, kind, **fields) == 422
    signed = [decision for decision in decisions(served) if decision.kind == "sign"]
    assert [(made.full_name, made.role) for made in signed] == [
        ("Dora Physician", "physician"),
        ("Paul Physicist", "physicist"),
    ]
    open_then = [cause["id"] for cause in versions(served)[0].causes if cause["verdict"] != "fail"]
    assert signed[0].details["open"] == open_then
    assert physicist.get("/?which=open").text.count("CCRT 70Gy/30") == 0


def test_a_signature_needs_the_password_again(served: Served) -> None:
    physician = served.as_role("physician")
    accept_all(physician, served)
    assert decide(physician, served, "sign", password="somebody else's words") == 422  # noqa: S106
    assert ("dora", "refused.signature") in served.trail()
    assert [made.kind for made in decisions(served)] == ["accept"] * len(deviations(served))


def test_a_signature_is_of_who_is_signed_in_whatever_the_form_says(served: Served) -> None:
    physician = served.as_role("physician")
    accept_all(physician, served)
    forged = {"account": "paul", "full_name": "Paul Physicist", "role": "physicist", "at": "2020-01-01"}
    assert decide(physician, served, "sign", password=PASSWORD, verdict="pass", **forged) == 303
    last = decisions(served)[-1]
    assert (last.account, last.full_name, last.role) == ("dora", "Dora Physician", "physician")
    assert last.at == served.clock()
    assert last.details["verdict"] == "fail"


def test_what_is_signed_is_the_version_that_was_seen(served: Served) -> None:
    physician = served.as_role("physician")
    accept_all(physician, served)
    seen = versions(served)[0].sha256
    served.clock.go_on(timedelta(minutes=1))
    add_version(served)
    assert decide(physician, served, "sign", password=PASSWORD, report=seen) == 409
    assert served.trail()[-1] == ("dora", "refused.stale")
    # Acceptances are of the earlier version: the new one stands on its own.
    assert decide(physician, served, "sign", password=PASSWORD) == 422
    assert "Accepted in an earlier version" in physician.page.text


@pytest.mark.parametrize("what", ["report", "cause"])
def test_what_is_of_another_case_is_refused_and_noted(served: Served, what: str) -> None:
    physician = served.as_role("physician")
    other = add_version(served, case_id=add_case(served))
    fields = {"cause": deviations(served)[0], "reason": "Mixed up."}
    forged = {"report": other.sha256} if what == "report" else {"cause": "limit-exceeded-of-another"}
    assert decide(physician, served, "accept", **{**fields, **forged}) == 403
    assert served.trail()[-1] == ("dora", f"refused.{what}")
    assert decisions(served) == []


def test_ids_of_another_case_lead_nowhere(served: Served) -> None:
    browser = served.as_role("physicist")
    other = add_version(served, case_id=add_case(served))
    mine = f"/cases/{served.case.id}"
    for path in (
        f"{mine}/versions/2",
        f"{mine}/versions/1/compare?with={other.id}",
        f"{mine}/versions/1/compare/curves?with={other.id}",
        f"/cases/{new_id()}",
        "/cases/1",
        f"/cases/{served.case.id.upper()}",
        f"{mine}/versions/../../{other.case_id}x",
        f"/signed/{other.id}",
    ):
        before = len(served.trail())
        assert browser.get(path).status_code == 404, path
        noted = served.trail()[before:]
        assert noted in ([("paul", "refused.not-found")], []), path
    assert [action for _, action in served.trail()].count("refused.not-found") >= 7


def test_what_was_signed_is_drawn_again_from_the_report_that_was_signed(served: Served) -> None:
    physician = served.as_role("physician")
    accept_all(physician, served)
    decide(physician, served, "sign", password=PASSWORD, present="A. Surgeon")
    signed = decisions(served)[-1]
    served.clock.go_on(timedelta(days=5 * 365))
    new = add_version(served)
    with served.desk.archive.begin() as session:
        session.get_one(Case, served.case.id).plan_label = "Another"
    reader = served.as_role("reader")
    page = reader.get(f"/signed/{signed.id}").text
    assert signed.report_sha256 in page
    assert new.sha256 not in page
    assert signed.seal in page
    assert "A. Surgeon" in page
    assert "SpinalCord: Max 47.67 Gy, limit ≤ 45 Gy." in page
    assert "There is a newer version." in page


def test_what_an_earlier_edition_wrote_is_shown_as_it_was_written(served: Served) -> None:
    """Years later the program reads another edition of reports, and the signature still stands."""
    earlier = add_version(served, instead=(b"rtqa-report/2", b"rtqa-report/1"))
    with served.desk.archive.begin() as session:
        signed = Decision(
            case_id=earlier.case_id,
            report_id=earlier.id,
            report_sha256=earlier.sha256,
            kind="sign",
            account="dora",
            full_name="Dora Physician",
            role="physician",
            at=served.clock(),
        )
        session.add(signed)
    reader, case = served.as_role("reader"), f"/cases/{served.case.id}"
    for path in (f"/signed/{signed.id}", case):
        page = reader.get(path)
        assert page.status_code == 200
        assert "Another edition of rtqa wrote this report." in page.text
        assert "Dora Physician" in page.text
        assert f"{case}/versions/2/evidence" in page.text
    assert reader.get(f"/signed/{signed.id}").text.count(earlier.sha256) == 1
    evidence = reader.get(f"{case}/versions/2/evidence")
    assert evidence.content == (served.desk.reports / earlier.sha256 / "report.html").read_bytes()
    assert evidence.headers["content-security-policy"].startswith("sandbox allow-scripts;")
    assert reader.get(f"{case}/calendar").status_code == 409
    assert served.as_role("physicist").get(f"{case}/versions/2/compare?with=x").status_code == 404


@pytest.mark.parametrize("path", ["{case}", "{case}/versions/1/evidence", "{case}/calendar", "signed"])
def test_a_changed_byte_of_a_report_is_noticed_and_not_shown(served: Served, path: str) -> None:
    physician = served.as_role("physician")
    accept_all(physician, served)
    decide(physician, served, "sign", password=PASSWORD)
    report = versions(served)[0]
    file = served.desk.reports / report.sha256 / "report.json"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)
    where = f"/signed/{decisions(served)[-1].id}" if path == "signed" else "/cases/" + path
    answer = physician.get(where.format(case=served.case.id))
    assert answer.status_code == 500
    assert "is not as it was written" in answer.text
    assert served.trail()[-1] == ("dora", "report.not-as-written")


def test_a_signature_that_was_changed_behind_the_desks_back_is_not_shown(served: Served) -> None:
    physician = served.as_role("physician")
    accept_all(physician, served)
    decide(physician, served, "sign", password=PASSWORD)
    signed = decisions(served)[-1]
    on = "" if served.desk.archive.is_sqlite else " ON decision"
    with served.desk.archive.engine.connect() as connection:
        connection.execute(text(f"DROP TRIGGER decision_no_update{on}"))
        connection.execute(text("UPDATE decision SET full_name = 'Somebody Else' WHERE kind = 'sign'"))
        connection.commit()
    answer = physician.get(f"/signed/{signed.id}")
    assert answer.status_code == 500
    assert served.trail()[-1] == ("dora", "decision.not-as-written")


def test_a_plan_is_sent_back_and_then_not_signed(served: Served) -> None:
    physician = served.as_role("physician")
    assert decide(physician, served, "send-back", reason="Spare the cord.") == 303
    page = physician.get(f"/cases/{served.case.id}").text
    assert "Sent back" in page
    assert "Spare the cord." in page
    accept_all(physician, served)
    assert decide(physician, served, "sign", password=PASSWORD) == 422


def test_a_cause_is_assigned_to_somebody(served: Served) -> None:
    physicist = served.as_role("physicist")
    cause = versions(served)[0].causes[-1]["id"]
    assert decide(physicist, served, "assign", cause=cause, owner="physician") == 303
    assert decide(physicist, served, "assign", cause=cause, owner="nobody") == 422
    assert "Assigned to physician by" in physicist.get(f"/cases/{served.case.id}").text
    assert "1 case waits for you" in served.as_role("physician").get("/").text


@pytest.mark.parametrize(
    ("function", "when", "nth", "signers"),
    [
        ("rtqa.desk.web.pages.decisions._enter", "after", 1, []),
        # The first time it leads on from the sign-in.
        ("rtqa.desk.web.visit.Visit.go", "before", 2, ["dora"]),
    ],
    ids=["before the commit", "before the answer"],
)
def test_killed_while_signing_it_is_signed_or_not(
    served: Served, function: str, when: Literal["before", "after"], nth: int, signers: list[str]
) -> None:
    accept_all(served.as_role("physician"), served)

    def sign(_: Say) -> None:
        desk = Desk(served.desk.folder, served.desk.settings, now=served.clock)
        theirs = Served(desk, served.clock, Server(make_app(desk, first_admin=None)).url, None)
        decide(theirs.as_role("physician"), theirs, "sign", password=PASSWORD)

    kill_at(function, sign, when=when, nth=nth)
    signed = [decision.account for decision in decisions(served) if decision.kind == "sign"]
    assert signed == signers
    assert [who for who, action in served.trail() if action == "decision.sign"] == signers
    with served.desk.archive.read() as session:
        assert audit.verify(session) is None
    status = 422 if signers else 303
    assert decide(served.as_role("physician"), served, "sign", password=PASSWORD) == status
