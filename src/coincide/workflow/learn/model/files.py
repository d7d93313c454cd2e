"""The files of a model: embeddings, the index, a map, and the model itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import save_array
from coincide.categorize import lay_out, place_events
from coincide.learned.index import new_shards, write_shards
from coincide.learned.model import Model, save_model
from coincide.learned.model_files import EMBEDDINGS_FILE, LEARNED_ROWS_FILE, MAP_FILE, MAP_ROWS_FILE, write_places
from coincide.seeds import generator
from coincide.workflow.learn.model.job import ModelJob
from coincide.workflow.progress import Progress

MAX_MAPPED = 1500
"""Events on the map: more take minutes to lay out and cannot be distinguished."""


def save_files(model: Model, embeddings: NDArray[np.float32], chosen: NDArray[np.int64], job: ModelJob) -> None:
    """Write the files of a model into its empty folder, the model itself last.

    Parameters
    ----------
    embeddings : (n, dim) of all events.
    chosen : rows of those that were learned from.
    """
    folder, settings, seed = job.result, job.settings.index, job.seed
    save_array(folder / LEARNED_ROWS_FILE, chosen)
    save_array(folder / EMBEDDINGS_FILE, embeddings)
    with job.progress.stage("index", total=len(embeddings), unit="events") as stage:
        shards = new_shards(folder, 0, len(embeddings), settings)
        write_shards(shards, embeddings, settings, seed=seed, executor=job.executor, stage=stage)
    _save_map(folder, embeddings, chosen, seed, job.progress)
    save_model(folder, model)


def _save_map(
    folder: Path, embeddings: NDArray[np.float32], chosen: NDArray[np.int64], seed: int, progress: Progress
) -> None:
    """Lay some events out in two dimensions, for people to look at, and place the others among them."""
    rows = chosen
    if len(rows) > MAX_MAPPED:
        rows = np.sort(generator(seed, "mapped").choice(rows, MAX_MAPPED, replace=False))
    with progress.stage("map", total=len(rows), unit="events") as stage:
        laid_out = lay_out(embeddings[rows], seed=seed)
        save_array(folder / MAP_ROWS_FILE, rows)
        save_array(folder / MAP_FILE, laid_out)
        write_places(folder, place_events(embeddings, laid_out, rows))
        stage.advance(len(rows))
