"""The encoder without torch: what a search runs, so that it does not wait two seconds for an import.

Convolutions become matrix products over all 3 by 3 neighborhoods; batch normalization is one scale and one shift.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

_EPSILON = 1e-5  # torch's default in BatchNorm2d
_NORMALIZED_LAYERS = (2, 5)  # places of the later convolutions in the encoder
_BATCH = 512
_Weights = Mapping[str, NDArray[np.float32]]


def embed_without_torch(weights: _Weights, patches: NDArray[np.float32] | NDArray[np.uint8]) -> NDArray[np.float32]:
    """Embed patches with the weights of an `Encoder`.

    Parameters
    ----------
    weights : its `state_dict` as arrays.
    patches : (n, bands, frames) in [0, 1], or bytes that count as 255ths.

    Returns
    -------
    (n, dim), unit rows; equals the encoder in evaluation mode to rounding. Memory is bounded.
    """
    parts = [_embed_batch(weights, patches[start : start + _BATCH]) for start in range(0, len(patches), _BATCH)]
    return np.concatenate(parts) if parts else np.zeros((0, len(weights["head.bias"])), dtype=np.float32)


def _embed_batch(weights: _Weights, patches: NDArray[np.float32] | NDArray[np.uint8]) -> NDArray[np.float32]:
    levels = patches.astype(np.float32)
    if patches.dtype == np.uint8:
        levels /= np.float32(255)
    maps = np.maximum(_convolve(weights, "convolutions.0", levels[:, None, :, :]), 0.0)
    for layer in _NORMALIZED_LAYERS:
        maps = _normalize(weights, f"convolutions.{layer + 1}", _convolve(weights, f"convolutions.{layer}", maps))
        maps = np.maximum(maps, 0.0)
    n, n_channels, n_bands, n_frames = maps.shape
    columns = maps.reshape(n, n_channels * n_bands, n_frames).transpose(0, 2, 1)  # (n, frames, features)
    scores = columns @ weights["attention.weight"].T + weights["attention.bias"]
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    pooled = (shares / shares.sum(axis=1, keepdims=True) * columns).sum(axis=1)
    embeddings = pooled @ weights["head.weight"].T + weights["head.bias"]
    return embeddings / np.maximum(np.linalg.norm(embeddings, axis=1, keepdims=True), 1e-12)


def _convolve(weights: _Weights, name: str, maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Convolve 3 by 3 with stride 2."""
    padded = np.pad(maps, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))[:, :, ::2, ::2]
    convolved = np.einsum("ncyxij,ocij->noyx", windows, weights[f"{name}.weight"], optimize=True)
    bias = weights.get(f"{name}.bias")
    return convolved if bias is None else convolved + bias[:, None, None]


def _normalize(weights: _Weights, name: str, maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Apply batch normalization with the statistics of training."""
    deviation = np.sqrt(weights[f"{name}.running_var"] + np.float32(_EPSILON)).astype(np.float32)
    scale = weights[f"{name}.weight"] / deviation
    shift = weights[f"{name}.bias"] - weights[f"{name}.running_mean"] * scale
    return np.asarray(maps * scale[:, None, None] + shift[:, None, None], dtype=np.float32)
