"""By the hospital's OpenID provider: who is let in and as what, what is refused, and how they sign."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from desk_pages import PASSWORD, Browser, Serve, Served
from openid_provider import CLIENT, SECRET, STRANGE_KEY, OpenIdProvider, settings_for
from sqlalchemy import select
from test_decisions import accept_all, decide, decisions

from rtqa.desk.archive.tables import Account, AuditEntry
from rtqa.desk.doctor import _examine_provider
from rtqa.desk.settings import parse_settings
from rtqa.desk.web.secret import read_secret
from rtqa.errors import DocumentError, UsageError


@pytest.fixture
def served(
    provider: OpenIdProvider, checked_folder: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> Served:
    monkeypatch.setenv("RTQA_TEST_SECRET", SECRET)
    served: Served = serve(checked_folder, settings_for(provider.url))
    provider.now = served.clock
    return served


def leave(browser: Browser, path: str) -> str:
    """Go to the provider by a link of the desk; where it sends the browser back to."""
    there = browser.get(path).headers["location"]
    return httpx.get(there).headers["location"]


def come_in(browser: Browser, path: str = "/sign-in/hospital") -> httpx.Response:
    return browser.get(leave(browser, path))


def last_line(served: Served) -> tuple[str, dict[str, Any]]:
    with served.desk.archive.read() as session:
        line = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    return line.action, line.details


def accounts(served: Served) -> list[Account]:
    with served.desk.archive.read() as session:
        return list(session.scalars(select(Account).where(Account.identity_sha256.is_not(None))))


def test_who_the_provider_knows_has_an_account_with_the_role_of_their_group(
    served: Served, provider: OpenIdProvider
) -> None:
    browser = served.browser()
    case = f"/cases/{served.case.id}"
    assert "/sign-in/hospital?next=%2Fcases" in browser.get(f"/sign-in?next={case}").text
    answer = come_in(browser, f"/sign-in/hospital?next={case}")
    assert (answer.status_code, answer.headers["location"]) == (303, case)
    assert "Dora Doctor" in browser.get(case).text
    (asked,) = provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert {len(asked[name]) for name in ("state", "nonce")} == {32}
    (account,) = accounts(served)
    # There is a dora already, by password: this one is somebody else.
    assert account.name.startswith("dora-")
    assert (account.role, account.password_hash) == ("physician", "")
    assert [action for who, action in served.trail()[-3:]] == ["account.created", "sign-in", "case.seen"]
    # Without a password, no password is right, and none locks them out.
    assert served.browser().sign_in(account.name, "").status_code == 401
    assert browser.get("/password").status_code == 409


def test_the_second_time_it_is_the_same_account_and_its_role_is_what_the_provider_says(
    served: Served, provider: OpenIdProvider
) -> None:
    first, second = served.browser(), served.browser()
    come_in(first)
    provider.person |= {"groups": "rt-physics", "preferred_username": "paul", "name": "Dora Physics"}
    come_in(second)
    (account,) = accounts(served)
    assert (account.role, account.full_name) == ("physicist", "Dora Physics")
    assert account.name.startswith("dora-")
    # Who has no role any more is out everywhere, at once.
    provider.person["groups"] = ["staff"]
    assert come_in(served.browser()).status_code == 403
    assert last_line(served)[0] == "sign-in.no-role"
    assert first.get("/").headers["location"] == second.get("/").headers["location"] == "/sign-in"


def test_an_account_that_is_closed_here_stays_closed(served: Served) -> None:
    come_in(served.browser())
    admin = served.as_role("admin")
    admin.get("/accounts")
    name = accounts(served)[0].name
    assert admin.post("/accounts", change="role", name=name, role="admin").status_code == 422
    assert admin.post("/accounts", change="password", name=name, password=PASSWORD).status_code == 422
    assert admin.post("/accounts", change="close", name=name).status_code == 303
    assert come_in(served.browser()).status_code == 403
    assert last_line(served)[0] == "sign-in.closed"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": "another-client"}, "aud"),
        ({"aud": [CLIENT, "another-client"]}, "azp"),
        ({"azp": "another-client"}, "azp"),
        ({"iss": "https://evil.example"}, "iss"),
        ({"iss": ["https://evil.example"]}, "iss"),
        ({"exp": 1_796_039_900}, "exp"),
        ({"exp": None}, "exp"),
        ({"iat": 1_796_049_999}, "iat"),
        ({"sub": None}, "sub"),
    ],
)
def test_a_token_that_does_not_hold_lets_nobody_in(
    served: Served, provider: OpenIdProvider, wrong: dict[str, Any], why: str
) -> None:
    provider.wrong = wrong
    browser = served.browser()
    assert come_in(browser).status_code == 403
    action, details = last_line(served)
    assert (action, details["why"].replace("'", "")) == ("sign-in.provider-refused", why)
    assert browser.get("/").headers["location"] == "/sign-in"
    assert accounts(served) == []


@pytest.mark.parametrize("how", ["key", "secret", "issuer", "plain", "away", "cancelled"])
def test_what_is_not_the_providers_word_lets_nobody_in(
    served: Served, provider: OpenIdProvider, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, status, why = served.browser(), 403, "signature"
    if how == "key":
        provider.key = STRANGE_KEY
    elif how == "secret":
        monkeypatch.setattr("openid_provider.SECRET", "another")
        why = "code"
    elif how == "issuer":
        provider.described, why = {"issuer": "https://evil.example"}, "issuer"
    elif how == "plain":
        provider.described, why = (
            {"authorization_endpoint": "http://login.example/authorize"},
            "not-encrypted",
        )
    elif how == "away":
        back = leave(browser, "/sign-in/hospital")
        provider.described, status, why = {"token_endpoint": "http://127.0.0.1:1/token"}, 502, ""
        browser.get(back)
    if how == "cancelled":
        state = parse_qs(urlsplit(leave(browser, "/sign-in/hospital")).query)["state"][0]
        browser.get(f"/sign-in/hospital/answer?error=access_denied&state={state}")
        why = "not-signed-in"
    elif how in {"issuer", "plain"}:
        browser.get("/sign-in/hospital")
    elif how != "away":
        come_in(browser)
    assert browser.page.status_code == status
    action, details = last_line(served)
    assert action == ("sign-in.provider-away" if how == "away" else "sign-in.provider-refused")
    assert details.get("why", "") == why
    assert accounts(served) == []


def test_an_answer_counts_once_in_the_browser_that_left_and_not_for_ever(served: Served) -> None:
    """Forged sign-in: an attacker's answer, opened in somebody else's browser, makes them the attacker."""
    attacker, victim = served.browser(), served.browser()
    back = leave(attacker, "/sign-in/hospital")
    leave(victim, "/sign-in/hospital")
    assert victim.get(back).status_code == 403
    assert last_line(served)[1]["why"] == "state"
    # It is spent by then, in the attacker's own browser too.
    assert attacker.get(back).status_code == 403
    back = leave(attacker, "/sign-in/hospital")
    served.clock.go_on(timedelta(minutes=11))
    assert attacker.get(back).status_code == 403
    assert attacker.get("/sign-in/hospital/answer").status_code == 403
    assert accounts(served) == []


def sign(browser: Browser, served: Served) -> str:
    """Fill in the signature; the provider's address that the page leads to."""
    page = browser.get(f"/cases/{served.case.id}").text
    assert 'type="password"' not in page
    assert decide(browser, served, "sign", present="A. Surgeon") == 200
    assert [made.kind for made in decisions(served) if made.kind == "sign"] == []
    link = browser.page.text.partition('class="button" href="')[2].partition('"')[0]
    return link.replace("&amp;", "&")


def test_who_signs_says_to_the_provider_again_who_they_are(served: Served, provider: OpenIdProvider) -> None:
    browser = served.browser()
    come_in(browser)
    accept_all(browser, served)
    served.clock.go_on(timedelta(minutes=20))
    there = sign(browser, served)
    answer = browser.get(httpx.get(there).headers["location"])
    assert answer.headers["location"] == f"/cases/{served.case.id}#now"
    assert (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"]) == ("login", "0")
    last = decisions(served)[-1]
    assert (last.kind, last.full_name, last.role) == ("sign", "Dora Doctor", "physician")
    assert (last.details["present"], last.details["confirmed_by"]) == (["A. Surgeon"], "provider")
    # The same answer does not sign a second time.
    assert browser.get(httpx.get(there).headers["location"]).status_code == 403


@pytest.mark.parametrize("who", ["another", "not again", "not said"])
def test_a_signature_is_not_put_by_who_is_not_confirmed(
    served: Served, provider: OpenIdProvider, who: str
) -> None:
    browser = served.browser()
    come_in(browser)
    accept_all(browser, served)
    served.clock.go_on(timedelta(minutes=20))
    there = sign(browser, served)
    if who == "another":
        provider.person |= {"sub": "another"}
    else:
        before = int((served.clock() - timedelta(minutes=20)).timestamp())
        provider.wrong = {"auth_time": before if who == "not again" else None}
    assert browser.get(httpx.get(there).headers["location"]).status_code == 403
    action, details = last_line(served)
    assert details["why"] == ("another-person" if who == "another" else "auth_time")
    assert action == ("refused.signature" if who == "another" else "sign-in.provider-refused")
    assert "sign" not in [made.kind for made in decisions(served)]
    # Nor is it without the way to the provider, whatever the form says.
    assert decide(browser, served, "sign", password=PASSWORD, confirmed_by="provider") == 200
    assert "sign" not in [made.kind for made in decisions(served)]


def test_a_desk_without_a_provider_has_no_way_to_one(checked_folder: Path, serve: Serve) -> None:
    browser = serve(checked_folder).browser()
    assert "/sign-in/hospital" not in browser.get("/sign-in").text
    for path in ("/sign-in/hospital", "/sign-in/hospital/answer?state=a&code=b"):
        assert browser.get(path).status_code == 404


def test_settings_that_would_believe_anybody_are_refused(tmp_path: Path) -> None:
    good = settings_for("https://login.example")
    assert parse_settings(good).oidc is not None
    for line, instead in (
        (b"https://login.example", b"http://login.example"),
        (b'client_secret_environment = "RTQA_TEST_SECRET"', b""),
        (b"client_secret_environment", b'client_secret_file = "a"\nclient_secret_environment'),
        (b'role = "physician"', b'role = "sender"'),
    ):
        with pytest.raises(DocumentError):
            parse_settings(good.replace(line, instead))
    oidc = parse_settings(good.replace(b"secret_environment", b"secret_file")).oidc
    assert oidc is not None
    with pytest.raises(UsageError, match="no client secret"):
        read_secret(tmp_path, oidc)
    (tmp_path / "RTQA_TEST_SECRET").write_text(f"{SECRET}\n", encoding="utf-8")
    assert read_secret(tmp_path, oidc) == SECRET


def test_the_doctor_asks_the_provider_for_all_that_a_sign_in_needs(
    served: Served, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diagnose() -> tuple[str, str]:
        (found,) = _examine_provider(served.desk.folder, served.desk.settings)
        return found.message.id, str(found.message.values.get("why", ""))

    assert diagnose() == ("doctor.provider-good", "")
    provider.described = {"issuer": "https://another.example"}
    assert diagnose() == ("doctor.provider-bad", "issuer")
    provider.described = {"jwks_uri": f"{provider.url}/nowhere"}
    assert diagnose() == ("doctor.provider-bad", "unreachable")
    monkeypatch.delenv("RTQA_TEST_SECRET")
    assert diagnose() == ("doctor.settings", "")
