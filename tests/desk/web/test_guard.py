"""The guard: no page without a person, no form but our own, and the same headers on every answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import httpx
import pytest
from desk_pages import PASSWORD, Browser, Serve, Served

from rtqa.desk.web.app import DOORS
from rtqa.desk.web.guard import Door
from rtqa.desk.web.headers import POLICY

CLOSED = [door for door in DOORS if door.roles]
FORMS = [door for door in DOORS if door.method == "POST"]


def path_of(door: Door, served: Served) -> str:
    """A path that leads to a door, of the one case there is."""
    return door.path.format(case=served.case.id, version="1", decision="0" * 32)


def pages_of(role: str, served: Served) -> Iterator[tuple[str, httpx.Response]]:
    """Every page that a role may see."""
    browser = served.as_role(role)
    for door in DOORS:
        if door.method == "GET" and (not door.roles or role in door.roles):
            path = path_of(door, served)
            yield path, browser.get(path)


def test_no_page_shows_itself_to_who_is_not_signed_in(served: Served) -> None:
    browser = served.browser()
    for door in CLOSED:
        path = path_of(door, served)
        if door.method == "GET":
            answer = browser.get(path)
            assert answer.headers["location"].startswith("/sign-in")
        else:
            browser.get("/sign-in")
            assert browser.post(path).status_code == 403
        assert served.case.id not in answer.text
    n_forms = sum(door.method == "POST" for door in CLOSED)
    assert served.trail().count(("-", "refused.not-signed-in")) == n_forms


@pytest.mark.parametrize("role", ["reader", "physicist", "physician", "admin", "sender"])
def test_each_role_goes_through_its_own_doors_alone(served: Served, role: str) -> None:
    browser = served.as_role(role)
    browser.get("/")
    before, refused = len(served.trail()), 0
    for door in CLOSED:
        if role in door.roles:
            continue
        path = path_of(door, served)
        answer = browser.get(path) if door.method == "GET" else browser.post(path)
        assert answer.status_code == 403
        refused += 1
    assert refused > 2
    assert [action for _, action in served.trail()[before:]] == ["refused.role"] * refused


def forged(browser: Browser, path: str, how: str) -> httpx.Response:
    """A form that another site has sent in somebody's name."""
    fields, headers = {"csrf": browser.csrf}, {}
    if how == "without token":
        fields = {"csrf": ""}
    elif how == "another's token":
        fields = {"csrf": "a" * len(browser.csrf)}
    elif how == "from elsewhere":
        headers = {"Origin": "https://evil.example"}
    elif how == "from a sandbox":
        headers = {"Origin": "null"}
    else:
        headers = {"Sec-Fetch-Site": "cross-site"}
    return browser.client.post(path, data=fields, headers=headers)


@pytest.mark.parametrize(
    "how", ["without token", "another's token", "from elsewhere", "from a sandbox", "as the browser says"]
)
def test_a_form_of_another_site_is_refused_at_every_door(served: Served, how: str) -> None:
    for role, doors in (("physicist", FORMS), ("admin", FORMS)):
        browser = served.as_role(role)
        browser.get("/")
        for door in doors:
            if not door.roles or role in door.roles:
                before = served.trail()
                answer = forged(browser, path_of(door, served), how)
                assert answer.status_code == 403, door.path
                assert served.trail()[len(before) :][-1][1] == "refused.form"


def test_a_body_that_no_form_has_is_refused(served: Served) -> None:
    browser = served.as_role("physicist")
    path = f"/cases/{served.case.id}/decisions"
    token = browser.get("/") and browser.csrf
    as_json = browser.client.post(path, json={"csrf": token, "kind": "sign"})
    assert as_json.status_code == 415
    as_file = browser.client.post(path, data={"csrf": token}, files={"a": b"b"})
    assert as_file.status_code == 415
    assert browser.client.post(path, data={"csrf": token, "reason": "x" * 300_000}).status_code == 413
    assert browser.client.post(path, data={"csrf": token, "reason": "a\0b"}).status_code == 400
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.client.post(path, content=b"csrf=%ff%fe", headers=kind).status_code == 400
    assert browser.client.post(path, content=b"a=b&" * 3000, headers=kind).status_code == 400
    assert [action for _, action in served.trail()][-6:] == [
        "refused.form", "refused.form", "refused.size", "refused.form", "refused.form", "refused.form",
    ]  # fmt: skip


class Inline(HTMLParser):
    """Collects what a strict policy would not run: scripts and styles within the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("role", ["physicist", "admin"])
def test_every_page_has_the_headers_and_nothing_inline(served: Served, role: str) -> None:
    n_pages = 0
    for path, answer in pages_of(role, served):
        headers = answer.headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        if path.endswith(("evidence", "pdf")):
            assert headers["content-security-policy"].startswith("sandbox")
            assert "allow-same-origin" not in headers["content-security-policy"]
            continue
        assert headers["content-security-policy"] == POLICY
        parser = Inline()
        parser.feed(answer.text)
        assert parser.found == [], path
        n_pages += 1
    assert n_pages >= 9


def test_a_report_runs_the_scripts_that_rtqa_put_there_and_no_others(served: Served) -> None:
    answer = served.as_role("reader").get(f"/cases/{served.case.id}/versions/1/evidence")
    policy = answer.headers["content-security-policy"]
    assert policy.count("'sha256-") == answer.text.count("<script>") == 2
    assert "script-src 'sha256-" in policy


def test_a_name_that_somebody_else_made_lead_here_is_not_answered(served: Served) -> None:
    answer = httpx.get(f"{served.url}/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert "csrf" not in answer.text


def test_a_request_of_two_lengths_is_refused_with_what_is_smuggled_behind_it(served: Served) -> None:
    address = urlsplit(served.url)
    host = f"Host: {address.netloc}\r\n"
    lengths = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    smuggled = f"GET /sign-in HTTP/1.1\r\n{host}\r\n"
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=30) as stream:
        stream.sendall(f"POST /sign-in HTTP/1.1\r\n{host}{lengths}\r\n0\r\n\r\n{smuggled}".encode())
        answered = b"".join(iter(lambda: stream.recv(65536), b""))
    assert answered.startswith(b"HTTP/1.1 400 ")
    assert answered.count(b"HTTP/1.1") == 1


def test_who_asks_too_fast_is_told_to_wait(served: Served) -> None:
    with httpx.Client(base_url=served.url) as client:
        answers = [client.get("/static/icon.svg").status_code for _ in range(125)]
        assert answers.count(429) == 5
        served.clock.seconds += 1.0
        assert client.get("/static/icon.svg").status_code == 200


@pytest.mark.parametrize(
    "path", ["/static/..%2f..%2fapp.py", "/static/../app.py", "/static/desk.css%00", "/static/", "/nowhere"]
)
def test_no_path_leads_into_a_folder(served: Served, path: str) -> None:
    assert served.browser().get(path).status_code == 404


def test_names_of_patients_are_for_those_who_treat(served: Served) -> None:
    case = served.case
    assert case.patient_name
    for role, may in (("reader", False), ("admin", False), ("physicist", True), ("physician", True)):
        browser = served.as_role(role)
        for path in ("/", f"/cases/{case.id}", f"/cases/{case.id}/objects"):
            text = browser.get(path).text
            assert (case.patient_name in text) is may, (role, path)
            assert (case.patient_id in text) is may, (role, path)
        evidence = browser.get(f"/cases/{case.id}/versions/1/evidence").text
        assert case.patient_id not in evidence
        assert case.patient_name not in evidence


def test_a_fault_of_the_desk_shows_nothing_of_itself(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    served = serve()
    monkeypatch.setattr(served.desk.archive, "read", None)
    answer = served.browser().get("/sign-in")
    assert answer.status_code == 500
    assert "NoneType" not in answer.text
    assert PASSWORD not in answer.text
    assert answer.headers["content-security-policy"] == POLICY
