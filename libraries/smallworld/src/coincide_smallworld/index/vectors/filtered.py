"""Searches for one query at a time among some of the rows: all that depends on neither is looked up and made before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple, cast

import numpy as np

from coincide_smallworld.index.vectors.graph import WALKS, Ids
from coincide_smallworld.index.vectors.lists import (
    FEWEST_IN_LISTS,
    NEAR_ALL,
    Among,
    Longest,
    RowLists,
    Visit,
    wanted_lists,
)
from coincide_smallworld.index.vectors.plan import (
    FAR,
    N_DEAD,
    N_LISTS,
    N_ONLY,
    REFUSED,
    SHORT,
    enter_lists,
    set_pool,
    set_visit,
)
from coincide_smallworld.index.vectors.single import FLOAT32, INT64, Comparison, is_plain_query
from coincide_smallworld.index.vectors.stored import Floats

_empty = np.empty
BOOL = np.dtype(np.bool_)

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


EVERYTHING: Final = "everything"
"""What an attempt compares with where a scan of all rows is cheaper than a walk with so large a pool."""


class Attempt(NamedTuple):
    """One way to look for the nearest of the rows that are left; others follow where it finds too few.

    Attributes
    ----------
    among : what to compare with; None for a walk.
    ef : the pool size.
    is_coded : whether codes are compared, where there are some.
    """

    among: Among | Literal["everything"] | None
    ef: int
    is_coded: bool = True


@dataclass(slots=True)
class _Request:
    """A request, the arrays that it has the addresses of, and what was written into it last: pool size and lists."""

    numbers: Numbers
    only: np.ndarray[Any, np.dtype[np.int32]]
    is_hidden: Mask
    seen: np.ndarray[Any, np.dtype[np.uint64]]
    ef: int = 0
    lists: RowLists | None = None
    centers: np.ndarray[Any, np.dtype[Any]] = field(default_factory=lambda: _empty(0))


class FilteredSearch:
    """Compares one query with rows that a filter leaves, as `VectorEngine.nearest` does, in a third of the time.

    Threads may share it: each call takes a request and marks that no other call uses.

    Parameters
    ----------
    whole, coded : ways to compare with the vectors, and with codes if there are some.
    points : as compiled loops take them, of `n` rows without twins.
    k : of each search.
    among : says by the number of rows left, and whether the longest are, what to compare with; None for a walk.
    is_longest_left, longest_left : whether a mask leaves the longest rows; the longest that it leaves.
    is_too_short : whether these are so short that others have to compare all.
    attempts : the ways to go, by the number of rows left and what `among` says; what is scanned is left to others.
    centers_of : makes the means of lists as codes are compared.
    """

    __slots__ = (
        "_among",
        "_attempts",
        "_by",
        "_centers_of",
        "_compiled",
        "_free",
        "_is_longest_left",
        "_is_too_short",
        "_known",
        "_longest_left",
        "_points",
        "_rows_left",
        "_shapes",
    )

    def __init__(
        self,
        whole: Comparison,
        coded: Comparison,
        points: np.ndarray[Any, np.dtype[Any]],
        *,
        dim: int,
        k: int,
        among: Callable[..., Among | None],
        is_longest_left: Callable[[Mask, int], bool],
        longest_left: Callable[[Mask, int], Ids],
        is_too_short: Callable[[Mask], bool],
        attempts: Callable[[int, Among | None], Iterator[Attempt]],
        centers_of: Callable[[RowLists], np.ndarray[Any, np.dtype[Any]]],
    ) -> None:
        self._by, self._points, self._shapes = (whole, coded), points, ((1, dim), (1, k))
        self._compiled, self._rows_left = [by.kernel.unchecked(points) for by in self._by], _lister()
        self._among, self._attempts, self._centers_of = among, attempts, centers_of
        self._is_longest_left, self._longest_left = is_longest_left, longest_left
        self._is_too_short = is_too_short
        self._known: tuple[int, bool, tuple[Attempt, ...]] | None = None
        self._free: tuple[list[_Request], list[_Request]] = [], []

    def __call__(self, query: object, where: object) -> tuple[Numbers, Floats, int] | None:
        """Return rows (1, k), their distances and the number of comparisons; None for what needs a closer look."""
        n, k = len(self._points), self._shapes[1][1]
        if not is_plain_query(query, self._shapes[0]) or type(where) is not np.ndarray:
            return None
        mask = _mask_of(where, n)
        if mask is None:
            return None
        n_left, n_before = int(np.count_nonzero(mask)), 0
        if n_left < k:
            return None
        for attempt in self._attempts_among(n_left, self._is_longest_left(mask, n_left)):
            if attempt.among is EVERYTHING or (isinstance(attempt.among, Longest) and self._is_too_short(mask)):
                break
            rows, distances, told = self._tried(attempt, query, mask, n_left)
            if told >= 0:
                return rows, distances, n_before + told
            if told == REFUSED or rows[0, -1] == FAR:
                return None
            n_before += SHORT - told
        return None

    def _tried(self, attempt: Attempt, query: object, mask: Mask, n_left: int) -> tuple[Numbers, Floats, int]:
        """Rows, distances, and what the compiled search tells."""
        among, ef, is_coded = attempt
        try:
            own = self._free[is_coded].pop()
        except IndexError:
            own = self._new(is_coded=is_coded)
        request = own.numbers
        if own.ef != ef:
            own.ef = ef
            set_pool(request, ef, self._by[is_coded].depth(ef))
        if among is NEAR_ALL:
            self._rows_left(mask, own.only)
            request[N_ONLY], request[N_DEAD] = n_left, 0
        elif isinstance(among, Longest):
            longest = self._longest_left(mask, among.n_wanted)
            own.only[: len(longest)] = longest
            request[N_ONLY], request[N_DEAD] = len(longest), 0
        else:
            np.logical_not(mask, out=own.is_hidden)
            request[N_ONLY] = 0
            if isinstance(among, Visit):
                self._enter(own, among)
            else:
                request[N_LISTS], request[N_DEAD] = 0, len(mask)
        rows, distances = _empty(self._shapes[1], INT64), _empty(self._shapes[1], FLOAT32)
        told = self._compiled[is_coded](self._points, request, query, rows, distances)
        self._free[is_coded].append(own)
        return rows, distances, told

    def _attempts_among(self, n_left: int, is_longest_left: bool) -> Iterable[Attempt]:
        """The ways to go: chosen again for another number of rows, or where lists may still become worth it."""
        known = self._known
        if known is not None and known[:2] == (n_left, is_longest_left):
            return known[2]
        among = self._among(n_left, is_longest_left=is_longest_left)
        attempts = self._attempts(n_left, among)
        if isinstance(among, Visit) or n_left < FEWEST_IN_LISTS * wanted_lists(len(self._points)):
            attempts = tuple(attempts)
            self._known = n_left, is_longest_left, attempts
        return attempts

    def _enter(self, own: _Request, visit: Visit) -> None:
        """Write into a request which lists to look into."""
        if own.lists is not visit.lists:
            own.lists, own.centers = visit.lists, self._centers_of(visit.lists)
            enter_lists(own.numbers, visit, own.centers)
        set_visit(own.numbers, visit)

    def _new(self, *, is_coded: bool) -> _Request:
        n, by = len(self._points), self._by[is_coded]
        only, is_hidden = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.bool_)
        seen = np.zeros((WALKS, n // 64 + 1), dtype=np.uint64)
        numbers = by.plan.request(ef=0, depth=0, is_dead=is_hidden.view(np.uint8), only=only, seen=seen, is_raw=True)
        return _Request(numbers, only, is_hidden, seen)


def _mask_of(where: np.ndarray[Any, np.dtype[Any]], n: int) -> Mask | None:
    """The rows that a mask, or ids, leave of `n`, as a mask; None for what needs a closer look."""
    if where.ndim != 1 or where.dtype != BOOL:
        if where.ndim != 1 or where.dtype != INT64 or len(where) == 0 or where.min() < 0 or where.max() >= n:
            return None
        if len(where) == n and where.max() <= 1:
            return None  # perhaps a mask of numbers, which is refused
        mask = np.zeros(n, dtype=np.bool_)
        mask[where] = True
        return mask
    return np.ascontiguousarray(where) if len(where) == n else None


def _lister() -> Any:
    """The compiled search for the rows that a mask leaves."""
    from coincide_smallworld.index.vectors import query_kernels

    return cast("Any", query_kernels.rows_left).unchecked()
