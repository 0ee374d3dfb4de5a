"""DVHs as a picture file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hand_made_reports import HOSTILE

from rtqa.dvh import DVH
from rtqa.errors import UsageError, WriteError
from rtqa.model.dose import DoseQuantity
from rtqa.render.files.dvh_plot import PlottedCurve, write_dvh_plot
from rtqa.render.page.color import on_white

BEGINNINGS = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


def curves() -> list[PlottedCurve]:
    names = [*HOSTILE, "_nolegend_", "$\\frac{1}{0}$", "_$"]
    return [
        PlottedCurve(
            DVH(
                structure=name,
                dose_gy=np.array([1.0, 50.0 + n]),
                volume_cm3=np.array([8.0, 0.0]),
                mean_gy=25.0,
                total_cm3=10.0,
                quantity=DoseQuantity.PHYSICAL,
                method="by hand",
            ),
            (255, 255, 0) if n % 2 else None,
        )
        for n, name in enumerate(names)
    ]


@pytest.mark.parametrize("suffix", BEGINNINGS)
def test_a_picture_of_each_kind_is_written(tmp_path: Path, suffix: str) -> None:
    path = write_dvh_plot(curves(), tmp_path / f"dvh{suffix}")
    assert path.read_bytes().startswith(BEGINNINGS[suffix])
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"must end in \.png, \.svg, \.pdf"):
        write_dvh_plot(curves(), tmp_path / "dvh.gif")


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="could not be written"):
        write_dvh_plot([], tmp_path / "none" / "dvh.png")


def test_colours_are_dark_enough_for_white_paper() -> None:
    assert on_white((255, 255, 255)) == on_white((999, 999, 999))
    assert on_white((0, 0, 255)) == "#0000ff"
    red, green, blue = (int(on_white((255, 255, 0))[n : n + 2], 16) for n in (1, 3, 5))
    assert red == green < 140
    assert blue == 0
