"""A second calculation on a screen and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from rtqa.cli.screen import begin_table
from rtqa.evaluation.second_dose_rows import describe_basis
from rtqa.messages import Listing, Message, Quantity
from rtqa.messages.safe_text import show
from rtqa.render.words.language import ENGLISH
from rtqa.transport.judge import judge_scale, judge_shape, list_usual_scales
from rtqa.transport.second_dose import Pair, SecondDose


def draw_second_dose(second: SecondDose) -> RenderableType:
    """What it was made of, then the tables by structure and by beam."""
    return Group(
        *(Text(str(message)) for message in _head(second)),
        Text(),
        _draw_structures(second),
        Text(),
        _draw_beams(second),
    )


def as_json(second: SecondDose) -> dict[str, Any]:
    """All of it but the single points' places."""
    return {
        "scale": second.scale,
        "machine": second.machine.machine.name if second.machine is not None else None,
        "usual_scales": {name: list(ends) for name, ends in list_usual_scales(second).items()},
        "n_points": second.n_points,
        "rms_frac": second.rms_frac,
        "chi": second.chi,
        "patient": {
            "has_ct": second.patient.has_ct,
            "curve": second.patient.curve,
            "overridden": list(second.patient.overridden),
            "lungs": list(second.patient.lungs),
        },
        "shape_agrees": not judge_shape(second),
        "scale_is_usual": not judge_scale(second),
        "structures": [
            {
                "name": row.name,
                "n_points": row.n_points,
                **{name: _pair_as_json(pair) for name, pair in _pairs(row.mean, row.d95, row.d2)},
            }
            for row in second.structures
        ],
        "points": {name: _pair_as_json(pair) for name, pair in second.stated.items()},
        "turn": asdict(second.turn) if second.turn is not None else None,
        "alone": [asdict(beam) for beam in second.alone],
        "beams": [
            {
                "number": row.number,
                "name": row.name,
                "energy_mv": row.energy_mv,
                "is_unflattened": row.is_unflattened,
                "tpr20_10": row.tpr,
                "meterset_mu": row.meterset_mu,
                "share_frac": row.share_frac,
                "best_factor": row.best_factor,
                "remaining_frac": row.remaining_frac,
            }
            for row in second.beams
        ],
    }


def _pairs(mean: Pair, d95: Pair, d2: Pair) -> list[tuple[str, Pair]]:
    return [("mean", mean), ("d95", d95), ("d2", d2)]


def _pair_as_json(pair: Pair) -> dict[str, float]:
    return {"planned_gy": pair.planned_gy, "calculated_gy": pair.calculated_gy, "sd_gy": pair.sd_gy}


def _head(second: SecondDose) -> list[Message]:
    shape, machine = judge_shape(second), second.machine
    messages = [
        Message("second-dose.calculated-in", basis=describe_basis(second.patient)),
        Message(
            "second-dose.shape",
            difference=f"{100 * second.rms_frac:.2f}",
            n=second.n_points,
            chi=f"{second.chi:.2f}",
            agreement="differs" if shape else "agrees",
        ),
        Message(
            "second-dose.scale",
            scale=f"{second.scale:.3f}",
            n=int(machine is not None),
            machine=Listing((machine.machine.name,) if machine is not None else ()),
            agreement="differs" if judge_scale(second) else "agrees",
        ),
    ]
    beam = next((doubt.beam for doubt in shape if doubt.beam is not None), None)
    if (turn := second.turn) is not None:
        angle = Quantity(turn.turn_deg, "°")
        messages.append(Message("second-dose.explained-by-turn", beam=turn.beam, angle=angle))
    elif beam is not None:
        factor = f"{beam.best_factor:.2f}"
        messages.append(Message("second-dose.explained-by-weight", beam=beam.number, factor=factor))
    return messages


def _draw_structures(second: SecondDose) -> Table:
    """The calculated doses are times the scale; ± is twice the standard deviation."""
    say = ENGLISH
    doses = (say("command.mean-gy"), "D95/Gy", "D2/Gy")
    headings = [heading for dose in doses for heading in (dose, say("page.second"), "±")]
    table = begin_table([say("page.structure")], [say("page.points"), *headings])
    for row in second.structures:
        cells = [f"{x:.2f}" for _, pair in _pairs(row.mean, row.d95, row.d2) for x in _three(pair)]
        table.add_row(*map(Text, [show(row.name), str(row.n_points), *cells]))
    for name, pair in second.stated.items():
        table.add_row(*map(Text, [f"({name})", "1", *(f"{x:.2f}" for x in _three(pair))]))
    return table


def _three(pair: Pair) -> tuple[float, float, float]:
    return pair.planned_gy, pair.calculated_gy, 2.0 * pair.sd_gy


def _draw_beams(second: SecondDose) -> Table:
    say = ENGLISH
    table = begin_table(
        [say("page.beam")],
        ["MV", "TPR20,10", "MU", say("command.share"), say("command.best-factor")],
    )
    for row in second.beams:
        energy = f"{row.energy_mv:g}{' FFF' if row.is_unflattened else ''}"
        cells = [f"{row.number} {show(row.name)}", energy, f"{row.tpr:.3f}", f"{row.meterset_mu:.1f}"]
        table.add_row(*map(Text, [*cells, f"{100 * row.share_frac:.1f}", f"{row.best_factor:.2f}"]))
    return table
