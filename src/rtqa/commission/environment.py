"""What the numbers were made with: versions and the kind of machine, never its name or its user's."""

from __future__ import annotations

import platform
from importlib.metadata import version

_PACKAGES = ("numpy", "scipy", "shapely", "pydicom")


def describe_environment() -> dict[str, str]:
    """Names and values for the report, in the order in which it shows them."""
    return {
        "rtqa": version("rtqa"),
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        **{package: version(package) for package in _PACKAGES},
        "System": f"{platform.system()} {platform.release()}",
        "Processor": platform.machine(),
    }
