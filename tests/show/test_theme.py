"""Number formats and colors."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.show import theme
from gradviz.show.theme import Hue, format_brief, format_number

NUMBERS = st.floats(allow_nan=True, allow_infinity=True)

FORMATS = {
    -0.0: "0",
    2.0: "2",
    0.5: "0.5",
    0.1: "0.1",
    100.0: "100",
    4.33: "4.33",
    4.3299998: "4.330",
    1.6649098: "1.665",
    12.376228: "12.38",
    -0.8763: "−0.8763",
    0.01: "0.01",
    0.0123456: "0.01235",
    0.0099999: "0.01000",
    0.0098764: "9.876e-3",
    9.99996: "10.00",
    1234.5: "1235",
    9999.7: "10000",
    12345.6: "12346",
    99996.0: "99996",
    99999.7: "1.000e5",
    1e5: "1e5",
    1.5e10: "1.5e10",
    1.2345e-7: "1.235e-7",
    -1.2345e-7: "−1.235e-7",
    -1.2345e-100: "−1.2e-100",
    1e308: "1e308",
    math.inf: "∞",
    -math.inf: "−∞",
}


@pytest.mark.parametrize(("value", "text"), FORMATS.items())
def test_format_number(value: float, text: str) -> None:
    assert format_number(value) == text


def test_format_of_what_is_no_number() -> None:
    assert format_number(math.nan) == format_brief(math.nan) == "NaN"


@given(NUMBERS)
def test_format_number_fits_nine_characters(value: float) -> None:
    assert len(format_number(value)) <= 9


@given(st.floats(1e-9, 1e9), st.sampled_from([-1, 1]))
def test_format_number_is_within_its_four_digits(magnitude: float, sign: int) -> None:
    value = sign * magnitude
    shown = float(format_number(value).replace("−", "-"))
    assert math.isclose(shown, value, rel_tol=5.0001e-4)


@given(st.integers(-9999, 9999), st.integers(-2, 0))
def test_four_digits_that_say_all_have_no_trailing_zeros(digits: int, exponent: int) -> None:
    shown = format_number(float(f"{digits}e{exponent}"))
    assert "e" in shown or "." not in shown or not shown.endswith("0")


@pytest.mark.parametrize(
    ("value", "text"),
    [(-1.234, "−1.2"), (20.0, "20"), (0.012345, "0.012"), (54321.0, "5.4e4"), (9.96, "10")],
)
def test_format_brief(value: float, text: str) -> None:
    assert format_brief(value) == text


@pytest.mark.parametrize(
    ("shape", "rows"), [((), (1, 1)), ((2, 1), (2, 2)), ((4, 1), (4, 4)), ((5, 1), (2, 1))]
)
def test_rows(shape: tuple[int, ...], rows: tuple[int, int]) -> None:
    assert (theme.value_rows(shape), theme.gradient_rows(shape)) == rows


@pytest.mark.parametrize("name", ["FORWARD", "BACKWARD", "SELECTED", "MINIMUM", "INK", "QUIET"])
def test_text_colors_are_readable_on_cards_in_light_and_dark(name: str) -> None:
    hue: Hue = getattr(theme, name)
    for card in (theme.CARD, theme.LEAF):
        assert contrast(hue.light, card.light) >= 4.5
        assert contrast(hue.dark, card.dark) >= 4.5


def test_css_has_every_color_in_both_schemes() -> None:
    light, dark = theme.css().splitlines()
    for hue in (theme.FORWARD, theme.BACKWARD, theme.INK):
        assert hue.light in light
        assert hue.dark in dark


def contrast(one: str, other: str) -> float:
    """WCAG 2.1's contrast ratio of two colors."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
