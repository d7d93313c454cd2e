"""Which merges are right, in annotated trees and in pictures."""

from __future__ import annotations

import itertools

import pytest

from coincide_trees import RegionTruth, SpanTruth, chain, grid
from coincide_trees.errors import InputError
from coincide_trees.tree import Tree

TREE = Tree(tuple("abcdefg"), ((1, 2), (7, 3, 4), (0, 8, 5, 6)), ("X", "Y", "Z"))


def is_crossed(span: tuple[int, int]) -> bool:
    return any(
        len(set(range(*span)) & set(range(*other))) > 0
        and not set(range(*span)) <= set(range(*other))
        and not set(range(*other)) <= set(range(*span))
        for other in TREE.spans
    )


def test_spans_that_cross_none_of_the_tree_are_right() -> None:
    truth = SpanTruth(TREE)
    for span in itertools.combinations(range(8), 2):
        assert truth.is_right[span] == (not is_crossed(span))


def test_joining_two_spans_gives_their_span() -> None:
    assert SpanTruth(TREE).join((1, 3), (3, 4)) == ((1, 4), True)
    assert SpanTruth(TREE).join((0, 1), (1, 2)) == ((0, 2), False)


def test_spans_of_the_tree_have_its_names_and_others_none() -> None:
    truth = SpanTruth(TREE)
    assert [truth.label(span) for span in ((1, 3), (1, 5), (1, 4))] == ["X", "Y", ""]


def test_a_tree_without_labels_leaves_names_open() -> None:
    assert SpanTruth(Tree(("a", "b"), ((0, 1),))).label((0, 2)) is None


def test_regions_of_one_object_join_in_any_order_and_whole_objects_after() -> None:
    truth = RegionTruth(["sky", "sky", "bird", "bird"], chain(4))
    sky, sky_too, bird, bird_too = (truth.leaf(number) for number in range(4))
    whole_sky, is_sky_right = truth.join(sky, sky_too)
    assert is_sky_right
    assert not truth.join(whole_sky, bird)[1]
    whole_bird, _ = truth.join(bird, bird_too)
    assert truth.join(whole_sky, whole_bird)[1]


def test_what_was_joined_wrongly_stays_wrong() -> None:
    truth = RegionTruth(["sky", "sky", "bird"], chain(3))
    mixed, _ = truth.join(truth.leaf(1), truth.leaf(2))
    assert not truth.join(truth.leaf(0), mixed)[1]


def test_two_objects_of_one_name_that_do_not_touch_are_two() -> None:
    truth = RegionTruth(["bird", "sky", "bird"], chain(3))
    assert truth.join(truth.leaf(0), truth.leaf(1))[1]


def test_names_have_to_be_as_many_as_regions() -> None:
    with pytest.raises(InputError, match=r"expected 4 names, one for each region, got 1"):
        RegionTruth(["sky"], grid(2, 2))
