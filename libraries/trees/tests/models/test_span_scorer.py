"""The span scorer finds units in frames without any label."""

from __future__ import annotations

import numpy as np
import torch

from coincide_trees import Pace, SpanScorer, fit_span_scorer, parse_batch

_UNITS = [np.random.default_rng(number).standard_normal((n_frames, 8)) for number, n_frames in enumerate((3, 4, 5, 3))]


def songs(n: int, *, seed: int = 0) -> list[tuple[np.ndarray, set[tuple[int, int]]]]:
    """Frames of units in random order with noise, and the spans of the units."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        units = [_UNITS[number] for number in rng.integers(0, 4, size=5)]
        stops = np.cumsum([len(unit) for unit in units])
        spans = {(int(stop) - len(unit), int(stop)) for stop, unit in zip(stops, units, strict=True)}
        frames = np.concatenate(units)
        found.append((frames + 0.3 * rng.standard_normal(frames.shape), spans))
    return found


def test_units_of_frames_are_found_without_labels() -> None:
    model = SpanScorer(8, reach=2)
    fit_span_scorer(model, [frames for frames, _ in songs(150)], pace=Pace(n_epochs=20))
    test = songs(40, seed=1)
    trees = parse_batch([frames for frames, _ in test], model)
    found = [span in tree.spans for tree, (_, spans) in zip(trees, test, strict=True) for span in spans]
    assert np.mean(found) > 0.8  # random trees have 0.2


def test_frames_that_follow_from_their_neighbors_are_told_and_noise_is_not() -> None:
    rng = np.random.default_rng(0)
    steady = [np.repeat(rng.standard_normal((1, 4)), 6, axis=0) for _ in range(100)]
    model = SpanScorer(4, reach=1)
    fit_span_scorer(model, steady, pace=Pace(n_epochs=20))
    with torch.no_grad():
        gains = [
            float(model.gains(torch.tensor(frames, dtype=torch.float32)[None], [6]).mean())
            for frames in (steady[0], rng.standard_normal((6, 4)))
        ]
    assert gains[0] > 0.8 > 0.2 > gains[1]


def test_a_score_is_what_is_told_at_the_center_beside_what_is_told_at_the_ends() -> None:
    left, right = torch.tensor([[0.2, 0.9]]), torch.tensor([[0.9, 0.4]])
    _, score = SpanScorer(3).merge(left, right)
    torch.testing.assert_close(score, torch.tensor([0.9 - 0.3]))
