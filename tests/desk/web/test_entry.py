"""Who comes in, for how long, and what becomes of those who try."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from desk_pages import PASSWORD, QUICK, Serve, Served
from sqlalchemy import select

from rtqa.desk.archive.tables import Account, WebSession
from rtqa.desk.web.accounts import FREE_FAILURES
from rtqa.desk.web.sessions import LONGEST

FIRST = {"name": "adam", "full_name": "Adam Admin", "password": PASSWORD}


def test_the_first_account_needs_the_token_of_the_terminal_and_is_made_once(serve: Serve) -> None:
    served = serve()
    assert served.first_admin is not None
    browser = served.browser()
    assert browser.get("/sign-in").headers["location"] == "/first"
    browser.get("/first")
    assert browser.post("/first", token=PASSWORD, **FIRST).status_code == 403
    assert served.trail() == [("-", "refused.first-token")]
    assert browser.post("/first", token=served.first_admin.token, **FIRST).headers["location"] == "/accounts"
    assert "Adam Admin" in browser.get("/accounts").text
    other = served.browser()
    assert other.get("/first").headers["location"] == "/sign-in"
    other.get("/sign-in")
    again = {**FIRST, "name": "eve"}
    assert other.post("/first", token=served.first_admin.token, **again).headers["location"] == "/sign-in"
    with served.desk.archive.read() as session:
        assert [account.name for account in session.scalars(select(Account))] == ["adam"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("password", "short", "at least 12 characters"),
        ("password", "adamadamadam", "guessed too easily"),
        ("password", "aaaaaaaaaaaaaaa", "guessed too easily"),
        ("name", "<script>", "small letters"),
        ("full_name", " ", "full name is missing"),
    ],
)
def test_an_account_that_does_not_do_is_not_made(serve: Serve, field: str, value: str, says: str) -> None:
    served = serve()
    assert served.first_admin is not None
    browser = served.browser()
    browser.get("/first")
    answer = browser.post("/first", token=served.first_admin.token, **{**FIRST, field: value})
    assert answer.status_code == 422
    assert says in answer.text


def test_a_session_that_somebody_brings_along_is_worth_nothing_after_sign_in(served: Served) -> None:
    """Session fixation: the attacker knows a cookie, and waits for the victim to sign in with it."""
    attacker = served.as_role("reader")
    known = attacker.client.cookies["rtqa_session"]
    victim = served.browser()
    victim.client.cookies.set("rtqa_session", known)
    victim.get("/password")
    assert victim.post("/sign-in", name="dora", password=PASSWORD).status_code == 303
    cookies = victim.page.headers.get_list("set-cookie")
    fresh = (
        next(cookie for cookie in cookies if cookie.startswith("rtqa_session="))
        .partition("=")[2]
        .split(";")[0]
    )
    assert fresh != known
    with served.desk.archive.read() as session:
        kept = [row.token_sha256 for row in session.scalars(select(WebSession))]
    assert len(kept) == 1
    assert not {known, fresh} & set(kept)
    assert served.trail()[-2:] == [("dora", "refused.session"), ("dora", "sign-in")]
    assert attacker.get("/").headers["location"] == "/sign-in"


def test_signing_in_again_renews_the_session_and_ends_the_one_before(served: Served) -> None:
    browser = served.as_role("physicist")
    before = browser.client.cookies["rtqa_session"]
    browser.get("/password")
    # The sign-in form of somebody who is signed in already: its token is the session's.
    assert browser.post("/sign-in", name="dora", password=PASSWORD).status_code == 303
    assert browser.client.cookies["rtqa_session"] != before
    # One's own, once more, is nothing to write down.
    browser.get("/password")
    browser.post("/sign-in", name="dora", password=PASSWORD)
    assert [action for _, action in served.trail()[-3:]] == ["refused.session", "sign-in", "sign-in"]
    stale = served.browser()
    stale.client.cookies.set("rtqa_session", before)
    assert stale.get("/").headers["location"] == "/sign-in"


def test_a_password_costs_who_guesses_64_mb_and_three_passes() -> None:
    assert PasswordHasher().hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert extract_parameters(QUICK.hash(PASSWORD)).type is Type.ID


def test_a_cookie_is_for_no_script_and_no_other_site(served: Served) -> None:
    browser = served.browser()
    cookie = browser.sign_in("paul").headers.get_list("set-cookie")[0]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


def test_over_https_the_cookie_is_this_hosts_alone(checked_folder: Path, serve: Serve) -> None:
    settings = b'[page]\npublic_url = "https://desk.example.org"\nbehind_proxy = true\n'
    served = serve(checked_folder, settings)
    browser = served.browser()
    visitor = browser.get("/sign-in").headers["set-cookie"].partition(";")[0]
    browser.client.headers["cookie"] = visitor
    answer = browser.post("/sign-in", name="paul", password=PASSWORD)
    cookie = next(text for text in answer.headers.get_list("set-cookie") if "visitor" not in text)
    assert cookie.startswith("__Host-rtqa=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_session_ends_when_nobody_is_there_and_after_a_day_of_work_in_any_case(served: Served) -> None:
    browser = served.as_role("physicist")
    served.clock.go_on(timedelta(minutes=29))
    assert browser.get("/").status_code == 200
    served.clock.go_on(timedelta(minutes=29))
    assert browser.get("/").status_code == 200
    served.clock.go_on(timedelta(minutes=31))
    assert browser.get("/").headers["location"] == "/sign-in"
    browser.sign_in("paul")
    for _ in range(LONGEST // timedelta(minutes=25)):
        served.clock.go_on(timedelta(minutes=25))
        browser.get("/")
    served.clock.go_on(timedelta(minutes=25))
    assert browser.get("/").headers["location"] == "/sign-in"


def test_after_wrong_passwords_the_right_one_does_not_help_for_a_while(served: Served) -> None:
    browser = served.browser()
    for _ in range(FREE_FAILURES):
        assert browser.sign_in("dora", "wrong words all along").status_code == 401
    answer = browser.sign_in("dora")
    assert answer.status_code == 401
    assert "locked" in answer.text
    actions = [action for who, action in served.trail() if who == "dora"]
    wrong = ["sign-in.wrong-password"] * FREE_FAILURES
    assert actions == [*wrong[1:], "account.locked", wrong[0], "sign-in.locked"]
    served.clock.go_on(timedelta(minutes=6))
    assert browser.sign_in("dora").status_code == 303


def test_an_administrator_unlocks(served: Served) -> None:
    browser = served.browser()
    for _ in range(FREE_FAILURES):
        browser.sign_in("dora", "wrong words all along")
    admin = served.as_role("admin")
    admin.get("/accounts")
    assert admin.post("/accounts", change="unlock", name="dora").status_code == 303
    assert browser.sign_in("dora").status_code == 303


def test_nobody_learns_which_accounts_there_are(served: Served) -> None:
    texts = []
    for name in ("dora", "nobody"):
        browser = served.browser()
        answer = browser.sign_in(name, "wrong words all along")
        texts.append(answer.text.replace(browser.csrf, "").replace(name, ""))
    assert texts[0] == texts[1]
    assert served.trail()[-1] == ("-", "sign-in.unknown")


def test_an_address_that_tries_too_often_is_refused_and_noted(served: Served) -> None:
    browser = served.browser()
    answers = [browser.sign_in(f"guess{n}", "wrong words all along").status_code for n in range(12)]
    assert answers == [401] * 10 + [429] * 2
    assert ("-", "refused.rate") in served.trail()
    served.clock.go_on(timedelta(seconds=60))
    assert browser.sign_in("paul").status_code == 303


def test_signing_out_ends_the_session_in_the_archive(served: Served) -> None:
    browser = served.as_role("reader")
    cookie = browser.client.cookies["rtqa_session"]
    browser.get("/")
    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    browser.client.cookies.set("rtqa_session", cookie)
    assert browser.get("/").headers["location"] == "/sign-in"


def test_a_new_password_signs_out_all_other_browsers(served: Served) -> None:
    browser, other = served.as_role("reader"), served.as_role("reader")
    browser.get("/password")
    new = "quite another set of words"
    assert browser.post("/password", present="wrong words here", password=new).status_code == 422
    assert browser.post("/password", present=PASSWORD, password=new).status_code == 303
    assert browser.get("/").status_code == 200
    assert other.get("/").headers["location"] == "/sign-in"
    assert other.sign_in("rita").status_code == 401
    assert other.sign_in("rita", new).status_code == 303


def test_a_closed_account_is_out_at_once(served: Served) -> None:
    browser, admin = served.as_role("physicist"), served.as_role("admin")
    admin.get("/accounts")
    admin.post("/accounts", change="close", name="paul")
    assert browser.get("/").headers["location"] == "/sign-in"
    assert browser.sign_in("paul").status_code == 401


def test_an_administrator_does_not_change_their_own_account(served: Served) -> None:
    admin = served.as_role("admin")
    admin.get("/accounts")
    assert admin.post("/accounts", change="role", name="adam", role="physician").status_code == 422


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil"])
def test_after_sign_in_nobody_is_led_elsewhere(served: Served, path: str) -> None:
    browser = served.browser()
    browser.get("/sign-in")
    answer = browser.post("/sign-in", name="paul", password=PASSWORD, next=path)
    assert answer.headers["location"] == "/"
