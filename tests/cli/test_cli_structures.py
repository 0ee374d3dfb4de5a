"""rtqa structures: what is drawn, what it stands for, and what to say where it is not clear."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cli_cases import HOSTILE, box, contours
from typer.testing import Result

from rtqa.model.case import Case
from rtqa.model.structure import Structure
from rtqa.resources import resource_folder

Run = Callable[..., Result]
Given = Callable[..., Case]


def line_of(text: str, name: str) -> list[str]:
    return next(line for line in text.splitlines() if line.startswith(name)).split()


def test_each_structure_has_a_line(run: Run, given: Given) -> None:
    given(box(1, "PTV", role="PTV"), Structure(number=2, name="Marker", role="", contours=contours([])))
    text = run("structures", "x").stdout
    assert line_of(text, "PTV") == ["PTV", "PTV", "5", "5", "1.00"]
    assert line_of(text, "Marker") == ["Marker", "0", "0", "unknown"]


def test_two_contours_of_one_plane_are_one_plane(run: Run, given: Given) -> None:
    places = [(10.0, 10.0, 11.0), (30.0, 10.0, 11.0), (10.0, 10.0, 13.0)]
    given(Structure(number=1, name="Two", role="", contours=contours(places)))
    assert line_of(run("structures", "x").stdout, "Two")[1:3] == ["3", "2"]


def test_the_protocols_names_stand_beside_those_of_the_plan(run: Run, given: Given) -> None:
    given(box(1, "GTVtn0"), box(2, "Myelon"), box(3, "Parotid-left (new)"))
    done = run("structures", "x", "--protocol", "nct07041788")
    assert done.exit_code == 0
    assert line_of(done.stdout, "GTVtn0")[-2:] == ["GTVtn0", "(exact)"]
    assert line_of(done.stdout, "Myelon")[-2:] == ["SpinalCord", "(alias)"]
    assert "The plan has no structure Parotid_L." in done.stdout
    assert "--map 'Parotid_L=Parotid-left (new)'" in done.stdout


def test_two_that_qualify_are_both_named(run: Run, given: Given) -> None:
    given(box(1, "Cord"), box(2, "Myelon"))
    text = run("structures", "x", "--protocol", "nct07041788").stdout
    assert "Several structures are SpinalCord: Cord, Myelon. Choose with --map." in text
    assert "either: --map SpinalCord=Cord\n" in text
    assert "either: --map SpinalCord=Myelon\n" in text


def test_numbered_parts_are_told_to_be_parts(run: Run, given: Given) -> None:
    given(box(1, "GTVn1"), box(2, "GTVn2"))
    text = run("structures", "x", "--protocol", "nct07041788").stdout
    assert "GTVn is drawn in numbered parts: GTVn1, GTVn2. Each is judged." in text


def test_what_is_derived_is_no_structure_that_is_missing(run: Run, given: Given, tmp_path: Path) -> None:
    trial = (resource_folder("constraints") / "nct07041788.toml").read_text(encoding="utf-8")
    rule = 'derived = { all_of = ["Parotid_L", "Parotid_R"], minus = ["CTV"] }'
    made = f'[[structure]]\nname = "Glands"\nrole = "organ"\n{rule}\n\n[[constraint]]\n'
    file = tmp_path / "own.toml"
    file.write_text(trial.replace("\n[[constraint]]\n", f"\n{made}", 1), encoding="utf-8")
    given(box(1, "Parotid_L"), box(2, "CTV"))
    text = run("structures", "x", "--protocol", str(file)).stdout
    assert "Glands is derived, from Parotid_L, Parotid_R, CTV." in text
    assert "no structure Glands" not in text
    assert "The plan has no structure Parotid_R." in text


def test_an_offer_says_what_the_name_makes_of_its_structure(run: Run, given: Given) -> None:
    given(box(1, "cord+3mm"), box(2, "Parotid_L_opt"))
    text = run("structures", "x", "--protocol", "nct07041788").stdout
    assert "perhaps: --map SpinalCord=cord+3mm (by its name with a margin around it)" in text
    assert "perhaps: --map Parotid_L=Parotid_L_opt (by its name a helper for planning)" in text


def test_the_users_word_counts(run: Run, given: Given) -> None:
    given(box(1, "Whatever"))
    text = run("structures", "x", "--protocol", "nct07041788", "--map", "SpinalCord=Whatever").stdout
    assert line_of(text, "Whatever")[-2:] == ["SpinalCord", "(map)"]


def test_a_mapping_without_a_protocol_is_wrong_usage(run: Run, given: Given) -> None:
    given()
    assert run("structures", "x", "--map", "a=b").exit_code == 2


def test_hostile_names_are_text(run: Run, given: Given) -> None:
    given(*(box(n, name) for n, name in enumerate(HOSTILE, 1)), box(99, "Parotid_L\u202e"))
    text = run("structures", "x", "--protocol", "nct07041788").stdout
    assert all(c.isprintable() or c == "\n" for c in text)
    assert "[red]x[/red]" in text
    # What cannot be shown as it is cannot be pasted: it is no --map to copy.
    assert "--map 'Parotid_L=Parotid_L" not in text
    assert "perhaps: Parotid_L=Parotid_L<U+202E>" in text


def test_the_volume_needs_no_dose(run: Run, given: Given) -> None:
    given(box(1, "PTV", role="PTV"), dose=False)
    assert line_of(run("structures", "x").stdout, "PTV") == ["PTV", "PTV", "5", "5", "1.00"]
