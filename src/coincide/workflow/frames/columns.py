"""Events, recordings and sites as columns, for a million events in a few seconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

from coincide.learned.opened import LearnedCatalog
from coincide.records import UNSURE, Event, event_key
from coincide.survey import PlacedRecording, middle_of
from coincide.workflow.survey.table import Survey, open_survey

_QUARTER_S = 900
"""No zone changes its clocks at another time than a quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Words:
    """A column of texts of which many are the same: `words[codes]`; -1 for none."""

    codes: NDArray[np.int64]
    words: Sequence[str]


Column = NDArray[np.generic] | Words
"""Numbers, times (``datetime64[us]``, not-a-time for none), or texts. Whole numbers below 0 stand for none."""
Columns = Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class CatalogColumns:
    """Three tables; `event_columns`, `recording_columns` and `site_columns` say what is in them."""

    events: Columns
    recordings: Columns
    sites: Columns


def gather_columns(learned: LearnedCatalog, *, timezone: str | None = None) -> CatalogColumns:
    """Read all three tables.

    Parameters
    ----------
    timezone : for recorders whose time zone is not known otherwise.

    Raises
    ------
    SettingsError : the zone is unknown.
    CatalogError : the catalog is damaged.
    """
    survey = open_survey(learned, timezone=timezone)
    return CatalogColumns(
        event_columns(survey, model=learned.record.id, version=learned.version),
        recording_columns(survey),
        site_columns(survey),
    )


def event_columns(survey: Survey, *, model: str, version: str) -> Columns:
    """Return a row for each event: what, when, where, how sure, and by which model."""
    events, columns, recordings = survey.events, survey.columns, survey.recordings
    row, n = events.recording, len(events.recording)
    at_s = survey.event_at_s
    return {
        "event_id": Words(np.arange(n), _keys(survey)),
        "recording": Words(row, [each.recording.name for each in recordings]),
        "site": _coded([each.site for each in recordings], row),
        "recorder": _coded([each.recorder for each in recordings], row),
        "channel": columns["channel"],
        "start_s": columns["onset_s"],
        "end_s": columns["offset_s"],
        "low_hz": columns["low_hz"],
        "high_hz": columns["high_hz"],
        "snr_db": columns["snr_db"],
        "category": np.where(columns["category"] == UNSURE, -1, columns["category"]),
        "name": Words(events.name, list(events.names)),
        "confidence": events.confidence,
        "time_utc": _utc(at_s),
        "time_local": _local(at_s, [each.zone for each in recordings], row),
        "model": Words(np.zeros(n, dtype=np.int64), [model]),
        "version": Words(np.zeros(n, dtype=np.int64), [version]),
    }


def recording_columns(survey: Survey) -> Columns:
    """Return a row for each recording that was searched, with what the table of sites says about it."""
    recordings = survey.recordings
    rows = np.arange(len(recordings))
    began_s = np.array([_seconds(each.began_at) for each in recordings], dtype=np.float64)
    facts = [each.recording for each in recordings]
    extra = sorted({name for each in recordings for name in each.columns})
    own: dict[str, Column] = {
        "recording": _coded([each.name for each in facts], rows),
        "path": _coded([each.path for each in facts], rows),
        "content_hash": _coded([each.content_hash for each in facts], rows),
        "site": _coded([each.site for each in recordings], rows),
        "recorder": _coded([each.recorder for each in recordings], rows),
        "latitude": np.array([_number(each.latitude) for each in recordings], dtype=np.float64),
        "longitude": np.array([_number(each.longitude) for each in recordings], dtype=np.float64),
        "began_utc": _utc(began_s),
        "began_local": _local(began_s, [each.zone for each in recordings], rows),
        "zone": _coded([str(each.zone or "") for each in recordings], rows),
        "time_source": _coded([each.time_source or "" for each in recordings], rows),
        "duration_s": np.array([each.duration_s for each in facts], dtype=np.float64),
        "sample_rate_hz": np.array([each.sample_rate_hz for each in facts], dtype=np.int64),
        "n_channels": np.array([each.n_channels for each in facts], dtype=np.int64),
        "n_events": np.bincount(survey.events.recording, minlength=len(recordings)),
    }
    said = {name: _coded([each.columns.get(name, "") for each in recordings], rows) for name in extra}
    return {**own, **{name: column for name, column in said.items() if name not in own}}


def site_columns(survey: Survey) -> Columns:
    """Return a row for each site with its effort: what was recorded and searched there."""
    by_site: defaultdict[str, list[int]] = defaultdict(list)
    for row, each in enumerate(survey.recordings):
        by_site[each.site].append(row)
    sites = sorted(by_site)
    groups = [[survey.recordings[row] for row in by_site[site]] for site in sites]
    n_events = np.bincount(survey.events.recording, minlength=len(survey.recordings))
    began_s = [np.array([_seconds(each.began_at) for each in group]) for group in groups]
    middles = np.array([_middle(group) for group in groups], dtype=np.float64).reshape(-1, 2)
    return {
        "site": _coded(sites, np.arange(len(sites))),
        "latitude": middles[:, 0],
        "longitude": middles[:, 1],
        "n_recorders": np.array([len({each.recorder for each in group}) for group in groups], dtype=np.int64),
        "n_recordings": np.array([len(group) for group in groups], dtype=np.int64),
        "recorded_h": np.array([_hours(group) for group in groups], dtype=np.float64),
        "first_utc": _utc(np.array([_least(each) for each in began_s], dtype=np.float64)),
        "last_utc": _utc(np.array([-_least(-each) for each in began_s], dtype=np.float64)),
        "n_events": np.array([int(n_events[by_site[site]].sum()) for site in sites], dtype=np.int64),
    }


def _keys(survey: Survey) -> list[str]:
    """Return the stable id of each event."""
    columns, known = survey.columns, [each.recording for each in survey.recordings]
    channels, onsets_s, offsets_s = (columns[name].tolist() for name in ("channel", "onset_s", "offset_s"))
    return [
        event_key(known[row], Event(0, 0, channel, onset_s, offset_s, 0.0, 0.0, 0.0))
        for row, channel, onset_s, offset_s in zip(
            survey.events.recording.tolist(), channels, onsets_s, offsets_s, strict=True
        )
    ]


def _coded(texts: Sequence[str], rows: NDArray[np.int64]) -> Words:
    """Return texts by row, each once; empty ones are none."""
    words = sorted({text for text in texts if text})
    number = {word: code for code, word in enumerate(words)}
    codes = np.array([number.get(text, -1) for text in texts], dtype=np.int64)
    return Words(codes[rows], words)


def _utc(at_s: NDArray[np.float64]) -> NDArray[np.datetime64]:
    """Return Unix seconds as times, not-a-time where they are not numbers."""
    is_known = np.isfinite(at_s)
    microseconds = np.where(is_known, np.round(np.where(is_known, at_s, 0.0) * 1e6), 0.0).astype(np.int64)
    return np.where(is_known, microseconds.astype("datetime64[us]"), np.datetime64("NaT", "us"))


def _local(
    at_s: NDArray[np.float64], zones: Sequence[tzinfo | None], rows: NDArray[np.int64]
) -> NDArray[np.datetime64]:
    """Return times by the clocks of the places, without a zone."""
    known = list(dict.fromkeys(zone for zone in zones if zone is not None))
    number = np.array([-1 if zone is None else known.index(zone) for zone in zones], dtype=np.int64)[rows]
    local_s = np.full(len(at_s), np.nan)
    for place, zone in enumerate(known):
        mine = np.flatnonzero((number == place) & np.isfinite(at_s))
        quarters, inverse = np.unique(at_s[mine] // _QUARTER_S, return_inverse=True)
        offsets_s = np.array([_offset_s(quarter * _QUARTER_S, zone) for quarter in quarters.tolist()])
        if len(mine):
            local_s[mine] = at_s[mine] + offsets_s[inverse]
    return _utc(local_s)


def _offset_s(at_s: float, zone: tzinfo) -> float:
    offset = datetime.fromtimestamp(at_s, UTC).astimezone(zone).utcoffset()
    return 0.0 if offset is None else offset.total_seconds()


def _seconds(at: datetime | None) -> float:
    return np.nan if at is None else at.timestamp()


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _middle(group: Sequence[PlacedRecording]) -> tuple[float, float]:
    places = [(each.latitude, each.longitude) for each in group]
    known = [(north, east) for north, east in places if north is not None and east is not None]
    return middle_of(known) if known else (np.nan, np.nan)


def _hours(group: Sequence[PlacedRecording]) -> float:
    return sum(each.recording.duration_s for each in group) / 3600


def _least(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(known.min()) if len(known) else np.nan
