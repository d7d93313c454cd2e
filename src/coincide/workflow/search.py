"""Search by example: which events resemble this clip.

By the learned embedding, or by dynamic time warping of frames, for which nothing need be learned. The category of the
clip comes from the embedding in both cases.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, ModelRecord, find_catalog
from coincide.categorize import UNSURE
from coincide.embed import embed_without_torch
from coincide.errors import InputError, NothingFoundError, NotLearnedError
from coincide.events import PatchCamera, nearest_scale
from coincide.index import NavigableSmallWorld
from coincide.recordings import ChannelChoice, SpanReader, blamed_on, content_hash, probe, read_span
from coincide.records import Hit, Problem
from coincide.workflow.contents import read_contents
from coincide.workflow.detector import Detector, stored_detector
from coincide.workflow.indexing import open_index
from coincide.workflow.last_failure import last_failure
from coincide.workflow.model import Model
from coincide.workflow.model_files import files_of
from coincide.workflow.moved_categories import in_current_numbers
from coincide.workflow.progress import Progress, Silent
from coincide.workflow.sequences import SequenceCamera, choose_sequence_grid, take_sequence
from coincide.workflow.series_index import SeriesIndex, SeriesSource, open_series
from coincide.workflow.settings import LearnSettings, load_settings

Metric = Literal["embedding", "euclidean", "dtw"]
METRICS: tuple[Metric, ...] = ("embedding", "euclidean", "dtw")
MAX_WHOLE_S = 60.0
"""Longer queries need a place to look at."""
_FIND_SAMPLES = 2**18
"""Looked through at once: the block does not change the events, and a long query needs little memory."""
_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Found:
    """What resembles a query.

    Attributes
    ----------
    onset_s, offset_s : the part of the query that was used.
    n_events_in_query : events found in the query; 0 if the part was given or none was found.
    n_distances : distances evaluated.
    search_ms : time of the search in the index, in milliseconds.
    category, certainty : of the query itself; None for unsure.
    metric : what the distances are.
    left_out : recordings whose events were not compared, since they could not be read.
    """

    query: Path
    onset_s: float
    offset_s: float
    n_events_in_query: int
    hits: list[Hit]
    n_distances: int
    search_ms: float
    category: int | None
    certainty: float
    metric: Metric
    left_out: list[Problem]


@dataclass(frozen=True, slots=True)
class Nearest:
    """Rows of the model, nearest first, and what it cost to find them."""

    rows: NDArray[np.int64]
    distances: NDArray[np.float32]
    n_distances: int
    search_ms: float
    left_out: list[Problem]


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """What a search needs of a model; may be kept for many searches."""

    record: ModelRecord
    folder: Path
    model: Model
    index: NavigableSmallWorld
    settings: LearnSettings
    detector: Detector


@dataclass(frozen=True, slots=True)
class OpenedFrames:
    """The frames of all events of a model; may be kept for many searches."""

    source: SeriesSource
    series: SeriesIndex


@dataclass(frozen=True, slots=True)
class _Part:
    onset_s: float
    offset_s: float
    n_events: int


@dataclass(frozen=True, slots=True)
class _Query:
    path: Path
    part: _Part
    channels: ChannelChoice
    k: int


def search(
    catalog: Path | None,
    query: Path,
    *,
    at_s: float | None = None,
    for_s: float | None = None,
    k: int = 10,
    channels: ChannelChoice = "mix",
    metric: Metric = "embedding",
    progress: Progress | None = None,
) -> Found:
    """Find the events that resemble a piece of sound.

    Parameters
    ----------
    query : sound file; it need not be in the catalog.
    at_s, for_s : start and length of the part that is meant, in seconds. Without them the clearest event in it is
        taken, or all of it if it holds none.
    k : number of hits, at least 1.
    metric : ``embedding`` for the cosine distance of embeddings, ``dtw`` for dynamic time warping of frames,
        ``euclidean`` for frames without warping. The first search by frames reads all events from their recordings and
        keeps their frames in the catalog.
    progress : told how that reading goes.

    Raises
    ------
    InputError : the part lies outside the query, `k` is below 1, or the metric is unknown.
    RecordingError : the query cannot be read.
    NothingFoundError : the query is silent, or for frames no recording of the catalog can be read.
    CatalogError : there is no catalog, or nothing was learned yet.
    """
    if k < 1:
        raise InputError(f"`k` must be at least 1, got {k}. Ask for some hits.")
    if metric not in METRICS:
        raise InputError(f"`metric` must be one of {', '.join(METRICS)}, got {metric!r}. Choose one of these.")
    with CatalogStore.open(find_catalog(catalog)) as store:
        opened = open_learned(store)
        frames = None if metric == "embedding" else open_frames(store, opened, progress=progress or Silent())
        found = find(store, opened, frames, query, at_s=at_s, for_s=for_s, k=k, channels=channels, metric=metric)
        return Found(
            query=query,
            onset_s=found.onset_s,
            offset_s=found.offset_s,
            n_events_in_query=found.n_events_in_query,
            hits=_hits(store, opened.record, found.nearest),
            n_distances=found.nearest.n_distances,
            search_ms=found.nearest.search_ms,
            category=found.category,
            certainty=found.certainty,
            metric=metric,
            left_out=found.nearest.left_out,
        )


def open_learned(store: CatalogStore) -> OpenedModel:
    """Read what a search needs of the current model.

    Raises
    ------
    NotLearnedError : nothing was learned yet.
    CatalogError : its files cannot be read.
    """
    record = learned_model(store)
    files = files_of(store, record)
    settings = learned_with(store, record)
    detector = stored_detector(store, record.id, settings)
    return OpenedModel(record, files.folder, files.model(), open_index(files), settings, detector)


def open_frames(store: CatalogStore, opened: OpenedModel, *, progress: Progress) -> OpenedFrames:
    """Read the frames of all events, or take and keep them if that was not done before.

    Raises
    ------
    NothingFoundError : no recording of the catalog can be read.
    """
    contents = read_contents(store, opened.record)
    source = SeriesSource(
        contents=contents,
        files=store.files(),
        grid=choose_sequence_grid(
            contents.events,
            contents.recordings,
            geometries=opened.model.geometries,
            features=opened.settings.features,
        ),
        channels=opened.settings.recordings.channels,
        settings=opened.settings.index,
    )
    return OpenedFrames(source, open_series(opened.folder, source, progress=progress))


@dataclass(frozen=True, slots=True)
class FoundRows:
    """What resembles a query, by rows of the model.

    Attributes
    ----------
    onset_s, offset_s, n_events_in_query, category, certainty : see `Found`.
    """

    nearest: Nearest
    onset_s: float
    offset_s: float
    n_events_in_query: int
    category: int | None
    certainty: float


def find(
    store: CatalogStore,
    opened: OpenedModel,
    frames: OpenedFrames | None,
    query: Path,
    *,
    at_s: float | None,
    for_s: float | None,
    k: int,
    channels: ChannelChoice,
    metric: Metric,
) -> FoundRows:
    """Find the events that resemble a piece of sound; see `search`.

    Parameters
    ----------
    frames : needed unless `metric` is ``embedding``.
    """
    record, model = opened.record, opened.model
    recording = store.recording_by_hash(content_hash(query))
    with blamed_on(query):
        asked = _Query(query, _choose_part(query, at_s, for_s, channels, opened.detector), channels, k)
        places = _embed(model, asked, None if recording is None else recording.id)
    embedding, answer = _search_embeddings(opened.index, places, k)
    if metric != "embedding":
        assert frames is not None
        answer = search_frames(frames, _take_frames(frames, asked), k=k, metric=metric)
    assignment = in_current_numbers(record, model.assign(embedding))
    number = int(assignment.categories[0])
    return FoundRows(
        nearest=answer,
        onset_s=asked.part.onset_s,
        offset_s=asked.part.offset_s,
        n_events_in_query=asked.part.n_events,
        category=None if number == UNSURE else number + 1,
        certainty=float(assignment.certainty[0]),
    )


def learned_model(store: CatalogStore) -> ModelRecord:
    """Return the current model.

    Raises
    ------
    NotLearnedError : nothing was learned yet.
    """
    record = store.current_model()
    if record is None:
        reason = last_failure(store.runs())
        stopped = f"The last `coincide learn` stopped: {reason}"
        remedy = "Run `coincide learn FOLDER` to the end first." if reason is None else stopped
        raise NotLearnedError(f"nothing was learned yet in `{store.folder}`. {remedy}")
    return record


def _choose_part(
    query: Path, at_s: float | None, for_s: float | None, channels: ChannelChoice, detector: Detector
) -> _Part:
    duration_s = probe(query).duration_s
    if at_s is not None or for_s is not None:
        return _given_part(query, duration_s, 0.0 if at_s is None else at_s, for_s)
    if duration_s > MAX_WHOLE_S:
        raise InputError(
            f"`{query}` is {duration_s:.0f} s long; queries above {MAX_WHOLE_S:.0f} s need a place. "
            "Give it with `--at START --for SECONDS`."
        )
    if detector.settings.events.method == "whole":
        return _Part(0.0, duration_s, 0)
    sound, rate = read_span(query, start_s=0.0, stop_s=duration_s, channels=channels)
    found = detector.find((sound[0, at : at + _FIND_SAMPLES] for at in range(0, sound.shape[1], _FIND_SAMPLES)), rate)
    if not found:
        return _Part(0.0, duration_s, 0)
    clearest = max(found, key=lambda event: event.snr_db)
    return _Part(clearest.onset_s, min(clearest.offset_s, duration_s), len(found))


def _given_part(query: Path, duration_s: float, onset_s: float, for_s: float | None) -> _Part:
    offset_s = duration_s if for_s is None else onset_s + for_s
    if not 0 <= onset_s < offset_s <= duration_s + 1e-6:
        raise InputError(
            f"the part must lie inside the {duration_s:.2f} s of `{query}`, got {onset_s:g} to {offset_s:g} s. "
            "Give its start with `--at` and its length with `--for`, in seconds."
        )
    if offset_s - onset_s > MAX_WHOLE_S:
        raise InputError(
            f"the part may last {MAX_WHOLE_S:.0f} s at most, got {offset_s - onset_s:.0f} s of `{query}`. "
            "Give a shorter length with `--for SECONDS`."
        )
    return _Part(onset_s, min(offset_s, duration_s), 0)


def learned_with(store: CatalogStore, record: ModelRecord) -> LearnSettings:
    """Return the settings that found the events of a model."""
    return load_settings(overrides=store.learning_run(record).settings)


def _embed(model: Model, asked: _Query, recording_id: int | None) -> NDArray[np.float32]:
    """Embed the part; one row, or if nobody knows where it was recorded a row per source that it may be from."""
    query, part = asked.path, asked.part
    scale = nearest_scale(model.geometries, part.offset_s - part.onset_s)
    if recording_id is not None:
        scale = model.scale_of.get(recording_id, scale)
    camera = PatchCamera(model.geometries[scale], probe(query).sample_rate_hz)
    start_s, stop_s = camera.excerpt_s(part.onset_s, part.offset_s)
    sound, rate = read_span(query, start_s=start_s, stop_s=stop_s, channels=asked.channels)
    excerpt = np.concatenate([np.zeros(max(0, -round(start_s * rate)), dtype=np.float32), sound[0]])
    if not np.any(excerpt):
        raise NothingFoundError(f"`{query}` is silent there. Choose another part with `--at START --for SECONDS`.")
    patch = camera.take(excerpt, duration_s=part.offset_s - part.onset_s)
    if recording_id in model.source_of:
        return model.embed(patch[None], recording_ids=[recording_id], scales=np.array([scale]))
    return model.place_anywhere(embed_without_torch(model.encoder, patch[None]), scale=scale)


def _search_embeddings(
    index: NavigableSmallWorld, places: NDArray[np.float32], k: int
) -> tuple[NDArray[np.float32], Nearest]:
    """Search by the embedding; returns where the query was taken to be from, too."""
    began = time.perf_counter()
    embedding, n_compared = _best_place(index, places)
    found = index.search(embedding, k=k)
    search_ms = 1000 * (time.perf_counter() - began)
    return embedding, Nearest(found.ids[0], found.distances[0], n_compared + found.n_distances, search_ms, [])


def _best_place(index: NavigableSmallWorld, places: NDArray[np.float32]) -> tuple[NDArray[np.float32], int]:
    """Take a query of unknown origin for one of the known source in which it finds the nearest event."""
    if len(places) == 1:
        return places, 0
    nearest = index.search(places, k=1)
    return places[[int(np.argmin(nearest.distances[:, 0]))]], int(nearest.n_distances)


def _take_frames(frames: OpenedFrames, asked: _Query) -> NDArray[np.float32]:
    with SpanReader(asked.path, channels=asked.channels) as reader:
        camera = SequenceCamera(frames.source.grid, reader.sample_rate_hz)
        return take_sequence(reader, camera, asked.part.onset_s, asked.part.offset_s)


def search_frames(frames: OpenedFrames, sequence: NDArray[np.float32], *, k: int, metric: Metric) -> Nearest:
    """Find the events whose frames are nearest to a sequence (channels, frames): ``dtw`` or ``euclidean``."""
    series = frames.series
    if metric == "euclidean":
        return _without_warping(series, sequence, k)
    # The first search of a process loads compiled loops, which is not what a search costs.
    frames.source.empty_index().fit([sequence]).search([sequence], k=1)
    began = time.perf_counter()
    found = series.index.search([sequence], k=k)
    search_ms = 1000 * (time.perf_counter() - began)
    return Nearest(series.rows[found.ids[0]], found.distances[0], found.n_distances, search_ms, series.left_out)


def _without_warping(series: SeriesIndex, sequence: NDArray[np.float32], k: int) -> Nearest:
    """Compare with all frames one by one, in blocks, so that no second copy of them is needed."""
    began = time.perf_counter()
    query = np.ascontiguousarray(sequence.T).reshape(-1)
    distances = np.empty(len(series.rows), dtype=np.float32)
    for start in range(0, len(distances), _BLOCK):
        ids = np.arange(start, min(start + _BLOCK, len(distances)))
        block = series.index.items(ids).frames.reshape(len(ids), -1)
        distances[ids] = np.sqrt(np.square(block - query).sum(axis=1))
    best = np.argsort(distances, kind="stable")[:k]
    search_ms = 1000 * (time.perf_counter() - began)
    return Nearest(series.rows[best], distances[best], len(distances), search_ms, series.left_out)


def _hits(store: CatalogStore, record: ModelRecord, answer: Nearest) -> list[Hit]:
    event_ids = store.model_event_ids(record.id)
    wanted = [event_ids[row] for row in answer.rows.tolist()]
    events = store.events_by_id(wanted)
    recordings = {recording.id: recording for recording in store.recordings()}
    categories = {member.event_id: member.category for member in store.memberships(record.id)}
    return [
        Hit(
            event=events[event_id],
            recording=recordings[events[event_id].recording_id],
            distance=float(distance),
            category=categories[event_id],
        )
        for event_id, distance in zip(wanted, answer.distances.tolist(), strict=True)
    ]
