"""From a source to points: everything that is found on the way is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import IO

from gradviz.study.points import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, DataError, Points, shortened
from gradviz.study.quotation import listed, quoted
from gradviz.study.reading.affixes import bare
from gradviz.study.reading.columns import Column, complete, hint, tell_changes
from gradviz.study.reading.decimals import find_decimal
from gradviz.study.reading.decoding import checked, decoded
from gradviz.study.reading.outline import outlined, uncommented, usual_width
from gradviz.study.reading.shaping import even, named
from gradviz.study.reading.splitting import (
    NONE,
    Record,
    announced,
    find_delimiter,
    records,
    separates,
)

Source = str | bytes | bytearray | memoryview | PathLike[str] | IO[str] | IO[bytes]


def read_points(
    source: Source,
    *,
    columns: Sequence[str] | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
    encoding: str | None = None,
) -> Points:
    r"""Reads a table of numbers: typed, pasted from a spreadsheet, or a CSV file.

    What is not given is found and told in the notes. The rules:

    - **Separator**: the one under which the most lines have the same number of columns and the most
      cells are numbers; on a tie tabs, semicolons, bars, commas, wide gaps, spaces, in this order.
      So `1,2` is two columns where every line is like it. Excel's first line `sep=;` decides.
    - **Decimal mark**: one for the whole source: that under which numbers such as `1,5`, `0.125` or
      `1.234,5` make sense. Where `1,234` alone leaves it open, the mark is the decimal mark.
      Marks for thousands (also spaces and apostrophes) are taken out.
    - **Names**: the last line above the numbers that has a word over a column of them, or the first
      if all its cells, and no others, have quotation marks; else x and y, or x1, x2, …, y.
    - **Signs and units**: `12 %`, `$5` or `3 kg` is the number alone, if the whole column is so.
    - **Left out**: rows in which a number is missing, blank and ruled lines, lines that begin with
      #, titles above the names, units under them, notes below, columns of words or dates.

    Args:
        source: text; or bytes, a path, or a file that is open for reading.
        columns: the columns to read; those of the others that hold words or gaps do no harm then.
        delimiter: what separates the columns: "," ";" "|" "\t", or " " for spaces and tabs.
        decimal: the decimal mark: "." or ",".
        header: whether the first line names the columns.
        encoding: of bytes, as Python calls it.

    Raises:
        DataError: if the source is no table of numbers or over the limits; with line and column.
        TypeError: if the source is none of the above.

    Example:
        >>> points = read_points("x;y\n1,5;2\n2,5;\n3;4,25\n")
        >>> points.columns, points.rows
        (('x', 'y'), ((1.5, 2.0), (3.0, 4.25)))
        >>> print(*points.notes, sep="\n")
        The columns are separated by semicolons.
        Line 1 names the columns.
        The decimal mark is a comma.
        Left out: line 3, where a number is missing in column “y”.
    """
    if delimiter is not None and not _separates(delimiter):
        raise ValueError(f"delimiter must be one character such as ',', got {_shown(delimiter)}")
    if decimal not in (None, ".", ","):
        raise ValueError(f"decimal must be '.' or ',', got {_shown(decimal)}")
    if header not in (None, True, False):
        raise ValueError(f"header must be True, False or None, got {_shown(header)}")
    if not isinstance(encoding, str | None):
        raise TypeError(f"encoding is the name of one, as 'utf-8', not {_kind(encoding)}")
    chosen = None if columns is None else _names(columns)
    notes: list[str] = []
    text, called = _text(source, encoding)
    if called:
        notes.append(f"The encoding is {called}.")
    return _Table(checked(text), delimiter, decimal, header, notes).points(chosen)


def _text(source: Source, encoding: str | None) -> tuple[str, str]:
    """The text of a source, and its encoding's name if there is one."""
    if isinstance(source, PathLike):
        path = Path(source)
        try:
            if not path.is_file():
                raise DataError(f"there is no file {quoted(path.name)}")
            with path.open("rb") as file:
                return _text(file, encoding)
        except (OSError, ValueError) as error:
            if isinstance(error, DataError):
                raise
            raise DataError(f"the file {quoted(path.name)} cannot be opened") from None
    if callable(getattr(source, "read", None)) and not isinstance(source, type):
        try:
            # One more than is allowed, so that a file that is too large is never read as a whole.
            source = source.read(MOST_BYTES + 1)  # type: ignore[union-attr]
        except UnicodeDecodeError:
            raise DataError("the file is not in the encoding in which it was opened") from None
        except OSError:
            raise DataError("the file cannot be read") from None
    if isinstance(source, str):
        return source, ""
    if not isinstance(source, bytes | bytearray | memoryview):
        raise TypeError(f"read_points takes text, bytes, a path or a file, not {_kind(source)}")
    data = bytes(source)
    if len(data) > MOST_BYTES:
        raise DataError(f"more than {MOST_BYTES} bytes are too many")
    return decoded(data, encoding)


def _separates(delimiter: object) -> bool:
    return isinstance(delimiter, str) and len(delimiter) == 1 and separates(delimiter)


def _names(columns: object) -> list[str]:
    """The names of columns that are to be read, all different."""
    listed_ = [columns] if isinstance(columns, str) else columns
    if not isinstance(listed_, Sequence) or not all(isinstance(name, str) for name in listed_):
        raise TypeError(f"columns is a list of names, as ['x', 'y'], not {_kind(columns)}")
    names = list(listed_)
    if not names:
        raise DataError("no column is chosen")
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise DataError(f"the column {quoted(twice)} is chosen twice")
    return names


def _kind(value: object) -> str:
    return "None" if value is None else f"a value of type {type(value).__name__[:40]}"


def _shown(value: object) -> str:
    return quoted(value) if isinstance(value, str) else _kind(value)


@dataclass
class _Table:
    """A text on its way to points."""

    text: str
    delimiter: str | None
    decimal: str | None
    header: bool | None
    notes: list[str] = field(default_factory=list)
    separator: str = NONE

    def points(self, columns: Sequence[str] | None) -> Points:
        table = uncommented(self._split(), self.notes)
        width = usual_width(table)
        outline = outlined(table, width, self.header, self.notes)
        outline = even(outline, width, self.separator, self.notes)
        names, body = named(outline, self.notes), outline.body
        if len(body) > MOST_ROWS:
            raise DataError(f"{len(body)} rows are too many; the most are {MOST_ROWS}")
        lines = [record.line for record in body]
        places = self._places(names, columns)
        every = list(zip(*(record.cells for record in body), strict=True))
        found = [
            Column(names[place], bare(every[place], lines, names[place], self.notes), lines)
            for place in places
        ]
        mark = self.decimal
        if mark is None:
            mark, note = find_decimal([column.cells for column in found], lines)
            self.notes += [note] * bool(note)
        used = [column for column in found if column.read(mark, columns is not None, self.notes)]
        if not used:
            raise DataError("no column holds numbers" + hint(table, mark))
        tell_changes(used, mark, self.notes)
        rows = complete(used, self.notes)
        return Points(
            tuple(column.name for column in used), rows, tuple(map(shortened, self.notes))
        )

    def _places(self, names: list[str], columns: Sequence[str] | None) -> list[int]:
        """Which columns are read."""
        if columns is None:
            return list(range(len(names)))
        unknown = [name for name in columns if name not in names]
        if unknown:
            known = listed([quoted(name) for name in names])
            raise DataError(f"there is no column {quoted(unknown[0])}; there are {known}")
        unused = [quoted(name) for name in names if name not in columns]
        if unused:
            self.notes.append(f"Not read: column {listed(unused)}.")
        return [names.index(name) for name in columns]

    def _split(self) -> list[Record]:
        """The records that have a cell with something in it."""
        begin, before = 0, 0
        delimiter, said = self.delimiter, None
        if delimiter is None:
            said = announced(self.text)
        if said:
            (delimiter, begin), before = said, 1
            mark = "tab" if delimiter == "\t" else quoted(delimiter)
            self.notes.append(f"Line 1 announces the separator {mark}.")
        text = self.text[begin:]
        if delimiter is None:
            delimiter, notes = find_delimiter(text)
            self.notes += notes
        self.separator = delimiter
        filled, blank = [], -text.endswith("\n")
        for found in records(text, delimiter):
            record = found._replace(line=found.line + before)
            if len(record.cells) > MOST_COLUMNS:
                raise DataError(
                    f"{len(record.cells)} columns are too many; the most are {MOST_COLUMNS}",
                    record.line,
                )
            if any(record.cells):
                filled.append(record)
            else:
                blank += 1
        if blank > 0:
            self.notes.append(f"Left out: {blank} blank line{'s' * (blank > 1)}.")
        if not filled:
            raise DataError("there is nothing in it")
        return filled
