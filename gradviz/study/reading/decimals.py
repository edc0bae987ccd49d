"""Which decimal mark a table is written with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gradviz.study.points import DataError
from gradviz.study.quotation import quoted
from gradviz.study.reading.cells import is_missing, mark_of, marks

_NAMES = {".": "point", ",": "comma"}


def find_decimal(columns: list[Sequence[str]], lines: Sequence[int]) -> tuple[str, str]:
    """The decimal mark of all cells, and a note about it ("" if no number has one).

    Only columns that are numbers for the most part are asked. A cell such as "1,5" can have only
    one mark; where all cells leave it open, as "1,234" does, the mark there is the decimal mark.

    Args:
        columns: for each column its cells.
        lines: the line of each cell.

    Raises:
        DataError: if cells contradict each other.
    """
    sure: dict[str, tuple[str, int]] = {}
    counts = {".": 0, ",": 0}
    open_: dict[str, tuple[str, int]] = {}
    for column in columns:
        only = mark_of(column)
        if only == "":
            continue
        begin = [cell for cell in column[:100] if cell]
        if only and sum(map(bool, map(marks, begin))) * 2 >= len(begin):
            # One cell that leaves nothing open is enough where no other mark is there.
            can, first = _first(column, lines, only)
            if len(can) == 1:
                sure.setdefault(can, first)
                counts[can] += sum(only in cell for cell in column)
            elif can:
                open_.setdefault(only, first)
            continue
        cells = Counter(column)
        known = {cell: marks(cell) for cell in cells}
        filled = sum(count for cell, count in cells.items() if not is_missing(cell))
        if sum(count for cell, count in cells.items() if known[cell]) * 2 < filled:
            continue
        for cell, line in zip(column, lines, strict=True):
            if len(known[cell]) == 1:
                sure.setdefault(known[cell], (cell, line))
                counts[known[cell]] += 1
            elif known[cell] and ("." in cell or "," in cell):
                open_.setdefault("," if "," in cell else ".", (cell, line))
    if len(sure) == 2:
        odd, other = sorted(counts, key=counts.__getitem__)
        raise DataError(
            f"{quoted(sure[odd][0])} has a decimal {_NAMES[odd]}, but {quoted(sure[other][0])} in"
            f" line {sure[other][1]} a decimal {_NAMES[other]}; write the same one everywhere",
            sure[odd][1],
        )
    if sure:
        mark = next(iter(sure))
        return mark, f"The decimal mark is a {_NAMES[mark]}."
    if len(open_) == 2:
        (comma, line), (point, other_line) = open_[","], open_["."]
        raise DataError(
            f"{quoted(comma)} and {quoted(point)} (line {other_line}): one of the two marks sets"
            " off thousands, and nothing says which; take those marks out",
            line,
        )
    if open_:
        mark, (cell, line) = next(iter(open_.items()))
        return mark, (
            f"The decimal mark is a {_NAMES[mark]}: nothing else says whether {quoted(cell)} in"
            f" line {line} has thousands in it, so if it has, take that mark out."
        )
    return ".", ""


def _first(column: Sequence[str], lines: Sequence[int], mark: str) -> tuple[str, tuple[str, int]]:
    """The first cell that leaves nothing open, else the first with the mark: its marks and line."""
    found = ("", ("", 0))
    for cell, line in zip(column, lines, strict=True):
        if mark in cell:
            can = marks(cell)
            if len(can) == 1:
                return can, (cell, line)
            found = found if found[0] else (can, (cell, line))
    return found
