"""The bridge to the product. Its tests say loudly that they are left out where the product is not installed."""

from __future__ import annotations

import numpy as np
import pytest

from coincide_rays.truth import Truth, render_truth
from coincide_rays.truth.scenes import random_scene

pytest.importorskip("coincide", reason="the product `coincide` is not installed: the bridge is not tested")


def _truth(seed: int) -> Truth:
    scene = random_scene(np.random.default_rng(seed), size=64)
    return render_truth(scene.world, scene.camera)


def test_lesson_has_a_region_for_each_part_that_is_seen():
    from coincide_rays.bridge import picture_lesson

    truth = _truth(1)
    lesson = picture_lesson(truth)
    assert len(lesson.vectors) == lesson.adjacency.n_leaves == len(np.unique(truth.part))


def test_joins_are_right_that_cut_no_node_of_the_tree():
    from coincide_rays.bridge import NestedTruth
    from coincide_rays.truth.tree import Tree

    pair = Tree("group", "", (Tree("cube", "", (), 0), Tree("cube", "", (), 1)))
    truth = NestedTruth(
        Tree("world", "", (pair, Tree("cube", "", (), 2), Tree("cube", "", (), 3))), {0: 0, 1: 1, 2: 2, 3: 3}
    )
    a, b, c, d = (truth.leaf(number) for number in range(4))
    both, is_right = truth.join(a, b)
    assert is_right
    assert not truth.join(a, c)[1]
    whole, is_right = truth.join(both, d)
    assert is_right and truth.join(whole, c)[1]


def test_true_tree_of_a_picture_is_all_right():
    from coincide_rays.bridge import picture_lesson

    lesson = picture_lesson(_truth(2))
    marks = {frozenset((leaf,)): lesson.truth.leaf(leaf) for leaf in range(lesson.truth.n_leaves)}
    for node in sorted(lesson.sets, key=len):
        inside = sorted((each for each in marks if each < node), key=len, reverse=True)
        mark, taken = None, frozenset()
        for part in inside:
            if not part & taken:
                mark, is_right = (marks[part], True) if mark is None else lesson.truth.join(mark, marks[part])
                taken |= part
                assert is_right
        assert taken == node and mark is not None
        marks[node] = mark


def test_product_finds_the_bridge():
    from importlib.metadata import entry_points

    found = [point for point in entry_points(group="coincide.companions") if point.name == "rays"]
    if not found:
        pytest.skip("the companion runs from its folder and is not installed: its entry point cannot be found")
    assert found[0].load().__name__ == "coincide_rays.bridge"


def test_parser_learns_from_lessons():
    from coincide_trees import NeuralGrammar, Pace, fit_grammar

    from coincide_rays.bridge import picture_lesson

    lessons = [picture_lesson(_truth(seed)) for seed in range(6)]
    model = NeuralGrammar(lessons[0].vectors.shape[1], code=8, hidden=8)
    course = fit_grammar(
        model,
        [lesson.vectors for lesson in lessons],
        [lesson.truth for lesson in lessons],
        adjacency=[lesson.adjacency for lesson in lessons],
        pace=Pace(n_epochs=2, batch_size=3),
    )
    assert len(course.losses) == 4
