"""What is in a catalog, in numbers."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from coincide.catalog import CatalogStore, JobState, Run, current_job, find_catalog
from coincide.features import FeatureSettings
from coincide.learned.categories import ContentNumbers, category_facts, read_numbers
from coincide.learned.model_files import FILES
from coincide.learned.runs import last_evaluation
from coincide.learned.settings import kept_values
from coincide.records import UNSURE, Category, CategoryFacts, NextStep, Problem
from coincide.text_table import text_table
from coincide.wording import count, duration
from coincide.workflow.info.next_steps import ANY_QUERY, learn_command, next_steps, query_for


@dataclass(frozen=True, slots=True)
class CategoryRow(CategoryFacts):
    """One category in a table.

    Attributes
    ----------
    example_recording, example_onset_s : where its most typical member is.
    """

    example_recording: str
    example_onset_s: float


@dataclass(frozen=True, slots=True)
class Info:
    """What a catalog holds.

    Attributes
    ----------
    first_start, last_end : when the first recording began and the last one ended, of those with a time.
    model_facts : what learning noted about itself.
    silhouettes : by method, each in its own space.
    is_learned : False if learning has not ended yet; then there are no categories.
    next_steps : what to type next; nothing before it was learned.
    job : how far the command is that is writing to it now; None if none is.
    hearing_hint : how more calls might be found, in one sentence; empty if the search was as good as ours can be.
    """

    catalog: Path
    n_recordings: int
    total_s: float
    sample_rates_hz: list[int]
    first_start: datetime | None
    last_end: datetime | None
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
    next_steps: list[NextStep]
    job: JobState | None
    hearing_hint: str

    def __repr__(self) -> str:
        columns = ("category", "name", "events", "certainty", "example", "onset_s")
        rows = [
            (row.number, row.name, row.size, row.certainty, row.example_recording, row.example_onset_s)
            for row in self.categories
        ]
        head = (
            f"{count(self.n_recordings, 'recording')} with {duration(self.total_s)} of sound, "
            f"{count(self.n_events, 'event')}, {count(self.n_categories, 'category', 'categories')}, "
            f"{self.n_unsure:,} unsure, {count(self.n_labels, 'label')}"
        )
        return f"{head}\n{text_table(columns, rows)}" if rows else head


def info(catalog: str | Path | None = None) -> Info:
    """Describe a catalog.

    Raises
    ------
    CatalogError : there is no catalog, or it cannot be read.
    """
    with CatalogStore.open(find_catalog(catalog)) as store:
        model = store.models.current()
        numbers = None if model is None else read_numbers(store, model)
        facts = {} if model is None else {name: fact for name, fact in model.info.items() if name != FILES}
        heard = set[int]() if numbers is None else numbers.recording_ids
        counted = heard | {recording.id for recording in store.recordings.all(only_present=True)}
        # What was left out is listed as a problem; what is gone counts as long as its events do.
        everything = store.recordings.all() if numbers is None else numbers.recordings.values()
        recordings = [recording for recording in everything if recording.id in counted]
        spans = [(r.started_at, r.started_at + timedelta(seconds=r.duration_s)) for r in recordings if r.started_at]
        return Info(
            catalog=store.folder,
            n_recordings=len(recordings),
            total_s=sum(recording.duration_s for recording in recordings),
            sample_rates_hz=sorted({recording.sample_rate_hz for recording in recordings}),
            first_start=min((start for start, _ in spans), key=_moment, default=None),
            last_end=max((end for _, end in spans), key=_moment, default=None),
            n_events=0 if numbers is None else len(numbers.spans),
            n_categories=0 if numbers is None else len(numbers.categories),
            n_unsure=0 if numbers is None else len(numbers.spans_in(UNSURE)),
            n_labels=store.labels.count(),
            categories=[] if numbers is None else _category_rows(numbers),
            model_facts=facts,
            runs=store.runs.all(),
            problems=store.problems.all(),
            silhouettes=_floats(facts.get("silhouettes")),
            size_bytes=_size_bytes(store.folder),
            schema_version=store.schema_version,
            is_learned=numbers is not None,
            next_steps=[] if numbers is None else _next_steps(store, numbers),
            job=current_job(store.folder),
            hearing_hint="" if numbers is None else _hearing_hint(store, numbers),
        )


def _next_steps(store: CatalogStore, numbers: ContentNumbers) -> list[NextStep]:
    judged = last_evaluation(store.runs.all(), numbers.model.id)
    biggest = next(iter(_by_size(numbers)), None)
    event = None if biggest is None else numbers.medoids[biggest.medoid_event_id]
    query = ANY_QUERY if event is None else query_for(event, numbers.recordings[event.recording_id])
    return next_steps(store.folder, query, is_named=store.labels.count() > 0, is_judged=judged is not None)


def _hearing_hint(store: CatalogStore, numbers: ContentNumbers) -> str:
    """Say how owners of a catalog that hears by the sample rate alone, as earlier versions did, may get more calls."""
    kept = kept_values(store.runs.of_model(numbers.model).settings)
    if kept.get("events", {}).get("method", "detect") not in ("auto", "detect"):
        return ""
    features = FeatureSettings(hearing=kept["features"]["hearing"])
    rates_hz = {recording.sample_rate_hz for recording in numbers.recordings.values()}
    if all(features.fits_calls(rate_hz) for rate_hz in rates_hz):
        return ""
    return (
        "These calls were found by the rules of an earlier version, which missed more. To find them, learn again: "
        f"`{learn_command(store)} --features-hearing fit`."
    )


def _by_size(numbers: ContentNumbers) -> list[Category]:
    """Return the categories, biggest first."""
    return sorted(numbers.categories, key=lambda category: -category.size)


def _category_rows(numbers: ContentNumbers) -> list[CategoryRow]:
    """Describe the categories, biggest first."""
    return [_row(numbers, category) for category in _by_size(numbers)]


def _row(numbers: ContentNumbers, category: Category) -> CategoryRow:
    spans = numbers.spans_in(category.number)
    facts = category_facts(category.number, category.name, certainty=category.certainty, spans=spans)
    medoid = numbers.medoids[category.medoid_event_id]
    example = numbers.recordings[medoid.recording_id].name
    return CategoryRow(**asdict(facts), example_recording=example, example_onset_s=medoid.onset_s)


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
