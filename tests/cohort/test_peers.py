"""What peers have: the description of a geometry by hand, and models of values that are known exactly."""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from rtqa.cli.main import app
from rtqa.cohort.geometry import describe_organ, find_regions
from rtqa.cohort.groups import read_grouping
from rtqa.cohort.learning import compare_with_peers, organ_of
from rtqa.cohort.peers import PeerModel, expect, learn, read_model, write_model
from rtqa.cohort.report import write_cohort_report
from rtqa.cohort.results import write_results
from rtqa.cohort.store import Store, open_store
from rtqa.commission.phantoms import structure_of
from rtqa.dicom import read_case
from rtqa.errors import DocumentError
from rtqa.geometry.outlines import Outlines
from rtqa.geometry.planar import PlanarStructure
from rtqa.model.structure import Structure
from rtqa.protocol import load_protocol
from rtqa.render.files.report_json import parse_report
from small_cases import PROTOCOL, write_small_case
from without_second_dose import check

PATIENTS = [f"P-{n % 100}" for n in range(200)]


def block(x_mm: float, *, side_mm: float = 20.0) -> PlanarStructure:
    """A cube whose middle lies at x."""
    half = side_mm / 2.0
    corners = np.array([[-half, -half], [half, -half], [half, half], [-half, half]]) + np.array([x_mm, 0.0])
    rings = [np.pad(corners, ((0, 0), (0, 1)), constant_values=z) for z in np.arange(-half + 1.0, half, 2.0)]
    planar = Outlines(2.0).of(structure_of(rings))
    assert planar is not None
    return planar


def numbers(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """200 descriptions of 5 numbers, and values that are 30 + 2 a − 3 b and noise of 2."""
    chance = np.random.default_rng(seed)
    descriptions = chance.normal(size=(200, 5))
    return descriptions, 30.0 + descriptions[:, :2] @ [2.0, -3.0] + chance.normal(0.0, 2.0, 200)


def test_distances_are_those_of_two_cubes() -> None:
    # The organ's near side is 20 mm from the target: distances are spread evenly over 20–40 mm.
    regions = find_regions({70.0: [block(0.0)]}, (70.0,))
    assert regions is not None
    description = describe_organ(block(40.0), regions)
    assert description[0] == pytest.approx(np.log(8.0), abs=0.01)
    # A point at d counts (25 − d) / 7 from 18 to 25 mm: 5² / 2 / 7 / 20 of the organ; then likewise.
    near = [0, 0, 0, 0, 0, 0.089, 0.5, 0.958, 1.0]
    # The lattice has a step of 3 mm: an edge is known to half of that.
    assert description[1:10] == pytest.approx(near, abs=1.5 / 20.0)
    assert description[10] == pytest.approx(1.0, abs=2 * 1.6 / 20.0)
    assert description[11:] == pytest.approx(np.log1p([8.0, 8.0]), abs=0.25)


def test_within_a_target_distances_are_depths() -> None:
    regions = find_regions({70.0: [block(0.0, side_mm=60.0)]}, (70.0,))
    assert regions is not None
    points = np.array(
        [[0.0, 0.0, 0.0], [20.0, 0.0, 0.0], [0.0, 0.0, 27.0], [0.0, -45.0, 0.0], [70.0, 0.0, 0.0]]
    )
    assert regions[0].distances_mm(points) == pytest.approx([-30.0, -10.0, -3.0, 15.0, 40.0], abs=1.6)
    assert regions[0].volume_cm3() == pytest.approx(216.0, rel=0.1)
    # What an organ of 20 mm has of it in its own slices is a third.
    description = describe_organ(block(0.0), regions)
    assert description[1:10] == pytest.approx(np.ones(9))
    assert np.expm1(description[12]) == pytest.approx(72.0, rel=0.15)


def test_a_number_that_one_patient_alone_has_decides_nothing_of_another() -> None:
    descriptions, values = numbers()
    descriptions[:, 4] = np.random.default_rng(2).normal(0.0, 1e-7, 200)
    descriptions[7, 4] = 1.0
    model = learn("Parotid", "Mean[Gy]", descriptions, values=values, patients=PATIENTS)
    without = learn("Parotid", "Mean[Gy]", descriptions[:, :4], values=values, patients=PATIENTS)
    assert model is not None
    assert without is not None
    assert model.r2 == pytest.approx(without.r2, abs=0.02)
    assert without.r2 == pytest.approx(13.0 / 17.0, abs=0.08)  # the noise of 2 is what no geometry explains


def test_values_that_geometry_says_nothing_of_have_no_model() -> None:
    descriptions, _ = numbers()
    values = np.random.default_rng(3).normal(30.0, 5.0, 200)
    assert learn("Parotid", "Mean[Gy]", descriptions, values=values, patients=PATIENTS) is None


def test_a_lower_level_is_of_all_targets_of_as_much_or_more() -> None:
    targets = {70.0: [block(0.0)], 54.0: [block(80.0)]}
    regions = find_regions(targets, (70.0, 54.0))
    assert regions is not None
    points = np.array([[30.0, 0.0, 0.0], [50.0, 0.0, 0.0]])
    assert regions[0].distances_mm(points) == pytest.approx([20.0, 40.0], abs=1.6)
    assert regions[1].distances_mm(points) == pytest.approx([20.0, 20.0], abs=1.6)
    assert find_regions({54.0: [block(80.0)]}, (70.0,)) is None
    assert find_regions({}, (70.0,)) is None


def test_a_model_finds_what_the_values_were_made_of() -> None:
    descriptions, values = numbers()
    model = learn("parotid", "Mean[Gy]", descriptions, values=values, patients=PATIENTS)
    assert model is not None
    weights = np.array(model.weights) / np.array(model.scale)
    assert weights == pytest.approx([2.0, -3.0, 0.0, 0.0, 0.0], abs=0.4)
    # A normal error of 2 is 2 · √(2/π) on average.
    assert model.mean_error == pytest.approx(2.0 * np.sqrt(2.0 / np.pi), abs=0.25)
    assert (model.n_values, model.n_patients) == (200, 100)
    others, theirs = numbers(seed=2)
    expected = [expect(model, description, value) for description, value in zip(others, theirs, strict=True)]
    held = [peer.low <= value <= peer.high for peer, value in zip(expected, theirs, strict=True)]
    assert np.mean(held) == pytest.approx(0.8, abs=0.08)
    hot = expect(model, others[0], expected[0].value + 10.0)
    assert hot.percentile == pytest.approx(100.0 * 200 / 201)
    assert expect(model, np.full(5, 30.0), 30.0).is_outside
    assert not expect(model, np.zeros(5), 30.0).is_outside


def test_too_few_values_make_no_model() -> None:
    descriptions, values = numbers()
    assert learn("x", "y", descriptions[:39], values=values[:39], patients=PATIENTS[:39]) is None


def test_both_sides_are_one_organ() -> None:
    assert organ_of("Parotid_L") == organ_of("Parotid_R") == "parotid"
    assert organ_of("SpinalCord") == "spinalcord"


def peer_model(expected_gy: float) -> PeerModel:
    """Of the cord of small cases: this value whatever the geometry, and errors of −1 to 1 Gy."""
    descriptions = np.random.default_rng(3).normal(0.0, 100.0, (40, 13))
    chance = np.linspace(-1.0, 1.0, 40)
    organ = learn("cord", "Mean[Gy]", descriptions, values=np.full(40, expected_gy), patients=PATIENTS[:40])
    assert organ is not None
    organ = organ.model_copy(update={"errors": tuple(chance.tolist())})
    return PeerModel(
        schema="rtqa-peers/2", protocol="small", protocol_sha256="0", rtqa_version="0", levels_gy=(70.0,),
        organs=(organ,),
    )  # fmt: skip


def test_a_check_tells_what_peers_have(tmp_path: Path) -> None:
    write_small_case(tmp_path / "plan", "A1", dose_gy=40.0)
    (tmp_path / "protocol.toml").write_text(PROTOCOL.replace('"PTV"', '"PTV_7000"'), encoding="utf-8")
    (tmp_path / "peers.json").write_text(write_model(peer_model(30.0)), encoding="utf-8")
    options = ["--protocol", tmp_path / "protocol.toml", "--peers", tmp_path / "peers.json"]
    out = ["--out", tmp_path / "out", "--format", "html,json"]
    arguments = ["check", tmp_path / "plan", *options, "--map", "PTV_7000=PTV", *out]
    done = CliRunner().invoke(app, list(map(str, arguments)), env={"COLUMNS": "120"})
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("Cord") and "[2" in line)
    assert line.split() == ["Cord", "only", "Mean[Gy]", "40.00", "30.00", "[29.20–30.80]", "98"]
    report = parse_report((tmp_path / "out" / "report.json").read_bytes())
    (peer,) = report.peers
    assert (peer.structure, peer.metric, peer.n_patients) == ("Cord", "Mean[Gy]", 40)
    assert (peer.value, peer.expected, peer.percentile) == pytest.approx(
        (40.0, 30.0, 100 * 40 / 41), abs=0.01
    )
    # Information: no finding speaks of it.
    assert not [finding for finding in report.findings if "peer" in finding.message.id]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "could this plan have been better" in page
    assert re.search(r"30\.00.{1,20}29\.20–30\.80", page)


def test_a_target_counts_by_its_own_name_and_one_of_unknown_dose_apart_makes_a_plan_unlike(
    tmp_path: Path,
) -> None:
    write_small_case(tmp_path / "plan", "A1", dose_gy=40.0)
    (tmp_path / "protocol.toml").write_text(PROTOCOL.replace('"PTV"', '"PTV_7000"'), encoding="utf-8")
    case = read_case(tmp_path / "plan")
    (treatment,) = case.treatments
    assert treatment.structure_set is not None
    target, organ = treatment.structure_set.structures

    def compare(*structures: Structure) -> list[tuple[str, float | None]]:
        drawn = replace(treatment.structure_set, structures=structures)
        changed = replace(case, treatments=(replace(treatment, structure_set=drawn),))
        report = check(changed, protocol=load_protocol(str(tmp_path / "protocol.toml")))
        compared = compare_with_peers(peer_model(30.0), changed, report)
        return [(peer.structure, peer.expected) for peer in compared]

    # PTV70 only resembles the protocol's name, and is not judged as it; the dose is what it says.
    named = replace(target, name="PTV70")
    assert compare(named, organ) == [("Cord", pytest.approx(30.0))]
    # What lies in a target is treated to its dose; what lies where the organ lies is not.
    within = replace(target, name="boost", number=3, role="GTV")
    assert compare(named, organ, within) == [("Cord", pytest.approx(30.0))]
    apart = replace(organ, name="low", number=3, role="PTV")
    assert compare(named, organ, apart) == [("Cord", None)]
    # Nothing tells of a dose of 70 Gy.
    assert compare(target, organ) == [("Cord", None)]


def test_a_report_of_a_cohort_tells_what_peers_have(checked: Store, tmp_path: Path) -> None:
    model = peer_model(42.5)
    store, nothing = with_doses(checked, tmp_path), read_grouping(None, None)
    write_cohort_report(store, tmp_path / "out", by="month", grouping=nothing, peers=model)
    with (tmp_path / "out" / "peers-of-plans.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # Errors of −1 to 1 Gy in 40 steps: 50 and 44 Gy lie above all, 40 Gy below all of them.
    assert [round(float(row["Value"])) for row in rows] == [50, 44, 40]
    assert [float(row["Percentile"]) for row in rows] == pytest.approx([100 * 40 / 41, 100 * 40 / 41, 0.0])
    assert {row["Expected"] for row in rows} == {"42.5"}
    book = load_workbook(tmp_path / "out" / "cohort.xlsx")
    values = [cell.value for cell in book["peers-of-plans"]["E"]][1:]
    assert values == pytest.approx([float(row["Value"]) for row in rows])
    with (tmp_path / "out" / "peers.csv").open(encoding="utf-8", newline="") as file:
        groups = {row["Month"]: row["Above the 95th"] for row in csv.DictReader(file)}
    assert groups == {"2026-01": "0", "2026-02": "2"}


def with_doses(checked: Store, folder: Path) -> Store:
    """The same store, with 70 Gy prescribed to every plan's target."""
    store = open_store(Path(shutil.copytree(checked.folder, folder / "store")))
    names = []
    for path in store.plans.glob("*/*/outcome.json"):
        outcome = json.loads(path.read_text(encoding="utf-8"))
        stated = {
            "plan": outcome["plan"],
            "phase": "only",
            "structure": "PTV",
            "dose_gy": 70.0,
            "n_fractions": 35,
        }
        outcome["tables"]["prescriptions"] = [stated]
        path.write_text(json.dumps(outcome), encoding="utf-8")
        names.append(outcome["plan"])
    write_results(store, names)
    return store


def test_a_model_comes_back_as_it_was_written_and_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "peers.json"
    file.write_text(write_model(peer_model(30.0)), encoding="utf-8")
    assert read_model(file) == peer_model(30.0)
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"peers\.json"):
        read_model(file)
