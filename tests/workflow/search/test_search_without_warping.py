"""Search by frames without warping, beside ten obvious lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from coincide.workflow.opened import Catalog
from coincide.workflow.search.search import search


def test_frames_without_warping_are_at_least_as_far_as_with_it(sounds: Path, learned: Path) -> None:
    part = {"at_s": 2.55, "for_s": 0.28, "k": 1000}
    warped, straight = (search(learned, sounds / "r0.wav", metric=metric, **part) for metric in ("dtw", "euclidean"))
    far = {hit.event.id: hit.distance for hit in warped.hits}
    assert all(hit.distance >= far[hit.event.id] - 1e-4 for hit in straight.hits)


def test_an_event_finds_itself_first_without_warping(sounds: Path, learned: Path) -> None:
    event = Catalog(learned).events[3]
    at_s, for_s = event.onset_s, event.duration_s
    first = search(learned, sounds / "r0.wav", at_s=at_s, for_s=for_s, k=3, metric="euclidean").hits
    assert first[0].event == event
    assert np.all(np.diff([hit.distance for hit in first]) >= 0)
