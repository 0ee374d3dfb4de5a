"""Protocols of other programs, carried over as far as they say what is judged."""

from rtqa.protocol.foreign.goals import Goal, Imported, LeftOut
from rtqa.protocol.foreign.read import import_file

__all__ = ["Goal", "Imported", "LeftOut", "import_file"]
