"""Which of many labels are learned from.

What is spread from each label costs a column over all events, and an outline on a map may label a hundred thousand of
them at once. Two thousand say the same: as many as possible of each name, chosen at random, the same each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np

from coincide.seeds import generator

MAX_TAUGHT = 2000
_ENOUGH = 5


def labels_to_teach(labels: Mapping[int, str], *, limit: int = MAX_TAUGHT) -> dict[int, str]:
    """Return all labels, name by row, or if there are more than `limit` a fair choice of them, in the old order."""
    if len(labels) <= limit:
        return dict(labels)
    rows: dict[str, list[int]] = {}
    for row, name in labels.items():
        rows.setdefault(name, []).append(row)
    rng = generator(0, "taught")
    shares = _shares([len(each) for each in rows.values()], limit)
    chosen = {
        int(row)
        for each, share in zip(rows.values(), shares, strict=True)
        for row in rng.choice(each, share, replace=False)
    }
    return {row: name for row, name in labels.items() if row in chosen}


def labels_near(labels: Mapping[int, str], rows: Collection[int], *, limit: int) -> dict[int, str]:
    """Return a fair choice of `limit` labels, of `rows` where they tell enough about a name.

    A session asks about some of many events. Labels of others make it start again, which takes seconds, and are worth
    that only for names that it would not know else.
    """
    inside = {row: name for row, name in labels.items() if row in rows}
    counts = Counter(inside.values())
    taken = Counter[str]()
    for row, name in labels.items():
        if row not in inside and counts[name] + taken[name] < _ENOUGH:
            taken[name] += 1
            inside[row] = name
    return labels_to_teach(inside, limit=limit)


def _shares(sizes: list[int], limit: int) -> list[int]:
    """Share `limit` out evenly; what a small name leaves goes to the others."""
    shares = [0] * len(sizes)
    left = limit
    for place, number in enumerate(np.argsort(sizes, kind="stable").tolist()):
        shares[number] = min(sizes[number], left // (len(sizes) - place))
        left -= shares[number]
    return shares
