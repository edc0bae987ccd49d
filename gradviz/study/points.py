"""Points: named columns of numbers, and everything that is to be said of where they came from."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from gradviz.study.blueprint import Rows
from gradviz.study.quotation import is_unseen, quoted
from gradviz.study.reading.cells import is_missing

MOST_BYTES = 2_000_000
"""Largest source that is read, in bytes (of text: in characters)."""
MOST_ROWS = 10_000
"""Most lines of a source, and most rows of points."""
MOST_COLUMNS = 100
"""Most columns."""
LONGEST_LINE = 20_000
"""Characters of the longest line that is read."""
LONGEST_NAME = 80
"""Characters of a column's name; longer ones are cut."""
LONGEST_SENTENCE = 300
"""Characters of the longest note or refusal."""

MOST_ACCENTS = 4
"""Accents on one letter; no writing system has more."""

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_PLAIN_NAME = re.compile(r"[^\W\d_][\w .²³/()°%-]*")


class DataError(ValueError):
    """Data that cannot be used.

    Attributes:
        problem: what is wrong and what would be right, without the place.
        line: the line in the source, from 1; None where it is about the whole.
        column: the column's name, or its number from 1, where it is about one.

    Example:
        >>> str(DataError("“2.x” is not a number", 3, "y"))
        'line 3, column “y”: “2.x” is not a number'
    """

    def __init__(
        self, problem: str, line: int | None = None, column: str | int | None = None
    ) -> None:
        """Cuts a sentence that grew too long."""
        place = quoted(column) if isinstance(column, str) else column
        parts = [f"line {line}"] * (line is not None) + [f"column {place}"] * (column is not None)
        where = f"{', '.join(parts)}: " if parts else ""
        self.problem = shortened(problem, LONGEST_SENTENCE - len(where))
        self.line = line
        self.column = column
        super().__init__(where + self.problem)

    def __reduce__(self) -> tuple[type[DataError], tuple[str, int | None, str | int | None]]:
        """Made again from its parts, so that it can be pickled."""
        return DataError, (self.problem, self.line, self.column)


def shortened(sentence: str, most: int = LONGEST_SENTENCE) -> str:
    """A sentence of at most so many characters."""
    return sentence if len(sentence) <= most else sentence[: most - 1] + "…"


class Scale(NamedTuple):
    """How a column was standardized: by subtracting its mean and dividing by its deviation."""

    mean: float
    deviation: float


@dataclass(frozen=True)
class Points:
    """A table of finite numbers.

    Attributes:
        columns: the columns' names, all different, shown to people exactly as they are.
        rows: for each point its numbers, in the order of the columns.
        notes: a sentence for everything that was recognized, changed or left out on the way.
        scales: for each column how it was standardized; empty if the points are as they were given.

    Raises:
        DataError: if there is no column or no row, a row has another length, a number is not
            finite, or a name is empty, used twice, or has spaces around it or line breaks in it.

    Example:
        >>> Points(("x", "y"), ((1.0, 2.0), (3.0, 5.0))).choose("y", "x").rows
        ((2.0, 1.0), (5.0, 3.0))
    """

    columns: tuple[str, ...]
    rows: Rows
    notes: tuple[str, ...] = field(default=(), compare=False)
    scales: tuple[Scale, ...] = ()

    def __post_init__(self) -> None:
        """Checks what every user of points relies on."""
        if not self.columns or not self.rows:
            raise DataError("points need at least one column and one row")
        if len(self.columns) > MOST_COLUMNS or len(self.rows) > MOST_ROWS:
            raise DataError(
                f"{len(self.columns)} columns and {len(self.rows)} rows are too many; the most are"
                f" {MOST_COLUMNS} and {MOST_ROWS}"
            )
        for place, name in enumerate(self.columns):
            if name != clean_name(name) or not name or len(name) > LONGEST_NAME:
                raise DataError(f"{quoted(name)} cannot be the name of a column")
            if name in self.columns[:place]:
                raise DataError(f"two columns are called {quoted(name)}")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise DataError(f"row {number} has {len(row)} numbers, not {len(self.columns)}")
            if not all(map(math.isfinite, row)):
                raise DataError(f"row {number} has a number that is not finite")

    def column(self, name: str) -> tuple[float, ...]:
        """The numbers of one column.

        Raises:
            DataError: if there is no such column.
        """
        place = self._place(name)
        return tuple(row[place] for row in self.rows)

    def choose(self, x_columns: str | Sequence[str], y_column: str | Sequence[str] = ()) -> Points:
        """The points with these columns only: those for the inputs, then those for the targets.

        Raises:
            DataError: if a column does not exist or is named twice.
        """
        chosen = [*_names(x_columns), *_names(y_column)]
        for at, name in enumerate(chosen):
            if name in chosen[:at]:
                raise DataError(f"the column {quoted(name)} is chosen twice")
        places = [self._place(name) for name in chosen]
        return replace(
            self,
            columns=tuple(chosen),
            rows=tuple(tuple(row[p] for p in places) for row in self.rows),
            scales=tuple(self.scales[p] for p in places) if self.scales else (),
        )

    def standardized(self, columns: str | Sequence[str] | None = None) -> Points:
        """The points with mean 0 and standard deviation 1 (of all points, not of a sample).

        Args:
            columns: those to standardize; without them all.

        Raises:
            DataError: if a column's numbers are all the same, or too far apart for its scale.
        """
        chosen = [
            self._place(name) for name in _names(self.columns if columns is None else columns)
        ]
        before = self.scales or (Scale(0.0, 1.0),) * len(self.columns)
        fresh = {p: self._scale(p) for p in chosen}
        scales = [
            Scale(old.mean + fresh[p].mean * old.deviation, old.deviation * fresh[p].deviation)
            if p in fresh
            else old
            for p, old in enumerate(before)
        ]
        rows = tuple(
            tuple(
                (value - fresh[p].mean) / fresh[p].deviation if p in fresh else value
                for p, value in enumerate(row)
            )
            for row in self.rows
        )
        return replace(self, rows=rows, scales=tuple(scales))

    def to_csv(self, delimiter: str = ",", decimal: str = ".") -> str:
        r"""The points as a text that `read_points` reads back bit for bit.

        A name that a spreadsheet would take for a formula gets an apostrophe in front, as
        spreadsheets themselves write it; the reader takes it away again.

        Args:
            delimiter: one of comma, semicolon, tab and bar.
            decimal: point or comma.

        Raises:
            ValueError: if the two are something else, or the same.

        Example:
            >>> Points(("x", "=1+1"), ((1.0, 0.1),)).to_csv()
            '"x","\'=1+1"\n1,0.1\n'
        """
        if delimiter not in (",", ";", "\t", "|") or decimal not in (".", ","):
            raise ValueError(f"not a delimiter and a decimal mark: {delimiter!r}, {decimal!r}")
        if delimiter == decimal:
            raise ValueError("a comma cannot separate columns and be the decimal mark")
        names = [csv_cell(name) for name in self.columns]
        # Quotation marks around all of them say that these are names, whatever they look like.
        if not all(_PLAIN_NAME.fullmatch(name) and not is_missing(name) for name in names):
            names = ['"' + name.replace('"', '""') + '"' for name in names]
        lines = [names] + [[_written(v, decimal) for v in row] for row in self.rows]
        return "".join(delimiter.join(line) + "\n" for line in lines)

    def _place(self, name: str) -> int:
        if name not in self.columns:
            known = ", ".join(map(quoted, self.columns))
            raise DataError(f"there is no column {quoted(name)}; there are {known}")
        return self.columns.index(name)

    def _scale(self, place: int) -> Scale:
        values = [row[place] for row in self.rows]
        name = quoted(self.columns[place])
        if min(values) == max(values):
            raise DataError(
                f"the column {name} cannot be standardized: all its numbers are {values[0]!r}"
            )
        # Divided by the largest first, so that no square overflows or vanishes.
        largest = max(map(abs, values))
        parts = [value / largest for value in values]
        mean = math.fsum(parts) / len(parts)
        deviation = math.sqrt(math.fsum((p - mean) ** 2 for p in parts) / len(parts))
        scale = Scale(mean * largest, deviation * largest)
        if not scale.deviation or any(
            not math.isfinite((v - scale.mean) / scale.deviation) for v in values
        ):
            raise DataError(
                f"the column {name} cannot be standardized: its numbers are too extreme"
            )
        return scale


def clean_name(text: str) -> str:
    """A name as columns may have it: on one line, without characters that nothing can show.

    What turns the reading direction of all that follows goes, and of a pile of accents the lowest
    stay; a joiner within an emoji or a word stays too. A name of which nothing could be seen is
    none.
    """
    kept, pile = "", 0
    for character in text:
        kind = unicodedata.category(character)
        # Control characters and lone surrogates go first, so that nothing comes between two spaces.
        if (kind in ("Cc", "Cs") and not character.isspace()) or _TURNS.match(character):
            continue
        pile = pile + 1 if kind in ("Mn", "Me") else 0
        if pile <= MOST_ACCENTS:
            kept += character
    kept = re.sub(r"[\s\x85\u2028\u2029]+", " ", kept).strip()
    return "" if all(map(is_unseen, kept)) else kept


def csv_cell(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula.

    Source: OWASP, CSV Injection, for the characters that begin a formula.

    >>> csv_cell("=HYPERLINK(1)"), csv_cell("x"), csv_cell("'-x")
    ("'=HYPERLINK(1)", 'x', "''-x")
    """
    return "'" + text if re.match(r"'*[=+\-@\t\r＝＋－＠]", text) else text


def csv_text(cell: str) -> str:
    """The text that a cell holds; the inverse of `csv_cell`."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r＝＋－＠]", cell) else cell


def _names(columns: str | Sequence[str]) -> list[str]:
    return [columns] if isinstance(columns, str) else list(columns)


def _written(value: float, decimal: str) -> str:
    return repr(float(value)).removesuffix(".0").replace(".", decimal)
