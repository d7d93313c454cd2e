"""The encoder without torch: what a search runs, so that it does not wait two seconds for an import.

A convolution is one matrix product over all 3 by 3 neighborhoods, channels last; batch normalization is folded into its
matrix. Some 30,000 patches a second on one core.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_EPSILON = 1e-5  # torch's default in BatchNorm2d
_NORMALIZED_LAYERS = (2, 5)  # places of the later convolutions in the encoder
_BATCH = 64  # neighborhoods of more patches do not fit into the cache
_Layer = tuple[NDArray[np.float32], NDArray[np.float32]]
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
    layers = [_layer(weights, 0), *(_normalized_layer(weights, place) for place in _NORMALIZED_LAYERS)]
    embeddings = np.empty((len(patches), len(weights["head.bias"])), dtype=np.float32)
    for start in range(0, len(patches), _BATCH):
        embeddings[start : start + _BATCH] = _embed_batch(weights, layers, patches[start : start + _BATCH])
    return embeddings


def _embed_batch(
    weights: _Weights, layers: Sequence[_Layer], patches: NDArray[np.float32] | NDArray[np.uint8]
) -> NDArray[np.float32]:
    maps = patches.astype(np.float32)[..., None]  # (n, bands, frames, channels)
    if patches.dtype == np.uint8:
        maps /= np.float32(255)
    for layer in layers:
        maps = _convolve(layer, maps)
    n, _, n_frames, _ = maps.shape
    columns = maps.transpose(0, 2, 3, 1).reshape(n, n_frames, -1)  # (n, frames, features)
    scores = columns @ weights["attention.weight"].T + weights["attention.bias"]
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    pooled = (shares.transpose(0, 2, 1) @ columns)[:, 0]  # (n, features)
    embeddings = pooled @ weights["head.weight"].T + weights["head.bias"]
    return embeddings / np.maximum(np.linalg.norm(embeddings, axis=1, keepdims=True), 1e-12)


def _layer(weights: _Weights, place: int) -> _Layer:
    """Return the matrix (3 · 3 · channels in, channels out) and the shift of a convolution."""
    kernel = weights[f"convolutions.{place}.weight"]  # (out, in, 3, 3)
    shift = weights.get(f"convolutions.{place}.bias", np.zeros(len(kernel), dtype=np.float32))
    return kernel.transpose(2, 3, 1, 0).reshape(-1, len(kernel)), shift


def _normalized_layer(weights: _Weights, place: int) -> _Layer:
    """Fold the batch normalization that follows, with the statistics of training, into a convolution."""
    matrix, shift = _layer(weights, place)
    name = f"convolutions.{place + 1}"
    deviation = np.sqrt(weights[f"{name}.running_var"] + np.float32(_EPSILON)).astype(np.float32)
    scale = weights[f"{name}.weight"] / deviation
    shift = (shift - weights[f"{name}.running_mean"]) * scale + weights[f"{name}.bias"]
    return np.asarray(matrix * scale, dtype=np.float32), np.asarray(shift, dtype=np.float32)


def _convolve(layer: _Layer, maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Convolve maps (n, bands, frames, channels) 3 by 3 with stride 2, and cut below zero."""
    matrix, shift = layer
    padded = np.pad(maps, ((0, 0), (1, 1), (1, 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))[:, ::2, ::2]
    n, n_bands, n_frames = windows.shape[:3]
    convolved = windows.transpose(0, 1, 2, 4, 5, 3).reshape(n * n_bands * n_frames, -1) @ matrix
    convolved += shift
    np.maximum(convolved, 0.0, out=convolved)
    return convolved.reshape(n, n_bands, n_frames, -1)
