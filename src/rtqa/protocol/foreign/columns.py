"""Which column of a table of goals is what, by its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

POSITIONS = (
    "structure", "code", "aliases", "plan type", "metric", "goal", "variation", "priority", "source",
    "percent_of",
)  # fmt: skip
"""The columns of a table without headings, as DVH evaluators of planning systems write it."""

_HEADINGS = {
    "structure": "structure structureid structurename organ oar organatrisk roi roiname name",
    "code": "code codes structurecode structurecodes",
    "aliases": "aliases alias synonyms othernames",
    "plan type": "plantype",
    "metric": "metric dvhobjective dvhmetric objective dosimetricparameter parameter metrictype",
    "goal": "goal evaluator limit constraint criterion perprotocol tolerance objectivevalue",
    "relation": "relation operator",
    "variation": "variation variationacceptable acceptablevariation minorvariation",
    "priority": "priority",
    "source": "source reference",
    "percent_of": "percentof prescriptionof rxof",
    "unit": "unit units",
}
"""By what is meant, the headings for it, without case, spaces and signs."""

KEYS = ("id", "phase", "quote", "reading", "outside", "logic", "side_of", "one_of", "quantity")
"""Keys of a ``[[constraint]]`` that a column may have as its heading."""

_MEANT = {word: meant for meant, words in _HEADINGS.items() for word in words.split()}
_MEANT |= {key.replace("_", ""): key for key in KEYS}


def find_columns(cells: Sequence[str]) -> list[str] | None:
    """What each column is, by a row of headings; None where the row is none.

    A heading that is not known, or is there before, stands as it is written, behind a ``?``.
    """
    columns: list[str] = []
    for cell in cells:
        meant = _MEANT.get(re.sub(r"[\W_]", "", cell.casefold()))
        columns.append(meant if meant is not None and meant not in columns else f"?{cell}")
    return columns if {"structure", "metric", "goal"} <= {*columns} else None
