"""The classifier: a new event is what the events around it are, or unknown.

The events that labels were spread over stay as reference; a new event asks its nearest ones, each of which counts by
how near it is. Nothing is fitted but how far to trust it, so a new answer costs milliseconds. Measured on held-out
digits this beat logistic regression and linear discriminants on the same spread labels (.95 against .93 with 100
labels, .97 against .95 with 20), since a type that sounds in two ways needs no line around it.

The farther an event is from its neighbors, compared with how far reference events are from theirs, the less its name
is believed. Far beyond all of them it is like nothing that was ever heard, and unknown. So is an event whose most
probable name is probably wrong. Events of one place that lie apart from everything known are named together, and share
their distances as well, see `coincide.label.company`.

Cover and Hart 1967; Dudani 1976 for the weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.label.company import N_COMPANIONS, find_company
from coincide.label.graph import N_NEIGHBORS, SHARPNESS
from coincide.label.nearest_reference import nearest_references
from coincide.label.sureness import Sureness

FAR_PERCENTILE = 99.0
FAMILIAR, STRANGE = 0.8, 1.4
"""Distances, in units of `far`: up to the first, names are believed fully; from the second on, not at all. Decision
0072 tells how often names were right in between."""
TOGETHER, APART = 0.5, 0.9
"""How much nearer companions are than everything known, in units of `far`: up to the first, names are believed fully;
from the second on, not at all (decision 0085)."""
_BLOCK = 1024
_SAME = 1e-6
LEAST_FAR = 1e-6
"""Where no reference event is away from the others, only the same sound is familiar."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """Names of events.

    Attributes
    ----------
    scores : (n, names), rows sum to 1 at most.
    best : (n,) number of the most probable name.
    shares : (n,) how probable it is by the trust in its neighbors, in [0, 1].
    familiarity : (n,) how far names are believed by the distances from everything known and from companions, in [0, 1].
    sureness : (n,) probability that the name is right, in [0, 1]; 0 if nothing known is similar.
    is_unknown : (n,) the name is more probably wrong than right.
    """

    scores: NDArray[np.float32]
    best: NDArray[np.int64]
    shares: NDArray[np.float32]
    familiarity: NDArray[np.float32]
    sureness: NDArray[np.float32]
    is_unknown: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Classifier:
    """Nearest reference events vote.

    Attributes
    ----------
    names : in alphabetical order.
    reference : (r, dim) unit rows.
    probabilities : (r, names) what the reference events are.
    weights : (r,) at least 0, how far to trust them, see `coincide.label.nearness`; names do not depend on it.
    far : cosine distance to the nearest others, on average, that 99% of the reference events stay below.
    sureness : how far to trust a score.
    """

    names: tuple[str, ...]
    reference: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    weights: NDArray[np.float32]
    far: float
    sureness: Sureness

    def predict(self, embeddings: NDArray[np.float32], *, of_one_place: bool = False) -> Prediction:
        """Predict unit rows (n, dim).

        Parameters
        ----------
        of_one_place : the events are of one place, so that they may be named together, see `coincide.label.company`.

        Raises
        ------
        InputError : the embeddings have another length than the reference.
        """
        if embeddings.ndim != 2 or embeddings.shape[1] != self.reference.shape[1]:
            raise InputError(
                f"`embeddings` must have shape (n, {self.reference.shape[1]}) to match the reference, got "
                f"{embeddings.shape}. Embed them with the model that the labels were given for."
            )
        scores, believed, cosines = _vote(embeddings, self.reference, self.probabilities, self.weights)
        distances = 1 - cosines.mean(axis=1, keepdims=True)
        gaps = np.zeros_like(distances)
        if of_one_place:
            for company in find_company(embeddings, cosines[:, :N_COMPANIONS].mean(axis=1)):
                gaps[company.rows] = company.gaps
                for shared in (scores, believed, distances, gaps):
                    shared[company.rows] = company.spread(shared[company.rows])
        best = scores.argmax(axis=1)
        shares = np.take_along_axis(believed, best[:, None], axis=1)[:, 0]
        together = _falling(gaps[:, 0], far=self.far, start=TOGETHER, stop=APART)
        familiarity = np.minimum(familiarity_at(distances[:, 0], far=self.far), together)
        sure = familiarity * self.sureness.of(shares)
        return Prediction(scores, best, shares, familiarity, sure, is_unknown=sure < 0.5)

    def tensors(self) -> dict[str, NDArray[np.float32]]:
        """Return the arrays that a file must hold."""
        return {"reference": self.reference, "probabilities": self.probabilities, "weights": self.weights}

    def facts(self) -> dict[str, Any]:
        """Return what else a file must hold; anything in it is JSON."""
        curve = {"intercept": self.sureness.intercept, "slope": self.sureness.slope}
        return {"names": list(self.names), "far": self.far, "sureness": curve}

    @classmethod
    def restore(cls, tensors: Mapping[str, NDArray[np.float32]], facts: Mapping[str, Any]) -> Self:
        """Make a classifier from what `tensors` and `facts` returned.

        Raises
        ------
        KeyError, ValueError, TypeError : something is missing or does not fit.
        """
        reference, probabilities = tensors["reference"], tensors["probabilities"]
        # Files from before there were weights have none.
        weights = tensors.get("weights", np.ones(len(reference), dtype=np.float32))
        names = tuple(str(name) for name in facts["names"])
        if reference.ndim != 2 or len(reference) == 0 or probabilities.shape != (len(reference), len(names)):
            raise ValueError(f"reference {reference.shape} and probabilities {probabilities.shape} do not fit")
        if weights.shape != (len(reference),):
            raise ValueError(f"reference {reference.shape} and weights {weights.shape} do not fit")
        return cls(names, reference, probabilities, weights, float(facts["far"]), Sureness(**facts["sureness"]))


def familiarity_at(distances: NDArray[np.float32], *, far: float) -> NDArray[np.float32]:
    """Return how far names are believed, (n,) in [0, 1].

    Parameters
    ----------
    distances : (n,) mean cosine distances to the nearest reference events.
    far : see `Classifier`.
    """
    return _falling(distances, far=far, start=FAMILIAR, stop=STRANGE)


def nearest_distance(embeddings: NDArray[np.float32], reference: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean cosine distance of unit rows (n, dim) to their nearest reference events, (n,)."""
    distances = np.zeros(len(embeddings), dtype=np.float32)
    for rows, _, cosines in nearest_references(embeddings, reference, n=min(N_NEIGHBORS, len(reference))):
        distances[rows] = 1 - cosines.mean(axis=1)
    return distances


def usual_distance(embeddings: NDArray[np.float32]) -> float:
    """Return the mean cosine distance to the nearest others that 99% of unit rows (n, dim) stay below."""
    return float(np.percentile(distances_to_others(embeddings), FAR_PERCENTILE)) if len(embeddings) > 1 else 0.0


def distances_to_others(embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean cosine distance (n,) of unit rows (n, dim), n ≥ 2, to the nearest others."""
    parts: list[NDArray[np.float32]] = []
    for start in range(0, len(embeddings), _BLOCK):
        similarity = embeddings[start : start + _BLOCK] @ embeddings.T
        similarity[np.arange(len(similarity)), np.arange(start, start + len(similarity))] = -np.inf
        parts.append(1 - _nearest(similarity)[1].mean(axis=1))
    return np.concatenate(parts)


def distance_away(
    moved: NDArray[np.float32], embeddings: NDArray[np.float32], reference: NDArray[np.float32], *, far: float
) -> float:
    """Return which distance counts as `far` while the place of events is unknown, at least `far` itself.

    Parameters
    ----------
    moved : (n, dim) unit rows, events as they would lie if their place was unknown.
    embeddings : (n, dim) the same events as they lie; reference events that are the event itself are not counted.
    """
    distances: list[NDArray[np.float32]] = []
    for start in range(0, len(moved), _BLOCK):
        part = slice(start, start + _BLOCK)
        similarity = moved[part] @ reference.T
        similarity[embeddings[part] @ reference.T > 1 - _SAME] = -np.inf
        is_usable = np.isfinite(similarity).sum(axis=1) >= min(N_NEIGHBORS, len(reference) - 1)
        if is_usable.any() and len(reference) > 1:
            distances.append(1 - _nearest(similarity[is_usable])[1].mean(axis=1))
    return max(far, float(np.percentile(np.concatenate(distances), FAR_PERCENTILE))) if distances else far


def _falling(values: NDArray[np.float32], *, far: float, start: float, stop: float) -> NDArray[np.float32]:
    """Return 1 up to `start`, in units of `far`, from there evenly down to 0 at `stop`."""
    return np.clip((stop - values / max(far, LEAST_FAR)) / (stop - start), 0, 1).astype(np.float32)


def _vote(
    embeddings: NDArray[np.float32],
    reference: NDArray[np.float32],
    probabilities: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return scores and what is believed of them, (n, names), and cosines of the nearest, nearest first, (n, k)."""
    k = min(N_NEIGHBORS, len(reference))
    scores, believed = np.zeros((2, len(embeddings), probabilities.shape[1]), dtype=np.float32)
    nearest = np.zeros((len(embeddings), k), dtype=np.float32)
    for rows, places, cosines in nearest_references(embeddings, reference, n=k):
        votes = np.exp((cosines - cosines.max(axis=1, keepdims=True)) / SHARPNESS)
        votes /= votes.sum(axis=1, keepdims=True)
        scores[rows] = np.einsum("nk,nkc->nc", votes, probabilities[places])
        believed[rows] = np.einsum("nk,nkc->nc", votes * weights[places], probabilities[places])
        nearest[rows] = cosines
    return scores, believed, nearest


def _nearest(similarity: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the columns of the nearest of each row, nearest first, and their cosines; fewer where there are fewer."""
    from coincide.kernels import highest_of_rows

    n_usable = int(np.isfinite(similarity[0]).sum())
    columns = highest_of_rows(similarity, n=min(N_NEIGHBORS, n_usable))
    return columns, np.take_along_axis(similarity, columns, axis=1)
