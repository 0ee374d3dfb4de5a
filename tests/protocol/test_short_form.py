"""The short form means what the long one does, and its faults are told by line and by the clause's id."""

from __future__ import annotations

import tomllib

import pytest
from own_protocol import HEAD

from rtqa.documents.toml_lines import index_lines
from rtqa.errors import DocumentError
from rtqa.protocol import Protocol, list_protocols, parse_protocol
from rtqa.protocol.lint import find_contradictions
from rtqa.resources import resource_folder

WRITE = "write 'D0.03cc[Gy]'"

SHORT = """schema = "rtqa-protocol/1"
id = "own"
title = "Our own"
source = "Handbook"
[structures]
Body-PTV = { derived = { all_of = ["Body"], minus = ["PTV"] } }
Lens_L = { may_be_absent = true }
[limits]
rows = [
  ["SpinalCord", "D0.03cc[Gy]", "<= 45", "≤ 50", 1],
  [["Parotid_L", "Parotid_R"], "Mean[Gy]", "< 26", "", 2, { logic = "either" }],
  ["Lens_L", "Max[Gy]", "<= 10"],
  ["Body-PTV", "D1cc[%]", "<= 107", { percent_of = "PTV", quote = "hot spots" }],
]
"""
LONG = """schema = "rtqa-protocol/1"
id = "own"
title = "Our own"
version = "1"
source = "Handbook"
[[phase]]
id = "plan"
title = "The plan"
fractions = { min = 1 }
[[structure]]
name = "SpinalCord"
role = "organ"
[[structure]]
name = "Parotid_L"
role = "organ"
[[structure]]
name = "Parotid_R"
role = "organ"
[[structure]]
name = "PTV"
role = "target"
[[structure]]
name = "Body"
role = "organ"
[[structure]]
name = "Body-PTV"
role = "organ"
derived = { all_of = ["Body"], minus = ["PTV"] }
[[structure]]
name = "Lens_L"
role = "organ"
may_be_absent = true
[[constraint]]
id = "spinalcord-d0-03cc"
phase = "plan"
structure = "SpinalCord"
metric = "D0.03cc[Gy]"
relation = "<="
limit = 45
variation = 50
priority = 1
quote = "SpinalCord: D0.03cc[Gy] <= 45, variation 50"
source = "Handbook"
[[constraint]]
id = "parotid-l-parotid-r-mean"
phase = "plan"
structures = ["Parotid_L", "Parotid_R"]
logic = "either"
metric = "Mean[Gy]"
relation = "<"
limit = 26
priority = 2
quote = "Parotid_L, Parotid_R: Mean[Gy] < 26"
source = "Handbook"
[[constraint]]
id = "lens-l-max"
phase = "plan"
structure = "Lens_L"
metric = "Max[Gy]"
relation = "<="
limit = 10
quote = "Lens_L: Max[Gy] <= 10"
source = "Handbook"
[[constraint]]
id = "body-ptv-d1cc"
phase = "plan"
structure = "Body-PTV"
metric = "D1cc[%]"
percent_of = "PTV"
relation = "<="
limit = 107
quote = "hot spots"
source = "Handbook"
"""


def read(text: str) -> Protocol:
    return parse_protocol(text.encode(), label="own.toml")


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        read(text)
    return [str(fault) for fault in caught.value.faults]


def test_the_short_form_is_the_long_one() -> None:
    assert read(SHORT) == read(LONG)


def test_a_goal_may_have_the_unit_of_its_metric() -> None:
    assert read(SHORT.replace('"<= 45"', '"<= 45 Gy"').replace('"≤ 50"', '"≤ 50Gy"')) == read(SHORT)


def test_the_parts_of_a_numbered_structure_are_one_by_derivation_and_another_as_it_is_is_none() -> None:
    nodes = 'GTV = { numbered = true }\nGTVs = { derived = { all_of = ["GTV"] } }\n[limits]'
    (made,) = (each for each in read(SHORT.replace("[limits]", nodes)).structures if each.name == "GTVs")
    assert made.derived is not None
    assert made.derived.parts == ("GTV",)
    one = nodes.replace("numbered = true", "may_be_absent = true")
    problem = "GTVs.derived: makes nothing else of 'GTV': needs minus, plus_mm or ring_mm"
    assert any(fault.endswith(problem) for fault in faults(SHORT.replace("[limits]", one)))


def test_defaults_go_before_the_file_s_own_and_behind_the_row_s() -> None:
    text = SHORT.replace(
        "[structures]",
        '[defaults]\nquote = "As ever."\nsource = "Page 2"\nrelation = "<"\n[structures]',
    ).replace('"<= 10"]', '10, { source = "Page 9" }]')
    cord, _, lens, body = read(text).constraints
    assert (cord.source, cord.quote, cord.relation) == ("Page 2", "As ever.", "<=")
    assert (lens.source, lens.quote, lens.relation) == ("Page 9", "As ever.", "<")
    assert body.quote == "hot spots"


def test_a_long_file_of_one_phase_need_not_name_it_and_one_of_two_must() -> None:
    clause = '[[technique]]\nid = "technique"\ntechniques = ["IMRT"]\nquote = "IMRT"\n'
    assert read(HEAD + clause).techniques[0].phase == "only"
    second = '[[phase]]\nid = "boost"\ntitle = "Boost"\nfractions = { min = 1 }\n'
    assert faults(HEAD + second + clause) == ["line 16, technique.phase: is missing"]
    assert read(HEAD + second + clause + '[defaults]\nphase = "boost"\n').techniques[0].phase == "boost"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"<= 45"', '"=45"', "line 10, spinalcord-d0-03cc.goal: '=45' is no goal: write one such as '<= 45'"),
        ('"≤ 50"', '">= 50"', "line 10, spinalcord-d0-03cc.variation: has another relation than the goal"),
        ('"≤ 50"', '"fifty"',
         "line 10, spinalcord-d0-03cc.variation: 'fifty' is no variation: write one such as '<= 50', or ''"),
        ('"<= 45"', '"<= 45 %"', "line 10, spinalcord-d0-03cc.goal: is in %, and the metric is not"),
        ('"≤ 50"', '"≤ 50 cGy"', "line 10, spinalcord-d0-03cc.variation: is in cGy, and the metric is not"),
        ('"Max[Gy]"', '"Dmax"', "line 12, lens-l-dmax.metric: 'Dmax' is not a metric: write 'Max[Gy]'"),
        ('"≤ 50"', "44", "line 10, spinalcord-d0-03cc: variation 44 must not lie below the limit 45"),
        ('"D0.03cc[Gy]"', '"D0.03cc"',
         "line 10, spinalcord-d0-03cc.metric: 'D0.03cc' does not say the unit of its answer: " + WRITE),
        (', "≤ 50", 1]', ', "≤ 50", "high"]', "line 10, spinalcord-d0-03cc.priority: must be a whole number"),
        ('"<= 10"]', "10]", "line 12, lens-l-max.relation: is missing"),
        ('["Lens_L", "Max[Gy]", "<= 10"]', '["Lens_L", "Max[Gy]"]',
         "line 12, limits.rows[2]: has 2 cells: write structure, metric, goal, then variation and priority"),
        ('["Lens_L", "Max[Gy]", "<= 10"]', '"Lens_L"',
         "line 12, limits.rows[2]: must be a list: structure, metric, goal, variation, priority"),
        ('logic = "either"', 'logik = "either"',
         "line 11, parotid-l-parotid-r-mean.logik: no such key; did you mean 'logic'?"),
        ('quote = "hot spots"', "limit = 3", "line 13, body-ptv-d1cc: limit stands in the row already"),
        ("may_be_absent = true", "may_be_absent = 3", "line 7, Lens_L.may_be_absent: must be true or false"),
        ("{ may_be_absent = true }", "true", "line 7, structures.Lens_L: must be a table"),
        ("{ may_be_absent = true }", '{ name = "Lens_R" }',
         "line 7, structures.Lens_L.name: is the key already"),
        ("[limits]", "[limit]", "line 8, limit: no such key; did you mean 'limits'?"),
        ("rows = [", "row = [",
         'line 8, limits: has one key: rows = [["SpinalCord", "D0.03cc[Gy]", "<= 45"]]'),
        ("[structures]", "[defaults]\nphases = 'a'\n[structures]",
         "line 6, defaults.phases: no such key; did you mean 'phase'?"),
    ],
)  # fmt: skip
def test_a_fault_of_the_short_form_names_line_and_clause(old: str, new: str, expected: str) -> None:
    assert SHORT.count(old) == 1
    assert expected in faults(SHORT.replace(old, new))


def places(value: object, place: str = "") -> set[str]:
    """All places of a document as tomllib reads it."""
    found = {place} if place else set()
    if isinstance(value, dict):
        for key, each in value.items():
            found |= places(each, f"{place}.{key}" if place else key)
    if isinstance(value, list):
        for n, each in enumerate(value):
            found |= places(each, f"{place}[{n}]")
    return found


ODD = '''\
a.b."c d".'e' = [ # not ]
  1, [2, {x = 1, "y.z" = """
]"""}], '[', 2026-01-01 08:00:00, ] # end
[[x.y]]
[x.y."z\\u0041"]
m = \'\'\'
[no]\'\'\'
[[x.y]]
n = """a\\""""
'''


LIBRARY = [
    (resource_folder("constraints") / f"{name}.toml").read_text(encoding="utf-8") for name in list_protocols()
]


@pytest.mark.parametrize("text", [ODD, *LIBRARY], ids=["odd", *list_protocols()])
def test_every_place_of_a_file_has_the_line_that_its_key_is_on(text: str) -> None:
    lines = index_lines(text)
    assert set(lines) == places(tomllib.loads(text))
    written = text.splitlines()
    for place, line in lines.items():
        last = place.rpartition(".")[2]
        if "[" not in last and "zA" not in last:
            assert last.strip('"') in written[line - 1], place


def test_lines_are_counted_alike_under_windows() -> None:
    assert index_lines(SHORT.replace("\n", "\r\n")) == index_lines(SHORT)


def test_a_row_may_have_a_ratio_or_a_table_for_its_limit() -> None:
    rows = """[limits]
rows = [
  ["Body", "V50%[cc]", "< 5.5", { percent_of = "PTV", over = { structure = "PTV", metric = "Volume[cc]" } }],
  ["Body", "Max[%]", "<", { percent_of = "PTV", limit_by = { structure = "PTV", metric = "Volume[cc]", rows = [[13.2, 50, 58], [22.0, 54, 63]] } }],
]
"""  # noqa: E501 (a row is a line)
    ratio, table = read(SHORT[: SHORT.index("[structures]")] + rows).constraints
    assert (ratio.over.structure if ratio.over else None, ratio.limit) == ("PTV", 5.5)
    assert ratio.quote == "Body: V50%[cc] / PTV / Volume[cc] < 5.5"
    assert (table.limit, table.variation) == (54, 63)
    assert table.quote == "Body: Max[%] < as Volume[cc] of PTV says"


@pytest.mark.parametrize("source", ["", "source = 3\n", 'source = " "\n'])
def test_a_file_without_a_source_is_told_so_once(source: str) -> None:
    told = faults(SHORT.replace('source = "Handbook"\n', source))
    assert len(told) == 1
    assert "source: " in told[0]


@pytest.mark.parametrize(
    "row",
    ['[" ", "Max[Gy]", "<= 45"]', '[{}, "Max[Gy]", "<= 45"]', '["A", "Max[Gy]", 1, { percent_of = {} }]'],
)
def test_a_row_of_strange_cells_is_a_fault_with_its_line(row: str) -> None:
    told = faults(SHORT.replace('["Lens_L", "Max[Gy]", "<= 10"]', row))
    assert all("line 12, " in fault for fault in told), told


def misspelt(name: str, aliases: str = "") -> list[tuple[str, str]]:
    table = f'[structures]\n{name} = {{ role = "organ", aliases = [{aliases}] }}\n'
    text = (
        SHORT[: SHORT.index("[structures]")] + f'{table}[limits]\nrows = [["{name}", "Max[Gy]", "<= 45"]]\n'
    )
    found = [one for one in find_contradictions(read(text)) if one.rule == "name"]
    return [(one.clauses[0].rpartition("-")[0], str(one.arithmetic[0].values["meant"])) for one in found]


@pytest.mark.parametrize(
    ("name", "meant"), [("SpinalCrd", "SpinalCord"), ("Esophagous", "Esophagus"), ("Brianstem", "Brainstem")]
)
def test_lint_knows_a_name_that_is_nearly_an_organ_s(name: str, meant: str) -> None:
    assert misspelt(name) == [(name.casefold(), meant)]
    assert misspelt(name, '"Another"') == []


@pytest.mark.parametrize(
    "name", ["SpinalCord", "Myelon", "Parotids", "Breast_L", "Valve_Mitral", "Hippocampus_L"]
)
def test_lint_leaves_other_names_alone(name: str) -> None:
    assert misspelt(name) == []
