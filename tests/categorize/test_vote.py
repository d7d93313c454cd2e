"""Which way of counting categories to believe."""

from __future__ import annotations

import cProfile
from collections.abc import Callable

import numpy as np
import pytest

from coincide.categorize import CategorizeSettings, Vote, group_by, vote_on_counting
from coincide.categorize.vote import SHARES, Candidate

pytestmark = pytest.mark.slow

Blobs = Callable[..., tuple[np.ndarray, np.ndarray]]


def _vote(rows: np.ndarray, **settings: object) -> Vote:
    return vote_on_counting(rows, settings=CategorizeSettings.model_validate(settings), seed=1)


def _noisy(n_kinds: int) -> tuple[np.ndarray, np.ndarray]:
    """Kinds that overlap so far that the tree is not sharp."""
    rng = np.random.default_rng(1)
    truth = rng.integers(n_kinds, size=600)
    rows = rng.standard_normal((n_kinds, 24))[truth] + rng.standard_normal((600, 24))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), truth


def _cuts(profile: cProfile.Profile) -> list[int]:
    """Return how often a tree was cut."""
    return [each.callcount for each in profile.getstats() if each.code is group_by.__code__]


def test_a_sharp_tree_is_believed_at_once(blobs: Blobs) -> None:
    found = _vote(blobs([60, 40, 30])[0])
    assert found == Vote(Candidate(0.0, 3, None), (), 130)
    assert found.in_words() == ""


def test_of_many_kinds_more_calls_are_looked_at_than_two_of_each() -> None:
    rng = np.random.default_rng(1)
    truth = np.repeat(np.arange(500), 4)  # a thousand of these calls are two of each kind, and have no sharp tree
    rows = rng.standard_normal((500, 24))[truth] + 0.4 * rng.standard_normal((2000, 24))
    found = _vote((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32))
    assert abs(found.winner.n_categories - 500) <= 10
    assert found.n_events == 2000


def test_in_noise_the_number_stays_near_the_truth() -> None:
    found = _vote(_noisy(8)[0])
    assert abs(found.winner.n_categories - 8) <= 2


def test_all_other_ways_are_told_with_their_numbers() -> None:
    found = _vote(_noisy(8)[0])
    assert len(found.losers) == len(SHARES)
    assert all(loser.in_words() in found.in_words() for loser in found.losers)


def test_it_is_said_why_communities_count() -> None:
    losers = (Candidate(0.0, 2, None), Candidate(0.01, 9, 0.4))
    assert "since the tree of calls has no sharp cut" in Vote(Candidate(0.02, 7, 0.8), losers, 600).in_words()
    assert "as you asked" in Vote(Candidate(0.02, 7, 0.8), losers[1:], 600).in_words()


def test_a_tree_that_is_not_sharp_does_not_win() -> None:
    # The coarse halves are found again for sure, but there are ten kinds.
    rng = np.random.default_rng(1)
    truth = rng.integers(10, size=600)
    halves = rng.standard_normal((2, 24))[truth % 2]
    rows = halves + rng.standard_normal((10, 24))[truth] + 0.9 * rng.standard_normal((600, 24))
    found = _vote((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32))
    assert found.winner.share > 0.0
    assert 0.0 in {loser.share for loser in found.losers}


def test_a_number_that_was_asked_for_is_cut_from_the_tree() -> None:
    assert _vote(_noisy(8)[0], categories=5).winner == Candidate(0.0, 5, None)


def test_for_a_number_that_was_asked_for_one_tree_is_cut() -> None:
    rows = np.random.default_rng(1).standard_normal((1200, 24))
    with cProfile.Profile() as profile:
        found = _vote((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), categories=100)
    assert (found.winner.n_categories, _cuts(profile)) == (100, [1])


def test_a_tree_that_has_no_vote_is_cut_once() -> None:
    rows = _noisy(8)[0]
    with cProfile.Profile() as profile:
        _vote(rows)
    assert _cuts(profile) == [1]


def test_few_events_do_not_vote() -> None:
    assert _vote(_noisy(8)[0][:99]).losers == ()


@pytest.mark.parametrize(("counting", "is_tree"), [("tree", True), ("communities", False)])
def test_a_way_can_be_asked_for(counting: str, is_tree: bool) -> None:
    assert (_vote(_noisy(8)[0], counting=counting).winner.share == 0.0) is is_tree


def test_candidates_are_told_in_words() -> None:
    assert Candidate(0.0, 28, None).in_words() == "28 by the tree"
    assert Candidate(0.04, 12, 0.861).in_words() == "12 by communities of the nearest 4% (0.86)"
