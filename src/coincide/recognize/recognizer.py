"""The recognizer: the classifier with scores that can be taken at their word, and a threshold for each name.

A score is the probability that the name is right, learned from labels that were held out (see `held_out`), by the same
curve as in `coincide.label.sureness`. What scores below the threshold of its name is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.label import NOISE, Classifier, fit_sureness
from coincide.recognize.held_out import HeldOut

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Recognized:
    """What new events are.

    Attributes
    ----------
    best : (n,) number of the most probable name.
    scores : (n,) probability that it is right; 0 where nothing similar was ever heard.
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

    def recognize(self, embeddings: NDArray[np.float32]) -> Recognized:
        """Name events by their embeddings (n, dim), unit rows.

        Raises
        ------
        InputError : the embeddings have another length than the classifier's.
        """
        predicted = self.classifier.predict(embeddings)
        wanted = np.array([self.thresholds.get(name, 0.5) for name in self.classifier.names], dtype=np.float32)
        # A threshold below a half may give names that are probably wrong, but not to what was never heard.
        is_far = predicted.sureness <= 0
        is_unknown = is_far | (predicted.sureness < wanted[predicted.best])
        return Recognized(self.classifier.names, predicted.best, predicted.sureness, is_unknown)


def make_recognizer(classifier: Classifier, held_out: HeldOut) -> Recognizer:
    """Make a recognizer without thresholds of its own, its scores learned from held-out labels.

    Where no label could be held out the classifier's own curve stays.
    """
    if len(held_out.leads) == 0:
        return Recognizer(classifier, {})
    curve = fit_sureness(held_out.leads, held_out.is_right)
    return Recognizer(replace(classifier, sureness=curve), {})
