"""How far labels go on a catalog: accuracy against human actions, for every strategy and for random labels.

Labels are bought in some recordings and events of the others are named. Where that is impossible, since there are few
recordings or most labels occur in one only, events are split instead, and a note says so. The embedding has heard all
of the sound, without labels, in either case: that is how the program is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import find_catalog, storage_errors
from coincide.categorize import pca_features
from coincide.errors import InputError
from coincide.evaluate import typed_score
from coincide.execute import Executor, UnitProgress, Workers, open_executor, result_of
from coincide.label import NOISE, STRATEGIES
from coincide.label.logistic import standardize
from coincide.learned.current import learned_model
from coincide.learned.opened import LearnedCatalog, open_learned
from coincide.learned.whole import note_if_whole
from coincide.learned.writing import writing
from coincide.workflow.annotations import read_table
from coincide.workflow.evaluate.labels_result import ON_EMBEDDING, ON_PCA, LabelsCurve, reductions_of, way_curve
from coincide.workflow.evaluate.labels_split import MIN_EVENTS, Split, choose_splits
from coincide.workflow.evaluate.labels_truth import Truth, truth_of_events
from coincide.workflow.evaluate.labels_ways import Names, name_by_questions, name_by_random
from coincide.workflow.evaluate.truth import TruthTable, attach_truth
from coincide.workflow.listen.pictures import picture_events
from coincide.workflow.progress import Progress, Silent

BUDGETS = (5, 10, 20, 50, 100, 200)
COMMAND = "evaluate --labels-curve"


@dataclass(frozen=True, slots=True)
class _Material:
    """All that the ways need, row by row of `truth`; `spaces` are what the ways of random labels go by."""

    truth: Truth
    embeddings: NDArray[np.float32]
    spaces: Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Job:
    """How to measure; see `labels_curve`."""

    n_repeats: int
    seed: int
    progress: Progress
    executor: Executor


@dataclass(frozen=True, slots=True)
class _Unit:
    """One way to name the events of one split, after some numbers of labels."""

    way: str
    split: Split
    budgets: Sequence[int]
    seed: int


def labels_curve(
    catalog: Path | None,
    truth: Path,
    *,
    format: str | None = None,
    n_repeats: int = 3,
    seed: int = 0,
    workers: Workers = None,
    progress: Progress | None = None,
) -> LabelsCurve:
    """Measure how accuracy grows with labels that a truth table gives.

    The result is kept with the catalog's runs, and its report shows it.

    Parameters
    ----------
    n_repeats : splits and draws of labels, at least 1.
    workers : what reads the recordings and measures: a number of processes, the address of a Dask scheduler, or a Dask
        client. The result is the same for any of them.

    Raises
    ------
    AnnotationError : the table cannot be read, or fits no recording of the catalog.
    RecordingError : a recording that the table names is gone, or has been replaced since the model was learned.
    InputError : too few events to label some and name others, or all are of one type.
    """
    if n_repeats < 1:
        raise InputError(f"`n_repeats` must be at least 1, got {n_repeats}. The usual choice is 3.")
    place = find_catalog(catalog)
    annotations = read_table(truth, format)
    listener = progress or Silent()
    with writing(place, listener.say, command=f"coincide {COMMAND}") as store:
        note_if_whole(store, learned_model(store))  # brings a catalog of an older version up to date, too
    # Measuring takes minutes, in which others may write.
    with (
        storage_errors(place),
        open_executor(workers, say=listener.say) as executor,
        open_learned(place) as learned,
    ):
        table = attach_truth(annotations, learned.contents, truth, place, copies=learned.store.recordings.copies())
        known = truth_of_events(learned.contents, table.rows)
        _check_enough(known, truth)
        job = _Job(n_repeats, seed, listener, executor)
        material = _gather(learned, known, job)
        curve = _measure(job, material, str(truth), table)
    settings = {"truth": str(truth), "n_repeats": n_repeats, "model": learned.record.id}
    with writing(place, listener.say, command=f"coincide {COMMAND}", is_checked=True) as store:
        run_id = store.runs.begin(COMMAND, seed=seed, settings=settings)
        store.runs.finish(run_id, results=asdict(curve))
    return curve


def _check_enough(truth: Truth, path: Path) -> None:
    types = np.unique(truth.names[truth.names != NOISE])
    if len(truth.rows) < MIN_EVENTS or len(types) < 2:
        raise InputError(
            f"a curve needs at least {MIN_EVENTS} events of 2 types, got {len(truth.rows)} of {len(types)} in the "
            f"recordings that `{path}` names. Annotate more of them."
        )


def _gather(learned: LearnedCatalog, truth: Truth, job: _Job) -> _Material:
    contents, model = learned.contents, learned.model
    events = [contents.events[row] for row in truth.rows]
    for recording_id in {event.recording_id for event in events}:
        learned.originals.check(contents.recordings[recording_id])
    with job.progress.stage("patches", total=len(events), unit="events") as stage:
        patches = picture_events(
            events,
            contents.recordings,
            scales=model.scales,
            channels=learned.settings.recordings.channels,
            stage=stage,
            executor=job.executor,
        )
    embeddings = learned.embeddings[truth.rows]
    return _Material(
        truth=truth,
        embeddings=embeddings,
        spaces={
            ON_EMBEDDING: standardize(embeddings),
            ON_PCA: standardize(pca_features(np.round(patches * 255).astype(np.uint8), seed=0)),
        },
    )


def _measure(job: _Job, material: _Material, path: str, table: TruthTable) -> LabelsCurve:
    truth = material.truth
    splits, is_by_recording = choose_splits(truth, n_repeats=job.n_repeats, seed=job.seed)
    ways = [*STRATEGIES, *material.spaces]
    named: dict[str, list[list[tuple[float, float]]]] = {name: [] for name in ways}
    budgets = {name: _budgets(splits, is_whole=name not in STRATEGIES) for name in ways}
    units = [
        _Unit(name, split, budgets[name], job.seed + repeat) for repeat, split in enumerate(splits) for name in ways
    ]
    with job.progress.stage("labels", total=len(units), unit="curves") as stage:
        results = job.executor.run(partial(_name, material=material), units, stage, limit_s=_hours)
        for unit, result in zip(units, results, strict=True):
            guesses = result_of(f"measuring `{unit.way}`", result)
            named[unit.way].append([_score(truth, unit.split, guess, is_by_recording) for guess in guesses])
    curves = [way_curve(name, budgets[name], np.array(scores)) for name, scores in named.items()]
    full = max(curve.accuracy[-1] for curve in curves if curve.name not in STRATEGIES)
    return LabelsCurve(
        truth=path,
        n_events=len(truth.rows),
        n_noise=int((truth.names == NOISE).sum()),
        n_types=len(np.unique(truth.names[truth.names != NOISE])),
        n_recordings=len(truth.n_missed),
        n_repeats=job.n_repeats,
        full_accuracy=full,
        is_split_by_recording=is_by_recording,
        ways=curves,
        reductions=reductions_of(curves, full, job.seed),
        unknown_recordings=table.unknown_recordings,
        notes=[*table.notes, *([] if is_by_recording else [_NOT_BY_RECORDING])],
    )


_NOT_BY_RECORDING = (
    "labels and the events they name are in the same recordings, since there are few recordings or most labels "
    "occur in one only; this flatters every method"
)


def _name(unit: _Unit, progress: UnitProgress, *, material: _Material) -> list[Names]:
    """Name the scored events of a split, by budget; runs on any worker."""
    names, split, budgets, seed = material.truth.names, unit.split, unit.budgets, unit.seed
    if unit.way in material.spaces:
        named = name_by_random(material.spaces[unit.way], names, split, budgets=budgets, seed=seed)
    else:
        named = name_by_questions(unit.way, material.embeddings, names, split, budgets=budgets, seed=seed)
    progress.advance(1)
    return named


def _hours(_unit: _Unit) -> float:
    """Give a way four hours: some ask hundreds of questions, each of which looks at all events."""
    return 4 * 3600.0


def _budgets(splits: Sequence[Split], *, is_whole: bool) -> list[int]:
    """Return the numbers of labels to try: also all of them, for ways whose last point is full supervision."""
    n_pool = min(len(split.pool) for split in splits)
    budgets = [budget for budget in BUDGETS if budget < n_pool]
    return [*budgets, n_pool] if is_whole else budgets


def _score(truth: Truth, split: Split, named: Names, is_by_recording: bool) -> tuple[float, float]:
    labels = truth.names[split.scored]
    if is_by_recording:
        n_missed = int(truth.n_missed[np.unique(truth.groups[split.scored])].sum())
    else:
        n_missed = round(truth.n_missed.sum() * len(split.scored) / len(truth.rows))
    true = np.where(labels == NOISE, "", labels)
    typed = typed_score(true.tolist(), named.tolist(), n_truth=int((true != "").sum()) + n_missed, noise=NOISE)
    return float((named == labels).mean()), typed.f1
