"""Trees as JSON: everything that a tree holds, in four lists of the same names."""

from __future__ import annotations

from typing import Any, cast

from coincide_trees.errors import InputError
from coincide_trees.tree import Tree

_PARTS = ("leaves", "children", "labels", "scores")


def to_json(tree: Tree) -> dict[str, list[Any]]:
    """Turn a tree into lists that `json.dumps` takes.

    Parameters
    ----------
    tree : any tree.

    Returns
    -------
    Under `leaves`, `children`, `labels` and `scores` what the tree holds under the same name.

    Examples
    --------
    >>> to_json(Tree(("a", "b"), ((0, 1),)))
    {'leaves': ['a', 'b'], 'children': [[0, 1]], 'labels': [], 'scores': []}
    """
    return {
        "leaves": list(tree.leaves),
        "children": [list(node) for node in tree.children],
        "labels": list(tree.labels),
        "scores": list(tree.scores),
    }


def from_json(found: object) -> Tree:
    """Turn the result of `json.loads` into a tree.

    Parameters
    ----------
    found : the result of `to_json`; `labels` and `scores` may be missing.

    Returns
    -------
    The same tree.

    Raises
    ------
    InputError : parts are missing, unknown or of another type, or it is not one whole tree.
    """
    if not isinstance(found, dict):
        raise InputError(f"expected a tree as a JSON object with {_listed()}, got {type(found).__name__}.")
    parts = cast(dict[str, object], found)
    if not {"leaves", "children"} <= parts.keys() <= set(_PARTS):
        raise InputError(f"expected a tree with {_listed()}, got {', '.join(sorted(map(str, parts))) or 'nothing'}.")
    lists = {name: _list(name, parts.get(name, [])) for name in _PARTS}
    children = tuple(tuple(_each("children", _list("children", node), int)) for node in lists["children"])
    return Tree(
        tuple(_each("leaves", lists["leaves"], str)),
        children,
        tuple(_each("labels", lists["labels"], str)),
        tuple(float(score) for score in _each("scores", lists["scores"], (int, float))),
    )


def _listed() -> str:
    return ", ".join(f"`{name}`" for name in _PARTS)


def _list(name: str, found: object) -> list[Any]:
    if not isinstance(found, list):
        raise InputError(f"expected a list in `{name}` of a tree, got {type(found).__name__}.")
    return cast(list[Any], found)


def _each(name: str, found: list[Any], wanted: type | tuple[type, ...]) -> list[Any]:
    wrong = [value for value in found if not isinstance(value, wanted) or isinstance(value, bool)]
    if wrong:
        raise InputError(f"expected values of another type in `{name}` of a tree, got `{wrong[0]!r}`.")
    return found
