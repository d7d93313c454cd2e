"""Learning an encoder from events alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from coincide.embed import Encoder, FittedEncoder, embed

from .conftest import N_PER_KIND, Calls

pytestmark = pytest.mark.slow

MIN_PRECISION = 0.93
MIN_GAIN_OVER_PIXELS = 0.1
QUICK: dict[str, Any] = {"batch_events": 8, "n_steps": 15}


class _Killed(Exception):
    """Stands for the death of the process."""


def _precision(rows: np.ndarray, kinds: np.ndarray) -> float:
    """Share of events of the same kind among as many nearest as there are of the kind."""
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    similarity = unit @ unit.T
    np.fill_diagonal(similarity, -np.inf)
    nearest = np.argsort(-similarity, axis=1)[:, : N_PER_KIND - 1]
    return float((kinds[nearest] == kinds[:, None]).mean())


def _weights(encoder: Encoder) -> np.ndarray:
    return np.concatenate([tensor.flatten().double().numpy() for tensor in encoder.state_dict().values()])


def test_what_was_learned_finds_calls_of_the_same_kind(fitted: FittedEncoder, calls: Calls) -> None:
    assert _precision(embed(fitted.encoder, calls.patches), calls.kinds) >= MIN_PRECISION


@pytest.mark.parametrize("loss", ["triplet", "logistic"])
def test_the_other_losses_learn_too(learn: Any, calls: Calls, loss: str) -> None:
    assert _precision(embed(learn(calls.patches, loss=loss).encoder, calls.patches), calls.kinds) >= MIN_PRECISION


def test_what_was_learned_is_better_than_the_pixels(fitted: FittedEncoder, calls: Calls) -> None:
    pixels = _precision(calls.patches.reshape(len(calls.patches), -1), calls.kinds)
    assert _precision(embed(fitted.encoder, calls.patches), calls.kinds) >= pixels + MIN_GAIN_OVER_PIXELS


def test_the_loss_falls(fitted: FittedEncoder) -> None:
    assert np.mean(fitted.losses[-20:]) < 0.7 * np.mean(fitted.losses[:20])


def test_the_same_seed_gives_the_same_encoder(learn: Any, calls: Calls) -> None:
    one, other = (learn(calls.patches[::5], **QUICK) for _ in range(2))
    np.testing.assert_array_equal(_weights(one.encoder), _weights(other.encoder))
    assert one.gauge == other.gauge


def test_another_seed_gives_another_encoder(learn: Any, calls: Calls) -> None:
    one, other = (learn(calls.patches[::5], seed=seed, **QUICK) for seed in (1, 2))
    assert not np.array_equal(_weights(one.encoder), _weights(other.encoder))


@pytest.mark.parametrize("loss", ["nt-xent", "logistic"])
def test_a_killed_and_resumed_run_ends_in_the_same_encoder(learn: Any, calls: Calls, tmp_path: Path, loss: str) -> None:
    def kill(step: int) -> None:
        if step == 110:
            raise _Killed

    short = calls.patches[::5, :, 8:24]
    how: dict[str, Any] = {"n_steps": 130, "batch_events": 8, "loss": loss}
    saved = {"checkpoint": tmp_path / "run.safetensors", "identity": "these"}
    with pytest.raises(_Killed):
        learn(short, on_step=kill, **saved, **how)
    resumed, undisturbed = learn(short, **saved, **how), learn(short, **how)
    np.testing.assert_array_equal(_weights(resumed.encoder), _weights(undisturbed.encoder))
    assert resumed.losses == undisturbed.losses


def test_learning_does_not_touch_the_global_generator(learn: Any, calls: Calls) -> None:
    before = torch.random.get_rng_state()
    learn(calls.patches[::5], **QUICK)
    assert torch.equal(before, torch.random.get_rng_state())


def test_bytes_are_learned_from_like_levels(learn: Any, calls: Calls) -> None:
    as_bytes = np.round(calls.patches[::5] * 255).astype(np.uint8)
    one, other = learn(as_bytes, **QUICK), learn(as_bytes.astype(np.float32) / np.float32(255), **QUICK)
    np.testing.assert_array_equal(_weights(one.encoder), _weights(other.encoder))


def test_the_encoder_comes_in_evaluation_mode(fitted: FittedEncoder) -> None:
    assert not fitted.encoder.training


def test_each_step_is_reported(learn: Any, calls: Calls) -> None:
    done: list[int] = []
    learn(calls.patches[::5], on_step=done.append, **QUICK)
    assert done == list(range(1, 16))


@pytest.mark.parametrize("n_events", [2, 3])
def test_a_handful_of_events_can_be_learned_from(learn: Any, calls: Calls, n_events: int) -> None:
    found = learn(calls.patches[:: len(calls.patches) // n_events][:n_events], **QUICK)
    assert np.isfinite(embed(found.encoder, calls.patches)).all()


def test_no_steps_give_a_random_encoder(learn: Any, calls: Calls) -> None:
    found = learn(calls.patches[::5], n_steps=0)
    assert (found.n_steps, found.losses, found.stopped) == (0, (), None)


def test_the_original_recipe_runs(learn: Any, calls: Calls) -> None:
    assert learn(calls.patches[::5], recipe="original", **QUICK).n_steps == 15


def test_learning_stops_when_nothing_is_left_to_learn(learn: Any, calls: Calls) -> None:
    steady: dict[str, Any] = {"positives": "neighbors", "negatives": "any", "mined_share": 0.0, "learning_rate": 1e-9}
    found = learn(np.repeat(calls.patches[:1, :, 12:20], 2, axis=0), n_steps=700, **steady)
    assert found.n_steps == 600
    assert found.stopped is not None
    assert found.stopped.startswith("nothing left to learn: the loss stayed at ")
    assert found.stopped.endswith(" for 500 steps")


def test_learning_stops_when_the_loss_is_no_number(learn: Any, calls: Calls) -> None:
    found = learn(np.full_like(calls.patches[:4], np.nan), **QUICK)
    assert (found.n_steps, found.stopped) == (1, "the loss became nan at step 1")
    assert found.gauge.is_collapsed
