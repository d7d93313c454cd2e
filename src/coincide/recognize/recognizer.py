"""The recognizer: the classifier with scores that can be taken at their word, and a threshold for each name.

A score is the probability that the name is right, by the curve of `coincide.label.sureness`. It is learned from labels
that were predicted from all others, unless whole recordings that were held out (see `held_out`) clearly refute it: then
it is learned from these. With few labels that is rare, since each fold of recordings takes many of them away, so that
what is predicted right without them says too little about a recognizer that has them all. With thousands, as from a
table of annotations, the label next to each label makes its prediction too sure, and held-out recordings show it. What
scores below the threshold of its name is unknown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.label import NOISE, Classifier, Sureness, fit_sureness
from coincide.label.sureness import SHIFT_SD
from coincide.recognize.held_out import HeldOut
from coincide.records import UNKNOWN as UNKNOWN

CLEARLY = 3.0
"""Standard deviations of luck, and of one label, beyond which held-out labels refute the scores."""
TOO_SURE_SHIFT_SD = 2.0
"""See `coincide.label.sureness`: by then, it is known that scores are too high. That they are too low is less clear:
without the held-out labels, the others promise less than all labels do, and are right all the same."""


@dataclass(frozen=True, slots=True)
class EventNames:
    """Names of new events.

    Attributes
    ----------
    best : (n,) number of the most probable name.
    scores : (n,) probability that it is right; 0 if nothing in the catalog is similar.
    is_unknown : (n,) the score is too low to give the name.
    """

    names: tuple[str, ...]
    best: NDArray[np.int64]
    scores: NDArray[np.float32]
    is_unknown: NDArray[np.bool_]

    def name(self, row: int) -> str:
        """Return the name of an event, or ``unknown``."""
        return UNKNOWN if self.is_unknown[row] else self.names[self.best[row]]


@dataclass(frozen=True, slots=True)
class Recognizer:
    """Names events.

    Attributes
    ----------
    thresholds : the score that a name needs, by name; 0.5 for others.
    """

    classifier: Classifier
    thresholds: Mapping[str, float]

    @property
    def call_names(self) -> tuple[str, ...]:
        """The names that stand for calls."""
        return tuple(name for name in self.classifier.names if name != NOISE)

    def recognize(self, embeddings: NDArray[np.float32], *, of_one_place: bool = False) -> EventNames:
        """Name events by their embeddings (n, dim), unit rows.

        Parameters
        ----------
        of_one_place : see `Classifier.predict`.

        Raises
        ------
        InputError : the embeddings have another length than the classifier's.
        """
        predicted = self.classifier.predict(embeddings, of_one_place=of_one_place)
        wanted = np.array([self.thresholds.get(name, 0.5) for name in self.classifier.names], dtype=np.float32)
        # A threshold below a half may give names that are probably wrong, but not to what was never heard.
        is_far = predicted.sureness <= 0
        is_unknown = is_far | (predicted.sureness < wanted[predicted.best])
        return EventNames(self.classifier.names, predicted.best, predicted.sureness, is_unknown)


def make_recognizer(classifier: Classifier, held_out: HeldOut) -> Recognizer:
    """Make a recognizer without thresholds of its own; the classifier's scores hold unless recordings refute them."""
    is_near = held_out.familiarity > 0  # what is like nothing else scores 0 anyway
    shares, is_right = held_out.shares[is_near], held_out.is_right[is_near]
    promised = held_out.scores(classifier.sureness)[is_near]
    excess = float(promised.sum(dtype=np.float64)) - float(is_right.sum())
    if not held_out.is_by_recording or abs(excess) <= CLEARLY * _luck(promised):
        return Recognizer(classifier, {})
    slope, shift_sd = classifier.sureness.slope, TOO_SURE_SHIFT_SD if excess > 0 else SHIFT_SD
    # They lie among new events, not next to labels, so the curve is theirs as it is.
    sureness = fit_sureness(shares, is_right, slope=slope, usual=Sureness(slope=slope), shift_sd=shift_sd)
    return Recognizer(replace(classifier, sureness=sureness), {})


def _luck(promised: NDArray[np.float32]) -> float:
    """Return by how many labels it is usual to be off where scores are right, with one label to spare."""
    return math.sqrt(1 + float((promised * (1 - promised)).sum(dtype=np.float64)))
