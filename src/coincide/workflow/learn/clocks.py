"""Keeps the zone of the recorders' clocks, and puts times right if it is given after recordings were read.

Only names and stored times are looked at. A header without a zone that was read with one before keeps that one, since
the catalog does not know which headers had none.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from coincide.catalog import CatalogStore
from coincide.errors import SettingsError
from coincide.learned.settings import LearnSettings, last_zone
from coincide.recordings import parse_timezone, start_time_from_name
from coincide.records import Recording
from coincide.wording import quotable

_BY_NAME = "name"


def with_kept_zone(settings: LearnSettings, store: CatalogStore) -> LearnSettings:
    """Return settings with the zone given last, unless one is given now: new nights come from the same clocks.

    Raises
    ------
    SettingsError : there is no such zone any more.
    """
    zone = last_zone(store.runs.all()) if settings.recordings.timezone is None else None
    if zone is None:
        return settings
    try:
        parse_timezone(zone)
    except SettingsError:
        raise SettingsError(
            f"the time zone of an earlier run, `{quotable(zone)}`, is none, or means something else on each computer. "
            "Give the zone of the clocks by `--timezone`, such as Europe/Berlin."
        ) from None
    recordings = settings.recordings.model_copy(update={"timezone": zone})
    return settings.model_copy(update={"recordings": recordings})


def put_clocks_right(store: CatalogStore, *, timezone: str | None) -> int:
    """Set the times of known recordings as if `timezone` had always been given; return how many changed.

    Parameters
    ----------
    timezone : of clocks whose zone is neither in the header nor in the name; None changes nothing.

    Raises
    ------
    SettingsError : the zone is unknown.
    """
    if timezone is None:
        return 0
    zone = parse_timezone(timezone)
    times = {recording.id: _moment(recording, zone) for recording in store.recordings.all()}
    known = {number: at for number, at in times.items() if at is not None}
    store.recordings.set_times(known)
    return len(known)


def _moment(recording: Recording, zone: tzinfo) -> datetime | None:
    """Return the time of a recording if the zone changes it."""
    at = recording.started_at
    if at is None:
        return None
    if at.tzinfo is None:
        return at.replace(tzinfo=zone)
    named = start_time_from_name(recording.name, timezone=zone) if recording.started_at_source == _BY_NAME else None
    if named is None or named.at.utcoffset() == at.utcoffset():
        return None
    # A file that was renamed keeps the time of its first name.
    return named.at if named.at.replace(tzinfo=None) == at.replace(tzinfo=None) else None
