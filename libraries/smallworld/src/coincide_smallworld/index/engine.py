"""What holds and searches items of one kind, behind `NavigableSmallWorld`: one engine for vectors, one for series.

An engine knows rows 0, 1, 2, ... in the order of adding; ids, removal, locks and files are the front's affair. It is a
value: nothing that an engine answers ever changes. `grow` returns a larger engine that may share memory with the old
one, which goes on answering as before, also in other threads while the new one is being made. Only the newest engine of
a line may grow, one call at a time.

Graph rows may hold links to rows that an engine does not know yet (a larger one sharing its memory added them); such
links are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self

import numpy as np
import numpy.typing as npt

Algorithm = Literal["brute", "exact", "graph"]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """How a graph is built.

    Attributes
    ----------
    max_degree : most links of one row.
    ef_construction : pool size while searching for links.
    seed : draws the order of insertion.
    n_threads : threads that build; the graph does not depend on it.
    """

    max_degree: int
    ef_construction: int
    seed: int
    n_threads: int = 1


@dataclass(frozen=True, slots=True)
class NearestRows:
    """The nearest rows of each query, by distance as float32, then row.

    Attributes
    ----------
    rows : (q, k) int64; -1 where fewer live rows than k were found.
    distances : (q, k) float32; inf where rows is -1.
    n_distances : how many pairs of query and item were compared in full, over all queries.
    """

    rows: Rows
    distances: npt.NDArray[np.float32]
    n_distances: int


SingleSearch = Callable[[object], "tuple[Rows, npt.NDArray[np.float32], int] | None"]
"""One query as the user gave it, to rows (1, k), their distances and the number of comparisons; None where only
`prepare` and `Engine.nearest` can answer or refuse it."""

FilteredSearch = Callable[[object, object], "tuple[Rows, npt.NDArray[np.float32], int] | None"]
"""The same for a query and a filter, both as the user gave them: a mask of all rows, or ids."""


class Engine(Protocol):
    """Items in rows, and the searches over them."""

    def __len__(self) -> int: ...

    @property
    def has_graph(self) -> bool:
        """Whether the algorithm ``graph`` can be used."""
        ...

    @property
    def shape(self) -> tuple[int, ...]:
        """What a query must fit: (dim,) for vectors, (n_channels,) for series; zeros while still open."""
        ...

    def prepare(self, given: Any, *, name: str) -> Any:
        """Return items or queries as this engine takes them in `grow` and `nearest`; they can be counted with `len`.

        Raises
        ------
        InputError : unusable.
        """
        ...

    def items(self, rows: Rows) -> Any:
        """Return stored items as `prepare` returns them, to ask for their own neighbors or to store them again."""
        ...

    def grow(self, items: Any, *, graph: GraphSettings | None) -> Self:
        """Return an engine that holds the items too, after the old ones.

        Parameters
        ----------
        items : from `prepare`.
        graph : how to link them; None to keep no graph (one that exists is dropped).
        """
        ...

    def with_graph(self, graph: GraphSettings) -> Self:
        """Return an engine of the same items with a graph made anew."""
        ...

    def keep(self, rows: Rows, *, is_returned: bool = True) -> Self:
        """Return an engine of only these rows (increasing), renumbered 0, 1, 2, ...

        A graph is mended: who pointed at a dropped row gets links to that row's own neighbors instead.

        Parameters
        ----------
        is_returned : whether those neighbors may be linked back, which keeps a graph that loses many rows good. Around
            each row that is gone it is then better than elsewhere.
        """
        ...

    def nearest(
        self,
        queries: Any,
        *,
        k: int,
        algorithm: Algorithm,
        ef: int,
        is_dead: npt.NDArray[np.bool_] | None,
        n_live: int | None = None,
        n_threads: int,
    ) -> NearestRows:
        """Find the live rows nearest to each query.

        Parameters
        ----------
        queries : from `prepare`.
        k : 1 or more; at most as many columns as rows come back.
        algorithm : ``brute`` compares with every row, ``exact`` leaves out what a lower bound excludes, ``graph``
            walks.
        ef : pool size of the graph search; the larger of `ef` and `k` is used.
        is_dead : (n,) rows that were removed: walked through, never returned; None for none.
        n_live : how many rows were not removed; None to count them.
        n_threads : threads over the queries; the answer does not depend on it.
        """
        ...

    def single(
        self, *, k: int, algorithm: Algorithm, ef: int, is_dead: npt.NDArray[np.bool_] | None
    ) -> SingleSearch | None:
        """Return a search that answers single queries as `nearest` does, sooner; None where it would not.

        Parameters
        ----------
        k, algorithm, ef, is_dead : as in `nearest`.
        """
        ...

    def filtered(self, *, k: int, algorithm: Algorithm, ef: int) -> FilteredSearch | None:
        """Return a search that answers single queries among some of all rows as `nearest` does, sooner; or None.

        Parameters
        ----------
        k, algorithm, ef : as in `nearest`.
        """
        ...

    def algorithm_for(self, n: int) -> Algorithm:
        """Return what suits `n` items like the stored ones."""
        ...

    def arrays(self) -> Mapping[str, npt.NDArray[Any]]:
        """Return the arrays to store in a file, of types in `files.DTYPES` with at most two axes each."""
        ...


def count_live(n: int, is_dead: npt.NDArray[np.bool_] | None) -> int:
    """Return how many of n rows were not removed."""
    return n if is_dead is None else n - int(np.count_nonzero(is_dead))
