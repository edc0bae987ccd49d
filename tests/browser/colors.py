"""How well something can be told from what is behind it."""

import re

import numpy as np
from playwright.sync_api import Locator


def rgb(locator: Locator, what: str) -> tuple[float, ...]:
    text: str = locator.first.evaluate(f"element => getComputedStyle(element).{what}")
    return tuple(float(number) / 255 for number in re.findall(r"[\d.]+", text)[:3])


def luminance(color: tuple[float, ...]) -> float:
    """Relative luminance. Source: WCAG 2.2, "relative luminance"."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color
    ]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Contrast ratio, 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
