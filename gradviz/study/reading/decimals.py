"""Which decimal mark a table is written with."""

from __future__ import annotations

from gradviz.study.points import DataError
from gradviz.study.quotation import quoted
from gradviz.study.reading.cells import is_missing, marks
from gradviz.study.reading.splitting import Record

_NAMES = {".": "point", ",": "comma"}


def find_decimal(body: list[Record]) -> tuple[str, str]:
    """The decimal mark of all cells, and a note about it ("" if no number has one).

    Only columns that are numbers for the most part are asked. A cell such as "1,5" can have only
    one mark; where all cells leave it open, as "1,234" does, the mark there is the decimal mark.

    Raises:
        DataError: if cells contradict each other.
    """
    sure: dict[str, tuple[str, int]] = {}
    counts = {".": 0, ",": 0}
    open_: dict[str, tuple[str, int]] = {}
    for place in range(len(body[0].cells)):
        cells = [(r.cells[place], r.line) for r in body if not is_missing(r.cells[place])]
        possible = [marks(cell) for cell, _ in cells]
        if sum(map(bool, possible)) * 2 < len(cells):
            continue
        for (cell, line), can in zip(cells, possible, strict=True):
            if len(can) == 1:
                sure.setdefault(can, (cell, line))
                counts[can] += 1
            elif can and ("." in cell or "," in cell):
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
