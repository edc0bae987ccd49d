"""Records to a table: as wide in every line, with names over the columns."""

from __future__ import annotations

from gradviz.study.points import LONGEST_NAME, DataError, clean_name, csv_text
from gradviz.study.quotation import listed, quoted
from gradviz.study.reading.outline import Outline
from gradviz.study.reading.splitting import GAPS, SPACES, Record


def even(outline: Outline, width: int, delimiter: str, notes: list[str]) -> Outline:
    """The records with as many cells as there are columns; missing ones are empty.

    Columns that are empty from top to bottom go.

    Args:
        outline: the table.
        width: how many cells most of its lines of numbers have.
        delimiter: what separates them.
        notes: what is to be told goes here.

    Raises:
        DataError: if a line has more; or fewer, where nothing shows which is missing.
    """
    names, body = outline.names, outline.body
    kept = [names, *body] if names else body
    if names and len(names.cells) == width - 1 and all(len(r.cells) == width for r in body):
        if any(r.cells[-1] for r in body):
            names.cells.insert(0, "")  # as R writes tables: the column of row numbers has no name
        else:
            width -= 1
            notes.append("Separators at the ends of the lines under the first are left out.")
    short = [record for record in kept if len(record.cells) < width]
    if short and delimiter in (SPACES, GAPS):
        cells = len(short[0].cells)
        raise DataError(
            f"there {'is 1 cell' if cells == 1 else f'are {cells} cells'}, where most lines have"
            f" {width} columns; write - where a number is missing",
            short[0].line,
        )
    if short:
        lines = f"line{'s' * (len(short) > 1)} {listed([str(r.line) for r in short])}"
        notes.append(f"Fewer than {width} columns: {lines}.")
    for record in kept:
        extra = _filled(record.cells[width:])
        if extra:
            raise DataError(
                f"there are {width + len(extra)} columns, where most lines have {width};"
                f" the first too many is {quoted(extra[0])}",
                record.line,
            )
        record.cells[width:] = []
        record.cells.extend([""] * (width - len(record.cells)))
    _drop_empty(kept, width, notes)
    return outline


def _drop_empty(table: list[Record], width: int, notes: list[str]) -> None:
    if not table:
        return
    full = [place for place in range(width) if any(r.cells[place] for r in table)]
    empty = [str(place + 1) for place in range(width) if place not in full]
    if empty and full:
        more = len(empty) > 1
        notes.append(
            f"Left out: column{'s' * more} {listed(empty)}, which {'are' if more else 'is'} empty."
        )
        for record in table:
            record.cells[:] = [record.cells[place] for place in full]


def named(outline: Outline, notes: list[str]) -> list[str]:
    """The columns' names, all different.

    Args:
        outline: a table of records of one width.
        notes: what is to be told goes here.

    Raises:
        DataError: if there is nothing under the names.
    """
    first, body = outline.names, outline.body
    if first is None:
        width = len(body[0].cells)
        inputs = [f"x{n + 1}" for n in range(width - 1)] if width > 2 else ["x"]
        names = [*inputs, "y"][:width]
        notes.append(f"No line names the columns; they are called {listed(names, 4)}.")
        return names
    if not body:
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
    return list(taken)


def _filled(cells: list[str]) -> list[str]:
    """The cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]
