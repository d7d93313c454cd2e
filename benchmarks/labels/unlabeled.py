"""The embedding without any label: k-means with the true number of types, and neighbors among other speakers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.labels.datasets import Folder, digits_all
from benchmarks.labels.learned import Learned, Library
from benchmarks.labels.rows import mean_row
from benchmarks.table import Row
from coincide.categorize import kmeans, pca_features
from coincide.evaluate import clustering_score, retrieval_scores

WORK, PCA = "digits alone, no labels", "log-mel + PCA"
GOALS = {"NMI": "≥ .87", "ARI": "≥ .84", "purity": "≥ .92", "5-NN among other speakers": "≥ .93"}
TIMED_WORK = "one hour of sound"


def unlabeled_rows(library: Library, data: Path, *, seeds: Sequence[int]) -> list[Row]:
    """Score the embedding of all digits."""
    ours: dict[str, list[float]] = {}
    peer: dict[str, list[float]] = {}
    training_s: list[float] = []
    for seed in seeds:
        learned = library.learned(digits_all(data), seed)
        training_s.append(learned.training_s)
        spaces = ((ours, learned.embeddings), (peer, pca_features(learned.patches(), seed=seed)))
        for scores, space in spaces:
            for metric, value in _scores(learned, space, seed).items():
                scores.setdefault(metric, []).append(value)
    rows = [
        mean_row(WORK, metric, values, goal=GOALS[metric], against=PCA, peer=peer[metric])
        for metric, values in ours.items()
    ]
    return [*rows, mean_row(WORK, "CPU s of training", training_s, goal="≤ 60")]


def time_rows(library: Library, folder: Folder, *, seeds: Sequence[int]) -> list[Row]:
    """CPU time from a folder with an hour of sound to categories, baselines of the report included."""
    values = [library.learned(folder, seed).total_s for seed in seeds]
    return [mean_row(TIMED_WORK, "CPU s, folder to categories", values, goal="≤ 60")]


def _scores(learned: Learned, space: np.ndarray, seed: int) -> dict[str, float]:
    labels = np.unique(learned.truth.names, return_inverse=True)[1]
    contents = learned.contents
    names = [contents.recordings[contents.events[row].recording_id].name for row in learned.truth.rows]
    speakers = np.unique([name.partition("/")[0] for name in names], return_inverse=True)[1]
    clusters = clustering_score(labels, kmeans(space, n_categories=len(np.unique(labels)), seed=seed))
    found = retrieval_scores(space, labels, speakers, exclude_same_group=True)
    values = (clusters.nmi, clusters.ari, clusters.purity, found.knn_accuracy)
    return dict(zip(GOALS, values, strict=True))
