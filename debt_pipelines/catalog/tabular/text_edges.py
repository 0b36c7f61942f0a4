"""The first and last bytes of a column of texts, which spare most columns a regular expression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

_ZERO, _NINE, _MINUS, _BLANK = 0x30, 0x39, 0x2D, 0x20
_HEXADECIMAL = (0x78, 0x58)


class _Texts(NamedTuple):
    """The bytes of some texts, and where each starts and ends; one that is null or empty ends where it starts."""

    characters: NDArray[np.uint8]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


def has_codes(values: pa.ChunkedArray) -> bool:
    """Whether a text starts as a number with a leading zero or a hexadecimal one does: `007`, `-01`, `0x1F`."""
    return any(map(_has_codes, _texts(values)))


def is_padded(values: pa.ChunkedArray) -> bool:
    """Whether a text starts or ends with white space."""
    return any(_is_padded(texts) for texts in _texts(values))


def _has_codes(texts: _Texts) -> bool:
    import numpy as np

    characters, starts, ends = texts
    initial = characters.take(starts, mode="clip")
    zeros = np.flatnonzero(initial == _ZERO)
    if len(zeros) and _is_code(characters, starts[zeros] + 1, ends[zeros]):
        return True
    negative = np.flatnonzero(initial == _MINUS)
    if not len(negative):
        return False
    second = starts[negative] + 1
    is_zero = characters.take(second, mode="clip") == _ZERO
    return _is_code(characters, second[is_zero] + 1, ends[negative][is_zero])


def _is_code(characters: NDArray[np.uint8], places: NDArray[np.int32], ends: NDArray[np.int32]) -> bool:
    """Whether one of the places behind a zero, where it lies within its text, holds a digit or an x."""
    found = characters[places[places < ends]]
    is_code = ((found >= _ZERO) & (found <= _NINE)) | (found == _HEXADECIMAL[0]) | (found == _HEXADECIMAL[1])
    return bool(is_code.any())


def _is_padded(texts: _Texts) -> bool:
    characters, starts, ends = texts
    is_blank = (characters.take(starts, mode="clip") <= _BLANK) | (characters.take(ends - 1, mode="clip") <= _BLANK)
    return bool((is_blank & (starts < ends)).any())


def _texts(values: pa.ChunkedArray) -> Iterator[_Texts]:
    """The texts of each chunk that has any, with 32 bits for a place as those that are read from text have."""
    import numpy as np

    for chunk in values.chunks:
        _validity, offsets, data = chunk.buffers()
        if data is not None and data.size and len(chunk):
            bounds = np.frombuffer(offsets, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
            yield _Texts(np.frombuffer(data, np.uint8), bounds[:-1], bounds[1:])
