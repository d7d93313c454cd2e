"""Labels, for learning again: events of one name belong together, those of two names do not.

Labels are spread over the embeddings of the current model first, since whole clusters teach more than the few events
that were shown. Noise teaches nothing here: what is no call can sound like anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore
from coincide.label import NOISE, Consolidator, choose_pool
from coincide.learned.opened import LearnedCatalog
from coincide.learned.settings import digest
from coincide.learned.spans import EventFinder, span_of
from coincide.learned.teaching_labels import labels_to_teach
from coincide.records import Event

MIN_LABELS, MIN_NAMES = 5, 2
"""Fewer teach nothing that is not known."""
_N_BINS = 512
REACHED = 0.5
"""Share of what arrives at an event that makes a name teach. Whole clusters teach more than their surest events, even
with some mistakes in them (docs/decisions/0012-classes-attract.md), so it is not high."""
_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class LabelCount:
    """That something was said.

    Attributes
    ----------
    key : names all labels of the catalog.
    n_labels : how many there are.
    tally : how many of them fall into each of some bins, by a digest of what they say. Two tallies tell how many
        labels differ, without a list of up to a hundred thousand labels beside each model; a new label that falls into
        the bin of one that is gone passes unseen (two in a thousand).
    """

    key: str
    n_labels: int
    tally: tuple[int, ...]

    def n_changed(self, tally: Sequence[int]) -> int:
        """Return how many labels are new since a tally was taken, or how many are gone, whichever is more.

        Parameters
        ----------
        tally : of other labels; an empty one is of none.
        """
        change = np.array(self.tally) - (np.array(tally) if len(tally) == len(self.tally) else 0)
        return int(max(change[change > 0].sum(), -change[change < 0].sum()))


def what_was_said(store: CatalogStore) -> LabelCount | None:
    """Return the labels in short, None if there are too few to learn from."""
    hashes = {recording.id: recording.content_hash for recording in store.recordings.all()}
    said = sorted(
        {(hashes[one.recording_id], one.channel, one.onset_s, one.offset_s, one.label) for one in store.labels.all()}
    )
    names = {label for *_, label in said} - {NOISE}
    if len(said) < MIN_LABELS or len(names) < MIN_NAMES:
        return None
    bins = [int(digest(*one), 16) % _N_BINS for one in said]
    return LabelCount(digest("said", said), len(said), tuple(np.bincount(bins, minlength=_N_BINS).tolist()))


class LabelLesson:
    """Labels about the current model's events, ready to teach a new model.

    Parameters
    ----------
    embeddings : (n, dim) of the current model.
    labels : names by row of the current model.
    new_rows : (n,) row among the events to learn from of each event of the current model, -1 for none.
    n_new : events to learn from.
    """

    def __init__(
        self,
        embeddings: NDArray[np.float32],
        labels: Mapping[int, str],
        new_rows: NDArray[np.int64],
        n_new: int,
        *,
        seed: int,
    ) -> None:
        self._pool = np.union1d(choose_pool(len(embeddings), seed=seed), np.array(list(labels), dtype=np.int64))
        self._consolidator = Consolidator(embeddings[self._pool])
        self._new_rows, self._n_new = new_rows, n_new
        self.rows = np.array(sorted(labels), dtype=np.int64)
        """Labeled rows of the current model, (m,)."""
        self.names = np.array([labels[row] for row in self.rows.tolist()], dtype=np.str_)
        """Their names, (m,)."""

    @property
    def rows_to_learn(self) -> NDArray[np.int64]:
        """Labeled rows among the events to learn from, (m,); -1 for none."""
        return self._new_rows[self.rows]

    def classes(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the class of each event to learn from, (n_new,), -1 for unknown, as some of the labels (m,) teach."""
        here = np.searchsorted(self._pool, self.rows[chosen])
        labels = dict(zip(here.tolist(), self.names[chosen].tolist(), strict=True))
        classes = np.full(self._n_new, _UNKNOWN, dtype=np.int64)
        if not labels:
            return classes
        now = self._consolidator.consolidate(labels)
        numbers = np.where(np.array(now.spread.names) == NOISE, _UNKNOWN, np.arange(len(now.spread.names)))
        targets = self._new_rows[self._pool]
        kept = (now.spread.probabilities.max(axis=1) >= REACHED) & (targets >= 0)
        classes[targets[kept]] = numbers[now.spread.best[kept]]
        return classes

    def guesses_before(self, chosen: NDArray[np.bool_]) -> NDArray[np.str_]:
        """Return what the current model calls the labeled events (m,) when it only knows some of their labels."""
        return guesses(self._consolidator, np.searchsorted(self._pool, self.rows), self.names, chosen)


def make_lesson(store: CatalogStore, events: Sequence[Event], *, seed: int) -> LabelLesson | None:
    """Prepare what was said for learning from `events`; None if there is no model, or too little is about it.

    Raises
    ------
    CatalogError : the embeddings of the current model cannot be read.
    """
    if store.models.current() is None:
        return None
    learned = LearnedCatalog(store)
    labels = labels_to_teach(learned.recalled.known)
    if len(labels) < MIN_LABELS or len(set(labels.values()) - {NOISE}) < MIN_NAMES:
        return None
    finder = EventFinder(events)
    found = [finder.row(span_of(event)) for event in learned.contents.events]
    new_rows = np.array([_UNKNOWN if row is None else row for row in found], dtype=np.int64)
    return LabelLesson(learned.embeddings, labels, new_rows, len(events), seed=seed)


def guesses(
    consolidator: Consolidator, rows: NDArray[np.int64], names: NDArray[np.str_], chosen: NDArray[np.bool_]
) -> NDArray[np.str_]:
    """Return names for events (m,) of which only some names are known.

    Parameters
    ----------
    rows : (m,) places of the events among those of the consolidator.
    names : (m,) their true names.
    chosen : (m,) which of the names are known, at least one.
    """
    known = dict(zip(rows[chosen].tolist(), names[chosen].tolist(), strict=True))
    spread = consolidator.consolidate(known).spread
    return np.array(spread.names, dtype=np.str_)[spread.best[rows]]
