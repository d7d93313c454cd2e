"""Events become a model: pictures, coincidence, categories, index and baselines, in a folder that is moved into place
when it is whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import save_array
from coincide.categorize import (
    UNSURE,
    Assignment,
    cosine_silhouette,
    fit_categories,
    kmeans,
    lay_out,
    medoids,
    pca_features,
)
from coincide.embed import EmbedSettings, add_scale, center, fit_centers, pool_sources
from coincide.events import choose_scales
from coincide.index import ExactIndex, Index, NavigableSmallWorld
from coincide.index.settings import IndexSettings
from coincide.records import Category, Event, Membership, Recording
from coincide.seeds import generator
from coincide.workflow.model import EMBEDDINGS_FILE, INDEX_FILE, LEARNED_ROWS_FILE, MAP_FILE, MAP_ROWS_FILE, Model, save_model
from coincide.workflow.pictures import Pictures, take_pictures
from coincide.workflow.progress import Progress
from coincide.workflow.settings import LearnSettings

OURS, PCA, KMEANS, ORIGINAL = "coincide", "logmel-pca-kmeans", "embedding-kmeans", "original-recipe"
"""Names of the methods whose categories a catalog keeps: ours and the baselines."""
MAX_MAPPED = 1500
"""Events on the map: more take minutes to lay out and cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Categories by one method.

    Attributes
    ----------
    silhouette : in the method's own space, in [-1, 1].
    """

    categories: list[Category]
    memberships: list[Membership]
    silhouette: float


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
class _Data:
    """Events with what learning needs to know about each."""

    events: Sequence[Event]
    pictures: Pictures
    sources: NDArray[np.int64]
    scales: NDArray[np.int64]
    chosen: NDArray[np.int64]

    @property
    def chosen_events(self) -> list[Event]:
        return [self.events[row] for row in self.chosen]


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
    result.mkdir(parents=True, exist_ok=True)
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
    patches = pictures.rows(data.chosen)
    n_steps = settings.embed.steps_for(len(data.chosen))
    weights, facts = _learn(data, patches, settings.embed, n_steps, seed=seed, work=work, name="embed", progress=progress)
    raw = _embed_all(weights, pictures, progress)
    centers = fit_centers(raw, data.sources)
    embeddings = add_scale(center(raw, data.sources, centers), data.scales, len(geometries))
    with progress.stage("categorize", total=1, unit="fit") as stage:
        categorizer = fit_categories(embeddings[data.chosen], settings=settings.categorize, seed=seed)
        stage.advance(1)
    model = Model(
        encoder=weights,
        centers=centers,
        source_of={i: int(source) for i, source in zip(ids, data.sources, strict=True)},
        geometries=geometries,
        scale_of=scale_of,
        categorizer=categorizer,
    )
    assignment = model.assign(embeddings)
    groupings = {OURS: group(events, embeddings, assignment, n_categories=len(categorizer.head.prototypes))}
    groupings |= _baselines(data, patches, embeddings, groupings[OURS], settings, seed, work, result, progress)
    save_array(result / EMBEDDINGS_FILE, embeddings)
    with progress.stage("index", total=len(events), unit="events") as stage:
        build_index(embeddings, settings.index, seed=seed).save(result / INDEX_FILE)
        stage.advance(len(events))
    _save_map(embeddings, data, seed, result, progress)
    save_model(result, model)
    return Built(model=model, groupings=groupings, facts={**facts, "n_learned_from": len(data.chosen)})


def group(
    events: Sequence[Event], embeddings: NDArray[np.float32], assignment: Assignment, *, n_categories: int
) -> Grouping:
    """Turn an assignment into records, with categories numbered from 1."""
    memberships = [
        Membership(event.id, None if number == UNSURE else int(number) + 1, float(sure))
        for event, number, sure in zip(events, assignment.categories, assignment.certainty, strict=True)
    ]
    categories: list[Category] = []
    for number in range(n_categories):
        rows = np.flatnonzero(assignment.categories == number)
        if len(rows) == 0:
            continue
        medoid = rows[medoids(embeddings[rows], np.zeros(len(rows), dtype=np.int64))[0]]
        certainty = float(assignment.certainty[rows].mean())
        categories.append(Category(number + 1, len(rows), certainty, events[medoid].id))
    return Grouping(categories, memberships, assignment.silhouette(embeddings))


def build_index(embeddings: NDArray[np.float32], settings: IndexSettings, *, seed: int) -> Index:
    """Index embeddings (n, dim); ids are rows."""
    index: Index = ExactIndex(metric="cosine")
    if settings.kind_for(len(embeddings)) == "graph":
        index = NavigableSmallWorld(
            metric="cosine",
            max_degree=settings.max_degree,
            ef_construction=settings.ef_construction,
            ef=settings.ef,
            seed=seed,
        )
    index.add(embeddings)
    return index


def _choose(n_events: int, limit: int, seed: int) -> NDArray[np.int64]:
    if n_events <= limit:
        return np.arange(n_events)
    return np.sort(generator(seed, "learned from").choice(n_events, limit, replace=False))


def _learn(
    data: _Data,
    patches: NDArray[np.float32],
    settings: EmbedSettings,
    n_steps: int,
    *,
    seed: int,
    work: Path,
    name: str,
    progress: Progress,
) -> tuple[dict[str, NDArray[np.float32]], dict[str, object]]:
    """Fit an encoder; returns its weights and what became of it."""
    from coincide.embed import fit_encoder

    with progress.stage(name, total=n_steps, unit="steps") as stage:
        fitted = fit_encoder(
            patches,
            sources=data.sources[data.chosen],
            neighbors=_next_rows(data.chosen_events),
            settings=settings,
            n_steps=n_steps,
            seed=seed,
            checkpoint=work / f"{name}.safetensors",
            identity=f"{settings.model_dump_json()} {n_steps} {seed} {len(patches)}",
            on_step=_ticker(stage.advance),
        )
    weights = {key: tensor.numpy().copy() for key, tensor in fitted.encoder.state_dict().items()}
    facts: dict[str, object] = {
        "gauge": fitted.gauge.in_words(),
        "is_collapsed": fitted.gauge.is_collapsed,
        "n_steps": fitted.n_steps,
        "stopped": fitted.stopped,
    }
    return weights, facts


def _ticker(advance: Callable[[float], None]) -> Callable[[int], None]:
    """Turn "so many are done" into "so many more are done"."""
    done = 0

    def tick(step: int) -> None:
        nonlocal done
        advance(step - done)
        done = step

    return tick


def _next_rows(events: Sequence[Event]) -> NDArray[np.int64]:
    """Return for each event the row of the next one in the same recording and channel, or of the one before, or -1."""
    keys = np.array([(event.recording_id, event.channel) for event in events])
    follows = (keys[1:] == keys[:-1]).all(axis=1)
    rows = np.full(len(events), -1, dtype=np.int64)
    rows[1:][follows] = np.flatnonzero(follows)
    rows[:-1][follows] = np.flatnonzero(follows) + 1
    return rows


def _embed_all(
    weights: Mapping[str, NDArray[np.float32]], pictures: Pictures, progress: Progress
) -> NDArray[np.float32]:
    from coincide.embed import embed, load_encoder

    encoder = load_encoder(weights)
    with progress.stage("apply", total=len(pictures.shards), unit="shards") as stage:
        parts: list[NDArray[np.float32]] = []
        for patches in pictures.blocks():
            parts.append(embed(encoder, patches))
            stage.advance(1)
    return np.concatenate(parts)


def _save_map(
    embeddings: NDArray[np.float32], data: _Data, seed: int, result: Path, progress: Progress
) -> None:
    """Lay some events out in two dimensions, for people to look at."""
    rows = data.chosen
    if len(rows) > MAX_MAPPED:
        rows = np.sort(generator(seed, "mapped").choice(rows, MAX_MAPPED, replace=False))
    with progress.stage("map", total=len(rows), unit="events") as stage:
        save_array(result / MAP_ROWS_FILE, rows)
        save_array(result / MAP_FILE, lay_out(embeddings[rows], seed=seed))
        stage.advance(len(rows))


def _baselines(
    data: _Data,
    patches: NDArray[np.float32],
    embeddings: NDArray[np.float32],
    ours: Grouping,
    settings: LearnSettings,
    seed: int,
    work: Path,
    result: Path,
    progress: Progress,
) -> dict[str, Grouping]:
    """Group the events that were learned from with textbook methods, given our number of categories."""
    k = max(2, len(ours.categories))
    features = {PCA: pca_features(patches, seed=seed), KMEANS: embeddings[data.chosen]}
    n_steps = min(settings.embed.baseline_steps, settings.embed.steps_for(len(data.chosen)))
    if n_steps > 0:
        recipe = EmbedSettings(recipe="original", batch_events=settings.embed.batch_events)
        weights, _ = _learn(data, patches, recipe, n_steps, seed=seed, work=work, name="baseline", progress=progress)
        from coincide.embed import embed_without_torch

        features[ORIGINAL] = embed_without_torch(weights, patches)
    save_array(result / LEARNED_ROWS_FILE, data.chosen)
    groupings: dict[str, Grouping] = {}
    for method, rows in features.items():
        categories = kmeans(rows, n_categories=k, seed=seed)
        order = np.argsort(-np.bincount(categories), kind="stable")
        numbers = np.argsort(order)[categories]
        assignment = Assignment(numbers, np.ones(len(numbers), dtype=np.float32))
        grouping = group(data.chosen_events, rows, assignment, n_categories=len(order))
        groupings[method] = Grouping(grouping.categories, grouping.memberships, cosine_silhouette(rows, numbers))
        if method != KMEANS:
            save_array(result / f"{method}.npy", rows)
    return groupings
