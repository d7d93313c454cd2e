"""What a page is shown: questions, and where labeling stands."""

from __future__ import annotations

from dataclasses import dataclass

from coincide.app.snapshot import ShownEvent


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that a question's events probably have.

    Attributes
    ----------
    score : probability, in [0, 1].
    """

    name: str
    score: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """How good the names probably were after some answers.

    Attributes
    ----------
    estimate : expected share of right names, in [0, 1].
    """

    n_labels: int
    estimate: float


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """A question as a page shows it.

    Attributes
    ----------
    key : names it as long as the model stays; no other model has it, so that an answer that waited is never taken for
        one about other events.
    kind : ``category``, or ``kept`` for a clip of the live page.
    members : the typical event first.
    picture_url, sound_url : of a clip that is no event; None where the event's own will do.
    """

    key: str
    kind: str
    event: ShownEvent
    size: int
    members: list[ShownEvent]
    suggestions: list[Suggestion]
    picture_url: str | None
    sound_url: str | None


@dataclass(frozen=True, slots=True)
class DeskState:
    """What is asked next, and where labeling stands.

    Attributes
    ----------
    quality : expected share of events that are named right; None while nothing is known.
    """

    questions: list[DeskQuestion]
    names: list[str]
    undo_available: bool
    n_answers: int
    quality: float | None
    can_stop: bool
    is_exhausted: bool
