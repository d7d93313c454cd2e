"""When a way to compare calls guesses: it recognizes changed copies of calls hardly better than chance does.

A way that guesses says nothing about calls, so it is not better than any other. See docs/decisions/0053-one-kind.md.
"""

from __future__ import annotations

CHANCE_RANK = 0.5
"""Share of other calls that are farther from a call than its copy, by chance; see `coincide.embed.Gauge`."""
GUESSING_RANK = 0.6
"""Log-mel + PCA stays below where all calls are of one kind, and above elsewhere."""


def is_guessing(view_rank: float) -> bool:
    """Say whether a view rank, in [0, 1], is hardly better than chance."""
    return view_rank < GUESSING_RANK
