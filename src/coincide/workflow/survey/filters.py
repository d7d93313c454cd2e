"""Parts of a survey: what was recorded at some sites or on some days, and events that are sure enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError
from coincide.wording import each_of, some
from coincide.workflow.survey.table import Survey


def at_sites(survey: Survey, sites: Sequence[str]) -> Survey:
    """Return what was recorded at some sites, all if none is given.

    Raises
    ------
    InputError : there is no such site.
    """
    if not sites:
        return survey
    sites = each_of(sites)
    known = {each.site.casefold() for each in survey.recordings}
    missing = [site for site in sites if site.strip().casefold() not in known]
    if missing:
        there = some(sorted({each.site for each in survey.recordings if each.site})) or "none"
        raise InputError(f"no recording was made at the site `{missing[0]}`. The sites are: {there}.")
    wanted = {site.strip().casefold() for site in sites}
    return _only(survey, [each.site.casefold() in wanted for each in survey.recordings])


def on_days(survey: Survey, first: date | None, last: date | None) -> Survey:
    """Return the recordings that began on some days by the clocks of the place, all if neither day is given.

    Raises
    ------
    InputError : the last day is before the first, or no recording began then.
    """
    if first is None and last is None:
        return survey
    if first is not None and last is not None and last < first:
        raise InputError(f"the last day, {last}, is before the first, {first}.")
    days = [None if each.began_local is None else each.began_local.date() for each in survey.recordings]
    kept = [day is not None and (first is None or first <= day) and (last is None or day <= last) for day in days]
    if not any(kept):
        known = sorted(day for day in days if day is not None)
        there = f"; they began from {known[0]} to {known[-1]}" if known else ", since none has a time with a zone"
        raise InputError(f"no recording began on these days{there}.")
    return _only(survey, kept)


def sure_enough(survey: Survey, min_confidence: float) -> Survey:
    """Return a survey without the events below a confidence, in [0, 1]."""
    return _with_events(survey, survey.events.confidence >= min_confidence)


def _only(survey: Survey, is_kept: Sequence[bool]) -> Survey:
    """Return a survey of some of the recordings."""
    kept = np.array(is_kept, dtype=np.bool_)
    number: NDArray[np.int64] = np.cumsum(kept) - 1
    here = _with_events(survey, kept[survey.events.recording])
    return replace(
        here,
        recordings=[each for each, is_mine in zip(survey.recordings, is_kept, strict=True) if is_mine],
        events=replace(here.events, recording=number[here.events.recording]),
    )


def _with_events(survey: Survey, mine: NDArray[np.bool_]) -> Survey:
    """Return a survey of all recordings with some of the events."""
    events = survey.events
    return replace(
        survey,
        events=replace(
            events,
            recording=events.recording[mine],
            onset_s=events.onset_s[mine],
            name=events.name[mine],
            confidence=events.confidence[mine],
        ),
        columns={name: column[mine] for name, column in survey.columns.items()},
    )
