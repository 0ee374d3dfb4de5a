"""Protocols, and what lint finds in documents, as data for scripts: what the commands print as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from rtqa.cli.clauses import describe_clause
from rtqa.cli.data import print_data
from rtqa.cli.options import Layout
from rtqa.errors import DocumentError
from rtqa.protocol import Clause, LoadedProtocol, Protocol
from rtqa.protocol.contradiction import Contradiction
from rtqa.render.words.language import Language

EXIT_FAULTS = 2


@contextmanager
def faults_as(form: Layout) -> Iterator[None]:
    """Of a document that does not hold, the faults as data where JSON is asked for, with status 2."""
    try:
        yield
    except DocumentError as error:
        if form is not Layout.JSON:
            raise
        faults = [
            {
                "place": fault.place,
                "spot": fault.spot or fault.place,
                "problem": f"{fault.problem} {fault.other}".strip(),
            }
            for fault in error.faults
        ]
        print_data({"faults": faults})
        raise typer.Exit(EXIT_FAULTS) from None


def protocol_data(loaded: LoadedProtocol, say: Language) -> dict[str, Any]:
    """A protocol with every clause: what it asks in words, its quote, source and reading."""
    protocol = loaded.protocol
    return {
        **_head(loaded),
        "title": protocol.title,
        "source": protocol.source,
        "phases": [{"id": phase.id, "title": phase.title} for phase in protocol.phases],
        "arms": [{"id": arm.id, "title": arm.title} for arm in protocol.arms],
        "clauses": [_clause_data(clause, protocol, say) for clause in protocol.clauses],
        "notices": [notice.model_dump(mode="json", exclude_defaults=True) for notice in protocol.ambiguities],
    }


def lint_data(
    loaded: LoadedProtocol, contradictions: Sequence[Contradiction], answers: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """What lint finds, each with the notices of the file that explain it, and what was assumed."""
    lines = loaded.lines() if contradictions else {}
    return {
        **_head(loaded),
        "faults": [],
        "findings": [
            {
                "rule": contradiction.rule,
                "clauses": [{"id": clause, "line": lines.get(clause)} for clause in contradiction.clauses],
                "says": str(contradiction.says),
                "arithmetic": [str(line) for line in contradiction.arithmetic],
                "explained_by": list(notices),
            }
            for contradiction, notices in zip(contradictions, answers, strict=True)
        ],
        "assumptions": [str(assumption) for assumption in loaded.assumptions],
        "n_clauses": len(loaded.protocol.clauses),
        "n_open": sum(not notices for notices in answers),
    }


def _head(loaded: LoadedProtocol) -> dict[str, Any]:
    return {"id": loaded.protocol.id, "version": loaded.protocol.version, "sha256": loaded.sha256}


def _clause_data(clause: Clause, protocol: Protocol, say: Language) -> dict[str, Any]:
    return {
        "id": clause.id,
        "phase": getattr(clause, "phase", None),
        "arms": list(clause.arms),
        "says": say.write(describe_clause(clause)),
        "is_judged": clause not in protocol.references,
        "quote": clause.quote,
        "source": clause.source,
        "reading": clause.reading,
        "not_taken": [other.model_dump(mode="json") for other in clause.not_taken],
    }
