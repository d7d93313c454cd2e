"""Counts with effort: calls, minutes with calls and rates per recorded hour, by hour, day, site, sun or name.

What was recorded and searched is the effort. A group exists where something was recorded, so a name that was not heard
there counts 0; where nothing was recorded there is no group, and no zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.records import NOISE, SPEECH, is_private
from coincide.survey.groups import CLOCK, GROUPS, SUN, GroupedRecordings, Key, cut_into, number_groups
from coincide.survey.placing import PlacedRecording, times_in_words
from coincide.survey.stretches import TimeStretches
from coincide.wording import by_number, count, each_of, owners, some

NUMBERS = ("calls", "recordings_with_calls", "minutes_with_calls", "recorded_h", "calls_per_recorded_h")
"""Columns of a table of counts, after those of the groups."""
_HOUR_S, _MINUTE_S = 3600.0, 60.0


@dataclass(frozen=True, slots=True)
class EventTable:
    """Events as columns, n of them, by recording and onset or in any other order.

    Attributes
    ----------
    recording : (n,) row of `recordings` of a survey.
    onset_s : (n,) from the start of the recording.
    name : (n,) number of the name in `names`.
    confidence : (n,) in [0, 1]; 1 for names given by people.
    names : what events are called; ``category 3`` where nobody gave a name, ``unsure`` outside of all categories.
    """

    recording: NDArray[np.int64]
    onset_s: NDArray[np.float64]
    name: NDArray[np.int64]
    confidence: NDArray[np.float64]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of n groups.

    Attributes
    ----------
    by : what the groups are, in order.
    keys : the group of each row; texts, hours as whole numbers, days as dates.
    n_calls : (n,) events that begin in the group.
    n_recordings : (n,) recordings with such events.
    n_minutes : (n,) minutes of recording with such events.
    recorded_s : (n,) seconds that were recorded and searched.
    notices : sentences about what is left out, and what the times mean.
    """

    by: tuple[str, ...]
    keys: list[Key]
    n_calls: NDArray[np.int64]
    n_recordings: NDArray[np.int64]
    n_minutes: NDArray[np.int64]
    recorded_s: NDArray[np.float64]
    notices: list[str]

    @property
    def rate_per_h(self) -> NDArray[np.float64]:
        """Calls per recorded hour, (n,)."""
        return self.n_calls / (self.recorded_s / _HOUR_S)


def count_events(
    recordings: Sequence[PlacedRecording],
    events: EventTable,
    *,
    by: Sequence[str] = ("name",),
    names: Sequence[str] = (),
    min_confidence: float = 0.0,
) -> Counts:
    """Count events and recorded time.

    Parameters
    ----------
    recordings : those that were searched, with or without success.
    by : one or several of `GROUPS` and of the columns of the table of sites. Without ``name``, all names are counted
        together.
    names : one name or several to count, in all spellings that differ only in case; all but noise and speech if empty.
    min_confidence : leave out events below this confidence, in [0, 1].

    Returns
    -------
    One row for each group of recorded time and each name, in order.

    Raises
    ------
    InputError : a group or name is unknown, a group has the name of one of `NUMBERS`, a time has no zone, or no
        recording a position that is needed.
    MissingPackageError : twilight or sunrise needs the extra ``survey``.
    """
    by, names = each_of(by), each_of(names)
    _check_groups(by, recordings)
    chosen = _chosen_names(events.names, names)
    rows, notices = _with_times(recordings, by)
    notices += [] if names else _private_in_words(events)
    kept = GroupedRecordings(recordings, rows)
    stretches = cut_into(kept, by)
    cells, keys = number_groups(stretches, kept, [group for group in by if group != "name"])
    recorded_s = np.bincount(cells, weights=stretches.duration_s, minlength=len(keys)).astype(np.float64)
    events_kept = _countable(events, rows, len(recordings), chosen, min_confidence)
    apart = chosen if "name" in by else None
    return _table(by, keys, apart, recorded_s, _tally(stretches, cells, events_kept, len(keys), apart), notices)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Events that count: row of the kept recording, onset, number among the chosen names."""

    recording: NDArray[np.int64]
    onset_s: NDArray[np.float64]
    name: NDArray[np.int64]


def _check_groups(by: Sequence[str], recordings: Sequence[PlacedRecording]) -> None:
    columns = sorted({name for each in recordings for name in each.columns})
    for group in by:
        if group not in (*GROUPS, *columns):
            also = f", or a column of the table of sites ({', '.join(columns)})" if columns else ""
            raise InputError(f"`by` must be one of {', '.join(GROUPS)}{also}; got `{group}`.")
        if group in NUMBERS:
            raise InputError(
                f"counting by `{group}` would give the result two columns `{group}`, since it has one of its own. "
                f"Give this column of your table of sites another name, such as `site_{group}`, and store the table "
                "again with `coincide sites`."
            )
    if len(set(by)) < len(by):
        raise InputError(f"`by` names `{next(each for each in by if list(by).count(each) > 1)}` twice.")


def _chosen_names(known: Sequence[str], wanted: Sequence[str]) -> list[str]:
    if not wanted:
        return sorted((name for name in known if name.casefold() != NOISE and not is_private(name)), key=by_number)
    by_case = names_by_case(known)
    missing = [name for name in wanted if name.strip().casefold() not in by_case]
    if missing:
        names = [_as_typed(name) for name in sorted(known, key=by_number)]
        raise InputError(f"nothing is named `{missing[0]}`. The names are {some(names)}.")
    return list(dict.fromkeys(each for name in wanted for each in by_case[name.strip().casefold()]))


def names_by_case(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the spellings of each name, in order, by its casefold: `moor` may also be there as `Moor`."""
    spellings: dict[str, list[str]] = {}
    for name in sorted(names):
        spellings.setdefault(name.casefold(), []).append(name)
    return spellings


def _as_typed(name: str) -> str:
    """Return a name as an item of a list with commas."""
    return '"' + name.replace('"', '""') + '"' if "," in name or name.startswith('"') else name


def _private_in_words(events: EventTable) -> list[str]:
    """Say how many private events do not count."""
    private = [number for number, name in enumerate(events.names) if is_private(name)]
    n = int(np.isin(events.name, private).sum()) if private else 0
    if not n:
        return []
    do = "is private and not counted" if n == 1 else "are private and not counted"
    them = "it" if n == 1 else "them"
    return [f"{count(n, 'event')} named `{SPEECH}` {do}; choose the name `{SPEECH}` to count {them}."]


def _with_times(recordings: Sequence[PlacedRecording], by: Sequence[str]) -> tuple[NDArray[np.int64], list[str]]:
    """Return the rows of the recordings that can be grouped, and what to say about the others."""
    if not any(group in (*CLOCK, *SUN) for group in by):
        return np.arange(len(recordings)), []
    if any(each.lacks == "zone" for each in recordings):
        raise InputError(times_in_words([each for each in recordings if each.lacks == "zone"])[0])
    n_timeless = sum(each.lacks == "time" for each in recordings)
    left_out = "It is left out." if n_timeless == 1 else "They are left out."
    notices = [f"{line} {left_out}" for line in times_in_words(recordings)]
    kept = np.array([row for row, each in enumerate(recordings) if each.began_at is not None], dtype=np.int64)
    if not len(kept):
        raise InputError(
            f"no recording has a start time, so nothing can be counted by {by[0]}. Count by site, recorder or name; "
            "docs/survey.md says which headers and names are read."
        )
    n_elsewhere = sum(not recordings[row].is_local for row in kept.tolist())
    if n_elsewhere and any(group in CLOCK for group in by):
        notices.append(
            f"The times of {count(n_elsewhere, 'recording')} are in UTC, so their hours and days are those "
            "of UTC. For local ones, give `timezone`, or a column `timezone` in the table of sites."
        )
    if any(group in SUN for group in by):
        kept, without = _with_positions(recordings, kept)
        notices += without
    return kept, notices


def _with_positions(
    recordings: Sequence[PlacedRecording], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[str]]:
    """Return the rows of the recordings whose position is known, and what to say about the others."""
    is_known = np.array([recordings[row].latitude is not None for row in rows.tolist()], dtype=np.bool_)
    if is_known.all():
        return rows, []
    dark = recordings[int(rows[~is_known][0])]
    name, remedy = dark.recording.name, "Give latitude and longitude in a table: `coincide sites SITES.csv`."
    if not is_known.any():
        raise InputError(
            f"sunrise and twilight need a position, but `{name}` ({dark.site or 'of no site'}) has none. {remedy}"
        )
    n = int(np.count_nonzero(~is_known))
    are = "is" if n == 1 else "are"
    return rows[is_known], [f"{owners(n, 'recording')} no position, such as `{name}`, and {are} left out. {remedy}"]


def _countable(
    events: EventTable, rows: NDArray[np.int64], n_recordings: int, chosen: Sequence[str], min_confidence: float
) -> _Rows:
    """Return the events that count."""
    kept_row = np.full(n_recordings, -1, dtype=np.int64)
    kept_row[rows] = np.arange(len(rows))
    number = np.full(len(events.names), -1, dtype=np.int64)
    for place, name in enumerate(events.names):
        if name in chosen:
            number[place] = chosen.index(name)
    recording, name = kept_row[events.recording], number[events.name]
    counts = (recording >= 0) & (name >= 0) & (events.confidence >= min_confidence)
    return _Rows(recording[counts], events.onset_s[counts], name[counts])


def _tally(
    stretches: TimeStretches, cells: NDArray[np.int64], events: _Rows, n_cells: int, apart: Sequence[str] | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return calls, recordings with calls and minutes with calls of each group and name."""
    n_names = 1 if apart is None else len(apart)
    n_rows = n_cells * n_names
    if not len(events.recording):
        none = np.zeros(n_rows, dtype=np.int64)
        return none, none, none
    row = cells[stretches.of(events.recording, events.onset_s)] * n_names
    row = row if apart is None else row + events.name
    n_recordings = int(events.recording.max()) + 1
    of_recording = row * n_recordings + events.recording
    with_recording = _distinct(of_recording) // n_recordings
    minute = np.floor(events.onset_s / _MINUTE_S).astype(np.int64)
    n_minutes = int(minute.max()) + 1
    with_minute = _distinct(of_recording * n_minutes + minute) // (n_recordings * n_minutes)
    return (
        np.bincount(row, minlength=n_rows),
        np.bincount(with_recording, minlength=n_rows),
        np.bincount(with_minute, minlength=n_rows),
    )


def _distinct(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each code once; a third of the time of `np.unique`, which looks for more."""
    codes = np.sort(codes)
    is_first = np.ones(len(codes), dtype=np.bool_)
    is_first[1:] = codes[1:] != codes[:-1]
    return codes[is_first]


def _table(
    by: Sequence[str],
    keys: Sequence[Key],
    apart: Sequence[str] | None,
    recorded_s: NDArray[np.float64],
    counted: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    notices: list[str],
) -> Counts:
    """Put the name where it was asked for, and the rows in the order of their keys."""
    if apart is None:
        return Counts(tuple(by), list(keys), *counted, recorded_s, notices)
    place = list(by).index("name")
    full = [(*key[:place], name, *key[place:]) for key in keys for name in apart]
    # The names vary fastest; where they were asked for earlier, rows move together.
    order = np.arange(len(full)).reshape(len(keys), len(apart))
    rank = _ranks([key[:place] for key in keys])
    flat = np.lexsort(
        (
            np.repeat(np.arange(len(keys)), len(apart)),
            np.tile(np.arange(len(apart)), len(keys)),
            np.repeat(rank, len(apart)),
        )
    )
    rows = order.reshape(-1)[flat]
    return Counts(
        tuple(by),
        [full[row] for row in rows.tolist()],
        counted[0][rows],
        counted[1][rows],
        counted[2][rows],
        np.repeat(recorded_s, len(apart))[rows],
        notices,
    )


def _ranks(keys: Sequence[Key]) -> NDArray[np.int64]:
    """Number keys that are in order; equal ones get the same number."""
    number = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    return np.array([number[key] for key in keys], dtype=np.int64)
