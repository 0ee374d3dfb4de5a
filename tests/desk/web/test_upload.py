"""Uploads by DICOMweb: a sender's account, each time, and nobody else."""

from __future__ import annotations

import httpx
import pytest
from desk_pages import PASSWORD, SAMPLES, Serve, Served
from sqlalchemy import select

from rtqa.desk.archive.tables import StoredObject

Pair = tuple[str, str]

TYPE = {"Content-Type": 'multipart/related; type="application/dicom"; boundary=b'}
PLAN = (SAMPLES / "ccrt_pass" / "RTPLAN.dcm").read_bytes()
BODY = b"--b\r\nContent-Type: application/dicom\r\n\r\n" + PLAN + b"\r\n--b--\r\n"


def upload(served: Served, auth: tuple[str, str] | None) -> httpx.Response:
    return httpx.post(f"{served.url}/dicom-web/studies", content=BODY, headers=TYPE, auth=auth)


def test_a_sender_uploads_and_sees_no_page(served: Served) -> None:
    assert upload(served, ("sue", PASSWORD)).status_code == 200
    with served.desk.archive.read() as session:
        stored = session.scalars(select(StoredObject).where(StoredObject.kind == "web")).one()
    assert (stored.role, stored.sender) == ("RTPLAN", "sue")
    browser = served.browser()
    browser.sign_in("sue")
    assert browser.get("/").status_code == 403


@pytest.mark.parametrize(
    ("auth", "noted"),
    [
        (None, None),
        (("sue", "wrong words all along"), ("sue", "sign-in.wrong-password")),
        (("paul", PASSWORD), ("paul", "refused.role")),
        (("nobody", PASSWORD), ("-", "sign-in.unknown")),
    ],
)
def test_nobody_else_does(served: Served, auth: Pair | None, noted: Pair | None) -> None:
    answer = upload(served, auth)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")
    if noted is not None:
        assert served.trail()[-1] == noted


def test_a_sender_that_guesses_is_slowed_down(serve: Serve) -> None:
    served = serve()
    for _ in range(11):
        assert upload(served, ("nobody", "wrong words all along")).status_code == 401
    assert [action for _, action in served.trail()] == [*["sign-in.unknown"] * 10, "refused.rate"]
