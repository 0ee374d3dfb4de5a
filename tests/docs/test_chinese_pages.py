"""The Chinese pages say what the Chinese report says."""

from __future__ import annotations

from pathlib import Path

from rtqa.findings import Verdict
from rtqa.messages import CauseKind, Message, write

PAGES = Path(__file__).parents[2] / "docs" / "zh"


def test_every_cause_stands_with_the_action_that_the_report_prints() -> None:
    page = (PAGES / "causes.md").read_text(encoding="utf-8")
    rows = {row.partition("[`")[2].partition("`]")[0]: row for row in page.splitlines() if "[`" in row}
    assert rows.keys() == {kind.value for kind in CauseKind}
    for kind, row in rows.items():
        assert row.endswith(f"| {write(Message(f'cause.do-{kind}'), 'zh')} |")


def test_verdicts_have_the_words_of_the_report() -> None:
    page = (PAGES / "report.md").read_text(encoding="utf-8")
    for verdict in Verdict:
        assert f" {write(Message(f'verdict.{verdict.value}'), 'zh')} |" in page
