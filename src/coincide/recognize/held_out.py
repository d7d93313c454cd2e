"""What the classifier says about labeled events when it does not see their labels: the only honest test there is.

Where labels come from three recordings or more, whole recordings are held out, their other events too: new recordings
are what a recognizer is for. Else each label is predicted from the others, which is easier. A label whose name no other
label has cannot be tested: what nobody taught cannot be known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.label import (
    Classifier,
    Spread,
    Spreader,
    Sureness,
    believe,
    doubtful,
    nearest_label,
    nearest_other_label,
    weigh,
)

MIN_GROUPS, MAX_FOLDS = 3, 10
_MIN_TESTED_SHARE = 0.5
"""Of the labels that can be tested at all; if fewer could be with whole recordings left out, single labels are."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Predictions of labels, and what they should have been.

    Attributes
    ----------
    names : in alphabetical order.
    truth, guesses : (m,) numbers of names.
    shares : (m,) how probable the guess was before any curve was fitted.
    familiarity : (m,) how far the guess is believed by its distance from what else is known, in [0, 1].
    n_untestable : labels left out, since no other label has their name.
    is_by_recording : whether whole recordings were held out.
    """

    names: tuple[str, ...]
    truth: NDArray[np.int64]
    guesses: NDArray[np.int64]
    shares: NDArray[np.float32]
    familiarity: NDArray[np.float32]
    n_untestable: int
    is_by_recording: bool

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """Whether each guess is the truth, (m,)."""
        return self.truth == self.guesses

    def scores(self, curve: Sureness) -> NDArray[np.float32]:
        """Return the score of each guess, (m,)."""
        return self.familiarity * curve.of(self.shares)


def hold_out(
    embeddings: NDArray[np.float32],
    labels: Mapping[int, str],
    *,
    recordings: Sequence[int],
    spreader: Spreader,
    far: float,
    unnamed: Collection[int] = (),
) -> HeldOut:
    """Predict labels without seeing them.

    Parameters
    ----------
    embeddings : (n, dim) unit rows.
    labels : name by row.
    recordings : (n,) recording of each row.
    spreader : over the same rows.
    far : see `coincide.label.Classifier`.
    unnamed : rows that a person was asked about and did not know.
    """
    unnamed = doubtful(embeddings, spreader, labels, unnamed)
    by_label = _each_alone(embeddings, labels, spreader, unnamed)
    n_groups = len({recordings[row] for row in labels})
    if n_groups < MIN_GROUPS:
        return by_label
    by_recording = _by_recording(embeddings, labels, np.array(recordings), spreader, far, unnamed)
    is_enough = len(by_recording.truth) >= _MIN_TESTED_SHARE * len(by_label.truth)
    return by_recording if is_enough else by_label


def _each_alone(
    embeddings: NDArray[np.float32], labels: Mapping[int, str], spreader: Spreader, unnamed: Collection[int]
) -> HeldOut:
    names = tuple(sorted(set(labels.values())))
    truth = np.array([names.index(name) for name in labels.values()], dtype=np.int64)
    if len(labels) < 2:
        return _held_out(names, [], len(labels), is_by_recording=False)
    spread, _ = spreader.without_own(labels, unnamed)
    tested = np.flatnonzero(np.bincount(truth)[truth] > 1)
    shares = believe(spread, nearest_other_label(embeddings, np.array(list(labels), dtype=np.int64)))
    parts = [(truth[tested], spread.best[tested], shares[tested], np.ones(len(tested), dtype=np.float32))]
    return _held_out(names, parts, len(truth) - len(tested), is_by_recording=False)


def _by_recording(
    embeddings: NDArray[np.float32],
    labels: Mapping[int, str],
    recordings: NDArray[np.int64],
    spreader: Spreader,
    far: float,
    unnamed: Collection[int],
) -> HeldOut:
    names = tuple(sorted(set(labels.values())))
    parts: list[_Part] = []
    n_untestable = 0
    for fold in _folds([int(recordings[row]) for row in labels]):
        is_out = np.isin(recordings, fold)
        seen = {row: name for row, name in labels.items() if not is_out[row]}
        tested = [row for row, name in labels.items() if is_out[row] and name in seen.values()]
        n_untestable += sum(bool(is_out[row]) for row in labels) - len(tested)
        if tested:
            spread = spreader.spread(seen, [row for row in unnamed if not is_out[row]])
            parts.append(_predict(embeddings, names, labels, seen, tested, ~is_out, spread, far))
    return _held_out(names, parts, n_untestable, is_by_recording=True)


_Part = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]
"""Truth, guesses, shares and familiarity of some labels."""


def _predict(
    embeddings: NDArray[np.float32],
    names: tuple[str, ...],
    labels: Mapping[int, str],
    seen: Mapping[int, str],
    tested: Sequence[int],
    is_reference: NDArray[np.bool_],
    spread: Spread,
    far: float,
) -> _Part:
    nearness = nearest_label(embeddings, np.array(list(seen), dtype=np.int64))
    weights = weigh(spread, nearness)
    reference = (embeddings[is_reference], spread.probabilities[is_reference], weights[is_reference])
    classifier = Classifier(spread.names, *reference, far, Sureness())
    predicted = classifier.predict(embeddings[list(tested)])
    guesses = np.array([names.index(spread.names[best]) for best in predicted.best], dtype=np.int64)
    truth = np.array([names.index(labels[row]) for row in tested], dtype=np.int64)
    return truth, guesses, predicted.shares, predicted.familiarity


def _folds(recordings: Sequence[int]) -> list[list[int]]:
    """Deal recordings into folds with about as many labels each: the largest first, each to the smallest fold."""
    sizes = {recording: recordings.count(recording) for recording in dict.fromkeys(recordings)}
    folds: list[list[int]] = [[] for _ in range(min(MAX_FOLDS, len(sizes)))]
    filled = [0] * len(folds)
    for recording in sorted(sizes, key=lambda one: (-sizes[one], one)):
        smallest = filled.index(min(filled))
        folds[smallest].append(recording)
        filled[smallest] += sizes[recording]
    return folds


def _held_out(names: tuple[str, ...], parts: Sequence[_Part], n_untestable: int, *, is_by_recording: bool) -> HeldOut:
    none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    empty: _Part = (none, none, nothing, nothing)
    truth, guesses, shares, familiarity = (np.concatenate(arrays) for arrays in zip(empty, *parts, strict=True))
    return HeldOut(names, truth, guesses, shares, familiarity, n_untestable, is_by_recording)
