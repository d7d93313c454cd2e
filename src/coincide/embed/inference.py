"""The encoder without torch: what a search runs, so that it does not wait two seconds for an import.

A convolution is one matrix product over all 3 by 3 neighborhoods, channels last; batch normalization is folded into its
matrix. Some 18,000 patches a second on one core, each read twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coincide.embed.plain import join_plain

_EPSILON = 1e-5  # torch's default in BatchNorm2d
_NORMALIZED_LAYERS = (2, 5)  # places of the later convolutions in the encoder
_BATCH = 64  # neighborhoods of more patches do not fit into the cache
_Layer = tuple[NDArray[np.float32], NDArray[np.float32]]
_Weights = Mapping[str, NDArray[np.float32]]


def embed_without_torch(weights: _Weights, patches: NDArray[np.float32] | NDArray[np.uint8]) -> NDArray[np.float32]:
    """Embed patches with the weights of an `Encoder`.

    Parameters
    ----------
    weights : its `state_dict` as arrays, and what joins the plain rows (`coincide.embed.plain`) if there is any.
    patches : (n, bands, frames) in [0, 1], or bytes that count as 255ths.

    Returns
    -------
    (n, dim), unit rows; equals the encoder in evaluation mode to rounding, plain rows joined. Memory is bounded.
    """
    layers = [_layer(weights, 0), *(_normalized_layer(weights, place) for place in _NORMALIZED_LAYERS)]
    embeddings = np.empty((len(patches), len(weights["head.bias"])), dtype=np.float32)
    for start in range(0, len(patches), _BATCH):
        levels = patches[start : start + _BATCH].astype(np.float32)
        if patches.dtype == np.uint8:
            levels /= np.float32(255)
        # Read twice, see `coincide.embed.apply.embed`.
        readings = _read(weights, layers, levels) + _read(weights, layers, _moved(levels))
        embeddings[start : start + _BATCH] = _unit(readings)
    return join_plain(weights, embeddings, patches)


def embed_on(device: str, weights: _Weights, patches: NDArray[np.float32] | NDArray[np.uint8]) -> NDArray[np.float32]:
    """Embed patches as `embed_without_torch` does, by torch on another device than the processor."""
    if device == "cpu":
        return embed_without_torch(weights, patches)
    from coincide.embed.apply import embed, load_encoder

    return join_plain(weights, embed(load_encoder(weights).to(device), patches), patches)


def _moved(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Move the picture by one band and one frame."""
    moved = np.zeros_like(levels)
    moved[:, 1:, 1:] = levels[:, :-1, :-1]
    return moved


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def _read(weights: _Weights, layers: Sequence[_Layer], levels: NDArray[np.float32]) -> NDArray[np.float32]:
    maps = levels[..., None]  # (n, bands, frames, channels)
    for layer in layers:
        maps = _convolve(layer, maps)
    n, _, n_frames, _ = maps.shape
    columns = maps.transpose(0, 2, 3, 1).reshape(n, n_frames, -1)  # (n, frames, features)
    scores = columns @ weights["attention.weight"].T + weights["attention.bias"]
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    pooled = (shares.transpose(0, 2, 1) @ columns)[:, 0]  # (n, features)
    return _unit(pooled @ weights["head.weight"].T + weights["head.bias"])


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
    windows = _neighborhoods(maps)  # (n, bands / 2, frames / 2, 3 · 3 · channels)
    convolved = windows.reshape(-1, len(matrix)) @ matrix
    convolved += shift
    np.maximum(convolved, 0.0, out=convolved)
    return convolved.reshape(*windows.shape[:3], -1)


def _neighborhoods(maps: NDArray[np.float32]) -> NDArray[np.float32]:
    n, n_bands, n_frames, n_channels = maps.shape
    padded = np.zeros((n, n_bands + 2, n_frames + 2, n_channels), dtype=np.float32)
    padded[:, 1:-1, 1:-1] = maps
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))[:, ::2, ::2]
    return windows.transpose(0, 1, 2, 4, 5, 3).reshape(*windows.shape[:3], 9 * n_channels)
