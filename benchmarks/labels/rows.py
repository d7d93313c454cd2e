"""From values by seed to rows of the table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.table import Row
from coincide.evaluate import Reduction


def mean_row(
    work: str, metric: str, values: Sequence[float], *, goal: str = "", against: str = "", peer: Sequence[float] = ()
) -> Row:
    """Average values of one metric, one per seed or repeat."""
    return Row(
        work,
        metric,
        float(np.mean(values)),
        float(np.std(values)),
        len(values),
        against=against,
        against_value=float(np.mean(peer)) if len(peer) > 0 else None,
        goal=goal,
    )


def reduction_row(work: str, metric: str, found: Reduction, *, goal: str = "") -> Row:
    """Show a label reduction factor; its interval and bound stand in the name, since they are not a deviation."""
    value = float("nan") if found.factor is None else found.factor
    words = f"{found.ours.bound}{found.ours.n:.0f} against {found.other.bound}{found.other.n:.0f} labels"
    if found.low is not None:
        words += f", 95 %: {found.low:.1f} to {found.high:.1f}"
    if found.bound:
        words += f", {found.bound}"
    return Row(work, f"{metric} ({words})", value, 0.0, 1, goal=goal)
