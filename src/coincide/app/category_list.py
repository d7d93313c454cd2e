"""The categories as a person looks through them: numbers, typical members, and how new each one is."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.app.browse import Browse
from coincide.app.snapshot import Snapshot
from coincide.errors import InputError
from coincide.label import NOISE
from coincide.learned.categories import category_facts, event_spans, typical_rows
from coincide.record_arrays import MembershipArray
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


@dataclass(frozen=True)
class _Portrait:
    """What the members of a category say about it, whatever it is called.

    Attributes
    ----------
    mean : of their embeddings, (dim,).
    typical : rows of typical members.
    """

    facts: CategoryFacts
    mean: NDArray[np.float32]
    typical: list[int]


class CategoryList:
    """The categories of an open catalog, for several threads.

    Looking at all members takes up to a second, so it is done once for each grouping; new names change nothing of it.
    """

    def __init__(self, browse: Browse) -> None:
        self._browse = browse
        self._lock = threading.Lock()
        self._known: tuple[MembershipArray, Mapping[int, _Portrait]] | None = None

    def all(self, *, order: Order = "size") -> list[CategorySummary]:
        """Describe all categories, the biggest, the surest or the newest first.

        Raises
        ------
        InputError : there is no such order.
        NotLearnedError : nothing has been learned yet.
        """
        if order not in ORDERS:
            raise InputError(f"the order must be one of {', '.join(ORDERS)}, got {order!r}.")
        snapshot = self._browse.snapshot()
        categories, portraits = snapshot.contents.categories, self._portraits(snapshot)
        found = [portraits[category.number] for category in categories]
        summaries = [
            _summary(snapshot, category, portrait, novelty)
            for category, portrait, novelty in zip(categories, found, _novelty(found), strict=True)
        ]
        return sorted(summaries, key=lambda each: (-getattr(each, order), each.number))

    def one(self, number: int) -> CategorySummary:
        """Describe one of the categories."""
        return next(each for each in self.all() if each.number == number)

    def _portraits(self, snapshot: Snapshot) -> Mapping[int, _Portrait]:
        with self._lock:
            members = snapshot.contents.memberships
            if self._known is None or self._known[0] is not members:
                found = {category.number: _portrait(snapshot, category) for category in snapshot.contents.categories}
                self._known = members, found
            return self._known[1]


def _portrait(snapshot: Snapshot, category: Category) -> _Portrait:
    rows = snapshot.rows_in(category.number)
    spans, embeddings = event_spans(snapshot.contents.events.take(rows)), snapshot.embeddings[rows]
    facts = category_facts(category.number, None, certainty=category.certainty, spans=spans)
    return _Portrait(facts, embeddings.mean(axis=0), typical_rows(rows, embeddings, spans[:, 3], N_EXAMPLES))


def _novelty(portraits: Sequence[_Portrait]) -> list[float]:
    if len(portraits) < 2:
        return [1.0] * len(portraits)
    means = np.array([portrait.mean for portrait in portraits], dtype=np.float32)
    unit = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    similarity = unit @ unit.T
    np.fill_diagonal(similarity, -1.0)
    return np.clip(1.0 - similarity.max(axis=1), 0.0, 1.0).astype(float).tolist()


def _summary(snapshot: Snapshot, category: Category, portrait: _Portrait, novelty: float) -> CategorySummary:
    name = category.name
    return CategorySummary(
        **asdict(replace(portrait.facts, name=name)),
        novelty=novelty,
        medoid_event_id=category.medoid_event_id,
        example_event_ids=snapshot.contents.events.ids[portrait.typical].tolist(),
        is_noise=name is not None and name.casefold() == NOISE,
    )
