"""Bytes to text: which encoding it is, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

from gradviz.study.points import LONGEST_LINE, MOST_BYTES, MOST_ROWS, DataError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 (with a byte order mark)"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_FORMATS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x93NUMPY", "a NumPy array (.npy)"),
    (b"\x89HDF", "an HDF5 file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
)
_ZIPPED = (
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"word/", "a Word document (.docx)"),
    (b"ppt/", "a PowerPoint file (.pptx)"),
    (b"opendocument.spreadsheet", "a LibreOffice spreadsheet (.ods)"),
    (b"opendocument", "an OpenDocument file"),
    (b"Index/", "a Numbers spreadsheet"),
)
_SLOW = ("idna", "punycode")
"""Encodings of names, not of texts, that take a time that grows with the square of the length."""
_HINT = "save the table as CSV, or copy its cells and paste them"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"<(!doctype|html|\?xml|svg|table)\b|<!--", re.IGNORECASE)
_LIST = re.compile(r"(\w+ *= *)?\[|\w+ *= *\(")

_GUESSED = ", as far as can be told; if letters are wrong, save the file as UTF-8"
"""Any bytes are a text in these encodings, whatever language they were written in."""


def decoded(source: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text that bytes are, and what its encoding is called.

    A byte order mark decides; else two zero bytes out of four mean UTF-16; else it is UTF-8 if it
    can be, and otherwise Windows-1252, or Latin-1 where that has no such byte.

    Raises:
        DataError: if it is a known binary format, or no text.
    """
    _refuse_formats(source)
    if encoding is not None:
        try:
            if codecs.lookup(encoding).name in _SLOW:
                raise LookupError
            return source.decode(encoding), encoding
        except (LookupError, ValueError):
            # Codecs that turn bytes into bytes are a LookupError too.
            raise DataError(f"the bytes are not {encoding[:40]!r} text") from None
    for mark, codec, name in _MARKS:
        if source.startswith(mark):
            return _strict(source, codec, name), name
    if b"\0" in source:
        return _wide(source)
    try:
        return source.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return source.decode("cp1252"), f"Windows-1252 (Western European){_GUESSED}"
    except UnicodeDecodeError:
        return source.decode("latin-1"), f"Latin-1 (ISO 8859-1){_GUESSED}"


def checked(text: str) -> str:
    """A text with its line ends made one, within the limits and without control characters.

    Raises:
        DataError: if it is not.
    """
    if len(text) > MOST_BYTES:
        raise DataError(f"{len(text)} characters are too many; the most are {MOST_BYTES}")
    text = text.removeprefix("\ufeff").removesuffix("\x1a")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines > MOST_ROWS + 1:
        raise DataError(f"{lines} lines are too many; the most are {MOST_ROWS} and one for names")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            raise DataError(
                f"{len(line)} characters are too long a line; the longest is {LONGEST_LINE}", number
            )
    control = _CONTROL.search(text)
    if control:
        raise DataError(
            f"there is a control character (U+{ord(control[0]):04X}), so this is not a text file;"
            f" {_HINT}",
            text.count("\n", 0, control.start()) + 1,
        )
    start = text.lstrip()[:200]
    if _MARKUP.match(start):
        raise DataError(f"this is a web page or XML, not a table; {_HINT}", 1)
    if start.startswith("{") or (start.startswith("[") and ('"' in start or "{" in start)):
        raise DataError(f"this is JSON, not a table; {_HINT}", 1)
    if _LIST.match(start) and text.rstrip(" \n\t;,").endswith(("]", ")")):
        raise DataError(
            "these are lists in brackets, not a table; write one line for each point, without the"
            " brackets",
            1,
        )
    return text


def _refuse_formats(source: bytes) -> None:
    found = next((name for start, name in _FORMATS if source.startswith(start)), "")
    if source.startswith(b"PK\x03\x04"):
        found = next((name for part, name in _ZIPPED if part in source), "a zip archive")
    if found:
        raise DataError(f"this is {found}, not text; {_HINT}")


def _wide(source: bytes) -> tuple[str, str]:
    """Text of two or four bytes a character without a mark, told by where its zeros are."""
    half = len(source) // 2
    for high, codec, name in (
        (source[2::4] + source[3::4], "utf-32-le", "UTF-32 (little-endian)"),
        (source[0::4] + source[1::4], "utf-32-be", "UTF-32 (big-endian)"),
    ):
        if source.strip(b"\0") and len(source) % 4 == 0 and not high.strip(b"\0\1"):
            return _strict(source, codec, name), name
    for zeros, codec, name in (
        (source[1::2].count(0), "utf-16-le", "UTF-16 (little-endian)"),
        (source[0::2].count(0), "utf-16-be", "UTF-16 (big-endian)"),
    ):
        if len(source) % 2 == 0 and zeros * 10 >= half * 7 and zeros < source.count(0) + 1:
            return _strict(source, codec, name), name
    raise DataError(f"there are zero bytes, so this is not a text file; {_HINT}")


def _strict(source: bytes, codec: str, name: str) -> str:
    try:
        return source.decode(codec)
    except UnicodeDecodeError as error:
        raise DataError(f"it begins as {name}, but byte {error.start} is not") from None
