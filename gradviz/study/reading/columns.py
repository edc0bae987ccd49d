"""Columns of cells to columns of numbers, and what is told of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

from gradviz.study.points import DataError
from gradviz.study.quotation import listed, quoted
from gradviz.study.reading.cells import is_grouped, is_missing, is_rounded, number, numbers
from gradviz.study.reading.reasons import kind_of, special, why_not
from gradviz.study.reading.splitting import Record

_MARKS = re.compile(r"\d[.,'’\s]\d{3}")
_MANY = re.compile(r"[\d.,]{16}", re.ASCII)


@dataclass
class Column:
    """A column of a table.

    Attributes:
        name: what it is called.
        cells: its cells.
        lines: the line of each.
        values: their numbers once they are read, None for a gap.
    """

    name: str
    cells: Sequence[str]
    lines: Sequence[int]
    values: list[float | None] = field(default_factory=list)

    def read(self, mark: str, wanted: bool, notes: list[str]) -> bool:
        """Reads the numbers; whether it is a column of numbers.

        Args:
            mark: the decimal mark.
            wanted: whether it must be one.
            notes: what is to be told goes here.

        Raises:
            DataError: if it is one for the most part, or must be, and a cell is none.
        """
        values = numbers(self.cells, mark)
        empty = values.count(None)
        count = len(values) - empty
        pairs = zip(self.cells, values, strict=True) if empty else ()
        none = {cell for cell, value in pairs if value is None}
        words = {cell for cell in none if not is_missing(cell)}
        if words:
            self._refuse_or_tell(words, count, mark, wanted, notes)
            return False
        if not count:
            if wanted:
                raise DataError("it holds no number", column=self.name)
            notes.append(f"Not used: column {quoted(self.name)}, which holds no number.")
            return False
        self.values = values
        return True

    def _refuse_or_tell(
        self, words: set[str], count: int, mark: str, wanted: bool, notes: list[str]
    ) -> None:
        wrong = [at for at, cell in enumerate(self.cells) if cell in words]
        cell, line = self.cells[wrong[0]], self.lines[wrong[0]]
        # What was meant as a number speaks for a column of numbers, like one.
        meant = {word for word in words if special(word, mark)} if count else set[str]()
        others = sum(self.cells[at] not in meant for at in wrong)
        if wanted or (count and count + len(wrong) - others > others):
            raise DataError(why_not(cell, mark), line, self.name)
        why = special(cell, mark)
        notes.append(
            f"Not used: column {quoted(self.name)}; {quoted(cell)} in line {line} {why}."
            if why
            else f"Not used: column {quoted(self.name)}, which holds {kind_of(self.cells)}, such as"
            f" {quoted(cell)} in line {line}."
        )


def hint(table: list[Record], mark: str) -> str:
    """Why no column of a table holds numbers, as the end of a sentence."""
    if len(table) == 1 and not re.search(r"\d", "".join(table[0].cells)):
        return f": there are only the words in line {table[0].line}"
    wrong = [
        (cell, record.line)
        for record in table
        for cell in record.cells
        if not is_missing(cell) and number(cell, mark) is None
    ]
    if not wrong:
        return ": every cell is empty"
    cell, line = next((one for one in wrong if special(one[0], mark)), wrong[0])
    return f"; line {line}: {why_not(cell, mark)}"


def tell_changes(columns: list[Column], mark: str, notes: list[str]) -> None:
    """Notes marks that are taken out, and digits that no number here can keep."""
    for pattern, changes, words in (
        (_MARKS, is_grouped, "Marks between thousands are taken out, as in {} in line {}."),
        (_MANY, is_rounded, "Whole numbers keep 15 digits; {} in line {} is rounded."),
    ):
        first = _first(columns, mark, pattern, changes)
        if first:
            # Whatever spaces stand between the thousands, they are shown as one.
            notes.append(words.format(quoted(re.sub(r"\s", " ", first[1])), first[0]))


def _first(
    columns: list[Column],
    mark: str,
    pattern: re.Pattern[str],
    changes: Callable[[str, str], bool],
) -> tuple[int, str] | None:
    """The first line with a cell that is changed, and the cell."""
    found = []
    for column in columns:
        if pattern.search("\n".join(column.cells)):
            changed = {c for c in set(column.cells) if pattern.search(c) and changes(c, mark)}
            places = zip(column.lines, column.cells, strict=True)
            found += [next(((n, c) for n, c in places if c in changed), None)]
    return min(filter(None, found), key=lambda one: one[0], default=None)


def complete(columns: list[Column], notes: list[str]) -> tuple[tuple[float, ...], ...]:
    """The rows in which no number is missing.

    Raises:
        DataError: if there is none.
    """
    every = list(zip(*(column.values for column in columns), strict=True))
    rows = [row for row in every if None not in row]
    if len(rows) < len(every):
        gaps = [str(line) for line, row in zip(columns[0].lines, every, strict=True) if None in row]
        blamed = Counter({column.name: column.values.count(None) for column in columns})
        names = [quoted(name) for name, count in blamed.most_common() if count]
        if not rows:
            raise DataError(f"in every line a number is missing, most often in column {names[0]}")
        notes.append(
            f"Left out: line{'s' * (len(gaps) > 1)} {listed(gaps)}, where a number is missing"
            f" in column {listed(names)}."
        )
    return tuple(cast("list[tuple[float, ...]]", rows))
