"""Vertices, their places and sizes, shells and set differences, against closed forms."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import pytest
from lattice import Point, box, dose_of, rod, rod_across, spheres, to_nearest

from rtqa.dvh.compute import structure_dvh
from rtqa.errors import UnsupportedError
from rtqa.geometry.parts import split_parts
from rtqa.geometry.planar import PlanarStructure, lay_flat
from rtqa.geometry.regions import gap_between_mm, gap_to_surface_mm, union
from rtqa.messages import Message, Range
from rtqa.metrics.sfrt import Layout, SfrtChoices, describe_target, lay_out
from rtqa.metrics.sfrt.pattern import measure_pattern
from rtqa.metrics.sfrt.shells import grow_shell
from rtqa.metrics.sfrt.solid import measure_moments
from rtqa.model.structure import Structure

AXIAL = np.eye(3)
NO_CHOICES = SfrtChoices()
EVEN = dose_of(lambda x, y, z: 10.0 + 0.0 * (x + y + z), (-80, -80, -80), (80, 80, 80), spacing_mm=5.0)


def cut(structure: Structure) -> PlanarStructure:
    return lay_flat(structure, axes=AXIAL, set_spacing_mm=1.0)


def laid_out(target: Structure, *drawn: Structure) -> Layout:
    return lay_out(target, drawn=drawn, dose=EVEN, set_spacing_mm=1.0)


def test_moments_of_a_sphere() -> None:
    moments = measure_moments(cut(spheres("V", 10.0, (3.0, -4.0, 20.0))))
    assert moments.volume_cm3 == pytest.approx(4 / 3 * pi, rel=0.003)
    assert moments.centre_mm == pytest.approx([3.0, -4.0, 20.0], abs=1e-6)
    assert moments.spread_mm2 == pytest.approx(np.eye(3) * 20.0, rel=0.01, abs=0.01)  # R² / 5


def test_moments_of_a_rod() -> None:
    moments = measure_moments(cut(rod("R", 6.0, (1.0, 2.0), 0.0, 40.0)))
    assert moments.volume_cm3 == pytest.approx(pi * 36 * 40 / 1000, rel=1e-6)
    assert moments.centre_mm == pytest.approx([1.0, 2.0, 20.0], abs=1e-9)
    assert moments.spread_mm2 == pytest.approx(np.diag([9.0, 9.0, 1600 / 12]), rel=1e-3, abs=1e-6)


def test_moments_of_a_box_with_a_hole() -> None:
    shell = cut(box("B", (0, 0, 0), (30, 20, 10)))
    hole = cut(box("H", (10, 5, 0), (20, 10, 10)))
    moments = measure_moments(shell.without(hole.regions))
    whole, gone = 6.0, 0.5
    assert moments.volume_cm3 == pytest.approx(whole - gone)
    centre_y = (whole * 10 - gone * 7.5) / (whole - gone)
    assert moments.centre_mm == pytest.approx([15.0, centre_y, 5.0])


def test_spheres_of_one_structure_are_one_vertex_each() -> None:
    both = spheres("Vertices", 5.0, (15, 15, 10), (15, 15, 22), (35, 15, 10))
    layout = laid_out(box("GTV", (0, 0, 0), (50, 30, 40)), both)
    vertices = layout.vertices.inside
    assert [vertex.name for vertex in vertices] == ["Vertices 1", "Vertices 2", "Vertices 3"]
    centres = sorted(tuple(vertex.moments.centre_mm.round(3).tolist()) for vertex in vertices)
    assert centres == [(15, 15, 10), (15, 15, 22), (35, 15, 10)]
    assert all(vertex.is_whole for vertex in vertices)


def test_parts_beyond_a_missing_plane_are_parts_of_their_own() -> None:
    stacked = cut(spheres("V", 5.0, (0, 0, 10), (0, 0, 21)))  # one plane lies between them
    assert len(split_parts(stacked, over_undrawn=False)) == 2


def test_a_vertex_on_the_edge_is_cut_and_half_of_it_counts() -> None:
    target = box("GTV", (0, 0, 0), (50, 30, 40))
    layout = laid_out(target, spheres("In", 5.0, (15, 15, 20)), spheres("Half", 5.0, (50, 15, 20)))
    whole, half = layout.vertices.inside
    assert (whole.is_whole, half.is_whole) == (True, False)
    assert half.inside_frac == pytest.approx(0.5, abs=1e-4)
    described = describe_target(layout, prescription_gy=None, n_fractions=1, choices=NO_CHOICES)
    assert (
        described.figure(Message("sfrt.whole-vertices")).value,
        described.figure(Message("sfrt.cut-vertices")).value,
    ) == (1.0, 1.0)
    share = 100 * 1.5 * (4 / 3 * pi * 125) / (50 * 30 * 40)
    assert described.figure(Message("sfrt.vertex-share")).value == pytest.approx(share, rel=0.01)
    to_surface = described.vertices[1].to_surface
    assert (to_surface.value, to_surface.warning) == (0.0, Message("sfrt.cut-by-surface"))


def test_a_vertex_elsewhere_is_none_of_the_target_s() -> None:
    layout = laid_out(box("GTV", (0, 0, 0), (30, 30, 30)), spheres("Away", 5.0, (60, 15, 15)))
    assert layout.vertices.inside == ()
    assert layout.vertices.elsewhere == ("Away",)


def test_a_vertex_drawn_twice_counts_once() -> None:
    target = box("GTV", (0, 0, 0), (50, 30, 30))
    own = spheres("Vertex_1", 5.0, (15, 15, 15))
    layout = laid_out(target, own, spheres("PTV_Vertices", 5.0, (15, 15, 15), (35, 15, 15)))
    assert [vertex.name for vertex in layout.vertices.inside] == ["Vertex_1", "PTV_Vertices 2"]
    assert layout.vertices.notes == (Message("sfrt.repeats", name="PTV_Vertices 1"),)


def test_what_two_vertices_share_counts_once() -> None:
    target = box("GTV", (0, 0, 0), (60, 30, 30))
    left, right = box("A", (10, 10, 10), (30, 20, 20)), box("B", (25, 10, 10), (45, 20, 20))
    layout = laid_out(target, left, right)
    described = describe_target(layout, prescription_gy=None, n_fractions=1, choices=NO_CHOICES)
    assert described.figure(Message("sfrt.vertex-share")).value == pytest.approx(100 * 3.5 / 54, rel=1e-6)
    assert described.notes == (Message("sfrt.overlaps", name="B"),)


def test_valley_and_vertices_add_up_to_the_target_at_every_dose() -> None:
    away = to_nearest([(15, 15, 15), (35, 15, 15)])
    dose = dose_of(lambda x, y, z: 20 * np.exp(-((away(x, y, z) / 9) ** 2)), (-5, -5, -5), (55, 35, 35))
    target = box("GTV", (0, 0, 0), (50, 30, 30))
    layout = lay_out(
        target,
        drawn=[spheres("V", 7.0, (15, 15, 15), (46, 15, 15))],
        dose=dose,
        set_spacing_mm=1.0,
    )
    vertices = layout.vertices.inside
    covered = union([each.sections for each in vertices], along=layout.sections)
    valley = layout.dvhs(layout.sections.without(covered), "valley")
    inside = [dvh for each in vertices for dvh in layout.dvhs(each.inside, each.name)]
    whole = structure_dvh(target, dose=dose, set_spacing_mm=1.0)
    for dose_gy in np.linspace(0.0, 20.0, 41):
        parts = sum(dvh.volume_at(float(dose_gy)) for dvh in (*valley, *inside))
        assert parts == pytest.approx(whole.volume_at(float(dose_gy)), abs=0.002 * whole.total_cm3)
    integral = sum(dvh.mean_gy * dvh.dosed_cm3 for dvh in (*valley, *inside))
    assert integral == pytest.approx(whole.mean_gy * whole.total_cm3, rel=1e-3)


def test_a_valley_cut_in_two_by_a_slab_of_a_vertex_keeps_its_volume() -> None:
    layout = laid_out(box("GTV", (0, 0, 0), (20, 20, 30)), box("V", (0, 0, 12), (20, 20, 18)))
    described = describe_target(layout, prescription_gy=None, n_fractions=1, choices=NO_CHOICES)
    assert described.figure(Message("sfrt.valley-volume")).value == pytest.approx(9.6, rel=1e-6)
    assert described.figure(Message("sfrt.ratio-of-means")).value == pytest.approx(1.0, rel=1e-6)


def test_a_vertex_as_large_as_the_target_leaves_no_valley() -> None:
    layout = laid_out(box("GTV", (0, 0, 0), (20, 20, 30)), box("V", (-5, -5, -5), (25, 25, 35)))
    described = describe_target(layout, prescription_gy=None, n_fractions=1, choices=NO_CHOICES)
    assert described.figure(Message("sfrt.valley-mean")).reason == Message("sfrt.no-valley")
    assert described.figure("D10% / D90%").value == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (box("B", (25, 0, 0), (35, 10, 10)), 15.0),
        (box("B", (13, 14, 0), (20, 20, 10)), 5.0),  # 3 and 4 mm apart in the plane
        (box("B", (13, 14, 22), (20, 20, 30)), 13.0),  # 3, 4 and 12 mm apart in space
        (box("B", (5, 5, 5), (20, 20, 20)), 0.0),
    ],
)
def test_the_gap_between_boxes(other: Structure, expected: float) -> None:
    assert gap_between_mm(cut(box("A", (0, 0, 0), (10, 10, 10))), cut(other)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ((5, 20, 20), (15, 30, 30), 5.0),
        ((20, 20, 4), (30, 30, 10), 4.0),
        ((20, 20, 40), (30, 30, 48), 2.0),
        ((20, 45, 20), (30, 52, 30), 0.0),
        ((20, 20, 40), (30, 30, 55), 0.0),
    ],
)
def test_the_gap_to_the_surface_of_a_box(low: Point, high: Point, expected: float) -> None:
    outer = cut(box("GTV", (0, 0, 0), (50, 50, 50)))
    assert gap_to_surface_mm(cut(box("V", low, high)), outer) == pytest.approx(expected, abs=1e-9)


def test_the_gap_to_a_step_in_the_surface() -> None:
    # Below z = 20 the target reaches to x = 50, above to x = 20 alone: the step is 6 mm above the vertex.
    wide, narrow = box("W", (0, 0, 0), (50, 50, 20)), box("N", (0, 0, 20), (20, 50, 50))
    points = np.concatenate([wide.contours.points_mm, narrow.contours.points_mm])
    step = box("GTV", (0, 0, 0), (50, 50, 50))
    assert len(points) == len(step.contours.points_mm)
    drawn = Structure(
        number=1,
        name="GTV",
        role="",
        contours=type(step.contours)(
            points_mm=points, starts=step.contours.starts, kinds=step.contours.kinds
        ),
    )
    assert gap_to_surface_mm(cut(box("V", (30, 20, 8), (36, 30, 14))), cut(drawn)) == pytest.approx(6.0)


@pytest.mark.parametrize("reach_mm", [5.0, 10.0])
def test_a_shell_has_the_volume_of_steiner_s_formula(reach_mm: float) -> None:
    a, b, c = 30.0, 20.0, 40.0
    shell = grow_shell(cut(box("GTV", (0, 0, 0), (a, b, c))), reach_mm=reach_mm, body=None)
    faces, edges, corners = 2 * (a * b + b * c + c * a), pi * (a + b + c), 4 / 3 * pi
    expected = faces * reach_mm + edges * reach_mm**2 + corners * reach_mm**3
    assert 1000 * shell.volume_cm3 == pytest.approx(expected, rel=0.002)


def test_a_shell_ends_at_the_patient_s_outline() -> None:
    target = cut(box("GTV", (0, 0, 0), (20, 20, 20)))
    body = cut(box("Body", (-5, -5, 0), (25, 25, 20)))
    shell = grow_shell(target, reach_mm=10.0, body=body)
    assert shell.volume_cm3 == pytest.approx((30 * 30 - 20 * 20) * 20 / 1000, rel=0.02)


def test_the_mean_dose_of_a_shell_around_a_sphere() -> None:
    radius, reach = 15.0, 5.0
    away = to_nearest([(0, 0, 0.5)])
    dose = dose_of(lambda x, y, z: 30.0 - away(x, y, z), (-28, -28, -28), (28, 28, 28))
    layout = lay_out(
        spheres("GTV", radius, (0, 0, 0.5)),
        drawn=[spheres("V", 5.0, (0, 0, 0.5))],
        dose=dose,
        set_spacing_mm=1.0,
    )
    described = describe_target(
        layout, prescription_gy=None, n_fractions=1, choices=SfrtChoices(shells_mm=(reach,))
    )
    outer = radius + reach
    mean_mm = 0.75 * (outer**4 - radius**4) / (outer**3 - radius**3)
    figure = described.figure(Message("sfrt.shell-mean", shell=Range(0.0, 5.0, "mm")))
    assert figure.value == pytest.approx(30.0 - mean_mm, rel=0.005)
    assert figure.warning == Message("sfrt.shell-without-outline")


@pytest.mark.parametrize("along_x", [False, True])
def test_rods_are_measured_across_their_axis(*, along_x: bool) -> None:
    # A grid of 1 cm rods, 20 mm apart, some longer than others, as a target's outline cuts them.
    if along_x:
        rods = [
            rod_across("R1", 5.0, (0.0, 20.0), 0.0, 60.0),
            rod_across("R2", 5.0, (20.0, 20.0), 20.0, 60.0),
            rod_across("R3", 5.0, (0.0, 44.0), 0.0, 45.0),
        ]
    else:
        rods = [
            rod("R1", 5.0, (0.0, 20.0), 0.0, 60.0),
            rod("R2", 5.0, (20.0, 20.0), 20.0, 60.0),
            rod("R3", 5.0, (0.0, 44.0), 0.0, 45.0),
        ]
    pattern = measure_pattern([measure_moments(cut(each)) for each in rods])
    assert pattern.name == "rods"
    assert pattern.axis is not None
    assert np.abs(pattern.axis) == pytest.approx([1, 0, 0] if along_x else [0, 0, 1], abs=1e-6)
    assert pattern.diameters_mm == pytest.approx(10.0, rel=0.005)
    assert pattern.nearest_mm == pytest.approx([20.0, 20.0, 24.0], abs=0.01)


def test_spheres_are_measured_from_centre_to_centre() -> None:
    centres = [(0, 0, 10), (20, 0, 10), (20, 15, 30)]
    moments = [measure_moments(cut(spheres("V", 6.0, centre))) for centre in centres]
    pattern = measure_pattern(moments)
    assert pattern.name == "spheres"
    assert pattern.diameters_mm == pytest.approx(12.0, rel=0.005)
    assert pattern.nearest_mm == pytest.approx([20.0, 20.0, 25.0], abs=0.001)


def test_an_8_cm_target_with_one_vertex_is_described() -> None:
    target, vertex = spheres("GTV", 40.0, (0, 0, 0.5)), spheres("V", 7.5, (0, 0, 0.5))
    described = describe_target(
        laid_out(target, vertex), prescription_gy=None, n_fractions=1, choices=NO_CHOICES
    )
    assert described.figure(Message("sfrt.whole-vertices")).value == 1.0
    assert described.figure(Message("sfrt.longest-in-space")).value == pytest.approx(80.0, abs=0.1)
    assert described.figure(Message("sfrt.vertex-share")).value == pytest.approx(
        100 * (7.5 / 40) ** 3, rel=0.005
    )
    assert described.figure(Message("sfrt.least-distance-to-surface")).value == pytest.approx(
        32.5, abs=1.0
    )  # a slice
    assert described.figure(Message("sfrt.least-distance-to-next")).reason == Message("sfrt.no-other-vertex")


def test_sagittal_contours_give_the_same_as_axial_ones() -> None:
    def turned(structure: Structure) -> Structure:
        contours = structure.contours
        points = contours.points_mm[:, [2, 0, 1]]
        turned = type(contours)(points_mm=points, starts=contours.starts, kinds=contours.kinds)
        return Structure(number=1, name=structure.name, role="", contours=turned)

    target, vertex = box("GTV", (0, 0, 0), (50, 40, 30)), spheres("V", 5.0, (20, 15, 12))
    axes = lay_flat(turned(target), set_spacing_mm=1.0).axes
    assert np.abs(axes[2]) == pytest.approx([1, 0, 0])
    layout = laid_out(turned(target), turned(vertex))
    described = describe_target(layout, prescription_gy=None, n_fractions=1, choices=NO_CHOICES)
    assert described.figure(Message("sfrt.least-distance-to-surface")).value == pytest.approx(7.0, abs=0.02)
    (placed,) = layout.vertices.inside
    assert placed.moments.centre_mm == pytest.approx([12, 20, 15], abs=1e-6)


def test_vertices_in_planes_of_other_directions_are_refused() -> None:
    vertex = spheres("V", 5.0, (20, 15, 12))
    contours = vertex.contours
    turned = type(contours)(
        points_mm=contours.points_mm[:, [2, 0, 1]], starts=contours.starts, kinds=contours.kinds
    )
    across = Structure(number=2, name="V", role="", contours=turned)
    with pytest.raises(UnsupportedError, match="'V' is drawn in planes of other directions"):
        laid_out(box("GTV", (0, 0, 0), (50, 40, 30)), across)


def test_the_distance_to_each_organ_stands_in_the_row() -> None:
    layout = lay_out(
        box("GTV", (0, 0, 0), (30, 30, 30)),
        drawn=[box("V", (10, 10, 10), (20, 20, 20))],
        dose=EVEN,
        organs=[box("SpinalCord", (40, 10, 0), (50, 20, 60)), box("Larynx", (23, 24, 10), (40, 40, 20))],
        set_spacing_mm=1.0,
    )
    described = describe_target(layout, prescription_gy=None, n_fractions=1, choices=NO_CHOICES)
    (row,) = described.vertices
    assert row.to_next.reason == Message("sfrt.no-other-vertex")
    assert row.to_surface.value == pytest.approx(10.0)
    to_cord, to_larynx = row.to_organs
    assert (to_cord.name, to_larynx.name) == (
        Message("sfrt.to-organ", name="SpinalCord"),
        Message("sfrt.to-organ", name="Larynx"),
    )
    assert (to_cord.value, to_larynx.value) == pytest.approx((20.0, 5.0))
    least = described.figure(Message("sfrt.least-distance-to-organ", name="Larynx"))
    assert least.value == pytest.approx(sqrt(9 + 16))


def test_a_vertex_of_one_plane_and_unknown_thickness_is_refused() -> None:
    flat = box("V", (20, 15, 12), (30, 25, 13))
    with pytest.raises(UnsupportedError, match="the volume of structure 'V' cannot be known"):
        lay_out(box("GTV", (0, 0, 0), (50, 40, 30)), drawn=[flat], dose=EVEN, set_spacing_mm=None)
