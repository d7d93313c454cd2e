"""The two losses for Keras, on its backend of torch, beside those for torch.

Keras takes two seconds to import, so only the tests that need it do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide import losses
from coincide.losses import ClusteringLoss, TripletLoss


def _batch(seed: int, n: int = 12, dim: int = 4) -> tuple[torch.Tensor, torch.Tensor]:
    rng = np.random.default_rng(seed)
    return torch.from_numpy(rng.integers(0, 4, n)), torch.from_numpy(rng.standard_normal((n, dim)))


@examples(30)
@given(seed=st.integers(0, 9999), margin=st.sampled_from([0.2, 1.0, 5.0]))
def test_the_triplet_loss_equals_that_for_torch(seed: int, margin: float) -> None:
    labels, rows = _batch(seed)
    expected = float(TripletLoss(margin=margin)(rows, labels))
    assert float(losses.KerasTripletLoss(margin=margin)(labels, rows)) == pytest.approx(expected, rel=1e-4, abs=1e-6)


@examples(30)
@given(seed=st.integers(0, 9999), gamma=st.sampled_from([0.0, 0.5, 1.0, 3.0]))
def test_the_clustering_loss_equals_that_for_torch(seed: int, gamma: float) -> None:
    labels, logits = _batch(seed)
    expected = float(ClusteringLoss(gamma=gamma)(logits))
    assert float(losses.KerasClusteringLoss(gamma=gamma)(labels, logits)) == pytest.approx(expected, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("labels", [[0] * 6, list(range(6))])
def test_without_two_labels_or_two_rows_of_one_the_loss_is_zero(labels: list[int]) -> None:
    rows = _batch(1, n=6)[1].requires_grad_()
    loss = losses.KerasTripletLoss()(torch.tensor(labels), rows)
    loss.backward()
    assert float(loss.detach()) == 0.0
    assert rows.grad is not None
    assert bool(torch.isfinite(rows.grad).all())


@pytest.mark.parametrize(("name", "settings"), [("Triplet", {"margin": 0.5}), ("Clustering", {"gamma": 2.0})])
def test_a_loss_is_made_again_from_its_settings(name: str, settings: dict[str, Any]) -> None:
    loss = getattr(losses, f"Keras{name}Loss")(**settings)
    assert type(loss).from_config(loss.get_config()).get_config() == loss.get_config()


@pytest.mark.slow
def test_a_model_learns_with_them() -> None:
    import keras

    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    rows = (np.eye(3)[labels] + 0.3 * rng.standard_normal((60, 3))).astype(np.float32)
    model = keras.Sequential([keras.layers.Dense(3)])
    model.compile(optimizer="adam", loss=losses.KerasTripletLoss(margin=1.0))
    history = model.fit(rows, labels, epochs=20, batch_size=60, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0]


@pytest.mark.slow
def test_without_a_backend_the_remedy_is_told() -> None:
    code = "from coincide.losses import KerasTripletLoss"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"KERAS_BACKEND": "tensorflow"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "these losses need Keras 3 and one of its backends: No module named 'tensorflow'. Run" in run.stderr
