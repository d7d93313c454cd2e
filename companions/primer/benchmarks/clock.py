"""CPU seconds, and medians of what is measured in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def cpu_of(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def medians(works: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median CPU seconds of each work, all measured in turn, so that a busy machine slows all."""
    for work in works.values():
        work()  # compiles, fills caches
    seconds = [{name: cpu_of(work) for name, work in works.items()} for _ in range(repeats)]
    return {name: statistics.median(each[name] for each in seconds) for name in works}
