"""The desk in a browser: from signing in to signing by keyboard, and nobody is shut out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from desk_pages import PASSWORD, PEOPLE, Served
from selenium.webdriver import Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

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
    chrome.delete_all_cookies()
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


def sign_in(browser: Chrome, served: Served, role: str) -> None:
    browser.delete_all_cookies()
    browser.get(f"{served.url}/sign-in")
    browser.find_element(By.ID, "name").send_keys(PEOPLE[role])
    browser.find_element(By.ID, "password").send_keys(PASSWORD)
    submit(browser, Keys.ENTER)
    assert browser.find_element(By.TAG_NAME, "h1").text == "Cases"


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


def violations(browser: Chrome) -> list[tuple[str, str]]:
    """What axe-core finds against WCAG 2.1 A and AA: the rule, and the first element that breaks it."""
    browser.execute_script(AXE)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    found: dict[str, Any] = browser.execute_async_script(
        "axe.run(document, {runOnly: arguments[0]}).then(arguments[1])", tags
    )
    assert len(found["passes"]) > 10
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]]


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


@pytest.mark.parametrize(("scheme", "width", "language"), [("light", 1280, "en"), ("dark", 360, "zh")])
def test_nobody_is_shut_out(served: Served, browser: Chrome, scheme: str, width: int, language: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == 360}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    case = f"/cases/{served.case.id}"
    pages = {
        "": ["/sign-in"],
        "physician": ["/", case, f"{case}/course", f"{case}/protocol", f"{case}/objects", f"{case}/calendar"],
        "admin": ["/accounts", "/trail", "/password"],
    }
    for role, paths in pages.items():
        if role:
            sign_in(browser, served, role)
            if language == "zh":
                press_until(browser, "中文")
                submit(browser, Keys.ENTER)
        for path in paths:
            browser.get(served.url + path)
            for folded in browser.find_elements(By.CSS_SELECTOR, "main details"):
                browser.execute_script("arguments[0].open = true", folded)
            assert violations(browser) == [], path
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width, path
            assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == (
                language if role else "en"
            )
            assert complaints(browser) == [], path
