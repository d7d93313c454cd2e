"""Span F1 of the product's parser on pictures with new shapes and colors, beside trees that learn nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypedDict

import numpy as np
from coincide_trees import NeuralGrammar, Pace, Tree, balanced, fit_grammar, parse_batch, random_tree, right_branching
from sklearn.cluster import AgglomerativeClustering

from benchmarks.rows import Row
from coincide_rays.bridge import PictureLesson, picture_lesson
from coincide_rays.truth import render_truth
from coincide_rays.truth.scenes import random_scene


class Kind(TypedDict):
    """What the shapes of a scene are like."""

    shapes: tuple[str, ...]
    hues: tuple[float, float]


SEEN: Kind = {"shapes": ("sphere", "cube", "cylinder"), "hues": (0.0, 0.5)}
UNSEEN: Kind = {"shapes": ("cone", "torus"), "hues": (0.5, 1.0)}


def lessons(count: int, seed: int, *, shapes: tuple[str, ...], hues: tuple[float, float]) -> list[PictureLesson]:
    drawn = []
    for number in range(count):
        scene = random_scene(np.random.default_rng([seed, number]), shapes=shapes, hues=hues)
        drawn.append(picture_lesson(render_truth(scene.world, scene.camera, threads=1)))
    return drawn


def span_f1(found: Sequence[set[frozenset[int]]], wanted: Sequence[frozenset[frozenset[int]]]) -> float:
    right = sum(len(one & other) for one, other in zip(found, wanted, strict=True))
    n_found, n_wanted = sum(map(len, found)), sum(map(len, wanted))
    return 2 * right / max(1, n_found + n_wanted)


def sets_of(children: Sequence[Sequence[int]], n_leaves: int) -> set[frozenset[int]]:
    sets = [frozenset((leaf,)) for leaf in range(n_leaves)]
    for node in children:
        sets.append(frozenset().union(*(sets[child] for child in node)))
    return {each for each in sets if 1 < len(each) < n_leaves}


def ward(lesson: PictureLesson, weight: float) -> list[list[int]]:
    """Ward's tree of color and position, with position weighed."""
    features = np.hstack([lesson.vectors[:, :3], weight * lesson.vectors[:, 6:8]])
    return (
        AgglomerativeClustering(n_clusters=1, linkage="ward", compute_full_tree=True).fit(features).children_.tolist()
    )


def baselines(exam: list[PictureLesson]) -> dict[str, float]:
    wanted = [lesson.sets for lesson in exam]
    rng = np.random.default_rng(0)

    def ordered(make: Callable[[list[str]], Tree]) -> float:
        found = []
        for lesson in exam:
            order = np.lexsort((lesson.vectors[:, 6], lesson.vectors[:, 7]))  # from left to right
            tree = make([str(leaf) for leaf in range(len(order))])
            sets = sets_of(tree.children, len(order))
            found.append({frozenset(int(order[leaf]) for leaf in each) for each in sets})
        return span_f1(found, wanted)

    scores = {
        "right-branching": ordered(right_branching),
        "balanced": ordered(balanced),
        "random": ordered(lambda leaves: random_tree(leaves, rng=rng)),
    }
    for weight in (0.0, 1.0, 3.0, 10.0, 1000.0):
        found = [sets_of(ward(lesson, weight), len(lesson.vectors)) for lesson in exam]
        scores[f"Ward, position × {weight:g}"] = span_f1(found, wanted)
    return scores


def parser_score(
    train: list[PictureLesson], dev: list[PictureLesson], exam: list[PictureLesson], *, seed: int
) -> float:
    model = NeuralGrammar(train[0].vectors.shape[1], code=64, hidden=128, seed=seed)
    fit_grammar(
        model,
        [lesson.vectors for lesson in train],
        [lesson.truth for lesson in train],
        held_out=([lesson.vectors for lesson in dev], [lesson.truth for lesson in dev]),
        adjacency=[lesson.adjacency for lesson in train],
        held_out_adjacency=[lesson.adjacency for lesson in dev],
        pace=Pace(n_epochs=30, batch_size=32, patience=6),
        seed=seed,
    )
    trees = parse_batch([lesson.vectors for lesson in exam], model, adjacency=[lesson.adjacency for lesson in exam])
    found = [sets_of(tree.children, len(lesson.vectors)) for tree, lesson in zip(trees, exam, strict=True)]
    return span_f1(found, [lesson.sets for lesson in exam])


def rows(*, quick: bool) -> Iterator[Row]:
    """Learn from scenes of some shapes and hues, parse scenes of others."""
    n_train, n_exam = (200, 50) if quick else (2_000, 400)
    train, dev, exam = lessons(n_train, 1, **SEEN), lessons(150, 2, **SEEN), lessons(n_exam, 3, **UNSEEN)
    scores = baselines(exam)
    best = max(scores, key=scores.__getitem__)
    for name, score in scores.items():
        yield Row("span F1 of pictures, held-out shapes and hues", name, score, "-", "-")
    score = parser_score(train, dev, exam, seed=0)
    yield Row("span F1 of pictures, held-out shapes and hues", "parser that learned", score, "-", "-")
    yield Row("the same", f"points above the best other ({best})", 100 * (score - scores[best]), "0", "10")
