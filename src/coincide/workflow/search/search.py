"""Search by example: which events resemble this clip.

By the learned embedding, or by dynamic time warping of frames, for which nothing need be learned. The category of the
clip comes from the embedding in both cases.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, ModelRecord
from coincide.catalog.storage import rows_that_parse
from coincide.embed import embed_without_torch
from coincide.errors import InputError, NothingFoundError
from coincide.events import PatchCamera
from coincide.execute import Workers, open_executor
from coincide.index import ShardedIndex
from coincide.learned.detector import Detector
from coincide.learned.model import Model
from coincide.learned.moves import in_current_numbers
from coincide.learned.opened import LearnedCatalog, open_learned
from coincide.recognize import CategoryRecognizer
from coincide.recordings import ChannelChoice, Place, SpanReader, blamed_on, content_hash, given_place, probe, read_span
from coincide.records import Hit, Problem
from coincide.text_table import text_table
from coincide.workflow.progress import Progress, Silent
from coincide.workflow.search.sequences import SequenceCamera, take_sequence
from coincide.workflow.search.series_index import SeriesIndex, open_series

Metric = Literal["embedding", "euclidean", "dtw"]
METRICS: tuple[Metric, ...] = ("embedding", "euclidean", "dtw")
MAX_WHOLE_S = 60.0
"""Longer queries need a place to look at."""
_FIND_SAMPLES = 2**18
"""Looked through at once: the block does not change the events, and a long query needs little memory."""
_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class SearchResult:
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
    names : of the categories that have one, by number.
    """

    query: str
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
    names: dict[int, str]

    def __repr__(self) -> str:
        rows = [
            (hit.recording.name, hit.event.onset_s, hit.event.offset_s, hit.distance, self._category(hit.category))
            for hit in self.hits
        ]
        return text_table(("recording", "onset_s", "offset_s", "distance", "category"), rows)

    def _category(self, number: int | None) -> str:
        return "unsure" if number is None else self.names.get(number, str(number))


@dataclass(frozen=True, slots=True)
class Query:
    """The part of a sound file that is searched for.

    Attributes
    ----------
    n_events : found in the file; 0 if the part was given or none was found.
    """

    path: Place
    channels: ChannelChoice
    onset_s: float
    offset_s: float
    n_events: int = 0


@dataclass(frozen=True, slots=True)
class Nearest:
    """Rows of the model, nearest first, and what it cost to find them."""

    rows: NDArray[np.int64]
    distances: NDArray[np.float32]
    n_distances: int
    search_ms: float
    left_out: list[Problem]


def search(
    catalog: str | Path | None,
    query: str | Place,
    *,
    at_s: float | None = None,
    for_s: float | None = None,
    k: int = 10,
    channels: ChannelChoice | None = None,
    metric: Metric = "embedding",
    workers: Workers = None,
    progress: Progress | None = None,
) -> SearchResult:
    """Find the events that resemble a piece of sound.

    Parameters
    ----------
    query : a sound file, or its address; it need not be in the catalog.
    at_s, for_s : start and length of the part to search for, in seconds. Without them, the clearest event in the file,
        or the whole file if there is none.
    k : number of hits, at least 1.
    channels : what of the query is compared: one channel by number from 0, or ``mix``. None takes the channel that the
        catalog was learned from, and the mix if there is no such one.
    metric : ``embedding`` for the cosine distance of embeddings, ``dtw`` for dynamic time warping of frames,
        ``euclidean`` for frames without warping. The first search by frames reads all events from their recordings and
        keeps their frames in the catalog.
    workers : what reads these events: a number of processes, the address of a Dask scheduler, or a Dask client; a unit
        of work is up to 100,000 of them (setting `index.shard_events`). The result is the same. A search by embedding
        has no work for them, and starts none.
    progress : shows the progress of this reading, and says if there are fewer workers than were asked for.

    Raises
    ------
    InputError : the query is a folder, the part lies outside it or is no number, `k` is below 1, or the metric is
        unknown.
    RecordingError : the query cannot be read.
    NothingFoundError : the query is silent, or a search by frames cannot read any recording of the catalog.
    CatalogError : there is no catalog, or nothing has been learned yet.
    WorkerError : workers cannot be started or reached.
    """
    if not isinstance(k, Real) or not k >= 1 or k % 1 != 0:
        raise InputError(f"`k` must be a whole number of hits, at least 1, got {k!r}.")
    for name, seconds in (("at_s", at_s), ("for_s", for_s)):
        if seconds is not None and not isinstance(seconds, Real):
            raise InputError(f"`{name}` must be a number of seconds, got {seconds!r}.")
    if metric not in METRICS:
        raise InputError(f"`metric` must be one of {', '.join(METRICS)}, got {metric!r}. Choose one of these.")
    place = given_place(query)
    if isinstance(place, Path) and place.is_dir():
        raise InputError(f"expected a sound file, got the folder `{place}`. Give one of the sound files in it.")
    listener = progress or Silent()
    wanted = None if metric == "embedding" else workers  # jobs of a cluster would be submitted for nothing
    with open_executor(wanted, say=listener.say) as executor, open_learned(catalog) as learned:
        chosen = usual_channels(learned, place) if channels is None else channels
        asked = choose_query(learned.detector, place, at_s=at_s, for_s=for_s, channels=chosen)
        embedding, nearest = search_embeddings(learned, asked, k=k)
        if metric != "embedding":
            series = open_series(learned, executor=executor, progress=listener)
            nearest = search_frames(series, take_frames(series, asked), k=k, metric=metric)
        model = learned.model
        is_placed = not model.centers.is_by_source
        assigned = CategoryRecognizer.of(model.categorizer).assign(embedding, is_placed=is_placed)
        assignment = in_current_numbers(learned.record, assigned)
        return SearchResult(
            query=str(place),
            onset_s=asked.onset_s,
            offset_s=asked.offset_s,
            n_events_in_query=asked.n_events,
            hits=_hits(learned.store, learned.record, nearest),
            n_distances=nearest.n_distances,
            search_ms=nearest.search_ms,
            category=assignment.numbers[0],
            certainty=float(assignment.certainty[0]),
            metric=metric,
            left_out=nearest.left_out,
            names={one.number: one.name for one in learned.store.categories.all(learned.record.id) if one.name},
        )


def usual_channels(learned: LearnedCatalog, path: Place) -> ChannelChoice:
    """Return what to compare of a file: the channel that the catalog was learned from, else the mix.

    Raises
    ------
    RecordingError : the file cannot be read.
    """
    heard = learned.settings.recordings.channels
    return heard if isinstance(heard, int) and heard < probe(path).n_channels else "mix"


def choose_query(
    detector: Detector, path: Place, *, at_s: float | None, for_s: float | None, channels: ChannelChoice
) -> Query:
    """Choose the part of a file to search for: the one that is given, the clearest event, or all of it.

    Raises
    ------
    InputError : the part lies outside the file, or is too long.
    RecordingError : the file cannot be read.
    """
    with blamed_on(path):
        duration_s = probe(path).duration_s
        if at_s is not None or for_s is not None:
            onset_s, offset_s = _given_part(path, duration_s, 0.0 if at_s is None else at_s, for_s)
            return Query(path, channels, onset_s, offset_s)
        return _clearest(detector, Query(path, channels, 0.0, duration_s))


def _clearest(detector: Detector, whole: Query) -> Query:
    path, duration_s = whole.path, whole.offset_s
    if duration_s > MAX_WHOLE_S:
        raise InputError(
            f"`{path}` is {duration_s:.0f} s long, and a query may last at most {MAX_WHOLE_S:.0f} s. "
            "Choose a part with `--at START --for SECONDS`."
        )
    if detector.settings.events.method == "whole":
        return whole
    sound, rate = read_span(path, start_s=0.0, stop_s=duration_s, channels=whole.channels)
    found = detector.find((sound[0, at : at + _FIND_SAMPLES] for at in range(0, sound.shape[1], _FIND_SAMPLES)), rate)
    if not found:
        return whole
    clearest = max(found, key=lambda event: event.snr_db)
    return Query(path, whole.channels, clearest.onset_s, min(clearest.offset_s, duration_s), len(found))


def _given_part(query: Place, duration_s: float, onset_s: float, for_s: float | None) -> tuple[float, float]:
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
    return onset_s, min(offset_s, duration_s)


def search_embeddings(learned: LearnedCatalog, query: Query, *, k: int) -> tuple[NDArray[np.float32], Nearest]:
    """Find the events whose embeddings are nearest to that of a query; returns that embedding (1, dim), too.

    Raises
    ------
    NothingFoundError : the query is silent.
    RecordingError : it cannot be read.
    """
    recording = learned.store.recordings.with_hash(content_hash(query.path))
    with blamed_on(query.path):
        places = _embed(learned.model, query, None if recording is None else recording.id)
    began = time.perf_counter()
    embedding, n_compared = _best_place(learned.index, places)
    found = learned.index.search(embedding, k=k)
    search_ms = 1000 * (time.perf_counter() - began)
    return embedding, Nearest(found.ids[0], found.distances[0], n_compared + found.n_distances, search_ms, [])


def _embed(model: Model, query: Query, recording_id: int | None) -> NDArray[np.float32]:
    """Embed the part; one row, or, for an unknown place, a row per source that it may be from."""
    duration_s = query.offset_s - query.onset_s
    scale = model.scales.of_span(recording_id, duration_s)
    with SpanReader(query.path, channels=query.channels) as reader:
        camera = PatchCamera(model.scales.geometries[scale], reader.sample_rate_hz)
        excerpt = reader.read_padded(*camera.excerpt_s(query.onset_s, query.offset_s))[0]
    if not np.any(excerpt):
        raise NothingFoundError(f"`{query.path}` is silent there. Choose another part with `--at START --for SECONDS`.")
    patch = camera.take(excerpt, duration_s=duration_s)
    if recording_id in model.source_of:
        return model.embed(patch[None], recording_ids=[recording_id], scales=np.array([scale]))
    return model.place_anywhere(embed_without_torch(model.encoder, patch[None]), scale=scale)


def _best_place(index: ShardedIndex, places: NDArray[np.float32]) -> tuple[NDArray[np.float32], int]:
    """Take a query of unknown origin for one of the known source in which it finds the nearest event."""
    if len(places) == 1:
        return places, 0
    nearest = index.search(places, k=1)
    return places[[int(np.argmin(nearest.distances[:, 0]))]], int(nearest.n_distances)


def take_frames(series: SeriesIndex, query: Query) -> NDArray[np.float32]:
    """Return the sequence (channels, frames) of a query, like those of the events."""
    with SpanReader(query.path, channels=query.channels) as reader:
        camera = SequenceCamera(series.source.grid, reader.sample_rate_hz)
        return take_sequence(reader, camera, query.onset_s, query.offset_s)


def search_frames(series: SeriesIndex, sequence: NDArray[np.float32], *, k: int, metric: Metric) -> Nearest:
    """Find the events whose frames are nearest to a sequence (channels, frames): ``dtw`` or ``euclidean``."""
    if metric == "euclidean":
        return _without_warping(series, sequence, k)
    # The first search of a process loads compiled loops, which is not what a search costs.
    series.source.empty_index().fit([sequence]).search([sequence], k=1)
    began = time.perf_counter()
    found = series.index.search([sequence], k=k)
    search_ms = 1000 * (time.perf_counter() - began)
    return Nearest(series.rows[found.ids[0]], found.distances[0], found.n_distances, search_ms, series.left_out)


def _without_warping(series: SeriesIndex, sequence: NDArray[np.float32], k: int) -> Nearest:
    """Compare with all frames one by one, in blocks, so that no second copy of them is needed."""
    began = time.perf_counter()
    query = np.ascontiguousarray(sequence.T).reshape(-1)
    parts: list[NDArray[np.float32]] = []
    for shard in series.index.shards:
        for start in range(0, len(shard), _BLOCK):
            ids = np.arange(start, min(start + _BLOCK, len(shard)))
            block = shard.items(ids).frames.reshape(len(ids), -1)
            parts.append(np.sqrt(np.square(block - query).sum(axis=1)))
    distances = np.concatenate(parts)
    best = np.argsort(distances, kind="stable")[:k]
    search_ms = 1000 * (time.perf_counter() - began)
    return Nearest(series.rows[best], distances[best], len(distances), search_ms, series.left_out)


def _hits(store: CatalogStore, record: ModelRecord, answer: Nearest) -> list[Hit]:
    with rows_that_parse(store.folder):  # a damaged database may lack some
        event_ids = store.models.event_ids(record.id)
        wanted: list[int] = event_ids[answer.rows].tolist()
        events = store.events.by_id(wanted)
        recordings = {recording.id: recording for recording in store.recordings.all()}
        categories = store.categories.of_events(record.id, wanted)
        return [
            Hit(
                event=events[event_id],
                recording=recordings[events[event_id].recording_id],
                distance=float(distance),
                category=categories[event_id],
            )
            for event_id, distance in zip(wanted, answer.distances.tolist(), strict=True)
        ]
