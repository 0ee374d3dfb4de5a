from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from builders import STRUCTURES_UID, beam, item, plan, save, without
from pydicom.dataset import Dataset

from rtqa.dicom import read_case
from rtqa.errors import FileFormatError
from rtqa.model.plan import Plan


def read(dataset: Dataset, folder: Path) -> Plan:
    made = read_case(save(dataset, folder / "plan")).treatment.plan
    assert made is not None
    return made


def test_every_prescription_is_kept(tmp_path: Path) -> None:
    made = read(plan(), tmp_path)
    assert [each.dose_gy for each in made.prescriptions] == [60, 54]
    assert [each.structure_number for each in made.prescriptions] == [1, 2]
    assert {each.purpose for each in made.prescriptions} == {"TARGET"}


def test_plan_without_prescription_or_fractions(tmp_path: Path) -> None:
    made = read(without(plan(), "DoseReferenceSequence", "FractionGroupSequence"), tmp_path)
    assert made.prescriptions == ()
    assert made.n_fractions is None


def test_fractions_beams_and_links(tmp_path: Path) -> None:
    made = read(plan(), tmp_path)
    [group] = made.fraction_groups
    assert (group.number, made.n_fractions, group.n_brachy) == (1, 30, 0)
    assert [(each.beam_number, each.dose_gy, each.meterset_mu) for each in group.beams] == [
        (1, 1.0, 100.0),
        (2, 1.0, 200.0),
        (3, None, None),
    ]
    assert made.structure_set_uid == STRUCTURES_UID
    assert (made.label, made.intent, made.geometry) == ("HN", "CURATIVE", "PATIENT")


def test_several_fraction_groups_have_no_single_number_of_fractions(tmp_path: Path) -> None:
    groups = [item(FractionGroupNumber=n, NumberOfFractionsPlanned=5 * n) for n in (1, 2)]
    made = read(plan(FractionGroupSequence=groups), tmp_path)
    assert [group.n_fractions for group in made.fraction_groups] == [5, 10]
    assert made.n_fractions is None


def test_control_points_carry_over_what_they_do_not_state(tmp_path: Path) -> None:
    first, second = read(plan(), tmp_path).beams[0].control_points
    assert (first.gantry_deg, second.gantry_deg) == (180, 200)
    assert (first.meterset_frac, second.meterset_frac) == (0, 1)
    assert (second.collimator_deg, second.couch_deg, second.energy_mv) == (10, 0, 6)
    assert second.dose_rate_mu_per_min == 600
    assert (second.jaws_x_mm, second.jaws_y_mm) == ((-50, 60), (-70, 80))
    np.testing.assert_array_equal(second.leaves_mm[0], [[-1, -2], [3, 4]])
    assert second.isocenter_mm is not None
    np.testing.assert_array_equal(second.isocenter_mm, [1, 2, 3])


def test_a_meterset_without_its_final_weight_is_unknown(tmp_path: Path) -> None:
    bare = without(beam(1), "FinalCumulativeMetersetWeight")
    made = read(plan(BeamSequence=[bare]), tmp_path)
    assert [point.meterset_frac for point in made.beams[0].control_points] == [None, None]


def test_setup_beams_do_not_treat(tmp_path: Path) -> None:
    assert [each.treats for each in read(plan(), tmp_path).beams] == [True, True, False]


def test_approval(tmp_path: Path) -> None:
    assert read(plan(), tmp_path).approval.status == "APPROVED"
    assert read(plan(), tmp_path).approval.review_date == "20260102"
    assert read(without(plan(), "ApprovalStatus"), tmp_path).approval.status == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.481.8"},
        {"BeamSequence": [beam(1, RadiationType="PROTON")]},
        {"FractionGroupSequence": [item(FractionGroupNumber=1, NumberOfBrachyApplicationSetups=2)]},
        {"ApplicationSetupSequence": [item(ApplicationSetupNumber=1)]},
    ],
    ids=["ion plan", "proton beam", "brachy setups", "application setup"],
)
def test_ion_and_brachytherapy_plans_say_so(tmp_path: Path, changed: dict[str, object]) -> None:
    assert not read(plan(**changed), tmp_path).is_external_photon_or_electron


def test_photon_plans_are_external(tmp_path: Path) -> None:
    assert read(plan(), tmp_path).is_external_photon_or_electron


def test_a_garbled_number_is_as_good_as_absent(tmp_path: Path) -> None:
    path = save(plan(), tmp_path / "plan")
    content = path.read_bytes()
    fractions = b"\x0a\x30\x78\x00\x02\x00\x00\x00"
    at = content.index(fractions) + len(fractions)
    path.write_bytes(content[:at] + b"1A" + content[at + 2 :])
    made = read_case(path).treatment.plan
    assert made is not None
    assert made.n_fractions is None


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_plan_that_was_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    path = save(plan(), tmp_path / "plan")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(FileFormatError, match="RTPLAN: the file is cut off"):
        read_case(path)


def test_the_fraction_pattern_is_kept_with_its_digits_per_day(tmp_path: Path) -> None:
    group = item(FractionGroupNumber=1, NumberOfFractionsPlanned=10, FractionPattern="11111111110000")
    group.NumberOfFractionPatternDigitsPerDay = 2
    [read_group] = read(plan(FractionGroupSequence=[group]), tmp_path).fraction_groups
    assert (read_group.pattern, read_group.digits_per_day) == ("11111111110000", 2)
    assert read_group.fractions_by_day == (2, 2, 2, 2, 2, 0, 0)
