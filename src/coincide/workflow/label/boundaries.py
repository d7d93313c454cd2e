"""Events that may be two calls, and neighbors that may be one: a bounded number, read again from their sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from coincide.catalog import CatalogStore
from coincide.errors import RecordingError
from coincide.events import Doubt, boundary_doubts, choose_hearing, hear
from coincide.features import Spectrograph
from coincide.learned.originals import Originals
from coincide.learned.settings import LearnSettings
from coincide.recordings import channel_heard, read_span
from coincide.records import Event, Recording
from coincide.seeds import generator
from coincide.workflow.progress import Progress

MAX_EVENTS = 200
STRETCH_S = 20.0
_MAX_STRETCHES = 60


@dataclass(frozen=True, slots=True)
class BoundaryDoubt:
    """A doubt about some sound, on the clock of its recording."""

    recording_id: int
    channel: int
    doubt: Doubt


def find_doubts(
    store: CatalogStore, *, settings: LearnSettings, seed: int = 0, limit: int = 20, progress: Progress
) -> list[BoundaryDoubt]:
    """Find where a person's answer would best tell one call from two.

    Reads stretches of 20 s around events drawn at random, until 200 events are in them. Recordings that are gone,
    replaced or unreadable are passed over.

    Parameters
    ----------
    settings : that the events were found with.
    limit : most doubts returned.

    Returns
    -------
    Doubts, those first whose answer helps most; none if nothing has been learned yet.
    """
    recordings = {recording.id: recording for recording in store.recordings.all(only_present=True)}
    originals = Originals(store.files.get)
    events = [event for event in _events(store) if event.recording_id in recordings]
    found: list[BoundaryDoubt] = []
    with progress.stage("boundaries", total=min(MAX_EVENTS, len(events)), unit="events") as stage:
        for members, start_s in _stretches(events, seed):
            found += _doubts_in(recordings[members[0].recording_id], originals, members, start_s, settings)
            stage.advance(len(members))
    return _best(found, settings.events.valley_db)[:limit]


def _events(store: CatalogStore) -> list[Event]:
    current = store.models.current()
    return [] if current is None else list(store.events.of_model(current.id))


def _stretches(events: Sequence[Event], seed: int) -> Iterator[tuple[list[Event], float]]:
    """Yield the events that lie whole in a stretch, with its start, until there are enough of them."""
    by_source: dict[tuple[int, int], list[Event]] = {}
    for event in events:
        by_source.setdefault((event.recording_id, event.channel), []).append(event)
    seen: set[int] = set()
    n_stretches = 0
    for row in generator(seed, "boundaries").permutation(len(events)).tolist():
        if len(seen) >= MAX_EVENTS or n_stretches >= _MAX_STRETCHES:
            return
        if events[row].id in seen:
            continue
        start_s = max(0.0, events[row].onset_s - STRETCH_S / 2)
        inside = [
            event
            for event in by_source[events[row].recording_id, events[row].channel]
            if event.id not in seen and start_s <= event.onset_s and event.offset_s <= start_s + STRETCH_S
        ][: MAX_EVENTS - len(seen)]
        seen |= {events[row].id, *(event.id for event in inside)}
        n_stretches += 1
        if inside:
            yield sorted(inside, key=lambda event: event.onset_s), start_s


def _doubts_in(
    recording: Recording, originals: Originals, events: Sequence[Event], start_s: float, settings: LearnSettings
) -> list[BoundaryDoubt]:
    wanted = channel_heard(settings.recordings.channels, events[0].channel)
    try:
        path = originals.check(recording)
        sound, rate_hz = read_span(path, start_s=start_s, stop_s=start_s + STRETCH_S, channels=wanted)
    except RecordingError:
        return []
    hearing = choose_hearing(sound[0], rate_hz, features=settings.features, settings=settings.events)
    graph = Spectrograph(hearing.grid)
    hop_s = graph.grid.hop_s
    levels = np.concatenate([np.zeros((0, graph.grid.n_bands), dtype=np.float32), *graph.stream([sound[0]])])
    if not np.isfinite(levels).all() or len(levels) == 0:
        return []
    given_s = settings.events.length_s
    found = boundary_doubts(
        hear(levels, hearing, settings=settings.events).level,
        [(event.onset_s - start_s, event.offset_s - start_s) for event in events],
        hop_s=hop_s,
        length_s=float(np.median([event.duration_s for event in events])) if given_s is None else given_s,
        settings=settings.events,
    )
    return [BoundaryDoubt(recording.id, events[0].channel, _moved(doubt, start_s)) for doubt in found]


def _moved(doubt: Doubt, by_s: float) -> Doubt:
    return replace(doubt, onset_s=doubt.onset_s + by_s, offset_s=doubt.offset_s + by_s, at_s=doubt.at_s + by_s)


def _best(found: Sequence[BoundaryDoubt], valley_db: float) -> list[BoundaryDoubt]:
    def usefulness(one: BoundaryDoubt) -> tuple[float, int, int, float]:
        return abs(np.log(one.doubt.dip_db / valley_db)), one.recording_id, one.channel, one.doubt.onset_s

    return sorted(found, key=usefulness)
