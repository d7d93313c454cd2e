"""What a step compares."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.embed import EmbedSettings
from coincide.embed.mining import MinedPairs
from coincide.embed.pairs import Batch, PairSampler

TWO_SOURCES = np.repeat([0, 1], 30)
ONE_SOURCE = np.zeros(60, dtype=np.int64)
NO_NEIGHBORS = np.full(60, -1)
NEXT = np.where(np.arange(60) % 30 == 29, np.arange(60) - 1, np.arange(60) + 1)
NEGATIVES = ("same", "other", "any")


def _sampler(sources: np.ndarray, neighbors: np.ndarray | None = None, **given_settings: Any) -> PairSampler:
    chosen = EmbedSettings.model_validate({"batch_events": 16, **given_settings})
    nearby = np.full(len(sources), -1) if neighbors is None else neighbors
    return PairSampler(sources=sources.astype(np.int64), neighbors=nearby.astype(np.int64), settings=chosen)


def _draw(sampler: PairSampler, mined: MinedPairs | None = None, seed: int = 1) -> Batch:
    return sampler.draw(np.random.default_rng(seed), mined)


def _mined(partners: dict[int, list[int]], lookalikes: dict[int, list[int]], n: int = 60) -> MinedPairs:
    arrays = np.full((n, 2), -1, dtype=np.int64), np.full((n, 15), -1, dtype=np.int64)
    for array, chosen in zip(arrays, (partners, lookalikes), strict=True):
        for row, columns in chosen.items():
            array[row, : len(columns)] = columns
    return MinedPairs(partners=arrays[0], lookalikes=arrays[1])


ACROSS = _mined({row: [(row + 30) % 60] for row in range(60)}, {})
"""Each event's partner is its counterpart in the other source."""


@pytest.mark.parametrize("negatives", NEGATIVES)
@pytest.mark.parametrize("positives", ["views", "neighbors"])
@pytest.mark.parametrize("mined", [None, ACROSS])
@examples(10)
@given(seed=st.integers(0, 9999))
def test_negatives_are_symmetric_and_never_what_belongs_together(
    negatives: str, positives: str, mined: MinedPairs | None, seed: int
) -> None:
    batch = _draw(_sampler(TWO_SOURCES, NEXT, negatives=negatives, positives=positives), mined, seed)
    together = {frozenset(pair) for pair in zip(batch.rows[:16], batch.rows[16:], strict=True)}
    apart = {frozenset((batch.rows[i], batch.rows[j])) for i, j in np.argwhere(batch.is_negative)}
    assert (batch.is_negative == batch.is_negative.T).all()
    assert not together & apart


@pytest.mark.parametrize("negatives", NEGATIVES)
def test_an_event_is_never_a_negative_of_itself(negatives: str) -> None:
    batch = _draw(_sampler(TWO_SOURCES, NEXT, negatives=negatives, positives="neighbors"))
    assert not batch.is_negative[batch.rows[:, None] == batch.rows[None, :]].any()


def test_negatives_of_the_same_source_come_from_it_alone() -> None:
    batch = _draw(_sampler(TWO_SOURCES, negatives="same"))
    assert len(set(TWO_SOURCES[batch.rows])) == 1
    assert batch.is_negative.sum() == 32 * 30


def test_negatives_of_the_same_source_are_not_of_another_if_a_partner_is() -> None:
    batch = _draw(_sampler(TWO_SOURCES, negatives="same", mined_share=1.0), ACROSS)
    sources = TWO_SOURCES[batch.rows]
    np.testing.assert_array_equal(batch.is_negative.any(axis=1), True)
    assert not batch.is_negative[sources[:, None] != sources[None, :]].any()


def test_negatives_of_other_sources_are_all_events_of_other_sources() -> None:
    batch = _draw(_sampler(TWO_SOURCES, negatives="other"))
    sources = TWO_SOURCES[batch.rows]
    np.testing.assert_array_equal(batch.is_negative, sources[:, None] != sources[None, :])


def test_negatives_from_anywhere_are_all_other_events() -> None:
    batch = _draw(_sampler(TWO_SOURCES, negatives="any"))
    np.testing.assert_array_equal(batch.is_negative, batch.rows[:, None] != batch.rows[None, :])


def test_with_one_source_negatives_of_others_come_from_anywhere() -> None:
    other, anywhere = (_draw(_sampler(ONE_SOURCE, negatives=negatives)) for negatives in ("other", "any"))
    np.testing.assert_array_equal(other.is_negative, anywhere.is_negative)


def test_tiny_sources_are_drawn_together_and_still_have_negatives_of_their_own_only() -> None:
    sources = np.repeat(np.arange(15), 4)
    batch = _draw(_sampler(sources, negatives="same", batch_events=32))
    assert len(set(sources[batch.rows])) > 1
    drawn = sources[batch.rows]
    assert not batch.is_negative[drawn[:, None] != drawn[None, :]].any()


def test_big_sources_are_drawn_more_often() -> None:
    sources = np.repeat([0, 1], [90, 30])
    sampler = _sampler(sources)
    from_big = [sources[_draw(sampler, seed=seed).rows[0]] == 0 for seed in range(200)]
    assert 0.6 < np.mean(from_big) < 0.9


@pytest.mark.parametrize("n_events", [2, 3, 15])
def test_a_batch_holds_no_more_events_than_there_are(n_events: int) -> None:
    batch = _draw(_sampler(np.zeros(n_events, dtype=np.int64)))
    assert sorted(batch.rows[:n_events]) == list(range(n_events))


def test_views_are_of_the_same_event() -> None:
    rows = _draw(_sampler(TWO_SOURCES)).rows
    np.testing.assert_array_equal(rows[:16], rows[16:])


def test_neighbors_are_the_events_next_to_each_other() -> None:
    rows = _draw(_sampler(TWO_SOURCES, NEXT, positives="neighbors")).rows
    np.testing.assert_array_equal(rows[16:], NEXT[rows[:16]])


def test_an_event_without_a_neighbor_is_its_own_positive() -> None:
    rows = _draw(_sampler(TWO_SOURCES, NO_NEIGHBORS, positives="neighbors")).rows
    np.testing.assert_array_equal(rows[:16], rows[16:])


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_share_of_mined_positives_is_kept(share: float) -> None:
    rows = _draw(_sampler(TWO_SOURCES, mined_share=share), ACROSS).rows
    assert np.mean(rows[16:] == (rows[:16] + 30) % 60) == share


def test_both_partners_are_taken_about_as_often() -> None:
    mined = _mined({row: [(row + 30) % 60, (row + 31) % 60] for row in range(60)}, {})
    sampler = _sampler(TWO_SOURCES, mined_share=1.0)
    draws = [_draw(sampler, mined, seed).rows for seed in range(40)]
    firsts = np.mean([rows[16:] == (rows[:16] + 30) % 60 for rows in draws])
    assert 0.4 < firsts < 0.6


def test_events_without_a_partner_keep_their_own_view() -> None:
    rows = _draw(_sampler(TWO_SOURCES, mined_share=1.0), _mined({}, {})).rows
    np.testing.assert_array_equal(rows[:16], rows[16:])


def test_lookalikes_are_no_negatives_in_either_direction() -> None:
    mined = _mined({}, {0: [1], 5: [2]})
    sampler = _sampler(ONE_SOURCE[:8], negatives="any", mined_share=0.0)
    batch = _draw(sampler, MinedPairs(mined.partners, mined.lookalikes))
    apart = {(batch.rows[i], batch.rows[j]) for i, j in np.argwhere(batch.is_negative)}
    assert not {(0, 1), (1, 0), (5, 2), (2, 5)} & apart
    assert (0, 2) in apart


def test_the_generator_decides_everything() -> None:
    sampler = _sampler(TWO_SOURCES, NEXT, positives="neighbors")
    np.testing.assert_array_equal(_draw(sampler, ACROSS, 3).rows, _draw(sampler, ACROSS, 3).rows)
