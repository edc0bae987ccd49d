"""How large a typed model may be; each limit is checked before the work that it bounds."""

from __future__ import annotations

CHARACTERS = 4_000
LINES = 100
TOKENS = 2_000
OPERATIONS = 400
DEPTH = 40
NAME = 40
DIGITS = 40
NUMBER = 1e100
AXES = 6
ENTRIES = 1_000_000
PARAMETER_ENTRIES = 1_000
WORK = 50_000_000

TEXT = f"""\
A model has at most {CHARACTERS:,} characters, {LINES} lines and {OPERATIONS} operations; \
parentheses are nested at most {DEPTH} deep. A name has at most {NAME} characters, a number at \
most {DIGITS}, and none is larger than {NUMBER:g}. A tensor has at most {AXES} axes and \
{ENTRIES:,} entries, and so have all ranges and constants together; all parameters together have \
at most {PARAMETER_ENTRIES:,}. One pass forward and back, with the second derivatives, computes at \
most {WORK:,} numbers."""
"""The limits in words, for the help."""
