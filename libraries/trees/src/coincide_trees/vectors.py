"""The border of parsing: vectors as people give them become one padded batch on the model's device, or an error."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from coincide_trees.errors import InputError
from coincide_trees.models.protocol import Merger


def pad(sequences: Sequence[ArrayLike | Tensor], model: Merger) -> tuple[Tensor, list[int]]:
    """Check sequences of vectors (time, dim) and lay them side by side.

    Returns
    -------
    Vectors (batch, time, dim), zero past the end of each, as float32 on the model's device; and the lengths.

    Raises
    ------
    InputError : a sequence is empty, not a table of numbers, holds NaN, or its dimension is not the model's.
    """
    checked = [_checked(sequence, number, model.dim) for number, sequence in enumerate(sequences)]
    lengths = [len(vectors) for vectors in checked]
    padded = np.zeros((len(checked), max(lengths, default=0), model.dim), dtype=np.float32)
    for row, vectors in zip(padded, checked, strict=True):
        row[: len(vectors)] = vectors
    return torch.from_numpy(padded).to(device_of(model)), lengths


def width_of(sequences: Sequence[ArrayLike | Tensor]) -> int:
    """How long the vectors of the first sequence are; 0 where that cannot be said, which `pad` refuses."""
    for sequence in sequences:
        table = _as_table(sequence, 0)
        return table.shape[-1] if table.ndim else 0
    return 0


def device_of(model: Merger) -> torch.device:
    """Where the model's numbers lie."""
    if isinstance(model, nn.Module):
        for parameter in model.parameters():
            return parameter.device
    return torch.device("cpu")


def _checked(sequence: ArrayLike | Tensor, number: int, dim: int) -> np.ndarray:
    vectors = _as_table(sequence, number)
    if not len(vectors):
        raise InputError(f"expected at least one leaf, got none in sequence {number}. Leave empty sequences out.")
    if vectors.ndim != 2 or vectors.shape[1] != dim:
        raise InputError(
            f"expected vectors of length {dim}, which the model was made for, as a table (leaves, {dim}), got shape "
            f"{vectors.shape} in sequence {number}. Make the model for these, or give other vectors."
        )
    if not np.isfinite(vectors).all():
        row = int(np.flatnonzero(~np.isfinite(vectors).all(axis=1))[0])
        raise InputError(
            f"expected finite numbers, got NaN or infinity in row {row} of sequence {number}. Leave this row out, or "
            "fill it."
        )
    return vectors


def _as_table(sequence: ArrayLike | Tensor, number: int) -> np.ndarray:
    if isinstance(sequence, Tensor):
        return sequence.detach().cpu().float().numpy()
    try:
        return np.asarray(sequence, dtype=np.float32)
    except (ValueError, TypeError):
        raise InputError(
            f"expected vectors of equal length, got {_lengths(sequence)} in sequence {number}. Give all leaves as many "
            "numbers."
        ) from None


def _lengths(sequence: ArrayLike | Tensor) -> str:
    sizes = sorted({np.size(vector) for vector in sequence})  # pyright: ignore[reportGeneralTypeIssues, reportArgumentType]
    return f"lengths {', '.join(map(str, sizes))}" if len(sizes) > 1 else "something that is no number"
