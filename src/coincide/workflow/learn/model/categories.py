"""The categories of an embedding, found among the events that were learned from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.categorize import Categorizer, Stability, Vote, measure_stability, vote_on_counting
from coincide.workflow.learn.model.embedding import Embedding
from coincide.workflow.learn.model.job import ModelJob
from coincide.workflow.learn.model.rooms import MIN_ALIKE, Rooms, find_rooms


@dataclass(frozen=True, slots=True)
class FoundCategories:
    """An embedding and its categories.

    Attributes
    ----------
    vote : how the categories were counted.
    is_alike : copies show no groups, so that all calls are one category.
    """

    embedding: Embedding
    vote: Vote
    categorizer: Categorizer
    is_alike: bool = False

    @property
    def n_categories(self) -> int:
        return len(self.categorizer.head.prototypes)

    @property
    def joining_copies(self) -> NDArray[np.float32] | None:
        """Copies that may join categories; None where communities count, or log-mel + PCA alone compares calls."""
        is_plain = self.embedding.space.share == 1.0  # it was never taught that copies are alike
        return None if is_plain or self.vote.winner.share > 0.0 else self.embedding.copies

    @property
    def silhouette(self) -> float:
        rows = self.embedding.embeddings
        return self.categorizer.assign(rows).silhouette(rows)

    def counting_in_words(self) -> str:
        """Say in sentences what is unclear about the number; empty if nothing is."""
        if not self.is_alike:
            return self.vote.in_words()
        return (
            "Calls are so alike that they are one category: their changed copies are no nearer to one group of calls "
            "than to another. For several categories, give their number: `coincide learn --categories N`."
        )

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
    bands_hz : (learned from, 2) lowest and highest frequency of these events.
    earlier : (n,) number of each event's category in the model before, which categories keep where they can; see
        `coincide.categorize.keep_numbers`.
    """

    def __init__(
        self,
        chosen: NDArray[np.int64],
        bands_hz: NDArray[np.float64],
        job: ModelJob,
        *,
        earlier: NDArray[np.int64] | None,
    ) -> None:
        self._chosen, self._bands_hz, self._earlier = chosen, bands_hz, earlier
        self._settings, self._seed, self._progress = job.settings.categorize, job.seed, job.progress

    def find(self, embedding: Embedding) -> FoundCategories:
        """Count and find the categories of an embedding."""
        rows = embedding.embeddings
        vote = vote_on_counting(rows[self._chosen], settings=self._settings, seed=self._seed)
        return FoundCategories(embedding, vote, self._fit(rows, vote.winner.share))

    def settle(self, found: FoundCategories, classes: NDArray[np.int64] | None) -> FoundCategories:
        """Let copies join categories and limit how sure they are; if done earlier, it would be harder to find rooms."""
        from coincide.categorize.one_kind import are_alike, in_one_category
        from coincide.categorize.soften import soften

        rows, copies = found.embedding.embeddings, found.embedding.copies
        learned_from, categorizer = rows[self._chosen], found.categorizer
        if self._settings.categories is None and not _are_several(classes):
            categories = categorizer.nearest(learned_from)
            if are_alike(learned_from, copies, categories, seed=self._seed):
                return replace(found, categorizer=in_one_category(categorizer, learned_from), is_alike=True)
        if found.joining_copies is not None:
            categorizer = self._fit(rows, 0.0, found.joining_copies)
        # A limit that a person chose is kept.
        heard = rows if self._settings.unsure_below is None else None
        return replace(found, categorizer=soften(categorizer, learned_from, copies, heard=heard))

    def stability(self, found: FoundCategories) -> Stability | None:
        """Count again without a fifth of the events, unless there is one category for all."""
        if found.n_categories == 1:
            return None
        return measure_stability(
            found.embedding.embeddings[self._chosen],
            settings=self._settings,
            seed=self._seed,
            n_events=found.vote.n_events,
            share=found.vote.winner.share,
            copies=found.joining_copies,
            bands_hz=self._bands_hz,
        )

    def _fit(
        self, embeddings: NDArray[np.float32], share: float, copies: NDArray[np.float32] | None = None
    ) -> Categorizer:
        from coincide.categorize.fit import fit_categories
        from coincide.categorize.numbering import biggest_first, keep_numbers

        with self._progress.stage("categorize", total=len(self._chosen), unit="events") as stage:
            fitted = fit_categories(
                embeddings[self._chosen],
                settings=self._settings,
                seed=self._seed,
                share=share,
                copies=copies,
                bands_hz=self._bands_hz,
            )
            stage.advance(len(self._chosen))
        numbered = biggest_first(fitted, embeddings)
        return numbered if self._earlier is None else keep_numbers(numbered, embeddings, self._earlier)


def _are_several(classes: NDArray[np.int64] | None) -> bool:
    """Say whether people heard more than one kind; -1 is a call that nobody named."""
    return classes is not None and len(np.unique(classes[classes >= 0])) > 1
