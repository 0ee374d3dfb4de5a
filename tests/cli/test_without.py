"""Modules that another one would load where they are installed."""

from __future__ import annotations

import pytest

from rtqa.cli.without import without


def test_a_module_looks_as_if_not_installed_for_a_while_and_a_loaded_one_stays() -> None:
    with without("wave", "json"):
        import json  # noqa: F401, PLC0415 (as loaded before)

        with pytest.raises(ModuleNotFoundError):
            import wave  # noqa: PLC0415
    import wave  # noqa: PLC0415

    assert wave.open
