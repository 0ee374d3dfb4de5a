"""The report in its three forms, and the command."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from planning_system import plan_set
from typer.testing import CliRunner, Result

from rtqa.cli import commission as command
from rtqa.cli.main import app
from rtqa.commission import run
from rtqa.commission.commission_document import CommissionDocument, build_document, render_json
from rtqa.commission.commission_files import write_commission_report
from rtqa.commission.compare import compare_with
from rtqa.commission.run import PhantomResult
from rtqa.commission.suite import PhantomSet
from rtqa.commission.summary import lay_out
from rtqa.dvh.compute import planar_dvh
from rtqa.dvh.curve import DVH
from rtqa.errors import WriteError
from rtqa.model.geometry import owned
from rtqa.render.files import report_files
from rtqa.render.files.html import draw_html
from rtqa.render.files.pdf import draw_pdf
from rtqa.render.files.typeset import can_render_pdf
from rtqa.render.words.language import load_language

needs_typst = pytest.mark.skipif(not can_render_pdf(), reason="typst is not installed")


@pytest.fixture
def failing(results: tuple[PhantomResult, ...]) -> CommissionDocument:
    """One value a tenth of a Gy off, in a structure with a name that is markup."""
    first, *others = results
    rows = list(first.rows)
    rows[3] = replace(rows[3], outcome=replace(rows[3].outcome, value=rows[3].value + 0.1))
    name = "<b>#strong[x]\u202e"
    broken = replace(first, phantom=replace(first.phantom, name=name), rows=tuple(rows))
    return build_document(
        (broken, *others), comparison=None, environment={"rtqa": "0.0.test"}, created="2025-01-02"
    )


def test_json_holds_every_row_with_its_truths(document: CommissionDocument) -> None:
    text = render_json(document)
    data = json.loads(text)
    assert text == render_json(document)
    assert data["schema"] == "rtqa-commission/1"
    assert data["passed"] is True
    assert data["counts"]["phantoms"] == data["counts"]["phantoms_passed"] == len(data["phantoms"])
    assert data["counts"]["metrics"] == sum(len(one["rows"]) for one in data["phantoms"])
    sphere = next(one for one in data["phantoms"] if one["name"] == "Sphere24_A1")
    volume = sphere["rows"][0]
    assert volume["metric"] == "Volume[cc]"
    assert volume["solid"]["truth"] == pytest.approx(7.238229, abs=1e-6)
    assert volume["solid"]["error"] == pytest.approx(volume["value"] - volume["solid"]["truth"])
    assert CommissionDocument.model_validate_json(text) == document


def test_html_needs_nothing_else_and_shows_all(document: CommissionDocument) -> None:
    page = draw_html(lay_out(document))
    assert "✓ PASS" in page
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert all(f"✓ PASS {phantom.name}</caption>" in page for phantom in document.phantoms)
    assert "not a medical device" in page
    assert "What did not pass" not in page


def test_a_failure_is_said_first_and_names_are_text(failing: CommissionDocument) -> None:
    page = draw_html(lay_out(failing))
    assert "✗ FAIL" in page
    assert "<b>#strong" not in page
    assert "&lt;b&gt;#strong[x]&lt;U+202E&gt;" in page
    assert page.index("What did not pass") < page.index("How to read it")
    assert "is off the smooth solid by +0.1000" in page


@needs_typst
def test_pdf_has_the_same_words(failing: CommissionDocument, tmp_path: Path) -> None:
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("pdftotext (poppler-utils) is not on PATH")
    page = draw_pdf(lay_out(failing))
    assert page == draw_pdf(lay_out(failing))
    (tmp_path / "report.pdf").write_bytes(page)
    text = subprocess.run(
        [pdftotext, "-layout", str(tmp_path / "report.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "FAIL" in text
    assert "51 of 52 phantoms passed" in text
    assert "<b>#strong[x]<U+202E>" in text.replace("\u200b", "")
    assert "Workstation" in text
    assert all(phantom.name in text for phantom in failing.phantoms[1:])


def test_without_typst_the_rest_is_written(
    document: CommissionDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_files, "can_render_pdf", lambda: False)
    written = write_commission_report(document, tmp_path / "new")
    assert sorted(path.name for path in written) == ["commission.html", "commission.json"]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "commission.html",
        "commission.json",
    ]


def test_its_page_has_words_in_every_language(failing: CommissionDocument) -> None:
    page = lay_out(failing, load_language("zh"))
    assert [section.title for section in page.sections][:4] == [
        "各指标的最大误差",
        "未通过的项目",
        "如何阅读",
        "运行环境",
    ]
    assert page.remarks[0] == ("fail", "52 个模体中 51 个通过")
    (failed,) = page.sections[1].grids[0].rows
    assert "与光滑几何体相差 +0.10" in failed[2]


def test_a_folder_that_cannot_be_made_is_an_error(document: CommissionDocument, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="could not be written"):
        write_commission_report(document, tmp_path / "file" / "below")


def test_the_planning_system_stands_beside(
    results: tuple[PhantomResult, ...], exported: Path, tmp_path: Path
) -> None:
    comparison = compare_with(results, plan_set(exported / "A3", tmp_path))
    document = build_document(results, comparison=comparison, environment={"rtqa": "0"}, created="2025-01-02")
    page = draw_html(lay_out(document))
    assert "Planning system to the smooth solid" in page
    assert "The planning system's DVHs of 6 phantoms" in page.replace("&#39;", "'")
    theirs = [
        row.planning_system
        for phantom in document.phantoms
        for row in phantom.rows
        if row.planning_system is not None
    ]
    assert len(theirs) == sum(len(one.rows) for one in results if one.phantom_set.name == "A3")
    assert all(one.value is not None and one.error is not None for one in theirs)


def invoke(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["commission", *map(str, args)], env={"COLUMNS": "120"})


@pytest.fixture
def short(suite: tuple[PhantomSet, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """One set alone: what the command does is the same with all."""
    sets = tuple(each for each in suite if each.name == "A3")
    monkeypatch.setattr(command, "commissioning_suite", lambda: sets)


@pytest.mark.usefixtures("short")
def test_command_passes_exports_compares_and_writes(tmp_path: Path) -> None:
    out, phantoms, planned = (tmp_path / name for name in ("out", "phantoms", "planned"))
    result = invoke("--out", out, "--export", phantoms)
    assert result.exit_code == 0
    assert "✓ PASS: 6 of 6 phantoms passed" in result.output
    assert "Exported: A3" in result.output
    assert (out / "commission.json").is_file()
    result = invoke("--compare", plan_set(phantoms / "A3", planned))
    assert result.exit_code == 0
    assert "DVHs of 6 phantoms stand beside" in result.output


@pytest.mark.usefixtures("short")
def test_command_fails_with_a_broken_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_hot(structure: object, **given: object) -> DVH:
        dvh = planar_dvh(structure, **given)  # type: ignore[arg-type]
        return replace(dvh, dose_gy=owned(dvh.dose_gy * 1.01))

    monkeypatch.setattr(run, "planar_dvh", too_hot)
    result = invoke()
    assert result.exit_code == 1
    assert "✗ FAIL: 0 of 6 phantoms passed" in result.output


@pytest.mark.usefixtures("short")
def test_command_tells_what_it_cannot_read(tmp_path: Path) -> None:
    assert invoke("--compare", tmp_path / "nowhere").exit_code == 4
    assert invoke("--compare", tmp_path).exit_code == 4
    assert invoke("--nonsense").exit_code == 2


@pytest.mark.usefixtures("short")
def test_command_says_how_to_get_the_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (command, report_files):
        monkeypatch.setattr(module, "can_render_pdf", lambda: False)
    assert "rtqa[pdf]" in invoke("--out", tmp_path).output
