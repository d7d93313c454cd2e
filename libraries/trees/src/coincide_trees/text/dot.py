"""Trees as DOT, the language that Graphviz draws graphs from."""

from __future__ import annotations

from coincide_trees.tree import Tree


def to_dot(tree: Tree) -> str:
    """Write a tree as a directed graph, leaves side by side in their order.

    Parameters
    ----------
    tree : any tree; inner nodes show their label, or their score where there is no label, or a point.

    Returns
    -------
    Text for ``dot -Tsvg``.

    Examples
    --------
    >>> print(to_dot(Tree(("a", "b"), ((0, 1),), ("song",))))
    digraph tree {
      ordering=out;
      node [shape=plaintext];
      { rank=same; n0 [label="a"]; n1 [label="b"]; }
      n2 [label="song"];
      n2 -> n0;
      n2 -> n1;
    }
    """
    leaves = " ".join(f"n{leaf} [label={_quoted(name)}];" for leaf, name in enumerate(tree.leaves))
    lines = ["digraph tree {", "  ordering=out;", "  node [shape=plaintext];", f"  {{ rank=same; {leaves} }}"]
    for number, node in enumerate(tree.children):
        name = f"n{tree.n_leaves + number}"
        lines.append(f"  {name} [{_look(tree, number)}];")
        lines += [f"  {name} -> n{child};" for child in node]
    return "\n".join([*lines, "}"])


def _look(tree: Tree, number: int) -> str:
    if tree.labels and tree.labels[number] != "":
        return f"label={_quoted(tree.labels[number])}"
    if tree.scores:
        return f"label={_quoted(format(tree.scores[number], '.3g'))}"
    return 'shape=point, label=""'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
