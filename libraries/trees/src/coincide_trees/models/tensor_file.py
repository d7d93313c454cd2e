"""Named arrays and a few facts in one safetensors file that says by itself whether it is whole.

The facts hold a BLAKE2b-256 of the table of arrays, their bytes and the facts, so that a damaged file is not taken for
another model. Files from before there was one are read without it.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from coincide_trees.files import replacing

_METADATA, _CHECKSUM = "__metadata__", "checksum"
_ENTRY = "parse"
_LENGTH = struct.Struct("<Q")

Arrays = Mapping[str, NDArray[Any]]
Facts = dict[str, Any]


class DamagedTensorsError(ValueError):
    """The file is not what was written; the message says why, the reader adds what to do."""


def save_tensors(path: Path, arrays: Arrays, facts: Mapping[str, object]) -> None:
    """Write a file so that `path` holds the old or the new one, never half of it.

    Raises
    ------
    OSError : the place cannot be written to, or the disk is full.
    """
    data = seal_tensors(arrays, facts, entry=_ENTRY)
    with replacing(path) as file:
        file.write(data)


def load_tensors(path: Path) -> tuple[Arrays, Facts]:
    """Read the arrays and the facts of a file.

    Raises
    ------
    DamagedTensorsError : it is not what was written.
    OSError : there is none, or it cannot be read.
    """
    # Read and not mapped: a disk that fails under a mapping ends the process.
    return unseal_tensors(path.read_bytes(), entry=_ENTRY)


def seal_tensors(arrays: Arrays, facts: Mapping[str, object], *, entry: str) -> bytes:
    """Return a file of arrays and facts with their checksum; `entry` names the facts in its header."""
    contiguous = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    table, body = _split(save(contiguous))
    sealed = {**facts, _CHECKSUM: _checksum(table, body, facts)}
    # One entry, since safetensors writes several in any order.
    return save(contiguous, metadata={entry: json.dumps(sealed, sort_keys=True)})


def unseal_tensors(data: bytes, *, entry: str, is_sealed: bool = False) -> tuple[Arrays, Facts]:
    """Return the arrays and the facts in a file.

    Parameters
    ----------
    is_sealed : refuse a file that has no checksum.

    Raises
    ------
    DamagedTensorsError : it is not what was written.
    """
    table, body = _split(data)
    facts = _facts(table.pop(_METADATA, None), entry)
    checksum = facts.pop(_CHECKSUM, None)
    if (checksum is not None or is_sealed) and checksum != _checksum(table, body, facts):
        raise DamagedTensorsError("its checksum does not match its content")
    try:
        return load(data), facts
    except (SafetensorError, ValueError, KeyError, TypeError) as cause:
        raise DamagedTensorsError(f"it cannot be decoded ({type(cause).__name__}: {cause})") from None


def _facts(metadata: object, entry: str) -> Facts:
    try:
        facts = json.loads(cast("dict[str, str]", metadata)[entry])
    except (KeyError, TypeError, ValueError, RecursionError):
        facts = None
    if not isinstance(facts, dict):
        raise DamagedTensorsError("expected facts in its header, found none")
    return cast("Facts", facts)


def _split(data: bytes) -> tuple[dict[str, Any], memoryview]:
    """Return the table in the header, and the bytes of the arrays."""
    if len(data) < _LENGTH.size:
        raise DamagedTensorsError(f"expected {_LENGTH.size} bytes or more, found {len(data)}")
    (length,) = _LENGTH.unpack_from(data)
    start = _LENGTH.size + length
    if start > len(data):
        raise DamagedTensorsError(f"expected a header of {length} bytes, found {len(data) - _LENGTH.size} bytes")
    try:
        table = json.loads(data[_LENGTH.size : start])
    except (ValueError, RecursionError) as cause:
        raise DamagedTensorsError(f"its header is not JSON ({cause})") from None
    if not isinstance(table, dict):
        raise DamagedTensorsError("expected a table in its header, found something else")
    return cast("dict[str, Any]", table), memoryview(data)[start:]


def _checksum(table: Mapping[str, Any], body: memoryview, facts: Mapping[str, object]) -> str:
    summed = hashlib.blake2b(digest_size=32)
    for part in (json.dumps(table, sort_keys=True).encode(), json.dumps(facts, sort_keys=True).encode(), body):
        summed.update(len(part).to_bytes(8, "little"))
        summed.update(part)
    return summed.hexdigest()
