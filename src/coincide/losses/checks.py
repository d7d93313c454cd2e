"""What the losses expect of their input; each check raises `InputError` with what came and what to do."""

from __future__ import annotations

import torch
from torch import Tensor

from coincide.errors import InputError

_UNIT_TOLERANCE = 1e-2
"""Half precision rounds the norm of a row to within 1e-3."""


def check_rows(rows: Tensor, name: str, *, columns: str) -> None:
    """Check for a finite matrix (n, `columns`) of floating point numbers with at least one row."""
    if rows.ndim != 2 or 0 in rows.shape:
        raise InputError(f"`{name}` must have shape (n, {columns}) with n ≥ 1, got {tuple(rows.shape)}.")
    if not rows.is_floating_point():
        raise InputError(f"`{name}` must hold floating point numbers, got {rows.dtype}. Convert them with `.float()`.")
    is_finite = torch.isfinite(rows).all(dim=1)
    if not bool(is_finite.all()):
        row = int((~is_finite).nonzero()[0])
        raise InputError(
            f"`{name}` must be finite, row {row} holds NaN or infinity. Lower the learning rate, or clip gradients."
        )


def check_unit(embeddings: Tensor) -> None:
    """Check that each row has unit norm."""
    norms = torch.linalg.vector_norm(embeddings.detach().float(), dim=1)
    row = int((norms - 1.0).abs().argmax())
    if abs(float(norms[row]) - 1.0) > _UNIT_TOLERANCE:
        raise InputError(
            f"`embeddings` must have unit norm, row {row} has {float(norms[row]):.3g}. "
            "Apply `torch.nn.functional.normalize(embeddings, dim=1)` first."
        )


def check_pairs(embeddings: Tensor, is_negative: Tensor | None) -> None:
    """Check for an even number of rows, and for a mask (n, n) of the negatives."""
    n = len(embeddings)
    if n % 2:
        raise InputError(
            f"`embeddings` must have an even number of rows, since row i belongs with row i + n / 2, got {n}."
        )
    if is_negative is not None and (is_negative.shape != (n, n) or is_negative.dtype != torch.bool):
        raise InputError(
            f"`is_negative` must be a boolean matrix of shape ({n}, {n}), got {is_negative.dtype} of shape "
            f"{tuple(is_negative.shape)}."
        )


def check_labels(labels: Tensor, n: int) -> None:
    """Check for one whole number per row."""
    if labels.shape != (n,):
        raise InputError(f"`labels` must have shape ({n},) to match the embeddings, got {tuple(labels.shape)}.")
    if labels.is_floating_point() or labels.is_complex():
        raise InputError(f"`labels` must be whole numbers, got {labels.dtype}. Number the classes from 0.")


def check_same_shape(**tensors: Tensor) -> None:
    """Check that all tensors have the shape of the first."""
    (first, expected), *others = tensors.items()
    for name, tensor in others:
        if tensor.shape != expected.shape:
            raise InputError(
                f"`{name}` must have the shape {tuple(expected.shape)} of `{first}`, got {tuple(tensor.shape)}."
            )


def check_probabilities(p: Tensor) -> None:
    """Check that each row is a distribution."""
    total = p.detach().sum(dim=1)
    if float(p.detach().min()) < 0.0 or float((total - 1.0).abs().max()) > _UNIT_TOLERANCE:
        row = int(torch.maximum((total - 1.0).abs(), -p.detach().min(dim=1).values).argmax())
        raise InputError(
            f"`p` must hold one distribution per row, numbers of at least 0 that add up to 1; row {row} adds up to "
            f"{float(total[row]):.3g}, and its smallest number is {float(p[row].min()):.3g}. Call the loss itself for "
            "logits."
        )
