"""What is to be delivered: prescriptions, fractions, beams, approval (RTPLAN, DICOM PS3.3 A.20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rtqa.messages import Message
from rtqa.model.geometry import Floats

SAME_FRACTION_FRAC = 0.01
"""Monitor units, or doses, of two fractions that differ by less are the same, but for rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescription:
    """One item of the DoseReferenceSequence (300A,0010).

    Attributes:
        number: DoseReferenceNumber.
        site: DoseReferenceStructureType: VOLUME, POINT, COORDINATES or SITE.
        purpose: DoseReferenceType: TARGET or ORGAN_AT_RISK.
        structure_number: ReferencedROINumber; None where it names no structure.
        dose_gy: TargetPrescriptionDose, for the whole plan; None where absent.
        description: DoseReferenceDescription; may be empty.
        point_mm: DoseReferencePointCoordinates; None where absent.
    """

    number: int
    site: str
    purpose: str
    structure_number: int | None
    dose_gy: float | None
    description: str
    point_mm: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamShare:
    """What one beam gives in each fraction of a group.

    Attributes:
        beam_number: ReferencedBeamNumber.
        dose_gy: BeamDose; None where absent.
        meterset_mu: BeamMeterset; None where absent.
        point_mm: BeamDoseSpecificationPoint, where ``dose_gy`` is given; None where absent.
    """

    beam_number: int
    dose_gy: float | None
    meterset_mu: float | None
    point_mm: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FractionGroup:
    """One item of the FractionGroupSequence (300A,0070).

    Attributes:
        number: FractionGroupNumber.
        n_fractions: NumberOfFractionsPlanned; None where absent, or not 1 or more.
        n_brachy: NumberOfBrachyApplicationSetups.
        n_beams: NumberOfBeams, which should be that of ``beams``; None where absent.
        beams: what each beam gives per fraction.
        applications: likewise each brachytherapy application setup, by its number and without meterset.
        pattern: FractionPattern, digits, Monday first; empty where absent.
        digits_per_day: NumberOfFractionPatternDigitsPerDay; None where absent.
    """

    number: int
    n_fractions: int | None
    n_brachy: int
    beams: tuple[BeamShare, ...]
    pattern: str
    n_beams: int | None = None
    digits_per_day: int | None = None
    applications: tuple[BeamShare, ...] = ()

    @property
    def fractions_by_day(self) -> tuple[int, ...]:
        """How many fractions each day of the pattern's weeks has, Monday first (PS3.3 C.8.8.13.1).

        Empty where there is no pattern, or one that is not made of whole weeks of 0 and 1. Without digits
        per day, only a pattern of seven digits can be read.
        """
        per_day = self.digits_per_day or (1 if len(self.pattern) == 7 else 0)
        if not per_day or set(self.pattern) - {"0", "1"} or len(self.pattern) % (7 * per_day):
            return ()
        days = (self.pattern[first : first + per_day] for first in range(0, len(self.pattern), per_day))
        return tuple(day.count("1") for day in days)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeafLayer:
    """One layer of leaves; Halcyon and MRIdian have two, of which a beam passes what both leave open.

    Attributes:
        edges_mm: shape (n + 1,): LeafPositionBoundaries of the leaf pairs; None where absent.
        axis: along what the leaves move: X or Y of the beam limiting device.
    """

    edges_mm: Floats | None
    axis: str

    @property
    def n_pairs(self) -> int:
        """Leaf pairs, by the edges; 0 where these are not known, or do not ascend."""
        edges_mm = self.edges_mm
        return 0 if edges_mm is None or (edges_mm[1:] <= edges_mm[:-1]).any() else len(edges_mm) - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ControlPoint:
    """A beam at one moment; values carry over from the previous control point, as DICOM has it.

    Attributes:
        meterset_frac: cumulative meterset weight over the final one, 0 to 1; None where absent.
        gantry_deg, collimator_deg, couch_deg: angles; None where never stated.
        jaws_x_mm, jaws_y_mm: positions of each pair at the isocentre plane; None where absent.
        leaves_mm: both banks' leaf positions, shape (2, n), by the place of their layer in the beam's
            ``leaf_layers``; empty where there is no MLC.
        isocenter_mm: shape (3,); None where absent.
        energy_mv: NominalBeamEnergy; None where absent.
        dose_rate_mu_per_min: DoseRateSet; None where absent.
        gantry_turns: GantryRotationDirection from here on: CW, CC or NONE; empty where absent.
        couch_pitch_deg, couch_roll_deg, gantry_pitch_deg: by how much couch and gantry lean; None where
            never stated.
    """

    meterset_frac: float | None
    gantry_deg: float | None
    collimator_deg: float | None
    couch_deg: float | None
    jaws_x_mm: tuple[float, float] | None
    jaws_y_mm: tuple[float, float] | None
    leaves_mm: Mapping[int, Floats]
    isocenter_mm: Floats | None
    energy_mv: float | None
    dose_rate_mu_per_min: float | None
    gantry_turns: str = ""
    couch_pitch_deg: float | None = None
    couch_roll_deg: float | None = None
    gantry_pitch_deg: float | None = None

    @property
    def leaning_deg(self) -> float:
        """The greatest of these angles, 0 to 180: nothing is calculated with them."""
        angles = (self.couch_pitch_deg, self.couch_roll_deg, self.gantry_pitch_deg)
        return max(abs(((angle or 0.0) + 180.0) % 360.0 - 180.0) for angle in angles)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beam:
    """One item of the BeamSequence (300A,00B0); setup and portal-image beams included.

    Attributes:
        number, name, machine: BeamNumber, BeamName, TreatmentMachineName.
        radiation: RadiationType, such as PHOTON.
        delivery_type: TreatmentDeliveryType, such as TREATMENT or SETUP; empty where absent.
        control_points: in order.
        n_points: NumberOfControlPoints, which should be that of ``control_points``; None where absent.
        source_axis_mm: SourceAxisDistance; None where absent.
        leaf_layers: layers of leaves, in the order of the file.
        dosimeter_unit: PrimaryDosimeterUnit: MU or MINUTE.
        patient_position: of the patient setup that it refers to, such as HFS; empty where absent.
        setup_number: ReferencedPatientSetupNumber; None where absent.
        accessories: wedges, compensators, boluses, blocks: how many of each, where there are any.
        applicator: ApplicatorType of what shapes the beam beside jaws and leaves, such as ELECTRON_SQUARE or
            STEREOTACTIC; empty where there is none.
        has_modifier: whether wedge, compensator or block takes away from what jaws and leaves let through.
        fluence_mode: FluenceMode, and its ID where it has one: such as NON_STANDARD FFF; empty where absent.
    """

    number: int
    name: str
    machine: str
    radiation: str
    delivery_type: str
    control_points: tuple[ControlPoint, ...] = field(repr=False)
    n_points: int | None = None
    source_axis_mm: float | None = None
    leaf_layers: tuple[LeafLayer, ...] = ()
    dosimeter_unit: str = ""
    patient_position: str = ""
    setup_number: int | None = None
    accessories: tuple[Message, ...] = ()
    applicator: str = ""
    has_modifier: bool = False
    fluence_mode: str = ""

    @property
    def treats(self) -> bool:
        """Whether it delivers treatment dose (an absent TreatmentDeliveryType counts as treatment)."""
        return self.delivery_type in ("", "TREATMENT", "CONTINUATION")


class PlanKind(StrEnum):
    """What a plan treats with; of all but the first, rtqa reads no beams and judges no delivery."""

    EXTERNAL = "external"
    """Photons or electrons of a linac or a cobalt unit."""
    BRACHYTHERAPY = "brachytherapy"
    PROTON = "proton"
    ION = "ion"
    GAMMA_KNIFE = "gamma-knife"
    CYBERKNIFE = "cyberknife"
    OTHER = "other-radiation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """ApprovalStatus (300E,0002) and when it was given; the status is empty where absent."""

    status: str
    review_date: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """One RTPLAN.

    Attributes:
        uid: SOP Instance UID.
        label: RTPlanLabel.
        intent: PlanIntent, such as CURATIVE or MACHINE_QA; empty where absent.
        geometry: RTPlanGeometry: PATIENT or TREATMENT_DEVICE.
        prescriptions: all of them, in order; may be empty.
        fraction_groups: in order; may be several.
        beams: in order.
        approval: status and date.
        structure_set_uid: SOP Instance UID it refers to; empty where it names none.
        dose_uids: SOP Instance UIDs of the doses it refers to (300C,0080); mostly none.
        frame_of_reference_uid: empty where not stated.
        kind: what it treats with.
        verifies_uids: SOP Instance UIDs of the plans that it verifies (RTPlanRelationship VERIFIED_PLAN).
        unreadable: keywords of the numbers that it states and that could not be read, such as BeamMeterset
            with a decimal comma; they have no value here, and are not absent.
        dates_are_kept: False where de-identification moved the dates, or may have.
        made: RTPlanDate and RTPlanTime as YYYYMMDDHHMMSS, or the date alone; empty where absent.
    """

    uid: str = field(repr=False)
    label: str
    intent: str
    geometry: str
    prescriptions: tuple[Prescription, ...]
    fraction_groups: tuple[FractionGroup, ...]
    beams: tuple[Beam, ...] = field(repr=False)
    approval: Approval
    structure_set_uid: str = field(repr=False)
    frame_of_reference_uid: str = field(repr=False)
    kind: PlanKind = PlanKind.EXTERNAL
    verifies_uids: frozenset[str] = field(default=frozenset(), repr=False)
    dose_uids: frozenset[str] = field(default=frozenset(), repr=False)
    unreadable: frozenset[str] = frozenset()
    made: str = ""
    dates_are_kept: bool = True

    @property
    def is_external_photon_or_electron(self) -> bool:
        """Whether its beams are read and its delivery judged."""
        return self.kind is PlanKind.EXTERNAL

    @property
    def n_fractions(self) -> int | None:
        """Planned fractions of one dose: of the only fraction group, or of all where each goes on with it.

        None where a group states none, and where groups may give other targets, doses or the same days.
        """
        numbers = [group.n_fractions for group in self.fraction_groups]
        stated = [n for n in numbers if n is not None]
        if not stated or len(stated) < len(numbers):
            return None
        return sum(stated) if len(stated) == 1 or self.has_groups_alike else None

    @property
    def has_groups_alike(self) -> bool:
        """Whether there are several fraction groups, and a fraction is the same in each.

        All have the same treatment beams with the same monitor units, or all state the same dose for the same
        one point, as of beams that were copied for the second half.
        """
        treats = {beam.number: beam.treats for beam in self.beams}
        groups = [
            [share for share in group.beams if treats.get(share.beam_number, True)]
            for group in self.fraction_groups
        ]
        if len(groups) < 2 or not all(groups) or any(group.n_brachy for group in self.fraction_groups):
            return False
        units_mu = [{share.beam_number: share.meterset_mu for share in shares} for shares in groups]
        first = units_mu[0]
        if all(mu.keys() == first.keys() for mu in units_mu):
            return all(_are_near([mu[beam] for mu in units_mu]) for beam in first)
        points_mm = {share.point_mm for shares in groups for share in shares}
        return (
            len(points_mm) == 1
            and None not in points_mm
            and all(share.dose_gy is not None for shares in groups for share in shares)
            and _are_near([sum(share.dose_gy or 0.0 for share in shares) for shares in groups])
        )


def _are_near(values: Sequence[float | None]) -> bool:
    """Whether all are stated, and the same but for rounding."""
    known = [value for value in values if value is not None]
    return len(known) == len(values) and max(known) <= (1.0 + SAME_FRACTION_FRAC) * min(known)
