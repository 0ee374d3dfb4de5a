"""Protocols of other programs: what is carried over, and that all else is said."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtqa.errors import DocumentError, UsageError
from rtqa.messages import Message
from rtqa.protocol import Protocol, parse_protocol
from rtqa.protocol.foreign import Imported, import_file
from rtqa.protocol.foreign.goal_table import read_goal_table
from rtqa.protocol.lint import find_contradictions

ROW = "SpinalCord,,SpinalCord|Myelon,,D0.035cc[Gy],<=45,<=50,1,Our handbook"
HEADINGS = "Structure,Code,Aliases,Plan type,DVH objective,Goal,Variation,Priority,Source\n"


def imported(folder: Path, name: str, content: str) -> tuple[Protocol, Imported]:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    text, read = import_file(file)
    return parse_protocol(text.encode(), label="own.toml"), read


def card(*metrics: dict[str, Any]) -> str:
    return json.dumps({"TemplateName": "Head and neck", "Site": "HN", "ScoreTemplates": metrics})


def metric(kind: str = "DoseAtVolume", **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "Structure": {"StructureId": "SpinalCord", "StructureCode": ""},
        "MetricType": kind,
        "InputValue": 0.03,
        "InputUnit": "CC",
        "OutputUnit": "Gy",
        "ScorePoints": [
            {"PointX": 45.0, "Score": 10.0, "Variation": False},
            {"PointX": 50.0, "Score": 0.0, "Variation": True},
        ],
    }
    return {**usual, **more}


@pytest.mark.parametrize("goal", ["45", "= 45", "", "≤ x"])
def test_a_first_limit_without_its_relation_is_no_heading(goal: str) -> None:
    rows = f"SpinalCord,,,,Max[Gy],{goal}\nBladder,,,,Max[Gy],<=70\n"
    with pytest.raises(DocumentError, match=r"row 1\.goal: '.*' is no goal; write one such as <=45"):
        read_goal_table(rows.encode(), label="own.csv")


@pytest.mark.parametrize("headings", ["", HEADINGS])
def test_a_row_of_a_goal_table(tmp_path: Path, headings: str) -> None:
    protocol, read = imported(tmp_path, "Our Goals.csv", headings + ROW + "\n")
    (limit,) = protocol.constraints
    assert (limit.structure, str(limit.metric), limit.relation) == ("SpinalCord", "D0.035cc[Gy]", "<=")
    assert (limit.limit, limit.variation) == (45.0, 50.0)
    assert (limit.quote, limit.source) == (ROW, "Our handbook")
    (structure,) = protocol.structures
    assert (structure.name, structure.role, structure.aliases) == ("SpinalCord", "organ", ("Myelon",))
    assert protocol.id == "our-goals"
    assert [str(part.place) for part in read.left_out] == ["column priority"]


def test_all_faults_of_a_goal_table_at_once_with_their_rows() -> None:
    rows = "Cord,,,,D0.03cc,<=45,,,\nCord,,,,Max[Gy],exec('rm'),<=4x,,\n,,,,Max[Gy],>=45,<=40,,\n"
    with pytest.raises(DocumentError) as caught:
        read_goal_table(rows.encode(), label="own.csv")
    assert [str(fault) for fault in caught.value.faults] == [
        "row 1.metric: 'D0.03cc' does not say the unit of its answer: write 'D0.03cc[Gy]'",
        "row 2.goal: \"exec('rm')\" is no goal; write one such as <=45",
        "row 2.variation: '<=4x' is no goal; write one such as <=50",
        "row 3.structure: is missing",
        "row 3.variation: has another relation than the goal",
    ]


def test_percentages_are_of_what_the_last_column_names_or_of_the_only_target(tmp_path: Path) -> None:
    rows = (
        "Body,,,,V50%[cc],<=800,,,Our handbook,PTV High\nPTV High,,PTV1,,V95%[%],>=95,,,Our handbook\n"
        "Cord,,,,Max[%],<=60,,,Our handbook,PTV1\n"
    )
    protocol, _ = imported(tmp_path, "goals.csv", rows + "PTV Low,,,,V95%[%],>=95\nBladder,,,,Max[%],<=105\n")
    assert [limit.percent_of for limit in protocol.constraints] == ["PTV High", None, "PTV High", None, None]
    assert [found.clauses for found in find_contradictions(protocol)] == [("bladder-max",)]
    protocol, _ = imported(tmp_path, "goals.csv", rows + "Bladder,,,,Max[%],<=105\n")
    bladder = protocol.constraints[-1]
    assert bladder.percent_of == "PTV High"
    assert bladder.reading == (
        "A dose in percent is of the prescription to PTV High, the only target of the file."
    )


def test_two_rows_of_one_structure_in_two_spellings_are_one(tmp_path: Path) -> None:
    rows = [
        "Parotid_L,,LeftParotid,,Mean[Gy],<=26,,,",
        "parotid l,,LeftParotid,,V30Gy[%],<50,,,",
        "PTV_7000,,,,D95%[Gy],≥70,,,",
    ]
    protocol, _ = imported(tmp_path, "own.csv", "\n".join(rows))
    assert [(one.name, one.role, one.aliases) for one in protocol.structures] == [
        ("Parotid_L", "organ", ("LeftParotid",)),
        ("PTV_7000", "target", ()),
    ]
    assert [one.structure for one in protocol.constraints] == ["Parotid_L", "Parotid_L", "PTV_7000"]
    assert protocol.constraints[2].relation == ">="


def test_a_metric_of_a_scorecard(tmp_path: Path) -> None:
    protocol, read = imported(tmp_path, "card.json", card(metric()))
    (limit,) = protocol.constraints
    assert (str(limit.metric), limit.relation, limit.limit, limit.variation) == (
        "D0.03cc[Gy]",
        "<=",
        45.0,
        50.0,
    )
    assert limit.quote == "SpinalCord, D0.03cc[Gy]: 45 scores 10, 50 scores 0"
    assert protocol.title == "Head and neck"
    assert read.left_out == ()


@pytest.mark.parametrize(
    ("more", "metric_text", "relation", "limit"),
    [
        ({"MetricType": "MeanDose"}, "Mean[Gy]", "<=", 45),
        (
            {
                "MetricType": "ConformationNumber",
                "InputValue": 20,
                "InputUnit": "Gy",
                "OutputUnit": None,
                "ScorePoints": [{"PointX": 0.7, "Score": 0.0}, {"PointX": 0.9, "Score": 10.0}],
            },
            "CN20Gy",
            ">=",
            0.9,
        ),
        (
            {"MetricType": "ConformityIndex", "InputValue": 20, "InputUnit": "Gy", "OutputUnit": ""},
            "CI20Gy",
            "<=",
            45,
        ),
        ({"MetricType": "MaxDose", "OutputUnit": "cGy"}, "Max[cGy]", "<=", 45),
        (
            {"MetricType": "VolumeAtDose", "InputValue": 20, "InputUnit": "Gy", "OutputUnit": "%"},
            "V20Gy[%]", "<=", 45,
        ),
        (
            {
                "Structure": {"StructureId": "Tumour bed", "StructureCode": ""},
                "ScorePoints": [{"PointX": x, "Score": score} for x, score in ((66, 0), (70, 10), (72, 10))],
            },
            "D0.03cc[Gy]", ">=", 70,
        ),
    ],
)  # fmt: skip
def test_kinds_and_directions_of_a_scorecard(
    tmp_path: Path, more: dict[str, Any], metric_text: str, relation: str, limit: float
) -> None:
    protocol, _ = imported(tmp_path, "card.json", card(metric(**more)))
    (found,) = protocol.constraints
    assert (str(found.metric), found.relation, found.limit) == (metric_text, relation, limit)


def test_what_is_to_be_given_a_dose_is_a_target_unless_its_name_is_an_organs(tmp_path: Path) -> None:
    protocol, _ = imported(
        tmp_path, "own.csv", "Tumour bed,,,,D95%[Gy],>=47,,,\nLiver,,,,CV20Gy[cc],>=700,,,\n"
    )
    assert [(one.name, one.role) for one in protocol.structures] == [
        ("Tumour bed", "target"),
        ("Liver", "organ"),
    ]
    # The text is written all the same, for a person to mend.
    file = tmp_path / "cord.csv"
    file.write_text("SpinalCord,,,,Max[Gy],>=45,,,\n", encoding="utf-8")
    text, _ = import_file(file)
    with pytest.raises(DocumentError, match=r"line 26, spinalcord-max-gy\.relation"):
        parse_protocol(text.encode(), label="own.toml")


def test_what_a_scorecard_says_beside_is_listed_as_left_out(tmp_path: Path) -> None:
    hat = [{"PointX": x, "Score": score} for x, score in ((40, 0), (45, 10), (50, 0))]
    _, read = imported(
        tmp_path,
        "card.json",
        card(
            metric(),
            metric("HomogeneityIndex"),
            metric(ScorePoints=hat),
            metric(
                ScorePoints=[{"PointX": 45, "Score": 10}, {"PointX": 50, "Score": 0}], MetricComment="note"
            ),
        ),
    )
    assert len(read.goals) == 2
    cord = "SpinalCord"
    assert read.left_out == (
        ("ScoreTemplates[1]", Message("import.no-metric", kind="HomogeneityIndex", structure=cord)),
        ("ScoreTemplates[2]", Message("import.no-direction", structure=cord)),
        ("ScoreTemplates[3].ScorePoints", Message("import.score")),
        ("ScoreTemplates[3].MetricComment", Message("import.comment")),
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("card.json", "{"), ("card.json", "[]"), ("card.json", "{}"), ("card.json", "[" * 100000),
        ("card.json", '{"ScoreTemplates": []}'), ("card.json", card(metric("HomogeneityIndex"))),
        ("card.json", card({"MetricType": "MaxDose"})), ("own.csv", ""), ("own.csv", HEADINGS),
        ("own.csv", 'a,"b'), ("card.json", f"[{'9' * 5000}]"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_faults_and_no_crash(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(DocumentError):
        imported(tmp_path, name, content)


def test_all_faults_of_a_scorecard_at_once_in_plain_words(tmp_path: Path) -> None:
    point = {"PointX": "much", "Score": None, "Variation": "maybe"}
    spoilt = metric(InputUnit=3, Structure="SpinalCord", ScorePoints=[point, 7])
    with pytest.raises(DocumentError) as caught:
        imported(tmp_path, "card.json", card(metric(), spoilt))
    assert [str(fault) for fault in caught.value.faults] == [
        "ScoreTemplates[1].Structure: must be a table",
        "ScoreTemplates[1].InputUnit: must be text",
        "ScoreTemplates[1].ScorePoints[0].PointX: must be a number",
        "ScoreTemplates[1].ScorePoints[0].Score: must be a number",
        "ScoreTemplates[1].ScorePoints[0].Variation: must be true or false",
        "ScoreTemplates[1].ScorePoints[1]: must be a table",
    ]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_table_of_other_columns_says_how_to_save_it(tmp_path: Path, mark: str) -> None:
    with pytest.raises(
        DocumentError, match="columns are separated by semicolons or tabs; save the file with"
    ):
        imported(tmp_path, "own.csv", (HEADINGS + ROW).replace(",", mark))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither"):
        import_file(tmp_path / "plan.xml")
    with pytest.raises(UsageError, match="cannot be read"):
        import_file(tmp_path / "absent.csv")


NAMES = st.text(st.characters(exclude_characters=',\r\n"|', exclude_categories=("Cs",)), min_size=1).map(
    str.strip
)


@given(name=NAMES.filter(bool), source=NAMES)
def test_names_of_any_characters_come_back_as_text(name: str, source: str) -> None:
    from rtqa.protocol.foreign.protocol_text import write_protocol_text  # noqa: PLC0415 (of the room, not of its front)

    row = f"{name},,,,Max[Gy],<=45,,,{source}\n"
    try:
        read = read_goal_table(row.encode(), label="own.csv")
    except DocumentError:
        return  # a name that CSV or a strip leaves empty
    text = write_protocol_text(read, ident="own", label="own.csv", sha256="0" * 64)
    (limit,) = parse_protocol(text.encode(), label="own.toml").constraints
    assert limit.structure == read.goals[0].structure.strip()


def test_the_table_of_the_page_on_the_language_is_read_as_it_says(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "protocol-language.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^```csv\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    protocol, _ = imported(tmp_path, "goals.csv", table)
    read = [(limit.structure, str(limit.metric), limit.percent_of) for limit in protocol.constraints]
    assert read == [
        ("PTV", "V95%[%]", None),
        ("SpinalCord", "D0.03cc[Gy]", None),
        ("Body", "V50%[cc]", "PTV"),
    ]
    assert find_contradictions(protocol) == ()
