"""Motifs and songs of the bundled scene, recovered from events that `coincide learn` found by its defaults.

The method was chosen on scenes of other sounds, gaps and motifs (`sung_scenes`), measured beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.parse.bundled_scene import Segments, bundled_scene, scene_beside_finches
from benchmarks.parse.sung_scenes import sung_scene
from benchmarks.table import Row
from coincide.evaluate.gap_cutting import best_gap, cut_at_gaps
from coincide.evaluate.segments import TOLERANCE_S, boundary_score, segment_score
from coincide.parse import EventSequence, Structure, find_structure

WORK = "motifs and songs"
GOAL = "at least .9"
N_SUNG, N_TOGETHER = 12, 3
N_SOUNDS = 100
"""More than one scene has."""

_Truth = tuple[EventSequence, Segments, Segments]


@dataclass(frozen=True)
class _Parsed:
    """A scene, what was found in it, and what is true."""

    events: EventSequence
    structure: Structure
    motifs: Segments
    songs: Segments

    def found(self, level: str) -> Segments:
        onsets_s, offsets_s = self.events.onsets_s, self.events.offsets_s
        parts = self.structure.motifs if level == "motif" else self.structure.songs
        return [(float(onsets_s[a]), float(offsets_s[b - 1])) for a, b in (part.span for part in parts)]

    def truth(self, level: str) -> Segments:
        return self.motifs if level == "motif" else self.songs


def scene_rows(*, seeds: Sequence[int], quick: bool) -> Iterator[Row]:
    """Measure the bundled scene, alone and beside other singers, and generated ones."""
    bundled: list[_Parsed] = []
    beside: list[_Parsed] = []
    for seed in seeds:
        scene = bundled_scene(seed)
        bundled += _parsed([(scene.events, scene.motifs, scene.songs)])
        scene, finches = scene_beside_finches(seed)
        beside.append(_parsed([(scene.events, scene.motifs, scene.songs)], beside=finches)[0])
    yield from _rows(f"{WORK}, bundled scene, found events", bundled)
    yield from _rows(f"{WORK}, bundled scene, learned beside the finches", beside)
    for n_songs in (10,) if quick else (10, 40):
        sung = [sung_scene(np.random.default_rng(1000 + number), n_songs=n_songs) for number in range(N_SUNG)]
        yield from _rows(
            f"{WORK}, {N_SUNG} generated scenes of {n_songs} songs", [each for one in sung for each in _parsed([one])]
        )
        groups = [_parsed(sung[first : first + N_TOGETHER]) for first in range(0, N_SUNG, N_TOGETHER)]
        yield from _rows(
            f"{WORK}, {N_SUNG} generated scenes of {n_songs} songs, {N_TOGETHER} a catalog",
            [each for group in groups for each in group],
        )


def _parsed(scenes: Sequence[_Truth], beside: Sequence[EventSequence] = ()) -> list[_Parsed]:
    """Parse scenes together, and beside other events; generated scenes have sounds of their own."""
    rows = [events for events, _, _ in scenes]
    if not beside:
        rows = [
            replace(each, categories=[c + N_SOUNDS * place for c in each.categories]) for place, each in enumerate(rows)
        ]
    found = find_structure([*rows, *beside])[: len(scenes)]
    return [
        _Parsed(events, structure, motifs, songs)
        for structure, (events, motifs, songs) in zip(found, scenes, strict=True)
    ]


def _rows(work: str, scenes: Sequence[_Parsed]) -> Iterator[Row]:
    ways: dict[str, Callable[[EventSequence, Segments], Segments]] = {
        "best fixed gap of all": _by_best_gap,
        "each event alone": lambda events, _: _alone(events),
        "all one": lambda events, _: cut_at_gaps(_alone(events), np.inf),
    }
    for level in ("motif", "song"):
        for measure, score in (("boundary F1", boundary_score), ("whole F1", segment_score)):
            ours = [score(scene.found(level), scene.truth(level)).f1 for scene in scenes]
            metric = f"{level}: {measure} within {TOLERANCE_S:g} s"
            goal = GOAL if measure == "boundary F1" and "bundled" in work else ""
            for name, way in ways.items():
                plain = [score(way(scene.events, scene.truth(level)), scene.truth(level)).f1 for scene in scenes]
                mean, spread = float(np.mean(ours)), float(np.std(ours))
                yield Row(work, metric, mean, spread, len(scenes), name, float(np.mean(plain)), goal)


def _by_best_gap(events: EventSequence, truth: Segments) -> Segments:
    alone = _alone(events)
    return cut_at_gaps(alone, best_gap([alone], [truth]))


def _alone(events: EventSequence) -> Segments:
    return list(zip(events.onsets_s.tolist(), events.offsets_s.tolist(), strict=True))
