"""A text that is revised, and where each of its pieces went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from gradviz.study.edits.outline import Outline, outline


@dataclass(frozen=True)
class Piece:
    """A piece of a new text.

    Attributes:
        text: its characters.
        source: the offset in the old text of what this is a copy of, or stands for; None: new.
    """

    text: str
    source: int | None = None


@dataclass(frozen=True)
class Change:
    """Pieces that come into the place of some characters.

    Attributes:
        start: the offset of the first character that goes.
        stop: the offset behind the last one.
        pieces: what comes.
    """

    start: int
    stop: int
    pieces: tuple[Piece, ...] = ()


Move = tuple[int, int, int]
"""What stood from an offset to another one stands at a third one now."""


@dataclass(frozen=True)
class Manuscript:
    """A text and how it came about.

    Attributes:
        text: as it is now.
        moves: for each revision, what of the text before it is where in the text behind it.
    """

    text: str
    moves: tuple[tuple[Move, ...], ...] = ()

    @cached_property
    def outline(self) -> Outline:
        """Its expressions.

        Raises:
            ExpressionError: if it does not follow the grammar.
        """
        return outline(self.text)

    def copy(self, start: int, stop: int) -> Piece:
        """A piece that is a copy of some of its characters."""
        return Piece(self.text[start:stop], start)

    def changed(self, changes: Sequence[Change]) -> Manuscript:
        """The text with changes of characters that are not the same.

        Example:
            >>> before = Manuscript("y = x")
            >>> pieces = (Piece("exp("), before.copy(4, 5), Piece(")"))
            >>> after = before.changed([Change(4, 5, pieces)])
            >>> after.text, after.where(4)
            ('y = exp(x)', 8)
        """
        written: list[str] = []
        moves: list[Move] = []
        length = place = 0

        def write(piece: Piece) -> None:
            nonlocal length
            if piece.source is not None and piece.text:
                # What only stands for something else has its first character in common with it.
                size = len(piece.text) if self.text.startswith(piece.text, piece.source) else 1
                moves.append((piece.source, piece.source + size, length))
            written.append(piece.text)
            length += len(piece.text)

        for change in sorted(changes, key=lambda change: (change.start, change.stop)):
            write(self.copy(place, change.start))
            for piece in change.pieces:
                write(piece)
            place = max(place, change.stop)
        write(self.copy(place, len(self.text)))
        return Manuscript("".join(written), (*self.moves, tuple(moves)))

    def where(self, offset: int, since: int = 0) -> int | None:
        """Where the character is now that was at an offset; None if it has gone.

        Args:
            offset: in the text before.
            since: how many revisions there had been.
        """
        now = offset
        for moves in self.moves[since:]:
            found = [new + now - start for start, stop, new in moves if start <= now < stop]
            if not found:
                return None
            now = found[0]
        return now
