"""Arrays by row, saved whole or not at all, and read without loading them into memory.

The files are plain ``.npy`` (NumPy enhancement proposal 1), so that anybody can read them without `coincide`.
"""

from __future__ import annotations

from pathlib import Path
from tokenize import TokenError
from typing import Any, Literal

import numpy as np
from numpy.lib.format import header_data_from_array_1_0, write_array_header_1_0
from numpy.typing import DTypeLike, NDArray

from coincide.errors import CatalogError
from coincide.whole_files import replacing


def save_array(path: Path, array: NDArray[Any]) -> None:
    """Save an array; a reader sees the old file or the new one and never a part.

    Parameters
    ----------
    path : file to write, its folder exists.
    array : any shape, of numbers or booleans.

    Raises
    ------
    CatalogError : `array` holds Python objects.
    OSError : the disk is full or read-only; inside `storage_errors` this becomes a `CatalogError`.
    """
    if array.dtype.hasobject:
        raise CatalogError(f"an array for `{path}` must hold numbers, got dtype `{array.dtype}`.")
    # Not by `numpy.save`: where the disk is full it raises an error that does not say so.
    contiguous = np.asarray(array, order="C")
    with replacing(path) as file:
        write_array_header_1_0(file, header_data_from_array_1_0(contiguous))
        file.write(contiguous.reshape(-1).view(np.uint8).data)


def load_array(
    path: Path, *, shape: tuple[int | None, ...] | None = None, dtype: DTypeLike | None = None
) -> NDArray[Any]:
    """Open an array for reading; its values come from the disk when they are used.

    Parameters
    ----------
    path : a file of `save_array`.
    shape : what the caller expects, None for any length of an axis; None for any shape.
    dtype : what the caller expects, None for any.

    Returns
    -------
    A read-only array.

    Raises
    ------
    CatalogError : the file is missing, damaged, or not what the caller expects.
    """
    array = _open_array(path)
    array.flags.writeable = False
    if shape is not None and not _fits(array.shape, shape):
        wanted = "(" + ", ".join("any" if length is None else str(length) for length in shape) + ")"
        raise unusable(path, f"expected shape {wanted}, got {array.shape}")
    if dtype is not None and array.dtype != np.dtype(dtype):
        raise unusable(path, f"expected `{np.dtype(dtype)}` values, got `{array.dtype}`")
    return array


def unusable(path: Path, why: str) -> CatalogError:
    """Return the error for a file of a model that is not what was written."""
    return CatalogError(
        f"`{path}` cannot be used: {why}. Run `coincide learn FOLDER` again to rebuild it; labels stay."
    )


def why_unread(error: OSError) -> str:
    """Say why such a file cannot be read, in a part of a sentence."""
    return "the file is missing" if isinstance(error, FileNotFoundError) else f"it cannot be read ({error.strerror})"


def _loaded(path: Path, mode: Literal["r"] | None) -> NDArray[Any]:
    try:
        return np.load(path, mmap_mode=mode, allow_pickle=False)
    except SystemError:
        # NumPy lets Python parse the header; Python 3.11 may fail when two threads parse at once (CPython #106905).
        return np.load(path, mmap_mode=mode, allow_pickle=False)


def _open_array(path: Path) -> NDArray[Any]:
    try:
        with path.open("rb") as file:
            n_values = _n_values(file)
        # An empty array has no bytes to map.
        return _loaded(path, "r" if n_values > 0 else None)
    except OSError as error:
        raise unusable(path, why_unread(error)) from None
    # NumPy evaluates the header as Python source, and passes on what its tokenizer and parser raise.
    except (ValueError, TypeError, EOFError, SyntaxError, TokenError, OverflowError, RecursionError) as error:
        raise unusable(path, f"the file is damaged: {error}") from None


def _n_values(file: Any) -> int:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, _ = read(file)
    return int(np.prod(shape, dtype=np.int64))


def _fits(shape: tuple[int, ...], wanted: tuple[int | None, ...]) -> bool:
    return len(shape) == len(wanted) and all(w is None or w == s for s, w in zip(shape, wanted, strict=True))
