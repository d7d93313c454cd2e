"""From binary trees over songs to motifs: the form in which a catalog stores trees of all kinds.

A network joins two neighbors at a time and knows no motif. Where it names nodes, what it calls a motif is one. Where it
does not, a node is a motif if its row of categories occurs again under another node, unless a node inside it occurs
more often: going up a tree, the count falls where a unit ends (as the variety of successors rises in Harris 1955).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from coincide_trees import Span, Tree

from coincide.parse.lexicon import Unit
from coincide.parse.structure import MOTIF, EventSequence, Owner, Structure, named_structures


def songs_in(structures: Sequence[Structure]) -> list[Owner]:
    """List the songs of all sequences in order."""
    return [(number, song.span) for number, each in enumerate(structures) for song in each.songs]


def structures_of(sequences: Sequence[EventSequence], songs: Sequence[Owner], trees: Sequence[Tree]) -> list[Structure]:
    """Cut the tree of each song into motifs.

    Parameters
    ----------
    songs : as `songs_in` lists them.
    trees : of each song, over its events in order; labels ``motif`` say which nodes are motifs.

    Returns
    -------
    For each sequence its structure, as `find_structure` returns it.
    """
    rows = [row_of(sequences, song) for song in songs]
    counts = _counts(trees, rows)
    cutting = [
        [row[first:stop] for first, stop in _units(tree, _judge(tree, row, counts))]
        for tree, row in zip(trees, rows, strict=True)
    ]
    return named_structures(songs, cutting, len(sequences))


def recurring_share(trees: Sequence[Tree], rows: Sequence[Unit]) -> float:
    """Return the share of nodes whose row of categories occurs under another node too; 0 without any node."""
    counts = _counts(trees, rows)
    return sum(count for count in counts.values() if count > 1) / max(1, counts.total())


def named_motifs(tree: Tree) -> set[Span]:
    """Return where the motifs of several events are, of a tree whose nodes have names."""
    return {(a, b) for a, b in _units(tree, lambda node: tree.labels[node] == MOTIF) if b - a > 1}


def row_of(sequences: Sequence[EventSequence], song: Owner) -> Unit:
    """Return the categories of a song."""
    number, (first, stop) = song
    return tuple(sequences[number].categories[first:stop])


def _counts(trees: Sequence[Tree], rows: Sequence[Unit]) -> Counter[Unit]:
    return Counter(row[a:b] for tree, row in zip(trees, rows, strict=True) for a, b in tree.spans)


def _judge(tree: Tree, row: Unit, counts: Counter[Unit]) -> Callable[[int], bool]:
    """Say of an inner node whether it is a motif."""
    if tree.labels:
        return lambda node: tree.labels[node] == MOTIF

    def count(node: int) -> int:
        first, stop = tree.spans[node]
        return counts[row[first:stop]]

    def is_motif(node: int) -> bool:
        inside = [count(child - tree.n_leaves) for child in tree.children[node] if child >= tree.n_leaves]
        return count(node) > 1 and max(inside, default=0) <= count(node)

    return is_motif


def _units(tree: Tree, is_motif: Callable[[int], bool]) -> Iterator[Span]:
    """Go down from the root to the first motifs, and to events that are in none."""
    waiting = [tree.root]
    while waiting:
        node = waiting.pop()
        if node < tree.n_leaves:
            yield node, node + 1
        elif is_motif(node - tree.n_leaves):
            yield tree.spans[node - tree.n_leaves]
        else:
            waiting.extend(reversed(tree.children[node - tree.n_leaves]))
