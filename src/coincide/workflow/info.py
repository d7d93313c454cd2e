"""What is in a catalog, in numbers."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from coincide.catalog import CatalogStore, Run, find_catalog
from coincide.records import Category, Problem, Recording
from coincide.workflow.contents import Contents, read_contents
from coincide.workflow.last_evaluation import last_evaluation
from coincide.workflow.model_files import FILES
from coincide.workflow.next_steps import Step, next_steps


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category in a table.

    Attributes
    ----------
    duration_s, low_hz, high_hz : medians over its members.
    example_recording, example_onset_s : where its most typical member is.
    """

    number: int
    name: str | None
    size: int
    certainty: float
    duration_s: float
    low_hz: float
    high_hz: float
    n_recordings: int
    example_recording: str
    example_onset_s: float


@dataclass(frozen=True, slots=True)
class Info:
    """What a catalog holds.

    Attributes
    ----------
    first_start, last_start : times of the first and last recording that has one.
    model_facts : what learning noted about itself.
    silhouettes : by method, each in its own space.
    is_learned : False if learning has not ended yet; then there are no categories.
    next_steps : what to type next; nothing before it was learned.
    """

    catalog: Path
    n_recordings: int
    total_s: float
    sample_rates_hz: list[int]
    first_start: datetime | None
    last_start: datetime | None
    n_events: int
    n_categories: int
    n_unsure: int
    n_labels: int
    categories: list[CategoryRow]
    model_facts: dict[str, object]
    runs: list[Run]
    problems: list[Problem]
    silhouettes: dict[str, float]
    size_bytes: int
    schema_version: int
    is_learned: bool
    next_steps: list[Step]


def info(catalog: Path | None = None) -> Info:
    """Describe a catalog.

    Raises
    ------
    CatalogError : there is none, or it cannot be read.
    """
    with CatalogStore.open(find_catalog(catalog)) as store:
        model = store.current_model()
        contents = None if model is None else read_contents(store, model)
        facts = {} if model is None else {name: fact for name, fact in model.info.items() if name != FILES}
        heard = set[int]() if contents is None else {event.recording_id for event in contents.events}
        counted = heard | {recording.id for recording in store.recordings(only_present=True)}
        # What was left out is told by its problem; what is gone counts as long as its events do.
        recordings = [recording for recording in store.recordings() if recording.id in counted]
        starts = sorted((r.started_at for r in recordings if r.started_at is not None), key=_moment)
        return Info(
            catalog=store.folder,
            n_recordings=len(recordings),
            total_s=sum(recording.duration_s for recording in recordings),
            sample_rates_hz=sorted({recording.sample_rate_hz for recording in recordings}),
            first_start=starts[0] if starts else None,
            last_start=starts[-1] if starts else None,
            n_events=0 if contents is None else len(contents.events),
            n_categories=0 if contents is None else len(contents.categories),
            n_unsure=0 if contents is None else len(contents.rows_of(None)),
            n_labels=store.count_labels(),
            categories=[] if contents is None else category_rows(contents),
            model_facts=facts,
            runs=store.runs(),
            problems=store.problems(),
            silhouettes=_floats(facts.get("silhouettes")),
            size_bytes=_size_bytes(store.folder),
            schema_version=store.schema_version,
            is_learned=contents is not None,
            next_steps=[] if contents is None else _next_steps(store, contents),
        )


def _next_steps(store: CatalogStore, contents: Contents) -> list[Step]:
    judged = last_evaluation(store.runs(), contents.model.id)
    return next_steps(store.folder, contents, is_judged=judged is not None)


def category_rows(contents: Contents) -> list[CategoryRow]:
    """Summarize the categories, biggest first."""
    by_id = {event.id: event for event in contents.events}
    return [_row(contents, category, by_id[category.medoid_event_id].recording_id) for category in contents.categories]


def _row(contents: Contents, category: Category, example_recording: int) -> CategoryRow:
    members = [contents.events[row] for row in contents.rows_of(category.number)]
    medoid = next(event for event in members if event.id == category.medoid_event_id)
    example: Recording = contents.recordings[example_recording]
    return CategoryRow(
        number=category.number,
        name=category.name,
        size=category.size,
        certainty=category.certainty,
        duration_s=float(np.median([event.duration_s for event in members])),
        low_hz=float(np.median([event.low_hz for event in members])),
        high_hz=float(np.median([event.high_hz for event in members])),
        n_recordings=len({event.recording_id for event in members}),
        example_recording=example.name,
        example_onset_s=medoid.onset_s,
    )


def _size_bytes(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        # A writer at work may take a file away between its listing and this line.
        with contextlib.suppress(FileNotFoundError):
            total += file.stat().st_size if file.is_file() else 0
    return total


def _moment(at: datetime) -> float:
    """Order times with and without a zone; one without counts as local time."""
    return at.timestamp()


def _floats(values: object) -> dict[str, float]:
    return {str(key): float(value) for key, value in values.items()} if isinstance(values, Mapping) else {}
