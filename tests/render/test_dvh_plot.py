"""DVHs as a picture file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hand_made_reports import HOSTILE

from rtqa.dvh import DVH
from rtqa.errors import UsageError, WriteError
from rtqa.findings import ReportedStructure
from rtqa.findings.colors import legible, spare_color, structure_colors
from rtqa.model.dose import DoseQuantity
from rtqa.render.files.dvh_plot import PlottedCurve, write_dvh_plot

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
                computed="by hand",
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
    with pytest.raises(WriteError, match=r"the plot 'dvh\.png' cannot be written"):
        write_dvh_plot([], tmp_path / "none" / "dvh.png")


def luminance(color: str) -> float:
    parts = [int(color[n : n + 2], 16) / 255.0 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize(
    "rgb", [(255, 255, 255), (0, 0, 0), (255, 255, 0), (0, 0, 255), (0, 0, 40), (255, 0, 0)]
)
def test_colours_are_seen_on_white_paper_and_on_black_images(rgb: tuple[int, int, int]) -> None:
    on_paper, on_image = 1.05 / (luminance(legible(rgb)) + 0.05), (luminance(legible(rgb)) + 0.05) / 0.05
    assert on_paper > 4.5
    assert on_image > 3.0


def test_the_hue_of_a_colour_stays() -> None:
    assert legible((255, 255, 255)) == legible((999, 999, 999))
    red, green, blue = (int(legible((255, 255, 0))[n : n + 2], 16) for n in (1, 3, 5))
    assert red == green
    assert blue == 0


def drawn(
    name: str, rgb: tuple[int, int, int] | None, *, phase: str = "a", matched_to: str = ""
) -> ReportedStructure:
    return ReportedStructure(
        phase=phase, name=name, role="ORGAN", color_rgb=rgb, matched_to=matched_to, how="", volume_cm3=1.0
    )


def test_a_name_has_one_colour_in_all_phases() -> None:
    colors = structure_colors(
        [
            drawn("Cord", None),
            drawn("Lens", (0, 255, 0)),
            drawn("Cord", (255, 0, 0), phase="b"),
            drawn("Eye", None),
        ],
        others=["Cord + Eye"],
    )
    assert colors["Cord"] == legible((255, 0, 0))
    assert colors["Lens"] == legible((0, 255, 0))
    assert len(set(colors.values())) == 4
    assert colors["Eye"] == spare_color(0)


def test_of_two_alike_the_protocols_structure_keeps_its_colour() -> None:
    colors = structure_colors([drawn("Ring", (255, 0, 0)), drawn("GTV", (255, 0, 0), matched_to="GTV")])
    assert colors["GTV"] == legible((255, 0, 0))
    assert colors["Ring"] == spare_color(0)


@pytest.mark.parametrize("suffix", BEGINNINGS)
def test_on_a_full_disk_the_old_plot_stays(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = tmp_path / f"dvh{suffix}"
    plot.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(WriteError, match="cannot be written: No space left on device"):
        write_dvh_plot(curves(), plot)
    assert list(tmp_path.iterdir()) == [plot]
    assert plot.read_bytes() == b"old"
