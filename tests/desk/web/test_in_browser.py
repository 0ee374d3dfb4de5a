"""The desk in a browser: from signing in to signing by keyboard, and nobody is shut out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from desk_pages import PASSWORD, PEOPLE, Serve, Served
from openid_provider import SECRET, OpenIdProvider, settings_for
from selenium.webdriver import Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait
from test_decisions import accept_all, add_version, decide, decisions, versions

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="chromium and chromedriver are not both on PATH"
)
AXE = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chrome() -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--window-size=1280,1600",
        "--lang=en",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    os.environ["SE_OFFLINE"] = "true"
    with Chrome(options=options, service=Service(executable_path=str(DRIVER))) as driver:
        driver.set_script_timeout(300.0)  # axe takes its time where the machine has other work
        yield driver


@pytest.fixture
def browser(chrome: Chrome) -> Chrome:
    chrome.get("about:blank")
    chrome.execute_cdp_cmd("Network.clearBrowserCookies", {})
    chrome.get_log("browser")
    return chrome


def submit(browser: Chrome, *keys: str) -> None:
    """Press keys that lead to another page, and wait until it is there."""
    page = browser.find_element(By.TAG_NAME, "html")
    browser.switch_to.active_element.send_keys(*keys)
    WebDriverWait(browser, 30).until(staleness_of(page))
    WebDriverWait(browser, 30).until(
        lambda chrome: chrome.execute_script("return document.readyState") == "complete"
    )


def sign_in(browser: Chrome, served: Served, role: str, title: str = "Cases") -> None:
    browser.delete_cookie("rtqa_session")
    browser.get(f"{served.url}/sign-in")
    browser.find_element(By.ID, "name").send_keys(PEOPLE[role])
    browser.find_element(By.ID, "password").send_keys(PASSWORD)
    submit(browser, Keys.ENTER)
    assert browser.find_element(By.TAG_NAME, "h1").text == title


def press_until(browser: Chrome, label: str) -> None:
    """Go on by Tab until something of this name has the focus."""
    for _ in range(80):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        name = browser.execute_script(
            "const e = document.activeElement; return (e.labels?.[0] ?? e).textContent.trim()"
        )
        if name.startswith(label):
            return
    pytest.fail(f"nothing called {label!r} can be reached")


def send(browser: Chrome, *keys: str) -> None:
    browser.switch_to.active_element.send_keys(*keys)


def complaints(browser: Chrome) -> list[str]:
    """What Chromium did not let pass, a breach of the policy among others; not what it would recommend."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] != "DEBUG"]


BY_LOOK = {"type": "rule", "values": ["color-contrast", "scrollable-region-focusable"]}
"""Rules of axe whose answer may be another when colours or widths are."""


def violations(browser: Chrome, *, by_look_alone: bool = False) -> list[tuple[str, str]]:
    """What axe-core finds against WCAG 2.1 A and AA: the rule, and the first element that breaks it."""
    browser.execute_script(AXE)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    seen: dict[str, Any] = browser.execute_async_script(
        "axe.run(document, {runOnly: arguments[0]}).then(arguments[1])", BY_LOOK if by_look_alone else tags
    )
    assert len(seen["passes"]) > (0 if by_look_alone else 10)
    return [(broken["id"], broken["nodes"][0]["html"][:200]) for broken in seen["violations"]]


def test_a_plan_is_accepted_and_signed_by_keyboard_alone(served: Served, browser: Chrome) -> None:
    sign_in(browser, served, "physician")
    press_until(browser, "CCRT 70Gy/30")
    submit(browser, Keys.ENTER)
    assert browser.find_element(By.CSS_SELECTOR, ".verdict h1").text == "✗ FAIL"
    for _ in range(2):
        press_until(browser, "Decide")
        send(browser, Keys.ENTER)
        press_until(browser, "Accept all the same")
        send(browser, "Nothing else can be planned.")
        press_until(browser, "Accept")
        submit(browser, Keys.ENTER)
    press_until(browser, "Present at the MDT")
    send(browser, "A. Surgeon", Keys.ENTER, "B. Radiologist")
    press_until(browser, "Password")
    submit(browser, PASSWORD, Keys.ENTER)
    assert "Signed by one of two" in browser.find_element(By.CSS_SELECTOR, ".now").text
    sign_in(browser, served, "physicist")
    browser.get(f"{served.url}/cases/{served.case.id}")
    press_until(browser, "Password")
    submit(browser, PASSWORD, Keys.ENTER)
    now = browser.find_element(By.CSS_SELECTOR, ".now")
    assert now.find_element(By.TAG_NAME, "h2").text == "Signed"
    assert "present: A. Surgeon, B. Radiologist" in now.text
    press_until(browser, "As signed")
    submit(browser, Keys.ENTER)
    assert "Dora Physician" in browser.find_element(By.CSS_SELECTOR, ".now").text
    assert complaints(browser) == []


def test_the_evidence_draws_its_curves_in_its_sandbox(served: Served, browser: Chrome) -> None:
    sign_in(browser, served, "reader")
    browser.get(f"{served.url}/cases/{served.case.id}/versions/1/evidence")
    assert len(browser.find_elements(By.CSS_SELECTOR, ".js-line")) > 4
    assert browser.execute_script("return self.origin") == "null"
    assert complaints(browser) == []


def look_like(browser: Chrome, scheme: str, width: int) -> None:
    """A browser of this width whose user likes it light or dark."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == 360}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def assert_open_to_all(browser: Chrome, looks: list[tuple[str, int]], language: str) -> None:
    """The page that is open shuts nobody out, with all that it folds unfolded."""
    for folded in browser.find_elements(By.CSS_SELECTOR, "main details"):
        browser.execute_script("arguments[0].open = true", folded)
    path = browser.current_url
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == language
    for n, look in enumerate(looks):
        look_like(browser, *look)
        assert violations(browser, by_look_alone=n > 0) == [], (path, look)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= look[1], (path, look)
    assert [said for said in complaints(browser) if "404 (Not Found)" not in said] == [], path


# Every pair of light or dark, wide or narrow, and English or Chinese is among these.
@pytest.mark.parametrize(
    ("language", "looks"),
    [("en", [("light", 1280), ("dark", 360)]), ("zh", [("dark", 1280), ("light", 360)])],
)
def test_nobody_is_shut_out(
    served: Served, serve: Serve, browser: Chrome, language: str, looks: list[tuple[str, int]]
) -> None:
    """Every page that the desk draws; reports have a test of their own."""
    physician = served.as_role("physician")
    accept_all(physician, served)
    decide(physician, served, "sign", password=PASSWORD, present="A. Surgeon")
    signed, first = decisions(served)[-1], versions(served)[0]
    add_version(served)
    case = f"/cases/{served.case.id}"
    pages = {
        "": ["/sign-in"],
        "physician": [
            "/",
            case,
            *(f"{case}/{page}" for page in ("course", "protocol", "objects", "calendar", "versions/1")),
            f"{case}/versions/2/compare?with={first.id}",
            f"/signed/{signed.id}",
            "/nowhere",
        ],
        "admin": ["/accounts", "/trail?verify=yes", "/password"],
    }
    browser.get(f"{serve().url}/first")
    if language == "zh":
        press_until(browser, "中文")
        submit(browser, Keys.ENTER)
    assert_open_to_all(browser, looks, language)
    for role, paths in pages.items():
        if role:
            sign_in(browser, served, role, {"en": "Cases", "zh": "病例"}[language])
        for path in paths:
            browser.get(served.url + path)
            assert_open_to_all(browser, looks, language)


def test_by_the_hospitals_account_a_plan_is_signed(
    provider: OpenIdProvider,
    checked_folder: Path,
    serve: Serve,
    browser: Chrome,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The browser's own rules for other sites: no form leads to one, and cookies come back from one."""
    monkeypatch.setenv("RTQA_TEST_SECRET", SECRET)
    served = serve(checked_folder, settings_for(provider.url))
    accept_all(served.as_role("physician"), served)
    look_like(browser, "light", 1280)
    browser.get(f"{served.url}/cases/{served.case.id}")
    press_until(browser, "Sign in with your hospital's account")
    submit(browser, Keys.ENTER)
    assert "Dora Doctor" in browser.find_element(By.CSS_SELECTOR, "header").text
    press_until(browser, "Present at the MDT")
    send(browser, "A. Surgeon")
    press_until(browser, "Sign")
    submit(browser, Keys.ENTER)
    assert_open_to_all(browser, [("light", 1280), ("dark", 360)], "en")
    press_until(browser, "Confirm and sign")
    submit(browser, Keys.ENTER)
    assert "Signed by Dora Doctor" in browser.find_element(By.CSS_SELECTOR, ".now").text
    assert complaints(browser) == []
