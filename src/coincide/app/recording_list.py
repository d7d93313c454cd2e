"""The recordings of a catalog as a person looks through them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coincide.app.browse import Browse
from coincide.app.snapshot import ShownEvent, Snapshot
from coincide.recordings import may_be_there, place_of
from coincide.records import Recording
from coincide.survey import PlacedRecording


@dataclass(frozen=True, slots=True)
class RecordingSummary:
    """One recording.

    Attributes
    ----------
    searched_channels : in which events were looked for, each apart; none where all channels were mixed.
    site, recorder : where, and what recorded it; empty where not known.
    time_utc, time_local : when it began, in UTC and by the clocks of the place; None where the time or its zone is not
        known.
    is_present : whether its file is where it was; what is in it is checked when it is read.
    """

    id: int
    name: str
    duration_s: float
    sample_rate_hz: int
    n_channels: int
    searched_channels: list[int]
    n_events: int
    started_at: datetime | None
    site: str
    recorder: str
    time_utc: datetime | None
    time_local: datetime | None
    is_present: bool


def list_recordings(browse: Browse) -> list[RecordingSummary]:
    """Return the recordings that are present or have events, by name; also before anything was learned."""
    snapshot = browse.snapshot_if_learned()
    counts = {} if snapshot is None else {number: len(rows) for number, rows in snapshot.rows_by_recording.items()}
    present = {each.id for each in browse.store.recordings.all(only_present=True)}
    shown = [each for each in browse.store.recordings.all() if each.id in present or each.id in counts]
    ordered = sorted(shown, key=lambda each: (each.name, each.id))
    places = browse.places()
    return [_summary(each, places.get(each.id), counts.get(each.id, 0), _searched(each, snapshot)) for each in ordered]


def one_recording(browse: Browse, recording_id: int) -> RecordingSummary:
    """Return one recording.

    Raises
    ------
    NoSuchError : there is none of that number.
    """
    snapshot = browse.snapshot_if_learned()
    rows = None if snapshot is None else snapshot.rows_by_recording.get(recording_id)
    recording = browse.recording(recording_id)
    place = browse.places().get(recording_id)
    return _summary(recording, place, 0 if rows is None else len(rows), _searched(recording, snapshot))


def events_between(
    browse: Browse, recording_id: int, *, from_s: float | None = None, to_s: float | None = None
) -> list[ShownEvent]:
    """Return the events of a recording that reach into a stretch, by onset.

    Raises
    ------
    NoSuchError : there is no such recording.
    NotLearnedError : nothing has been learned yet.
    """
    snapshot = browse.snapshot()
    if recording_id not in snapshot.rows_by_recording:
        browse.recording(recording_id)
        return []
    rows, events = snapshot.rows_by_recording[recording_id], snapshot.contents.events
    start_s, stop_s = from_s or 0.0, float("inf") if to_s is None else to_s
    reaches_in = (events.offsets_s[rows] > start_s) & (events.onsets_s[rows] < stop_s)
    return browse.shown(snapshot, rows[reaches_in].tolist())


def _searched(recording: Recording, snapshot: Snapshot | None) -> list[int]:
    choice = "mix" if snapshot is None else snapshot.contents.channels
    if choice == "mix":
        return []
    return list(range(recording.n_channels)) if choice == "each" else [choice]


def _summary(
    recording: Recording, place: PlacedRecording | None, n_events: int, searched_channels: list[int]
) -> RecordingSummary:
    return RecordingSummary(
        id=recording.id,
        name=recording.name,
        duration_s=recording.duration_s,
        sample_rate_hz=recording.sample_rate_hz,
        n_channels=recording.n_channels,
        searched_channels=searched_channels,
        n_events=n_events,
        started_at=recording.started_at,
        site="" if place is None else place.site,
        recorder="" if place is None else place.recorder,
        time_utc=None if place is None else place.at(0.0),
        time_local=None if place is None else place.local_at(0.0),
        is_present=may_be_there(place_of(recording.path)),
    )
