"""What peers have: the description of a geometry by hand, and models of values that are known exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_cases import PROTOCOL, write_small_case
from typer.testing import CliRunner

from rtqa.cli.main import app
from rtqa.cohort.geometry import describe_organ
from rtqa.cohort.learning import organ_of
from rtqa.cohort.peers import PeerModel, expect, learn, read_model, write_model
from rtqa.commission.phantoms import structure_of
from rtqa.errors import DocumentError
from rtqa.geometry.outlines import Outlines
from rtqa.geometry.planar import PlanarStructure

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
    # Its points lie in 13 columns.
    description = describe_organ(block(40.0), {70.0: [block(0.0)]}, (70.0,))
    assert description is not None
    assert description[0] == pytest.approx(np.log(8.0), abs=0.01)
    assert description[1:9] == pytest.approx([0, 0, 0, 0, 0, 0.35, 0.85, 1.0], abs=1.1 / 13.0)
    # The mean of exp(−d/20) from 20 to 40 mm is exp(−1) − exp(−2).
    assert description[11] == pytest.approx(np.exp(-1.0) - np.exp(-2.0), abs=0.01)
    assert description[12:14] == pytest.approx([30.0, 30.0], abs=1.0)
    assert description[14] == pytest.approx(1.0, abs=0.1)


def test_a_lower_level_is_of_all_targets_of_as_much_or_more() -> None:
    targets = {70.0: [block(0.0)], 54.0: [block(80.0)]}
    both = describe_organ(block(40.0), targets, (70.0, 54.0))
    assert both is not None
    # Between the two, no point is further than 30 mm from the nearer: (20 + 30) / 2 on average.
    assert both[26] == pytest.approx(25.0, abs=1.0)
    assert describe_organ(block(40.0), {54.0: [block(80.0)]}, (70.0,)) is None


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
    expected = [expect(model, each, value) for each, value in zip(others, theirs, strict=True)]
    held = [peer.low <= value <= peer.high for peer, value in zip(expected, theirs, strict=True)]
    assert np.mean(held) == pytest.approx(0.8, abs=0.08)
    hot = expect(model, others[0], expected[0].value + 10.0)
    assert hot.percentile == pytest.approx(100.0)
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
    descriptions = np.random.default_rng(3).normal(0.0, 100.0, (40, 15))
    chance = np.linspace(-1.0, 1.0, 40)
    organ = learn("cord", "Mean[Gy]", descriptions, values=np.full(40, expected_gy), patients=PATIENTS[:40])
    assert organ is not None
    organ = organ.model_copy(update={"errors": tuple(chance.tolist())})
    return PeerModel(
        schema="rtqa-peers/1", protocol="small", protocol_sha256="0", rtqa_version="0", levels_gy=(70.0,),
        organs=(organ,),
    )  # fmt: skip


def test_a_check_tells_what_peers_have(tmp_path: Path) -> None:
    write_small_case(tmp_path / "plan", "A1", dose_gy=40.0)
    (tmp_path / "protocol.toml").write_text(PROTOCOL.replace('"PTV"', '"PTV_7000"'), encoding="utf-8")
    (tmp_path / "peers.json").write_text(write_model(peer_model(30.0)), encoding="utf-8")
    options = ["--protocol", tmp_path / "protocol.toml", "--peers", tmp_path / "peers.json"]
    arguments = ["check", tmp_path / "plan", *options, "--map", "PTV_7000=PTV"]
    done = CliRunner().invoke(app, list(map(str, arguments)), env={"COLUMNS": "120"})
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("Cord") and "[2" in line)
    assert line.split() == ["Cord", "Mean[Gy]", "40.00", "30.00", "[29.20–30.80]", "100"]


def test_a_model_comes_back_as_it_was_written_and_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "peers.json"
    file.write_text(write_model(peer_model(30.0)), encoding="utf-8")
    assert read_model(file) == peer_model(30.0)
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"peers\.json"):
        read_model(file)
