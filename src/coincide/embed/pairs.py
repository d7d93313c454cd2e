"""Pairs: which events a step compares, and which of them belong together.

A batch holds anchors and their positives, stacked. What belongs together is a second view of the same event, or the
event next to it; once mined, mostly a partner from another source; and where a person said so, mostly an event of the
same class. What does not is chosen by `negatives`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.embed.classes import Classes
from coincide.embed.mining import MinedPairs
from coincide.embed.settings import EmbedSettings
from coincide.embed.sources import MIN_SOURCE_EVENTS
from coincide.record_arrays import rows_by


@dataclass(frozen=True, slots=True)
class Batch:
    """One step's events.

    Attributes
    ----------
    rows : (2 b,) anchors, then their positives: row `i` and row `i + b` belong together.
    is_negative : (2 b, 2 b), symmetric: which pairs do not belong together.
    """

    rows: NDArray[np.int64]
    is_negative: NDArray[np.bool_]


class PairSampler:
    """Draws batches.

    Parameters
    ----------
    sources : (n,) source of each event.
    neighbors : (n,) row of the event that follows (or precedes) in the same recording, -1 where there is none.
    classes : (n,) what a person said, see `coincide.embed.classes`; or None.
    """

    def __init__(
        self,
        *,
        sources: NDArray[np.int64],
        neighbors: NDArray[np.int64],
        settings: EmbedSettings,
        classes: NDArray[np.int64] | None = None,
    ) -> None:
        settings = settings.settled()
        self._sources = sources
        self._neighbors = neighbors
        self._settings = settings
        self._classes = None if classes is None else Classes(classes, sources)
        groups = list(rows_by(sources).values())
        # A batch from one tiny source would hold no negatives; such events are drawn with the rest.
        is_split = settings.negatives == "same" and all(len(group) >= MIN_SOURCE_EVENTS for group in groups)
        self._groups = groups if is_split else [np.arange(len(sources))]
        sizes = np.array([len(group) for group in self._groups], dtype=np.float64)
        self._weights = sizes / sizes.sum()
        # With one source there is no other: then negatives come from anywhere.
        self._negatives = "any" if len(groups) == 1 and settings.negatives == "other" else settings.negatives

    def draw(self, rng: np.random.Generator, mined: MinedPairs | None) -> Batch:
        """Draw one batch; `mined` is None until pairs can be trusted."""
        group = self._groups[int(rng.choice(len(self._groups), p=self._weights))]
        n_anchors = min(self._settings.batch_events, len(group))
        anchors = rng.choice(group, n_anchors, replace=False)
        positives = self._positives(anchors, rng, mined)
        rows = np.concatenate([anchors, positives])
        return Batch(rows=rows, is_negative=self._is_negative(rows, mined))

    def _positives(
        self, anchors: NDArray[np.int64], rng: np.random.Generator, mined: MinedPairs | None
    ) -> NDArray[np.int64]:
        positives = anchors.copy()
        if self._settings.positives == "neighbors":
            nearby = self._neighbors[anchors]
            positives = np.where(nearby >= 0, nearby, anchors)
        if mined is not None:
            positives = self._mostly(_one_of(mined.partners[anchors], rng), positives, rng)
        if self._classes is not None:
            mates = self._classes.draw_mates(anchors, rng)
            positives = self._mostly(mates, np.where(mates >= 0, anchors, positives), rng)
        return positives

    def _mostly(
        self, better: NDArray[np.int64], rows: NDArray[np.int64], rng: np.random.Generator
    ) -> NDArray[np.int64]:
        """Replace `mined_share` of the rows by better ones, where there are any."""
        use = (better >= 0) & (rng.random(len(rows)) < self._settings.mined_share)
        return np.where(use, better, rows)

    def _is_negative(self, rows: NDArray[np.int64], mined: MinedPairs | None) -> NDArray[np.bool_]:
        negative = rows[:, None] != rows[None, :]
        n_anchors = len(rows) // 2
        # What belongs together may be in the batch more than once: a neighbor may be an anchor too.
        at = np.unique(rows, return_inverse=True)[1]
        belongs = np.zeros((len(rows), len(rows)), dtype=np.bool_)
        belongs[at, np.roll(at, n_anchors)] = True
        negative &= ~belongs[at[:, None], at[None, :]]
        sources = self._sources[rows]
        if self._negatives != "any":
            negative &= (sources[:, None] == sources[None, :]) == (self._negatives == "same")
        if mined is not None:
            negative &= ~_are_alike(rows, at, mined)
        if self._classes is not None:
            negative = self._classes.correct(negative, rows)
        return negative


def _one_of(rows: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Choose from each line of (n, k) one entry that is not -1; -1 where there is none."""
    lottery = np.where(rows >= 0, rng.random(rows.shape), -1.0)
    return np.take_along_axis(rows, lottery.argmax(axis=1)[:, None], axis=1)[:, 0]


def _are_alike(rows: NDArray[np.int64], at: NDArray[np.int64], mined: MinedPairs) -> NDArray[np.bool_]:
    """Say of all pairs of rows whether one is a lookalike of the other; `at` numbers the distinct rows."""
    place = np.full(len(mined.lookalikes) + 1, -1, dtype=np.int64)  # the last is for -1, no event
    place[rows] = at
    places = place[mined.lookalikes[rows]]  # (rows, lookalikes)
    line, column = np.nonzero(places >= 0)
    alike = np.zeros((len(rows), len(rows)), dtype=np.bool_)
    alike[at[line], places[line, column]] = True
    alike |= alike.T
    return alike[at[:, None], at[None, :]]
