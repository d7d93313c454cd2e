"""Songs made of known motifs, as rows of events with times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coincide.parse import EventSequence

MOTIFS = ((0, 1, 2), (3, 4), (5, 6, 5, 7))
KINDS = ((0, 1, 1), (2, 2, 0), (1, 2))


def sing(
    kinds: Sequence[Sequence[int]] = KINDS * 4,
    *,
    motifs: Sequence[Sequence[int]] = MOTIFS,
    inside_s: tuple[float, float] = (0.05, 0.1),
    between_s: tuple[float, float] = (0.2, 0.4),
    apart_s: tuple[float, float] = (2.0, 4.0),
    seed: int = 0,
) -> tuple[EventSequence, list[tuple[int, int]], list[tuple[int, int]]]:
    """Sing songs, one after the other; returns the events, and the true spans of motifs and of songs."""
    rng = np.random.default_rng(seed)
    categories: list[int] = []
    onsets: list[float] = []
    motif_spans: list[tuple[int, int]] = []
    song_spans: list[tuple[int, int]] = []
    now_s = 0.0
    for kind in kinds:
        song = len(categories)
        for motif in kind:
            first = len(categories)
            for category in motifs[motif]:
                categories.append(category)
                onsets.append(now_s)
                now_s += 0.2 + rng.uniform(*inside_s)
            now_s += rng.uniform(*between_s) - inside_s[0]
            motif_spans.append((first, len(categories)))
        now_s += rng.uniform(*apart_s)
        song_spans.append((song, len(categories)))
    times = np.array(onsets)
    return EventSequence(categories, times, times + 0.2), motif_spans, song_spans
