"""The graph draws edges where `coincide recognize` draws them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from coincide.events import CANDIDATES, DrawnRules, EdgeRule
from coincide.events.edges import draw_edges
from coincide.events.edges.rule import BROAD
from coincide.recognize.live.edges import EdgeDrawer

HOP_S, LENGTH, N_FRAMES = 0.005, 30.0, 300


@pytest.mark.parametrize("rule", [*CANDIDATES, BROAD.onset, BROAD.offset])
@pytest.mark.parametrize("seed", range(4))
def test_edges_are_those_of_the_detector(rule: EdgeRule, seed: int) -> None:
    rng = np.random.default_rng(seed)
    starts = np.array([20, 70, 90, 180])
    stops = starts + rng.integers(10, 20, 4)
    curve = rng.normal(0.0, 1.5, N_FRAMES).astype(np.float32)
    for start, stop in zip(starts, stops, strict=True):
        curve[start - 3 : stop + 6] += rng.uniform(8.0, 40.0) * np.hanning(stop - start + 9)
    moved = replace(rule, shift_s=0.004)
    rules = DrawnRules(moved, rule)
    spans = np.stack([starts, stops], axis=1)
    expected = draw_edges(curve, spans, rules, length_frames=LENGTH, hop_s=HOP_S) + 0.5
    drawer = EdgeDrawer(rules, n_frames=N_FRAMES, n_reach=N_FRAMES, hop_s=HOP_S)
    # A part that is no event is nobody's neighbor.
    parts = [torch.tensor([*each, extra], dtype=torch.float32) for each, extra in ((starts, 60), (stops, 65))]
    is_event = torch.tensor([True, True, True, True, False])
    drawn = drawer(torch.from_numpy(curve), torch.tensor(float(N_FRAMES)), torch.tensor(LENGTH), *parts, is_event)
    found = torch.stack(drawn, dim=1)[:4].numpy()
    np.testing.assert_allclose(found, expected, atol=0.02)


def test_what_is_no_event_stays() -> None:
    drawer = EdgeDrawer(DrawnRules(CANDIDATES[0], None), n_frames=50, n_reach=50, hop_s=HOP_S)
    starts, stops = drawer(
        torch.zeros(50),
        torch.tensor(50.0),
        torch.tensor(LENGTH),
        torch.tensor([50.0]),
        torch.tensor([0.0]),
        torch.tensor([False]),
    )
    assert (starts.tolist(), stops.tolist()) == ([50.0], [0.0])
