"""What goes over the wire, as JSON: bodies are taken strictly, answers are made from records of the workflow.

The names of these classes are those of the types in the front end, which are generated from them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MAX_ID = 2**53 - 1
"""Whole numbers above this do not survive JavaScript."""
MAX_LASSO = 100_000


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
Text = Annotated[str, Field(max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ErrorMessage(_Shown):
    """One clear message."""

    detail: str


class NextStep(_Shown):
    command: str
    why: str


class Problem(_Shown):
    path: str
    kind: str
    reason: str
    is_left_out: bool


class Baseline(_Shown):
    method: str
    silhouette: float
    verdict: str


class LabelSummary(_Shown):
    n_labels: int
    n_named_categories: int
    estimate: float | None


class Overview(_Shown):
    catalog: str
    n_recordings: int
    total_s: float
    n_events: int
    n_categories: int
    n_unsure: int
    health: list[str]
    next_steps: list[NextStep]
    problems: list[Problem]
    baselines: list[Baseline]
    labels: LabelSummary
    busy: str | None
    stopped: str | None
    is_learned: bool


class Category(_Shown):
    number: int
    name: str | None
    size: int
    certainty: float
    novelty: float
    medoid_event_id: int
    example_event_ids: list[int]
    n_recordings: int
    duration_s: float
    low_hz: float
    high_hz: float
    is_noise: bool


class SoundEvent(_Shown):
    id: int
    recording_id: int
    recording_name: str
    channel: int
    onset_s: float
    offset_s: float
    low_hz: float
    high_hz: float
    snr_db: float
    category: int | None
    certainty: float
    label: str | None
    slowdown: int
    version: str


class EventPage(_Shown):
    total: int
    events: list[SoundEvent]


class Recording(_Shown):
    id: int
    name: str
    duration_s: float
    sample_rate_hz: int
    n_channels: int
    searched_channels: list[int]
    n_events: int
    started_at: datetime | None
    is_present: bool


class Run(_Shown):
    id: int
    command: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    seed: int
    settings: dict[str, Any]
    versions: dict[str, Any]
    results: dict[str, Any] | None
    error: str | None


class Tree(_Shown):
    """Leaves first, then inner nodes, the last of which is the root; `children` are numbers of nodes."""

    channel: int
    leaves: list[int]
    onsets_s: list[float]
    offsets_s: list[float]
    children: list[list[int]]
    labels: list[str]
    scores: list[float]


class TreePage(_Shown):
    trees: list[Tree]


class Hit(SoundEvent):
    distance: float


class HitPage(_Shown):
    hits: list[Hit]


class Suggestion(_Shown):
    name: str
    score: float


class Question(_Shown):
    key: str
    kind: str
    event: SoundEvent
    size: int
    members: list[SoundEvent]
    suggestions: list[Suggestion]
    picture_url: str | None
    sound_url: str | None


class Queue(_Shown):
    questions: list[Question]
    names: list[str]
    undo_available: bool
    n_answers: int
    quality: float | None
    can_stop: bool
    is_exhausted: bool


class CurvePoint(_Shown):
    n_labels: int
    estimate: float


class Kept(_Shown):
    key: str


class Labeled(_Shown):
    n: int


class Undone(_Shown):
    undone: str | None


class NameBody(_Body):
    name: Name


class MergeBody(_Body):
    numbers: Annotated[list[Id], Field(min_length=2, max_length=1000)]


class SplitBody(_Body):
    into: Annotated[int, BeforeValidator(_whole), Field(ge=2, le=8)]


class LabelsBody(_Body):
    event_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_LASSO)]
    label: Text


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
    answer: Literal["name", "noise", "mixed", "skip"]
    name: Text = ""


class UndoBody(_Body):
    """Which answer to take back; the last one if no key is given."""

    key: Annotated[str, Field(max_length=100)] | None = None
