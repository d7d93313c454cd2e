"""The embeddings that go out stay what they are, whatever was heard before: people teach with them."""

from __future__ import annotations

import numpy as np
import pytest
from live_graphs import DIM, RATE_HZ, live_graph
from numpy.typing import NDArray

from coincide.recognize.live.writing import hops, torch_step

pytestmark = pytest.mark.slow

SHORT_S, LONG_S = 0.05, 0.5
SAME = 0.8
"""Cosine; where the tone ends is heard a little otherwise after short ones."""


def _tone(duration_s: float) -> NDArray[np.float32]:
    """A tone between two silences, over faint noise."""
    times = np.arange(int(duration_s * RATE_HZ)) / RATE_HZ
    quiet = np.zeros(int(0.6 * RATE_HZ))
    sound = np.concatenate([quiet, 0.3 * np.sin(2 * np.pi * 1000 * times), quiet])
    return (sound + 1e-3 * np.random.default_rng(0).normal(size=len(sound))).astype(np.float32)


def _embedding_after(history_s: float) -> NDArray[np.float32]:
    """Return the embedding of one tone, heard after eight of another length."""
    graph = live_graph([SHORT_S, LONG_S])
    plan = graph.plan
    step, state = torch_step(graph), np.zeros((1, plan.state_size), dtype=np.float32)
    last = np.zeros(0, dtype=np.float32)
    for audio in hops(np.concatenate([*[_tone(history_s)] * 8, _tone(0.16)]), plan.hop_samples):
        said = step(audio, state)
        state = np.array(said["next_state"])
        if said["events"][0, 0] > 0.5:
            last = np.array(said["embedding"][0])
    return last


def test_a_call_is_embedded_alike_after_short_and_after_long_ones() -> None:
    after_short, after_long = _embedding_after(SHORT_S), _embedding_after(LONG_S)

    assert float(after_short @ after_long) > SAME


def test_the_embedding_is_a_unit_vector_of_all_scales() -> None:
    embedding = _embedding_after(SHORT_S)

    assert len(embedding) == 2 * (DIM + 2)
    assert float(np.linalg.norm(embedding)) == pytest.approx(1.0, abs=1e-5)
