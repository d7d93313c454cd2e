"""Whether networks that learn without labels find the motifs and songs of the bundled scene, beside `coincide parse`.

A motif or song is found if a node of the tree spans its events and no others. Networks get the vectors of all events in
one row; with gaps, also the logarithm of the silence before and after each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from coincide_trees import (
    Pace,
    RecursiveAutoencoder,
    Span,
    SpanScorer,
    Tree,
    balanced,
    fit_autoencoder,
    fit_span_scorer,
    parse,
)

from benchmarks.parse.bundled_scene import Scene, Segments, bundled_scene
from benchmarks.table import Row
from coincide.evaluate.segments import TOLERANCE_S
from coincide.parse import find_structure
from coincide.parse.structure import as_tree

WORK = "nodes of the bundled scene"
N_STEPS = 300
_LEAST_GAP_S = 0.01
Vectors = npt.NDArray[np.float32]


def learned_tree_rows(*, seeds: Sequence[int]) -> Iterator[Row]:
    """Measure trees over the events that were found, a seed for each learning."""
    scenes = [bundled_scene(seed) for seed in seeds]
    ways: dict[str, Callable[[Scene, int], Tree]] = {
        "balanced": lambda scene, _: balanced(_names(scene)),
        "autoencoder": lambda scene, seed: _autoencoder(scene.vectors, seed, is_unfolding=False),
        "unfolding autoencoder": lambda scene, seed: _autoencoder(scene.vectors, seed, is_unfolding=True),
        "unfolding, with gaps": lambda scene, seed: _autoencoder(_with_gaps(scene), seed, is_unfolding=True),
        "span scorer": lambda scene, seed: _span_scorer(scene.vectors, seed),
        "span scorer, with gaps": lambda scene, seed: _span_scorer(_with_gaps(scene), seed),
    }
    ours = [_structure(scene) for scene in scenes]
    theirs = {name: [way(*each) for each in zip(scenes, seeds, strict=True)] for name, way in ways.items()}
    for level in ("motifs", "songs"):
        shares = [_share(tree, scene, level) for tree, scene in zip(ours, scenes, strict=True)]
        for name, trees in theirs.items():
            plain = [_share(tree, scene, level) for tree, scene in zip(trees, scenes, strict=True)]
            mean, spread = float(np.mean(shares)), float(np.std(shares))
            yield Row(WORK, f"share of {level}", mean, spread, len(scenes), name, float(np.mean(plain)))


def _structure(scene: Scene) -> Tree:
    return as_tree(find_structure([scene.events])[0], _names(scene), scene.events.categories)[0]


def _autoencoder(vectors: Vectors, seed: int, *, is_unfolding: bool) -> Tree:
    model = RecursiveAutoencoder(vectors.shape[1], is_unfolding=is_unfolding, seed=seed)
    fit_autoencoder(model, [vectors], pace=Pace(n_epochs=N_STEPS, batch_size=1), seed=seed)
    return parse(vectors, model)


def _span_scorer(vectors: Vectors, seed: int) -> Tree:
    model = SpanScorer(vectors.shape[1], seed=seed)
    fit_span_scorer(model, [vectors], pace=Pace(n_epochs=N_STEPS, batch_size=1), seed=seed)
    return parse(vectors, model)


def _with_gaps(scene: Scene) -> Vectors:
    gaps = np.log(np.maximum(scene.events.onsets_s[1:] - scene.events.offsets_s[:-1], _LEAST_GAP_S))
    scaled = 0.5 * (gaps - gaps.mean()) / gaps.std()
    return np.column_stack([scene.vectors, np.append(0.0, scaled), np.append(scaled, 0.0)]).astype(np.float32)


def _share(tree: Tree, scene: Scene, level: str) -> float:
    nodes = {*tree.spans}
    return float(np.mean([span in nodes for span in _true_spans(scene, getattr(scene, level))]))


def _true_spans(scene: Scene, truth: Segments) -> list[Span]:
    """Return the events inside each true segment; one of a single event is left out, since all trees have it."""
    spans: list[Span] = []
    for onset_s, offset_s in truth:
        begins, ends = scene.events.onsets_s >= onset_s - TOLERANCE_S, scene.events.offsets_s <= offset_s + TOLERANCE_S
        inside = np.flatnonzero(begins & ends).tolist()
        spans += [(inside[0], inside[-1] + 1)] if len(inside) > 1 else []
    return spans


def _names(scene: Scene) -> list[str]:
    return [str(place) for place in range(len(scene.events.onsets_s))]
