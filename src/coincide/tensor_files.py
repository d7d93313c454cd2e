"""Named arrays and a few facts in one safetensors file that says by itself whether it is whole.

The facts hold a BLAKE2b-256 of the table of arrays, their bytes and the facts, so that a file that was damaged is not
taken for another model. Files from before there was one are read without it, unless the reader insists. The library of
trees keeps its models in the same way.

The file is read, not mapped: a disk that fails under a mapping ends the process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coincide_trees import DamagedTensorsError as DamagedTensorsError
from coincide_trees import seal_tensors, unseal_tensors
from numpy.typing import NDArray

from coincide.whole_files import replacing

_FACTS = "facts"


@dataclass(frozen=True, slots=True)
class Tensors:
    """What a file holds.

    Attributes
    ----------
    facts : plain values that JSON can hold.
    """

    arrays: Mapping[str, NDArray[Any]]
    facts: Mapping[str, Any]


def save_tensors(path: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, object]) -> None:
    """Write a file so that `path` holds the old or the new one, never half of it.

    Raises
    ------
    OSError : the place cannot be written to, or the disk is full.
    """
    data = seal_tensors(arrays, facts, entry=_FACTS)
    with replacing(path) as file:
        file.write(data)


def load_tensors(path: Path, *, is_sealed: bool = False) -> Tensors:
    """Read a file.

    Parameters
    ----------
    is_sealed : do without files that cannot say whether they are whole.

    Raises
    ------
    DamagedTensorsError : it is not what was written.
    OSError : there is none, or it cannot be read.
    """
    return Tensors(*unseal_tensors(path.read_bytes(), entry=_FACTS, is_sealed=is_sealed))
