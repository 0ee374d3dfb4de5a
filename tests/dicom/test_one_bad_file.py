"""One file that a reader stumbles over keeps no other from being read, whatever stands in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from builders import ct_slice, dose, plan, save, structures
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from rtqa.dicom import read_case
from rtqa.model.case import Case

DIGITS = b"9" * 40_000


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Change the value of the one element whose tag, representation and length these bytes end in."""

    def spoil(stored: bytes) -> bytes:
        begin = stored.index(old)
        stop = begin + 8 + int.from_bytes(stored[begin + 6 : begin + 8], "little")
        return stored[: begin + 6] + len(new).to_bytes(2, "little") + new + stored[stop:]

    return spoil


CHARACTERS = b"\x08\x00\x05\x00CS"
FRACTIONS = b"\x0a\x30\x78\x00IS"
SCALING = b"\x04\x30\x0e\x00DS"
SUMMATION = b"\x04\x30\x0a\x00CS"


def read_with(name: str, spoil: Callable[[bytes], bytes], folder: Path) -> Case:
    objects: dict[str, Dataset] = {"RTPLAN": plan(), "RTDOSE": dose(), "RTSTRUCT": structures()}
    objects |= {f"CT{n}": ct_slice(n, 3.0 * n) for n in range(3)}
    for each, dataset in objects.items():
        dataset.SpecificCharacterSet = "ISO_IR 192"
        save(dataset, folder / each, syntax=ExplicitVRLittleEndian)
    file = folder / name
    file.write_bytes(spoil(file.read_bytes()))
    return read_case(folder)


@pytest.mark.parametrize("name", ["RTPLAN", "RTDOSE", "RTSTRUCT", "CT1"])
@pytest.mark.parametrize(
    "said", [b"\xff\xfe\x1b$B!", b"ISO 2022 IR 999\\", b"\\\\\\\\", b"ISO_IR 192\\x\x00\x00"]
)
def test_a_damaged_character_set_costs_no_other_file(tmp_path: Path, name: str, said: bytes) -> None:
    case = read_with(name, replaced(CHARACTERS, said), tmp_path)
    assert len(case.sources) == 6
    assert case.treatments[0].plan is not None
    assert case.treatments[0].dose is not None
    assert case.images[0].grid.shape_kji[0] == 3


@pytest.mark.parametrize(
    ("name", "element"), [("RTPLAN", FRACTIONS), ("RTDOSE", SCALING), ("RTDOSE", SUMMATION)]
)
def test_a_number_of_forty_thousand_digits_costs_no_other_file(
    tmp_path: Path, name: str, element: bytes
) -> None:
    case = read_with(name, replaced(element, DIGITS), tmp_path)
    assert case.treatments[0].structure_set is not None
    assert max(len(str(each.message)) for each in (*case.deviations, *case.treatments[0].deviations)) < 500
    told = [each.message.id for each in (*case.deviations, *case.treatments[0].deviations)]
    assert {"files.unreadable", "rtdose.summation"} & set(told)


@pytest.mark.filterwarnings("ignore:The value length")
def test_labels_end_where_names_do(tmp_path: Path) -> None:
    dataset = plan()
    dataset.RTPlanLabel = "x" * 9000
    save(dataset, tmp_path / "RTPLAN")
    assert read_case(tmp_path).plans[0].label == "x" * 256
