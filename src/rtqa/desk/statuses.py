"""What a DIMSE answer says of how it went, by the names that DICOM gives."""

from __future__ import annotations

SUCCESS, PENDING, CANCEL = 0x0000, 0xFF00, 0xFE00

BAD_VALUE, DUPLICATE, NO_SUCH_OBJECT, NO_ARGUMENT = 0x0106, 0x0111, 0x0112, 0x0114
BAD_ARGUMENT, BAD_INSTANCE, CLASS_CONFLICT, MISSING = 0x0115, 0x0117, 0x0119, 0x0120
OTHER_CLASS, NO_ACTION = 0x0122, 0x0123
"""Of every service (PS3.7 annex C): an attribute's value, an instance, an argument, a class, an action."""

NO_ROOM, OTHER_OBJECT, NOT_UNDERSTOOD = 0xA700, 0xA900, 0xC000
"""Of storage (PS3.4 table B.2-1): out of resources, data set does not match, cannot understand."""

WARNINGS = range(0xB000, 0xC000)
"""Done, but not quite as asked (PS3.7 C.3)."""

CREATED_WITH_CHANGES, ALREADY_CANCELED, ALREADY_COMPLETED = 0xB300, 0xB304, 0xB306
NO_LONGER, WRONG_TRANSACTION, IN_PROGRESS_ALREADY, SCHEDULED_BY_CREATION = 0xC300, 0xC301, 0xC302, 0xC303
NOT_FINISHED, NO_SUCH_ITEM, NO_SUCH_RECEIVER, NOT_SCHEDULED = 0xC304, 0xC307, 0xC308, 0xC309
NOT_IN_PROGRESS, COMPLETED_ALREADY, NO_CANCEL = 0xC310, 0xC311, 0xC313
"""Of unified procedure steps (PS3.4 CC.2)."""
