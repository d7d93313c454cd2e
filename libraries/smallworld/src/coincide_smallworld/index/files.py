"""The one file format of all indexes: checked before use, checksummed, memory-mappable, written in one step.

    bytes 0-15    magic `COINCIDE-INDEX` CR LF
    16-19         format version (all numbers little-endian)
    20-23         length of the header
    24-31         length of the file
    32-63         BLAKE2b-256 of everything else
    64-           header: JSON with kind, metric, settings and each array's name, dtype, shape and offset
    then          the arrays, C order, each at a multiple of 64 bytes, zeros between

A reader believes nothing: magic, version, length, checksum, header and arrays are checked in this order, so
that no damaged file gets as far as a compiled loop. The remedy is always to delete the file and build the index again.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from coincide_smallworld.errors import IndexFileError, SettingsError
from coincide_smallworld.index.parameters import Metric, check_metric
from coincide_smallworld.whole_files import replacing

MAGIC = b"COINCIDE-INDEX\r\n"
VERSION = 4
# Version 3 knew no numbers of 16 bits, version 2 no codes of one bit; otherwise they are the same.
OLDEST_VERSION = 2
ALIGNMENT = 64
PREAMBLE = struct.Struct("<16sIIQ32s")
DIGEST_AT = 32
DTYPES = {
    "float16": "<f2",
    "float32": "<f4",
    "float64": "<f8",
    "int8": "<i1",
    "uint8": "<u1",
    "int32": "<i4",
    "int64": "<i8",
}
REMEDY = "Delete it, and build the index again."
MOST_AXES = 2

Array = npt.NDArray[Any]
Setting = str | float | int | None


@dataclass(frozen=True, slots=True)
class IndexContent:
    """What an index file holds.

    Attributes
    ----------
    kind : of what is stored, ``vectors`` or ``series``.
    settings : anything else that the reader needs, by name.
    arrays : by name, of a type in `DTYPES` and at most two axes.
    """

    kind: str
    metric: Metric
    settings: Mapping[str, Setting]
    arrays: Mapping[str, Array]


def write(path: Path, stored: IndexContent) -> None:
    """Write an index file so that a reader, or a crash, finds the old file or the new one.

    Raises
    ------
    IndexFileError : the folder is missing, full or not writable.
    """
    parts = _parts(stored)
    try:
        with replacing(path) as file:
            file.writelines(parts)
    except OSError as cause:
        raise IndexFileError(
            f"Index file {path} cannot be written ({cause.strerror or cause}). Check that the folder exists, "
            f"can be written to and has space, and that no program has the file open."
        ) from None


def read(path: Path, *, mmap: bool = False) -> IndexContent:
    """Read and check an index file of any kind.

    Parameters
    ----------
    mmap : leave the arrays in the file, read-only; the whole file is still read once for its checksum, about a second
        for a gigabyte that the system holds in memory.

    Raises
    ------
    IndexFileError : missing, foreign, newer, truncated or damaged.
    """
    raw = _raw_bytes(path, mmap=mmap)
    header = _checked_header(path, raw)
    arrays = {name: _array(raw, *place) for name, place in header.places.items()}
    return IndexContent(kind=header.kind, metric=header.metric, settings=header.settings, arrays=arrays)


def damaged(path: Path, reason: str) -> IndexFileError:
    """Return the error for a file whose content is wrong."""
    return IndexFileError(f"Index file {path} is damaged: {reason}. {REMEDY}")


@dataclass(frozen=True, slots=True)
class _Header:
    kind: str
    metric: Metric
    settings: dict[str, Setting]
    places: dict[str, tuple[str, tuple[int, ...], int]]


def _parts(stored: IndexContent) -> list[bytes | memoryview]:
    """The whole file in pieces, without a second copy of the arrays."""
    little = {
        name: np.ascontiguousarray(array, dtype=DTYPES[array.dtype.name]) for name, array in stored.arrays.items()
    }
    header, offsets = _header_bytes(stored, little)
    body: list[bytes | memoryview] = [header]
    position = PREAMBLE.size + len(header)
    for name, array in little.items():
        body.append(bytes(offsets[name] - position))
        body.append(array.reshape(-1).view(np.uint8).data)
        position = offsets[name] + array.nbytes
    start = PREAMBLE.pack(MAGIC, VERSION, len(header), position, bytes(32))[:DIGEST_AT]
    return [start, _digest([start, *body]), *body]


def _header_bytes(stored: IndexContent, arrays: Mapping[str, Array]) -> tuple[bytes, dict[str, int]]:
    """The header, padded with spaces to the first array, whose places depend on the header's own length."""
    length = 0
    while True:
        offsets = _offsets(arrays, start=PREAMBLE.size + length)
        rows = [
            {"name": name, "dtype": array.dtype.name, "shape": list(array.shape), "offset": offsets[name]}
            for name, array in arrays.items()
        ]
        fields = {
            "kind": stored.kind,
            "metric": stored.metric,
            "settings": dict(stored.settings),
            "arrays": rows,
        }
        text = json.dumps(fields).encode()
        if len(text) <= length:
            return text.ljust(length), offsets
        length = _aligned(len(text))


def _offsets(arrays: Mapping[str, Array], *, start: int) -> dict[str, int]:
    offsets: dict[str, int] = {}
    position = start
    for name, array in arrays.items():
        offsets[name] = _aligned(position)
        position = offsets[name] + array.nbytes
    return offsets


def _aligned(position: int) -> int:
    return -(-position // ALIGNMENT) * ALIGNMENT


def _digest(parts: list[bytes | memoryview]) -> bytes:
    digest = hashlib.blake2b(digest_size=32)
    for part in parts:
        digest.update(part)
    return digest.digest()


def _raw_bytes(path: Path, *, mmap: bool) -> npt.NDArray[np.uint8]:
    try:
        size = path.stat().st_size
        if size < PREAMBLE.size:
            raise damaged(path, f"expected {PREAMBLE.size} bytes or more, found {size}")
        if mmap:
            return np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
        return _read_aligned(path, size)
    except OSError as cause:
        raise IndexFileError(f"Index file {path} cannot be read ({cause.strerror or cause}). Check the path.") from None


def _read_aligned(path: Path, size: int) -> npt.NDArray[np.uint8]:
    """The whole file, in memory that begins at a multiple of `ALIGNMENT` as the arrays in the file do."""
    room = np.empty(size + ALIGNMENT, dtype=np.uint8)
    first = -room.ctypes.data % ALIGNMENT
    raw = room[first : first + size]
    with path.open("rb") as file:
        n_read = file.readinto(raw.data)
    return raw[:n_read]


def _checked_header(path: Path, raw: npt.NDArray[np.uint8]) -> _Header:
    magic, version, header_length, file_length, digest = PREAMBLE.unpack(raw[: PREAMBLE.size].tobytes())
    if magic != MAGIC:
        raise IndexFileError(
            f"{path} is not an index file: expected it to start with {MAGIC!r}, found {magic!r}. Check the path."
        )
    if version > VERSION:
        raise IndexFileError(
            f"Index file {path} has format {version}, expected {VERSION}: a newer version of the library wrote it, "
            "or it is damaged. Update coincide-smallworld, or delete the file and build the index again."
        )
    if version < OLDEST_VERSION:
        raise IndexFileError(
            f"Index file {path} has format {version}, expected {VERSION}: an older version of the library wrote "
            f"it, or it is damaged. {REMEDY}"
        )
    if file_length != len(raw) or PREAMBLE.size + header_length > len(raw):
        raise damaged(path, f"expected {file_length} bytes, found {len(raw)}")
    if _digest([raw[:DIGEST_AT].data, raw[PREAMBLE.size :].data]) != digest:
        raise damaged(path, "its checksum does not match its content")
    try:
        return _parsed_header(raw[PREAMBLE.size : PREAMBLE.size + header_length].tobytes(), file_length=len(raw))
    except (ValueError, KeyError, TypeError, RecursionError, SettingsError) as cause:
        raise damaged(path, f"its header cannot be used ({type(cause).__name__}: {cause})") from None


def _parsed_header(text: bytes, *, file_length: int) -> _Header:
    fields = cast("dict[str, Any]", json.loads(text, parse_constant=_no_number))
    settings = {str(name): _setting(value) for name, value in dict(fields["settings"]).items()}
    places = {str(row["name"]): _place(row, file_length=file_length) for row in fields["arrays"]}
    return _Header(kind=str(fields["kind"]), metric=check_metric(fields["metric"]), settings=settings, places=places)


def _place(row: Mapping[str, Any], *, file_length: int) -> tuple[str, tuple[int, ...], int]:
    dtype, shape, offset = DTYPES[row["dtype"]], tuple(_whole(n) for n in row["shape"]), _whole(row["offset"])
    n_bytes = np.dtype(dtype).itemsize
    if not 1 <= len(shape) <= MOST_AXES or not all(0 <= n <= file_length for n in shape):
        raise ValueError(f"array shape {shape}")
    for n in shape:
        n_bytes *= n
    if offset < PREAMBLE.size or offset % ALIGNMENT != 0 or offset + n_bytes > file_length:
        raise ValueError(f"array of {n_bytes} bytes at {offset} in a file of {file_length}")
    return dtype, shape, offset


def _no_number(text: str) -> float:
    raise ValueError(f"expected a finite number, found {text}")


def _setting(value: object) -> Setting:
    if isinstance(value, bool) or not isinstance(value, (str, float, int, type(None))):
        raise ValueError(f"expected a text, a number or null, found {value!r}")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"expected a whole number, found {value!r}")
    return value


def _array(raw: npt.NDArray[np.uint8], dtype: str, shape: tuple[int, ...], offset: int) -> Array:
    n_bytes = int(np.prod(shape, dtype=np.int64)) * np.dtype(dtype).itemsize
    return raw[offset : offset + n_bytes].view(dtype).reshape(shape)
