"""The page in a browser: it draws, filters and folds, asks the network for nothing, and shuts nobody out."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from selenium.webdriver import Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from rtqa.findings import Report
from rtqa.render.files.html import draw_html
from rtqa.render.files.report_files import write_report
from rtqa.render.page.comparison import compare_reports

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None, reason="chromium and chromedriver are not both on PATH"
)
AXE = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")

Open = Callable[[Report], Chrome]


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,1600"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # Without it, selenium asks the network for a browser that it already has.
    os.environ["SE_OFFLINE"] = "true"
    with Chrome(options=options, service=Service(executable_path=str(DRIVER))) as driver:
        driver.set_script_timeout(300.0)  # axe takes its time where the machine has other work
        yield driver


@pytest.fixture
def opened(browser: Chrome, tmp_path: Path) -> Open:
    """The browser with a report open in it, its logs and size as at the start."""

    def go(report: Report) -> Chrome:
        (page,) = write_report(report, tmp_path, formats=("html",))
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
        browser.get("about:blank")
        browser.get_log("browser")
        browser.get_log("performance")
        browser.get(page.as_uri())
        return browser

    return go


def requested(browser: Chrome) -> list[str]:
    """Every address that the page asked for."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def shown_rows(browser: Chrome) -> list[str]:
    rows = browser.find_elements(By.CSS_SELECTOR, "tr[data-verdict]")
    return [str(row.get_attribute("data-verdict")) for row in rows if row.is_displayed()]


def violations(browser: Chrome) -> list[tuple[str, str]]:
    """What axe-core finds against WCAG 2.1 A and AA: the rule, and the first element that breaks it."""
    browser.execute_script(AXE)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    found: dict[str, Any] = browser.execute_async_script(
        "axe.run(document, {runOnly: arguments[0]}).then(arguments[1])", tags
    )
    assert len(found["passes"]) > 20
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]]


def test_it_draws_and_nothing_is_complained_of_or_asked_for(report: Report, opened: Open) -> None:
    page = opened(report)
    # Each curve once in the plot and once in the legend; the marks of limits are points.
    assert len(page.find_elements(By.CSS_SELECTOR, ".js-line")) == 2 * len(report.curves)
    assert len(page.find_elements(By.CSS_SELECTOR, "path.point")) == 3
    assert page.get_log("browser") == []
    assert [url[:5] for url in requested(page) if not url.startswith("data:")] == ["file:"]
    pictures = page.find_elements(By.CSS_SELECTOR, ".pictures img")
    # Of the plan, and of the profiles of the second calculation.
    assert [picture.get_property("naturalWidth") for picture in pictures] == [1, 320]


def test_a_curve_is_switched_off_and_on_by_its_name(report: Report, opened: Open) -> None:
    page = opened(report)

    def visible() -> list[Any]:
        state: list[Any] = page.execute_script(
            "return document.getElementById('figure-0').data.filter((t) => t.mode === 'lines')"
            ".map((t) => t.visible ?? true)"
        )
        return state

    assert visible() == [True, True, True]
    toggle = page.find_elements(By.CSS_SELECTOR, ".legendtoggle")[0]
    page.execute_script(
        "for (const kind of ['mousedown', 'mouseup'])"
        " arguments[0].dispatchEvent(new MouseEvent(kind, {bubbles: true}))",
        toggle,
    )
    page.implicitly_wait(1)
    page.execute_async_script("setTimeout(arguments[0], 600)")
    assert visible().count("legendonly") == 1


def test_hovering_tells_dose_and_volume(report: Report, opened: Open) -> None:
    page = opened(report)
    page.execute_script(
        "Plotly.Fx.hover('figure-0', [{curveNumber: 0, pointNumber: 5}]);"
        "document.getElementById('figure-0').scrollIntoView()"
    )
    text = page.find_element(By.CSS_SELECTOR, ".hoverlayer").text
    assert "Gy" in text
    assert "%" in text
    assert "SpinalCord" in text


def test_findings_are_filtered_by_verdict(report: Report, opened: Open) -> None:
    page = opened(report)
    everything = shown_rows(page)
    assert sorted(set(everything)) == ["fail", "info", "pass", "review", "variation"]
    button = page.find_element(By.CSS_SELECTOR, "button[data-filter=pass]")
    button.send_keys(Keys.ENTER)
    assert button.get_attribute("aria-pressed") == "false"
    left = shown_rows(page)
    assert left == [word for word in everything if word != "pass"]
    assert page.find_element(By.ID, "shown").text == f"{len(left)} of {len(everything)} lines shown"
    button.send_keys(Keys.SPACE)
    assert shown_rows(page) == everything


def test_sections_fold_by_keyboard_and_links_unfold_them(report: Report, opened: Open) -> None:
    page = opened(report)
    section = page.find_element(By.CSS_SELECTOR, "#methods > details")
    assert section.get_property("open") is False
    section.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
    assert section.get_property("open") is True
    link = page.find_element(By.CSS_SELECTOR, ".causes a")
    row = page.find_element(By.ID, str(link.get_attribute("href")).partition("#")[2])
    assert row.find_element(By.TAG_NAME, "details").get_property("open") is False
    link.click()
    page.execute_async_script("setTimeout(arguments[0], 100)")
    assert row.find_element(By.TAG_NAME, "details").get_property("open") is True
    assert "critical organs" in row.text


def test_hostile_names_run_nothing(hostile_report: Report, opened: Open) -> None:
    page = opened(hostile_report)
    assert page.get_log("browser") == []
    assert page.find_elements(By.CSS_SELECTOR, "[onerror], main script, img[src=x]") == []
    text = page.find_element(By.TAG_NAME, "body").text
    for name in ("<img src=x onerror=alert(1)>", "{{7*7}}", "../../etc", '#import "x"', "脊髓" * 32):
        assert name in text


@pytest.mark.parametrize("width", [360, 721, 900, 1280])
@pytest.mark.parametrize("which", ["report", "hostile_report"])
def test_no_screen_needs_sideways_scrolling(
    which: str, width: int, opened: Open, request: pytest.FixtureRequest
) -> None:
    page = opened(request.getfixturevalue(which))
    screen = {"width": width, "height": 740, "deviceScaleFactor": 2, "mobile": width == 360}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    page.refresh()
    for section in page.find_elements(By.CSS_SELECTOR, "main details"):
        page.execute_script("arguments[0].open = true", section)
    page.execute_async_script("setTimeout(arguments[0], 300)")
    assert page.execute_script("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_nobody_is_shut_out(report: Report, opened: Open, scheme: str, width: int) -> None:
    page = opened(report)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    size = {"width": width, "height": 1600, "deviceScaleFactor": 1, "mobile": False}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for section in page.find_elements(By.CSS_SELECTOR, "main details"):
        page.execute_script("arguments[0].open = true", section)
    assert violations(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_comparison_shuts_nobody_out(report: Report, browser: Chrome, tmp_path: Path, width: int) -> None:
    file = tmp_path / "comparison.html"
    file.write_text(draw_html(compare_reports(report, report)), encoding="utf-8")
    size = {"width": width, "height": 1600, "deviceScaleFactor": 1, "mobile": width == 360}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(file.as_uri())
    browser.execute_async_script("setTimeout(arguments[0], 300)")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert violations(browser) == []


def test_on_paper_nothing_is_folded_or_filtered_away(report: Report, opened: Open) -> None:
    page = opened(report)
    page.find_element(By.CSS_SELECTOR, "button[data-filter=pass]").click()
    page.execute_script("dispatchEvent(new Event('beforeprint'))")
    page.execute_async_script("setTimeout(arguments[0], 500)")
    printed = page.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"]
    pages = [each.extract_text() for each in PdfReader(io.BytesIO(base64.b64decode(printed))).pages]
    text = "\n".join(pages)
    assert "✓ PASS" in text
    assert "ab" * 32 in text.replace("\n", "")
    assert "Physicist" in pages[0]
    assert all(each.strip() for each in pages)
