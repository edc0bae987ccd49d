"""Long links: the same parameters, compressed; and the files for what is too long for any link."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

KEY = "z"
"""The one parameter of a compressed link."""

LONG = 1500
"""Characters from which a link is compressed."""

LONGEST = 8000
"""Characters of the longest link: more than that is cut off somewhere on the way."""

MOST_UNPACKED = 1_000_000
"""Characters of the longest link after unpacking; a small link can unpack to a huge one."""

MOST_FILE = 2_000_000
"""Bytes of the largest file that is opened."""

FORMAT = "gradviz 1"


class PackedError(ValueError):
    """A compressed link or a file that holds no page; its message is a sentence."""


def spelled(query: Mapping[str, str]) -> str:
    """The parameters as they stand in an address after the question mark.

    >>> spelled({"X": "1,2"})
    'X=1,2'
    """
    return urlencode(query, safe=",:")


def packed(query: Mapping[str, str]) -> dict[str, str] | None:
    """The parameters, compressed if they are long; None if even that is too long for a link.

    >>> packed({"W": "2"})
    {'W': '2'}
    """
    plain = spelled(query)
    if len(plain) <= LONG:
        return dict(query)
    pressed = base64.urlsafe_b64encode(zlib.compress(plain.encode(), 9)).decode().rstrip("=")
    return {KEY: pressed} if len(pressed) + len(KEY) + 1 <= LONGEST else None


def unpacked(text: str) -> dict[str, list[str]]:
    """The parameters that a compressed link holds.

    Raises:
        PackedError: if it holds none.
    """
    try:
        pressed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        press = zlib.decompressobj()
        plain = press.decompress(pressed, MOST_UNPACKED)
        if not press.eof:
            raise PackedError("The link’s z is cut off or too long. The example is shown.")
        pairs = parse_qsl(plain.decode(), keep_blank_values=True, max_num_fields=1000)
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, PackedError):
            raise
        raise PackedError("The link’s z is damaged. The example is shown.") from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def file_text(query: Mapping[str, str]) -> str:
    """A page as the text of a file."""
    content = {"format": FORMAT, "page": dict(query)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def read_file(content: bytes) -> dict[str, str]:
    """The parameters of a page that was saved as a file.

    Raises:
        PackedError: if the file is none of ours.
    """
    if len(content) > MOST_FILE:
        raise PackedError(f"The file is too large; {MOST_FILE // 1_000_000} MB are the most.")
    try:
        # Some editors put a byte order mark in front of what they save.
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise PackedError("This is no file that this page has saved.") from None
    page = found.get("page") if isinstance(found, dict) else None
    if not isinstance(page, dict) or found.get("format") != FORMAT:
        raise PackedError("This is no file that this page has saved.")
    if not all(isinstance(text, str) for text in page.values()):
        raise PackedError("The file is damaged: a number or a name of it is no text.")
    return page
