"""What labels mean for all events: a name for each, and names for the categories.

One rule says what an event is called, in tables, counts, exports, reports and pages alike: what its label says, or else
what its category is called. A category is called what more than half of its events surely are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore
from coincide.label import Consolidation, Consolidator, choose_pool
from coincide.learned.contents import Contents
from coincide.learned.moves import ids_of
from coincide.learned.opened import LearnedCatalog
from coincide.learned.spans import EventFinder, labels_of
from coincide.learned.teaching_labels import labels_to_teach
from coincide.records import is_private

SURE = 0.5
"""Sureness from which on an event surely has its name, so that it counts for its category."""
_MIN_MIXED = 5
"""Events of another name, from which on a category counts as mixed, if they are a tenth of it."""
_AT_ONCE = 2**17
"""Events that are named at once: a million would need their embeddings in memory once more."""
BY_HAND = "by hand"
"""Strategy of answers that a person gave about a whole category without being asked."""


@dataclass(frozen=True, slots=True)
class NamedEvents:
    """What each event of a model probably is.

    Attributes
    ----------
    names : in alphabetical order.
    best : (n,) number of the most probable name.
    sureness : (n,) probability that it is right, carefully estimated.
    """

    names: tuple[str, ...]
    best: NDArray[np.int64]
    sureness: NDArray[np.float32]


def name_events(now: Consolidation, pool: NDArray[np.int64], embeddings: NDArray[np.float32]) -> NamedEvents:
    """Name all events: those that labels were spread over, and the others by the classifier.

    Parameters
    ----------
    pool : rows that labels were spread over.
    embeddings : (n, dim) of all events.
    """
    best = np.zeros(len(embeddings), dtype=np.int64)
    sureness = np.zeros(len(embeddings), dtype=np.float32)
    best[pool], sureness[pool] = now.spread.best, now.rightness
    others = np.setdiff1d(np.arange(len(embeddings)), pool)
    for start in range(0, len(others), _AT_ONCE):
        rows = others[start : start + _AT_ONCE]
        predicted = now.classifier.predict(embeddings[rows])
        best[rows], sureness[rows] = predicted.best, predicted.sureness
    return NamedEvents(now.spread.names, best, sureness)


def event_names(store: CatalogStore, contents: Contents) -> list[str]:
    """Return the name of each event, in row order; empty without one.

    The label that covers most of an event counts, if it covers half of it; of equals the newest. An event without such
    a label is called what its category is called.
    """
    return with_labels(contents, said_names(store, contents))


def with_labels(contents: Contents, said: Mapping[int, str]) -> list[str]:
    """Return the name of each event, by row, from what labels say of some; see `event_names`."""
    called = {category.number: category.name or "" for category in contents.categories}
    names = [called.get(number, "") for number in contents.memberships.categories.tolist()]
    for row, label in said.items():
        names[row] = label
    return names


def said_names(store: CatalogStore, contents: Contents) -> dict[int, str]:
    """Return what labels say of events, by row; see `event_names`."""
    return labels_of(contents.events, store.labels.all())


def private_events(store: CatalogStore, contents: Contents) -> NDArray[np.bool_]:
    """Say of each event whether it is named so that it must not leave the catalog unasked, (n,)."""
    return np.array([is_private(name) for name in event_names(store, contents)], dtype=np.bool_)


def category_names(contents: Contents, named: NamedEvents | None) -> dict[int, str | None]:
    """Return the name that more than half of the events of each category surely have, None where there is none."""
    names: dict[int, str | None] = {}
    for category in contents.categories:
        rows = contents.memberships.rows_of(category.number)
        names[category.number] = None if named is None else _majority(named, rows)
    return names


def mixed_categories(
    store: CatalogStore, contents: Contents, named: NamedEvents, labeled: Collection[int]
) -> list[str]:
    """Say of which categories many events surely have another name than their category, and what helps.

    Such events are called what their category is called, so tables and counts are wrong about them. What a person said
    of a whole category is not doubted.

    Parameters
    ----------
    labeled : rows that have a label of their own, which counts.
    """
    told: list[str] = []
    own = np.array(list(labeled), dtype=np.int64)
    names = category_names(contents, named) | dict.fromkeys(names_by_hand(store, contents), None)
    for number, name in names.items():
        rows = contents.memberships.rows_of(number)
        sure = np.setdiff1d(rows[named.sureness[rows] >= SURE], own)
        other, n = _most_besides(named, sure, name)
        if name is not None and n >= max(_MIN_MIXED, len(rows) / 10):
            told.append(
                f"All events of category {number} without a label of their own are called `{name}` in tables and "
                f"counts, but {n:,} of {len(rows):,} are more probably `{other}`. `coincide learn FOLDER` learns from "
                "your labels and may separate them."
            )
    return told


def names_by_hand(store: CatalogStore, contents: Contents) -> dict[int, str]:
    """Return the names that people gave to whole categories of this model, by number, in the order of giving.

    Also those that were given before it was extended.
    """
    mine = ids_of(contents.model)
    said = [a for a in store.answers.all() if a.strategy == BY_HAND and a.model_id in mine]
    if not said:
        return {}
    finder = EventFinder(contents.events)
    names: dict[int, str] = {}
    for answer in said:
        row = finder.row(answer.span)
        number = None if row is None else contents.memberships[row].category
        if number is not None:
            names.pop(number, None)
            names[number] = answer.name
    return names


def rename_categories(store: CatalogStore, *, seed: int) -> None:
    """Name the categories of the current model, after it was learned or grew."""
    learned = LearnedCatalog(store)
    labels = labels_to_teach(learned.recalled.known)
    if not labels:
        return
    embeddings = learned.embeddings
    pool = np.union1d(choose_pool(len(embeddings), seed=seed), np.array(list(labels), dtype=np.int64))
    here = {int(np.searchsorted(pool, row)): name for row, name in labels.items()}
    unnamed = np.flatnonzero(np.isin(pool, list(learned.recalled.unnamed))).tolist()
    named = name_events(Consolidator(embeddings[pool]).consolidate(here, unnamed), pool, embeddings)
    names = category_names(learned.contents, named) | names_by_hand(store, learned.contents)
    store.categories.name(learned.record.id, names)


def _most_besides(named: NamedEvents, rows: NDArray[np.int64], name: str | None) -> tuple[str, int]:
    """Return the most frequent best name of these rows besides one, and how many have it."""
    counts = Counter(named.names[each] for each in named.best[rows].tolist())
    return next(((other, n) for other, n in counts.most_common() if other != name), ("", 0))


def _majority(named: NamedEvents, rows: NDArray[np.int64]) -> str | None:
    sure = rows[named.sureness[rows] >= SURE]
    if len(sure) == 0:
        return None
    counts = np.bincount(named.best[sure], minlength=len(named.names))
    best = int(counts.argmax())
    return named.names[best] if counts[best] > len(rows) / 2 else None
