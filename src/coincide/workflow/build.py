"""Events become a model: pictures, coincidence, categories, index and baselines, in a folder that is moved into place
when it is whole."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import save_array
from coincide.categorize import Categorizer, lay_out, measure_stability
from coincide.embed import Centers, add_scale, center, fit_centers, pool_sources
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
    """One building of a model; see `Builder`."""

    settings: LearnSettings
    seed: int
    work: Path
    result: Path
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Learned:
    """An encoder, and where it puts all events."""

    weights: Weights
    facts: Mapping[str, object]
    centers: Centers
    embeddings: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Data:
    """Events with what learning needs to know about each; `chosen` are the rows that are learned from."""

    events: Sequence[Event]
    pictures: Pictures
    sources: NDArray[np.int64]
    scales: NDArray[np.int64]
    chosen: NDArray[np.int64]

    def examples(self, classes: NDArray[np.int64] | None = None) -> Examples:
        """Return the chosen events; `classes` (n,) is what people said about all."""
        events = [self.events[row] for row in self.chosen]
        chosen = self.chosen
        said = None if classes is None else classes[chosen]
        return Examples(events, self.pictures.rows(chosen), self.sources[chosen], self.scales[chosen], said)


class Builder:
    """Events that are pictured, and ready to be learned from.

    Parameters
    ----------
    events : at least two, ordered by recording, channel and onset.
    work : folder for what an interrupted run continues from.
    result : folder for the files of the model.
    """

    def __init__(
        self,
        events: Sequence[Event],
        recordings: Mapping[int, Recording],
        *,
        settings: LearnSettings,
        seed: int,
        work: Path,
        result: Path,
        progress: Progress,
    ) -> None:
        self._job = _Job(settings, seed, work, result, progress)
        self._geometries, self._scale_of = choose_scales(events)
        pictures = take_pictures(
            events,
            recordings,
            geometries=self._geometries,
            scale_of=self._scale_of,
            channels=settings.recordings.channels,
            folder=work,
            progress=progress,
        )
        ids = [event.recording_id for event in events]
        self._data = _Data(
            events=events,
            pictures=pictures,
            sources=pool_sources(ids, [recordings[i].name.rpartition("/")[0] for i in ids]),
            scales=np.array([self._scale_of[i] for i in ids], dtype=np.int64),
            chosen=_choose(len(events), settings.embed.max_events, seed),
        )

    def embed(self, classes: NDArray[np.int64], *, name: str) -> NDArray[np.float32]:
        """Learn an embedding from what people said, only to look at it; returns (n, dim).

        Parameters
        ----------
        classes : (n,) see `coincide.embed.fit_encoder`.
        name : of the stage and of the checkpoint.
        """
        return self._learn(self._data.examples(classes), name).embeddings

    def build(self, classes: NDArray[np.int64] | None = None) -> Built:
        """Learn a model and write its files.

        Parameters
        ----------
        classes : (n,) what people said, see `coincide.embed.fit_encoder`; None if they said nothing.
        """
        job, data = self._job, self._data
        shutil.rmtree(job.result, ignore_errors=True)  # a killed run may have left half of it
        job.result.mkdir(parents=True)
        examples = data.examples(classes)
        learned = self._learn(examples, "embed")
        categorizer = _categorize(job, data, learned.embeddings)
        ids = [event.recording_id for event in data.events]
        source_of = {i: int(source) for i, source in zip(ids, data.sources, strict=True)}
        model = Model(learned.weights, learned.centers, source_of, self._geometries, self._scale_of, categorizer)
        # Baselines are told nothing, or they would be none.
        groupings = _group(job, data, replace(examples, classes=None), model, learned.embeddings)
        _save(job, data, model, learned.embeddings)
        stability = measure_stability(learned.embeddings[data.chosen], settings=job.settings.categorize, seed=job.seed)
        facts = {**learned.facts, "n_learned_from": len(data.chosen)}
        if stability is not None:
            facts["stability"] = stability.in_words()
        return Built(model=model, groupings=groupings, facts=facts)

    def _learn(self, examples: Examples, name: str) -> _Learned:
        job, data = self._job, self._data
        n_steps = job.settings.embed.steps_for(len(data.chosen))
        weights, facts = train(
            examples, job.settings.embed, n_steps, seed=job.seed, work=job.work, name=name, progress=job.progress
        )
        raw = _embed_all(weights, data.pictures, job.progress)
        centers = fit_centers(raw, data.sources)
        embeddings = add_scale(center(raw, data.sources, centers), data.scales, len(self._geometries))
        return _Learned(weights, facts, centers, embeddings)


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
