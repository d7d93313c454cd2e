"""Is this one call, or two? A few such questions among the others.

They say how deep a dip parts two calls, and are about the dips nearest to the present limit. What was asked once is not
asked again.
"""

from __future__ import annotations

from collections.abc import Sequence

from coincide.catalog import Span
from coincide.learned.answers import BOUNDARY
from coincide.learned.contents import Contents
from coincide.learned.opened import LearnedCatalog
from coincide.records import Event
from coincide.workflow.label.boundaries import BoundaryDoubt, find_doubts
from coincide.workflow.progress import Silent

EVERY = 3
"""Every third question is about a boundary, as long as there are any."""


class BoundaryQuestions:
    """Boundary questions of one session.

    Parameters
    ----------
    doubts : those that help most first.
    """

    def __init__(self, doubts: Sequence[BoundaryDoubt], contents: Contents) -> None:
        self._doubts = list(doubts)
        self._contents = contents
        self._n_done = 0

    def due(self, number: int) -> BoundaryDoubt | None:
        """Return what the question of a number in the session is about, None if it is not about a boundary."""
        is_due = number % EVERY == 0 and self._n_done < len(self._doubts)
        return self._doubts[self._n_done] if is_due else None

    def advance(self, by: int = 1) -> None:
        """Go on to the next doubt, or back to the one before."""
        self._n_done = max(0, self._n_done + by)

    def event(self, one: BoundaryDoubt) -> Event:
        """Return a doubt as an event, with the band of the events that are in it."""
        doubt = one.doubt
        events = self._contents.events
        is_near = (events.recording_ids == one.recording_id) & (events.channels == one.channel)
        is_near &= (events.onsets_s < doubt.offset_s) & (events.offsets_s > doubt.onset_s)
        inside = events.take(is_near)
        low_hz = min((event.low_hz for event in inside), default=0.0)
        nyquist_hz = self._contents.recordings[one.recording_id].sample_rate_hz / 2
        high_hz = max((event.high_hz for event in inside), default=nyquist_hz)
        snr_db = max((event.snr_db for event in inside), default=0.0)
        return Event(0, one.recording_id, one.channel, doubt.onset_s, doubt.offset_s, low_hz, high_hz, snr_db)


def find_boundary_questions(learned: LearnedCatalog, *, limit: int, seed: int) -> BoundaryQuestions:
    """Find what to ask about boundaries, at most `limit` open questions."""
    if limit == 0:
        return BoundaryQuestions([], learned.contents)
    answered = [answer.span for answer in learned.store.answers.all() if answer.question == BOUNDARY]
    limit_of_all = limit + len(answered)
    found = find_doubts(learned.store, settings=learned.settings, seed=seed, limit=limit_of_all, progress=Silent())
    return BoundaryQuestions([one for one in found if not _is_among(one, answered)][:limit], learned.contents)


def _is_among(one: BoundaryDoubt, spans: Sequence[Span]) -> bool:
    return any(
        (span.recording_id, span.channel) == (one.recording_id, one.channel)
        and span.onset_s <= one.doubt.at_s <= span.offset_s
        for span in spans
    )
