"""Scenes of songs as rows of events with times: own sounds, motifs, gaps and errors of finding in each."""

from __future__ import annotations

import numpy as np

from coincide.parse import EventSequence

Segments = list[tuple[float, float]]
ERRORS = 0.03
"""Share of events that get a wrong category; half as many are missed, and half as many are joined to the next."""


def sung_scene(rng: np.random.Generator, *, n_songs: int) -> tuple[EventSequence, Segments, Segments]:
    """Sing a scene; returns its events as a detector might find them, and the true motifs and songs.

    Some sounds have tails that are not heard. Gaps inside motifs and between them overlap once tails count as silence.
    """
    n_sounds = int(rng.integers(6, 12))
    lengths_s: list[float] = np.exp(rng.normal(-1, 0.6, n_sounds)).tolist()
    tails_s: list[float] = (np.exp(rng.normal(-2.5, 0.9, n_sounds)) * (rng.random(n_sounds) < 0.5)).tolist()
    motifs = [rng.integers(0, n_sounds, rng.integers(2, 6)).tolist() for _ in range(rng.integers(3, 6))]
    kinds = [rng.integers(0, len(motifs), rng.integers(2, 5)).tolist() for _ in range(rng.integers(3, 6))]
    pace = float(np.exp(rng.normal(0, 0.5)))
    inside = (0.05 * pace, 0.15 * pace)
    ratio = rng.uniform(1.5, 3)
    between = (0.07 * pace * ratio, 0.14 * pace * ratio)
    apart = (between[1] * rng.uniform(2.5, 5), between[1] * rng.uniform(5.5, 9))

    now_s = 1.0
    events: list[tuple[float, float, int]] = []
    motif_truth: Segments = []
    song_truth: Segments = []
    for _ in range(n_songs):
        kind = kinds[rng.integers(len(kinds))]
        song_s = now_s
        for place, number in enumerate(kind):
            motif_s = now_s
            for at, sound in enumerate(motifs[number]):
                length_s = lengths_s[sound] * rng.uniform(0.9, 1.1)
                heard_s = max(length_s - tails_s[sound] * rng.uniform(0.8, 1.2), 0.3 * length_s)
                events.append((now_s, now_s + heard_s, sound))
                now_s += length_s
                if at + 1 < len(motifs[number]):
                    now_s += rng.uniform(*inside)
            motif_truth.append((motif_s, events[-1][1]))
            if place + 1 < len(kind):
                now_s += rng.uniform(*between)
        song_truth.append((song_s, events[-1][1]))
        now_s += rng.uniform(*apart)
    found = _as_found(events, inside[1], n_sounds, rng)
    sequence = EventSequence(
        [sound for _, _, sound in found],
        np.array([onset_s for onset_s, _, _ in found]),
        np.array([offset_s for _, offset_s, _ in found]),
    )
    return sequence, motif_truth, song_truth


def _as_found(
    events: list[tuple[float, float, int]], near_s: float, n_sounds: int, rng: np.random.Generator
) -> list[tuple[float, float, int]]:
    found: list[tuple[float, float, int]] = []
    is_taken = False
    for place, (onset_s, offset_s, sound) in enumerate(events):
        if is_taken:
            is_taken = False
            continue
        chance = rng.random()
        if chance < ERRORS / 2:
            continue
        if chance < ERRORS and place + 1 < len(events) and events[place + 1][0] - offset_s < near_s:
            found.append((onset_s, events[place + 1][1], sound))
            is_taken = True
            continue
        is_right = rng.random() > ERRORS
        found.append((onset_s, offset_s, sound if is_right else int(rng.integers(0, n_sounds))))
    return found
