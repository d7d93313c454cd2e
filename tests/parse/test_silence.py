"""Songs told apart by silence."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.parse.silence import MIN_GAP_S, fit_levels, log_gaps, song_ends


def _gaps(seconds: float, n: int, seed: int) -> np.ndarray:
    return np.log(seconds) + np.random.default_rng(seed).normal(0, 0.2, n)


def test_levels_are_as_many_as_there_are() -> None:
    three = np.concatenate([_gaps(0.1, 60, 0), _gaps(0.5, 30, 1), _gaps(5.0, 15, 2)])
    assert [len(fit_levels(part).means) for part in (three[:60], three[:90], three)] == [1, 2, 3]


def test_means_of_levels_are_found() -> None:
    levels = fit_levels(np.concatenate([_gaps(0.1, 60, 0), _gaps(5.0, 15, 2)]))
    assert np.exp(levels.means) == pytest.approx([0.1, 5.0], rel=0.15)


def test_gaps_of_one_kind_end_no_song() -> None:
    assert not song_ends([_gaps(1.0, 200, 0)])[0].any()


def test_the_longest_kind_of_gap_ends_songs() -> None:
    gaps = np.concatenate([_gaps(0.1, 20, 0), _gaps(5.0, 1, 1), _gaps(0.1, 20, 2), _gaps(5.0, 5, 4)])
    assert np.array_equal(song_ends([gaps])[0], gaps > 0)


def test_songs_hold_three_events_on_average() -> None:
    assert not song_ends([np.concatenate([_gaps(0.1, 10, 0), _gaps(5.0, 10, 1)])])[0].any()


def test_sequences_without_gaps_end_nothing() -> None:
    assert [len(ends) for ends in song_ends([np.zeros(0), np.zeros(0)])] == [0, 0]


def test_equal_gaps_make_one_level() -> None:
    assert len(fit_levels(np.full(50, -2.0)).means) == 1


def test_overlapping_events_count_as_the_shortest_gap() -> None:
    assert np.exp(log_gaps(np.array([0.0, 1.0]), np.array([1.5, 2.0]))).tolist() == pytest.approx([MIN_GAP_S])
