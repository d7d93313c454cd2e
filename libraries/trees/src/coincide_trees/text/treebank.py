"""Sentences of a treebank as parsers are compared on them: words, their tags, and the tree above the words.

What the field takes off before it compares: traces (``-NONE-``), punctuation, the functions and numbers of a label
(``NP-SBJ-1`` is an ``NP``), and nodes with a single child, of which the uppermost label stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from coincide_trees.errors import InputError
from coincide_trees.tree import Tree

TRACE = "-NONE-"
PUNCTUATION = frozenset({",", ".", ":", "``", "''", "-LRB-", "-RRB-", "$", "#", "HYPH"})
"""Tags of what is not said: the list of the field (Klein and Manning, 2002), and hyphens as newer treebanks
tag them apart."""
_PLAIN_LABEL = re.compile(r"[^-=|]+")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a treebank.

    Attributes
    ----------
    tree : over the words; every inner node has at least two children and a plain label.
    tags : part of speech of each word.
    """

    tree: Tree
    tags: tuple[str, ...]


def is_word(tag: str) -> bool:
    """Whether a leaf with this tag is said: no trace, no punctuation."""
    return tag != TRACE and tag not in PUNCTUATION


def sentence(tree: Tree, *, is_kept: Callable[[str], bool] = is_word) -> Sentence | None:
    """Remove what is not compared: traces, punctuation, functions of labels.

    Parameters
    ----------
    tree : as read from a treebank: labeled, each leaf under a node whose label is its tag, alone or, as in
        ``(NN Xpd TTD)``, with other words of one name.
    is_kept : whether leaves with a tag stay.

    Returns
    -------
    The sentence, or None if no leaf stays.

    Raises
    ------
    InputError : there are no labels, or a leaf stands beside nodes.
    """
    tags = _tags(tree)
    kept = [leaf for leaf in range(tree.n_leaves) if is_kept(tags[leaf])]
    if not kept:
        return None
    # Where each node of the old tree went: a leaf, a node counted from -1 downwards, or nothing.
    place: dict[int, int] = {leaf: new for new, leaf in enumerate(kept)}
    nodes: list[list[int]] = []
    labels: list[str] = []
    for number, node in enumerate(tree.children, start=tree.n_leaves):
        children = [place[child] for child in node if child in place]
        if len(children) > 1:
            nodes.append(children)
            labels.append(plain_label(tree.labels[number - tree.n_leaves]))
            place[number] = -len(nodes)
        elif children:
            place[number] = children[0]
            is_over_words = children[0] < 0
            if is_over_words and tree.labels[number - tree.n_leaves] != "":
                labels[-children[0] - 1] = plain_label(tree.labels[number - tree.n_leaves])
    numbered = tuple(tuple(len(kept) - 1 - c if c < 0 else c for c in node) for node in nodes)
    words = tuple(tree.leaves[leaf] for leaf in kept)
    return Sentence(Tree(words, numbered, tuple(labels)), tuple(tags[leaf] for leaf in kept))


def plain_label(label: str) -> str:
    """Return a label without functions and numbers: ``NP-SBJ-1`` is an ``NP``; ``-LRB-`` stays.

    Parameters
    ----------
    label : as a treebank writes it.

    Returns
    -------
    What stands before the first ``-``, ``=`` or ``|``; the whole if that is nothing.
    """
    found = _PLAIN_LABEL.match(label)
    return label if found is None else found.group()


def _tags(tree: Tree) -> list[str]:
    if not tree.labels:
        raise InputError("expected a tree with labels, one above each leaf, got none. Read it with labels.")
    tags: dict[int, str] = {}
    for node, label in zip(tree.children, tree.labels, strict=True):
        if all(child < tree.n_leaves for child in node):
            tags.update(dict.fromkeys(node, label))
    bare = [name for leaf, name in enumerate(tree.leaves) if leaf not in tags]
    if bare:
        raise InputError(
            f"expected every leaf under its part of speech, as in `(DT the)`, got `{bare[0]}` without one."
        )
    return [tags[leaf] for leaf in range(tree.n_leaves)]


def without_unnamed(tree: Tree) -> Tree:
    """Remove the inner nodes that have no name; their children move up to the next node that has one.

    Parsers join two and two; a node that a trained grammar leaves without a name is a step on the way to a flat one.

    Parameters
    ----------
    tree : labeled; scores are left out.

    Returns
    -------
    The tree of the other nodes; its root stays even if it has no name. Without labels the tree as it is.
    """
    if not tree.labels:
        return tree
    place: dict[int, list[int]] = {leaf: [leaf] for leaf in range(tree.n_leaves)}
    nodes: list[tuple[int, ...]] = []
    labels: list[str] = []
    for number, (node, label) in enumerate(zip(tree.children, tree.labels, strict=True), start=tree.n_leaves):
        children = [new for child in node for new in place[child]]
        if label == "" and number != tree.root:
            place[number] = children
            continue
        place[number] = [tree.n_leaves + len(nodes)]
        nodes.append(tuple(children))
        labels.append(label)
    return Tree(tree.leaves, tuple(nodes), tuple(labels))
