"""What is wrong with a typed model, and where."""

from __future__ import annotations

LONGEST_SENTENCE = 300
"""Characters of the longest message, its position included."""


class ExpressionError(ValueError):
    """A typed model that cannot be built.

    Attributes:
        problem: what is wrong and what would be right, without the position.
        line: the line, from 1.
        column: the character in the line, from 1.

    Example:
        >>> error = ExpressionError("a name is missing", 2, 8)
        >>> str(error), error.line, error.column
        ('line 2, column 8: a name is missing', 2, 8)
    """

    def __init__(self, problem: str, line: int, column: int) -> None:
        """Cuts a sentence that grew too long, which can happen only to one with shapes in it."""
        where = f"line {line}, column {column}: "
        room = LONGEST_SENTENCE - len(where)
        self.problem = problem if len(problem) <= room else problem[: room - 1] + "…"
        self.line = line
        self.column = column
        super().__init__(where + self.problem)

    def __reduce__(self) -> tuple[type[ExpressionError], tuple[str, int, int]]:
        """Made again from its parts, so that it can be pickled."""
        return ExpressionError, (self.problem, self.line, self.column)
