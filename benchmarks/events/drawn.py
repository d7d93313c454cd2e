"""Edges after some were drawn: events of some recordings teach, all events of the others are measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.events.measure import MIN_IOU, Found, compare, together
from benchmarks.events.scenes import Scene
from coincide.evaluate import match_by_iou
from coincide.events import CANDIDATES, DrawnRules, EventSettings, detect, fit_rule, head_samples, try_rules
from coincide.features import FeatureSettings
from coincide.seeds import generator

N_DRAWS = 20
_FEATURES, _SETTINGS = FeatureSettings(hearing="fit"), EventSettings()


def measure_drawn(scenes: Sequence[Scene], *, n_events: int) -> Iterator[tuple[Found, Found]]:
    """Yield what is found with and without drawn edges, for draws of `n_events` from half of the scenes."""
    errors = [_errors(scene) for scene in scenes]
    as_found = [_found(scene, None) for scene in scenes]
    for draw in range(N_DRAWS):
        rng = generator(draw, "drawn edges", n_events)
        order = rng.permutation(len(scenes)).tolist()
        teaching, others = order[: max(1, len(order) // 2)], order[max(1, len(order) // 2) :]
        pool = np.concatenate([errors[each][0] for each in teaching])
        hops = np.concatenate([errors[each][1] for each in teaching])
        chosen = rng.permutation(len(pool))[:n_events]
        onset, offset = (fit_rule(pool[chosen, :, edge], hops[chosen]).rule for edge in (0, 1))
        rules = DrawnRules(onset, offset)
        yield together(_found(scenes[each], rules) for each in others), together(as_found[each] for each in others)


def _errors(scene: Scene) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where each candidate draws the edges of found events, minus the true ones, (events, candidates, 2)."""
    head = scene.sound[: head_samples(scene.rate_hz, _FEATURES)]
    trials = try_rules(scene.sound, scene.rate_hz, CANDIDATES, head=head, features=_FEATURES, settings=_SETTINGS)
    found = trials.edges_s[0]
    pairs = match_by_iou(scene.onsets_s, scene.offsets_s, found[:, 0], found[:, 1], min_iou=MIN_IOU)
    true = np.stack([scene.onsets_s, scene.offsets_s], axis=1)
    errors = [trials.edges_s[:, event] - true[row] for row, event in pairs]
    return np.array(errors).reshape(len(errors), 1 + len(CANDIDATES), 2), np.full(len(errors), trials.hop_s)


def _found(scene: Scene, rules: DrawnRules | None) -> Found:
    events = detect([scene.sound], sample_rate_hz=scene.rate_hz, features=_FEATURES, settings=_SETTINGS, drawn=rules)
    return compare(scene, events, 0.0)
