"""What peers have, as a section of the page."""

from __future__ import annotations

from rtqa.findings import Report
from rtqa.messages.safe_text import show
from rtqa.render.page.page import Section
from rtqa.render.page.tables import lay_table
from rtqa.render.words.language import Language
from rtqa.render.words.number import format_number
from rtqa.render.words.wording import phase_name


def lay_peers(report: Report, say: Language) -> Section:
    """A line for each value that the model knows; empty where no model was named."""
    rows = []
    for peer in report.peers:
        if peer.expected is None or peer.low is None or peer.high is None or peer.percentile is None:
            place = (say("peers.outside-model"), "")
        else:
            low, high = format_number(peer.low), format_number(peer.high)
            place = (f"{format_number(peer.expected)} [{low}–{high}]", f"{peer.percentile:.0f}")
        names = (show(peer.structure), phase_name(peer.phase, say), peer.metric)
        rows.append((*names, format_number(peer.value), *place))
    columns = (
        say("peers.structure"),
        say("peers.phase"),
        say("peers.metric"),
        say("peers.value"),
        say("peers.expected"),
        say("peers.percentile"),
    )
    notes = (say("peers.note", n=max(peer.n_patients for peer in report.peers)),) if report.peers else ()
    return Section(
        id="peers",
        title=say("peers.title"),
        notes=notes,
        grids=lay_table(columns, rows, numbers=range(3, 6)),
    )
