"""Numbers of categories: biggest first, or as they were before, as far as their members do. Needs no torch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

from coincide.categorize.assign import Categorizer
from coincide.records import UNSURE


def biggest_first(categorizer: Categorizer, embeddings: NDArray[np.float32]) -> Categorizer:
    """Number the categories by how many of the embeddings (n, dim) are surely in them."""
    numbers = categorizer.assign(embeddings).categories
    sizes = np.bincount(numbers[numbers != UNSURE], minlength=len(categorizer.head.prototypes))
    return _reordered(categorizer, np.argsort(-sizes, kind="stable"))


def keep_numbers(categorizer: Categorizer, embeddings: NDArray[np.float32], earlier: NDArray[np.int64]) -> Categorizer:
    """Number the categories as they were before, as far as their members do, and the others in the order they have.

    A category keeps an earlier number if it holds more than half of what had that number, or the other way round, and
    if there are that many categories now.

    Parameters
    ----------
    embeddings : (n, dim) of the same events as `earlier`.
    earlier : (n,) earlier numbers from 1, `UNSURE` for events that were unsure or not there.
    """
    now = categorizer.assign(embeddings).categories
    return _reordered(categorizer, places(now, earlier, n_categories=len(categorizer.head.prototypes)))


def places(now: NDArray[np.int64], earlier: NDArray[np.int64], *, n_categories: int) -> NDArray[np.int64]:
    """Return which category goes to each place, (n_categories,); see `keep_numbers`.

    Parameters
    ----------
    now : (n,) categories from 0, `UNSURE` for none.
    earlier : (n,) earlier numbers from 1, `UNSURE` for none.
    """
    both = (now != UNSURE) & (earlier != UNSURE) & (earlier <= n_categories)
    shared = np.zeros((n_categories, n_categories), dtype=np.int64)
    np.add.at(shared, (now[both], earlier[both] - 1), 1)
    sizes_now = np.bincount(now[both], minlength=n_categories)
    sizes_before = np.bincount(earlier[both] - 1, minlength=n_categories)
    new, old = scipy.optimize.linear_sum_assignment(shared, maximize=True)
    is_same = 2 * shared[new, old] > np.minimum(sizes_now[new], sizes_before[old])
    order = np.full(n_categories, -1, dtype=np.int64)
    order[old[is_same]] = new[is_same]
    # The categories are in order of size, so the biggest new one gets the first number that is free.
    order[order == -1] = np.setdiff1d(np.arange(n_categories), new[is_same])
    return order


def _reordered(categorizer: Categorizer, order: NDArray[np.int64]) -> Categorizer:
    return replace(categorizer, head=replace(categorizer.head, prototypes=categorizer.head.prototypes[order]))
