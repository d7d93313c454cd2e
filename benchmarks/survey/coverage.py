"""How often the 95% intervals of a checked sample hold the truth, over many simulated samples.

Each sample is of a catalog of its own: names whose precision rises with the score, names that are mistaken for each
other, and calls that went by none of the names; so the coverage is an average over catalogs, as people meet them.
"""

from __future__ import annotations

import numpy as np

from coincide.seeds import generator
from coincide.survey import CheckedItem, EventTable, draw_sample, estimate

NAMES = ("buzz", "trill")
_OTHER = "unsure"


def coverage(n_samples: int, *, n: int = 150, seed: int = 0) -> dict[str, float]:
    """Return the share of intervals that hold the truth: of precision, recall and corrected counts.

    Parameters
    ----------
    n_samples : simulated samples; each gives two intervals of each kind, one for each name.
    n : events that are checked in each.
    """
    held = {"precision": 0, "recall": 0, "corrected count": 0}
    for number in range(n_samples):
        rng = generator(seed, "coverage", number)
        events, truth = _catalog(rng)
        design = draw_sample(events, NAMES, n=n, seed=int(rng.integers(1 << 31)))
        items = [
            CheckedItem(stratum, float(events.confidence[row]), str(truth[row]) if truth[row] in NAMES else "")
            for row, stratum in zip(design.rows.tolist(), design.stratum.tolist(), strict=True)
        ]
        called = np.array(events.names)[events.name]
        for found in estimate(NAMES, design.strata, items).names:
            is_so = truth == found.name
            n_right = int((is_so & (called == found.name)).sum())
            truths = {
                "precision": (found.precision, n_right / found.n_named),
                "recall": (found.recall, n_right / int(is_so.sum())),
                "corrected count": (found.corrected, int(is_so.sum())),
            }
            for kind, (interval, true) in truths.items():
                held[kind] += interval.low - 1e-9 <= true <= interval.high + 1e-9
    return {kind: count / (n_samples * len(NAMES)) for kind, count in held.items()}


def _catalog(rng: np.random.Generator) -> tuple[EventTable, np.ndarray]:
    """Return events with scores and names, and the true name of each."""
    n_events = int(rng.integers(1_500, 8_000))
    names = (*NAMES, _OTHER)
    name = rng.choice(3, size=n_events, p=rng.dirichlet([4, 4, 8]))
    score = rng.beta(4, 2, size=n_events)
    lowest, rise = rng.uniform(0.3, 0.8), rng.uniform(0.1, 0.6)
    is_right = rng.random(n_events) < np.clip(lowest + rise * score, 0, 0.995)
    # What is wrongly named is one of the other two; of the rest, some were calls of a name.
    other = (name + rng.choice([1, 2], size=n_events)) % 3
    missed = rng.random(n_events) < rng.uniform(0.02, 0.2)
    true = np.where(name == 2, np.where(missed, rng.choice(2, size=n_events), 2), np.where(is_right, name, other))
    table = EventTable(np.zeros(n_events, dtype=np.int64), np.arange(n_events, dtype=np.float64), name, score, names)
    return table, np.array(names)[true]
