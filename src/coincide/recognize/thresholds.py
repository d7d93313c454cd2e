"""The score that a name needs, so that a wanted share of what gets it is right.

    labels     the held-out labels that were given this name show it, with 90% confidence
    all names  too few for that; those of all names together show it
    score      too few even so: the scores are taken at their word, as each promises at least this probability
    out of reach   held-out labels show that even the highest scores are wrong more often

Thresholds go down from the highest score as long as the precision above them is shown (a lower limit for a share, see
`intervals`). With fewer than 15 labels no precision of 0.9 can be shown, however right they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.label import NOISE, Sureness
from coincide.recognize.held_out import HeldOut
from coincide.recognize.intervals import at_least, interval

Basis = Literal["labels", "all names", "score", "out of reach", "given"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """The score that a name needs.

    Attributes
    ----------
    score : events below it are unknown.
    basis : what shows that it is enough, see the module; ``given`` if a person chose it.
    n : held-out labels that were given this name, with this score or more.
    precision : share of them that are right, None if there is none.
    shown : precision that they show with 90% confidence.
    """

    name: str
    score: float
    basis: Basis
    n: int
    precision: float | None
    shown: float


def choose_thresholds(held_out: HeldOut, curve: Sureness, *, precision: float) -> list[Threshold]:
    """Choose a threshold for each name that stands for a call.

    Parameters
    ----------
    curve : turns shares into scores.
    precision : wanted, in (0, 1).
    """
    scores = held_out.scores(curve)
    is_call = np.array([name != NOISE for name in held_out.names], dtype=np.bool_)[held_out.guesses]
    pooled = _lowest(scores[is_call], held_out.is_right[is_call], precision)
    return [
        _choose(number, held_out, scores, pooled, precision)
        for number, name in enumerate(held_out.names)
        if name != NOISE
    ]


def given_thresholds(held_out: HeldOut, curve: Sureness, wanted: Iterable[tuple[str, float]]) -> list[Threshold]:
    """Say what held-out labels show about thresholds that a person chose, by name."""
    scores = held_out.scores(curve)
    return [_threshold(held_out.names.index(name), held_out, scores, score, "given") for name, score in wanted]


def _choose(
    number: int, held_out: HeldOut, scores: NDArray[np.float32], pooled: float | None, precision: float
) -> Threshold:
    mine = held_out.guesses == number
    own = _lowest(scores[mine], held_out.is_right[mine], precision)
    if own is not None:
        return _threshold(number, held_out, scores, own, "labels")
    score, basis = (precision, "score") if pooled is None else (pooled, "all names")
    # What the labels of this name speak against, those of others cannot show.
    while _is_refuted(held_out.is_right[mine & (scores >= score)], precision):
        score = float(np.nextafter(scores[mine & (scores >= score)].min(), np.float32(2)))
        basis = "out of reach" if score > scores[mine].max() else basis
    return _threshold(number, held_out, scores, score, basis)


def _lowest(scores: NDArray[np.float32], is_right: NDArray[np.bool_], precision: float) -> float | None:
    """Return the lowest score above which the precision is shown, None if it never is."""
    order = np.argsort(-scores, kind="stable")
    n_right = np.cumsum(is_right[order])
    last = None
    for place, row in enumerate(order.tolist()):
        is_tied = place + 1 < len(order) and scores[order[place + 1]] == scores[row]
        if not is_tied and at_least(int(n_right[place]), place + 1) >= precision:
            last = float(scores[row])
    return last


def _is_refuted(is_right: NDArray[np.bool_], precision: float) -> bool:
    """Say whether labels speak against a precision: it lies above the interval of the share that was right."""
    return len(is_right) > 0 and interval(int(is_right.sum()), len(is_right))[1] < precision


def _threshold(number: int, held_out: HeldOut, scores: NDArray[np.float32], score: float, basis: Basis) -> Threshold:
    above = (held_out.guesses == number) & (scores >= score)
    n, n_right = int(above.sum()), int(held_out.is_right[above].sum())
    return Threshold(
        name=held_out.names[number],
        score=min(score, 1.0),
        basis=basis,
        n=n,
        precision=n_right / n if n else None,
        shown=at_least(n_right, n),
    )
