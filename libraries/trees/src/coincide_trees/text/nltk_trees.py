"""Trees to and from `nltk.Tree` of the Natural Language Toolkit: ``pip install "coincide-trees[text]"``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coincide_trees.errors import InputError, MissingPackageError
from coincide_trees.tree import Tree

_END = object()


def to_nltk(tree: Tree) -> Any:
    """Turn a tree into an `nltk.Tree`.

    Parameters
    ----------
    tree : of at least two nodes; missing labels are empty, scores are left out.

    Returns
    -------
    An `nltk.Tree` with text as leaves.

    Raises
    ------
    InputError : the tree is a single leaf, which is not a tree there.
    MissingPackageError : NLTK is not installed.
    """
    make = _nltk_tree()
    if not tree.children:
        raise InputError(f"expected a tree of at least two nodes, got the single leaf `{tree.leaves[0]}`.")
    made: list[Any] = list(tree.leaves)
    for number, node in enumerate(tree.children):
        made.append(make(tree.labels[number] if tree.labels else "", [made[child] for child in node]))
    return made[-1]


def from_nltk(found: Any) -> Tree:
    """Turn an `nltk.Tree` into a tree.

    Parameters
    ----------
    found : an `nltk.Tree` whose nodes all have children; leaves and labels become text.

    Returns
    -------
    The tree, nodes numbered from left to right, each after its children; no labels if all are empty.

    Raises
    ------
    InputError : `found` is not an `nltk.Tree`, or one of its nodes is empty.
    MissingPackageError : NLTK is not installed.
    """
    kind = _nltk_tree()
    if not isinstance(found, kind):
        raise InputError(f"expected an `nltk.Tree`, got {type(found).__name__}.")
    leaves: list[str] = []
    nodes: list[tuple[list[int], str]] = []
    open_nodes: list[tuple[Any, Iterator[Any], list[int]]] = [(found, iter(found), [])]
    while open_nodes:
        node, rest, children = open_nodes[-1]
        child: Any = next(rest, _END)
        if child is _END:
            open_nodes.pop()
            if not children:
                raise InputError(f"expected a leaf or a node in every node, got an empty one, `{node.label()}`.")
            nodes.append((children, str(node.label())))
            if open_nodes:
                open_nodes[-1][2].append(-len(nodes))
        elif isinstance(child, kind):
            open_nodes.append((child, iter(child), []))
        else:
            children.append(len(leaves))
            leaves.append(str(child))
    numbered = tuple(tuple(len(leaves) - 1 - c if c < 0 else c for c in node) for node, _ in nodes)
    labels = tuple(label for _, label in nodes)
    return Tree(tuple(leaves), numbered, labels if any(labels) else ())


def _nltk_tree() -> Any:
    try:
        from nltk.tree import Tree as NltkTree  # type: ignore[import-untyped]
    except ImportError:
        raise MissingPackageError(
            "trees of the Natural Language Toolkit need `nltk`, which is not installed here. Install it with "
            '`pip install "coincide-trees[text]"`.'
        ) from None
    return NltkTree
