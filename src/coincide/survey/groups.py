"""Groups of recorded time: hours, days, nights, weeks, months, twilight, hours from sunrise, and places.

A week is that of ISO 8601. A night lasts from noon to noon and has the date of its evening, also where clocks change.
Recordings are cut where a group ends, so that effort is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from coincide.survey.placing import PlacedRecording
from coincide.survey.stretches import QUARTER_S, TimeStretches, cut, cut_at_quarters, whole_recordings
from coincide.survey.sun import STATES, sun_changes, sun_times
from coincide.wording import by_number

CLOCK = ("hour", "day", "night", "week", "month")
SUN = ("twilight", "sunrise", "sunset")
PLACES = ("site", "recorder", "recording")
GROUPS = (*CLOCK, *SUN, *PLACES, "name")
Label = str | int | date
Key = tuple[Label, ...]
NO_SITE = "no site"
_FAR_H = 12
_NO_SUN = "none"
_PLACES: Mapping[str, Callable[[PlacedRecording], str]] = {
    "site": lambda each: each.site or NO_SITE,
    "recorder": lambda each: each.recorder or "unknown",
    "recording": lambda each: each.recording.name,
}
_HOUR_S = 3600.0
_NOON = timedelta(hours=12)


def cut_into(kept: GroupedRecordings, by: Sequence[str]) -> TimeStretches:
    """Cut recordings where a group changes, so that each stretch lies in one hour, one day and one state of the sun.

    Parameters
    ----------
    by : names of groups; those that are neither of the clock nor of the sun cut nothing.
    """
    stretches = whole_recordings(kept.duration_s, kept.began_s)
    if any(group in CLOCK for group in by):
        stretches = cut_at_quarters(stretches)
    for group in (group for group in by if group in SUN):
        stretches = _cut_by_sun(stretches, kept, group)
    return stretches


def _cut_by_sun(stretches: TimeStretches, kept: GroupedRecordings, group: str) -> TimeStretches:
    """Cut at each place where its own sun changes; the pieces keep the order of recordings."""
    parts: list[TimeStretches] = []
    for mine, edges_s in kept.edges(group):
        own = np.isin(stretches.recording, mine)
        parts.append(
            cut(
                TimeStretches(
                    stretches.recording[own], stretches.onset_s[own], stretches.offset_s[own], stretches.began_s[own]
                ),
                edges_s,
            )
        )
    fields = ("recording", "onset_s", "offset_s", "began_s")
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in fields}
    order = np.lexsort((joined["onset_s"], joined["recording"]))
    return TimeStretches(**{name: values[order] for name, values in joined.items()})


def number_groups(
    stretches: TimeStretches, kept: GroupedRecordings, groups: Sequence[str]
) -> tuple[NDArray[np.int64], list[Key]]:
    """Return the number of the group that each stretch is in, and the keys of the groups, in order."""
    if not groups:
        return np.zeros(len(stretches.recording), dtype=np.int64), [()] if len(stretches.recording) else []
    columns = [_keys_of(stretches, kept, group) for group in groups]
    codes = np.zeros(len(stretches.recording), dtype=np.int64)
    for numbers, labels in columns:
        codes = codes * max(len(labels), 1) + numbers
    found, cells = np.unique(codes, return_inverse=True)
    keys: list[Key] = []
    for code in found.tolist():
        key: list[Label] = []
        for _, labels in reversed(columns):
            code, place = divmod(code, max(len(labels), 1))
            key.append(labels[place])
        keys.append(tuple(reversed(key)))
    return cells.reshape(-1).astype(np.int64), keys


def _keys_of(stretches: TimeStretches, kept: GroupedRecordings, group: str) -> tuple[NDArray[np.int64], list[Label]]:
    """Return the number of each stretch's label, and the labels in order."""
    if group in CLOCK:
        return _clock_keys(stretches, kept, group)
    if group in SUN:
        return _sun_keys(stretches, kept, group)
    of_recording = _PLACES.get(group, lambda each: each.columns.get(group, ""))
    values = [of_recording(each) for each in kept.recordings]
    labels = sorted(set(values), key=by_number)
    number = {label: place for place, label in enumerate(labels)}
    return np.array([number[value] for value in values], dtype=np.int64)[stretches.recording], list(labels)


def _clock_keys(stretches: TimeStretches, kept: GroupedRecordings, group: str) -> tuple[NDArray[np.int64], list[Label]]:
    """Look up each quarter of an hour once for each zone."""
    # A piece that ends at an edge belongs before it, so its middle says in which quarter it lies.
    quarter = np.floor((stretches.began_s + stretches.duration_s / 2) / QUARTER_S).astype(np.int64)
    zone = kept.zone_numbers[stretches.recording]
    n_zones = len(kept.zones)
    found, inverse = np.unique(quarter * n_zones + zone, return_inverse=True)
    local = [
        _clock_key(datetime.fromtimestamp(code // n_zones * QUARTER_S, kept.zones[code % n_zones]), group)
        for code in found.tolist()
    ]
    labels = sorted(set(local), key=str if group in ("week", "month") else None)  # type: ignore[type-var]
    number = {label: place for place, label in enumerate(labels)}
    return np.array([number[each] for each in local], dtype=np.int64)[inverse.reshape(-1)], list(labels)


def _clock_key(at: datetime, group: str) -> Label:
    if group == "hour":
        return at.hour
    if group == "day":
        return at.date()
    if group == "night":
        return (at.replace(tzinfo=None) - _NOON).date()
    if group == "month":
        return f"{at:%Y-%m}"
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02d}"


def _sun_keys(stretches: TimeStretches, kept: GroupedRecordings, group: str) -> tuple[NDArray[np.int64], list[Label]]:
    numbers = np.zeros(len(stretches.recording), dtype=np.int64)
    middle_s = stretches.began_s + stretches.duration_s / 2
    labels: list[Label] = list(STATES) if group == "twilight" else [*_hours(), _NO_SUN]
    for mine in kept.by_place.values():
        own = np.isin(stretches.recording, mine)
        numbers[own] = kept.sun_numbers(group, mine, middle_s[own])
    return numbers, labels


def _hours() -> list[str]:
    """Return the hours from an event of the sun, as in ``-2 h`` for the second hour before it."""
    return [f"{hour:+d} h" for hour in range(-_FAR_H, _FAR_H)]


class GroupedRecordings:
    """Recordings that are grouped, as columns."""

    def __init__(self, recordings: Sequence[PlacedRecording], rows: NDArray[np.int64]) -> None:
        self.recordings = [recordings[row] for row in rows.tolist()]
        self.duration_s = np.array([each.recording.duration_s for each in self.recordings], dtype=np.float64)
        self.began_s = np.array(
            [np.nan if each.began_at is None else each.began_at.timestamp() for each in self.recordings],
            dtype=np.float64,
        )

    @cached_property
    def zones(self) -> list[tzinfo]:
        """The zones, each once."""
        return list(dict.fromkeys(each.zone or UTC for each in self.recordings))

    @cached_property
    def zone_numbers(self) -> NDArray[np.int64]:
        """The zone of each recording."""
        number = {zone: place for place, zone in enumerate(self.zones)}
        return np.array([number[each.zone or UTC] for each in self.recordings], dtype=np.int64)

    @cached_property
    def by_place(self) -> dict[tuple[float, float], NDArray[np.int64]]:
        """The recordings of each position."""
        found: defaultdict[tuple[float, float], list[int]] = defaultdict(list)
        for row, each in enumerate(self.recordings):
            assert each.latitude is not None and each.longitude is not None
            found[each.latitude, each.longitude].append(row)
        return {place: np.array(rows, dtype=np.int64) for place, rows in found.items()}

    def edges(self, group: str) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Return the recordings of each position with the moments at which their group changes."""
        for place, mine in self.by_place.items():
            if group == "twilight":
                yield mine, self._changes(place)[0]
                continue
            times_s = self._times(place, group)
            hours = times_s[:, None] + np.arange(-_FAR_H, _FAR_H + 1) * _HOUR_S
            yield mine, np.unique(np.concatenate([hours.reshape(-1), _middles(times_s)]))

    def sun_numbers(self, group: str, mine: NDArray[np.int64], at_s: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the number of the label of moments at the position of the recordings `mine`."""
        first = self.recordings[int(mine[0])]
        assert first.latitude is not None and first.longitude is not None
        place = first.latitude, first.longitude
        if group == "twilight":
            edges_s, states = self._changes(place)
            return states[np.clip(np.searchsorted(edges_s, at_s, side="right") - 1, 0, len(states) - 1)]
        times_s = self._times(place, group)
        if not len(times_s):
            return np.full(len(at_s), 2 * _FAR_H, dtype=np.int64)
        nearest = times_s[np.searchsorted(_middles(times_s), at_s, side="right")]
        hours = np.floor((at_s - nearest) / _HOUR_S).astype(np.int64)
        return np.where((hours < -_FAR_H) | (hours >= _FAR_H), 2 * _FAR_H, hours + _FAR_H)

    def _changes(self, place: tuple[float, float]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        if place not in self._sun:
            first_s, last_s = self._season(place)
            self._sun[place] = sun_changes(*place, first_s=first_s, last_s=last_s)
        return self._sun[place]

    def _times(self, place: tuple[float, float], group: str) -> NDArray[np.float64]:
        first_s, last_s = self._season(place)
        return sun_times(group, *place, first_s=first_s, last_s=last_s)

    def _season(self, place: tuple[float, float]) -> tuple[float, float]:
        mine = self.by_place[place]
        return float(self.began_s[mine].min()), float((self.began_s + self.duration_s)[mine].max())

    @cached_property
    def _sun(self) -> dict[tuple[float, float], tuple[NDArray[np.float64], NDArray[np.int64]]]:
        return {}


def _middles(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the moments between times at which the nearest changes."""
    return (times_s[1:] + times_s[:-1]) / 2
