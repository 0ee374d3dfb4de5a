"""The second calculation against closed forms and published values, in slabs of water."""

from __future__ import annotations

import numpy as np
import pytest
from water import beam, cgy_per_mu, control_point, model_of, segments_of, slab, square, with_leaves

from rtqa.messages import Message, Unknown
from rtqa.model.geometry import owned
from rtqa.transport.beam_model import find_beam_model
from rtqa.transport.openings import Plane, draw_jaws, draw_leaves
from rtqa.transport.pencil_kernel import PencilKernel
from rtqa.transport.segments import cut_segments
from rtqa.transport.spread import Spreader

WATER = slab((300.0, 1.0))


@pytest.mark.parametrize("tpr", [0.632, 0.672, 0.737, 0.779])
def test_a_kernel_has_the_quality_that_it_was_made_for(tpr: float) -> None:
    kernel = PencilKernel.of_quality(tpr)
    deep, shallow = (kernel.on_axis(10.0, depth, to_surface_cm=100.0 - depth) for depth in (20.0, 10.0))
    assert deep / shallow == pytest.approx(tpr, abs=1e-5)


@pytest.mark.parametrize(
    ("energy_mv", "mode", "pdd"),
    # Depth dose at 10 cm, SSD 100 cm, 10 × 10 cm², of one clinic's TrueBeam.
    [(6.0, "", 66.3), (10.0, "", 73.5), (15.0, "", 76.8), (6.0, "NON_STANDARD FFF", 63.4)],
)
def test_depth_doses_are_those_that_are_published(energy_mv: float, mode: str, pdd: float) -> None:
    point = control_point(0.0, energy_mv=energy_mv)
    model = model_of(beam(point, control_point(1.0, energy_mv=energy_mv), fluence_mode=mode))
    doses = [model.kernel.on_axis(10.0, depth, to_surface_cm=100.0) for depth in np.arange(1.0, 4.0, 0.1)]
    at_depth = model.kernel.on_axis(10.0, 10.0, to_surface_cm=100.0)
    assert 100.0 * at_depth / max(doses) == pytest.approx(pdd, abs=1.2)


def test_the_reference_field_has_the_output_of_its_model() -> None:
    # At 10 cm depth and at the isocentre.
    assert cgy_per_mu(square(100.0), WATER, (0.0, 100.0, 0.0))[0] == pytest.approx(
        model_of(square(100.0)).cgy_per_mu, rel=0.006
    )


def test_dose_falls_with_depth_as_the_kernel_says() -> None:
    field = square(100.0)
    depths_mm = np.array([50.0, 100.0, 150.0, 200.0, 250.0])
    dose = cgy_per_mu(field, WATER, *((0.0, depth, 0.0) for depth in depths_mm))
    kernel = model_of(field).kernel
    # The surface is 90 cm from the source.
    expected = np.array([kernel.on_axis(10.0, depth / 10.0, to_surface_cm=90.0) for depth in depths_mm])
    assert dose / dose[1] == pytest.approx(expected / expected[1], rel=0.007)


@pytest.mark.parametrize(
    ("side_mm", "measured", "within"),
    # Of fields of leaves at 10 cm depth, Elekta, 6 MV: J Appl Clin Med Phys 13(5) (2012) 282, Table 2.
    [(60.0, 0.930, 0.012), (40.0, 0.878, 0.015), (30.0, 0.842, 0.016), (20.0, 0.790, 0.025)],
)
def test_small_fields_give_less_by_what_is_published(side_mm: float, measured: float, within: float) -> None:
    here = (0.0, 100.0, 0.0)
    ratio = cgy_per_mu(square(side_mm), WATER, here)[0] / cgy_per_mu(square(100.0), WATER, here)[0]
    assert ratio == pytest.approx(measured, abs=within)


def test_depth_counts_in_water_equivalent_lengths() -> None:
    layered = slab((50.0, 1.0), (100.0, 0.25), (20.0, 1.5), (100.0, 1.0))
    source = np.array([0.0, -900.0, 0.0])
    points = np.array([[0.0, 50.0, 0.0], [0.0, 150.0, 0.0], [0.0, 170.0, 0.0], [0.0, 220.0, 0.0]])
    assert layered.depths_mm(points, source) == pytest.approx([50.0, 75.0, 105.0, 155.0], abs=1.5)


def test_a_field_turned_with_the_patient_gives_the_same() -> None:
    # A half-closed field: the collimator turned by 180° opens the other half.
    half = {"jaws_x_mm": (0.0, 50.0)}
    points = [(x, 100.0, z) for x in (-30.0, 30.0) for z in (-20.0, 20.0)]
    straight = cgy_per_mu(square(100.0, **half), WATER, *points)
    turned = cgy_per_mu(square(100.0, **half, collimator_deg=180.0), WATER, *points)
    assert straight[2] > 5 * straight[0]
    assert turned[[2, 3, 0, 1]] == pytest.approx(straight, rel=1e-4)


def test_a_segment_stands_as_iec_61217_turns_it() -> None:
    # A gantry at 90° stands on the left of a supine patient; the collimator's x points to the floor then.
    (segment,) = segments_of(square(100.0, gantry_deg=90.0, collimator_deg=30.0))
    x, y, z = segment.axes @ np.array([100.0, -40.0, 10.0])
    cosine, sine = np.cos(np.radians(30.0)), 0.5
    assert (x, y, z) == pytest.approx((-40.0 * cosine + 10.0 * sine, 10.0 * cosine + 40.0 * sine, 100.0))
    # A couch turned by 90° takes the feet to the left of the room, where that gantry stands.
    (segment,) = segments_of(square(100.0, gantry_deg=90.0, couch_deg=90.0))
    assert segment.axes[2] == pytest.approx([0.0, 0.0, -1.0], abs=1e-12)


def test_a_map_has_the_area_that_leaves_leave_open_while_they_move() -> None:
    plane = Plane.around([(-100.0, 100.0)] * 2, step_mm=2.0)
    (segment,) = segments_of(with_leaves((-13.0, -2.3), (11.0, 45.1)))
    is_open = draw_jaws(segment.aperture, plane) * draw_leaves(segment.aperture, plane, leaf_offset_mm=0.0)
    # On average over the movement the gap is (10.7 + 34.1) / 2 mm wide, and the jaws are 100 mm apart.
    assert is_open.sum() * 4.0 == pytest.approx(100.0 * (10.7 + 34.1) / 2, rel=1e-6)
    # Open while the one end has passed, at 2.3 / 47.4, and the other not yet, at 13 / 24 of the way.
    middle = is_open[50, 50]
    assert middle == pytest.approx(13.0 / 24.0 - 2.3 / 47.4, abs=0.01)


def test_a_spread_disc_has_the_middle_of_the_closed_form() -> None:
    plane = Plane.around([(-150.0, 150.0)] * 2, step_mm=2.0)
    radius = np.hypot(plane.x_mm, plane.y_mm[:, None])
    spreader = Spreader.on(plane, reach_mm=200.0)
    per_mm = np.array([0.02, 0.3])
    spread = spreader.spread((radius < 50.0)[None].astype(float), spreader.kernels(per_mm))[0]
    middle = spread[:, len(plane.y_mm) // 2, len(plane.x_mm) // 2]
    assert middle == pytest.approx(1.0 - np.exp(-per_mm * 50.0), abs=0.004)


def test_long_arcs_are_cut_and_their_meterset_is_shared() -> None:
    arc = beam(control_point(0.0, gantry_turns="CC"), control_point(1.0, gantry_deg=338.0))
    segments = segments_of(arc)
    assert len(segments) == 5
    assert sum(segment.share_frac for segment in segments) == pytest.approx(1.0)
    assert [segment.pose[0] for segment in segments] == pytest.approx([-2.2, -6.6, -11.0, -15.4, -19.8])


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"radiation": "ELECTRON"}, "transport.not-photons"),
        ({"has_modifier": True}, "transport.modifier"),
        ({"applicator": "STEREOTACTIC"}, "transport.applicator"),
        ({"dosimeter_unit": "MINUTE"}, "transport.not-in-mu"),
        ({"patient_position": ""}, "transport.not-placed"),
        ({"control_points": (control_point(0.0),)}, "transport.no-meterset"),
    ],
)
def test_what_cannot_be_followed_is_said(changed: dict[str, object], why: str) -> None:
    assert cut_segments(beam(**changed)) == Unknown(Message(why, beam=1))


def test_a_couch_that_moves_is_tomotherapy_and_not_followed() -> None:
    points = [
        control_point(at / 4, isocenter_mm=owned([0.0, 0.0, 5.0 * at]), gantry_deg=50.0 * at)
        for at in range(5)
    ]
    assert cut_segments(beam(*points)) == Unknown(Message("transport.binary-leaves", beam=1))


def test_an_energy_that_no_linac_has_is_not_guessed() -> None:
    points = [control_point(weight, energy_mv=1.25) for weight in (0.0, 1.0)]
    found = find_beam_model(beam(*points))
    assert isinstance(found, Unknown)
    assert found.message.id == "transport.other-energy"
