"""Slow and obvious twins of the measures of trees."""


def brackets(tree, *, with_labels=False):
    """Spans of more than one leaf and not of all, each once; with their label if wanted."""
    found = []

    def walk(node):
        if node < tree.n_leaves:
            return [node]
        inside = [leaf for child in tree.children[node - tree.n_leaves] for leaf in walk(child)]
        if 1 < len(inside) < tree.n_leaves:
            label = tree.labels[node - tree.n_leaves] if with_labels else None
            if (inside, label) not in found:
                found.append((inside, label))
        return inside

    walk(tree.n_nodes - 1)
    return found


def bracket_counts(true, found, *, with_labels=False):
    """How many brackets are in both, in the found and in the true tree."""
    one, other = brackets(true, with_labels=with_labels), brackets(found, with_labels=with_labels)
    return sum(bracket in one for bracket in other), len(other), len(one)
