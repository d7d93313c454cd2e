"""Events become a model: pictures, coincidence, categories, index and baselines, in a folder that is moved into place
when it is whole."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import save_array
from coincide.categorize import Categorizer, lay_out
from coincide.embed import add_scale, center, fit_centers, pool_sources
from coincide.events import choose_scales
from coincide.records import Event, Recording
from coincide.seeds import generator
from coincide.workflow.baselines import group_by_baselines
from coincide.workflow.grouping import OURS, Grouping, group
from coincide.workflow.indexing import build_index
from coincide.workflow.model import (
    EMBEDDINGS_FILE,
    INDEX_FILE,
    LEARNED_ROWS_FILE,
    MAP_FILE,
    MAP_ROWS_FILE,
    Model,
    save_model,
)
from coincide.workflow.pictures import Pictures, take_pictures
from coincide.workflow.progress import Progress
from coincide.workflow.settings import LearnSettings
from coincide.workflow.train import Examples, Weights, train

MAX_MAPPED = 1500
"""Events on the map: more take minutes to lay out and cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Built:
    """A model whose files are complete.

    Attributes
    ----------
    groupings : by method.
    facts : what the run record and the report tell about it.
    """

    model: Model
    groupings: Mapping[str, Grouping]
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Job:
    """One building of a model; see `build_model`."""

    settings: LearnSettings
    seed: int
    work: Path
    result: Path
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Data:
    """Events with what learning needs to know about each; `chosen` are the rows that are learned from."""

    events: Sequence[Event]
    pictures: Pictures
    sources: NDArray[np.int64]
    scales: NDArray[np.int64]
    chosen: NDArray[np.int64]

    def examples(self) -> Examples:
        events = [self.events[row] for row in self.chosen]
        chosen = self.chosen
        return Examples(events, self.pictures.rows(chosen), self.sources[chosen], self.scales[chosen])


def build_model(
    events: Sequence[Event],
    recordings: Mapping[int, Recording],
    *,
    settings: LearnSettings,
    seed: int,
    work: Path,
    result: Path,
    progress: Progress,
) -> Built:
    """Learn a model.

    Parameters
    ----------
    events : at least two, ordered by recording, channel and onset.
    work : folder for what an interrupted run continues from.
    result : folder for the files of the model.
    """
    shutil.rmtree(result, ignore_errors=True)  # a killed run may have left half of it
    result.mkdir(parents=True)
    job = _Job(settings, seed, work, result, progress)
    geometries, scale_of = choose_scales(events)
    pictures = take_pictures(
        events,
        recordings,
        geometries=geometries,
        scale_of=scale_of,
        channels=settings.recordings.channels,
        folder=work,
        progress=progress,
    )
    ids = [event.recording_id for event in events]
    data = _Data(
        events=events,
        pictures=pictures,
        sources=pool_sources(ids, [recordings[i].name.rpartition("/")[0] for i in ids]),
        scales=np.array([scale_of[i] for i in ids], dtype=np.int64),
        chosen=_choose(len(events), settings.embed.max_events, seed),
    )
    examples = data.examples()
    n_steps = settings.embed.steps_for(len(data.chosen))
    weights, facts = train(examples, settings.embed, n_steps, seed=seed, work=work, name="embed", progress=progress)
    raw = _embed_all(weights, pictures, progress)
    centers = fit_centers(raw, data.sources)
    embeddings = add_scale(center(raw, data.sources, centers), data.scales, len(geometries))
    categorizer = _categorize(job, data, embeddings)
    source_of = {i: int(source) for i, source in zip(ids, data.sources, strict=True)}
    model = Model(weights, centers, source_of, geometries, scale_of, categorizer)
    groupings = _group(job, data, examples, model, embeddings)
    _save(job, data, model, embeddings)
    return Built(model=model, groupings=groupings, facts={**facts, "n_learned_from": len(data.chosen)})


def _choose(n_events: int, limit: int, seed: int) -> NDArray[np.int64]:
    if n_events <= limit:
        return np.arange(n_events)
    return np.sort(generator(seed, "learned from").choice(n_events, limit, replace=False))


def _embed_all(weights: Weights, pictures: Pictures, progress: Progress) -> NDArray[np.float32]:
    from coincide.embed import embed, load_encoder

    encoder = load_encoder(weights)
    with progress.stage("apply", total=len(pictures.shards), unit="shards") as stage:
        parts: list[NDArray[np.float32]] = []
        for patches in pictures.blocks():
            parts.append(embed(encoder, patches))
            stage.advance(1)
    return np.concatenate(parts)


def _categorize(job: _Job, data: _Data, embeddings: NDArray[np.float32]) -> Categorizer:
    from coincide.categorize.fit import biggest_first, fit_categories

    with job.progress.stage("categorize", total=1, unit="fit") as stage:
        fitted = fit_categories(embeddings[data.chosen], settings=job.settings.categorize, seed=job.seed)
        stage.advance(1)
    return biggest_first(fitted, embeddings)


def _group(
    job: _Job, data: _Data, examples: Examples, model: Model, embeddings: NDArray[np.float32]
) -> dict[str, Grouping]:
    n_prototypes = len(model.categorizer.head.prototypes)
    ours = group(data.events, embeddings, model.assign(embeddings), n_categories=n_prototypes)
    baselines = group_by_baselines(
        examples,
        embeddings[data.chosen],
        n_categories=max(2, len(ours.categories)),
        settings=job.settings.embed,
        seed=job.seed,
        work=job.work,
        result=job.result,
        progress=job.progress,
    )
    return {OURS: ours, **baselines}


def _save(job: _Job, data: _Data, model: Model, embeddings: NDArray[np.float32]) -> None:
    save_array(job.result / LEARNED_ROWS_FILE, data.chosen)
    save_array(job.result / EMBEDDINGS_FILE, embeddings)
    with job.progress.stage("index", total=len(embeddings), unit="events") as stage:
        build_index(embeddings, job.settings.index, seed=job.seed).save(job.result / INDEX_FILE)
        stage.advance(len(embeddings))
    _save_map(job, data, embeddings)
    save_model(job.result, model)


def _save_map(job: _Job, data: _Data, embeddings: NDArray[np.float32]) -> None:
    """Lay some events out in two dimensions, for people to look at."""
    rows = data.chosen
    if len(rows) > MAX_MAPPED:
        rows = np.sort(generator(job.seed, "mapped").choice(rows, MAX_MAPPED, replace=False))
    with job.progress.stage("map", total=len(rows), unit="events") as stage:
        save_array(job.result / MAP_ROWS_FILE, rows)
        save_array(job.result / MAP_FILE, lay_out(embeddings[rows], seed=job.seed))
        stage.advance(len(rows))
