"""What a report needs to know: plain frozen data, gathered by whoever holds the catalog.

Nothing here reads a file or draws a picture. A list may be empty and an optional field None; the page then says
so in words or leaves the section out. Scores are big-is-good unless their column says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from coincide.records import Problem
from coincide.report.structure_model import StructureData

UNSURE = -1
"""The category number of events that belong to no category."""


@dataclass(frozen=True, slots=True)
class Example:
    """One event to look at and listen to.

    Attributes
    ----------
    recording_name : what people are shown; any text.
    onset_s, offset_s : of the event, from the first sample of the recording.
    certainty : that it belongs to its category, in [0, 1].
    clip : (samples,) float, mono, the event with some sound around it; empty if it cannot be read any more.
    context_onset_s : time of the clip's first sample, from the first sample of the recording.
    """

    recording_name: str
    onset_s: float
    offset_s: float
    certainty: float
    clip: np.ndarray
    sample_rate_hz: int
    context_onset_s: float


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """One category as a card: who it is, how sure, and a few examples, most typical first.

    Attributes
    ----------
    number : from 1; `UNSURE` for the events without a category.
    name : what a person called it, else None.
    size : number of events.
    certainty : mean certainty of its events, in [0, 1].
    low_hz, high_hz : the band in which the events lie.
    n_recordings : number of recordings in which it occurs.
    """

    number: int
    name: str | None
    size: int
    certainty: float
    duration_s_median: float
    low_hz: float
    high_hz: float
    n_recordings: int
    examples: Sequence[Example]


@dataclass(frozen=True, slots=True)
class MapPoints:
    """All events in two dimensions, similar ones close together.

    Attributes
    ----------
    x, y : (n,) positions in any unit; only differences matter.
    category : (n,) category numbers, `UNSURE` for none.
    event_label : n texts, such as recording and time.
    """

    x: np.ndarray
    y: np.ndarray
    category: np.ndarray
    event_label: Sequence[str]


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """One measure: its key in `ScoreRow.values`, a short heading and a plain-words explanation."""

    key: str
    heading: str
    explanation: str
    is_small_good: bool = False


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One method measured; `is_ours` marks the result reported on. A value is None if not measured."""

    name: str
    values: Mapping[str, float | None]
    is_ours: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """Methods side by side, on the same measures and the same data."""

    columns: Sequence[ScoreColumn]
    rows: Sequence[ScoreRow]


@dataclass(frozen=True, slots=True)
class DetectionRow:
    """How well one detector finds the events of a truth table; shares in [0, 1]."""

    name: str
    precision: float
    recall: float
    f1: float
    n_truth: int
    n_found: int
    n_matched: int
    is_ours: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class CurveLine:
    """One way from labels to names.

    Attributes
    ----------
    budgets : rising numbers of actions, above 0.
    means, deviations : accuracy at each, in [0, 1].
    """

    name: str
    budgets: Sequence[float]
    means: Sequence[float]
    deviations: Sequence[float]
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class LabelReduction:
    """One cell in words: how many times fewer labels ours needs for a target than another way.

    Attributes
    ----------
    target : accuracy to reach.
    """

    target: float
    against: str
    factor: str


@dataclass(frozen=True, slots=True)
class LabelCurves:
    """What was measured with answers from a truth table.

    Attributes
    ----------
    lines : ours and others, at least one.
    how : sentences on what was labeled and what was named.
    full_accuracy : with all labels.
    """

    lines: Sequence[CurveLine]
    reductions: Sequence[LabelReduction]
    how: Sequence[str]
    full_accuracy: float


@dataclass(frozen=True, slots=True)
class NextStep:
    """A command to type and what it is good for."""

    command: str
    explanation: str


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything on the page.

    Attributes
    ----------
    run_settings : settings by stage, then by name.
    n_events : all events, sure and unsure.
    unsure : the events without a category, None if there are none.
    scores : measured without any truth, such as agreement between runs; None if not measured.
    truth_scores, detection : measured against a truth table; None and empty without one.
    label_curves : how far labels go, measured against a truth table; None without.
    structure : songs and motifs; None if the catalog was not parsed.
    notices : findings in plain words that a reader must see first, such as a collapsed embedding.
    remarks : findings in plain words that stand where quality is told, such as how the embedding spreads.
    stage_seconds : wall time by stage, in the order the stages ran.
    """

    title: str
    catalog_path: str
    created_at: datetime
    version: str
    seed: int
    run_settings: Mapping[str, Mapping[str, str | int | float | bool | None]]
    n_recordings: int
    total_s: float
    n_events: int
    sample_rates_hz: Sequence[int]
    categories: Sequence[CategoryCard]
    unsure: CategoryCard | None = None
    map_points: MapPoints | None = None
    scores: Scores | None = None
    truth_scores: Scores | None = None
    detection: Sequence[DetectionRow] = ()
    label_curves: LabelCurves | None = None
    structure: StructureData | None = None
    problems: Sequence[Problem] = ()
    notices: Sequence[str] = ()
    remarks: Sequence[str] = ()
    next_steps: Sequence[NextStep] = ()
    stage_seconds: Mapping[str, float] | None = None
