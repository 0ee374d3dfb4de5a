"""Take the pictures of docs/tutorials/plan-check-desk.md: the desk's page with a sample, in a browser.

python docs/images/desk.py        (needs rtqa[dev] and chromium; writes desk_*.png beside itself)
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
from io import BytesIO
from pathlib import Path

import uvicorn
from PIL import Image
from selenium.webdriver import Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

from rtqa.desk.desk import Desk
from rtqa.desk.intake import Sender
from rtqa.desk.settings import parse_settings
from rtqa.desk.web.accounts import create_account
from rtqa.desk.web.app import make_app

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "sample_plans"
PASSWORD = "a picture of the desk"  # noqa: S105 (of a desk that is gone afterwards)
SETTINGS = (
    b'[check]\nquiet_s = 0.0\npatience_s = 0.0\n[[rule]]\nprotocol = "nct07041788"\nplan_label = "CCRT*"\n'
)
_UNDECIDED = ".causes li.fail:not(:has(.decided)) details.form"
PEOPLE = {"paul": ("Paul Physicist", "physicist"), "dora": ("Dora Physician", "physician")}


def main() -> None:
    """A desk with three cases, and its pages."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "desk", parse_settings(SETTINGS))
        with desk.archive.begin() as session:
            for name, (full_name, role) in PEOPLE.items():
                create_account(
                    session,
                    name=name,
                    full_name=full_name,
                    role=role,
                    password=PASSWORD,
                    actor="terminal",
                    at=desk.now(),
                )
        desk.dispatcher.recover()
        for sample in ("ccrt_pass", "sfrt_lattice", "ccrt_fail"):
            for file in sorted((SAMPLES / sample).rglob("*.dcm")):
                desk.intake.receive(file, sender=Sender(kind="folder"))
            while desk.dispatcher.step(0.05) or any_left(desk):
                pass
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(make_app(desk), log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        take_pictures(f"http://127.0.0.1:{listening.getsockname()[1]}")
        server.should_exit = True
        thread.join()
        desk.close()


def any_left(desk: Desk) -> bool:
    """Whether a case is due or waits."""
    return desk.queue.settle_due() > 0


def take_pictures(url: str) -> None:
    """Sign in as physician, look, accept what fails, and sign."""
    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    with Chrome(
        options=options, service=Service(executable_path=str(shutil.which("chromedriver")))
    ) as browser:
        browser.get(f"{url}/sign-in")
        browser.find_element(By.ID, "name").send_keys("dora")
        browser.find_element(By.ID, "password").send_keys(PASSWORD, Keys.ENTER)
        WebDriverWait(browser, 30).until(lambda chrome: chrome.find_elements(By.CSS_SELECTOR, "table.cases"))
        shoot(browser, "cases", 1100, 460)
        browser.get(
            browser.find_elements(By.CSS_SELECTOR, "table.cases th a")[0].get_attribute("href") or url
        )
        shoot(browser, "sheet", 1100, 900)
        while folded := browser.find_elements(By.CSS_SELECTOR, _UNDECIDED):
            browser.execute_script("arguments[0].open = true", folded[0])
            folded[0].find_element(By.TAG_NAME, "textarea").send_keys("Nothing else can be planned; see MDT.")
            folded[0].find_element(By.TAG_NAME, "button").click()
            WebDriverWait(browser, 30).until(staleness_of(folded[0]))
        browser.find_element(By.ID, "present").send_keys("A. Surgeon", Keys.ENTER, "B. Radiologist")
        shoot(browser, "sign", 1100, 480, below="sign")


def shoot(browser: Chrome, name: str, width: int, height: int, *, below: str = "") -> None:  # noqa: PLR0917
    """A part of the page, from its top or that of an element, as a picture of few colours."""
    size = {"width": width, "height": 2600, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    top = browser.find_element(By.ID, below).location["y"] if below else 0
    with Image.open(BytesIO(browser.get_screenshot_as_png())) as whole:
        part = whole.crop((0, top, width, top + height)).convert("RGB")
    part.quantize(64).save(HERE / f"desk_{name}.png", optimize=True)


if __name__ == "__main__":
    main()
