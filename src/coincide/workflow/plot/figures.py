"""From counts with effort to what each figure shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from coincide.drawing.survey.accumulation import AccumulationData, draw_accumulation
from coincide.drawing.survey.diel import DielData, draw_diel
from coincide.drawing.survey.matrix import MatrixData, draw_matrix
from coincide.drawing.survey.season import MOST_NAMES, SeasonData, draw_season
from coincide.drawing.survey.site_map import MapData, draw_site_map
from coincide.errors import InputError
from coincide.records import NOISE, is_private
from coincide.survey import Counts, middle_of
from coincide.survey.groups import NO_SITE
from coincide.wording import each_of, listing, some
from coincide.workflow.plot.nights import nights_of
from coincide.workflow.survey.table import UNSURE_NAME, Survey

_MOST_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class FigureContent:
    """A survey, and what of it a figure shall show.

    Attributes
    ----------
    names : those that count; see `names_shown`.
    """

    survey: Survey
    names: Sequence[str]
    min_confidence: float
    title: str

    def count(self, *by: str) -> Counts:
        """Count by some groups."""
        return self.survey.count(by, names=self.names, min_confidence=self.min_confidence)


def names_shown(survey: Survey, wanted: Sequence[str]) -> list[str]:
    """Return the names to count: all that are calls of a kind, if none is wanted.

    Raises
    ------
    InputError : there is nothing to show.
    """
    if wanted:
        return list(each_of(wanted))
    hidden = (NOISE, UNSURE_NAME)
    names = [name for name in survey.events.names if name.casefold() not in hidden and not is_private(name)]
    if not names:
        raise InputError(
            "there is nothing to plot, since every event is unsure, or named noise or speech. Name calls with "
            "`coincide label`, or choose such a name."
        )
    return names


def title_of(names: Sequence[str], sites: Sequence[str]) -> str:
    """Say in a few words what a figure is about."""
    names, sites = each_of(names), each_of(sites)
    what = "All sure calls" if not names else listing(list(names)) if len(names) <= 3 else f"{len(names)} names"
    where = "" if not sites else f" at {listing(list(sites))}" if len(sites) <= 3 else f" at {len(sites)} sites"
    return what + where


def diel_data(shown: FigureContent) -> tuple[DielData, list[str]]:
    """Hours by days, with the night shaded."""
    counts = shown.count("day", "hour")
    days = _days(counts)
    rates = np.full((len(days), 24), np.nan)
    for (day, hour), rate in zip(counts.keys, counts.rate_per_h.tolist(), strict=True):
        assert isinstance(day, date) and isinstance(hour, int)
        rates[(day - days[0]).days, hour] = rate
    nights, why_not = nights_of(shown.survey.recordings, days)
    data = DielData(
        first_day=days[0],
        rates=rates,
        sunrise_h=None if nights is None else nights.sunrise_h,
        sunset_h=None if nights is None else nights.sunset_h,
        is_dark=None if nights is None else nights.is_dark,
        title=shown.title,
    )
    return data, [*counts.notices, *([why_not] if why_not else [])]


def season_data(shown: FigureContent) -> tuple[SeasonData, list[str]]:
    """Rates day by day, a row for each of the most frequent names."""
    counts = shown.count("day", "name")
    days, totals = _days(counts), _totals(counts)
    names = [name for name, _ in totals.most_common(MOST_NAMES)]
    rates = np.full((len(names), len(days)), np.nan)
    row_of = {name: row for row, name in enumerate(names)}
    for (day, name), rate in zip(counts.keys, counts.rate_per_h.tolist(), strict=True):
        assert isinstance(day, date)
        if name in row_of:
            rates[row_of[str(name)], (day - days[0]).days] = rate
    more = left_out(len(totals), len(names))
    return SeasonData(days[0], names, rates, shown.title), [*counts.notices, *more]


def matrix_data(shown: FigureContent) -> tuple[MatrixData, list[str]]:
    """Sites by names."""
    counts = shown.count("site", "name")
    totals = _totals(counts)
    names = [name for name, _ in totals.most_common(_MOST_COLUMNS)]
    sites = list(dict.fromkeys(str(key[0]) for key in counts.keys))
    row_of, column_of = ({each: place for place, each in enumerate(axis)} for axis in (sites, names))
    rates = np.full((len(sites), len(names)), np.nan)
    for (site, name), rate in zip(counts.keys, counts.rate_per_h.tolist(), strict=True):
        if name in column_of:
            rates[row_of[str(site)], column_of[str(name)]] = rate
    data = MatrixData(sites, names, rates, shown.title)
    return data, [*counts.notices, *left_out(len(totals), len(names))]


def map_data(shown: FigureContent) -> tuple[MapData, list[str]]:
    """Sites with rates, where they are."""
    counts = shown.count("site")
    rates = {str(key[0]): rate for key, rate in zip(counts.keys, counts.rate_per_h.tolist(), strict=True)}
    places = _places(shown.survey)
    if not places:
        raise InputError(
            "no site has a position, so there is no map. Give latitude and longitude: `coincide sites SITES.csv`."
        )
    lost = sorted(site for site in rates if site not in places)
    notices = [f"Without a position, and not on the map: {some(lost)}."] if lost else []
    data = MapData(
        sites=list(places),
        latitude=np.array([place[0] for place in places.values()]),
        longitude=np.array([place[1] for place in places.values()]),
        rates=np.array([rates.get(site, np.nan) for site in places]),
        title=shown.title,
    )
    return data, [*counts.notices, *notices]


def accumulation_data(shown: FigureContent) -> tuple[AccumulationData, list[str]]:
    """Names found in so many days."""
    counts = shown.count("day", "name")
    days: Counter[str] = Counter()
    for (_, name), n_calls in zip(counts.keys, counts.n_calls.tolist(), strict=True):
        days[str(name)] += n_calls > 0
    heard = np.array([n_days for n_days in days.values() if n_days], dtype=np.int64)
    n_days = len({key[0] for key in counts.keys})
    return AccumulationData(heard, n_days, shown.title), counts.notices


Figure = tuple[bytes, list[str]]
"""The content of a file, and what to say about it."""

_DRAWN: Mapping[str, tuple[Callable[[FigureContent], tuple[Any, list[str]]], Callable[[Any, str], bytes]]] = {
    "diel": (diel_data, draw_diel),
    "season": (season_data, draw_season),
    "matrix": (matrix_data, draw_matrix),
    "map": (map_data, draw_site_map),
    "accumulation": (accumulation_data, draw_accumulation),
}


_TIMED = ("diel", "season", "accumulation")


def worthwhile(survey: Survey) -> list[str]:
    """Return the kinds of counts that have something to compare: times for days, several sites, positions."""
    has_times = any(each.began_at is not None for each in survey.recordings)
    n_sites = len({each.site for each in survey.recordings})
    has_places = any(each.latitude is not None for each in survey.recordings)
    return [
        kind
        for kind in _DRAWN
        if (kind not in _TIMED or has_times) and (kind != "matrix" or n_sites > 1) and (kind != "map" or has_places)
    ]


def draw_counts(kind: str, shown: FigureContent, ending: str) -> Figure:
    """Draw a figure of a kind that counts calls."""
    gather, draw = _DRAWN[kind]
    data, notices = gather(shown)
    return draw(data, ending), notices


def notices_of_counts(kind: str, shown: FigureContent) -> list[str]:
    """Say what to know about a figure that counts calls, without drawing it."""
    gather, _ = _DRAWN[kind]
    return gather(shown)[1]


def _days(counts: Counts) -> list[date]:
    """Return all days from the first to the last with recordings, of counts by day first."""
    found = [key[0] for key in counts.keys]
    first, last = min(found), max(found)  # pyright: ignore[reportArgumentType, reportCallIssue]  # days are dates
    assert isinstance(first, date) and isinstance(last, date)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _totals(counts: Counts) -> Counter[str]:
    """Return the number of calls of each name, of counts by something and name."""
    totals: Counter[str] = Counter()
    for key, n_calls in zip(counts.keys, counts.n_calls.tolist(), strict=True):
        totals[str(key[1])] += n_calls
    return totals


def left_out(n_all: int, n_shown: int) -> list[str]:
    """Say that a figure shows only the most frequent names."""
    if n_shown == n_all:
        return []
    return [f"The {n_shown} most frequent of {n_all} names are shown; choose names to see others."]


def _places(survey: Survey) -> dict[str, tuple[float, float]]:
    """Return the position of each site, the middle of those of its recordings."""
    found: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for each in survey.recordings:
        if each.latitude is not None and each.longitude is not None:
            found[each.site or NO_SITE].append((each.latitude, each.longitude))
    return {site: middle_of(places) for site, places in sorted(found.items())}
