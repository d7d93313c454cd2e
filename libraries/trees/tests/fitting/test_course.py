"""How models learn: the rate, when it ends, and that equal seeds give equal models."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from coincide_trees import InputError, Pace, RecursiveAutoencoder, fit_autoencoder
from coincide_trees.fitting.course import learn, warmup_cosine

SEQUENCES = [np.random.default_rng(seed).standard_normal((5, 3)) for seed in range(6)]


def _weights(seed: int) -> list[list[float]]:
    model = RecursiveAutoencoder(3)
    fit_autoencoder(model, SEQUENCES, pace=Pace(n_epochs=3, batch_size=2), seed=seed)
    return [tensor.flatten().tolist() for tensor in model.state_dict().values()]


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_the_rate_is_a_positive_share_of_its_peak(step_of: tuple[int, int]) -> None:
    assert 0 < warmup_cosine(*step_of) <= 1


@pytest.mark.parametrize("n_steps", [1, 2, 10, 100, 2000])
def test_the_rate_rises_over_the_first_twentieth_and_falls_after_it(n_steps: int) -> None:
    shares = [warmup_cosine(step, n_steps) for step in range(n_steps)]
    top = shares.index(max(shares))
    assert top <= n_steps // 20
    assert shares == sorted(shares[: top + 1]) + sorted(shares[top + 1 :], reverse=True)


def test_the_rate_is_a_half_in_the_middle() -> None:
    assert warmup_cosine(500, 1000) == pytest.approx(0.5)


def test_the_warm_up_is_linear_under_the_cosine() -> None:
    assert warmup_cosine(2, 100) == pytest.approx(3 / 5 * 0.5 * (1 + math.cos(0.02 * math.pi)))


def test_the_rate_ends_near_zero() -> None:
    assert warmup_cosine(999, 1000) < 1e-5


def test_equal_seeds_give_equal_models() -> None:
    assert _weights(1) == _weights(1)


def test_another_seed_takes_sequences_in_another_order() -> None:
    assert _weights(1) != _weights(2)


def test_every_sequence_is_seen_once_an_epoch() -> None:
    seen: list[int] = []
    network = nn.Linear(1, 1)

    def loss_of(chosen: list[int], _step: int) -> torch.Tensor:
        seen.extend(chosen)
        return network.weight.sum()

    learn(
        network,
        n_sequences=7,
        pace=Pace(n_epochs=2, batch_size=3),
        seed=0,
        loss_of=loss_of,
        quality=None,
        on_epoch=lambda _epoch, _course: None,
    )
    assert (sorted(seen[:7]), sorted(seen[7:])) == (list(range(7)), list(range(7)))


def test_time_that_has_passed_ends_learning() -> None:
    course = fit_autoencoder(RecursiveAutoencoder(3), SEQUENCES, pace=Pace(n_epochs=100, max_seconds=1e-9))
    assert (len(course.losses), course.stopped) == (1, "0 seconds had passed")


def test_learning_does_not_touch_the_global_generator() -> None:
    before = torch.random.get_rng_state()
    _weights(0)
    assert torch.equal(before, torch.random.get_rng_state())


def test_a_pace_of_nothing_is_an_error() -> None:
    with pytest.raises(InputError, match="expected every part of a pace to be above 0"):
        Pace(n_epochs=0)
