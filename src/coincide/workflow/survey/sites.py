"""What people say about sites and clocks: stored in the catalog, and what follows from it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coincide.catalog import CatalogStore, find_catalog, storage_errors
from coincide.errors import InputError
from coincide.paths import given_path
from coincide.recordings import parse_timezone
from coincide.records import ClockNote, Deployment, Recording
from coincide.survey import PlacedRecording, by_pattern, read_sites
from coincide.survey.site_table import check_together
from coincide.text_table import text_table
from coincide.wording import by_number, count, some
from coincide.workflow.survey.copies import copies_of
from coincide.workflow.survey.table import counted_recordings, placed_recordings

_SHIFT = re.compile(r"([+-]?)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)(?:m|min))?(?:(\d+(?:\.\d+)?)s)?")
_UNITS_S = (86_400, 3600, 60, 1)
_MOST_SHIFT_S = 50 * 366 * 86_400


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site.

    Attributes
    ----------
    name : empty for the recordings of no site.
    latitude, longitude : degrees; None where unknown, and for recordings of no site that were made at several places.
    recorders : in alphabetical order.
    n_recordings, recorded_s : of those that `coincide summary` counts.
    first, last : when the first and the last recording began, by the clocks of the place; None where unknown.
    """

    name: str
    latitude: float | None
    longitude: float | None
    recorders: list[str]
    n_recordings: int
    recorded_s: float
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class SitesResult:
    """Where and when the recordings of a catalog were made.

    Attributes
    ----------
    sites : by name, the recordings of no site last.
    clocks : what people said about clocks, oldest first.
    notices : what is missing or contradictory, with the remedy.
    """

    catalog: Path
    sites: list[SiteRow]
    clocks: list[ClockNote]
    notices: list[str]

    def __repr__(self) -> str:
        columns = ("site", "recordings", "recorded_h", "first", "last")
        rows = [(each.name, each.n_recordings, each.recorded_s / 3600, each.first, each.last) for each in self.sites]
        return "\n".join([text_table(columns, rows), *self.notices])


def sites(
    catalog: Path | None = None,
    *tables: str | Path,
    pattern: str | None = None,
    timezone: str | None = None,
    shift_s: float | None = None,
    recorder: str = "",
    who: str = "",
    on_wait: Callable[[str], None] = lambda _: None,
) -> SitesResult:
    """Store where and when recordings were made, and return what the catalog knows about sites and clocks.

    Parameters
    ----------
    tables : tables of sites, or summaries of Song Meters; together they replace earlier tables.
    pattern : sites and recorders in folder names, such as ``{site}/{recorder}/``; see `coincide.survey.by_pattern`.
    timezone : of clocks that store no zone.
    shift_s : seconds to add to the time that a clock showed.
    recorder : the recorder or site to which `timezone` or `shift_s` applies; all if empty.
    who : the person who set `timezone` or `shift_s`, stored with it.
    on_wait : called with a sentence if another command is writing.

    Raises
    ------
    InputError : a table, pattern, zone, shift or recorder is wrong; nothing is stored.
    CatalogError : there is no catalog, or it cannot be written.
    """
    place = find_catalog(catalog)
    if timezone is not None:
        parse_timezone(timezone)
    if shift_s is not None and not abs(shift_s) <= _MOST_SHIFT_S:
        raise InputError(f"`shift_s` must be a number of seconds, at most 50 years, got {shift_s:g}.")
    found = [each for table in tables for each in read_sites(given_path(table))]
    check_together(found, [f"`{each.source}` (site `{each.site}`)" for each in found])
    if not (tables or pattern is not None or timezone is not None or shift_s is not None):
        with CatalogStore.open(place) as store:
            return _told(store)
    with (
        storage_errors(place),
        CatalogStore.open(place, write=True, command="coincide sites", on_wait=on_wait) as store,
    ):
        recordings = _counted(store)
        if pattern is not None:
            names = [each.name for each in (*recordings, *copies_of(store, recordings))]
            found = by_pattern(names, pattern, known=found or store.deployments.all())
        _check_recorder(store, found, recorder)
        with store.transaction():
            if tables or pattern is not None:
                store.deployments.replace_all(found)
            if timezone is not None or shift_s is not None:
                store.clocks.put(ClockNote(recorder, timezone, shift_s, who))
        return _told(store)


def parse_shift(text: str) -> float:
    """Read a shift of a clock, in seconds.

    Raises
    ------
    InputError : it is none.

    Examples
    --------
    >>> parse_shift("-1h"), parse_shift("+2m30s"), parse_shift("90")
    (-3600.0, 150.0, 90.0)
    """
    match = _SHIFT.fullmatch(text.strip())
    try:
        seconds = float(text)
    except ValueError:
        if match is None or not any(match.groups()[1:]):
            raise _no_shift(text) from None
        size_s = sum(float(part or 0) * unit_s for part, unit_s in zip(match.groups()[1:], _UNITS_S, strict=True))
        seconds = -size_s if match[1] == "-" else size_s
    if not abs(seconds) <= _MOST_SHIFT_S:
        raise _no_shift(text)
    return seconds


def _no_shift(text: str) -> InputError:
    return InputError(
        f"expected a time in `--shift` such as -1h, +2m30s or 90, got `{text}`. It is added to what the clock showed: "
        "-1h for a clock that is an hour fast."
    )


def _check_recorder(store: CatalogStore, found: Sequence[Deployment], recorder: str) -> None:
    """Check that somebody bears the name whose clock is spoken of."""
    if not recorder:
        return
    deployments = found or store.deployments.all()
    if recorder.casefold() in {note.recorder.casefold() for note in store.clocks.all()}:
        return  # it may have a time zone that is none, which would stand in the way of placing it
    known = sorted({name for each in _placed(store) for name in (each.site, each.recorder) if name})
    names = {*(each.casefold() for each in known), *(each.recorder.casefold() for each in deployments)}
    if recorder.casefold() not in names:
        raise InputError(
            f"no recorder or site is called `{recorder}`. The recorders and sites are: {some(known) or 'none'}."
        )


def _placed(store: CatalogStore) -> list[PlacedRecording]:
    return placed_recordings(store, _counted(store))[0]


def _counted(store: CatalogStore) -> list[Recording]:
    return counted_recordings(store, store.models.current())


def _told(store: CatalogStore) -> SitesResult:
    placed, notices = placed_recordings(store, _counted(store))
    clocks = [problem for problem in store.problems.all() if problem.kind == "clock"]
    if clocks:
        first = clocks[0]
        notices.append(
            f"Header and file name disagree about the time of {count(len(clocks), 'recording')}, such as "
            f"`{first.path}`: {first.reason} `coincide info` lists them; `coincide sites --shift` corrects a clock."
        )
    by_site: defaultdict[str, list[PlacedRecording]] = defaultdict(list)
    for each in placed:
        by_site[each.site].append(each)
    heard = {name.casefold() for name in by_site}
    silent = dict.fromkeys(each.site for each in store.deployments.all() if each.site.casefold() not in heard)
    rows = [_row(name, by_site[name]) for name in sorted(by_site, key=lambda name: (not name, by_number(name)))]
    notices += [f"Site `{site}` has no recording. Check `recorder`, `folder`, `start` and `end`." for site in silent]
    return SitesResult(store.folder, rows, store.clocks.all(), notices)


def _row(name: str, placed: Sequence[PlacedRecording]) -> SiteRow:
    times = sorted(each.began_local for each in placed if each.began_local is not None)
    latitude, longitude = _position(name, placed)
    return SiteRow(
        name=name,
        latitude=latitude,
        longitude=longitude,
        recorders=sorted({each.recorder for each in placed if each.recorder}),
        n_recordings=len(placed),
        recorded_s=sum(each.recording.duration_s for each in placed),
        first=times[0] if times else None,
        last=times[-1] if times else None,
    )


def _position(name: str, placed: Sequence[PlacedRecording]) -> tuple[float | None, float | None]:
    """Return where a site is; recordings of no site have one position only if all were made at it."""
    known = [(each.latitude, each.longitude) for each in placed]
    is_one = bool(name) or len(set(known)) == 1
    return next((where for where in known if is_one and None not in where), (None, None))
