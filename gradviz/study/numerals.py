"""Numbers in sentences."""

from __future__ import annotations

from math import isfinite

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def readable(value: float) -> str:
    """A number in a sentence, in two or three digits.

    Example:
        >>> [readable(v) for v in (9.09e-13, 0.25, 1.874, 12.3, 1e-5, 31623.0, 0.0)]
        ['9.1·10⁻¹³', '0.25', '1.87', '12.3', '10⁻⁵', '3.2·10⁴', '0']
    """
    if not isfinite(value):
        return "NaN" if value != value else "∞"
    if not value or 1e-3 <= abs(value) < 1e4:
        return f"{value:.3g}" if abs(value) < 1e3 else f"{value:.0f}"
    mantissa, _, exponent = f"{value:.1e}".partition("e")
    power = f"10{str(int(exponent)).translate(_RAISED)}"
    digits = mantissa.removesuffix(".0")
    return power if digits == "1" else f"{digits}·{power}"
