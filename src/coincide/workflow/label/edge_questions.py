"""Does it begin here, and end there? Such questions come first, about events drawn at random.

Answers say where this person draws edges; see `coincide.workflow.learn.drawn_edges`. What was asked once is not asked
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from coincide.errors import InputError
from coincide.learned.answers import EDGES
from coincide.learned.opened import LearnedCatalog
from coincide.learned.spans import EventFinder
from coincide.records import Event
from coincide.seeds import generator

SKIP = "skip"
MOST_CHANGE = 1.0
"""How far an edge may be moved, in lengths of the event: further away is another event."""
LEAST_CHANGE_S = 0.05
"""Edges of short events may be moved so far anyway."""


class EdgeQuestions:
    """Edge questions of one session.

    Parameters
    ----------
    events : in the order in which they are asked about.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = list(events)
        self._n_done = 0

    def due(self) -> Event | None:
        """Return the event of the next question; None if all were asked."""
        return self._events[self._n_done] if self._n_done < len(self._events) else None

    def advance(self, by: int = 1) -> None:
        """Go on to the next event, or back to the one before."""
        self._n_done = max(0, self._n_done + by)


def find_edge_questions(learned: LearnedCatalog, *, limit: int, seed: int) -> EdgeQuestions:
    """Draw events that nobody was asked about yet, at most `limit`; recordings that are gone are passed over."""
    if limit == 0:
        return EdgeQuestions([])
    events = learned.contents.events
    finder = EventFinder(events)
    asked = set(finder.rows(answer.span for answer in learned.store.answers.all() if answer.question == EDGES))
    present = {recording.id for recording in learned.store.recordings.all(only_present=True)}
    order = generator(seed, "edges").permutation(len(events)).tolist()
    owners = events.recording_ids.tolist()
    open_rows = (row for row in order if row not in asked and owners[row] in present)
    return EdgeQuestions([events[row] for row in islice(open_rows, limit)])


def drawn_facts(
    event: Event, *, duration_s: float, onset_s: float | None = None, offset_s: float | None = None
) -> dict[str, float]:
    """Return what an answer about edges says.

    Parameters
    ----------
    duration_s : of the recording.
    onset_s, offset_s : where the event begins and ends to a person; None for what they did not say.

    Raises
    ------
    InputError : nothing was said, the event would end before it begins, or an edge lies too far away.
    """
    facts = {name: at_s for name, at_s in (("onset_s", onset_s), ("offset_s", offset_s)) if at_s is not None}
    if not facts:
        raise InputError("expected where the event begins, ends, or both, got neither. Give at least one time.")
    begins_s, ends_s = facts.get("onset_s", event.onset_s), facts.get("offset_s", event.offset_s)
    if not 0.0 <= begins_s < ends_s <= duration_s:
        raise InputError(
            f"an event must begin before it ends, within the {duration_s:.3f} s of its recording, got {begins_s:.3f} "
            f"to {ends_s:.3f} s. Give other times."
        )
    reach_s = max(LEAST_CHANGE_S, MOST_CHANGE * event.duration_s)
    if max(abs(begins_s - event.onset_s), abs(ends_s - event.offset_s)) > reach_s:
        raise InputError(
            f"an edge can be moved by up to {1000 * reach_s:.0f} ms, got {begins_s:.3f} to {ends_s:.3f} s for the "
            f"event from {event.onset_s:.3f} to {event.offset_s:.3f} s. Sound further away belongs to another event."
        )
    return facts
