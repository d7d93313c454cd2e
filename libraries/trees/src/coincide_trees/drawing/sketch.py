"""What a drawing of a tree consists of, in pixels from the upper left corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide_trees.drawing.layout import places_of
from coincide_trees.tree import Tree

LEVEL, MARGIN, LETTER, LINE = 28, 16, 8, 18
"""Pixels of a level, of the margin, of a letter and of a line of words."""

Pixels = NDArray[np.uint8]
Point = tuple[float, float]


@dataclass(frozen=True)
class Sketch:
    """Lines, words and pictures.

    Attributes
    ----------
    lines : from and to.
    words : middle of the line of words, and the words.
    pictures : upper left corner, and pixels (rows, columns, 3).
    """

    width: int
    height: int
    lines: Sequence[tuple[Point, Point]]
    words: Sequence[tuple[Point, str]]
    pictures: Sequence[tuple[Point, Pixels]]


def sketch_tree(tree: Tree, *, thumbnails: Sequence[Pixels] = ()) -> Sketch:
    """Draw a tree with its root on top.

    Parameters
    ----------
    thumbnails : a picture for each leaf, shown in place of its name.
    """
    places = places_of(tree)
    widths = [one.shape[1] + 6 for one in thumbnails] or [LETTER * len(name) + 10 for name in tree.leaves]
    column = max(widths)
    floor = MARGIN + LINE + LEVEL * places[tree.root][1]
    foot = LINE if not thumbnails else max(one.shape[0] for one in thumbnails)
    points = [(MARGIN + column * (place + 0.5), floor - LEVEL * level) for place, level in places]
    lines = [
        (points[tree.n_leaves + number], points[child]) for number, node in enumerate(tree.children) for child in node
    ]
    words = [((x, y - 9), label) for (x, y), label in zip(points[tree.n_leaves :], tree.labels, strict=False) if label]
    pictures: list[tuple[Point, Pixels]] = []
    for leaf, (x, y) in enumerate(points[: tree.n_leaves]):
        if thumbnails:
            pictures.append(((x - thumbnails[leaf].shape[1] / 2, y + 4), thumbnails[leaf]))
        else:
            words.append(((x, y + 11), tree.leaves[leaf]))
    return Sketch(2 * MARGIN + column * tree.n_leaves, floor + foot + MARGIN, lines, words, pictures)


def stack(sketches: Sequence[Sketch]) -> Sketch:
    """Put sketches below each other."""
    lines: list[tuple[Point, Point]] = []
    words: list[tuple[Point, str]] = []
    pictures: list[tuple[Point, Pixels]] = []
    top = 0
    for one in sketches:
        lines += [((a, b + top), (c, d + top)) for (a, b), (c, d) in one.lines]
        words += [((x, y + top), text) for (x, y), text in one.words]
        pictures += [((x, y + top), pixels) for (x, y), pixels in one.pictures]
        top += one.height
    return Sketch(max((one.width for one in sketches), default=0), top, lines, words, pictures)


def with_picture(sketch: Sketch, pixels: Pixels) -> Sketch:
    """Put a picture below a sketch, in the middle."""
    width = max(sketch.width, pixels.shape[1] + 2 * MARGIN)
    shift = (width - sketch.width) / 2
    return Sketch(
        width,
        sketch.height + pixels.shape[0] + MARGIN,
        [((a + shift, b), (c + shift, d)) for (a, b), (c, d) in sketch.lines],
        [((x + shift, y), text) for (x, y), text in sketch.words],
        [
            *(((x + shift, y), one) for (x, y), one in sketch.pictures),
            (((width - pixels.shape[1]) / 2, float(sketch.height)), pixels),
        ],
    )
