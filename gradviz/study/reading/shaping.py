"""Records to a table: without comments, as wide in every line, with names over the columns."""

from __future__ import annotations

from collections import Counter

from gradviz.study.points import LONGEST_NAME, DataError, clean_name, csv_text
from gradviz.study.quotation import listed, quoted
from gradviz.study.reading.cells import is_missing, number
from gradviz.study.reading.splitting import Record


def uncommented(every: list[Record], notes: list[str]) -> list[Record]:
    """The records without lines that begin with "#", unless the first one is of names.

    Raises:
        DataError: if nothing is left.
    """
    width = _usual_width(every)
    comments = {
        record.line: record
        for at, record in enumerate(every)
        if record.cells[0].startswith("#")
        and not record.quoted
        and not (at == 0 and width > 1 and len(record.cells) == width)
    }
    if not comments:
        return every
    where = listed([str(line) for line in comments])
    begin = "lines {}, which begin" if len(comments) > 1 else "line {}, which begins"
    notes.append(f"Left out: {begin.format(where)} with “#”.")
    kept = [record for record in every if record.line not in comments]
    if not kept:
        raise DataError("there are only lines that begin with “#” in it")
    return kept


def even(kept: list[Record], notes: list[str]) -> list[Record]:
    """The records with as many cells as most of them have; missing ones are empty.

    Raises:
        DataError: if one has more.
    """
    width = _usual_width(kept)
    first, rest = kept[0].cells, kept[1:]
    if len(first) == width - 1 and rest and all(len(r.cells) == width for r in rest):
        if any(r.cells[-1] for r in rest):
            first.insert(0, "")  # as R writes tables: the column of row numbers has no name
        else:
            width -= 1
            notes.append("Separators at the ends of the lines under the first are left out.")
    short = [str(record.line) for record in kept if len(record.cells) < width]
    if short:
        lines = f"line{'s' * (len(short) > 1)} {listed(short)}"
        notes.append(f"Fewer than {width} columns: {lines}.")
    for record in kept:
        extra = _filled(record.cells)[width:]
        if extra:
            raise DataError(
                f"there are {len(_filled(record.cells))} columns, where most lines have {width};"
                f" the first too many is {quoted(extra[0])}",
                record.line,
            )
        record.cells[width:] = []
        record.cells.extend([""] * (width - len(record.cells)))
    return kept


def named(
    table: list[Record], decimal: str, header: bool | None, notes: list[str]
) -> tuple[list[str], list[Record]]:
    """The columns' names, all different, and the records under them.

    Args:
        table: records of one width.
        decimal: the decimal mark.
        header: whether the first one is of names; None: found out.
        notes: what is to be told goes here.

    Raises:
        DataError: if there is nothing under the names.
    """
    first, rest = table[0], table[1:]
    if not (_is_header(first, rest, decimal) if header is None else header):
        width = len(first.cells)
        inputs = [f"x{n + 1}" for n in range(width - 1)] if width > 2 else ["x"]
        names = [*inputs, "y"][:width]
        notes.append(f"No line names the columns; they are called {listed(names, 4)}.")
        return names, table
    if not rest:
        raise DataError("there are names, but no line of numbers under them", first.line)
    notes.append(f"Line {first.line} names the columns.")
    taken: dict[str, None] = {}
    for place, cell in enumerate(first.cells, 1):
        given = csv_text(cell)
        name = full = clean_name(clean_name(given)[:LONGEST_NAME]) or f"column {place}"
        tries = 1
        while name in taken:
            tries += 1
            name = f"{full[: LONGEST_NAME - 8].strip()} ({tries})"
        if name != given:
            notes.append(f"Column {place} is called {quoted(name)} here.")
        taken[name] = None
    return list(taken), rest


def _is_header(first: Record, rest: list[Record], decimal: str) -> bool:
    """Whether there is a word, or nothing, over every column that has a number."""
    if first.quoted == len(first.cells) and rest and not any(r.quoted for r in rest):
        return True
    over = [
        cell
        for place, cell in enumerate(first.cells)
        if any(number(r.cells[place], decimal) is not None for r in rest)
    ]
    if any(number(cell, decimal) is not None for cell in over):
        return False
    return not all(map(is_missing, over))


def _usual_width(records: list[Record]) -> int:
    return Counter(len(record.cells) for record in records).most_common(1)[0][0]


def _filled(cells: list[str]) -> list[str]:
    """The cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]
