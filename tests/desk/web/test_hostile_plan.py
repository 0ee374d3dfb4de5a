"""Stored cross-site scripting: every text of a received plan tries it, on every page."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pydicom
import pytest
from desk_pages import PASSWORD, QUICK, SAMPLES, Serve, Served
from pydicom.dataset import Dataset
from small_desks import check_all, receive_all
from sqlalchemy import select

from rtqa.desk.archive.tables import Account, Case
from rtqa.desk.web.app import DOORS

ATTACK = "\"><img src=x onerror=alert(1)>'</script><script>alert(2)</script>{{7*7}}"
TEXTS = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
MATCHED = frozenset({"ROIName"})
"""Names of structures keep their beginning, so that the protocol finds them and writes of them."""


def spoil(dataset: Dataset) -> int:
    """Put the attack into every text; how many."""
    count = 0
    for element in dataset:
        if element.VR == "SQ":
            count += sum(spoil(item) for item in element.value)
        elif element.VR in TEXTS:
            whole = ATTACK if element.VR in {"LT", "ST", "UC", "UT"} else ATTACK[:44]
            element.value = f"{element.value} {whole}"[:64] if element.keyword in MATCHED else whole
            count += 1
    return count


class Live(HTMLParser):
    """Collects elements that only an attack could have made."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if any(name.startswith("on") for name in values) or values.get("src") == "x":
            self.found.append(f"{tag} {values}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture
def spoilt(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    served = serve()
    for mode in ("reading_validation_mode", "writing_validation_mode"):
        monkeypatch.setattr(pydicom.config.settings, mode, pydicom.config.IGNORE)
    for name in ("RTPLAN.dcm", "RTSTRUCT.dcm", "RTDOSE.dcm"):
        dataset = pydicom.dcmread(SAMPLES / "ccrt_fail" / name)
        assert spoil(dataset) > 5
        dataset.save_as(tmp_path / name)
    receive_all(served.desk, tmp_path)
    check_all(served.desk)
    return served


def test_no_text_of_a_plan_becomes_part_of_a_page(spoilt: Served) -> None:
    with spoilt.desk.archive.begin() as session:
        session.add(
            Account(
                name="paul",
                full_name=ATTACK,
                role="physicist",
                password_hash=QUICK.hash(PASSWORD),
                created_at=spoilt.clock(),
            )
        )
        case = session.scalars(select(Case)).one()
    assert case.state == "checked", case.reason
    browser = spoilt.browser()
    browser.sign_in("paul")
    seen = 0
    for door in DOORS:
        if door.method != "GET" or (door.roles and "physicist" not in door.roles):
            continue
        path = door.path.format(case=case.id, version="1", decision="0" * 32)
        answer = browser.get(path)
        if "html" not in answer.headers.get("content-type", ""):
            continue
        page = Live()
        page.feed(answer.text)
        assert page.found == [], path
        assert "<script>alert(2)" not in answer.text
        assert "49" not in "".join(page.texts).partition("img src=x")[2][:80]
        seen += "<img src=x onerror" in "".join(page.texts)
    # It is there to be read, as the text that it is.
    assert seen >= 5
