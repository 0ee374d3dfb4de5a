"""Phantoms that are derived from others, as protocols derive structures, and have a closed form themselves.

Their parents are drawn in slices like any phantom, about the same middle; what is made of them is compared
with the solid that it ought to be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rtqa.commission.doses import LinearDose, PeaksDose
from rtqa.commission.hollow import shell, tube
from rtqa.commission.phantoms import Phantom
from rtqa.commission.solids import Slicing, Solid, cylinder, sphere
from rtqa.commission.truth import Truth
from rtqa.geometry.derived import grow, intersect, ring, subtract, unite
from rtqa.geometry.planar import PlanarStructure

Rule = Callable[[Sequence[PlanarStructure], str], PlanarStructure]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DerivedPhantom(Phantom):
    """A structure made of others; drawn, for another system, is the solid that it ought to be.

    Attributes:
        parents: what it is made of, about its own middle.
        rule: how, and under which name.
    """

    parents: tuple[Solid, ...]
    rule: Rule

    def planar(self) -> PlanarStructure:
        """What is made of the parents as drawn."""
        drawn = [
            Phantom(
                name=f"{self.name}-{n}",
                solid=solid,
                size_mm=self.size_mm,
                centre_mm=self.centre_mm,
                slice_mm=self.slice_mm,
            ).planar()
            for n, solid in enumerate(self.parents, start=1)
        ]
        return self.rule(drawn, self.name)

    def slicing(self) -> Slicing:
        """What drawing in slices can change at most: of the parents, and of what is made of them."""
        drawn = [(solid.body.volume_mm3, solid.slicing(self.slice_mm)) for solid in self.parents]
        lost_mm3 = sum(volume_mm3 * bound.volume_frac for volume_mm3, bound in drawn)
        own = self.solid.slicing(self.slice_mm)
        return Slicing(
            own.volume_frac + lost_mm3 / self.solid.body.volume_mm3,
            own.across_mm + max(bound.across_mm for _, bound in drawn),
        )

    def true_of_prisms(self, dose: LinearDose | PeaksDose) -> Truth | None:  # noqa: ARG002 (as of any phantom)
        """None: what the parents' contours say has no closed form once it is grown."""
        return None


DERIVED: tuple[tuple[str, Solid, float, float, tuple[Solid, ...], Rule], ...] = (
    ("Grown", sphere(15), 30, 30, (sphere(10),), lambda of, name: grow(of[0], 5.0, name=name)),
    (
        "Ring",
        shell(21, 15),
        6,
        42,
        (sphere(12),),
        lambda of, name: ring(of[0], from_mm=3.0, to_mm=9.0, name=name),
    ),
    (
        "Without",
        shell(18, 12),
        6,
        36,
        (sphere(18), sphere(12)),
        lambda of, name: subtract(of[0], of[1:], name=name),
    ),
    (
        "Together",
        cylinder(15, 30),
        30,
        30,
        (tube(15, 8, 30), cylinder(8, 30)),
        lambda of, name: unite(of, name=name),
    ),
    (
        "Common",
        cylinder(10, 20),
        20,
        20,
        (cylinder(10, 40), cylinder(15, 20)),
        lambda of, name: intersect(of, name=name),
    ),
)
"""Name, the solid that it ought to be, its least width and its width along x in mm, its parents, the rule."""
