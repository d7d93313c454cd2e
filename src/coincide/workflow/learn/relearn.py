"""Does learning from what people said help? Answered by labels that were held out, before the model is replaced.

A model that has learned from a label names that event right for sure, so that nothing is shown by asking it. The
labels are therefore dealt into two halves: each half is named by an embedding that has learned from the other half
only, and by the embedding of the current model, which has the other half as labels too. Whether the difference is more
than luck shows in the events on which the two disagree.

McNemar 1947 for the test.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.label import Consolidator, choose_pool
from coincide.seeds import generator
from coincide.wording import count
from coincide.workflow.learn.lessons import LabelLesson, guesses

MIN_COUNTED = 6
"""Held-out labels that could show a difference at all."""
_N_FOLDS = 2
_CLEARLY = 2.0
"""Standard deviations."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many held-out labels were named right.

    Attributes
    ----------
    n : labels that were held out, each once; those whose name was given once only do not count, since no method could
        name them without it.
    n_before, n_after : named right by the current model, and by one that learned from the other labels.
    n_better, n_worse : named right only by the one after, and only by the one before.
    """

    n: int
    n_before: int
    n_after: int
    n_better: int
    n_worse: int

    @property
    def is_clearly_worse(self) -> bool:
        return self.n_worse - self.n_better > _CLEARLY * math.sqrt(self.n_better + self.n_worse)

    @property
    def is_clearly_better(self) -> bool:
        return self.n_better - self.n_worse > _CLEARLY * math.sqrt(self.n_better + self.n_worse)

    def in_words(self) -> str:
        """Say whether it helped, and how far that can be trusted."""
        numbers = (
            f"Of {count(self.n, 'held-out label')}, {self.n_before} were named right before and {self.n_after} after"
        )
        if self.is_clearly_better:
            return f"{numbers}: learning from labels helps."
        if self.is_clearly_worse:
            return f"{numbers}: learning from labels makes it worse."
        return f"{numbers}: too few labels to show a difference."


def can_judge(lesson: LabelLesson) -> bool:
    """Say whether enough labels can be held out to show a difference."""
    return int(_is_counted(lesson).sum()) >= MIN_COUNTED


def judge(
    lesson: LabelLesson, learn_half: Callable[[NDArray[np.int64], int], NDArray[np.float32]], *, seed: int
) -> Verdict:
    """Compare the current model with ones that learn from half of the labels.

    Parameters
    ----------
    lesson : of which `can_judge` is true.
    learn_half : makes embeddings (n, dim) of the events to learn from, given the class of each and the number of the
        half.
    """
    halves = _halves(lesson.names, seed)
    rows = lesson.rows_to_learn
    is_counted = _is_counted(lesson)
    right_before = np.zeros(len(rows), dtype=np.bool_)
    right_after = np.zeros(len(rows), dtype=np.bool_)
    for half in range(_N_FOLDS):
        is_taught = (halves != half) & (rows >= 0)
        held_out = (halves == half) & is_counted
        before = lesson.guesses_before(is_taught)
        after = _guesses_after(learn_half(lesson.classes(is_taught), half), lesson, is_taught, seed)
        right_before[held_out] = before[held_out] == lesson.names[held_out]
        right_after[held_out] = after[held_out] == lesson.names[held_out]
    before, after = right_before[is_counted], right_after[is_counted]
    return Verdict(
        n=int(is_counted.sum()),
        n_before=int(before.sum()),
        n_after=int(after.sum()),
        n_better=int((after & ~before).sum()),
        n_worse=int((before & ~after).sum()),
    )


def _is_counted(lesson: LabelLesson) -> NDArray[np.bool_]:
    """Say of each label whether its event is learned from, and its name was given to another one that is."""
    is_there = lesson.rows_to_learn >= 0
    names, numbers = np.unique(lesson.names, return_inverse=True)
    counts = np.bincount(numbers[is_there], minlength=len(names))
    return is_there & (counts[numbers] > 1)


def _guesses_after(
    embeddings: NDArray[np.float32], lesson: LabelLesson, is_taught: NDArray[np.bool_], seed: int
) -> NDArray[np.str_]:
    rows = lesson.rows_to_learn
    pool = np.union1d(choose_pool(len(embeddings), seed=seed), rows[rows >= 0])
    # Rows that are not learned from have any place: they are not counted.
    places = np.searchsorted(pool, np.maximum(rows, pool[0]))
    return guesses(Consolidator(embeddings[pool]), places, lesson.names, is_taught)


def _halves(names: NDArray[np.str_], seed: int) -> NDArray[np.int64]:
    """Deal labels into halves, each name evenly."""
    shuffled = generator(seed, "halves").permutation(len(names))
    by_name = shuffled[np.argsort(names[shuffled], kind="stable")]
    halves = np.zeros(len(names), dtype=np.int64)
    halves[by_name] = np.arange(len(names)) % _N_FOLDS
    return halves
