"""Recordings and events of a learned catalog at their places and absolute times, as columns."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, ModelRecord, StoredLabel
from coincide.learned.grouping import OURS
from coincide.learned.opened import LearnedCatalog
from coincide.learned.settings import last_zone
from coincide.learned.spans import labels_of
from coincide.record_arrays import EventArray
from coincide.recordings import may_be_local
from coincide.records import UNSURE, Recording
from coincide.survey import Counts, EventTable, PlacedRecording, count_events, place
from coincide.survey.placing import times_in_words
from coincide.wording import count, owners
from coincide.workflow.survey.copies import at_sites_of_copies, copies_of

UNSURE_NAME = "unsure"
_COLUMNS = ("id", "recording_id", "channel", "onset_s", "offset_s", "low_hz", "high_hz", "snr_db")
_MEMBER = ("category", "certainty")


@dataclass(frozen=True, slots=True)
class Survey:
    """What was recorded, where and when, and what was found in it.

    Attributes
    ----------
    recordings : those that were searched for events, without those that were left out, or gone when the model was
        learned: the effort. In the order of their ids.
    events : by id of the event; `EventTable.recording` is a place in `recordings`.
    columns : of the same events: `id`, `recording_id`, `channel`, `onset_s`, `offset_s`, `low_hz`, `high_hz`, `snr_db`,
        `category`, `certainty`; only those that were asked for.
    notices : what is wrong with places and times, in sentences.
    """

    recordings: list[PlacedRecording]
    events: EventTable
    columns: dict[str, NDArray[np.generic]]
    notices: list[str]

    @property
    def event_at_s(self) -> NDArray[np.float64]:
        """When events begin, (n,) Unix seconds; not a number where the recording has no absolute time."""
        began_s = np.array([np.nan if r.began_at is None else r.began_at.timestamp() for r in self.recordings])
        return began_s[self.events.recording] + self.events.onset_s

    def event_at(self, row: int) -> tuple[datetime | None, datetime | None]:
        """Return when an event begins, in UTC and by the clocks of the place; None where unknown."""
        recording = self.recordings[int(self.events.recording[row])]
        onset_s = float(self.events.onset_s[row])
        return recording.at(onset_s), recording.local_at(onset_s)

    def count(self, by: Sequence[str] = ("name",), *, names: Sequence[str] = (), min_confidence: float = 0.0) -> Counts:
        """Count events beside what was recorded; see `coincide.survey.count_events`."""
        return count_events(self.recordings, self.events, by=by, names=names, min_confidence=min_confidence)


def open_survey(
    learned: LearnedCatalog,
    *,
    timezone: str | None = None,
    whole: bool = True,
    confidence: bool = True,
    columns: dict[str, NDArray[np.generic]] | None = None,
) -> Survey:
    """Read recordings and events of a catalog.

    Parameters
    ----------
    timezone : of recorders about which nothing else is known; also the zone of local times at sites without one.
    whole : False reads only what counting needs, in half the time.
    confidence : False reads no confidence, where it does not matter, in less time again; all is 1 then.
    columns : what counting needs, where it has been read: `id` (ascending), `recording_id`, `onset_s`, `category` and
        `certainty`.

    Raises
    ------
    SettingsError : the zone is unknown.
    CatalogError : the catalog is damaged.
    """
    store, model = learned.store, learned.record
    with store.view():
        labels = store.labels.all()
        if columns is None:
            columns = _read_columns(store, model.id, whole=whole, confidence=confidence)
        said = _labeled(store, model.id, labels)
        in_model = set(np.unique(columns["recording_id"]).tolist())
        ids = _counted(store, model.event_digest, in_model)
        recordings = [each for each in store.recordings.all() if each.id in ids]
        categories = store.categories.all(model.id, method=OURS)
        placed, notices = placed_recordings(store, recordings, timezone=timezone)
        notices += _unfinished(store, model.event_digest, in_model)
    names = {each.number: each.name or f"category {each.number}" for each in categories} | {UNSURE: UNSURE_NAME}
    given = {each.name for each in categories if each.name}
    events = _event_table(columns, recordings, names, said, given)
    return Survey(placed, events, columns, notices)


def counted_recordings(store: CatalogStore, model: ModelRecord | None) -> list[Recording]:
    """Return the recordings that are effort, by id; before anything was learned, those that are there."""
    if model is None:
        return store.recordings.all(only_present=True)
    events = store.event_columns.read(model.id, ("recording_id",), method=OURS)
    ids = _counted(store, model.event_digest, set(np.unique(events["recording_id"]).tolist()))
    return [each for each in store.recordings.all() if each.id in ids]


def _counted(store: CatalogStore, digest: str, in_model: set[int]) -> set[int]:
    """Return the ids of the recordings that are effort: those searched, but not those left out or gone before learning.

    A recording whose events are not in the model, since `learn` was interrupted or is still running, is no effort: its
    calls do not count yet. Recordings that are gone count as long as the model has events of all that had some: hours
    without calls belong to those with calls, which may all have been archived.
    """
    heard = set(store.event_columns.heard(digest).tolist())
    counted = in_model | set(store.event_columns.searched(digest).tolist())
    not_there = counted - {recording.id for recording in store.recordings.all(only_present=True)}
    absent = not_there - in_model
    if not absent:
        return counted - (heard - in_model)
    left_out = {row.recording_id for row in store.files.all().values() if row.status == "quarantined"}
    gone_with_events = (not_there - left_out) & (in_model | heard)
    is_kept = bool(gone_with_events) and gone_with_events <= in_model
    return counted - (absent & left_out if is_kept else absent) - (heard - in_model)


def _unfinished(store: CatalogStore, digest: str, in_model: set[int]) -> list[str]:
    """Say which recordings do not count yet since `learn` has found their events but not learned them."""
    waiting = set(store.event_columns.heard(digest).tolist()) - in_model
    names = [each.name for each in store.recordings.all(only_present=True) if each.id in waiting] if waiting else []
    if not names:
        return []
    which = f"`{names[0]}` is not learned yet and does not count."
    if len(names) > 1:
        which = f"{len(names):,} recordings, such as `{names[0]}`, are not learned yet and do not count."
    return [f"{which} Run `coincide learn` again, or wait until it has ended."]


def _read_columns(
    store: CatalogStore, model_id: str, *, whole: bool, confidence: bool
) -> dict[str, NDArray[np.generic]]:
    if not whole and not confidence:
        return store.event_columns.read_starts(model_id, method=OURS)
    names = _COLUMNS if whole else ("id", "recording_id", "onset_s")
    return store.event_columns.read(model_id, (*names, *_MEMBER), method=OURS)


def placed_recordings(
    store: CatalogStore, recordings: Sequence[Recording], *, timezone: str | None = None
) -> tuple[list[PlacedRecording], list[str]]:
    """Return recordings at their places and times, and what is wrong with these, in sentences."""
    deployments = store.deployments.all()
    placer = partial(
        place,
        deployments=deployments,
        notes=store.clocks.all(),
        timezone=timezone,
        clock_zone=last_zone(store.runs.all()),
        beside=store.recordings.all(),
    )
    placed = placer(recordings)
    at_sites, odd = placed.recordings, list[str]()
    if deployments and (copies := copies_of(store, recordings)):
        at_sites, odd = at_sites_of_copies(at_sites, placer(copies).recordings)
    notices = [*times_in_words(at_sites), *_doubtful_clocks(at_sites), *odd]
    homeless = [each.recording for each in at_sites if not each.site]
    if deployments and homeless:
        n_outside = sum(each.id in placed.outside for each in homeless)
        late = f", {n_outside:,} of them because they began outside all deployments" if n_outside else ""
        notices.append(
            f"{owners(len(homeless), 'recording')} no site{late}, such as `{homeless[0].name}`. Add a row whose "
            "`folder`, `recorder` or `site` is in their names, or use `--pattern`."
        )
    if placed.ambiguous:
        notices.append(
            f"Several rows of the table of sites fit {count(len(placed.ambiguous), 'recording')}, such as "
            f"`{placed.ambiguous[0]}`; the first row counts. Say in `recorder`, `start` and `end` which it is."
        )
    return at_sites, notices


def _doubtful_clocks(placed: Sequence[PlacedRecording]) -> list[str]:
    """Say which times count as UTC only because of the form of the name, where the local zone is known to differ."""
    names = [each.recording.name for each in placed if _is_doubtful(each)]
    if not names:
        return []
    are, their = ("is", "its") if len(names) == 1 else ("are", "their")
    return [
        f"{count(len(names), 'recording')} {are} named like those of AudioMoths, such as `{names[0]}`, so {their} "
        "times count as UTC. If the clocks showed local time, run `coincide learn` again with `--timezone`; if they "
        "showed UTC, nothing needs to be done."
    ]


def _is_doubtful(placed: PlacedRecording) -> bool:
    at, local = placed.recording.started_at, placed.began_local
    if placed.time_source != "name" or not placed.is_local or at is None or local is None:
        return False
    return at.tzinfo == UTC and bool(local.utcoffset()) and may_be_local(placed.recording.name)


def _event_table(
    columns: dict[str, NDArray[np.generic]],
    recordings: Sequence[Recording],
    names: dict[int, str],
    said: dict[int, str],
    given: Set[str],
) -> EventTable:
    """Name events as `coincide.learned.names.event_names` does, without an object for each.

    Parameters
    ----------
    said : what labels say, by id of the event.
    given : names of categories, which are known even if no event has them any more.
    """
    row_of = np.full(max((each.id for each in recordings), default=0) + 1, -1, dtype=np.int64)
    row_of[[each.id for each in recordings]] = np.arange(len(recordings))
    category = columns["category"].astype(np.int64)
    known = sorted({*names.values(), *said.values()})
    number = {name: place for place, name in enumerate(known)}
    of_category = np.zeros(max(names) + 2, dtype=np.int64)
    for each, name in names.items():
        of_category[each + 1] = number[name]
    name = of_category[category + 1]
    confidence = columns["certainty"].astype(np.float64) if "certainty" in columns else np.ones(len(name))
    labeled = np.searchsorted(columns["id"], list(said))
    name[labeled], confidence[labeled] = [number[label] for label in said.values()], 1.0
    used = np.unique(np.concatenate([name, [number[each] for each in given]]).astype(np.int64))
    renumbered = np.zeros(len(known) + 1, dtype=np.int64)
    renumbered[used] = np.arange(len(used))
    return EventTable(
        recording=row_of[columns["recording_id"].astype(np.int64)],
        onset_s=columns["onset_s"].astype(np.float64),
        name=renumbered[name],
        confidence=confidence,
        names=tuple(known[each] for each in used.tolist()),
    )


def _labeled(store: CatalogStore, model_id: str, labels: Sequence[StoredLabel]) -> dict[int, str]:
    """Return what the events that a label covers are called, by id; only recordings with labels are looked at."""
    if not labels:
        return {}
    only = list({label.recording_id for label in labels})
    columns = store.event_columns.read(model_id, _COLUMNS, method=OURS, only=only)
    events = EventArray(*(columns[name] for name in _COLUMNS))  # pyright: ignore[reportArgumentType]
    return {int(events.ids[row]): label for row, label in labels_of(events, labels).items()}
