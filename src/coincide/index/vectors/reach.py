"""Whatever is stored can be found: every node is reached from the entries.

Whatever cannot be reached after growing gets a link from one of its own neighbors that can, or else becomes an entry
itself. The check costs a look at every link, so a graph that grows one by one is checked when it has grown by 2%.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from coincide.index.vectors.graph import Graph, Ids

CHECK_SHARE = 0.02


def connected(graph: Graph) -> Graph:
    """Return the graph with every node reached; its links change in place."""
    if graph.n - graph.n_checked < CHECK_SHARE * graph.n_checked:
        return graph
    is_reached = reached(graph)
    added = [node for node in np.flatnonzero(~is_reached).tolist() if _reach(graph, node, is_reached)]
    entries = np.concatenate([graph.entries, np.array(added, dtype=np.int32)])
    return replace(graph, entries=entries, n_checked=graph.n)


def reached(graph: Graph) -> npt.NDArray[np.bool_]:
    """Return (n,) what the entries lead to; twins count as reached."""
    is_reached = graph.twin_of[: graph.n] != np.arange(graph.n)
    _mark(graph, graph.entries, is_reached)
    return is_reached


def _reach(graph: Graph, node: int, is_reached: npt.NDArray[np.bool_]) -> bool:
    """Let a node and what it leads to be reached; return whether it must become an entry for that."""
    if is_reached[node]:
        return False
    is_entry = not _link_from_neighbor(graph.links, node, is_reached)
    _mark(graph, np.array([node], dtype=np.int32), is_reached)
    return is_entry


def _mark(graph: Graph, starts: Ids, is_reached: npt.NDArray[np.bool_]) -> None:
    from coincide.index.vectors import linking

    linking.mark_reached(graph.links, graph.n, starts, is_reached)


def _link_from_neighbor(links: Ids, node: int, is_reached: npt.NDArray[np.bool_]) -> bool:
    for neighbor in links[node]:
        if neighbor >= 0 and neighbor < len(is_reached) and is_reached[neighbor] and links[neighbor, -1] < 0:
            links[neighbor, int(np.argmax(links[neighbor] < 0))] = node
            return True
    return False
