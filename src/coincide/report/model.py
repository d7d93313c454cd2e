"""What a report needs to know: plain frozen data, gathered by the code that has the catalog open.

Nothing here reads a file or draws a picture. A list may be empty and an optional field None; the page then says
so in words or leaves the section out. Scores are big-is-good unless their column says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coincide.drawing.curve import CurveLine
from coincide.drawing.example import Example
from coincide.drawing.map import MapPoints
from coincide.records import UNSURE, CategoryFacts, NextStep, Problem
from coincide.report.structure_model import StructureData


@dataclass(frozen=True, slots=True)
class CategoryCard(CategoryFacts):
    """One category as a card: what it is like, and a few examples, most typical first."""

    examples: Sequence[Example]

    @property
    def is_unsure(self) -> bool:
        """True for the events without a category."""
        return self.number == UNSURE

    @property
    def full_name(self) -> str:
        """Its number, and the name that a person gave it."""
        if self.is_unsure:
            return "Unsure"
        return f"{self.number}: {self.name}" if self.name else f"Category {self.number}"


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """One measure: its key in `ScoreRow.values`, a short heading and a plain-words explanation.

    Attributes
    ----------
    chance : what guessing gives; no value up to it is better than another.
    """

    key: str
    heading: str
    explanation: str
    is_small_good: bool = False
    chance: float | None = None


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
    n_repeats : of the measurement; a single one shows no spread.
    """

    lines: Sequence[CurveLine]
    reductions: Sequence[LabelReduction]
    how: Sequence[str]
    full_accuracy: float
    n_repeats: int

    @property
    def budgets(self) -> list[float]:
        """All numbers of labels, rising."""
        return sorted({budget for line in self.lines for budget in line.budgets})


@dataclass(frozen=True, slots=True)
class SurveyFigure:
    """A figure of when and where calls were heard.

    Attributes
    ----------
    kind : of `coincide plot`.
    caption : what it shows, in a sentence.
    png : the picture.
    """

    kind: str
    caption: str
    png: bytes


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything on the page.

    Attributes
    ----------
    run_settings : settings by stage, then by name.
    n_recordings, total_s : of all recordings that were searched, including those in which nothing was found.
    n_events : all events, sure and unsure.
    unsure : the events without a category, None if there are none.
    scores : measured without any truth, such as agreement between runs; None if not measured.
    truth_scores, detection : measured against a truth table; None and empty without one.
    label_curves : how far labels go, measured against a truth table; None without.
    structure : songs and motifs; None if the catalog was not parsed.
    figures : when and where calls were heard; none where times and sites are not known.
    notices : findings in plain words that a reader must see first, such as a collapsed embedding.
    remarks : findings in plain words, shown beside the scores, such as how the embedding spreads.
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
    figures: Sequence[SurveyFigure] = ()
    problems: Sequence[Problem] = ()
    notices: Sequence[str] = ()
    remarks: Sequence[str] = ()
    next_steps: Sequence[NextStep] = ()
    stage_seconds: Mapping[str, float] | None = None
