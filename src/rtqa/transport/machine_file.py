"""The machine file: what a clinic knows of its linac, beam by beam; all of it may be left out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from rtqa.documents.fields import Count, NotNegative, Positive, Table, Text
from rtqa.documents.reading import read_document
from rtqa.documents.references import rows_of
from rtqa.documents.toml import lines_of, parse_document, parse_toml
from rtqa.errors import Fault
from rtqa.transport.pencil_kernel import VALID_TPR

Quality = Annotated[float, Field(strict=True, ge=VALID_TPR[0], le=VALID_TPR[1])]
DepthDose = Annotated[float, Field(strict=True, ge=61.5, le=82.0)]
Output = Annotated[float, Field(strict=True, ge=0.3, le=2.0)]
Percent = Annotated[float, Field(strict=True, ge=0.0, le=10.0)]
Penumbra = Annotated[float, Field(strict=True, ge=2.0, le=15.0)]
Offset = Annotated[float, Field(strict=True, ge=-1.0, le=3.0)]
Depth = Annotated[float, Field(strict=True, ge=0.5, le=30.0)]
Surface = Annotated[float, Field(strict=True, ge=50.0, le=200.0)]


class MachineBeam(Table):
    """One beam of a machine; what is not stated is taken as usual.

    Attributes:
        energy_mv: nominal.
        flattening_filter: whether it has one.
        tpr20_10: the beam quality; or else
        pdd10_percent: depth dose at 10 cm, of 10 × 10 cm² at SSD 100 cm, over the maximum.
        output_cgy_per_mu: in 10 × 10 cm² at 100 cm from the source.
        output_depth_cm: where that is; without it, at the depth of the maximum.
        output_ssd_cm: from the source to the water there.
        output_sd_percent: how well it is known, as a standard deviation.
        leaf_transmission_percent, jaw_transmission_percent: of the open field, through closed leaves; and of
            that, through the jaws.
        penumbra_mm: from 80 to 20 % across the field's edge, in 10 × 10 cm² at 10 cm depth, SSD 90 cm.
        leaf_offset_mm: by how much a leaf's rounded end lets more through than its stated place says.
        output_plans, leaf_offset_plans, leaf_transmission_plans: how many plans it was learnt from.
    """

    energy_mv: Positive
    flattening_filter: Annotated[bool, Field(strict=True)] = True
    tpr20_10: Quality | None = None
    pdd10_percent: DepthDose | None = None
    output_cgy_per_mu: Output | None = None
    output_depth_cm: Depth | None = None
    output_ssd_cm: Surface = 100.0
    output_sd_percent: Percent = 1.0
    leaf_transmission_percent: Percent | None = None
    jaw_transmission_percent: NotNegative | None = None
    penumbra_mm: Penumbra | None = None
    leaf_offset_mm: Offset | None = None
    output_plans: Count | None = None
    leaf_offset_plans: Count | None = None
    leaf_transmission_plans: Count | None = None


class Machine(Table):
    """A linac, or several that are beam-matched.

    Attributes:
        name: how a report calls it.
        treatment_machines: names in plans (Treatment Machine Name) that it stands for; any where none.
        beam: its beams.
    """

    name: Text
    treatment_machines: tuple[Text, ...] = ()
    beam: Annotated[tuple[MachineBeam, ...], Field(min_length=1)]

    def find_beam(self, energy_mv: float, *, is_unflattened: bool) -> MachineBeam | None:
        """Its beam of an energy; None where it has none."""
        fits = (
            beam
            for beam in self.beam
            if abs(beam.energy_mv - energy_mv) < 0.05 and beam.flattening_filter is not is_unflattened
        )
        return next(fits, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedMachine:
    """A machine, and the file that it came from.

    Attributes:
        machine: what the file states.
        label: its name, without the folder.
        sha256: of its bytes, in hexadecimal.
    """

    machine: Machine
    label: str
    sha256: str


def load_machine(path: str | Path) -> LoadedMachine:
    """Read a machine file.

    >>> import rtqa, tempfile
    >>> from pathlib import Path
    >>> file = Path(tempfile.mkdtemp(), "machine.toml")
    >>> lines = "name = 'Linac 1'", "[[beam]]", "energy_mv = 6.0", "tpr20_10 = 0.684"
    >>> _ = file.write_text(chr(10).join(lines))
    >>> known = rtqa.load_machine(file).machine
    >>> known.name, known.beam[0].tpr20_10
    ('Linac 1', 0.684)

    Args:
        path: of the file, as ``rtqa machine learn`` writes it.

    Raises:
        UsageError: there is no such file.
        DocumentError: it does not hold; all its faults at once, each with its line.
    """
    file = Path(path)
    content = read_document(file, what="the machine file")
    return LoadedMachine(
        machine=parse_machine(content, label=file.name),
        label=file.name,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def parse_machine(content: bytes, *, label: str) -> Machine:
    """A machine from the bytes of its TOML file.

    Raises:
        DocumentError: as :func:`load_machine` does.
    """
    return parse_document(
        parse_toml(content, label=label),
        Machine,
        label=label,
        find_reference_faults=_find_faults,
        lines=lines_of(content),
    )


def _find_faults(document: Mapping[str, object]) -> list[Fault]:
    """Beams that stand there twice, and what contradicts or needs another value."""
    faults, first = [], dict[tuple[object, object], str]()
    for place, row in rows_of(document, "beam"):
        key = row.get("energy_mv"), row.get("flattening_filter", True)
        if key in first:
            faults.append(Fault(f"{place}.energy_mv", "this beam is already", other=first[key]))
        first.setdefault(key, place)
        if "tpr20_10" in row and "pdd10_percent" in row:
            faults.append(Fault(f"{place}.pdd10_percent", "the quality is stated already, as tpr20_10"))
        without = [key for key in ("output_depth_cm", "output_ssd_cm", "output_sd_percent") if key in row]
        if without and "output_cgy_per_mu" not in row:
            faults.append(Fault(f"{place}.{without[0]}", "needs output_cgy_per_mu"))
    return faults
