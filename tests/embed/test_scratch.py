"""The network that is trained on labels alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from coincide.embed.scratch import ScratchSettings, fit_scratch, predict_scratch

QUICK = ScratchSettings(n_steps=60, batch_events=32)
EASY = 0.8
"""Accuracy on new calls that 10 labels of each of 3 kinds must give."""


def test_labeled_kinds_are_recognized_in_other_calls(calls):
    chosen = calls.kinds < 3
    patches, kinds = calls.patches[chosen], calls.kinds[chosen]
    is_labeled = np.arange(len(kinds)) % 3 == 0
    network = fit_scratch(patches[is_labeled], kinds[is_labeled], n_classes=3, settings=QUICK, seed=0)
    assert (predict_scratch(network, patches[~is_labeled]) == kinds[~is_labeled]).mean() >= EASY


def test_the_same_seed_gives_the_same_network(calls):
    settings = ScratchSettings(n_steps=3)
    one, other = (
        fit_scratch(calls.patches[::40], calls.kinds[::40], n_classes=9, settings=settings, seed=1) for _ in range(2)
    )
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def test_bytes_and_levels_give_the_same_names(calls):
    levels = np.round(calls.patches * 255) / 255
    network = fit_scratch(calls.patches[:4], np.array([0, 1, 0, 1]), n_classes=2, settings=QUICK, seed=2)
    in_bytes = predict_scratch(network, np.round(levels * 255).astype(np.uint8))
    assert (in_bytes == predict_scratch(network, levels.astype(np.float32))).all()


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_fewer_views_may_be_augmented(calls, share):
    settings = ScratchSettings(n_steps=2, augmented_share=share)
    network = fit_scratch(calls.patches[:2], np.array([0, 1]), n_classes=2, settings=settings, seed=0)
    assert len(predict_scratch(network, calls.patches[:5])) == 5
