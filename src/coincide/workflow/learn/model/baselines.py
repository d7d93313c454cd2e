"""The same events grouped by textbook methods, so that every number has something to stand beside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import save_array
from coincide.categorize import Assignment, cosine_silhouette, kmeans
from coincide.embed import EmbedSettings, add_scale, embed_without_torch
from coincide.learned.grouping import KMEANS, ORIGINAL, PCA, Grouping, group
from coincide.workflow.learn.model.job import ModelJob
from coincide.workflow.learn.model.train import Examples, train


def group_by_baselines(
    examples: Examples,
    embeddings: NDArray[np.float32],
    plain: NDArray[np.float32],
    job: ModelJob,
    *,
    n_categories: int,
) -> dict[str, Grouping]:
    """Group the events that were learned from; the features of each method go to the files of the model.

    Parameters
    ----------
    embeddings : ours, (n, dim), a row per example.
    plain : log-mel + PCA, (n, ≤ 50).
    n_categories : as many as we found, which the baselines cannot know.

    Returns
    -------
    The groups of each method, by its name.
    """
    # Their pictures have the same frames as ours, so they are told which, as ours are.
    n_scales = int(examples.scales.max()) + 1
    features = {PCA: add_scale(plain, examples.scales, n_scales), KMEANS: embeddings}
    settings = job.settings.embed
    n_steps = min(settings.baseline_steps, settings.steps_for(len(examples.events)))
    if n_steps > 0:
        recipe = EmbedSettings(recipe="original", batch_events=settings.batch_events)
        trained = train(examples, recipe, n_steps, job, name="baseline")
        rows = embed_without_torch(trained.weights, examples.patches)
        features[ORIGINAL] = add_scale(rows, examples.scales, n_scales)
    for method in features.keys() - {KMEANS}:
        save_array(job.result / f"{method}.npy", features[method])
    return {method: _group(examples, rows, n_categories, job.seed) for method, rows in features.items()}


def _group(examples: Examples, rows: NDArray[np.float32], n_categories: int, seed: int) -> Grouping:
    categories = kmeans(rows, n_categories=n_categories, seed=seed)
    biggest_first = np.argsort(-np.bincount(categories), kind="stable")
    numbers = np.argsort(biggest_first)[categories]
    assignment = Assignment(numbers, np.ones(len(numbers), dtype=np.float32))
    grouping = group(examples.events, rows, assignment, n_categories=len(biggest_first))
    return Grouping(grouping.categories, grouping.memberships, cosine_silhouette(rows, numbers))
