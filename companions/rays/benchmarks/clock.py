"""CPU seconds of this process and its children, and medians of ratios measured in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def cpu_of(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def median_ratio(ours: Callable[[], float], theirs: Callable[[], float], repeats: int) -> tuple[float, float, float]:
    """Median of the ratios theirs / ours, measured in turn so that a busy machine slows both; and both medians."""
    pairs = [(ours(), theirs()) for _ in range(repeats)]
    ratios = [other / max(own, 1e-9) for own, other in pairs]
    return (
        statistics.median(ratios),
        statistics.median(own for own, _ in pairs),
        statistics.median(other for _, other in pairs),
    )
