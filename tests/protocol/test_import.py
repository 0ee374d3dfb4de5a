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
from rtqa.protocol import Protocol, load_protocol, parse_protocol
from rtqa.protocol.foreign import Imported, import_file
from rtqa.protocol.foreign.goal_table import read_goal_table
from rtqa.protocol.lint import find_contradictions

ROW = "SpinalCord,,SpinalCord|Myelon,,D0.035cc[Gy],<=45,<=50,1,Our handbook"
HEADINGS = "Structure,Code,Aliases,Plan type,DVH objective,Goal,Variation,Priority,Source\n"

NO_GOAL = "\"exec('rm')\" is no goal; write one such as <=45"


def imported(folder: Path, name: str, content: str) -> tuple[Protocol, Imported]:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    text, read = import_file(file)
    return parse_protocol(text.encode(), label="own.toml"), read


def card(*metrics: dict[str, Any]) -> str:
    return json.dumps({"TemplateName": "Head and neck", "ScoreTemplates": metrics})


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
    read = read_goal_table(rows.encode(), label="own.csv")
    assert [one.structure for one in read.goals] == ["Bladder"]
    (left,) = read.left_out
    assert (left.place, str(left.reason)) == (
        "line 1",
        f"it cannot be read: {goal!r} is no goal; write one such as <=45",
    )


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
    assert (limit.priority, read.left_out) == (1, ())


def test_all_faults_of_a_goal_table_at_once_with_their_rows() -> None:
    rows = "Cord,,,,D0.03cc,<=45,,,\nCord,,,,Max[Gy],exec('rm'),<=4x,,\n,,,,Max[Gy],>=45,<=40,,\n"
    with pytest.raises(DocumentError) as caught:
        read_goal_table(rows.encode(), label="own.csv")
    assert [str(fault) for fault in caught.value.faults] == [
        "line 1: it cannot be read: 'D0.03cc' does not say the unit of its answer: write 'D0.03cc[Gy]'",
        f"line 2: it cannot be read: {NO_GOAL}; '<=4x' is no variation; write one such as <=50",
        "line 3: it cannot be read: it names no structure; the variation has another relation than the goal",
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


def test_a_metric_that_cannot_be_read_is_left_out_with_all_its_faults(tmp_path: Path) -> None:
    point = {"PointX": "much", "Score": None, "Variation": "maybe"}
    spoilt = metric(InputUnit=3, Structure="SpinalCord", ScorePoints=[point, 7])
    protocol, read = imported(tmp_path, "card.json", card(metric(), spoilt))
    assert len(protocol.constraints) == 1
    (left,) = read.left_out
    assert left.place == "ScoreTemplates[1]"
    assert str(left.reason).removeprefix("it cannot be read: ").split("; ") == [
        "Structure: must be a table",
        "InputUnit: must be text",
        "ScorePoints[0].PointX: must be a number",
        "ScorePoints[0].Score: must be a number",
        "ScorePoints[0].Variation: must be true or false",
        "ScorePoints[1]: must be a table",
    ]


HEADED = (
    "Priority;Organ;Goal;Metric;Variation;Room\n1;Cord;<=45,5;D0.03cc[Gy];;7\n2;Lens_L;<=10;Max[Gy];<=12;\n"
)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_columns_are_found_by_their_headings_in_any_order_and_with_any_mark(
    tmp_path: Path, mark: str
) -> None:
    text = HEADED if mark == ";" else HEADED.replace("45,5", "45.5").replace(";", mark)
    protocol, read = imported(tmp_path, "own.csv", text)
    said = [(one.structure, one.limit, one.variation, one.priority) for one in protocol.constraints]
    assert said == [("Cord", 45.5, None, 1), ("Lens_L", 10, 12, 2)]
    assert [(str(left.place), str(left.reason)) for left in read.left_out] == [
        ("column Room", "its heading is not known")
    ]


def test_units_relations_and_keys_of_a_limit_may_have_columns(tmp_path: Path) -> None:
    text = "ROI,DVH metric,Unit,Relation,Limit,Outside,Id\nLiver,Mean,Gy,<,30,review,liver\n"
    text += "Cord,D1cc,cGy,<=,4500,,\n"
    protocol, read = imported(tmp_path, "own.csv", text)
    liver, cord = protocol.constraints
    assert (liver.id, liver.relation, liver.limit, liver.outside) == ("liver", "<", 30, "review")
    assert (str(cord.metric), read.left_out) == ("D1cc[cGy]", ())


def test_a_table_is_a_protocol_by_itself_where_all_of_it_is_judged(tmp_path: Path) -> None:
    file = tmp_path / "Our HN.csv"
    file.write_text("Structure,Metric,Goal\nSpinalCord,Max[Gy],<=45\n", encoding="utf-8")
    loaded = load_protocol(file)
    assert (loaded.protocol.id, loaded.protocol.constraints[0].limit) == ("our-hn", 45)
    assert loaded.lines() == {"spinalcord-max-gy": 2}
    assert load_protocol(str(file)) == loaded
    file.write_text(
        "Structure,Metric,Goal,Room\nSpinalCord,Max,<=4500\nCord,Max[Gy],<=4500\n,Max[Gy],<=1,x\n"
    )
    with pytest.raises(DocumentError) as caught:
        load_protocol(file)
    assert [str(fault) for fault in caught.value.faults] == [
        "line 4: it cannot be read: it names no structure",
        "file: rtqa protocols import leaves this out, and makes a protocol of the rest",
    ]
    file.write_text("Structure,Metric,Goal\nSpinalCord,Max[Gy],<=4500\n", encoding="utf-8")
    with pytest.raises(
        DocumentError, match=r"\n  line 2, spinalcord-max-gy\.limit: SpinalCord: Max\[Gy\] ≤ 4500"
    ):
        load_protocol(file)


def structure(name: str, comment: str) -> dict[str, Any]:
    return metric(Structure={"StructureId": name, "StructureCode": "", "StructureComment": comment})


RECIPES = {
    "{<BODY>} SUB {<PTV>}": {"all_of": ["BODY"], "minus": ["PTV"]},
    "{<BODY>} SUB {<PTV> OR <GTV>|20}": ["BODY minus (PTV or GTV + 20)"],
    "{<BODY>} SUB {<PTV>|20}": {"all_of": ["BODY"], "minus": ["PTV"], "beyond_mm": 20.0},
    "{<BODY>} SUB {<PTV> OR <GTV>}|20": {"all_of": ["BODY"], "minus": ["PTV", "GTV"], "beyond_mm": 20.0},
    "{<Lung_L> OR <Lung_R>}": {"all_of": ["Lung_L", "Lung_R"]},
    "{{<Lung_L> OR <Lung_R>}} SUB {<GTV> OR }": {"all_of": ["Lung_L", "Lung_R"], "minus": ["GTV"]},
    "{<Cord>|5^5^5^5^5^5}": {"all_of": ["Cord"], "plus_mm": 5.0},
    "{<Prostate>|7^6^9^8^5^0}": {
        "all_of": ["Prostate"],
        "plus_mm": {"left": 7, "right": 6, "superior": 9, "inferior": 8, "posterior": 5, "anterior": 0},
    },
}


@pytest.mark.parametrize("comment", RECIPES)
def test_a_recipe_of_a_scorecard_says_how_its_structure_is_made(tmp_path: Path, comment: str) -> None:
    protocol, read = imported(tmp_path, "card.json", card(structure("Made", comment)))
    assert read.left_out == ()
    by_name = {one.name: one for one in protocol.structures}
    derived = by_name["Made"].derived
    assert derived is not None
    made = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in derived.model_dump(exclude_defaults=True, exclude_none=True).items()
    }
    expected = RECIPES[comment]
    if isinstance(expected, list):  # a margin of one part alone: the part is made itself
        part = by_name["Made part 1"].derived
        assert part is not None
        assert (part.all_of, part.plus_mm) == (("GTV",), 20.0)
        expected = {"all_of": ["BODY"], "minus": ["PTV", "Made part 1"]}
    assert made == expected


def test_what_two_structures_share_is_one_without_what_it_has_alone(tmp_path: Path) -> None:
    protocol, _ = imported(tmp_path, "card.json", card(structure("Shared", "{<A> AND <B>}")))
    derived = {one.name: one.derived for one in protocol.structures if one.derived is not None}
    assert {name: (rule.all_of, rule.minus) for name, rule in derived.items()} == {
        "Shared part 1": (("A",), ("B",)),
        "Shared": (("A",), ("Shared part 1",)),
    }


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("{<A>|1^2^3^4^5^-6}", "its margin '1^2^3^4^5^-6' shrinks to some sides alone"),
        ("{<A>|1^2^3}", "its margin '1^2^3' has 3 directions, not 6"),
        ("{<A>} XOR {<B>}", "'XOR' is none of OR, SUB, AND"),
        ("{<A>", "its brackets do not close"),
        ("{<A>}", "it is 'A' itself"),
        ("{} OR <B>", "a structure is missing"),
        ("<A> ? <B>", "it cannot be read from ' ? <B>' on"),
        ("{" * 40 + "<A>" + "}" * 40, "its brackets stand too deep"),
    ],
)
def test_a_recipe_that_a_protocol_cannot_say_is_told(tmp_path: Path, comment: str, problem: str) -> None:
    protocol, read = imported(tmp_path, "card.json", card(structure("Made", comment)))
    assert all(one.derived is None for one in protocol.structures)
    (left,) = read.left_out
    assert left == (
        "ScoreTemplates[0].Structure.StructureComment",
        Message("import.recipe", structure="Made", problem=problem),
    )


def test_dose_and_fractions_of_a_scorecard_are_a_prescription(tmp_path: Path) -> None:
    targets = [metric(Structure={"StructureId": name}) for name in ("PTV_7000", "PTV_5600")]
    percent = metric("MaxDose", OutputUnit="%")
    text = card(*targets, percent)[:-1] + ', "DosePerFraction": 2.0, "NumberOfFractions": 35}'
    protocol, read = imported(tmp_path, "card.json", text)
    (rule,) = protocol.prescriptions
    assert (rule.structure, rule.dose_gy.min, rule.dose_gy.max) == ("PTV_7000", 70, 70)
    assert (rule.fractions.min, rule.fractions.max) == (35, 35)
    assert protocol.constraints[-1].percent_of == "PTV_7000"
    protocol, read = imported(tmp_path, "other.json", text.replace("35}", "33}"))
    assert protocol.prescriptions == ()
    assert ("DosePerFraction", Message("import.of-which-target")) in read.left_out


def test_dose_at_a_volume_less_than_the_whole_is_that_of_the_coldest(tmp_path: Path) -> None:
    rising = [{"PointX": 15.0, "Score": 10.0}, {"PointX": 20.0, "Score": 0.0}]
    liver = metric("DoseAtSubVolume", InputValue=700, InputUnit="cc", ScorePoints=rising)
    protocol, _ = imported(tmp_path, "card.json", card(liver))
    assert [(str(one.metric), one.limit) for one in protocol.constraints] == [("DC700cc[Gy]", 15)]


def proknow(*metrics: dict[str, Any]) -> str:
    return json.dumps({"computed": metrics, "custom": []})


def bins(*levels: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"color": [0, 0, 0], **level} for level in levels]


FALLING = bins({"label": "PASS", "max": 45}, {"label": "WARNING", "max": 50}, {"label": "FAIL"})


@pytest.mark.parametrize(
    ("kind", "args", "objectives", "expected"),
    [
        ("DOSE_VOLUME_CC_ROI", (0.03, None), FALLING, ("D0.03cc[Gy]", "<=", 45, 50)),
        ("MEAN_DOSE_ROI", (None, None), bins({"label": "PASS"}, {"label": "FAIL", "min": 26}),
         ("Mean[Gy]", "<", 26, None)),
        ("DOSE_VOLUME_PERCENT_ROI", (95, None),
         bins({"label": "FAIL"}, {"label": "WARNING", "min": 66.5}, {"label": "PASS", "min": 70}),
         ("D95%[Gy]", ">=", 70, 66.5)),
        ("VOLUME_PERCENT_DOSE_RANGE_ROI", (0, 20), FALLING, ("CV20Gy[%]", "<=", 45, 50)),
        ("DOSE_VOLUME_MINUS_CC_ROI", (700, None), FALLING, ("DC700cc[Gy]", "<=", 45, 50)),
        ("MAX_DOSE_ROI", (None, None),
         bins({"label": "IDEAL", "max": 40}, {"label": "GOOD", "max": 45}, {"label": "OK", "max": 50},
              {"label": "UNACCEPTABLE"}),
         ("Max[Gy]", "<=", 40, 50)),
    ],
)  # fmt: skip
def test_metrics_and_bins_of_proknow(
    tmp_path: Path, kind: str, args: tuple[object, ...], objectives: object, expected: tuple[object, ...]
) -> None:
    entry = {"type": kind, "roi_name": "PTV", "arg_1": args[0], "arg_2": args[1], "objectives": objectives}
    protocol, _ = imported(tmp_path, "card.json", proknow(entry))
    (limit,) = protocol.constraints
    assert (str(limit.metric), limit.relation, limit.limit, limit.variation) == expected


def test_what_of_proknow_is_no_limit_is_told(tmp_path: Path) -> None:
    entries = [
        {"type": "MEAN_DOSE_ROI", "roi_name": "Liver", "objectives": FALLING},
        {"type": "MAX_DOSE", "objectives": FALLING},
        {"type": "CONFORMALITY_INDEX", "roi_name": "PTV", "arg_1": 70, "objectives": FALLING},
        {
            "type": "MEAN_DOSE_ROI",
            "roi_name": "Liver",
            "objectives": bins({"label": "LOW", "max": 3}, {"label": "HIGH"}),
        },
        {"type": "MEAN_DOSE_ROI", "roi_name": "Liver", "rx": "PTV", "objectives": FALLING},
        {"type": 7},
    ]
    text = json.dumps({"computed": entries, "custom": [{"id": "x"}]})
    _, read = imported(tmp_path, "card.json", text)
    told = [(str(left.place), str(left.reason)[:40]) for left in read.left_out]
    assert told == [
        ("computed[1]", "rtqa has no metric for MAX_DOSE of ''"),
        ("computed[2]", "rtqa has no metric for CONFORMALITY_INDE"),
        ("computed[3]", "of the objectives of 'Liver', not exactl"),
        ("computed[4]", "a metric of 'Liver' in percent of a pati"),
        ("computed[5]", "it cannot be read: type: must be text"),
        ("custom[0]", "a custom metric has no formula"),
    ]


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
    from rtqa.protocol.foreign.document import make_document  # noqa: PLC0415 (likewise)
    from rtqa.protocol.foreign.protocol_text import write_protocol_text  # noqa: PLC0415 (of the room, not of its front)

    row = f"{name},,,,Max[Gy],<=45,,,{source}\n"
    try:
        read = read_goal_table(row.encode(), label="own.csv")
    except DocumentError:
        return  # a name that CSV or a strip leaves empty
    document = make_document(read, ident="own", source="own.csv")
    text = write_protocol_text(document.values, read.left_out)
    (limit,) = parse_protocol(text.encode(), label="own.toml").constraints
    assert limit.structure == read.goals[0].structure.strip()


IMPORTING = (Path(__file__).parents[2] / "docs" / "howto-import.md").read_text(encoding="utf-8")


def on_the_page(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", IMPORTING, flags=re.MULTILINE | re.DOTALL)


def test_the_tables_of_the_page_on_importing_are_protocols(tmp_path: Path) -> None:
    headed, bare = on_the_page("csv")
    file = tmp_path / "goals.csv"
    said = []
    for table in (headed, bare):
        file.write_text(table, encoding="utf-8")
        protocol = load_protocol(file).protocol
        assert find_contradictions(protocol) == ()
        said.append([(one.structure, one.limit, one.percent_of) for one in protocol.constraints])
    assert said == [
        [("PTV_7000", 95, None), ("SpinalCord", 45, None), ("Lens_L", 10, None), ("Body", 800, "PTV_7000")],
        [("PTV", 95, None), ("SpinalCord", 45, None), ("Body", 800, "PTV")],
    ]


def test_the_scorecards_of_the_page_on_importing_are_read_as_it_says(tmp_path: Path) -> None:
    planscorecard, proknow_file = on_the_page("json")
    protocol, read = imported(tmp_path, "card.json", planscorecard)
    assert [str(one.metric) for one in protocol.constraints] == ["Max[%]", "DC700cc[Gy]"]
    derived = {one.name: one.derived for one in protocol.structures}["Body-PTV"]
    assert derived is not None
    assert (derived.all_of, derived.minus, derived.beyond_mm) == (("Body",), ("PTV_7000",), 3)
    assert protocol.prescriptions[0].dose_gy.max == 70
    left = [str(part.place) for part in read.left_out]
    assert left == ["ScoreTemplates[1].ScorePoints", "ScoreTemplates[2]"]
    protocol, read = imported(tmp_path, "proknow.json", proknow_file)
    assert [(str(one.metric), one.relation, one.limit, one.variation) for one in protocol.constraints] == [
        ("D0.03cc[Gy]", "<=", 45, 50),
        ("D95%[Gy]", ">=", 66.5, None),
    ]
    assert read.left_out == ()


def test_cells_may_have_blanks_before_their_quotes_and_goals_the_metric_s_unit() -> None:
    table = 'Structure, Metric, Goal\n"Body, whole", "V50Gy[%]", "<= 30 %"\nBody, Max[Gy], "<= 30 %"\n'
    read = read_goal_table(table.encode(), label="own.csv")
    assert [(goal.structure, goal.limit) for goal in read.goals] == [("Body, whole", 30.0)]
    assert [str(part.reason) for part in read.left_out] == [
        "it cannot be read: the goal is in %, and the metric is not"
    ]
