"""Was it worth it? Quality against the number of answers, and when more of them hardly help.

A question is worth the share of events that its answer was expected to set right: how many it speaks for, times how
probably their name was wrong before. When the last eight questions were worth less than a thousandth each, on average,
a person can stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coincide.label.consolidator import Consolidation, Consolidator
from coincide.label.questions import Question
from coincide.label.session import Session

STEADY = 8
SMALL_GAIN = 0.001


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a session.

    Attributes
    ----------
    n_actions : answers by then.
    quality : expected share of events with the right name, in [0, 1]; 0 while there is no label.
    gain : share of all events that the last answer was expected to set right, in [0, 1].
    """

    n_actions: int
    quality: float
    gain: float


def point_after(
    n_actions: int, question: Question, before: Consolidation | None, after: Consolidation | None, *, n_events: int
) -> Point:
    """Return the point that an answer led to; None stands for a session without labels."""
    doubt = 1.0 if before is None else 1.0 - float(before.rightness[question.row])
    return Point(n_actions, 0.0 if after is None else after.quality, doubt * question.size / n_events)


def trace(consolidator: Consolidator, session: Session) -> list[Point]:
    """Return one point per answer of a session, oldest first."""
    points: list[Point] = []
    before = _consolidate(consolidator, replace(session, answers=()))
    for n_actions, answer in enumerate(session.answers, start=1):
        after = _consolidate(consolidator, replace(session, answers=session.answers[:n_actions]))
        points.append(point_after(n_actions, answer.question, before, after, n_events=len(consolidator.embeddings)))
        before = after
    return points


def can_stop(points: Sequence[Point]) -> bool:
    """Say whether the last questions were hardly worth asking."""
    recent = [point.gain for point in points[-STEADY:]]
    return len(recent) == STEADY and sum(recent) / STEADY < SMALL_GAIN


def _consolidate(consolidator: Consolidator, session: Session) -> Consolidation | None:
    known = session.known
    return consolidator.consolidate(known.labels, known.skipped) if known.labels else None
