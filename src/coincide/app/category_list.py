"""The categories as a person looks through them: numbers, typical members, and how new each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.app.snapshot import Snapshot
from coincide.errors import InputError
from coincide.label import NOISE
from coincide.learned.categories import category_facts, event_spans, typical_rows
from coincide.records import Category, CategoryFacts

Order = Literal["size", "certainty", "novelty"]
ORDERS: tuple[Order, ...] = ("size", "certainty", "novelty")
N_EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class CategorySummary(CategoryFacts):
    """One category.

    Attributes
    ----------
    novelty : how unlike the most similar other category it is, from 0 for the same to 1 for nothing in common.
    example_event_ids : typical members, from different recordings where possible, the most typical first.
    is_noise : whether a person said that it is no call.
    """

    novelty: float
    medoid_event_id: int
    example_event_ids: list[int]
    is_noise: bool


def list_categories(snapshot: Snapshot, *, order: Order = "size") -> list[CategorySummary]:
    """Describe all categories, the biggest, the surest or the newest first.

    Raises
    ------
    InputError : there is no such order.
    """
    if order not in ORDERS:
        raise InputError(f"the order must be one of {', '.join(ORDERS)}, got {order!r}.")
    categories = snapshot.contents.categories
    summaries = [
        _summary(snapshot, category, novelty)
        for category, novelty in zip(categories, _novelty(_means(snapshot)), strict=True)
    ]
    return sorted(summaries, key=lambda each: (-getattr(each, order), each.number))


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


def _summary(snapshot: Snapshot, category: Category, novelty: float) -> CategorySummary:
    rows, name = snapshot.rows_in(category.number), category.name
    spans = event_spans(snapshot.contents.events.take(rows))
    facts = category_facts(category.number, name, certainty=category.certainty, spans=spans)
    examples = typical_rows(rows, snapshot.embeddings[rows], spans[:, 3], N_EXAMPLES)
    return CategorySummary(
        **asdict(facts),
        novelty=novelty,
        medoid_event_id=category.medoid_event_id,
        example_event_ids=snapshot.contents.events.ids[examples].tolist(),
        is_noise=name is not None and name.casefold() == NOISE,
    )
