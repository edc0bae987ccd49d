"""Signs and units around numbers: one for a whole column, which is taken off and told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from gradviz.study.points import DataError
from gradviz.study.quotation import quoted
from gradviz.study.reading.cells import is_missing, looks_numeric, plain

_MONEY = "$¢£¤¥฿﷼＄￠￡￥￦\u20a0-\u20cf"
_SIGN = rf"[%‰°{_MONEY}]|°[CFKNSEW]|[A-Z]{{3}}"
UNIT = re.compile(
    r"[yzafpnuµμmcdhkMGT]?"
    r"(?:m|s|g|A|K|mol|cd|Hz|N|Pa|J|W|C|V|F|Ω|ohm|T|H|lm|lx|Bq|L|l|bar|eV|Wh|t|min|h|d|yr|rad|deg)"
    r"(?:[²³23]|\^?-?[1-3])?(?:[/·*](?:m|s|g|kg|h|min|l|L|d|cm|km)(?:[²³23]|\^?-?[1-3])?)*"
)
"""Units of measurement as they are written."""
_WORD = r"[A-Za-z°µμΩ²³/·^*]{1,8}[23]?"
_CALENDAR = frozenset(
    ["jan", "feb", "mar", "mär", "mrz", "apr", "may", "mai", "jun", "jul", "aug", "sep", "sept"]
    + ["oct", "okt", "nov", "dec", "dez", "am", "pm"]
)
_WORN = re.compile(
    rf"(?P<minus>[+\-−–]?)(?:(?P<before>[{_MONEY}]|[A-Z]{{3}}(?= )) ?)?"
    r"(?P<core>[+\-−–]?(?!0[xX])[\d.,](?:[\d.,'’ \u00a0\u2009\u202f]*[\d.,])?(?:[eE][+-]?\d+)?)"
    rf"(?:(?P<space>[ \u00a0\u2009\u202f]?)(?P<after>{_SIGN}|{_WORD}))?"
)
_SIGNS = re.compile(_SIGN)


class Worn(NamedTuple):
    """A cell that is a number with something around it.

    Attributes:
        core: the number as it is written.
        affix: the sign or unit.
    """

    core: str
    affix: str


def worn(cell: str) -> Worn | None:
    """The number in a cell and what stands around it, or None.

    >>> worn("12,5 %"), worn("-$5"), worn("3 km/h"), worn("12"), worn("n 3")
    (Worn(core='12,5', affix='%'), Worn(core='-5', affix='$'), Worn(core='3', affix='km/h'), None, \
None)
    """
    if not cell or cell[0].isdigit() and cell[-1].isdigit() and cell.isascii():
        return None
    found = _WORN.fullmatch(plain(cell))
    if not found or bool(found["before"]) == bool(found["after"]):
        return None
    if found["minus"] and found["core"][0] in "+-−–":
        return None
    after = found["after"] or ""
    if after.lower() in _CALENDAR or not (
        found["before"] or found["space"] or _SIGNS.fullmatch(after) or UNIT.fullmatch(after)
    ):
        return None
    return Worn(plain(found["minus"] + found["core"]), found["before"] or after)


def is_number(cell: str) -> bool:
    """Whether a cell is a number, with or without something around it."""
    return looks_numeric(cell) or worn(cell) is not None


def bare(cells: Sequence[str], lines: Sequence[int], name: str, notes: list[str]) -> Sequence[str]:
    """A column's cells without the sign or unit that all its numbers have.

    Args:
        cells: the cells.
        lines: the line of each, for what is said.
        name: the column's.
        notes: what is to be told goes here.

    Raises:
        DataError: if most of the numbers have one and some have another or none.
    """
    text = "\n".join(cells)
    if text.isascii() and not _LETTERS.search(text):
        return cells
    tally = Counter(cells)
    known = {cell: None if is_missing(cell) else worn(cell) for cell in tally}
    counts = Counter[str]()
    for cell, one in known.items():
        counts.update({one.affix: tally[cell]} if one else {})
    filled = sum(count for cell, count in tally.items() if not is_missing(cell))
    if not counts:
        return _plain(cells, lines, notes)
    affix, count = counts.most_common(1)[0]
    # A letter after one number may be a typing error; a sign is none, and neither is "kg".
    clear = _SIGNS.fullmatch(affix) or (len(affix) > 1 and UNIT.fullmatch(affix))
    if count * 2 <= filled or (count == 1 and not clear):
        return _plain(cells, lines, notes)
    found = [known[cell] for cell in cells]
    first = next(at for at, one in enumerate(found) if one and one.affix == affix)
    kept = []
    for cell, line, one in zip(cells, lines, found, strict=True):
        if one is None and not looks_numeric(cell):
            kept.append(cell)
        elif one is None or one.affix != affix:
            raise DataError(
                f"{quoted(cell)} is not in {quoted(affix)}, but {quoted(cells[first])} in line"
                f" {lines[first]} is; write the same unit everywhere, or none",
                line,
                name,
            )
        else:
            kept.append(one.core)
    core = kept[first]
    notes.append(
        f"Column {quoted(name)} is in {quoted(affix)}: {quoted(_spaced(cells[first]))} in line"
        f" {lines[first]} is read as {_spaced(core)}."
    )
    return kept


_LETTERS = re.compile(r"[^0-9.,eE+\-\n ]")


def _plain(cells: Sequence[str], lines: Sequence[int], notes: list[str]) -> Sequence[str]:
    """The cells with their numbers in ASCII, which is told where it is more than a minus."""
    made = {cell: plain(cell) for cell in set(cells) if not cell.isascii() and looks_numeric(cell)}
    if not made:
        return cells
    for cell, line in zip(cells, lines, strict=True):
        if cell in made and made[cell] != cell.replace("−", "-"):
            notes.append(f"{quoted(cell)} in line {line} is read as {_spaced(made[cell])}.")
            break
    return [made.get(cell, cell) for cell in cells]


def _spaced(cell: str) -> str:
    """Whatever spaces stand in a number, they are shown as one."""
    return re.sub(r"\s", " ", cell)
