from __future__ import annotations

import numpy as np
import pytest

from rtqa.errors import StructureNameError, UsageError
from rtqa.model.geometry import owned
from rtqa.model.structure import ContourKind, Contours, Structure, StructureSet

CLOSED, XOR, POINT, OPEN = (
    ContourKind.CLOSED_PLANAR,
    ContourKind.CLOSED_PLANAR_XOR,
    ContourKind.POINT,
    ContourKind.OPEN_PLANAR,
)


def contours(*parts: tuple[ContourKind, int]) -> Contours:
    """Contours of so many points; the coordinates count up from 0."""
    counts = [count for _, count in parts]
    points = np.repeat(np.arange(sum(counts), dtype=float)[:, None], 3, axis=1)
    return Contours(
        points_mm=owned(points),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.intp),
        kinds=tuple(kind for kind, _ in parts),
    )


def structure(name: str, number: int = 1, drawn: Contours | None = None) -> Structure:
    return Structure(
        number=number, name=name, role="", contours=contours((CLOSED, 3)) if drawn is None else drawn
    )


def structure_set(*structures: Structure) -> StructureSet:
    return StructureSet(
        uid="1.2.840.1",
        label="CT1",
        frame_of_reference_uid="1.2.840.2",
        structures=structures,
        image_uids=frozenset({"1.2.840.3"}),
        plane_spacing_mm=3.0,
    )


def test_contours_come_one_by_one_in_file_order() -> None:
    drawn = contours((CLOSED, 3), (POINT, 1), (XOR, 4))
    assert len(drawn) == 3
    assert [(kind, points[:, 0].tolist()) for kind, points in drawn] == [
        (CLOSED, [0, 1, 2]),
        (POINT, [3]),
        (XOR, [4, 5, 6, 7]),
    ]


def test_closed_contours_are_kept_with_their_own_points() -> None:
    closed = contours((OPEN, 2), (CLOSED, 3), (POINT, 1), (CLOSED, 0), (XOR, 4)).closed()
    assert [(kind, points[:, 0].tolist()) for kind, points in closed] == [
        (CLOSED, [2, 3, 4]),
        (XOR, [6, 7, 8, 9]),
    ]


def test_closed_contours_alone_are_returned_as_they_are() -> None:
    drawn = contours((CLOSED, 3), (XOR, 3))
    assert drawn.closed() is drawn


@pytest.mark.parametrize(
    ("parts", "is_volume"),
    [([(POINT, 1)], False), ([(OPEN, 5)], False), ([], False), ([(POINT, 1), (CLOSED, 3)], True)],
)
def test_structure_is_a_volume_when_something_closed_was_drawn(
    *, parts: list[tuple[ContourKind, int]], is_volume: bool
) -> None:
    assert structure("Iso", drawn=contours(*parts)).is_volume is is_volume


def test_structure_is_found_by_exactly_its_name() -> None:
    cord, upper = structure("SpinalCord", 1), structure("spinalcord", 2)
    both = structure_set(cord, upper)
    assert both.structure("SpinalCord") is cord
    assert both.structure("spinalcord") is upper


def test_unknown_name_lists_the_names_there_are() -> None:
    with pytest.raises(StructureNameError) as caught:
        structure_set(structure("SpinalCord"), structure("PTV 70")).structure("Cord")
    assert str(caught.value) == ("no structure is named 'Cord'; the structure set has 'SpinalCord', 'PTV 70'")
    assert isinstance(caught.value, UsageError)


def test_name_used_twice_is_never_guessed() -> None:
    with pytest.raises(StructureNameError, match=r"2 structures are named 'PTV' \(ROI numbers 3, 8\)"):
        structure_set(structure("PTV", 3), structure("PTV", 8)).structure("PTV")


def test_structure_set_shows_no_uid() -> None:
    assert "1.2.840" not in repr(structure_set(structure("PTV")))


def test_structures_cannot_be_changed() -> None:
    one = structure("PTV")
    with pytest.raises(AttributeError):
        one.name = "CTV"  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        one.contours.points_mm[0, 0] = 5.0


@pytest.mark.parametrize("order", [[0, 1, 2], [1, 2, 0], [2, 0, 1]])
def test_the_normal_of_contours_lies_across_their_planes_and_points_up_back_or_left(order: list[int]) -> None:
    square = np.array([[0.0, 0, 0], [9, 0, 0], [9, 9, 0], [0, 9, 0]])
    points = np.concatenate([square, square[::-1] + np.array([30.0, 30.0, 300.0])])[:, order]
    drawn = Contours(points_mm=owned(points), starts=np.array([0, 4, 8]), kinds=(CLOSED, CLOSED))
    assert drawn.normal.tolist() == pytest.approx(np.array([0.0, 0.0, 1.0])[order].tolist())
