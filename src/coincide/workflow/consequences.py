"""What labels mean for all events: a name for each, and names for the categories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore
from coincide.label import Consolidated, Consolidator, choose_pool
from coincide.workflow.contents import Contents, read_contents
from coincide.workflow.model_files import files_of
from coincide.workflow.recall import recall
from coincide.workflow.search import learned_model
from coincide.workflow.spans import EventFinder
from coincide.workflow.teaching_labels import labels_to_teach

SURE = 0.5
"""Sureness from which on an event surely has its name."""
BY_HAND = "by hand"
"""Strategy of answers that a person gave about a whole category without being asked."""
REACHED = 0.5
"""Share of what arrives at an event, from all names and from nobody, that makes a name count for its category."""


@dataclass(frozen=True, slots=True)
class NamedEvents:
    """What each event of a model probably is.

    Attributes
    ----------
    names : in alphabetical order.
    best : (n,) number of the most probable name.
    sureness : (n,) probability that it is right, carefully estimated.
    shares : (n,) how much of what arrives at the event speaks for it; the rest speaks for other names, or for nobody.
    """

    names: tuple[str, ...]
    best: NDArray[np.int64]
    sureness: NDArray[np.float32]
    shares: NDArray[np.float32]

    def counts(self) -> list[tuple[str, int, int]]:
        """Return each name with its number of events, and of those that surely are so; the most frequent first."""
        n = np.bincount(self.best, minlength=len(self.names)).tolist()
        n_sure = np.bincount(self.best[self.sureness >= SURE], minlength=len(self.names)).tolist()
        return sorted(zip(self.names, n, n_sure, strict=True), key=lambda row: -row[1])


def name_events(now: Consolidated, pool: NDArray[np.int64], embeddings: NDArray[np.float32]) -> NamedEvents:
    """Name all events: those that labels were spread over, and the others by the classifier.

    Parameters
    ----------
    pool : rows that labels were spread over.
    embeddings : (n, dim) of all events.
    """
    best = np.zeros(len(embeddings), dtype=np.int64)
    sureness = np.zeros(len(embeddings), dtype=np.float32)
    shares = np.zeros(len(embeddings), dtype=np.float32)
    best[pool], sureness[pool], shares[pool] = now.spread.best, now.rightness, now.spread.probabilities.max(axis=1)
    others = np.setdiff1d(np.arange(len(embeddings)), pool)
    if len(others):
        predicted = now.classifier.predict(embeddings[others])
        best[others], sureness[others], shares[others] = (
            predicted.best,
            predicted.sureness,
            predicted.scores.max(axis=1),
        )
    return NamedEvents(now.spread.names, best, sureness, shares)


def category_names(contents: Contents, named: NamedEvents | None) -> dict[int, str | None]:
    """Return the name that most events of each category have, None where there is no such name."""
    names: dict[int, str | None] = {}
    for category in contents.categories:
        rows = contents.rows_of(category.number)
        names[category.number] = None if named is None else _majority(named, rows)
    return names


def names_by_hand(store: CatalogStore, contents: Contents) -> dict[int, str]:
    """Return the names that people gave to whole categories of this model, by number, in the order of giving."""
    said = [a for a in store.answers() if a.strategy == BY_HAND and a.model_id == contents.model.id]
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
    contents = read_contents(store, learned_model(store))
    labels = labels_to_teach(recall(store, contents).known)
    if not labels:
        return
    embeddings = np.array(files_of(store, contents.model).embeddings())
    pool = np.union1d(choose_pool(len(embeddings), seed=seed), np.array(list(labels), dtype=np.int64))
    here = {int(np.searchsorted(pool, row)): name for row, name in labels.items()}
    named = name_events(Consolidator(embeddings[pool]).consolidate(here), pool, embeddings)
    names = category_names(contents, named) | names_by_hand(store, contents)
    store.name_categories(contents.model.id, names)


def _majority(named: NamedEvents, rows: NDArray[np.int64]) -> str | None:
    reached = rows[named.shares[rows] >= REACHED]
    if len(reached) == 0:
        return None
    counts = np.bincount(named.best[reached], minlength=len(named.names))
    best = int(counts.argmax())
    return named.names[best] if counts[best] > len(rows) / 2 else None
