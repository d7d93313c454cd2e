"""The categories of an embedding, found among the events that were learned from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.categorize import Categorizer, CategorizeSettings, Stability, Vote, measure_stability, vote_on_counting
from coincide.workflow.learn.model.embedding import Embedding
from coincide.workflow.learn.model.rooms import MIN_ALIKE, Rooms, find_rooms
from coincide.workflow.progress import Progress


@dataclass(frozen=True, slots=True)
class FoundCategories:
    """An embedding and its categories.

    Attributes
    ----------
    vote : how the categories were counted.
    """

    embedding: Embedding
    vote: Vote
    categorizer: Categorizer

    @property
    def n_categories(self) -> int:
        return len(self.categorizer.head.prototypes)

    @property
    def silhouette(self) -> float:
        rows = self.embedding.embeddings
        return self.categorizer.assign(rows).silhouette(rows)

    def rooms(self, recording_ids: NDArray[np.int64], *, seed: int, min_alike: float = MIN_ALIKE) -> Rooms | None:
        """Find what splits kinds of call; see `find_rooms`."""
        rows = self.embedding.embeddings
        categories = self.categorizer.assign(rows).categories
        return find_rooms(categories, recording_ids, rows, min_alike=min_alike, seed=seed)


class CategoryFinder:
    """Finds categories.

    Parameters
    ----------
    chosen : rows of the events that are learned from.
    earlier : (n,) number of each event's category in the model before, which categories keep where they can; see
        `coincide.categorize.keep_numbers`.
    """

    def __init__(
        self,
        chosen: NDArray[np.int64],
        *,
        settings: CategorizeSettings,
        seed: int,
        earlier: NDArray[np.int64] | None,
        progress: Progress,
    ) -> None:
        self._chosen = chosen
        self._settings = settings
        self._seed = seed
        self._earlier = earlier
        self._progress = progress

    def find(self, embedding: Embedding) -> FoundCategories:
        """Count and find the categories of an embedding."""
        rows = embedding.embeddings
        vote = vote_on_counting(rows[self._chosen], settings=self._settings, seed=self._seed)
        return FoundCategories(embedding, vote, self._fit(rows, vote.winner.share))

    def join(self, found: FoundCategories) -> FoundCategories:
        """Let copies join categories where the tree counts; before, rooms would be harder to find."""
        copies = found.embedding.copies
        if copies is None or found.vote.winner.share > 0.0:
            return found
        return replace(found, categorizer=self._fit(found.embedding.embeddings, 0.0, copies))

    def stability(self, found: FoundCategories) -> Stability | None:
        """Count again without a fifth of the events; see `coincide.categorize.measure_stability`."""
        return measure_stability(
            found.embedding.embeddings[self._chosen],
            settings=self._settings,
            seed=self._seed,
            share=found.vote.winner.share,
            copies=found.embedding.copies,
        )

    def _fit(
        self, embeddings: NDArray[np.float32], share: float, copies: NDArray[np.float32] | None = None
    ) -> Categorizer:
        from coincide.categorize.fit import fit_categories
        from coincide.categorize.numbering import biggest_first, keep_numbers

        with self._progress.stage("categorize", total=len(self._chosen), unit="events") as stage:
            fitted = fit_categories(
                embeddings[self._chosen], settings=self._settings, seed=self._seed, share=share, copies=copies
            )
            stage.advance(len(self._chosen))
        numbered = biggest_first(fitted, embeddings)
        return numbered if self._earlier is None else keep_numbers(numbered, embeddings, self._earlier)
