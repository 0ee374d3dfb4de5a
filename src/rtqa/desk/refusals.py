"""Why something that was handed in is not taken. None of these names the patient."""

from __future__ import annotations

from rtqa.errors import InputError


class RefusedError(InputError):
    """It is not taken, and nothing of it is kept."""


class NotDicomError(RefusedError):
    """No DICOM object, or one that is damaged."""


class NotAcceptedError(RefusedError):
    """An object of a kind that no plan is judged by, or too large."""


class FullError(RefusedError):
    """There is no room on the disk for it: the sender is to try again later."""
