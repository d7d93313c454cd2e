"""Trees in a terminal: the root first, every node on a line of its own, a line of one parent's leaves."""

from __future__ import annotations

from coincide_trees.tree import Tree


def to_text(tree: Tree) -> str:
    """Draw a tree with lines; a node that has only leaves is drawn on one line with them.

    Examples
    --------
    >>> print(to_text(Tree(("the", "wren", "sings"), ((0, 1), (3, 2)))))
    ┐
    ├─ the wren
    └─ sings
    """
    lines: list[str] = []
    waiting: list[tuple[int, str, str]] = [(tree.root, "", "")]
    while waiting:
        node, before, below = waiting.pop()
        if node < tree.n_leaves:
            lines.append(before + tree.leaves[node])
            continue
        children = tree.children[node - tree.n_leaves]
        label = tree.labels[node - tree.n_leaves] if tree.labels else ""
        if all(child < tree.n_leaves for child in children):
            lines.append(before + " ".join([*([f"{label}:"] if label else []), *(tree.leaves[c] for c in children)]))
            continue
        lines.append(before + (label or "┐"))
        for child in reversed(children):
            is_last = child == children[-1]
            waiting.append((child, below + ("└─ " if is_last else "├─ "), below + ("   " if is_last else "│  ")))
    return "\n".join(lines)
