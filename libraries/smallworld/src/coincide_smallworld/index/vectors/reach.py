"""Whatever is stored can be found: every node is reached from the entries.

A node that growing left without a way to it gets a link from one of its own neighbors that is reached. Where the rows
of these are full, a link h -> t of one becomes h -> node -> t, which cuts nobody off; further nodes around the same h
then hang on that one, so that a row loses one place at most. That is the rule under the inner product, where short
vectors are hardly anybody's neighbors. Only a node without any reached neighbor, of a cluster of its own, becomes an
entry: queries are compared with these before they walk.

The check costs a look at every link, so a graph that grows one by one is checked when it has grown by 2%.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.vectors.graph import Ids, VectorGraph

CHECK_SHARE = 0.02


def connected(graph: VectorGraph) -> VectorGraph:
    """Return the graph with every node reached; its links change in place."""
    if graph.n - graph.n_checked < CHECK_SHARE * graph.n_checked:
        return graph
    is_reached, hosts = reached(graph), dict[int, int]()
    added = [node for node in np.flatnonzero(~is_reached).tolist() if _reach(graph, node, is_reached, hosts)]
    entries = np.concatenate([graph.entries, np.array(added, dtype=np.int32)])
    return replace(graph, entries=entries, n_checked=graph.n)


def reached(graph: VectorGraph) -> npt.NDArray[np.bool_]:
    """Return (n,) what the entries lead to; twins count as reached."""
    is_reached = graph.twin_of[: graph.n] != np.arange(graph.n)
    _mark(graph, graph.entries, is_reached)
    return is_reached


def _reach(graph: VectorGraph, node: int, is_reached: npt.NDArray[np.bool_], hosts: dict[int, int]) -> bool:
    """Let a node and what it leads to be reached; return whether it must become an entry for that."""
    if is_reached[node]:
        return False
    is_entry = not _link_from_neighbor(graph.links, node, is_reached, hosts)
    _mark(graph, np.array([node], dtype=np.int32), is_reached)
    return is_entry


def _mark(graph: VectorGraph, starts: Ids, is_reached: npt.NDArray[np.bool_]) -> None:
    from coincide_smallworld.index.vectors import linking

    linking.mark_reached(graph.links, graph.n, starts, is_reached)


def _link_from_neighbor(links: Ids, node: int, is_reached: npt.NDArray[np.bool_], hosts: dict[int, int]) -> bool:
    """Link to a node from what it links to; `hosts` are the nodes that others around a full row may hang on."""
    own = links[node]
    near = own[(own >= 0) & (own < len(is_reached))]
    near = near[is_reached[near]]
    if len(near) == 0:
        return False
    has_room = links[near, -1] < 0
    nearest = int(near[int(np.argmax(has_room))])
    if has_room.any():
        _append(links, nearest, node)
    elif nearest in hosts:
        host = hosts[nearest]
        _append(links, host, node)
        if links[host, -1] >= 0:
            del hosts[nearest]
            if links[node, -1] < 0:
                hosts[nearest] = node
    else:
        _splice(links, nearest, node)
        if links[node, -1] < 0:
            hosts[nearest] = node
    return True


def _append(links: Ids, node: int, other: int) -> None:
    links[node, int(np.argmax(links[node] < 0))] = other


def _splice(links: Ids, hub: int, node: int) -> None:
    """Turn the last link of a full row, hub -> other, into hub -> node -> other."""
    other = int(links[hub, -1])
    if other not in links[node]:
        # A full row gives up its own link to the hub, which is reached without it.
        free = np.flatnonzero(links[node] < 0) if links[node, -1] < 0 else np.flatnonzero(links[node] == hub)
        links[node, int(free[0])] = other
    links[hub, -1] = node
