"""What was found, how sure that is, and what to do next: the first page of the app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from coincide.app.snapshot import Snapshot
from coincide.catalog import CatalogStore, Run, current_holder
from coincide.learned.grouping import KMEANS, ORIGINAL, OURS, PCA, is_better_at_copies
from coincide.learned.runs import last_evaluation, last_failure
from coincide.records import NextStep, Problem
from coincide.workflow.info.next_steps import first_query, first_step, next_steps
from coincide.workflow.report.report import METHOD_NAMES, notices_of, remarks_on


@dataclass(frozen=True, slots=True)
class BaselineScore:
    """How one method compares with ours.

    Attributes
    ----------
    copies : share of the other calls that are farther from a call than its changed copy, None if it was not measured.
    silhouette : how sharp the categories of the method are in its own space, not whether they are right.
    verdict : in words, by copies; empty if there is nothing to say.
    is_better : whether it recognizes copies better than ours.
    """

    method: str
    copies: float | None
    silhouette: float
    verdict: str
    is_better: bool


@dataclass(frozen=True, slots=True)
class LabelSummary:
    """How far people have labeled.

    Attributes
    ----------
    estimate : expected share of events that are named right, None before the first answer.
    """

    n_labels: int
    n_named_categories: int
    estimate: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page.

    Attributes
    ----------
    health : what to know before anything else, in sentences.
    busy : the command that is writing now, in a sentence; or None.
    stopped : why the last `coincide learn` stopped, and what helps; None if it did not fail.
    """

    catalog: str
    n_recordings: int
    total_s: float
    n_events: int
    n_categories: int
    n_unsure: int
    health: list[str]
    next_steps: list[NextStep]
    problems: list[Problem]
    baselines: list[BaselineScore]
    labels: LabelSummary
    busy: str | None
    stopped: str | None
    is_learned: bool


def overview(store: CatalogStore, snapshot: Snapshot | None) -> Overview:
    """Describe a catalog.

    Parameters
    ----------
    snapshot : of its current model, None if nothing has been learned yet.
    """
    heard = set[int]() if snapshot is None else set(snapshot.rows_by_recording)
    counted = heard | {recording.id for recording in store.recordings.all(only_present=True)}
    recordings = [recording for recording in store.recordings.all() if recording.id in counted]
    runs = store.runs.all()
    return Overview(
        catalog=store.folder.name,
        n_recordings=len(recordings),
        total_s=sum(recording.duration_s for recording in recordings),
        n_events=0 if snapshot is None else len(snapshot.contents.events),
        n_categories=0 if snapshot is None else len(snapshot.contents.categories),
        n_unsure=0 if snapshot is None else len(snapshot.rows_in(None)),
        health=_health(runs, snapshot),
        next_steps=_next_steps(store, snapshot, runs),
        problems=store.problems.all(),
        baselines=[] if snapshot is None else _baselines(snapshot.model.info),
        labels=_label_summary(store, snapshot, runs),
        busy=busy_sentence(store.folder),
        stopped=last_failure(runs),
        is_learned=snapshot is not None,
    )


def busy_sentence(folder: Path) -> str | None:
    """Return the command that is writing to a catalog now, or None."""
    holder = current_holder(folder)
    if holder is None:
        return None
    since = datetime.fromisoformat(holder.since).strftime("%H:%M")
    return f"`{holder.command}` has been writing since {since} (process {holder.pid})"


def _health(runs: Sequence[Run], snapshot: Snapshot | None) -> list[str]:
    if snapshot is None:
        return ["Nothing has been learned yet."]
    info = snapshot.model.info
    judged = last_evaluation(runs, snapshot.model.id)
    return list(dict.fromkeys([*notices_of(info), *remarks_on(info, judged)]))


def _baselines(facts: Mapping[str, Any]) -> list[BaselineScore]:
    silhouettes: Mapping[str, float] = facts.get("silhouettes", {})
    copies: Mapping[str, float] = facts.get("copies", {})
    return [
        BaselineScore(
            method=METHOD_NAMES[method],
            copies=copies.get(method),
            silhouette=float(silhouettes[method]),
            verdict=_verdict(method, copies),
            is_better=is_better_at_copies(method, copies),
        )
        for method in (OURS, KMEANS, PCA, ORIGINAL)
        if method in silhouettes
    ]


def _verdict(method: str, copies: Mapping[str, float]) -> str:
    if method == OURS:
        return "what you see"
    return "better than ours" if is_better_at_copies(method, copies) else ""


def _label_summary(store: CatalogStore, snapshot: Snapshot | None, runs: Sequence[Run]) -> LabelSummary:
    named = [] if snapshot is None else [c for c in snapshot.contents.categories if c.name is not None]
    qualities = [(run.results or {}).get("quality") for run in runs if run.command == "label"]
    known = [float(quality) for quality in qualities if quality is not None]
    return LabelSummary(store.labels.count(), len(named), known[-1] if known else None)


def _next_steps(store: CatalogStore, snapshot: Snapshot | None, runs: Sequence[Run]) -> list[NextStep]:
    if snapshot is None:
        return [first_step(store, has_failed=last_failure(runs) is not None)]
    judged = last_evaluation(runs, snapshot.model.id)
    query = first_query(snapshot.contents)
    is_named = store.labels.count() > 0
    return next_steps(store.folder, query, is_named=is_named, is_judged=judged is not None, is_app=True)
