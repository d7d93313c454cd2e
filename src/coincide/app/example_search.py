"""Search by example for frequent searches: what a search needs stays open as long as the model does.

By an event of the catalog, by a stretch of one of its recordings, or by any sound file.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from coincide.app.browse import Browse
from coincide.app.recording_media import ComparedPart, check_channel, compared_part
from coincide.app.snapshot import ShownEvent, Snapshot
from coincide.errors import InputError, NothingFoundError
from coincide.execute import Inline
from coincide.learned.opened import LearnedCatalog
from coincide.learned.originals import Originals
from coincide.recordings import ChannelChoice, Place, probe
from coincide.records import Recording
from coincide.workflow.export.live import usual_rate_hz
from coincide.workflow.progress import Silent
from coincide.workflow.search.search import (
    MAX_WHOLE_S,
    METRICS,
    Metric,
    Nearest,
    Query,
    choose_query,
    search_embeddings,
    search_frames,
    take_frames,
    usual_channels,
)
from coincide.workflow.search.sent_sound import check_amount
from coincide.workflow.search.series_index import SeriesIndex, open_series

MAX_HITS = 1000
_ROUNDING_S = 1e-6


@dataclass(frozen=True, slots=True)
class ShownHit(ShownEvent):
    """An event that resembles the query.

    Attributes
    ----------
    distance : cosine distance in [0, 2] for ``embedding``, else distance of frames.
    """

    distance: float


@dataclass(frozen=True, slots=True)
class SoundHits:
    """What resembles a sound that was sent, the nearest first, and which part of it was compared."""

    hits: list[ShownHit]
    compared: ComparedPart


class ExampleSearch:
    """Searches in one catalog, for several threads.

    Parameters
    ----------
    originals : tells whether a recording still is what it was.
    """

    def __init__(self, browse: Browse, originals: Originals) -> None:
        self._browse, self._originals = browse, originals
        self._lock = threading.Lock()
        self._opened: tuple[str, LearnedCatalog] | None = None
        self._series: tuple[str, SeriesIndex] | None = None

    def warm(self) -> None:
        """Read what the first search would wait for.

        Raises
        ------
        NotLearnedError : nothing has been learned yet.
        """
        snapshot = self._browse.snapshot()
        self._open(snapshot).index.search(np.array(snapshot.embeddings[[0]]), k=1)

    def by_event(self, event_id: int, *, metric: Metric, k: int) -> list[ShownHit]:
        """Find the events that resemble an event, without itself.

        Raises
        ------
        NoSuchError : there is no such event.
        """
        _check(metric, k)
        snapshot = self._browse.snapshot()
        row = snapshot.row_of.get(event_id)
        if row is None:
            event, recording = self._browse.event(event_id)
            heard_in = snapshot.contents.heard_in(event.channel)
            channel = heard_in if isinstance(heard_in, int) else None
            return self.by_stretch(recording.id, event.onset_s, event.offset_s, channel=channel, metric=metric, k=k)
        learned = self._open(snapshot)
        if metric == "embedding":
            found = learned.index.search(np.array(snapshot.embeddings[[row]]), k=k + 1)
            return self._shown(snapshot, found.ids[0].tolist(), found.distances[0].tolist(), k, without=row)
        nearest = self._like_row(snapshot, learned, row, metric, k + 1)
        return self._shown(snapshot, nearest.rows.tolist(), nearest.distances.tolist(), k, without=row)

    def by_stretch(
        self, recording_id: int, onset_s: float, offset_s: float, *, channel: int | None, metric: Metric, k: int
    ) -> list[ShownHit]:
        """Find the events that resemble a stretch of a recording, in one channel or in the mix of all (None).

        Raises
        ------
        NoSuchError : there is no such recording.
        InputError : the stretch is empty or outside, or there is no such channel.
        RecordingError : the recording is gone, or cannot be decoded.
        """
        recording = self._browse.recording(recording_id)
        check_channel(channel, recording)
        _check_stretch(recording, onset_s, offset_s)
        path = self._originals.check(recording)
        channels: ChannelChoice = "mix" if channel is None else channel
        try:
            _, hits = self._by_sound(
                path, at_s=onset_s, for_s=offset_s - onset_s, channels=channels, metric=metric, k=k
            )
            return hits
        except NothingFoundError:
            raise NothingFoundError(f"`{recording.name}` is silent there. Choose another stretch.") from None

    def by_sound(self, path: Path, *, metric: Metric, k: int) -> SoundHits:
        """Find the events that resemble the clearest event of a sound file.

        Raises
        ------
        InputError : it is too long.
        RecordingError : it cannot be read.
        NothingFoundError : it is silent.
        """
        length_s = probe(path).duration_s
        if length_s > MAX_WHOLE_S:
            raise InputError(
                f"`{path}` lasts {length_s:.0f} s, but a sound to search with may last at most {MAX_WHOLE_S:.0f} s. "
                "Send a shorter piece."
            )
        try:
            query, hits = self._by_sound(path, at_s=None, for_s=None, channels=None, metric=metric, k=k)
            high_hz = usual_rate_hz(self._browse.snapshot().contents) / 2
            return SoundHits(hits, compared_part(query, high_hz=high_hz))
        except NothingFoundError:
            raise NothingFoundError(f"`{path}` is silent. Send another sound.") from None

    def _by_sound(
        self,
        path: Place,
        *,
        at_s: float | None,
        for_s: float | None,
        channels: ChannelChoice | None,
        metric: Metric,
        k: int,
    ) -> tuple[Query, list[ShownHit]]:
        _check(metric, k)
        check_amount(probe(path), for_s=for_s)
        snapshot = self._browse.snapshot()
        learned = self._open(snapshot)
        chosen = usual_channels(learned, path) if channels is None else channels
        query = choose_query(learned.detector, path, at_s=at_s, for_s=for_s, channels=chosen)
        _, nearest = search_embeddings(learned, query, k=k)
        if metric != "embedding":
            series = self._open_series(snapshot, learned)
            nearest = search_frames(series, take_frames(series, query), k=k, metric=metric)
        return query, self._shown(snapshot, nearest.rows.tolist(), nearest.distances.tolist(), k)

    def _like_row(self, snapshot: Snapshot, learned: LearnedCatalog, row: int, metric: Metric, k: int) -> Nearest:
        series = self._open_series(snapshot, learned)
        place = int(np.searchsorted(series.rows, row))
        if place >= len(series.rows) or series.rows[place] != row:
            event = snapshot.contents.events[row]
            recording = snapshot.contents.recordings[event.recording_id]
            self._originals.check(recording)  # which says why its frames could not be taken
            raise InputError(f"the frames of event {event.id} of `{recording.name}` could not be read.")
        return search_frames(series, series.sequence(place), k=k, metric=metric)

    def _shown(
        self, snapshot: Snapshot, rows: Sequence[int], distances: Sequence[float], k: int, *, without: int = -1
    ) -> list[ShownHit]:
        kept = [(row, far) for row, far in zip(rows, distances, strict=True) if row not in (without, -1)][:k]
        shown = self._browse.shown(snapshot, [row for row, _ in kept])
        return [ShownHit(**asdict(event), distance=float(far)) for event, (_, far) in zip(shown, kept, strict=True)]

    def _open(self, snapshot: Snapshot) -> LearnedCatalog:
        with self._lock:
            key = _key(snapshot)
            if self._opened is None or self._opened[0] != key:
                self._opened = key, LearnedCatalog(self._browse.store, snapshot.model)
            return self._opened[1]

    def _open_series(self, snapshot: Snapshot, learned: LearnedCatalog) -> SeriesIndex:
        with self._lock:
            if self._series is None or self._series[0] != snapshot.model.id:
                self._series = snapshot.model.id, open_series(learned, executor=Inline(), progress=Silent())
            return self._series[1]


def _key(snapshot: Snapshot) -> str:
    """Name what an opened model depends on: also how categories were joined."""
    return repr(snapshot.stamp.model)


def _check_stretch(recording: Recording, onset_s: float, offset_s: float) -> None:
    if not onset_s < offset_s:
        raise InputError(f"a stretch must end after it begins, got {onset_s:g} to {offset_s:g} s.")
    if offset_s > recording.duration_s + _ROUNDING_S:
        raise InputError(
            f"the stretch must lie within the {recording.duration_s:.2f} s of `{recording.name}`, got {onset_s:g} to "
            f"{offset_s:g} s."
        )
    if offset_s - onset_s > MAX_WHOLE_S:
        raise InputError(
            f"a stretch to search with may last {MAX_WHOLE_S:.0f} s, got {offset_s - onset_s:.0f} s. Mark less."
        )


def _check(metric: Metric, k: int) -> None:
    if metric not in METRICS:
        raise InputError(f"the metric must be one of {', '.join(METRICS)}, got {metric!r}.")
    if not 1 <= k <= MAX_HITS:
        raise InputError(f"`k` must be from 1 to {MAX_HITS}, got {k}.")
