"""`Summary` messages as bytes: the few fields that scalars and histograms need.

Source: the protocol-buffer encoding (protobuf.dev/programming-guides/encoding) and TensorFlow's
tensorflow/core/framework/summary.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from gradviz.core.histograms import Histogram

_FIXED64, _BYTES, _FIXED32 = 1, 2, 5
# Fields of Summary, Summary.Value and HistogramProto.
_VALUE, _TAG, _SIMPLE_VALUE, _HISTO = 1, 1, 2, 5
_BUCKET_LIMIT, _BUCKET = 6, 7


def scalar_summary(tag: str, value: float) -> bytes:
    """A Summary with one number, in single precision as the message has it.

    Example:
        >>> scalar_summary("cost", 1.5).hex(" ")
        '0a 0b 0a 04 63 6f 73 74 15 00 00 c0 3f'
    """
    return _summary(tag, bytes([_SIMPLE_VALUE << 3 | _FIXED32]) + struct.pack("<f", value))


def histogram_summary(tag: str, histogram: Histogram) -> bytes:
    """A Summary with one histogram."""
    numbers = (
        histogram.min,
        histogram.max,
        histogram.num,
        histogram.sum,
        histogram.sum_squares,
    )
    message = b"".join(
        bytes([field << 3 | _FIXED64]) + struct.pack("<d", number)
        for field, number in enumerate(numbers, start=1)
        if number  # what is 0 is left out
    )
    message += _doubles(_BUCKET_LIMIT, histogram.limits) + _doubles(_BUCKET, histogram.counts)
    return _summary(tag, _field(_HISTO, message))


def tags_of(summary: bytes) -> Iterator[str]:
    """The tags of a Summary's values.

    Example:
        >>> list(tags_of(scalar_summary("a", 1) + scalar_summary("b/c", 2)))
        ['a', 'b/c']
    """
    place = 0
    while place < len(summary):
        length, place = _read_varint(summary, place + 1)
        size, start = _read_varint(summary, place + 1)
        yield summary[start : start + size].decode()
        place += length


def _summary(tag: str, content: bytes) -> bytes:
    return _field(_VALUE, _field(_TAG, tag.encode()) + content)


def _doubles(number: int, values: Sequence[float]) -> bytes:
    return _field(number, struct.pack(f"<{len(values)}d", *values))


def _field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | _BYTES]) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    """A number, seven bits a byte, the lowest first."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _read_varint(data: bytes, place: int) -> tuple[int, int]:
    """The number at a place, and the place after it."""
    number = shift = 0
    while data[place] & 0x80:
        number |= (data[place] & 0x7F) << shift
        shift += 7
        place += 1
    return number | data[place] << shift, place + 1
