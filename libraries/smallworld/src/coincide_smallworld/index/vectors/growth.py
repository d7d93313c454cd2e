"""How the graph grows: in batches, each linked to the graph as it was before, so that threads cannot matter.

Vectors are inserted in a seeded random order, because a sorted order (one recording after the other) makes poor long
links. A batch is at most 2% of what is there already. Phase one: every vector of the batch walks the frozen graph and
chooses its links (its own row). Phase two: links back, grouped by the row they go to. Neither phase writes what another
thread reads or writes, so the graph is the same for any number of threads.

While many are inserted, rows have room for half as many links again, so that one pruning pays for many links back
(Jayaram Subramanya et al. 2019); in the end they are pruned to their width. Few are inserted in place; if that is
interrupted, links to them are taken back.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.engine import GraphSettings
from coincide_smallworld.index.threads import in_pieces
from coincide_smallworld.index.vectors.buffers import aligned, extended
from coincide_smallworld.index.vectors.codes.one_bit import BitCodes
from coincide_smallworld.index.vectors.doors import grouped, groups_of
from coincide_smallworld.index.vectors.graph import (
    Doors,
    EntryGroups,
    Ids,
    VectorGraph,
    borrow_marks,
    by_target,
    enough_entries,
    pool_size,
    wanted_entries,
)
from coincide_smallworld.index.vectors.reach import connected
from coincide_smallworld.index.vectors.stored import Floats, Stored, as_numbers

BATCH_SHARE = 0.02
MANY_SHARE = 0.125
SLACK = 1.5
NODES_PER_PIECE = 256
TARGETS_PER_PIECE = 2048
# To wake a thread takes about as long as to link so many nodes.
FEWEST_SHARED = 32


@dataclass(slots=True)
class _Draft:
    """A graph that is being made."""

    stored: Stored
    points: npt.NDArray[np.generic]  # the same, as compiled loops take them
    extra: int
    links: Ids
    twin_of: Ids
    entries: Ids
    n_nodes: int
    groups: EntryGroups | None
    is_filled: bool = False


def grown(
    graph: VectorGraph,
    points: Stored,
    n: int,
    *,
    extra: int,
    settings: GraphSettings,
    rng: np.random.Generator,
    is_filled: bool = False,
) -> VectorGraph:
    """Return a graph that holds the rows up to `n` too.

    Parameters
    ----------
    points : (>= n, width) padded rows, those of the graph first.
    extra : the first column that the inner product adds, or -1.
    rng : draws the order of insertion.
    is_filled : whether full rows keep near nodes where few rows are added; after many, `filled` fills them.
    """
    stored, points, entries = points, as_numbers(points), enough_entries(graph)
    n_fresh = n - graph.n
    twin_of = extended(graph.twin_of, graph.n, _twins_among(points[graph.n : n]) + np.int32(graph.n))
    is_node = twin_of[graph.n : n] == np.arange(graph.n, n)
    order = (graph.n + rng.permutation(n_fresh)).astype(np.int32)
    order = order[is_node[order - graph.n]]
    if n_fresh > MANY_SHARE * graph.n:
        draft = _Draft(stored, points, extra, _with_slack(graph, n), twin_of, entries, graph.n_nodes, graph.groups)
        _insert(draft, order, n=n, settings=settings)
        links = _without_slack(draft, n, settings)
    else:
        fresh = np.full((n_fresh, graph.links.shape[1]), -1, dtype=np.int32)
        links = extended(graph.links, graph.n, fresh)
        draft = _Draft(stored, points, extra, links, twin_of, entries, graph.n_nodes, graph.groups, is_filled)
        try:
            _insert(draft, order, n=n, settings=settings)
        except BaseException:
            _take_back(links, graph.n)
            raise
    twin_of[graph.n : n] = twin_of[twin_of[graph.n : n]]  # whom a fresh row equals may itself equal an old one
    n_nodes = graph.n_nodes + int(np.count_nonzero(twin_of[graph.n : n] == np.arange(graph.n, n)))
    larger = replace(
        graph,
        n=n,
        links=links,
        twin_of=twin_of,
        entries=draft.entries,
        n_nodes=n_nodes,
        groups=draft.groups,
    )
    return grouped(connected(larger), stored, extra=extra)


def filled(graph: VectorGraph, points: Stored, codes: BitCodes, *, n_before: int, n_threads: int) -> VectorGraph:
    """Return the graph with the free places in rows filled with near nodes, diverse or not.

    Codes of one bit compare a whole row in about the time of a part, and confuse near nodes: more of them find more.

    Parameters
    ----------
    n_before : rows before this one were filled when they came, and are left unless many are new.
    """
    from coincide_smallworld.index.vectors.codes import kernels

    points, is_many = as_numbers(points), graph.n - n_before > MANY_SHARE * n_before
    start, turn = 0 if is_many else n_before, codes.rotation
    # Few are filled in place, one after the other: what one row reads must not depend on threads.
    before = graph.links.copy() if is_many else graph.links

    def fill(first: int, last: int) -> None:
        kernels.fill(
            points, codes.extra, codes.center, turn.scales, turn.power, codes.records, before, graph.links, graph.n,
            start, first, last,
        )  # fmt: skip

    in_pieces(fill, graph.n - start, n_threads=n_threads if is_many else 1, step=TARGETS_PER_PIECE)
    return graph


def _twins_among(rows: npt.NDArray[np.generic]) -> Ids:
    """For each row the first with equal numbers."""
    first = np.arange(len(rows), dtype=np.int32)
    if len(rows) < 2:
        return first
    keys = _hashed(rows)
    by_key = np.argsort(keys, kind="stable")
    is_same = keys[by_key][1:] == keys[by_key][:-1]
    for at in np.flatnonzero(is_same):  # ordered by key, then row: the row before was settled before
        row, before = by_key[at + 1], first[by_key[at]]
        if np.array_equal(rows[row], rows[before]):
            first[row] = before
    return first


def _hashed(rows: npt.NDArray[np.generic]) -> npt.NDArray[np.uint64]:
    """Sums of all bits with odd weights, modulo 2^64: equal for equal rows, hardly ever for others."""
    weights = np.random.default_rng(rows.shape[1]).integers(2**63, size=rows.shape[1], dtype=np.uint64) * 2 + 1
    return np.einsum("nd,d->n", rows.view(f"u{rows.itemsize}"), weights)


def _with_slack(graph: VectorGraph, n: int) -> Ids:
    width = graph.links.shape[1]
    links = aligned((n, int(SLACK * width)), np.int32)
    links[:] = -1
    links[: graph.n, :width] = graph.links[: graph.n]
    return links


def _without_slack(draft: _Draft, n: int, settings: GraphSettings) -> Ids:
    from coincide_smallworld.index.vectors import linking

    def shrink(first: int, last: int) -> None:
        linking.shrink(draft.points, draft.extra, draft.links, first, last, settings.max_degree)

    in_pieces(shrink, n, n_threads=settings.n_threads, step=TARGETS_PER_PIECE)
    links = aligned((n, settings.max_degree), np.int32)
    links[:] = draft.links[:, : settings.max_degree]
    return links


def _take_back(links: Ids, n: int) -> None:
    """Remove all links to rows from `n` on."""
    for node in np.flatnonzero((links[:n] >= n).any(axis=1)):
        row = links[node]
        left = row[(row >= 0) & (row < n)]
        links[node] = np.concatenate([left, np.full(len(row) - len(left), -1, dtype=np.int32)])


def _insert(draft: _Draft, order: Ids, *, n: int, settings: GraphSettings) -> None:
    done = 0
    with ThreadPoolExecutor(max(1, settings.n_threads - 1)) as pool:  # this thread works too
        while done < len(order):
            batch = order[done : done + max(1, int(BATCH_SHARE * draft.n_nodes))]
            if draft.n_nodes > 0:
                _link(draft, batch, n=n, settings=settings, pool=pool)
            draft.n_nodes += len(batch)
            n_missing = max(0, wanted_entries(draft.n_nodes) - len(draft.entries))
            fresh = batch[draft.twin_of[batch] == batch][:n_missing]
            draft.entries = np.concatenate([draft.entries, fresh]) if len(fresh) > 0 else draft.entries
            done += len(batch)


def _link(draft: _Draft, batch: Ids, *, n: int, settings: GraphSettings, pool: ThreadPoolExecutor) -> None:
    from coincide_smallworld.index.vectors import linking, walk

    doors = _doors(draft)
    frozen = VectorGraph(n=n, links=draft.links, twin_of=draft.twin_of, entries=draft.entries, n_nodes=n, n_checked=n)
    most, ef = max(1, settings.max_degree // 2), pool_size(settings.ef_construction)
    n_threads = settings.n_threads if len(batch) >= FEWEST_SHARED else 1

    def link(first: int, last: int) -> None:
        nodes = batch[first:last]
        asked, rows = _as_queries(draft, nodes)
        ids = np.empty((len(nodes), ef), dtype=np.int32)
        squared, counts = np.empty(ids.shape, dtype=np.float32), np.empty(len(nodes), dtype=np.int32)
        seen = borrow_marks(frozen)
        walk.walk(
            draft.points, draft.links, n, doors.rows, doors.ids, doors.starts, asked, rows, seen, ids, squared, counts
        )
        frozen.scratch.append(seen)
        linking.link(draft.points, draft.extra, draft.links, draft.twin_of, nodes, ids, squared, counts, most)

    in_pieces(link, len(batch), n_threads=n_threads, step=NODES_PER_PIECE, pool=pool)
    rows = draft.links[:, :most][batch]
    is_link = rows >= 0
    targets, starts, sources = by_target(np.repeat(batch, is_link.sum(axis=1)), rows[is_link])

    def link_back(first: int, last: int) -> None:
        linking.link_back(
            draft.points,
            draft.extra,
            draft.links,
            targets[first:last],
            starts[first : last + 1],
            sources,
            settings.max_degree,
            draft.is_filled,
        )

    in_pieces(link_back, len(targets), n_threads=n_threads, step=TARGETS_PER_PIECE, pool=pool)


def _doors(draft: _Draft) -> Doors:
    """Where walks start, in rows as compiled loops take them."""
    draft.groups = groups_of(draft.entries, draft.groups, draft.stored, extra=draft.extra)
    if draft.groups is None:
        return Doors(draft.points[draft.entries], draft.entries, np.empty(0, dtype=np.int32))
    return replace(draft.groups.doors, rows=as_numbers(draft.groups.doors.rows))


def _as_queries(draft: _Draft, nodes: Ids) -> tuple[Floats, Ids]:
    """Rows that ask for the neighbors of nodes: their own, but with a 0 where the inner product adds numbers."""
    points = draft.points
    if draft.extra < 0 and points.dtype == np.float32:
        return cast("Floats", points), nodes
    asked = (points[nodes] if points.dtype == np.float32 else points[nodes].view(np.float16)).astype(np.float32)
    if draft.extra >= 0:
        asked[:, draft.extra :] = 0.0
    return asked, np.arange(len(nodes), dtype=np.int32)
