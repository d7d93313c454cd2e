"""What goes over the wire beside the records of `coincide.app`: the bodies of requests, which are taken strictly, and
pages of records.

Records are declared once: what `coincide.app` returns is what is sent as JSON, and the types of the pages are generated
from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from coincide.app.example_search import ShownHit
from coincide.app.snapshot import ShownEvent
from coincide.app.survey_desk import SurveyFilter
from coincide.records import LONGEST_NAME

MAX_ID = 2**53 - 1
"""Whole numbers above this do not survive JavaScript."""
MAX_LASSO = 100_000
UNSURE_SENT = 0
"""Stands for unsure in addresses and in bytes without a sign; JSON says null."""


def _whole(value: Any) -> Any:
    """JSON knows one kind of number, so 3.0 is whole; true is not a number."""
    if isinstance(value, bool):
        raise ValueError("expected a whole number")
    return int(value) if isinstance(value, float) and value.is_integer() else value


# The constraints must come last: a validator around them would hide them from the schema.
Id = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=MAX_ID)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=1000)]
Channel = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=1000)]
Seconds = Annotated[float, Field(ge=0.0, le=1e9, allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=LONGEST_NAME)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class ErrorMessage:
    """One clear message."""

    detail: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some of the events of a category, and how many there are in all."""

    total: int
    events: list[ShownEvent]


@dataclass(frozen=True, slots=True)
class HitPage:
    """What resembles the query, the nearest first."""

    hits: list[ShownHit]


@dataclass(frozen=True, slots=True)
class KeptClipKey:
    """The key of the question that a clip became."""

    key: str


@dataclass(frozen=True, slots=True)
class LabeledCount:
    """How many events were labeled."""

    n: int


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What was taken back, in a sentence; null for nothing."""

    undone: str | None


@dataclass(frozen=True, slots=True)
class ModelKey:
    """The key of the current model; null before anything was learned."""

    model: str | None


class NameBody(_Body):
    """The name of a category."""

    name: Name


class MergeBody(_Body):
    """The numbers of the categories to merge."""

    numbers: Annotated[list[Id], Field(min_length=2, max_length=1000)]


class SplitBody(_Body):
    """The number of parts."""

    into: Annotated[int, BeforeValidator(_whole), Field(ge=2, le=8)]


class LabelsBody(_Body):
    """A label for some events; empty to remove theirs."""

    event_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_LASSO)]
    label: Text


class EdgesBody(_Body):
    """Where an event begins and ends, in seconds of its recording; at least one of them."""

    onset_s: Seconds | None = None
    offset_s: Seconds | None = None


class SearchBody(_Body):
    """By event, or by a stretch of a recording: of one channel, or of all mixed if `channel` is not given."""

    event_id: Id | None = None
    recording_id: Id | None = None
    onset_s: Seconds | None = None
    offset_s: Seconds | None = None
    channel: Channel | None = None
    metric: Literal["embedding", "euclidean", "dtw"] = "embedding"
    k: Count = 20


class AnswerBody(_Body):
    """An answer to a question."""

    answer: Literal["name", "noise", "mixed", "skip"]
    name: Text = ""


class CountsQuery(SurveyFilter):
    """What of a survey counts, and what to count by."""

    by: Annotated[tuple[Name, ...], Field(max_length=10)] = ("name",)


class WhoBody(_Body):
    """Who answers; whom `coincide serve` names if not given."""

    who: Text | None = None


class SampleBody(WhoBody):
    """What to draw a sample of."""

    names: Annotated[list[Name], Field(min_length=1, max_length=100)]
    n: Annotated[int, BeforeValidator(_whole), Field(ge=1, le=10_000)] = 100
    timezone: Annotated[str, Field(max_length=100)] | None = None


class CheckBody(WhoBody):
    """An answer; ``other`` comes with the name."""

    answer: Literal["yes", "no", "other", "skip"]
    name: Text = ""


class ChangeBody(_Body):
    """Which change to undo, by the `X-Change` of its answer; the last one if not given."""

    change: Id | None = None


class UndoBody(_Body):
    """Which answer to take back; the last one if no key is given."""

    key: Annotated[str, Field(max_length=100)] | None = None
