"""Slow and obvious twins of parsing, for comparison in tests."""

import torch


def greedy(leaves, neighbors, model):
    """Merge the best pair of neighbors until one is left, scoring every pair anew each time.

    Leaves are states (n, state), neighbors a set of pairs of leaves, lower first; returns the members of each merge,
    in the order of merging.
    """
    nodes = [((leaf,), state) for leaf, state in enumerate(leaves)]
    merges = []
    while len(nodes) > 1:
        best = None
        for left in nodes:
            for right in nodes:
                if left[0][0] < right[0][0] and _touch(left[0], right[0], neighbors):
                    parent, score = model.merge(left[1][None], right[1][None])
                    rank = (-round(float(score), 5), left[0][0], right[0][0])
                    if best is None or rank < best[0]:
                        best = (rank, left, right, parent[0])
        _, left, right, state = best
        nodes = [node for node in nodes if node is not left and node is not right]
        nodes.append((tuple(sorted(left[0] + right[0])), state))
        merges.append(nodes[-1][0])
    return merges


def _touch(one, other, neighbors):
    return any((min(a, b), max(a, b)) in neighbors for a in one for b in other)


def all_trees(first, stop):
    """Every binary tree over leaves first to stop − 1, as nested pairs."""
    if stop - first == 1:
        return [first]
    return [
        (left, right)
        for middle in range(first + 1, stop)
        for left in all_trees(first, middle)
        for right in all_trees(middle, stop)
    ]


def total_of(tree, leaves, model):
    """State and summed score of a nested pair, one merge at a time."""
    if isinstance(tree, int):
        return leaves[tree], torch.zeros(())
    (left, left_total), (right, right_total) = (total_of(part, leaves, model) for part in tree)
    parent, score = model.merge(left[None], right[None])
    return parent[0], left_total + right_total + score[0]


def best_total(leaves, model):
    """The best summed score over all binary trees."""
    return max(float(total_of(tree, leaves, model)[1]) for tree in all_trees(0, len(leaves)))


def grow(leaves, trees, model):
    """Scores and states of the inner nodes of trees, one merge at a time, tree after tree."""
    scores, states = [], []
    for one, children in zip(leaves, trees, strict=True):
        nodes = list(one[: len(children) + 1])
        for left, right in children:
            parent, score = model.merge(nodes[left][None], nodes[right][None])
            nodes.append(parent[0])
            scores.append(score[0])
            states.append(parent[0])
    return torch.stack(scores), torch.stack(states)


def unfolded_error(node, code, nodes, truth, model):
    """Summed squared distance of the leaves told from a code to those that are there; nodes are children by number."""
    if node < len(truth):
        return (truth[node] - code).square().sum()
    both = model.told(code[None])[0]
    errors = []
    for child, part in zip(nodes[node - len(truth)], (both[: model.dim], both[model.dim :]), strict=True):
        is_leaf = child < len(truth)
        errors.append(unfolded_error(child, part if is_leaf else part / part.norm(), nodes, truth, model))
    return sum(errors)
