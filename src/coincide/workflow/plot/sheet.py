"""Calls for the contact sheet: the surest of each name, never speech unasked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coincide.drawing.example import Example, span_around
from coincide.drawing.survey.contact_sheet import MOST_NAMES, SheetRow
from coincide.learned.clips import cut_example
from coincide.learned.opened import LearnedCatalog
from coincide.recordings import channel_heard
from coincide.records import Event
from coincide.workflow.survey.table import Survey

_FIELDS = ("id", "recording_id", "channel", "onset_s", "offset_s", "low_hz", "high_hz", "snr_db")


def sheet_rows(learned: LearnedCatalog, survey: Survey, names: Sequence[str], *, n: int) -> list[SheetRow]:
    """Return rows of calls, the most frequent name first, at most `MOST_NAMES`.

    Parameters
    ----------
    n : calls of each name, at least 1.
    """
    return [_row(learned, survey, number, n=n) for number in names_heard(survey, names)[:MOST_NAMES]]


def names_heard(survey: Survey, names: Sequence[str]) -> list[int]:
    """Return the numbers of those names that have events, the most frequent first."""
    wanted = {name.strip().casefold() for name in names}
    numbers = [number for number, name in enumerate(survey.events.names) if name.casefold() in wanted]
    sizes = np.bincount(survey.events.name, minlength=len(survey.events.names))
    return sorted((number for number in numbers if sizes[number]), key=lambda number: -sizes[number])


def _row(learned: LearnedCatalog, survey: Survey, number: int, *, n: int) -> SheetRow:
    rows = np.flatnonzero(survey.events.name == number)
    low_hz, high_hz = (
        float(np.median(survey.columns[name][rows].astype(np.float64))) for name in ("low_hz", "high_hz")
    )
    surest = rows[np.argsort(-survey.events.confidence[rows], kind="stable")[:n]]
    events = [Event(*(survey.columns[name][row].item() for name in _FIELDS)) for row in surest.tolist()]
    span_s = span_around(max(event.duration_s for event in events))
    examples = [_example(learned, survey, *one, span_s) for one in zip(events, surest.tolist(), strict=True)]
    return SheetRow(survey.events.names[number], len(rows), (low_hz, high_hz), examples)


def _example(learned: LearnedCatalog, survey: Survey, event: Event, row: int, span_s: float) -> Example:
    return cut_example(
        event,
        survey.recordings[int(survey.events.recording[row])].recording,
        learned.originals,
        channel=channel_heard(learned.settings.recordings.channels, event.channel),
        certainty=float(survey.events.confidence[row]),
        context_s=(span_s - event.duration_s) / 2,
    )
