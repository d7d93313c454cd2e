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


def struct_iou(true, true_leaves, found, found_leaves):
    """The best of all alignments of nodes that keep who is above whom, one after the other."""

    def described(tree, leaves):
        nodes = []
        for node in range(tree.n_nodes):
            under = [leaves[leaf] for leaf in tree.members[node]]
            nodes.append((min(start for start, _ in under), max(stop for _, stop in under)))
        above = {(node, node): False for node in range(tree.n_nodes)}
        parents = {child: tree.n_leaves + at for at, row in enumerate(tree.children) for child in row}
        for node in range(tree.n_nodes):
            higher = parents.get(node)
            while higher is not None:
                above[higher, node] = True
                higher = parents.get(higher)
        return nodes, above

    (one, above_one), (other, above_other) = described(true, true_leaves), described(found, found_leaves)

    def overlap(x, y):
        shared = max(0.0, min(x[1], y[1]) - max(x[0], y[0]))
        return shared / (x[1] - x[0] + y[1] - y[0] - shared)

    def best(x, pairs):
        if x == len(one):
            return sum(overlap(one[a], other[b]) for a, b in pairs)
        sums = [best(x + 1, pairs)]
        for y in range(len(other)):
            is_free = all(y != b for _, b in pairs)
            if is_free and all(
                above_one.get((x, a), False) == above_other.get((y, b), False)
                and above_one.get((a, x), False) == above_other.get((b, y), False)
                for a, b in pairs
            ):
                sums.append(best(x + 1, [*pairs, (x, y)]))
        return max(sums)

    return 2 * best(0, []) / (len(one) + len(other))
