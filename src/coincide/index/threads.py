"""Our own threads over pieces of work, for kernels that run without the interpreter lock.

Not Numba's `prange`: its default layer must not be entered from two Python threads at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from coincide.errors import SettingsError

Result = TypeVar("Result")


def count_threads(n_jobs: object) -> int:
    """Return the number of threads for `n_jobs`: None for 1, -1 for all cores, -2 for all but one, and so on.

    Raises
    ------
    SettingsError : 0, or not a whole number.
    """
    if n_jobs is None:
        return 1
    if isinstance(n_jobs, bool) or not isinstance(n_jobs, int) or n_jobs == 0:
        raise SettingsError(
            f"`n_jobs` must be a number of threads from 1, -1 for all cores, or None for one, got {n_jobs!r}."
        )
    return n_jobs if n_jobs > 0 else max(1, (os.cpu_count() or 1) + 1 + n_jobs)


def in_pieces(work: Callable[[int, int], Result], n: int, *, n_threads: int, step: int) -> list[Result]:
    """Call `work(first, last)` for pieces of `step` out of `n`, on several threads; return the results in order."""
    pieces = [(first, min(first + step, n)) for first in range(0, n, step)]
    if n_threads == 1 or len(pieces) <= 1:
        return [work(first, last) for first, last in pieces]
    with ThreadPoolExecutor(max_workers=min(n_threads, len(pieces))) as pool:
        return list(pool.map(work, *zip(*pieces, strict=True)))
