"""Our own threads over pieces of work, for kernels that run without the interpreter lock.

Not Numba's `prange`: its default layer must not be entered from two Python threads at once.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from coincide_smallworld.errors import SettingsError
from coincide_smallworld.index.parameters import as_whole

Result = TypeVar("Result")

_PIECES_PER_THREAD = 2
"""So that a thread whose piece was easy takes another one."""


def count_threads(n_jobs: object) -> int:
    """Return the number of threads for `n_jobs`: None for 1, -1 for all cores, -2 for all but one, and so on.

    Raises
    ------
    SettingsError : 0, or not a whole number.
    """
    if n_jobs is None:
        return 1
    number = as_whole(n_jobs)
    if number is None or number == 0:
        raise SettingsError(
            f"`n_jobs` must be a number of threads from 1, -1 for all cores, or None for one, got {n_jobs!r}. Leave it "
            "out for one."
        )
    return number if number > 0 else max(1, (os.cpu_count() or 1) + 1 + number)


def in_pieces(
    work: Callable[[int, int], Result], n: int, *, n_threads: int, step: int, pool: ThreadPoolExecutor | None = None
) -> list[Result]:
    """Call `work(first, last)` for pieces out of `n`, on several threads; return the results in order.

    Parameters
    ----------
    step : largest size of a piece; pieces are smaller where threads would have nothing to do.
    pool : threads that are there already; with short pieces, starting some takes longer than the work.
    """
    size = max(1, step)
    if n_threads > 1:
        # As many for each thread, or the last to finish keeps the others waiting.
        n_each = max(_PIECES_PER_THREAD, math.ceil(n / (n_threads * size)))
        size = max(1, math.ceil(n / (n_threads * n_each)))
    pieces = [(first, min(first + size, n)) for first in range(0, n, size)]
    if n_threads == 1 or len(pieces) <= 1:
        return [work(first, last) for first, last in pieces]
    if pool is not None:
        return _shared(work, pieces, n_threads, pool)
    with ThreadPoolExecutor(n_threads - 1) as new:
        return _shared(work, pieces, n_threads, new)


def _shared(
    work: Callable[[int, int], Result], pieces: list[tuple[int, int]], n_threads: int, pool: ThreadPoolExecutor
) -> list[Result]:
    """Work on pieces in this thread and in others: to wake a thread for each piece takes longer than some pieces."""
    results: dict[int, Result] = {}
    waiting = list(range(len(pieces)))[::-1]

    def take() -> None:
        while waiting:
            try:
                place = waiting.pop()
            except IndexError:  # another thread took the last one
                return
            try:
                results[place] = work(*pieces[place])
            except BaseException:
                waiting.clear()
                raise

    others = [pool.submit(take) for _ in range(min(n_threads, len(pieces)) - 1)]
    try:
        take()
    finally:
        wait(others)
    for other in others:
        other.result()
    return [results[place] for place in range(len(pieces))]
