"""Motifs and songs of the bundled scene, recovered from events that `coincide learn` found by its defaults.

The method was chosen on scenes of other sounds, gaps and motifs (`sung_scenes`), measured beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from benchmarks.parse.bundled_scene import Segments, bundled_scene
from benchmarks.parse.sung_scenes import sung_scene
from benchmarks.table import Row
from coincide.evaluate.gap_cutting import best_gap, cut_at_gaps
from coincide.evaluate.segments import TOLERANCE_S, boundary_score, segment_score
from coincide.parse import EventSequence, Structure, find_structure

WORK = "motifs and songs"
GOAL = "at least .9"
N_SUNG = 12


def scene_rows(*, seeds: Sequence[int], quick: bool) -> Iterator[Row]:
    """Measure the bundled scene, and generated ones."""
    scenes = [bundled_scene(seed) for seed in seeds]
    bundled = [(scene.events, scene.motifs, scene.songs) for scene in scenes]
    yield from _rows(f"{WORK}, bundled scene, found events", bundled)
    for n_songs in (10,) if quick else (10, 40):
        sung = [sung_scene(np.random.default_rng(1000 + number), n_songs=n_songs) for number in range(N_SUNG)]
        yield from _rows(f"{WORK}, {N_SUNG} generated scenes of {n_songs} songs", sung)


def _rows(work: str, scenes: Sequence[tuple[EventSequence, Segments, Segments]]) -> Iterator[Row]:
    ways: dict[str, Callable[[EventSequence, Segments], Segments]] = {
        "best fixed gap of all": _by_best_gap,
        "each event alone": lambda events, _: _alone(events),
        "all one": lambda events, _: cut_at_gaps(_alone(events), np.inf),
    }
    for level in ("motif", "song"):
        for measure, score in (("boundary F1", boundary_score), ("whole F1", segment_score)):
            ours = [score(_found(events, level), _of(level, truth)).f1 for events, *truth in scenes]
            metric = f"{level}: {measure} within {TOLERANCE_S:g} s"
            goal = GOAL if measure == "boundary F1" and "bundled" in work else ""
            for name, way in ways.items():
                plain = [score(way(events, _of(level, truth)), _of(level, truth)).f1 for events, *truth in scenes]
                mean, spread = float(np.mean(ours)), float(np.std(ours))
                yield Row(work, metric, mean, spread, len(scenes), name, float(np.mean(plain)), goal)


def _of(level: str, truth: Sequence[Segments]) -> Segments:
    return truth[0] if level == "motif" else truth[1]


def _found(events: EventSequence, level: str) -> Segments:
    structure: Structure = find_structure([events])[0]
    parts = structure.motifs if level == "motif" else structure.songs
    return [(float(events.onsets_s[a]), float(events.offsets_s[b - 1])) for a, b in (part.span for part in parts)]


def _by_best_gap(events: EventSequence, truth: Segments) -> Segments:
    alone = _alone(events)
    return cut_at_gaps(alone, best_gap([alone], [truth]))


def _alone(events: EventSequence) -> Segments:
    return list(zip(events.onsets_s.tolist(), events.offsets_s.tolist(), strict=True))
