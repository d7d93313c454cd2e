"""Handwritten digits of scikit-learn (8 × 8 pixels, 1,797 of them), and two networks that read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from coincide_primer.networks import Convolution, Dense, Dropout, Network, flatten
from coincide_primer.tensors import relu
from coincide_primer.tensors.tensor import Array


@dataclass(frozen=True, slots=True)
class Digits:
    """Rows of 64 pixels in [0, 1], and which digit each is; a fifth is held out."""

    x: Array
    y: Array
    x_held_out: Array
    y_held_out: Array


def split_digits(seed: int) -> Digits:
    """Hold out a fifth of each digit."""
    x, y = load_digits(return_X_y=True)
    parts: Any = train_test_split(x / 16.0, y, test_size=0.2, stratify=y, random_state=seed)
    x, x_held_out, y, y_held_out = parts
    return Digits(x, y, x_held_out, y_held_out)


def as_images(x: Array) -> Array:
    """Rows (n, 64) → images (n, 1, 8, 8)."""
    return x.reshape(-1, 1, 8, 8)


def multilayer(rng: np.random.Generator) -> Network:
    """Two hidden layers: 26,122 weights."""
    return Network(
        Dense(64, 128, rng=rng),
        relu,
        Dropout(0.2),
        Dense(128, 128, rng=rng),
        relu,
        Dropout(0.2),
        Dense(128, 10, rng=rng),
    )


def convolutional(rng: np.random.Generator) -> Network:
    """Three convolutions, the second over every other pixel; for what `as_images` gives."""
    return Network(
        Convolution(1, 16, padding=1, rng=rng),
        relu,
        Convolution(16, 32, stride=2, padding=1, rng=rng),
        relu,
        Convolution(32, 32, padding=1, rng=rng),
        relu,
        flatten,
        Dropout(0.4),
        Dense(512, 10, rng=rng),
    )


def shifted(images: Array, y: Array) -> tuple[Array, Array]:
    """Add each image moved by a pixel up, down, left and right: what is written there does not change."""
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    moves = ((1, 1), (0, 1), (2, 1), (1, 0), (1, 2))
    moved = [padded[:, :, down : down + 8, right : right + 8] for down, right in moves]
    return np.concatenate(moved), np.tile(y, len(moves))
