"""Trees for property tests: any shape over a sequence, nodes numbered from left to right."""

from __future__ import annotations

from hypothesis import strategies as st

from coincide_trees.tree import Tree

NAMES = st.one_of(
    st.sampled_from(["a", "song a", "(", ")", "%", "%20", "100%", '""', '"', "", "-LRB-", "\n", "é", "%c3", "\u3000"]),
    st.text(max_size=4),
)


@st.composite
def trees(draw, *, max_leaves=8, names=NAMES, has_labels=None, max_children=4):
    """Draw a tree of at least one inner node; some of its nodes have one child, up to twice the number of leaves."""
    n_leaves = draw(st.integers(1, max_leaves))
    is_labeled = draw(st.booleans()) if has_labels is None else has_labels
    row, n_nodes = [(leaf, []) for leaf in range(n_leaves)], 0
    while len(row) > 1 or n_nodes == 0:
        smallest = 2 if n_nodes >= 2 * n_leaves else 1
        first = draw(st.integers(0, len(row) - min(smallest, len(row))))
        joined = row[first : first + draw(st.integers(smallest, max_children))]
        row[first : first + len(joined)] = [(None, joined)]
        n_nodes += 1
    return _numbered(row[0], draw, n_leaves, names=names, is_labeled=is_labeled)


def _numbered(top, draw, n_leaves, *, names, is_labeled):
    nodes, labels = [], []

    def number(part):
        leaf, inside = part
        if leaf is not None:
            return leaf
        nodes.append(tuple(number(child) for child in inside))
        labels.append(draw(names) if is_labeled else "")
        return n_leaves + len(nodes) - 1

    number(top)
    leaves = tuple(draw(st.lists(names, min_size=n_leaves, max_size=n_leaves)))
    return Tree(leaves, tuple(nodes), tuple(labels) if is_labeled else ())
