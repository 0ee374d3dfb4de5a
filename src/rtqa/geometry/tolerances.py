"""Every tolerance by which contours are read, in one table, each with its reason.

| name | value | why |
|---|---|---|
| `SAME_PLANE_MM` | 0.02 mm | positions are written to 0.01 mm: contours this close share a plane |
| `FLAT_MM` | 0.1 mm | exports round to tenths: a contour this flat lies in its plane |
| `UNEVEN_MM` | 1 mm | contours carried through other slices wobble less; beyond it, there is no plane |
| `ON_SLICE_MM` | 0.15 mm | some systems write tenths of a mm: this close to an image slice is on it |
| `WIDE_RATIO` | 1.5 | midway between neighbours and one missing between them, where no image tells |
| `LINE_FRAC` | 1e-9 | of its squared extent: a contour of less area is a line, but for rounding |
| `SLIVER_FRAC` | 1e-6 | of the smaller contour: overlaps below it are rounding, not overlap |
| `SPECK_MM2` | 1e-3 mm² | a region smaller than this is rounding where two outlines meet |
| `DIFFER_FRAC` | 1e-3 | of the area: from here on it is said that union and exclusive or differ |
| `HOLLOW_FRAC` | 0.5 | of the outlines' area: from here on holes are said; an organ seldom is a shell |
"""

from __future__ import annotations

SAME_PLANE_MM = 0.02
FLAT_MM = 0.1
UNEVEN_MM = 1.0
ON_SLICE_MM = 0.15
WIDE_RATIO = 1.5
LINE_FRAC = 1e-9
SLIVER_FRAC = 1e-6
SPECK_MM2 = 1e-3
DIFFER_FRAC = 1e-3
HOLLOW_FRAC = 0.5
