"""Networks as safetensors files: a length, a header in JSON, and the arrays one after another.

The format is small enough that reading it needs no other package; nothing in such a file can run.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from coincide_goban.errors import RecordError
from coincide_goban.files import read_bytes, write_whole
from coincide_goban.network.shape import Shape

# Made by the run that docs/network.md writes down.
_SHIPPED = Path(__file__).parent / "go9.safetensors"
_TYPES = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
_MAX_HEADER = 1_000_000


def save_network(
    path: Path, weights: dict[str, np.ndarray], shape: Shape, *, note: str = "", half: bool = False
) -> None:
    """Write a network; `half` keeps 16 bits a weight."""
    kind = "F16" if half else "F32"
    header: dict[str, Any] = {
        "__metadata__": {
            "planes": str(shape.planes),
            "channels": str(shape.channels),
            "blocks": str(shape.blocks),
            "hidden": str(shape.hidden),
            "note": note,
        }
    }
    content = bytearray()
    for name, expected in shape.weights().items():
        data = np.ascontiguousarray(weights[name], _TYPES[kind]).tobytes()
        header[name] = {
            "dtype": kind,
            "shape": list(expected),
            "data_offsets": [len(content), len(content) + len(data)],
        }
        content += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    write_whole(path, len(text).to_bytes(8, "little") + text + content)


def shipped_network() -> Path:
    """The 9x9 network that comes with the package."""
    return _SHIPPED


def load_network(path: Path) -> tuple[dict[str, np.ndarray], Shape]:
    """Weights as float32, and the sizes they have.

    Raises
    ------
    RecordError : the file is no network of this package, or is damaged.
    """
    content = read_bytes(path)
    try:
        header, data = _split(content)
        numbers = {name: int(header["__metadata__"][name]) for name in ("planes", "channels", "blocks", "hidden")}
        if not all(0 < number <= 1024 for number in numbers.values()):
            raise ValueError("its sizes are out of range")
        shape = Shape(**numbers)
        return {name: _array(header[name], expected, data) for name, expected in shape.weights().items()}, shape
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RecordError(f"{path} is not a network of this program: {error}; make one with `train`") from None


def _split(content: bytes) -> tuple[dict[str, Any], bytes]:
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > min(_MAX_HEADER, len(content) - 8):
        raise ValueError("its header is cut off")
    header = json.loads(content[8 : 8 + length])
    if not isinstance(header, dict):
        raise ValueError("its header is not an object")
    return header, content[8 + length :]


def _array(entry: dict[str, Any], expected: tuple[int, ...], data: bytes) -> np.ndarray:
    kind = _TYPES[entry["dtype"]]
    start, end = entry["data_offsets"]
    if tuple(entry["shape"]) != expected or not 0 <= start <= end <= len(data):
        raise ValueError(f"an array has shape {entry['shape']}, expected {list(expected)}")
    if end - start != math.prod(expected) * kind.itemsize:
        raise ValueError("an array has another length than its shape")
    array = np.frombuffer(data[start:end], kind).astype(np.float32).reshape(expected)
    if not np.isfinite(array).all():
        raise ValueError("a weight is not a finite number")
    return array
