"""``check`` as most tests ask it: without the second calculation, which is slow and has its own."""

from __future__ import annotations

from functools import partial

from rtqa import evaluation

check = partial(evaluation.check, second_dose=False)
