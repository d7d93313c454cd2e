"""The categories as a person looks through them: numbers, typical members, and how new each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.label import NOISE
from coincide.workflow.snapshot import Snapshot

Order = Literal["size", "certainty", "novelty"]
ORDERS: tuple[Order, ...] = ("size", "certainty", "novelty")
N_EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class CategorySummary:
    """One category.

    Attributes
    ----------
    novelty : how unlike the most similar other category it is, from 0 for the same to 1 for nothing in common.
    example_event_ids : typical members, from different recordings where possible, the most typical first.
    duration_s, low_hz, high_hz : medians over its members.
    is_noise : whether a person said that it is no call.
    """

    number: int
    name: str | None
    size: int
    certainty: float
    novelty: float
    medoid_event_id: int
    example_event_ids: list[int]
    n_recordings: int
    duration_s: float
    low_hz: float
    high_hz: float
    is_noise: bool


def list_categories(snapshot: Snapshot, *, order: Order = "size") -> list[CategorySummary]:
    """Describe all categories, the biggest, the surest or the newest first.

    Raises
    ------
    InputError : there is no such order.
    """
    if order not in ORDERS:
        raise InputError(f"the order must be one of {', '.join(ORDERS)}, got {order!r}.")
    means = _means(snapshot)
    novelty = _novelty(means)
    summaries = [
        _summary(snapshot, number, mean, novel)
        for number, mean, novel in zip([c.number for c in snapshot.contents.categories], means, novelty, strict=True)
    ]
    return sorted(summaries, key=lambda each: (-getattr(each, order), each.number))


def typical_rows(snapshot: Snapshot, rows: NDArray[np.int64], mean: NDArray[np.float32], limit: int) -> list[int]:
    """Choose members near the middle: the nearest of each recording in turn."""
    nearest = rows[np.argsort(-(snapshot.embeddings[rows] @ mean), kind="stable")]
    owners = snapshot.spans[nearest, 3]
    by_owner = np.argsort(owners, kind="stable")
    is_first = np.diff(owners[by_owner], prepend=-1.0) != 0
    starts = np.maximum.accumulate(np.where(is_first, np.arange(len(rows)), 0))
    turns = np.empty(len(rows), dtype=np.int64)
    turns[by_owner] = np.arange(len(rows)) - starts
    return nearest[np.argsort(turns, kind="stable")[:limit]].tolist()


def _means(snapshot: Snapshot) -> NDArray[np.float32]:
    """Return the mean embedding of each category, (categories, dim)."""
    found: Sequence[NDArray[np.float32]] = [
        snapshot.embeddings[snapshot.rows_in(category.number)].mean(axis=0) for category in snapshot.contents.categories
    ]
    return np.array(found, dtype=np.float32).reshape(len(found), -1)


def _novelty(means: NDArray[np.float32]) -> list[float]:
    if len(means) < 2:
        return [1.0] * len(means)
    unit = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    similarity = unit @ unit.T
    np.fill_diagonal(similarity, -1.0)
    return np.clip(1.0 - similarity.max(axis=1), 0.0, 1.0).astype(float).tolist()


def _summary(snapshot: Snapshot, number: int, mean: NDArray[np.float32], novelty: float) -> CategorySummary:
    category = snapshot.category_record(number)
    rows = snapshot.rows_in(number)
    medians = np.median(snapshot.spans[rows, :3], axis=0)
    examples = typical_rows(snapshot, rows, mean, N_EXAMPLES)
    return CategorySummary(
        number=number,
        name=category.name,
        size=len(rows),
        certainty=category.certainty,
        novelty=novelty,
        medoid_event_id=category.medoid_event_id,
        example_event_ids=[snapshot.contents.events[row].id for row in examples],
        n_recordings=len(np.unique(snapshot.spans[rows, 3])),
        duration_s=float(medians[0]),
        low_hz=float(medians[1]),
        high_hz=float(medians[2]),
        is_noise=category.name is not None and category.name.casefold() == NOISE,
    )
