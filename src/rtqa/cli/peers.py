"""``rtqa check --peers``: what peers with such a geometry have, beside the plan's own values."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from rich.text import Text

from rtqa.cohort.learning import compare_with_peers
from rtqa.cohort.peers import read_model
from rtqa.findings import Report
from rtqa.messages.safe_text import show
from rtqa.model.case import Case
from rtqa.render.words.language import Language
from rtqa.render.words.number import format_number


def draw_peers(file: Path, case: Case, report: Report, *, say: Language) -> Table:
    """A line for each limited value that the model knows: value, expected, where it stands.

    Raises:
        DocumentError: the file is no model.
    """
    model = read_model(file)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title_justify="left")
    table.title = Text(say("cohort.peers", n=max(organ.n_patients for organ in model.organs)))
    for name in ("cohort.structure", "cohort.metric"):
        table.add_column(Text(say(name)))
    for number in ("cohort.value", "cohort.expected", "cohort.percentile"):
        table.add_column(Text(say(number)), justify="right")
    for compared in compare_with_peers(model, case, report):
        expected = compared.expected
        if expected.is_outside:
            peers, place = say("cohort.outside-model"), ""
        else:
            low, high = format_number(expected.low), format_number(expected.high)
            peers, place = f"{format_number(expected.value)} [{low}–{high}]", f"{expected.percentile:.0f}"
        cells = (show(compared.structure), compared.metric, format_number(compared.value), peers, place)
        table.add_row(*map(Text, cells))
    return table
