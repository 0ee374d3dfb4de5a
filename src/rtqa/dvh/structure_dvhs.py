"""The DVHs of a plan's structures, by name, and why some have none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rtqa.dvh.curve import DVH
from rtqa.messages import Unknown


class StructureDVHs(Mapping[str, DVH]):
    """A mapping of names to curves, in the order of the structure set.

    Attributes:
        without: why other structures that were asked for have none, by their names.
    """

    def __init__(self, curves: Mapping[str, DVH], without: Mapping[str, Unknown]) -> None:
        self._curves = dict(curves)
        self.without = dict(without)

    def __getitem__(self, name: str) -> DVH:
        if name in self.without:
            raise KeyError(f"{name}: {self.without[name].message}")
        return self._curves[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._curves)

    def __len__(self) -> int:
        return len(self._curves)

    def __repr__(self) -> str:
        names = ", ".join(map(repr, self._curves))
        return f"StructureDVHs({names}; {len(self.without)} without)"
