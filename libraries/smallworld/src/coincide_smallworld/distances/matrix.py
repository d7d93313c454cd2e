"""What counts as a matrix of vectors: the one check at the border of everything that takes vectors.

Any real numeric array is taken (float16, float64, integers, booleans, non-contiguous, read-only) and comes
back as contiguous float64. Values above `LARGEST` are refused because their squares no longer fit into
float32, in which the fast searches work.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coincide_smallworld.errors import InputError

LARGEST = 1e15


def as_matrix(x: npt.ArrayLike, *, name: str, dim: int | None = None) -> npt.NDArray[np.float64]:
    """Return `x` as a contiguous float64 matrix with one vector per row.

    Parameters
    ----------
    x : (n, dim) real numbers, each finite and at most 1e15 in size; n may be 0.
    name : what to call it in error messages.
    dim : required length of the vectors, None for any length from 1.

    Returns
    -------
    (n, dim) float64. It may share memory with `x`; do not write to it.

    Raises
    ------
    InputError : not numeric, not two-dimensional, of another length, not finite or too large.
    """
    given = _as_array(x, name=name)
    _check_shape(given.shape, name=name, dim=dim)
    matrix = np.ascontiguousarray(given, dtype=np.float64)
    _check_values(matrix, name=name)
    return matrix


def refuse_masked(x: object, *, name: str) -> None:
    """Raise InputError for an array with masked values, whose mask a conversion would drop."""
    mask = getattr(x, "mask", None) if isinstance(x, np.ndarray) else None
    if mask is not None and np.any(mask):
        raise InputError(f"`{name}` must have no masked values, got some. Pass `{name}.filled(...)` or fewer rows.")


def _as_array(x: npt.ArrayLike, *, name: str) -> npt.NDArray[np.generic]:
    refuse_masked(x, name=name)
    if hasattr(x, "toarray"):
        raise InputError(
            f"`{name}` must be a dense array, got {type(x).__name__}: sparse input is not supported. Pass "
            f"`{name}.toarray()`."
        )
    try:
        given = np.asarray(x)
    except (ValueError, TypeError, RuntimeError) as cause:
        raise InputError(
            f"`{name}` must be an array with one vector per row, got {type(x).__name__} that does "
            f"not form one ({cause}). Pass rows of equal length."
        ) from None
    if given.dtype.kind == "O":
        given = _as_numbers(given, name=name)
    if given.dtype.kind not in "fiub":
        raise InputError(
            f"`{name}` must hold real numbers, got dtype {given.dtype}. "
            + (
                "Complex data not supported: pass real and imaginary parts as columns."
                if given.dtype.kind == "c"
                else f"Convert it, for example with `{name}.astype('float32')`."
            )
        )
    return given


def _as_numbers(given: npt.NDArray[np.generic], *, name: str) -> npt.NDArray[np.generic]:
    """Return objects as float64 where all are numbers, as in a table whose columns are of several types."""
    for place, value in enumerate(given.flat):
        if isinstance(value, (str, bytes, np.ndarray)) or not hasattr(value, "__float__"):
            at = ", ".join(str(int(each)) for each in np.unravel_index(place, given.shape))
            raise InputError(
                f"`{name}` must hold real numbers, got a {type(value).__name__}, {value!r}, at place ({at}). Drop or "
                f"convert it, for example with `{name}.astype('float32')`."
            )
    try:
        return given.astype(np.float64)
    except (ValueError, TypeError, OverflowError) as cause:
        raise InputError(
            f"`{name}` must hold real numbers, got objects that cannot be converted ({cause}). Scale or drop them."
        ) from None


def _check_shape(shape: tuple[int, ...], *, name: str, dim: int | None) -> None:
    if len(shape) == 1:
        raise InputError(
            f"`{name}` must have two dimensions (n, dim), got one of length {shape[0]}. For a single vector "
            f"pass `{name}[None, :]`."
        )
    if len(shape) != 2:
        raise InputError(f"`{name}` must have two dimensions (n, dim), got shape {shape}. Reshape it.")
    if shape[1] == 0:
        raise InputError(
            f"`{name}` must hold vectors of length 1 or more, got 0 feature(s) (shape={shape}) while a minimum of 1 is "
            "required."
        )
    if dim is not None and shape[1] != dim:
        raise InputError(
            f"`{name}` must hold vectors of length {dim}, got length {shape[1]}. Embed them with the same encoder."
        )


def _check_values(matrix: npt.NDArray[np.float64], *, name: str) -> None:
    # Without arrays between: this is a tenth of the time of building a graph. A NaN is not in the range either.
    is_good = matrix.size == 0 or (matrix.max() <= LARGEST and matrix.min() >= -LARGEST)
    if not is_good:
        is_bad = ~(np.abs(matrix) <= LARGEST)
        row, column = np.unravel_index(int(np.argmax(is_bad)), matrix.shape)
        raise InputError(
            f"`{name}` must hold finite numbers up to {LARGEST:g} in size, no NaN or inf, got {matrix[row, column]} in "
            f"row {row}, column {column}. Remove or scale that row."
        )
