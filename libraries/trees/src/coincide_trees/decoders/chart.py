"""The chart: the best tree of all, by dynamic programming over spans (Cocke, Younger and Kasami).

Where scores do not depend on the trees below a node, one best tree a span is enough, and the result is exact. Else the
score of a merge depends on how its parts were built, and a span keeps several trees: exact while it keeps all of them
(429 for 8 leaves), and beyond that the most promising. The trees that greedy parsing builds are always among those
kept, so the chart is never worse than greedy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from coincide_trees.adjacency import chain
from coincide_trees.decoders.greedy import greedy
from coincide_trees.decoders.scored_tree import Pair, Pool, ScoredTree, upward
from coincide_trees.errors import InputError
from coincide_trees.fitting.truth import Aim, SpanTruth
from coincide_trees.models.levels import grow
from coincide_trees.models.protocol import Merger

EXACT_LEAVES, EXACT_ENTRIES, MANY_ENTRIES = 8, 429, 32
"""Up to 8 leaves all trees of every span are kept, at most 429 (a Catalan number); beyond that 32, by default."""


def chart(
    leaves: Tensor,
    lengths: Sequence[int],
    model: Merger,
    *,
    entries: int | None = None,
    aims: Sequence[Aim] | None = None,
) -> list[ScoredTree]:
    """Parse a batch of states (batch, time, state); see `parse` for `entries`."""
    if entries is not None and entries < 1:
        raise InputError(f"expected `entries` of at least 1, got {entries}.")
    leans = None if aims is None else [_leans(aim) for aim in aims]
    if model.spans_only:
        trees = _best_spans(leaves, lengths, model, leans)
    else:
        trees = [
            _best_entries(
                leaves[number, :length], model, entries, None if leans is None else leans[number], aims, number
            )
            for number, length in enumerate(lengths)
        ]
    grown = grow(leaves, trees, model)
    scores = grown.scores.tolist()
    return [
        ScoredTree(length, tree, scores[start:stop], grown.states[start:stop])
        for length, tree, (start, stop) in zip(lengths, trees, pairwise(grown.first), strict=True)
    ]


def _leans(aim: Aim) -> NDArray[np.float64]:
    if not isinstance(aim.truth, SpanTruth):
        raise InputError('expected the truth of a chart to be a `SpanTruth`, over a chain. Use `method="greedy"`.')
    return np.where(aim.truth.is_right, 0.0, aim.lean)  # (n_leaves, n_leaves + 1)


# --- one tree a span, all sequences at once ---


def _best_spans(
    leaves: Tensor, lengths: Sequence[int], model: Merger, leans: list[NDArray[np.float64]] | None
) -> list[list[Pair]]:
    n_time = leaves.shape[1]
    totals = [np.zeros((len(lengths), n_time))]  # by length − 1: (batch, first leaf)
    middles: list[NDArray[np.int64]] = [np.zeros((len(lengths), n_time), dtype=np.int64)]
    states = [leaves]
    for length in range(2, max(lengths, default=0) + 1):
        n_first = n_time - length + 1
        parents, own = _own_scores(states, length, model)  # (batch, first, state), (batch, first, 1 or middle)
        below = np.stack(
            [totals[at - 1][:, :n_first] + totals[length - at - 1][:, at : at + n_first] for at in range(1, length)],
            axis=2,
        )  # (batch, first, middle)
        both = below + own + _lean_at(leans, length, n_first, len(lengths))[:, :, None]
        middles.append(both.argmax(axis=2) + 1)
        totals.append(both.max(axis=2))
        states.append(parents)
    return [_unwind(middles, number, length) for number, length in enumerate(lengths)]


def _own_scores(states: list[Tensor], length: int, model: Merger) -> tuple[Tensor, NDArray[np.float64]]:
    """States of all spans of a length, and their scores; for each middle, if the middle matters."""
    n_batch, n_time, dim = states[0].shape
    n_first = n_time - length + 1
    middles = range(length - 1, length) if model.split_free else range(1, length)
    scores: list[Tensor] = []
    parents = states[0]
    for middle in middles:
        left = states[middle - 1][:, :n_first].reshape(-1, dim)
        right = states[length - middle - 1][:, middle : middle + n_first].reshape(-1, dim)
        parents, score = model.merge(left, right)
        scores.append(score.reshape(n_batch, n_first))
    own = torch.stack(scores, dim=2).detach().cpu().double().numpy()
    return parents.reshape(n_batch, n_first, dim), own


def _lean_at(leans: list[NDArray[np.float64]] | None, length: int, n_first: int, n_batch: int) -> NDArray[np.float64]:
    at_length = np.zeros((n_batch, n_first))
    for row, lean in zip(at_length, leans or [], strict=False):
        diagonal = lean.diagonal(length)  # spans (first, first + length)
        row[: len(diagonal)] = diagonal
    return at_length


def _unwind(middles: list[NDArray[np.int64]], number: int, n_leaves: int) -> list[Pair]:
    numbers: dict[tuple[int, int], int] = {(leaf, leaf + 1): leaf for leaf in range(n_leaves)}
    children: dict[int, Pair] = {}
    waiting, order = [(0, n_leaves)], list[tuple[int, int, int]]()
    while waiting:
        first, stop = waiting.pop()
        if stop - first > 1:
            middle = first + int(middles[stop - first - 1][number, first])
            order.append((first, middle, stop))
            waiting += [(first, middle), (middle, stop)]
    for first, middle, stop in reversed(order):
        numbers[first, stop] = n_leaves + len(children)
        children[numbers[first, stop]] = (numbers[first, middle], numbers[middle, stop])
    return upward(n_leaves, 2 * n_leaves - 2, children)[1] if children else []


# --- several trees a span, one sequence at a time ---


@dataclass
class _Cell:
    """The trees kept of one span, and which of them greedy parsing built, if any."""

    totals: NDArray[np.float64]
    rows: NDArray[np.int64]
    of_greedy: int = -1


@dataclass
class _Choice:
    """Merges worth trying for one span: rows of both parts, what both parts sum to, and which is greedy's."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    below: NDArray[np.float64]
    of_greedy: int


def _best_entries(
    leaves: Tensor,
    model: Merger,
    entries: int | None,
    lean: NDArray[np.float64] | None,
    aims: Sequence[Aim] | None,
    number: int,
) -> list[Pair]:
    n_leaves = len(leaves)
    if entries is None:
        entries = EXACT_ENTRIES if n_leaves <= EXACT_LEAVES else MANY_ENTRIES
    first_guess = greedy(leaves[None], [chain(n_leaves)], model, aims=None if aims is None else [aims[number]])[0]
    greedy_middles = _middles(first_guess)
    pool = Pool(leaves)
    cells = {(leaf, leaf + 1): _Cell(np.zeros(1), np.array([leaf]), of_greedy=0) for leaf in range(n_leaves)}
    parts: dict[int, Pair] = {}
    for length in range(2, n_leaves + 1):
        spans = [(first, first + length) for first in range(n_leaves - length + 1)]
        choices = [_choose(cells, span, entries, greedy_middles.get(span)) for span in spans]
        left, right = (np.concatenate([getattr(choice, side) for choice in choices]) for side in ("left", "right"))
        row, scores = pool.merge(left.tolist(), right.tolist(), model)
        parts |= {row + place: pair for place, pair in enumerate(zip(left.tolist(), right.tolist(), strict=True))}
        start = 0
        for span, choice in zip(spans, choices, strict=True):
            stop = start + len(choice.left)
            totals = choice.below + np.array(scores[start:stop]) + (0.0 if lean is None else lean[span])
            rows = np.arange(row + start, row + stop)
            cells[span] = _Cell(totals, rows, choice.of_greedy)
            start = stop
    whole = cells[0, n_leaves]
    return upward(n_leaves, int(whole.rows[whole.totals.argmax()]), parts)[1] if n_leaves > 1 else []


def _choose(cells: dict[tuple[int, int], _Cell], span: tuple[int, int], entries: int, middle: int | None) -> _Choice:
    """The most promising pairs of trees for a span, by what both parts sum to; greedy's pair is always among them."""
    first, stop = span
    halves = [(cells[first, at], cells[at, stop]) for at in range(first + 1, stop)]
    below = np.concatenate([np.add.outer(one.totals, other.totals).ravel() for one, other in halves])
    left = np.concatenate([np.repeat(one.rows, len(other.rows)) for one, other in halves])
    right = np.concatenate([np.tile(other.rows, len(one.rows)) for one, other in halves])
    of_greedy = -1
    if middle is not None:
        before = sum(len(one.rows) * len(other.rows) for one, other in halves[: middle - first - 1])
        one, other = halves[middle - first - 1]
        of_greedy = before + one.of_greedy * len(other.rows) + other.of_greedy
    if len(below) <= entries:
        return _Choice(left, right, below, of_greedy)
    kept = np.argsort(-below, kind="stable")[:entries]
    if of_greedy >= 0 and of_greedy not in kept:
        kept[-1] = of_greedy
    place = int(np.flatnonzero(kept == of_greedy)[0]) if of_greedy >= 0 else -1
    return _Choice(left[kept], right[kept], below[kept], place)


def _middles(found: ScoredTree) -> dict[tuple[int, int], int]:
    """Where the parts of each span of a tree meet."""
    spans = [(leaf, leaf + 1) for leaf in range(found.n_leaves)]
    middles: dict[tuple[int, int], int] = {}
    for left, right in found.children:
        spans.append((spans[left][0], spans[right][1]))
        middles[spans[-1]] = spans[right][0]
    return middles
