"""Long links and files: what goes in comes out, and what is none of ours is refused in words."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.ui import packed

queries = st.dictionaries(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=3000))


def flat(found: dict[str, list[str]]) -> dict[str, str]:
    return {name: value for name, [value] in found.items()}


@given(queries)
def test_what_is_packed_is_unpacked(query: dict[str, str]) -> None:
    query = {n: v.encode(errors="replace").decode() for n, v in query.items()}
    query = {n.encode(errors="replace").decode(): v for n, v in query.items()}
    query.pop(packed.KEY, None)
    short = packed.packed(query)
    if short is None:
        return
    assert len(packed.spelled(short)) <= packed.LONGEST
    assert (flat(packed.unpacked(short[packed.KEY])) if packed.KEY in short else short) == query


def test_a_page_that_is_too_long_has_no_link_but_a_file() -> None:
    noise = {"X": "".join(str(n**7 % 99991) for n in range(9000))}
    assert packed.packed(noise) is None
    assert packed.read_file(packed.file_text(noise).encode()) == noise


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "damaged|cut off"),
        ("%%%", "damaged"),
        ("AAAA", "damaged"),
        (base64.urlsafe_b64encode(zlib.compress(b"W=2" * 500)[:-9]).decode(), "cut off"),
        (base64.urlsafe_b64encode(zlib.compress(b"0" * 50_000_000)).decode(), "too long"),
        (base64.urlsafe_b64encode(zlib.compress(b"&".join([b"a=1"] * 5000))).decode(), "damaged"),
        (base64.urlsafe_b64encode(zlib.compress(b"\xff\xfe")).decode(), "damaged"),
    ],
)
def test_a_damaged_link_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(packed.PackedError, match=words):
        packed.unpacked(text)


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b"{}", b'{"format": "gradviz 1"}', b"[" * 100_000]
)
def test_a_file_that_is_none_of_ours_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(packed.PackedError, match="no file that this page"):
        packed.read_file(content)


def test_a_byte_order_mark_in_front_of_a_file_is_none_of_its_text() -> None:
    text = packed.file_text({"W": "0.5"})
    assert packed.read_file(text.encode("utf-8-sig")) == {"W": "0.5"}


def test_a_file_of_other_values_or_too_large_is_refused() -> None:
    with pytest.raises(packed.PackedError, match="damaged"):
        packed.read_file(b'{"format": "gradviz 1", "page": {"W": 2}}')
    with pytest.raises(packed.PackedError, match="too large"):
        packed.read_file(b" " * (packed.MOST_FILE + 1))
