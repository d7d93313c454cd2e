"""Where other methods are better than ours, a sentence for each method."""

from __future__ import annotations

from collections.abc import Iterable

from coincide.wording import listing


def losses_in_words(lost: Iterable[tuple[str, str, float, float]]) -> list[str]:
    """Say where other methods are better: name of the method, measure, its value, and ours."""
    measures: dict[str, list[str]] = {}
    for method, measure, theirs, ours in lost:
        measures.setdefault(method, []).append(f"{measure} ({theirs:.3f} against {ours:.3f})")
    return [f"`{method}` is better than coincide in {listing(each)}." for method, each in measures.items()]
