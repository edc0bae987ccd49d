r"""The algebra of written formulas: pieces that bind more or less tightly, and products of them."""

from __future__ import annotations

from typing import NamedTuple

from gradviz.core.op import ATOM, PRODUCT, SIGN, SUM

MOST_PARTS = 1000
"""Fractions have smaller denominators: such as the mean of some samples."""


_NUMBERS = (r"\slot", r"\guard", *"0123456789.")
"""How a factor begins that is written as a number, or for which one will be put in."""


class Piece(NamedTuple):
    """A part of a formula, and how tightly it binds."""

    text: str
    binds: int


class Formula(NamedTuple):
    """A product: a number and factors. So ½ · 2 · x is x, and a sum can let its ½ out."""

    coefficient: float
    factors: tuple[Piece, ...]


def terms_of(terms: list[Piece]) -> Formula:
    """A sum."""
    # Each term is what one entry adds; parentheses keep it together where a sum meets sums.
    texts = [
        operand(t, PRODUCT if len(terms) > 1 and t.binds == SUM else SUM, place == 0)
        for place, t in enumerate(terms)
    ]
    return Formula(1.0, (Piece(" + ".join(texts), SUM if len(terms) > 1 else terms[0].binds),))


def operand(piece: Piece, need: int, first: bool) -> str:
    """A piece where an operand stands that must bind at least as tightly as `need`."""
    if piece.text.startswith(r"\slot") and piece.binds == ATOM and (need >= PRODUCT or not first):
        return r"\guard" + piece.text.removeprefix(r"\slot")
    return rf"\left({piece.text}\right)" if piece.binds < need else piece.text


def text_of(product: Formula) -> Piece:
    """A product written out, its number in front."""
    coefficient, factors = product
    if not factors:
        return Piece(_number(coefficient), SIGN if coefficient < 0 else ATOM)
    if coefficient == 0.0:
        return Piece("0", ATOM)
    if coefficient == 1.0 and len(factors) == 1:
        return factors[0]
    texts = [operand(f, PRODUCT, True) for f in factors]
    body = r" \cdot ".join(texts)
    if coefficient == 1.0:
        return Piece(body, PRODUCT)
    if coefficient == -1.0:
        return Piece(f"-{body}", SUM)
    # Two numbers side by side would be read as one.
    sign = r" \cdot " if body.startswith(_NUMBERS) else " "
    return Piece(f"{_number(coefficient)}{sign}{body}", PRODUCT if coefficient > 0 else SUM)


def _number(value: float) -> str:
    """A fraction where it is one and no short decimal, else four digits."""
    decimal = f"{value:.4g}"
    for denominator in range(1, MOST_PARTS):
        if denominator > 4 and float(decimal) == value:
            break
        top = value * denominator
        if top.is_integer() and abs(top) < 1000 and (denominator <= 12 or abs(top) == 1):
            count = f"{abs(int(top))}"
            text = count if denominator == 1 else rf"\tfrac{{{count}}}{{{denominator}}}"
            return f"-{text}" if value < 0 else text
    return decimal
