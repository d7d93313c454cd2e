"""Counts and figures of the catalog in hand, filtered by name, site and time.

The survey is read once for each state of the catalog, as columns; of those that other pages have read already, it is
made in no time. Figures are drawn one at a time, since matplotlib's settings belong to the whole process.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from coincide.app.browse import Browse
from coincide.learned.contents import Contents
from coincide.learned.opened import LearnedCatalog
from coincide.recordings import may_be_there, parse_timezone, place_of
from coincide.records import LONGEST_NAME
from coincide.survey.counts import NUMBERS
from coincide.survey.groups import GROUPS
from coincide.workflow.plot.figures import worthwhile
from coincide.workflow.plot.plot import Kind, PlotOptions, draw, notices_of
from coincide.workflow.survey.filters import at_sites, on_days
from coincide.workflow.survey.summary import table_content, table_rows
from coincide.workflow.survey.table import Survey, open_survey

Cell = str | int | float | date
_Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class SurveyFilter(BaseModel):
    """What of a survey counts, also as a query; repeat `names` and `sites` for several.

    Attributes
    ----------
    names, sites : in any case; all if empty, but for noise and speech.
    first_day, last_day : of the days on which recordings began, by the clocks of the place; None for no limit.
    min_confidence : events below it do not count, in [0, 1].
    timezone : for recorders whose time zone is not known otherwise; empty like None.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: Annotated[tuple[_Name, ...], Field(max_length=1000)] = ()
    sites: Annotated[tuple[_Name, ...], Field(max_length=1000)] = ()
    first_day: date | None = None
    last_day: date | None = None
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    timezone: Annotated[str, Field(max_length=100)] | None = None


@dataclass(frozen=True, slots=True)
class SurveyName:
    """A name, and how many events go by it."""

    name: str
    n_events: int


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """What there is to count.

    Attributes
    ----------
    names : the most frequent first.
    groups : what can be counted by, the columns of the table of sites last.
    figures : kinds of figures that have something to compare.
    first_day, last_day : on which recordings began; None if no time is known.
    notices : what is wrong with times and places, in sentences.
    """

    n_recordings: int
    recorded_s: float
    n_events: int
    names: list[SurveyName]
    sites: list[str]
    groups: list[str]
    figures: list[str]
    first_day: date | None
    last_day: date | None
    notices: list[str]


@dataclass(frozen=True, slots=True)
class SurveyTable:
    """Counts with effort.

    Attributes
    ----------
    columns : the groups, then `coincide.survey.counts.NUMBERS`.
    rows : the first ones.
    total : how many rows there are in all.
    """

    columns: list[str]
    rows: list[list[Cell]]
    total: int
    notices: list[str]


class SurveyDesk:
    """The survey of a catalog, for several threads."""

    def __init__(self, browse: Browse) -> None:
        self._browse = browse
        self._lock = threading.Lock()
        self._drawing = threading.Lock()
        self._known: tuple[object, Survey] | None = None

    def facts(self, timezone: str | None = None) -> SurveyFacts:
        """Tell what there is to count.

        Raises
        ------
        NotLearnedError : nothing has been learned yet.
        SettingsError : the zone is unknown.
        """
        survey = self._survey(timezone)
        events = survey.events
        sizes = np.bincount(events.name, minlength=len(events.names)).tolist()
        names = [SurveyName(name, n) for name, n in zip(events.names, sizes, strict=True)]
        days = sorted(each.began_local.date() for each in survey.recordings if each.began_local is not None)
        columns = sorted({name for each in survey.recordings for name in each.columns} - {*GROUPS, *NUMBERS})
        return SurveyFacts(
            n_recordings=len(survey.recordings),
            recorded_s=sum(each.recording.duration_s for each in survey.recordings),
            n_events=len(events.name),
            names=sorted(names, key=lambda each: (-each.n_events, each.name)),
            sites=sorted({each.site for each in survey.recordings if each.site}),
            groups=[*GROUPS, *columns],
            figures=[*worthwhile(survey), *(["sheet"] if _has_sound(survey) else [])],
            first_day=days[0] if days else None,
            last_day=days[-1] if days else None,
            notices=survey.notices,
        )

    def table(self, by: Sequence[str], wanted: SurveyFilter, *, limit: int | None = None) -> SurveyTable:
        """Count events and recorded time.

        Parameters
        ----------
        by : see `coincide.survey.count_events`.
        limit : of the rows that are returned.

        Raises
        ------
        InputError : a group, name, site or day is wrong, or a time has no zone.
        """
        counts = self._chosen(wanted).count(by, names=wanted.names, min_confidence=wanted.min_confidence)
        rows = [list(row) for row in table_rows(counts)]
        return SurveyTable([*counts.by, *NUMBERS], rows[:limit], len(rows), counts.notices)

    def table_file(self, ending: str, by: Sequence[str], wanted: SurveyFilter) -> bytes:
        """Return the whole table as the content of a file, ``.csv`` or ``.parquet``; errors as in `table`.

        Raises
        ------
        MissingPackageError : Parquet without the extra ``survey``.
        """
        found = self.table(by, wanted)
        return table_content(ending, found.columns, found.rows)

    def figure(self, kind: Kind, ending: str, wanted: SurveyFilter) -> bytes:
        """Draw a figure as the content of a file; see `coincide.workflow.plot.plot.plot`.

        Raises
        ------
        InputError : a name, site or day is wrong, or times or positions are missing.
        MissingPackageError : matplotlib is not installed.
        """
        survey = self._chosen(wanted, whole=kind == "sheet")
        with self._drawing:
            return draw(LearnedCatalog(self._browse.store), survey, kind, ending, _options(wanted))[0]

    def notices(self, kind: Kind, wanted: SurveyFilter) -> list[str]:
        """Say what to know about a figure, in sentences; errors as in `figure`."""
        return notices_of(self._chosen(wanted), kind, _options(wanted))

    def warm(self) -> None:
        """Read the survey ahead."""
        self._survey(None)

    def _chosen(self, wanted: SurveyFilter, *, whole: bool = False) -> Survey:
        survey = self._survey(wanted.timezone or None, whole=whole)
        return at_sites(on_days(survey, wanted.first_day, wanted.last_day), wanted.sites)

    def _survey(self, timezone: str | None, *, whole: bool = False) -> Survey:
        if timezone is not None:
            parse_timezone(timezone)  # also where no recorder needs it
        if whole:
            return open_survey(LearnedCatalog(self._browse.store), timezone=timezone)
        with self._lock:
            stamp = self._browse.stamp()
            key = stamp.model, stamp.said, timezone, self._browse.places()
            if self._known is None or self._known[0] != key:
                self._known = key, self._made(timezone)
            return self._known[1]

    def _made(self, timezone: str | None) -> Survey:
        learned, read = LearnedCatalog(self._browse.store), self._browse.members()
        columns = None if read is None or read.model.id != learned.record.id else _columns(read)
        return open_survey(learned, timezone=timezone, whole=False, columns=columns)


def _options(wanted: SurveyFilter) -> PlotOptions:
    return PlotOptions(wanted.names, wanted.sites, wanted.min_confidence, wanted.timezone or None)


def _columns(contents: Contents) -> dict[str, NDArray[np.generic]]:
    order = np.argsort(contents.events.ids, kind="stable")
    events, members = contents.events.take(order), contents.memberships.take(order)
    return {
        "id": events.ids,
        "recording_id": events.recording_ids,
        "onset_s": events.onsets_s,
        "category": members.categories,
        "certainty": members.certainties,
    }


def _has_sound(survey: Survey) -> bool:
    """Return whether any recording is where it was, so that calls can be shown; a generated season has none."""
    return any(may_be_there(place_of(each.recording.path)) for each in survey.recordings)
