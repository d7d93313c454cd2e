"""How well neighbors in the embedding share a label: every event asks for its like.

Each event is the query once; all others, or all of other groups (recordings, individuals), are ranked by
similarity. Leaving out the own group tells recognizing a call from recognizing a recording.

Equal similarities get no credit for the order in which they happen to stand: average precision counts a tie
as one step (as in scikit-learn's `average_precision_score`), and a hit must come before everything that is as
near and wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coincide.errors import InputError

_Floats = NDArray[np.float32]
_Ints = NDArray[np.int64]

KNN = 5

# Similarities held at once: 4 million float32 are 16 MB, with sorting and masks about 60 MB.
_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class RetrievalScore:
    """Retrieval over all queries that have something to find.

    Attributes
    ----------
    map : mean average precision, in [0, 1].
    recall_at_k : for each k, share of queries with an event of the same label among the first k.
    knn_accuracy : share of queries whose 5 nearest carry their label by majority (a draw goes to the
        nearest).
    n_queries : number of queries scored.
    n_left_out : number of events without any of the same label to be found.
    """

    map: float
    recall_at_k: dict[int, float]
    knn_accuracy: float
    n_queries: int
    n_left_out: int


@dataclass(frozen=True, slots=True)
class _Query:
    """Result of one query.

    Attributes
    ----------
    rank : place of the first hit, from 1.
    """

    average_precision: float
    rank: int
    is_knn_right: bool


def retrieval_scores(
    embeddings: ArrayLike,
    labels: ArrayLike,
    groups: ArrayLike,
    *,
    ks: tuple[int, ...] = (1, 5, 10),
    exclude_same_group: bool,
) -> RetrievalScore:
    """Score an embedding by retrieval.

    Parameters
    ----------
    embeddings : shape (n, dim), rows of length 1; cosine similarity is their product.
    labels : shape (n,), integers.
    groups : shape (n,), integers: the recording or individual of each event.
    ks : how many first results count for recall, each at least 1.
    exclude_same_group : True if only events of other groups may be found.

    Returns
    -------
    The score; all zeros if no event has anything to find. Time grows as n² (dim + log n), memory stays below
    100 MB beyond the embeddings.

    Raises
    ------
    InputError
        If shapes do not fit, values are not finite, rows are not of length 1, or a k is below 1.
    """
    rows, label, group = _checked(embeddings, labels, groups)
    if not ks or min(ks) < 1:
        raise InputError(f"`ks` must hold numbers of at least 1, got {ks}. The usual choice is (1, 5, 10).")
    queries = list(_ask_all(rows, label, group, exclude_same_group=exclude_same_group))
    n_queries = len(queries)
    n = max(1, n_queries)
    return RetrievalScore(
        map=sum(query.average_precision for query in queries) / n,
        recall_at_k={k: sum(query.rank <= k for query in queries) / n for k in ks},
        knn_accuracy=sum(query.is_knn_right for query in queries) / n,
        n_queries=n_queries,
        n_left_out=len(rows) - n_queries,
    )


def _checked(embeddings: ArrayLike, labels: ArrayLike, groups: ArrayLike) -> tuple[_Floats, _Ints, _Ints]:
    rows = np.asarray(embeddings, dtype=np.float32)
    label, group = np.asarray(labels), np.asarray(groups)
    if rows.ndim != 2 or label.shape != (len(rows),) or group.shape != (len(rows),):
        raise InputError(
            f"`embeddings` must have shape (n, dim) with n labels and n groups, got {rows.shape}, "
            f"{label.shape} and {group.shape}. Give one label and one group per row."
        )
    if (label.size > 0) and (label.dtype.kind not in "iu" or group.dtype.kind not in "iu"):
        raise InputError(
            f"`labels` and `groups` must be integers, got {label.dtype} and {group.dtype}. Number them first."
        )
    lengths = np.linalg.norm(rows, axis=1)
    if not (np.abs(lengths - 1) < 1e-3).all():
        worst = lengths[np.argmax(np.abs(lengths - 1))]
        raise InputError(
            f"`embeddings` must have rows of length 1, got a row of length {worst}. Divide each row by its length."
        )
    return rows, label.astype(np.int64), group.astype(np.int64)


def _ask_all(rows: _Floats, label: _Ints, group: _Ints, *, exclude_same_group: bool) -> Iterator[_Query]:
    n = len(rows)
    step = max(1, _CELLS_AT_ONCE // max(1, n))
    for start in range(0, n, step):
        asked = np.arange(start, min(start + step, n))
        similarity = rows[asked] @ rows.T
        similarity[asked - start, asked] = -np.inf
        if exclude_same_group:
            similarity[group[asked][:, None] == group] = -np.inf
        nearest = _nearest(similarity)
        is_relevant = (label[asked][:, None] == label) & np.isfinite(similarity)
        relevant = [similarity[i, is_relevant[i]] for i in range(len(asked))]
        neighbors = [nearest[i, np.isfinite(similarity[i, nearest[i]])] for i in range(len(asked))]
        similarity.sort(axis=1)
        for i, query in enumerate(asked):
            if len(relevant[i]) > 0:
                yield _score(similarity[i], np.sort(relevant[i]), label[neighbors[i]], int(label[query]))


def _nearest(similarity: _Floats) -> _Ints:
    """Return the columns of the `KNN` largest values of each row, largest first."""
    n_kept = min(KNN, similarity.shape[1])
    found = np.argpartition(similarity, -n_kept, axis=1)[:, -n_kept:]
    order = np.argsort(-np.take_along_axis(similarity, found, axis=1), axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1)


def _score(similarity: _Floats, relevant: _Floats, neighbor_labels: _Ints, label: int) -> _Query:
    """Score one query; `similarity` and `relevant` are sorted upwards."""
    n_as_near = len(similarity) - np.searchsorted(similarity, relevant, side="left")
    n_right = len(relevant) - np.searchsorted(relevant, relevant, side="left")
    return _Query(
        average_precision=float((n_right / n_as_near).mean()),
        rank=int(n_as_near[-1] - n_right[-1]) + 1,
        is_knn_right=_majority(neighbor_labels) == label,
    )


def _majority(neighbor_labels: _Ints) -> int:
    """Return the commonest label; among equally common ones that of the nearest."""
    votes = [int((neighbor_labels == label).sum()) for label in neighbor_labels]
    return int(neighbor_labels[int(np.argmax(votes))])
