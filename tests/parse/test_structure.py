"""Songs and motifs from events."""

from __future__ import annotations

from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from song_examples import sing

from coincide.errors import InputError
from coincide.parse import EventSequence, Structure, find_structure
from coincide.parse.structure import LEVELS, as_tree, edit_distance, is_variant, motif_name

EMPTY = EventSequence([], np.zeros(0), np.zeros(0))


def _motifs(found: Structure) -> list[tuple[int, int]]:
    return [part.span for part in found.motifs]


@st.composite
def sequences(draw: st.DrawFn) -> EventSequence:
    n_events = draw(st.integers(0, 30))
    categories = draw(st.lists(st.integers(-1, 3), min_size=n_events, max_size=n_events))
    steps = draw(st.lists(st.floats(0, 5), min_size=n_events, max_size=n_events))
    onsets = np.cumsum(np.array(steps, dtype=np.float64))
    return EventSequence(categories, onsets, onsets + 0.1)


def test_motifs_are_found_where_they_are() -> None:
    sung, motifs, _ = sing()
    assert _motifs(find_structure([sung])[0]) == motifs


def test_songs_are_found_where_they_are() -> None:
    sung, _, songs = sing()
    assert [part.span for part in find_structure([sung])[0].songs] == songs


def test_motifs_are_found_by_recurrence_when_gaps_are_alike() -> None:
    sung, motifs, _ = sing(inside_s=(0.1, 0.2), between_s=(0.1, 0.2))
    assert _motifs(find_structure([sung])[0]) == motifs


def test_a_motif_sung_twice_in_every_song_is_two_motifs() -> None:
    sung, motifs, _ = sing([(2, 2), (0,), (1,)] * 4, inside_s=(0.1, 0.1), between_s=(0.1, 0.1))
    assert _motifs(find_structure([sung])[0]) == motifs


def test_progress_is_told_in_several_parts_of_one_whole() -> None:
    parts: list[float] = []
    find_structure([sing()[0]], advance=parts.append)
    assert len(parts) > 3
    assert sum(parts) == pytest.approx(1)


def test_scale_of_time_does_not_matter() -> None:
    sung, motifs, _ = sing()
    slow = EventSequence(sung.categories, sung.onsets_s * 50, sung.offsets_s * 50)
    assert _motifs(find_structure([slow])[0]) == motifs


def test_numbers_of_categories_do_not_matter() -> None:
    sung, motifs, _ = sing()
    other = EventSequence([70 - 3 * category for category in sung.categories], sung.onsets_s, sung.offsets_s)
    assert _motifs(find_structure([other])[0]) == motifs


def test_two_singers_of_unlike_pace_are_both_understood() -> None:
    quick, _, quick_songs = sing()
    slow, _, slow_songs = sing(seed=1)
    slow = EventSequence([c + 10 for c in slow.categories], slow.onsets_s * 20, slow.offsets_s * 20)
    found = find_structure([quick, slow])
    assert [[part.span for part in each.songs] for each in found] == [quick_songs, slow_songs]


def test_a_song_that_never_varies_has_the_same_motifs_beside_other_singers() -> None:
    sung, motifs, _ = sing([(0, 1, 1), (2, 2), (0,)] * 6)
    others = [sing(seed=seed)[0] for seed in (1, 2)]
    beside = [
        EventSequence([category + 10 * number for category in each.categories], each.onsets_s, each.offsets_s)
        for number, each in enumerate(others, start=1)
    ]
    assert _motifs(find_structure([sung])[0]) == motifs
    assert _motifs(find_structure([sung, *beside])[0]) == motifs


def test_most_frequent_motif_comes_first() -> None:
    sung, _, _ = sing()
    kinds = [part.kind for part in find_structure([sung])[0].motifs]
    counts = [kinds.count(kind) for kind in sorted({kind for kind in kinds if kind is not None})]
    assert counts == sorted(counts, reverse=True)


def test_a_missed_event_makes_a_variant_of_the_same_motif() -> None:
    sung, _, _ = sing()
    kept = [place for place in range(len(sung.categories)) if place != 2]
    fewer = EventSequence([sung.categories[i] for i in kept], sung.onsets_s[kept], sung.offsets_s[kept])
    motifs = find_structure([fewer])[0].motifs
    assert motifs[0].span == (0, 2)
    assert motifs[0].kind == next(part.kind for part in motifs if part.span[1] - part.span[0] == 3)


def test_events_without_recurrence_are_one_song_without_a_name() -> None:
    onsets = np.arange(6, dtype=np.float64)
    found = find_structure([EventSequence(list(range(6)), onsets, onsets + 0.5)])[0]
    assert [(part.span, part.kind) for part in found.songs] == [((0, 6), None)]


def test_a_sequence_without_events_has_no_structure() -> None:
    sung, motifs, _ = sing()
    none, some = find_structure([EMPTY, sung])
    assert (list(none.songs), list(none.motifs), _motifs(some)) == ([], [], motifs)


def test_nothing_to_parse_is_no_structure() -> None:
    assert find_structure([]) == []


def test_one_event_is_a_tree_of_one_leaf() -> None:
    one = EventSequence([3], np.array([1.0]), np.array([1.5]))
    tree, levels = as_tree(find_structure([one])[0], ["tom"], one.categories)
    assert (tree.leaves, tree.children, levels) == (("tom",), (), ())


@examples(100)
@given(sequences())
def test_songs_and_motifs_cover_all_events_in_order(sequence: EventSequence) -> None:
    found = find_structure([sequence])[0]
    for parts in (found.songs, found.motifs):
        covered = [event for part in parts for event in range(*part.span)]
        assert covered == list(range(len(sequence.categories)))


@examples(100)
@given(sequences().filter(lambda sequence: len(sequence.categories) > 0))
def test_tree_has_all_leaves_in_order_and_a_level_for_each_node(sequence: EventSequence) -> None:
    tree, levels = as_tree(find_structure([sequence])[0], [str(c) for c in sequence.categories], sequence.categories)
    assert tree.members[tree.root] == tuple(range(len(sequence.categories)))
    assert len(levels) == len(tree.children)
    assert set(levels) <= set(LEVELS)


def test_rows_of_one_call_inside_a_motif_are_a_phrase() -> None:
    sung, _, _ = sing([(0, 1)] * 6, motifs=((0, 0, 0, 1), (2, 3)))
    tree, levels = as_tree(find_structure([sung])[0], [str(c) for c in sung.categories], sung.categories)
    assert tree.spans[levels.index("phrase")] == (0, 3)


def test_times_must_be_as_many_as_categories() -> None:
    with pytest.raises(InputError, match=r"2 finite `onsets_s`, one for each category of sequence 0, got .* \(1,\)"):
        find_structure([EventSequence([1, 2], np.zeros(1), np.ones(2))])


def test_onsets_must_rise() -> None:
    with pytest.raises(InputError, match="rising onsets in sequence 1"):
        find_structure([EMPTY, EventSequence([1, 2], np.array([2.0, 1.0]), np.array([2.5, 1.5]))])


@pytest.mark.parametrize(("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (None, "")])
def test_motifs_are_named_by_letters(number: int | None, name: str) -> None:
    assert motif_name(number) == name


@given(st.lists(st.integers(0, 3), max_size=6), st.lists(st.integers(0, 3), max_size=6))
def test_edit_distance_is_symmetric_and_bounded(row: list[int], other: list[int]) -> None:
    distance = edit_distance(row, other)
    assert distance == edit_distance(other, row)
    assert abs(len(row) - len(other)) <= distance <= max(len(row), len(other))
    assert (distance == 0) == (row == other)


@given(st.lists(st.integers(0, 3), max_size=90), st.lists(st.integers(0, 3), max_size=90))
def test_edit_distance_is_that_of_the_whole_table(row: list[int], other: list[int]) -> None:
    table = np.add.outer(np.arange(len(row) + 1), np.arange(len(other) + 1))
    for i, j in product(range(1, len(row) + 1), range(1, len(other) + 1)):
        is_other = row[i - 1] != other[j - 1]
        table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + is_other)
    assert edit_distance(row, other) == table[-1, -1]


_ROWS = st.lists(st.integers(0, 3), max_size=9).map(tuple)


@given(_ROWS, _ROWS)
def test_variants_are_at_most_a_third_away_where_repeats_count_or_not(
    row: tuple[int, ...], other: tuple[int, ...]
) -> None:
    short, brief = (tuple(symbol for symbol, _ in groupby(each)) for each in (row, other))
    is_near = [edit_distance(a, b) <= max(len(a), len(b)) / 3 for a, b in ((row, other), (short, brief))]
    assert is_variant(row, other) is any(is_near)


@pytest.mark.parametrize(
    ("row", "other", "is_so"),
    [((1, 2, 3), (1, 3), True), ((1, 1, 1, 1), (1,), True), ((1, 2), (1, 3), False), ((1, 2, 1), (3, 2, 3), False)],
)
def test_variants_differ_by_a_third_or_by_repeats(row: tuple[int, ...], other: tuple[int, ...], is_so: bool) -> None:
    assert is_variant(row, other) is is_so
