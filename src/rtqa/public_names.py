"""How a room opens its public names: each module is imported when one of its names is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module


def open_name(package: str, name: str, homes: Mapping[str, tuple[str, ...]]) -> object:
    """The value of a public name.

    Args:
        package: whose name it is, such as ``rtqa.cohort``.
        name: that is asked for.
        homes: modules, and which names of theirs are public.

    Raises:
        AttributeError: there is no such name.
        ModuleNotFoundError: its module needs what is not installed; says which extra brings it.
    """
    home = next((home for home, names in homes.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    try:
        return getattr(import_module(home), name)
    except ModuleNotFoundError as error:
        from rtqa.errors import name_extra  # noqa: PLC0415 (seldom asked for)

        extra = name_extra(error)
        if extra is None:
            raise
        raise ModuleNotFoundError(
            f"{package}.{name} needs {error.name}: pip install 'rtqa[{extra}]'", name=error.name
        ) from error
