"""Comparing a query with all stored series: each of them, or those that lower bounds do not exclude.

The cascade of a query:

1. the distance of every series from the query's envelope bounds its distance from below, for a tenth of its cost;
2. the series with the smallest bounds are compared, which gives a cutoff;
   Where few will be left, the first are compared one at a time, and there may be nothing left to do;
3. the others within the cutoff follow, smallest bounds first, 32 at a time. A second, two-sided bound excludes more of
   them; what is left is compared, given up early by what the second bound says of the rest of the path.

The first step takes some queries together, so that each series comes from memory once for all of them. The cutoff
falls as nearer series are found. Whatever was excluded exceeds the k-th distance, so the result is that of comparing
all, to the last bit.

Sources: Keogh and Ratanamahatana 2005; Lemire 2009; Rakthanmanon et al. 2012 (the cascade).
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false, reportAssignmentType=false, reportReturnType=false

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from coincide_smallworld.compiled import entry, inner, read_only, writable
from coincide_smallworld.distances.diagonals import WIDEST_OF_TWO
from coincide_smallworld.distances.lane_bounds import envelope_cost
from coincide_smallworld.distances.lane_code import LANES
from coincide_smallworld.distances.lane_groups import BOUND, FILL, REST, WARP, compare, make_room, set_query, take_group
from coincide_smallworld.distances.lanes import prefetch
from coincide_smallworld.index.series.envelopes import set_envelope
from coincide_smallworld.index.series.singly import flip, make_single_room, set_costs, straight, warp_one, warp_two
from coincide_smallworld.scratch import empty

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

# Series that pass the first bound are sorted by it into so many classes.
N_CLASSES = 64
# Queries that take the first step together, and series that stay in the cache meanwhile.
N_TOGETHER, TILE = 8, 64
# Series within the limit that are compared one at a time; the wider the band, the more, as 32 lanes take longer.
MOST_SINGLE = 2
# With fewer lanes left by the second bound it is worth to gather what is left of several groups.
FULL_ENOUGH = 20
INF = np.float32(np.inf)

_FLOATS, _INTS = read_only(types.float32, 1), read_only(types.int64, 1)


@inner
def offer(roots: Floats, rows: Ints, row: Any, root: Any) -> None:
    """Enter a row into a list of the nearest, if it is nearer than the last by (distance, row)."""
    at = roots.size - 1
    if root > roots[at] or root == INF or (root == roots[at] and row > rows[at] >= 0):
        return
    while at > 0 and (rows[at - 1] < 0 or roots[at - 1] > root or (roots[at - 1] == root and rows[at - 1] > row)):
        roots[at], rows[at] = roots[at - 1], rows[at - 1]
        at -= 1
    roots[at], rows[at] = root, row


@inner
def limit_of(cutoff: Any, n: int, m: int) -> Any:
    """What a lower bound must exceed to exclude, given rounding in the bound and in the distance."""
    return np.float32(cutoff * (1.0 + 4.0 * (n + m) * 2.0**-24))


@inner
def _smallest(bounds: Floats, chosen: Ints) -> None:
    """Choose the positions of the smallest bounds, smallest first."""
    count = np.int64(0)
    for c in range(bounds.size):
        if count == chosen.size and not bounds[c] < bounds[chosen[count - 1]]:
            continue
        at = count if count < chosen.size else count - 1
        while at > 0 and bounds[chosen[at - 1]] > bounds[c]:
            chosen[at] = chosen[at - 1]
            at -= 1
        chosen[at] = c
        count += 1 if count < chosen.size else 0


@inner
def _sort_survivors(bounds: Floats, order: Ints, limit: Any, counts: Ints, kept: Ints, kept_bounds: Floats) -> Any:
    """Write rows within the limit and their bounds by classes of bounds, smallest first; return how many."""
    for c in range(counts.size):
        counts[c] = 0
    scale = np.float32(N_CLASSES) / limit if limit > 0.0 else np.float32(0.0)
    for c in range(bounds.size):
        if bounds[c] <= limit:
            counts[min(np.int64(bounds[c] * scale), np.int64(N_CLASSES - 1)) + 1] += 1
    for c in range(N_CLASSES):
        counts[c + 1] += counts[c]
    total = counts[N_CLASSES]
    for c in range(bounds.size):
        if bounds[c] <= limit:
            of = min(np.int64(bounds[c] * scale), np.int64(N_CLASSES - 1))
            kept[counts[of]], kept_bounds[counts[of]] = order[c], bounds[c]
            counts[of] += 1
    return total


@inner
def _bound_all(
    query_numbers: Floats,
    query_starts: Ints,
    first_query: int,
    last_query: int,
    n_channels: int,
    numbers: Floats,
    starts: Ints,
    order: Ints,
    widths: Ints,
    envelopes: Floats,
    enveloped: Ints,
    line: Ints,
    bounds: Floats,
) -> None:
    """Write the distance of each candidate from the envelope of each query of a block."""
    for q in range(last_query - first_query):
        enveloped[q] = 0
    first = np.int64(0)
    while first < order.size:
        length = starts[order[first] + 1] - starts[order[first]]
        last = first
        while last < order.size and last < first + TILE and starts[order[last] + 1] - starts[order[last]] == length:
            last += 1
        size = length * n_channels
        for q in range(last_query - first_query):
            row = first_query + q
            if enveloped[q] != length:
                set_envelope(query_numbers, query_starts, row, length, n_channels, widths, envelopes[q], line)
                enveloped[q] = length
            for c in range(first, last):
                at = starts[order[c]] * n_channels
                bounds[q, c] = envelope_cost(numbers, at, envelopes[q], size, size)
        first = last


@inner
def _compare_all(
    address: int,
    query_numbers: Floats,
    query_starts: Ints,
    first_query: int,
    last_query: int,
    numbers: Floats,
    starts: Ints,
    n_channels: int,
    candidates: Ints,
    widths: Ints,
    room: Any,
    rows: Ints,
    roots: Floats,
) -> None:
    """Compare queries of one length with all candidates: every group of these is taken into lanes once."""
    squared, k = room[9], roots.shape[1]
    first = count = np.int64(0)
    while first < candidates.size:
        for q in range(first_query, last_query):
            n, work = set_query(query_numbers, query_starts, q, n_channels, room), WARP
            if q == first_query:
                count, work = take_group(starts, candidates, first, candidates.size, n, n_channels, room), FILL | WARP
            cutoff = roots[q, k - 1] * roots[q, k - 1]
            compare(address, work, numbers, n_channels, n, widths, room, squared, cutoff)
            for lane in range(count):
                offer(roots[q], rows[q], candidates[first + lane], np.sqrt(squared[lane]))
        first += count


@inner
def _least_of(bounds: Floats) -> Any:
    """Where the smallest bound is."""
    least = np.int64(0)
    for c in range(1, bounds.size):
        least = c if bounds[c] < bounds[least] else least
    return least


@inner
def _compare_nearest(
    query_numbers: Floats,
    query_at: int,
    n: int,
    width: int,
    numbers: Floats,
    starts: Ints,
    order: Ints,
    envelope: Floats,
    bounds: Floats,
    room: Any,
    rows: Ints,
    roots: Floats,
) -> Any:
    """Compare the query one at a time with the series of the smallest bounds; return with how many, and how many are
    left: none, or too many for this.

    Bounds become infinite, as series are compared or excluded.
    """
    if width == 0:
        return _compare_straight(query_numbers, query_at, n, numbers, starts, order, bounds, rows, roots), 0
    flip(query_numbers, query_at, n, room)
    n_compared = np.int64(0)
    if width <= WIDEST_OF_TWO and order.size > 1:
        _compare_two(n, width, numbers, starts, order, bounds, room, rows, roots)
        n_compared += 2
    while True:
        limit = limit_of(roots[0] * roots[0], n, n)
        if limit < INF:
            n_left = _count_within(bounds, limit)
            if n_left == 0 or n_left > MOST_SINGLE + width // 2:
                return n_compared, n_left
        nearest = _least_of(bounds)
        bounds[nearest], at = INF, starts[order[nearest]]
        total = set_costs(query_numbers, query_at, numbers, at, n, width, envelope, room)
        if total <= limit:
            squared = warp_one(numbers, at, n, width, limit, total, room)
            offer(roots, rows, order[nearest], np.sqrt(squared))
            n_compared += 1


@inner
def _compare_straight(
    query_numbers: Floats,
    query_at: int,
    n: int,
    numbers: Floats,
    starts: Ints,
    order: Ints,
    bounds: Floats,
    rows: Ints,
    roots: Floats,
) -> Any:
    """Compare the query with the nearest series without warping, of which bounds tell all but the last digits."""
    n_compared = np.int64(0)
    while True:
        limit, nearest = limit_of(roots[0] * roots[0], n, n), _least_of(bounds)
        if bounds[nearest] > limit or bounds[nearest] == INF:
            return n_compared
        bounds[nearest], at = INF, starts[order[nearest]]
        offer(roots, rows, order[nearest], np.sqrt(straight(query_numbers, query_at, numbers, at, n, limit)))
        n_compared += 1


@inner
def _compare_two(
    n: int, width: int, numbers: Floats, starts: Ints, order: Ints, bounds: Floats, room: Any, rows: Ints, roots: Floats
) -> None:
    """Compare the query with the series of the two smallest bounds at once."""
    nearest = _least_of(bounds)
    bounds[nearest] = INF
    second = _least_of(bounds)
    bounds[second] = INF
    squared = warp_two(numbers, starts[order[nearest]], starts[order[second]], n, width, room)
    offer(roots, rows, order[nearest], np.sqrt(squared[0]))
    offer(roots, rows, order[second], np.sqrt(squared[1]))


@inner
def _count_within(bounds: Floats, limit: Any) -> Any:
    """How many bounds do not exceed the limit."""
    count = np.int64(0)
    for bound in bounds:
        count += 1 if bound <= limit else 0
    return count


@inner
def _end_of_block(query_starts: Ints, first: int, last: int) -> Any:
    """Up to where queries share a pass over the candidates: some of one length."""
    length, end = query_starts[first + 1] - query_starts[first], first + 1
    while end < last and end < first + N_TOGETHER and query_starts[end + 1] - query_starts[end] == length:
        end += 1
    return end


@inner
def _pick(bounds: Floats, first: int, n_kept: int, limit: Any, kept: Ints, picks: Ints, pick_at: Ints) -> Any:
    """Choose the next survivors within the limit; return how many and where to go on."""
    n_picks = np.int64(0)
    while n_picks < LANES and first < n_kept:
        if bounds[first] <= limit:
            picks[n_picks], pick_at[n_picks] = kept[first], first
            n_picks += 1
        first += 1
    return n_picks, first


@inner
def _compare_survivors(
    address: int,
    query_numbers: Floats,
    query_starts: Ints,
    query: int,
    numbers: Floats,
    starts: Ints,
    n_channels: int,
    widths: Ints,
    n: int,
    longest: int,
    room: Any,
    envelope: Floats,
    enveloped: int,
    line: Ints,
    kept: Ints,
    bounds: Floats,
    n_kept: int,
    rows: Ints,
    roots: Floats,
) -> Any:
    """Compare the query with what passed the first bound, unless the second excludes it; return with how many.

    Lanes that the second bound leaves open wait in `pending` until they fill a group, if their group is rather empty.
    """
    ends, squared = room[8], room[9]
    picks, pick_at, pending = empty(LANES, np.int64), empty(LANES, np.int64), empty(2 * LANES, np.int64)
    first = n_pending = n_compared = np.int64(0)
    while first < n_kept or n_pending > 0:
        cutoff = roots[roots.size - 1] * roots[roots.size - 1]
        limit = limit_of(cutoff, n, longest)
        is_pending = n_pending >= LANES or first >= n_kept
        if is_pending:
            n_picks = LANES if n_pending > LANES else n_pending
            for c in range(n_picks):
                picks[c] = pending[c]
        else:
            n_picks, first = _pick(bounds, first, n_kept, limit, kept, picks, pick_at)
            if n_picks == 0:
                continue
        count = take_group(starts, picks, np.int64(0), n_picks, n, n_channels, room)
        if not is_pending and count < n_picks:
            first = pick_at[count]
        for c in range(first, first + LANES):
            if c < n_kept:
                prefetch(numbers, starts[kept[c]] * n_channels, (starts[kept[c] + 1] - starts[kept[c]]) * n_channels)
        length, n_open, work = np.int64(ends[0]) + 1, count, FILL | WARP
        for lane in range(count):
            squared[lane] = np.float32(0.0)
            if ends[lane] != ends[0]:
                length = np.int64(0)
        if length > 0:
            if length != enveloped:
                set_envelope(query_numbers, query_starts, query, length, n_channels, widths, envelope, line)
                enveloped = length
            compare(address, FILL | BOUND, numbers, n_channels, n, widths, room, envelope, cutoff)
            work = WARP | REST
            n_open = np.int64(0)
            for lane in range(count):
                n_open += 1 if squared[lane] <= limit else 0
        if is_pending:
            n_pending -= count
            for c in range(n_pending):
                pending[c] = pending[c + count]
        elif n_open < FULL_ENOUGH:
            for lane in range(count):
                if squared[lane] <= limit:
                    pending[n_pending] = picks[lane]
                    n_pending += 1
            continue
        if n_open > 0:
            compare(address, work, numbers, n_channels, n, widths, room, envelope, cutoff)
            n_compared += count
            for lane in range(count):
                offer(roots, rows, picks[lane], np.sqrt(squared[lane]))
    return n_compared


@entry(
    types.int64(
        types.int64,
        _FLOATS,
        _INTS,
        types.int64,
        _FLOATS,
        _INTS,
        writable(types.int64, 1),
        _INTS,
        types.boolean,
        types.boolean,
        types.int64,
        types.int64,
        writable(types.int64, 2),
        writable(types.float32, 2),
    )
)
def scan_many(
    address: int,
    query_numbers: Floats,
    query_starts: Ints,
    n_channels: int,
    numbers: Floats,
    starts: Ints,
    order: Ints,
    widths: Ints,
    is_bounded: bool,
    is_single: bool,
    first_query: int,
    last_query: int,
    rows: Ints,
    roots: Floats,
) -> int:
    """Find the nearest rows of some queries among candidates; return how many pairs were compared.

    Parameters
    ----------
    address : of `lane_groups.group`.
    query_numbers, numbers : frames, flat.
    order : (r,) the candidates, by length.
    is_bounded : whether to use lower bounds; takes r >= k rounded up to a multiple of 32, unless `is_single`.
    is_single : whether to begin with one series at a time; all series and queries have one length and one channel.
    rows, roots : (q, k) filled with -1 and inf; written from first_query up to last_query.
    """
    longest, longest_query, k = np.int64(1), np.int64(1), rows.shape[1]
    for row in order:
        longest = max(longest, starts[row + 1] - starts[row])
    for q in range(first_query, last_query):
        longest_query = max(longest_query, query_starts[q + 1] - query_starts[q])
    room = make_room(longest_query, longest, n_channels)
    n_compared = np.int64(0)
    if not is_bounded:
        q = np.int64(first_query)
        while q < last_query:
            end = _end_of_block(query_starts, q, last_query)
            _compare_all(
                address, query_numbers, query_starts, q, end, numbers, starts, n_channels, order, widths, room, rows,
                roots,
            )  # fmt: skip
            q = end
        return (last_query - first_query) * order.size
    envelopes, line = np.empty((N_TOGETHER, 2 * longest * n_channels), np.float32), empty(longest_query, np.int64)
    bounds, enveloped = np.empty((N_TOGETHER, order.size), np.float32), empty(N_TOGETHER, np.int64)
    seeds, counts = empty((k + LANES - 1) // LANES * LANES, np.int64), empty(N_CLASSES + 1, np.int64)
    kept, kept_bounds = empty(order.size, np.int64), empty(order.size, np.float32)
    single_room = make_single_room(longest, min(widths[longest], longest - 1))
    for first in range(first_query, last_query, N_TOGETHER):
        last = min(first + N_TOGETHER, last_query)
        _bound_all(
            query_numbers, query_starts, first, last, n_channels, numbers, starts, order, widths,
            envelopes, enveloped, line, bounds,
        )  # fmt: skip
        for q in range(first, last):
            n = set_query(query_numbers, query_starts, q, n_channels, room)
            of_bounds, n_left = bounds[q - first], np.int64(0)
            if is_single:
                n_single, n_left = _compare_nearest(
                    query_numbers, query_starts[q], n, min(widths[n], n - 1), numbers, starts, order,
                    envelopes[q - first], of_bounds, single_room, rows[q], roots[q],
                )  # fmt: skip
                n_compared += n_single
                if n_left == 0:
                    continue
            if not is_single or n_left > LANES:
                _smallest(of_bounds, seeds)
                for c in range(seeds.size):
                    of_bounds[seeds[c]] = INF
                    seeds[c] = order[seeds[c]]
                _compare_all(
                    address, query_numbers, query_starts, q, q + 1, numbers, starts, n_channels, seeds, widths, room,
                    rows, roots,
                )  # fmt: skip
                n_compared += seeds.size
            limit = limit_of(roots[q, k - 1] * roots[q, k - 1], n, longest)
            n_kept = _sort_survivors(of_bounds, order, limit, counts, kept, kept_bounds)
            n_compared += _compare_survivors(
                address, query_numbers, query_starts, q, numbers, starts, n_channels, widths, n, longest, room,
                envelopes[q - first], enveloped[q - first], line, kept, kept_bounds, n_kept, rows[q], roots[q],
            )  # fmt: skip
    return n_compared
