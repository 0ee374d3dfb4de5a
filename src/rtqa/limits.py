"""How much rtqa reads of anything, in one table; what is larger is refused in a sentence that says so.

No plan comes near; a damaged or hostile file would take all memory or all day.

| name | value | of what, and what real plans have |
|---|---|---|
| `MOST_FILE_BYTES` | 2 GiB | one DICOM file; an enhanced image of 2,000 slices has 1 GiB |
| `MOST_INFLATED_BYTES` | 512 MiB | a deflated data set; a dose of 512 × 512 × 400 voxels has 0.4 GB |
| `MOST_HEAD_BYTES` | 64 MiB | what is looked at of a file that does not say what it is |
| `MOST_DOCUMENT_BYTES` | 16 MiB | a protocol, course or goal file; the largest of the library has 0.1 MB |
| `MOST_UNPACKED_BYTES` | 4 GiB | what a plan's archives unpack to; ten phases of 200 slices have 2 GB |
| `MOST_REPORT_BYTES` | 256 MiB | a report.json; with all its pictures it has 1 to 10 MB |
| `MOST_LEVELS` | 32 | sequences in each other; plans have 5, structured reports some 10 |
| `MOST_ITEMS` | 5,000 | items of a sequence, not of contours; a helical plan has 2,000 control points |
| `MOST_STRUCTURES` | 1,000 | of one structure set; a large one has 150 |
| `MOST_CONTOURS` | 200,000 | contours of one structure set; a large one has 20,000 |
| `MOST_POINTS` | 20 million | points of one structure set; a radiosurgery plan has a million |
| `MOST_FRAMES` | 10,000 | planes of a dose, frames of an image |
| `MOST_CHARACTERS` | 10,240 | of one text, as LT has it; the rest is cut off |
| `MOST_NAME` | 256 | characters of a structure's name or a plan's label; LO has 64 |
| `MOST_PAIRS` | 100,000 | pairs of contours of a structure that may lie in each other; specks make 1,000 |
| `MOST_CROSSING` | 200 | contours of one plane that cross each other; drawn ones 2 or 3 |
"""

from __future__ import annotations

MOST_FILE_BYTES = 2**31
MOST_INFLATED_BYTES = 2**29
MOST_HEAD_BYTES = 2**26
MOST_DOCUMENT_BYTES = 2**24
MOST_REPORT_BYTES = 2**28
MOST_UNPACKED_BYTES = 2**32
MOST_LEVELS = 32
MOST_ITEMS = 5_000
MOST_STRUCTURES = 1_000
MOST_CONTOURS = 200_000
MOST_POINTS = 20_000_000
MOST_FRAMES = 10_000
MOST_CHARACTERS = 10_240
MOST_NAME = 256
MOST_PAIRS = 100_000
MOST_CROSSING = 200
