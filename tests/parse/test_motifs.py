"""What recurs in trees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from song_examples import sing

from coincide.parse import ParsedSequence, find_motifs, find_structure
from coincide.parse.structure import as_tree


def parsed(seed: int = 0) -> ParsedSequence:
    sung, _, _ = sing(seed=seed)
    tree, levels = as_tree(find_structure([sung])[0], [f"n{c}" for c in sung.categories], sung.categories)
    return ParsedSequence(tree, levels, sung.categories, sung.onsets_s.tolist(), sung.offsets_s.tolist())


def test_motifs_are_counted() -> None:
    assert sorted(motif.count for motif in find_motifs([parsed()])) == [8, 12, 12]


def test_kinds_of_songs_are_counted() -> None:
    assert [song.count for song in find_motifs([parsed()], level="song")] == [4, 4, 4]


def test_variants_add_up_to_the_occurrences() -> None:
    for motif in find_motifs([parsed()]):
        assert sum(variant.count for variant in motif.variants) == motif.count


def test_alike_occurrences_need_no_edits_and_carry_their_names() -> None:
    motif = next(each for each in find_motifs([parsed()]) if len(each.variants[0].categories) == 4)
    assert (motif.mean_edits, motif.variants[0].names) == (0.0, ("n5", "n6", "n5", "n7"))


def test_places_tell_sequence_and_time() -> None:
    one = parsed()
    place = find_motifs([one, one])[0].occurrences[-1]
    assert place.sequence == 1
    assert place.onset_s == one.onsets_s[place.span[0]]


def test_edits_are_counted_from_the_usual_variant() -> None:
    one = parsed()
    changed = [
        9 if place == one.tree.spans[one.levels.index("motif")][0] else c for place, c in enumerate(one.categories)
    ]
    other = ParsedSequence(one.tree, one.levels, changed, one.onsets_s, one.offsets_s)
    motif = next(each for each in find_motifs([other]) if len(each.variants) == 2)
    assert motif.mean_edits == pytest.approx(1 / motif.count / len(motif.variants[0].categories))


def test_nothing_recurs_in_nothing() -> None:
    assert find_motifs([]) == []


@examples(100)
@given(st.integers(0, 5))
def test_durations_vary_little_where_gaps_do(seed: int) -> None:
    assert all(0 < motif.duration_cv < 0.2 for motif in find_motifs([parsed(seed)]))
