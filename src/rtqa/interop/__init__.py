"""Values of other libraries: images in, tables and histograms out; each is imported when it is used."""

from rtqa.interop.dicompyler import to_dicompyler
from rtqa.interop.frames import to_frame
from rtqa.interop.images import from_nibabel, from_simpleitk

__all__ = ["from_nibabel", "from_simpleitk", "to_dicompyler", "to_frame"]
