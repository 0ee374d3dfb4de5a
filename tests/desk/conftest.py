"""The fixtures of the desk's tests."""

from __future__ import annotations

from small_desks import clock, new_database, open_desk, small_case

__all__ = ["clock", "new_database", "open_desk", "small_case"]
