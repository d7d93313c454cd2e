"""The lexicon: its score beside ten plain lines, its moves, its cuttings."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.parse.gap_evidence import fit_gaps
from coincide.parse.lexicon import Cutting, Lexicon, ends_of
from coincide.parse.unit_moves import Move, apply_move, best_moves

songs = st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=7), min_size=1, max_size=4)


def naive_stop(cutting: Cutting) -> float:
    types = {unit for units in cutting for unit in units}
    return (len(types) + 1) / (sum(map(len, types)) + 2)


def naive_score(cutting: Cutting, n_categories: int, *, stop: float) -> float:
    """The Chinese restaurant, one unit after the other."""
    seen: Counter[tuple[int, ...]] = Counter()
    total = 0.0
    for unit in (unit for units in cutting for unit in units):
        if seen[unit]:
            total += math.log(seen[unit])
        else:
            total += math.log(stop * (1 - stop) ** (len(unit) - 1) / n_categories ** len(unit))
        total -= math.log(1 + seen.total())
        seen[unit] += 1
    return total


def all_cuttings(song: list[int]) -> list[list[tuple[int, ...]]]:
    found = []
    for ends in product((False, True), repeat=len(song) - 1):
        cuts = [0, *(place + 1 for place, is_end in enumerate(ends) if is_end), len(song)]
        found.append([tuple(song[a:b]) for a, b in pairwise(cuts)])
    return found


@examples(100)
@given(songs, st.randoms(use_true_random=False))
def test_score_is_that_of_plain_counting(rows: list[list[int]], random: object) -> None:
    cutting = [random.choice(all_cuttings(row)) for row in rows]  # type: ignore[attr-defined]
    lexicon = Lexicon(rows)
    naive = naive_score(cutting, lexicon.n_categories, stop=naive_stop(cutting))
    assert lexicon.score(cutting) == pytest.approx(naive, abs=1e-9)


@examples(30)
@given(st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=5), min_size=1, max_size=3))
def test_found_units_are_hardly_worse_than_the_best_of_all(rows: list[list[int]]) -> None:
    lexicon = Lexicon(rows)
    best = max(lexicon.score(list(cutting)) for cutting in product(*map(all_cuttings, rows)))
    assert lexicon.score(lexicon.find_units()) >= best - 2.0


@examples(100)
@given(songs)
def test_units_put_together_are_the_songs(rows: list[list[int]]) -> None:
    found = Lexicon(rows).find_units()
    assert [[symbol for unit in units for symbol in unit] for units in found] == rows


def test_no_songs_have_no_units() -> None:
    assert Lexicon([]).find_units() == []


@examples(100)
@given(st.lists(st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=4).map(tuple), min_size=1, max_size=7)))
def test_the_first_move_gains_most_by_plain_counting(cutting: Cutting) -> None:
    pairs = {Move(*pair, is_merge=True) for units in cutting for pair in pairwise(units)}
    units = {unit for row in cutting for unit in row}
    splits = {Move(unit[:cut], unit[cut:], is_merge=False) for unit in units for cut in range(1, len(unit))}
    stop = naive_stop(cutting)
    before = naive_score(cutting, 2, stop=stop)
    gains = {move: naive_score(apply_move(cutting, move), 2, stop=stop) - before for move in pairs | splits}
    lexicon = Lexicon([[category for unit in units for category in unit] for units in cutting])
    moves = best_moves(cutting, lexicon.evidence(cutting), lexicon.starts, n_categories=2, max_unit=8)
    most = max(gains.values(), default=0.0)
    assert (gains[moves[0]] if moves else 0.0) == pytest.approx(max(most, 0.0), abs=1e-5)


def test_a_merge_and_the_split_of_the_same_undo_each_other() -> None:
    cutting: Cutting = [[(0,), (1,), (2,)], [(0,), (1,)]]
    merged = apply_move(cutting, Move((0,), (1,), is_merge=True))
    assert merged == [[(0, 1), (2,)], [(0, 1)]]
    assert apply_move(merged, Move((0,), (1,), is_merge=False)) == cutting


def test_of_three_in_a_row_two_are_merged() -> None:
    assert apply_move([[(0,), (0,), (0,)]], Move((0,), (0,), is_merge=True)) == [[(0, 0), (0,)]]


def test_a_long_gap_speaks_for_an_end() -> None:
    gaps = np.log(np.array([0.1, 0.1, 0.5, 0.1, 0.1, 0.5, 0.1]))
    is_end = gaps > -1
    evidence = fit_gaps(gaps, np.zeros(7, dtype=np.int64), is_end, n_categories=1)
    assert np.all((evidence.between > evidence.inside) == is_end)


def test_a_category_that_is_always_followed_by_a_long_gap_explains_it() -> None:
    gaps = np.log(np.array([0.1, 0.4, 0.1, 0.4, 0.1, 0.4, 0.1, 0.4, 0.1]))
    before = np.array([0, 1, 0, 1, 0, 1, 0, 1, 0])
    together = fit_gaps(gaps, before, np.zeros(9, dtype=np.bool_), n_categories=2)
    shuffled = fit_gaps(gaps, np.zeros(9, dtype=np.int64), np.zeros(9, dtype=np.bool_), n_categories=1)
    assert together.inside.sum() > shuffled.inside.sum()


def test_ends_of_units_are_told_by_gap() -> None:
    assert ends_of([(0, 1, 2), (3,), (4, 5)], [[(0, 1), (2,)], [(3,)], [(4, 5)]]).tolist() == [False, True, False]
