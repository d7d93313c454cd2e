"""One folder through `learn`, beside log-mel + PCA + k-means on the same events."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.folders.shapes import Shape
from benchmarks.learn.spaces import MatchedSpaces, matched_spaces
from coincide.categorize import kmeans
from coincide.evaluate import clustering_score, retrieval_scores
from coincide.learned.grouping import OURS, PCA
from coincide.learned.settings import load_settings
from coincide.workflow.evaluate.evaluate import Evaluation, evaluate
from coincide.workflow.info.info import info
from coincide.workflow.learn.learn import learn

_N_STARTS = 3


@dataclass(frozen=True)
class Measured:
    """What one folder and seed gave; a score of ours comes first, then that of the plain way.

    Attributes
    ----------
    n_categories, n_kinds : found, and true.
    nmi : of our categories, and of log-mel + PCA + k-means told as many.
    nmi_at_true : k-means told the true number, in our space and in that of the log-mel.
    map : mean average precision across recordings, or anywhere if most kinds are in one recording only.
    words : what the program says about how it learned.
    """

    n_categories: float
    n_kinds: int
    nmi: tuple[float, float]
    nmi_at_true: tuple[float, float]
    map: tuple[float, float]
    ari: tuple[float, float]
    cpu_s: float
    words: str

    @property
    def worst_margin(self) -> float:
        """The smallest lead over the plain way; below zero it is behind."""
        return min(ours - plain for ours, plain in (self.nmi, self.nmi_at_true, self.map))


def measure(shape: Shape, *, seed: int, work: Path, overrides: Mapping[str, Mapping[str, object]]) -> Measured:
    """Make a folder, learn it, and score it.

    Parameters
    ----------
    work : an empty folder.
    overrides : settings of learning by stage and name.
    """
    place, catalog = work / "recordings", work / "catalog"
    place.mkdir()
    truth = shape.make(place)
    stages = {*shape.settings, *overrides}
    settings = load_settings(overrides={s: {**shape.settings.get(s, {}), **overrides.get(s, {})} for s in stages})
    began_s = time.process_time()
    learn(place, catalog=catalog, settings=settings, seed=seed)
    cpu_s = time.process_time() - began_s
    return _scored(evaluate(catalog, truth), matched_spaces(catalog, truth), cpu_s, _words(catalog))


def _scored(judged: Evaluation, matched: MatchedSpaces, cpu_s: float, words: str) -> Measured:
    by_method = {method.name: method for method in judged.methods}
    ours, plain = by_method[OURS], by_method[PCA]
    n_kinds = len(np.unique(matched.labels))
    return Measured(
        n_categories=ours.n_categories,
        n_kinds=n_kinds,
        nmi=(ours.nmi, plain.nmi),
        nmi_at_true=(_nmi(matched, OURS, n_kinds), _nmi(matched, PCA, n_kinds)),
        map=_maps(matched),
        ari=(ours.ari, plain.ari),
        cpu_s=cpu_s,
        words=words,
    )


def _nmi(matched: MatchedSpaces, method: str, n_kinds: int) -> float:
    """Return the mean NMI of k-means from a few starts, told the true number."""
    starts = (kmeans(matched.spaces[method], n_categories=n_kinds, seed=start) for start in range(_N_STARTS))
    return float(np.mean([clustering_score(matched.labels, found).nmi for found in starts]))


def _maps(matched: MatchedSpaces) -> tuple[float, float]:
    groups: NDArray[np.int64] = np.unique(matched.recordings, return_inverse=True)[1].astype(np.int64)

    def score(method: str, *, is_across: bool) -> tuple[float, int]:
        found = retrieval_scores(matched.spaces[method], matched.labels, groups, exclude_same_group=is_across)
        return found.map, found.n_queries

    ours, n_queries = score(OURS, is_across=True)
    is_across = 2 * n_queries >= len(groups)
    return (ours if is_across else score(OURS, is_across=False)[0]), score(PCA, is_across=is_across)[0]


def _words(catalog: Path) -> str:
    facts = info(catalog).model_facts
    return " ".join(str(facts[name]) for name in ("way", "gauge") if name in facts)
