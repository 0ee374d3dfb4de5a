"""The clauses on images, technique, size and approval: read whole, or refused in plain words."""

from __future__ import annotations

import pytest
from own_protocol import HEAD

from rtqa.errors import DocumentError
from rtqa.model.technique import Technique
from rtqa.protocol import load_protocol, parse_protocol

BASE = f"""{HEAD}
[[structure]]
name = "GTVn"
role = "target"
"""
WORDS = 'quote = "Words"\nsource = "page 1"\n'
TECHNIQUE = f'[[technique]]\nid = "technique"\nphase = "only"\n{WORDS}'
IMAGING = f'[[imaging]]\nid = "ct"\nslice_at_most_mm = 3\n{WORDS}'
SIZE = f'[[size]]\nid = "bulk"\nphase = "only"\nstructure = "GTVn"\n{WORDS}'


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse_protocol((BASE + text).encode(), label="own.toml")
    return [f"{fault.place}: {fault.problem}" for fault in caught.value.faults]


def test_the_trial_asks_of_its_two_phases_what_its_text_says() -> None:
    protocol = load_protocol("nct07041788").protocol
    asked = {rule.phase: rule.techniques for rule in protocol.techniques}
    assert asked == {
        "sfrt": (Technique.CONFORMAL, Technique.IMRT, Technique.VMAT),
        "ccrt": (Technique.IMRT, Technique.VMAT),
    }
    assert [(rule.image, rule.phase, rule.slice_at_most_mm) for rule in protocol.imaging] == [
        ("planning", "sfrt", 3.0),
        ("planning", "ccrt", 3.0),
        ("baseline", None, 3.0),
    ]
    sizes = [(rule.structure, rule.at_least_mm) for rule in protocol.sizes]
    assert sizes == [("GTVn", 50.0), ("GTVtn0", None)]
    assert [rule.phase for rule in protocol.approvals] == ["sfrt"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            TECHNIQUE + 'techniques = ["3DCRT"]\n',
            "technique[0].techniques[0]: must be '3D-CRT', 'IMRT', 'VMAT' or 'TomoTherapy'",
        ),
        (TECHNIQUE + "techniques = []\n", "technique[0].techniques: must not be empty"),
        (
            TECHNIQUE + 'techniques = ["IMRT"]\ndaily = { fractions_a_day = 1, days_a_week = 8 }\n',
            "technique[0].daily.days_a_week: must be 7 or less",
        ),
        (
            IMAGING + 'image = "baseline"\nphase = "only"\n',
            "imaging[0]: a planning image needs the phase that it is of, and a baseline image has none",
        ),
        (
            IMAGING + 'image = "baseline"\nslice_at_most = 3\n',
            "imaging[0].slice_at_most: no such key; did you mean 'slice_at_most_mm'?",
        ),
        (
            SIZE.replace("GTVn", "GTVm") + 'diameters = ["3d"]\n',
            "size[0].structure: no structure 'GTVm' in this file; did you mean 'GTVn'?",
        ),
        (
            SIZE + 'diameters = ["short"]\nat_least_mm = 0\n',
            "size[0].diameters[0]: must be '3d' or 'axial'",
        ),
        (
            '[[approval]]\nid = "approval"\nphase = "other"\n' + WORDS,
            "approval[0].phase: no phase 'other' in this file",
        ),
    ],
)
def test_what_does_not_hold_is_said_with_its_place(text: str, fault: str) -> None:
    assert fault in faults(text)
