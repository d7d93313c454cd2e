"""The network that is trained on labels alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from benchmarks.labels.network import ScratchSettings, fit_scratch, predict_scratch

pytestmark = pytest.mark.slow

QUICK = ScratchSettings(n_steps=60, batch_events=32)
EASY = 0.8
"""Accuracy on new calls that 10 labels of each of 3 kinds must give."""


@dataclass(frozen=True)
class Calls:
    patches: NDArray[np.float32]
    kinds: NDArray[np.int64]


@pytest.fixture(scope="module")
def calls() -> Calls:
    """Ninety calls of three kinds: a line that rises, falls or stays, under noise."""
    rng = np.random.default_rng(1)
    time = np.linspace(0, 1, 32)
    kinds = np.arange(90) % 3
    heights = 16 + np.outer(np.array([12.0, -12.0, 0.0])[kinds], time - 0.5) + rng.normal(0, 2, (90, 1))
    lines = np.exp(-(((np.arange(32)[None, :, None] - heights[:, None, :]) / 2) ** 2))
    return Calls(np.clip(lines + rng.normal(0, 0.1, lines.shape), 0, 1).astype(np.float32), kinds)


def test_labeled_kinds_are_recognized_in_other_calls(calls: Calls) -> None:
    is_labeled = np.arange(len(calls.kinds)) < 30
    network = fit_scratch(calls.patches[is_labeled], calls.kinds[is_labeled], n_classes=3, settings=QUICK, seed=0)
    assert (predict_scratch(network, calls.patches[~is_labeled]) == calls.kinds[~is_labeled]).mean() >= EASY


def test_the_same_seed_gives_the_same_network(calls: Calls) -> None:
    settings = ScratchSettings(n_steps=3)
    one, other = (
        fit_scratch(calls.patches[:9], calls.kinds[:9], n_classes=3, settings=settings, seed=1) for _ in range(2)
    )
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def test_bytes_and_levels_give_the_same_names(calls: Calls) -> None:
    levels = np.round(calls.patches * 255) / 255
    network = fit_scratch(calls.patches[:4], np.array([0, 1, 0, 1]), n_classes=2, settings=QUICK, seed=2)
    in_bytes = predict_scratch(network, np.round(levels * 255).astype(np.uint8))
    assert (in_bytes == predict_scratch(network, levels.astype(np.float32))).all()


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_fewer_views_may_be_augmented(calls: Calls, share: float) -> None:
    settings = ScratchSettings(n_steps=2, augmented_share=share)
    network = fit_scratch(calls.patches[:2], np.array([0, 1]), n_classes=2, settings=settings, seed=0)
    assert len(predict_scratch(network, calls.patches[:5])) == 5
