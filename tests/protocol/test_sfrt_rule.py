"""The [sfrt] table: what it may say, and whose names it means."""

from __future__ import annotations

import pytest

from rtqa.errors import DocumentError
from rtqa.protocol import load_protocol, parse_protocol
from rtqa.protocol.sfrt_rule import names_like

HEAD = """
schema = "rtqa-protocol/1"
id = "own"
title = "Own"
version = "1"
source = "Own"
[[phase]]
id = "sfrt"
title = "SFRT"
fractions = { min = 1, max = 1 }
[[structure]]
name = "GTV"
role = "target"
[sfrt]
"""
GOOD = 'phase = "sfrt"\ntargets = ["GTV"]\n'


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse_protocol((HEAD + text).encode(), label="own.toml")
    return [f"{fault.place}: {fault.problem}" for fault in caught.value.faults]


def test_without_choices_nothing_is_chosen() -> None:
    rule = parse_protocol((HEAD + GOOD).encode(), label="own.toml").sfrt
    assert rule is not None
    assert (rule.found, rule.geud, rule.survival, rule.shells, rule.vertices) == (None, None, None, None, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'phase = "sfrd"\ntargets = ["GTV"]',
            ["sfrt.phase: no phase 'sfrd' in this file; did you mean 'sfrt'?"],
        ),
        (
            'phase = "sfrt"\ntargets = ["GTV", "GTVn"]',
            ["sfrt.targets[1]: no structure 'GTVn' in this file; did you mean 'GTV'?"],
        ),
        ('phase = "sfrt"\ntargets = []', ["sfrt.targets: needs at least one target"]),
        (GOOD + '[sfrt.geud]\na = 0\nsource = "x"', ["sfrt.geud: a must not be 0"]),
        (GOOD + "[sfrt.geud]\na = -10", ["sfrt.geud.source: is missing"]),
        (
            GOOD + '[sfrt.found]\nat_frac = 0\nleast_cm3 = 0.1\nsource = "x"',
            ["sfrt.found.at_frac: must be more than 0"],
        ),
        (
            GOOD + '[sfrt.survival]\nalpha_per_gy = 0.3\nbeta_per_gy2 = -1\nsource = "x"',
            ["sfrt.survival.beta_per_gy2: must be 0 or more"],
        ),
        (GOOD + '[sfrt.shells]\nthickness = [5]\nsource = "x"', None),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, expected: list[str] | None) -> None:
    told = faults(text)
    if expected is None:
        expected = [
            "sfrt.shells.thickness_mm: is missing",
            "sfrt.shells.thickness: no such key; did you mean 'thickness_mm'?",
        ]
    assert told == expected


def test_the_trial_states_its_choices_with_their_sources() -> None:
    rule = load_protocol("nct07041788").protocol.sfrt
    assert rule is not None
    assert (rule.phase, rule.targets) == ("sfrt", ("GTVtn0", "GTVn"))
    assert rule.geud is not None
    assert rule.survival is not None
    for choice in (rule.geud, rule.survival):
        assert "[R]" in choice.source
    assert rule.survival.alpha_per_gy / rule.survival.beta_per_gy2 == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("Vertex_#", ["Vertex_01", "vertex 2", "VERTEX-113"]),
        ("Vertices", ["Vertices"]),
        ("PTV_Vertices", ["PTV Vertices"]),
        ("V.#", []),
    ],
)
def test_which_names_a_pattern_means(pattern: str, expected: list[str]) -> None:
    names = [
        "Vertex_01", "vertex 2", "VERTEX-113", "Vertex", "Vertex_1a", "xVertex_1", "Vertex_1234",
        "Vertices", "PTV Vertices", "GTV-Vertices", "Vx1",
    ]  # fmt: skip
    assert names_like(pattern, names) == expected
