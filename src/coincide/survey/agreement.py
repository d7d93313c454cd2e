"""How far two people agree beyond chance: Cohen's kappa (Cohen 1960), and where they do not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two people who judged the same items.

    Attributes
    ----------
    n_items : number of items that both judged.
    share : share of items on which they agree, in [0, 1].
    kappa : 1 for full agreement, 0 for agreement by chance, in [-1, 1]; None if both gave the same answer throughout.
    disagreements : item, from 0, what the first and what the second said, by item.
    """

    first: str
    second: str
    n_items: int
    share: float
    kappa: float | None
    disagreements: tuple[tuple[int, str, str], ...]


def compare_people(first: str, second: str, said: Mapping[str, Mapping[int, str]]) -> Agreement:
    """Compare the answers of two people.

    Parameters
    ----------
    said : the answers of each person, by person and item.

    Examples
    --------
    >>> found = compare_people("Ana", "Ben", {"Ana": {0: "a", 1: "b", 2: "a"}, "Ben": {0: "a", 1: "b", 2: "b"}})
    >>> round(found.kappa or 0.0, 2), found.disagreements
    (0.4, ((2, 'a', 'b'),))
    """
    both = sorted(said[first].keys() & said[second].keys())
    pairs = [(said[first][item], said[second][item]) for item in both]
    n_same = sum(one == other for one, other in pairs)
    share = n_same / len(pairs) if pairs else math.nan
    return Agreement(
        first,
        second,
        len(pairs),
        share,
        _kappa(pairs),
        tuple((item, *pair) for item, pair in zip(both, pairs, strict=True) if pair[0] != pair[1]),
    )


def _kappa(pairs: list[tuple[str, str]]) -> float | None:
    if len({word for pair in pairs for word in pair}) < 2:
        return None
    # Imported where it is needed: it takes a second.
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score([one for one, _ in pairs], [other for _, other in pairs]))
