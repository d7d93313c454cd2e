"""F1 of found trees beside those of trees that know nothing, and rows of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from benchmarks.table import Row
from coincide_trees import Tree, balanced, left_branching, parsing_score, random_tree, right_branching

F1 = "unlabeled F1, %"
RANDOM = "random"


def f1(true: Sequence[Tree], found: Sequence[Tree]) -> float:
    """Unlabeled F1 of all brackets together, in percent."""
    return 100 * parsing_score(true, found).unlabeled.f1


def plain_scores(true: Sequence[Tree], *, seed: int) -> dict[str, float]:
    """F1 of each plain tree."""
    rng = np.random.default_rng(seed)
    makers: dict[str, Callable[[Sequence[str]], Tree]] = {
        "right-branching": right_branching,
        "left-branching": left_branching,
        "balanced": balanced,
        RANDOM: lambda leaves: random_tree(leaves, rng=rng),
    }
    return {name: f1(true, [make(tree.leaves) for tree in true]) for name, make in makers.items()}


def mean_row(work: str, metric: str, values: Sequence[float], *, goal: str = "", digits: int = 3) -> Row:
    """Mean and deviation of one value per seed."""
    return Row(work, metric, float(np.mean(values)), float(np.std(values)), len(values), goal=goal, digits=digits)


def compared_rows(
    work: str, metric: str, values: Sequence[float], peers: Sequence[Mapping[str, float]], *, goal: str = ""
) -> list[Row]:
    """One value per seed, and what each peer reached with the same seed, in the same order."""
    names = list(peers[0])
    own = mean_row(work, metric, values)
    return [
        Row(
            work,
            metric,
            own.value,
            own.sd,
            own.n,
            against=name,
            against_value=float(np.mean([peer[name] for peer in peers])),
            goal=goal,
        )
        for name in names
    ]
