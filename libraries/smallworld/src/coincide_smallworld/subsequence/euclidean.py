"""Euclidean distances of a query to all windows of a piece, from products by Fourier transform.

    |q - w|² = |q|² + |w|² - 2 q·w,    for a normalized window    |q|² + m - 2 q·x / deviation

where x are the samples themselves, because a normalized query has mean 0. Products are taken in blocks not much longer
than the query, so rounding stays in the neighborhood of loud samples. How large it may be is known: where it is more
than a tolerance, the difference less that is a lower bound. Windows that may be chosen are compared sample by sample.

Source: Mueen et al. 2017 (MASS), without its running totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.fft

from coincide_smallworld.subsequence.bounds import Bounds, Closer
from coincide_smallworld.subsequence.windows import EPSILON, Floats, Piece, Query, scales_of, windows_at

# Shorter blocks waste less on padding, longer ones less on overlap.
BLOCK_FRAMES = 1 << 13
# Rounding that may remain in a squared distance, as a share of the query's sum of squares; 1e-12 is usual.
SHARE_OF_QUERY = 1e-9


@dataclass(frozen=True, slots=True)
class Euclidean:
    """Compares windows by the Euclidean distance."""

    query: Query

    @property
    def tolerance(self) -> float:
        return SHARE_OF_QUERY * float(self.query.energies.sum())

    def bounds(self, piece: Piece) -> Bounds:
        """Return the distances of all windows but for rounding, which is subtracted where it may be large."""
        scales = scales_of(piece, self.query)
        products, rounding = sliding_products(piece.centered, self.query.values)
        shares = np.where(scales.is_flat, 0.0, 2.0 / scales.deviations)
        errors = rounding * shares + (np.abs(products) * shares + scales.energies) * scales.errors
        squared = (self.query.energies + scales.energies - products * shares).sum(axis=0)
        errors = np.where(scales.is_flat, 0.0, errors).sum(axis=0)
        is_known = np.logical_and.reduce(scales.is_flat)
        is_nearly_known = (errors <= self.tolerance) & ~is_known
        lower = np.maximum(squared - np.where(is_nearly_known, 0.0, errors), 0.0)
        return Bounds(lower, is_known, is_nearly_known, scales)

    def closer(self, piece: Piece, bounds: Bounds) -> Closer:  # noqa: ARG002  all is known that can be
        """Return a function that gives the same bounds."""
        return lambda starts, limit: bounds.lower[starts]  # noqa: ARG005

    def squared(self, piece: Piece, starts: npt.NDArray[np.int64], *, limit: float) -> Floats:  # noqa: ARG002
        """Return the squared distances of some windows, sample by sample."""
        return squared_euclidean(windows_at(piece, starts, self.query), self.query)


def squared_euclidean(windows: Floats, query: Query) -> Floats:
    """Return the squared distances (r,) of windows (r, channels, m)."""
    return ((windows - query.values) ** 2).sum(axis=(1, 2))


def sliding_products(samples: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Return the products of values (channels, m) with all windows of samples (channels, t), and their errors at most.

    Returns
    -------
    (channels, t - m + 1) each.
    """
    fft: Any = scipy.fft
    (n_channels, n_samples), m = samples.shape, values.shape[1]
    n = n_samples - m + 1
    size = int(fft.next_fast_len(min(n_samples, max(BLOCK_FRAMES, 4 * m)), real=True))
    hop = size - m + 1
    n_blocks = -(-n // hop)
    padded = np.zeros((n_channels, (n_blocks - 1) * hop + size))
    padded[:, :n_samples] = samples
    blocks = np.lib.stride_tricks.sliding_window_view(padded, size, axis=1)[:, ::hop]  # (channels, blocks, size)
    spectra = fft.rfft(blocks) * np.conj(fft.rfft(values, size))[:, None]
    products: Floats = fft.irfft(spectra, size)[:, :, :hop].reshape(n_channels, n_blocks * hop)[:, :n]
    norms = np.linalg.norm(blocks, axis=2) * np.linalg.norm(values, axis=1, keepdims=True)  # (channels, blocks)
    errors = np.repeat(norms * (4 * EPSILON * np.log2(size)), hop, axis=1)[:, :n]
    return products, errors
