"""Text to records of cells: which character separates the columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from gradviz.study.points import DataError
from gradviz.study.quotation import quoted
from gradviz.study.reading.affixes import is_number, worn

SPACES = " "
"""Stands for any run of spaces and tabs."""
GAPS = "  "
"""Stands for any run of at least two spaces, and for tabs: names may have single spaces then."""
NONE = ""
"""Stands for no separator: one column."""
DELIMITERS = {
    "\t": "tabs",
    ";": "semicolons",
    "|": "bars",
    ",": "commas",
    GAPS: "two or more spaces",
    SPACES: "spaces",
}
"""What may separate columns, by preference where the text fits several."""

SAMPLE = 1000
"""Records that are looked at to find the separator."""
_SHARE = 5000
"""Cells of them that are looked at, one after the other."""
_FEW = 20
_BOTH = re.compile(r"\d\.\d{3},\d")
_LONE = re.compile(r"(?<=\d) (?=[%‰$€£¥](?:\s|$))")
_GAP = r"\t| {2,}"

_SEPARATOR_LINE = re.compile(r"(\"?)sep=(.)\1[ \t]*(?:\n|$)", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d+)?|", re.ASCII)


class Record(NamedTuple):
    """One row of cells.

    Attributes:
        line: the line of the text that it begins in, from 1.
        cells: the cells without spaces around them.
        quoted: how many of them had quotation marks.
    """

    line: int
    cells: list[str]
    quoted: int


def announced(text: str) -> tuple[str, int] | None:
    """The separator that Excel's first line `sep=;` announces, and where the table begins.

    Raises:
        DataError: if it is a character that numbers are written with.
    """
    found = _SEPARATOR_LINE.match(text)
    if not found or (found[1] and found[2] not in text[found.end() :]):
        return None
    if not separates(found[2]):
        raise DataError(f"{quoted(found[2])} cannot separate columns: write a semicolon", 1)
    return found[2], found.end()


def separates(character: str) -> bool:
    """Whether a character can stand between numbers: no quotation mark, letter, digit or sign."""
    return not character.isalnum() and character not in '"\n\r+-−.'


def records(text: str, delimiter: str) -> Iterator[Record]:
    """The records of a text, its line ends being newlines; a blank line has no cells.

    Cells in quotation marks may hold separators, line breaks, and the mark itself, doubled.

    Raises:
        DataError: if a quotation mark is not closed, or text follows a closed one.
    """
    if '"' not in text:
        for number, written in enumerate(text.split("\n"), 1):
            yield Record(number, _cells(written, delimiter), 0)
        return
    marked, plain, separator = _patterns(delimiter)
    place, line = 0, 1
    while place <= len(text):
        begin, cells, count = line, list[str](), 0
        while True:
            found = marked.match(text, place)
            if found:
                cells.append(found[1].replace('""', '"').strip())
                count += 1
                line += found[1].count("\n")
                place = found.end()
            else:
                cell = plain.match(text, place)[0]  # type: ignore[index]  # it matches nothing too
                place += len(cell)
                cells.append(cell.strip())
                if cells[-1].startswith('"'):
                    raise DataError("a quotation mark is not closed", line, len(cells))
            between = separator.match(text, place)
            if not between:
                break
            place = between.end()
        if text[place : place + 1] not in ("", "\n"):
            raise DataError(
                "text follows a closing quotation mark; inside a cell write the mark twice",
                line,
                len(cells),
            )
        yield Record(begin, cells if count or any(cells) else [], count)
        place, line = place + 1, line + 1


def _patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """How a cell in quotation marks, any other cell, and what separates them is written."""
    around = {SPACES: "", GAPS: "", "\t": " *"}.get(delimiter, "[ \t]*")
    mark = {SPACES: " \t", NONE: ""}.get(delimiter, re.escape(delimiter))
    separator = {SPACES: "[ \t]+", GAPS: _GAP, NONE: "(?!)"}.get(delimiter, mark)
    return (
        re.compile(rf'{around}"((?:[^"]++|"")*+)"{around}'),
        re.compile(rf"(?:(?!{_GAP})[^\n])*" if delimiter == GAPS else rf"[^{mark}\n]*"),
        re.compile(separator),
    )


def _cells(line: str, delimiter: str) -> list[str]:
    if not line.strip():
        return []
    if delimiter == SPACES:
        return _LONE.sub("", line).split()
    if delimiter == GAPS:
        return re.split(_GAP, line.strip())
    return [cell.strip() for cell in (line.split(delimiter) if delimiter else [line])]


def find_delimiter(text: str) -> tuple[str, list[str]]:
    r"""What separates the columns, and notes about it.

    Each separator is tried on the first records. What counts is how many of them get the same
    number of columns (at least two), and how many of the cells are numbers then; on a tie the
    order of `DELIMITERS` decides. So commas separate columns where every line has as many of
    them; they are decimal marks where another separator leaves more numbers, or where the lines
    differ and each is one number.

    Raises:
        DataError: if no separator gives cells at all.

    >>> [find_delimiter(text)[0] for text in ("x;y\n1,5;2\n", "1,2\n3,4", "1,5\n2")]
    [';', ',', '']
    """
    best, most, consistent = NONE, 0.0, 0.0
    error: DataError | None = None
    for delimiter in DELIMITERS:
        try:
            sample = _sample(text, delimiter)
        except DataError as problem:
            error = error or problem
            continue
        # Names, titles and units say how many columns there are, but not what numbers look like.
        filled = [r for r in sample if any(map(is_number, r.cells[:_FEW]))] or sample
        usual = Counter(len(record.cells) for record in filled).most_common(1)[0][0]
        if usual < 2:
            continue
        agreement = sum(len(record.cells) == usual for record in sample) / len(sample)
        alike = [record for record in filled if len(record.cells) == usual]
        score = agreement * (0.1 + _numeric_share(alike))
        if score > most:
            best, most, consistent = delimiter, score, agreement
    if best == NONE and error is not None:
        raise error
    if best == NONE:
        return NONE, []
    if best == SPACES and _are_gaps(text):
        best = GAPS
    one = _one_column(text, best)
    if one and (consistent < 1.0 or best == SPACES or (best == "," and _BOTH.search(text))):
        return NONE, []
    notes = [f"The columns are separated by {DELIMITERS[best]}."]
    if one:
        notes.append(
            "Every line could also be one number with a decimal comma; if it is, put a semicolon at"
            " its end."
        )
    if best == SPACES and all(map(_GROUPED.fullmatch, text.split("\n", SAMPLE)[:SAMPLE])):
        notes.append(
            "Every line could also be one number with a space between thousands; if it is, take the"
            " spaces out."
        )
    return best, notes


def _sample(text: str, delimiter: str) -> list[Record]:
    """The first records that have something in them, without comments if there are others."""
    filled = [r for r in islice(records(text, delimiter), SAMPLE) if any(r.cells)]
    return [r for r in filled if not r.cells[0].startswith("#")] or filled or [Record(1, [""], 0)]


def _are_gaps(text: str) -> bool:
    """Whether wide gaps, too, stand between all numbers alike, and between the names above them."""
    sample = _sample(text, GAPS)
    numeric = [any(map(is_number, record.cells)) for record in sample]
    widths = {len(r.cells) for r, has in zip(sample, numeric, strict=True) if has}
    above = sample[: numeric.index(True)] if True in numeric else []
    return len(widths) == 1 and max(widths) > 1 and {len(r.cells) for r in above} >= widths


def _numeric_share(sample: list[Record]) -> float:
    every = (cell for record in sample for cell in record.cells if cell)
    cells = list(islice(every, _SHARE))
    return sum(map(is_number, cells)) / len(cells) if cells else 0.0


def _one_column(text: str, delimiter: str) -> bool:
    """Whether every line is one number, but for a first one without separators.

    A number may have a sign or a unit, the same in every line.
    """
    if '"' in text:
        return False
    sample = [r for r in islice(records(text, NONE), SAMPLE) if any(r.cells)]
    first = sample[0].cells[0]
    body = sample if is_number(first) else sample[1:]
    named = body is sample or delimiter not in first
    affixes = {one and one.affix for one in (worn(r.cells[0]) for r in body)}
    if not named or len(affixes) != 1 or not all(is_number(r.cells[0]) for r in body):
        return False
    # "1 234" is two numbers rather than one.
    return delimiter not in (SPACES, GAPS) or None not in affixes
