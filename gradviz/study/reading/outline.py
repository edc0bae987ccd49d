"""What stands around a table: titles and comments above it, its names, units, what is below it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile

from gradviz.study.points import DataError
from gradviz.study.quotation import listed, quoted
from gradviz.study.reading.affixes import UNIT, is_number
from gradviz.study.reading.cells import is_missing, looks_numeric
from gradviz.study.reading.splitting import SAMPLE, Record

_MOST = 100
"""Records that may stand above the first numbers."""
_RULES = frozenset("-+=:_|*─━═┼╪")
_RULE = re.compile(r"[-+=:_|*─━═┼╪]*([-=_─━═])\1[-+=:_|*─━═┼╪]*")
_BRACKETS = re.compile(r"[\[(].*[\])]|%|‰|°|°?[CFK]|[$€£¥]|[A-Z]{3}|a")
_NOTE = re.compile(r"[*©†]|[^\W\d_]+:")
_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d", re.ASCII)


@dataclass(frozen=True)
class Outline:
    """A source's records by what they are.

    Attributes:
        names: the one that names the columns; None if none does.
        body: the lines of numbers.
    """

    names: Record | None
    body: list[Record]


def uncommented(every: list[Record], notes: list[str]) -> list[Record]:
    """The records without lines that begin with "#", and without ruled lines.

    The last comment above numbers that has a word for each of their columns is their names, as
    NumPy writes them.

    Raises:
        DataError: if nothing is left.
    """
    ruled = [str(record.line) for record in every if _is_rule(record)]
    if ruled:
        notes.append(f"Left out: the ruled line{'s' * (len(ruled) > 1)} {listed(ruled)}.")
        every = [record for record in every if not _is_rule(record)]
    kept = [record for record in every if not is_comment(record)]
    if len(kept) == len(every) and kept:
        return kept
    if not kept:
        raise DataError("there are only lines that begin with “#” in it")
    above = [record for record in every if record.line < kept[0].line]
    names = _names_behind(above[-1], kept) if above else None
    kept = [names, *kept] if names else kept
    left = [str(r.line) for r in every if is_comment(r) and (not names or r.line != names.line)]
    if left:
        begin = "lines {}, which begin" if len(left) > 1 else "line {}, which begins"
        notes.append(f"Left out: {begin.format(listed(left))} with “#”.")
    return kept


def is_comment(record: Record) -> bool:
    """Whether a line begins with "#", and not with the error of a spreadsheet."""
    first = record.cells[0] if record.cells else ""
    return first.startswith("#") and not record.quoted and not is_missing(first)


def _is_rule(record: Record) -> bool:
    if next(filter(None, record.cells), "")[:1] not in _RULES:
        return False
    filled = [cell for cell in record.cells if cell]
    return not record.quoted and all(map(_RULE.fullmatch, filled)) and len("".join(filled)) > 3


def _names_behind(comment: Record, kept: list[Record]) -> Record | None:
    """The names that a comment above numbers has, its sign taken off."""
    width = len(kept[0].cells)
    cells = comment.cells
    if len(cells) != width or cells[0] != "#":
        first = cells[0][1:].strip()
        cells = [first] * bool(first) + cells[1:]
    numbers = any(map(looks_numeric, kept[0].cells))
    words = not any(map(looks_numeric, cells)) and all(cells)
    if width > 1 and len(cells) == width and numbers and words:
        return comment._replace(cells=cells)
    return None


def usual_width(records: list[Record]) -> int:
    """How many cells most of the records with numbers have."""
    lengths = [len(r.cells) for r in records[:SAMPLE] if any(map(is_number, r.cells))]
    return Counter(lengths or [len(r.cells) for r in records]).most_common(1)[0][0]


def outlined(table: list[Record], width: int, header: bool | None, notes: list[str]) -> Outline:
    """Finds the names, and leaves out what stands above and below the table.

    Args:
        table: its records, without comments.
        width: how many columns it has.
        header: whether there are names; None: found out.
        notes: what is to be told goes here.

    Raises:
        DataError: if columns are named a second time further down.
    """
    if header is False:
        return Outline(None, _without_footer(table, width, _numeric(table, width), notes))
    begin = next((at for at, r in enumerate(table[:_MOST]) if _is_data(r, width)), None)
    if begin is None:
        return Outline(table[0], table[1:]) if header else Outline(None, table)
    numeric = _numeric(table[begin:], width)
    place = _place_of_names(table[:begin], width, numeric)
    if _are_quoted_names(table):
        above, names, body = [], table[0], table[1:]
    elif place is None and (header or _are_years(table[begin:])):
        above, names, body = table[:begin], table[begin], table[begin + 1 :]
    elif place is None:
        above = [r for r in table[:begin] if len(r.cells) != width or _is_words(r, numeric)]
        above = [r for r in above if not any(map(is_number, r.cells))]
        names, body = None, [r for r in table[:begin] if r not in above] + table[begin:]
    else:
        above, names, body = table[:place], table[place], table[place + 1 :]
    _tell(above, "above the table", notes)
    under = list(takewhile(lambda r: _is_words(r, numeric), body[:_MOST])) if names else []
    _tell(under, "under the names", notes)
    body = _without_footer(body[len(under) :], width, numeric, notes)
    _check_once(body, names, numeric)
    return Outline(names, body)


def _is_data(record: Record, width: int) -> bool:
    return len(record.cells) == width and any(map(is_number, record.cells))


def _place_of_names(block: list[Record], width: int, numeric: list[int]) -> int | None:
    """Which of the records above the first numbers names the columns."""
    counts = [
        sum(not is_missing(cell) for cell in r.cells)
        if len(r.cells) <= width and any(not is_missing(c) for c in _over(r, numeric))
        else 0
        for r in block
    ]
    most = max(counts, default=0)
    whole = [at for at, count in enumerate(counts) if count and count == most]
    if not whole or not (most * 2 > width or len(block[whole[-1]].cells) == width):
        return None
    *earlier, last = whole
    if earlier and earlier[-1] == last - 1 and all(map(_is_unit, block[last].cells)):
        return last - 1
    return last


def _is_unit(cell: str) -> bool:
    return is_missing(cell) or bool(_BRACKETS.fullmatch(cell) or UNIT.fullmatch(cell))


def _are_quoted_names(table: list[Record]) -> bool:
    """Whether only the first record's cells have quotation marks, and all of them."""
    first, rest = table[0], table[1:]
    return first.quoted == len(first.cells) and bool(rest) and not any(r.quoted for r in rest)


def _are_years(table: list[Record]) -> bool:
    """Whether the first record has words, and years at equal steps over the columns of numbers."""
    first, rest = table[0], table[1:]
    years = [cell for cell in first.cells if _YEAR.fullmatch(cell)]
    steps = {int(later) - int(sooner) for sooner, later in zip(years, years[1:], strict=False)}
    others = [cell for cell in first.cells if cell not in years]
    return bool(
        rest
        and len(years) > 1
        and len(steps) == 1
        and 0 not in steps
        and others
        and not any(map(is_number, others))
    )


def _over(record: Record, places: list[int]) -> list[str]:
    return [record.cells[place] for place in places if place < len(record.cells)]


def _numeric(body: list[Record], width: int) -> list[int]:
    """The columns that are numbers for the most part."""
    places = []
    for place in range(width):
        cells = [r.cells[place] for r in body[:200] if place < len(r.cells)]
        filled = [cell for cell in cells if not is_missing(cell)]
        if filled and sum(map(is_number, filled)) * 2 >= len(filled):
            places.append(place)
    return places


def _is_words(record: Record, numeric: list[int]) -> bool:
    """Whether a record has a word over a column of numbers, and no number."""
    over = _over(record, numeric)
    return (
        any(not is_missing(cell) for cell in over)
        and not any(map(is_number, record.cells))
        and not any(re.match(r"[+-]?\d", cell) for cell in over)
    )


def _without_footer(
    body: list[Record], width: int, numeric: list[int], notes: list[str]
) -> list[Record]:
    """The records without those at the end that are a line of text."""
    end = len(body)
    while end and width > 1 and _is_text(body[end - 1], numeric):
        end -= 1
    if not end:
        return body
    _tell(body[end:], "below the table", notes)
    return body[:end]


def _is_text(record: Record, numeric: list[int]) -> bool:
    filled = [cell for cell in record.cells if cell]
    return (
        bool(record.cells[0])
        and (len(filled) == 1 or bool(_NOTE.match(filled[0])))
        and (len(record.cells) == 1 or 0 in numeric)
        and not is_missing(filled[0])
        and not any(map(is_number, filled))
        and not re.match(r"[+-]?\d", filled[0])
    )


def _check_once(body: list[Record], names: Record | None, numeric: list[int]) -> None:
    for record in body if names and len(numeric) > 1 else ():
        if not any(cell[:1].isalpha() for cell in record.cells[numeric[0] : numeric[0] + 1]):
            continue
        over = _over(record, numeric)
        if len(over) == len(numeric) and all(c[:1].isalpha() and not is_missing(c) for c in over):
            words = listed([quoted(cell) for cell in over], 3)
            raise DataError(
                f"{words} name columns once more; read one table at a time", record.line
            )


def _tell(left: list[Record], where: str, notes: list[str]) -> None:
    if left:
        lines = listed([str(record.line) for record in left])
        first = quoted(" ".join(filter(None, left[0].cells)))
        notes.append(f"Left out: line{'s' * (len(left) > 1)} {lines} {where}, {first}.")
