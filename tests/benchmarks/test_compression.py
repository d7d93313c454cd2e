"""Bits per syllable."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from benchmarks.parse.compression import (
    END,
    ContextModel,
    Smoothing,
    as_tokens,
    byte_pairs,
    inside_motifs,
    last_syllables,
)

SMOOTHING = Smoothing(0.3, 1.0)
songs = st.lists(st.lists(st.integers(0, 3), max_size=8), min_size=1, max_size=5)


def _bits(contexts: object, train: list[list[int]], test: list[list[int]], *, n_symbols: int = 5) -> float:
    model = ContextModel(contexts, n_symbols)  # type: ignore[arg-type]
    model.learn(train)
    return model.bits(test, SMOOTHING)


@examples(100)
@given(songs, st.lists(st.integers(0, 3), max_size=5), st.integers(1, 3))
def test_probabilities_of_all_that_may_follow_sum_to_one(train: list[list[int]], song: list[int], order: int) -> None:
    model = ContextModel(last_syllables(order), 5)
    model.learn(train)
    total = sum(model.probability(tuple(song), symbol, SMOOTHING) for symbol in (0, 1, 2, 3, END))
    assert total == pytest.approx(1.0)


def test_what_was_never_heard_costs_as_much_as_anything() -> None:
    assert _bits(last_syllables(1), [], [[0, 1]]) == pytest.approx(3 * math.log2(5))


def test_unigram_bits_are_those_of_plain_counting() -> None:
    kept, given = 2 - 0.3, 1.0 + 0.3 * 2
    each = (kept + given / 5) / 5  # two of 0 and two ends were heard
    assert _bits(last_syllables(1), [[0], [0]], [[0]]) == pytest.approx(-2 * math.log2(each))


def test_a_bigram_profits_from_order() -> None:
    train = [[0, 1, 2, 3]] * 20
    assert _bits(last_syllables(2), train, train) < 0.5 * _bits(last_syllables(1), train, train)


def test_motifs_tell_what_the_last_syllable_does_not() -> None:
    train = [[0, 1, 1, 2]] * 20
    motifs = inside_motifs([(0, 1, 1, 2)], 2)
    assert _bits(motifs, train, train) < 0.5 * _bits(last_syllables(2), train, train)


def test_without_motifs_the_model_is_the_ngram() -> None:
    train = [[0, 1, 2], [1, 1, 0]]
    assert _bits(inside_motifs([(3,)], 2), train, train) == _bits(last_syllables(2), train, train)


@given(songs, st.integers(0, 6))
def test_tokens_spell_the_songs_they_came_from(rows: list[list[int]], n_merges: int) -> None:
    merges = byte_pairs(rows, n_merges)
    first = 1 + max((symbol for row in rows for symbol in row), default=0)
    spelling = {symbol: [symbol] for symbol in range(first)}
    for number, (left, right) in enumerate(merges):
        spelling[first + number] = spelling[left] + spelling[right]
    tokens = as_tokens(rows, merges, first=first)
    assert [[symbol for token in row for symbol in spelling[token]] for row in tokens] == rows


def test_the_most_frequent_pair_is_merged_first() -> None:
    assert byte_pairs([[0, 1, 0, 1, 2]], 2) == [(0, 1)]
