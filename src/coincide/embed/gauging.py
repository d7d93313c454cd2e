"""Measures the collapse gauge of an embedding.

Views are random changes of an event, see `coincide.embed.views`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from coincide.embed.apply import as_levels
from coincide.embed.gauge import Gauge
from coincide.embed.views import augment
from coincide.losses.checks import check_rows, check_same_shape, check_unit

N_GAUGED = 256


def gauged_rows(n_events: int) -> NDArray[np.int64]:
    """Return which of so many events are gauged: up to 256, evenly spread."""
    return np.linspace(0, n_events - 1, min(N_GAUGED, n_events)).astype(np.int64)


def measure_gauge(
    read: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    patches: NDArray[np.float32] | NDArray[np.uint8],
    *,
    seed: int,
    plain_rank: float | None = None,
) -> Gauge:
    """Measure the gauge.

    Parameters
    ----------
    read : embeds copies of the patches of `gauged_rows`, in this order; returns unit rows.
    patches : of all events, (n, bands, frames).
    plain_rank : the view rank of log-mel + PCA on these events.
    """
    generator = torch.Generator(device="cpu").manual_seed(seed)
    originals = as_levels(torch.from_numpy(np.ascontiguousarray(patches[gauged_rows(len(patches))])))
    first = read(augment(originals, generator=generator).numpy())
    second = read(augment(originals, generator=generator).numpy())
    return _gauge(first, second, read(originals.numpy()), plain_rank)


def gauge_views(first: Tensor | NDArray[np.float32], second: Tensor | NDArray[np.float32]) -> Gauge:
    """Measure the gauge of any encoder from its embeddings of two views of each example.

    Parameters
    ----------
    first, second : (n, dim), unit rows, on any device; row i of both is the same example, changed in two ways.

    Raises
    ------
    InputError : the shapes differ, or the rows are not finite or not of unit norm.
    """
    rows = [torch.as_tensor(views).detach().cpu().float() for views in (first, second)]
    for name, each in zip(("first", "second"), rows, strict=True):
        check_rows(each, name, columns="dim")
    check_same_shape(first=rows[0], second=rows[1])
    check_unit(torch.cat(rows))
    one, other = (each.numpy() for each in rows)
    return _gauge(one, other, one, None)


def _gauge(
    first: NDArray[np.float32], second: NDArray[np.float32], spread: NDArray[np.float32], plain_rank: float | None
) -> Gauge:
    similarity = second @ first.T  # (events, events)
    is_farther = similarity < np.diag(similarity)[:, None]
    rank = float(is_farther.sum() / max(1, len(first) * (len(first) - 1)))
    return Gauge(_participation(spread), rank, len(first), plain_rank)


def _participation(embeddings: NDArray[np.float32]) -> float:
    if not np.isfinite(embeddings).all():
        return 1.0
    centered = embeddings - embeddings.mean(axis=0)
    variances = np.linalg.svd(centered, compute_uv=False).astype(np.float64) ** 2
    total = float(variances.sum())
    return 1.0 if total < 1e-8 else total**2 / float(np.sum(variances**2))
