"""Structure colours, as the planning system has them and still legible."""

from __future__ import annotations

import colorsys

_MOST_LUMINANCE = 0.18
"""At most this luminance gives a contrast of 4.5 to white (WCAG 2: 1.05 / (L + 0.05))."""

_SPARE = ("#1f5f9e", "#b3261e", "#23743a", "#8a4f00", "#6b3fa0", "#00696f", "#9c2f6b", "#4a5a00")


def on_white(color_rgb: tuple[int, int, int]) -> str:
    """The colour, darkened as far as a line on white needs; its hue stays.

    Args:
        color_rgb: 0 to 255 each; larger or smaller values are clipped.
    """
    red, green, blue = (min(max(part, 0), 255) / 255.0 for part in color_rgb)
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    while _luminance(red, green, blue) > _MOST_LUMINANCE:
        lightness -= 0.01
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(255 * part):02x}" for part in (red, green, blue))


def spare_color(number: int) -> str:
    """One of eight dark colours, for a structure whose file states none."""
    return _SPARE[number % len(_SPARE)]


def _luminance(*parts: float) -> float:
    """Relative luminance by WCAG 2 of red, green and blue, 0 to 1."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
