"""How far labels go on a catalog: accuracy against human actions, for every strategy and for textbook baselines.

Labels are bought in some recordings and events of the others are named. Where that is impossible, since there are few
recordings or most labels occur in one only, events are split instead, and a note says so. The embedding has heard all
of the sound, without labels, in either case: that is how the program is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, find_catalog, load_array, model_folder, storage_errors
from coincide.categorize import pca_features
from coincide.errors import InputError
from coincide.evaluate import label_curve, label_reduction, typed_score
from coincide.label import NOISE, STRATEGIES
from coincide.label.logistic import standardize
from coincide.seeds import generator
from coincide.workflow.annotations import read_table
from coincide.workflow.contents import Contents, read_contents
from coincide.workflow.labels_truth import Truth, truth_of_events
from coincide.workflow.labels_ways import Names, Split, name_by_network, name_by_questions, name_by_random
from coincide.workflow.matching import attach_truth
from coincide.workflow.model import EMBEDDINGS_FILE, load_model
from coincide.workflow.pictures import picture_events
from coincide.workflow.progress import Progress, Silent
from coincide.workflow.search import learned_model

BUDGETS = (5, 10, 20, 50, 100, 200)
TARGET_SHARES = (0.8, 0.9, 0.95)
OURS = "tree"
ON_EMBEDDING, ON_PCA, FROM_SCRATCH = (
    "random labels, our embedding",
    "random labels, log-mel + PCA",
    "network from scratch",
)
COMMAND = "evaluate --labels-curve"
NETWORK_STEPS = 400
MIN_RECORDINGS, MIN_EVENTS = 4, 20
POOL_SHARE, KNOWN_SHARE = 0.6, 0.9
"""Share of the events whose labels may be bought, and share of the others whose label must occur among them."""


@dataclass(frozen=True, slots=True)
class WayCurve:
    """How well one way names events, by the number of human actions.

    Attributes
    ----------
    accuracy, typed_f1 : means over repeats, by budget.
    accuracy_sd, typed_f1_sd : standard deviations over repeats.
    accuracy_repeats : each repeat, by budget.
    """

    name: str
    is_ours: bool
    budgets: list[int]
    accuracy: list[float]
    accuracy_sd: list[float]
    typed_f1: list[float]
    typed_f1_sd: list[float]
    accuracy_repeats: list[list[float]]


@dataclass(frozen=True, slots=True)
class ReductionRow:
    """How many times fewer labels ours needs than another way, for one target.

    Attributes
    ----------
    share, target : of the accuracy with all labels, and the accuracy that this is.
    factor : None if ours does not reach the target.
    bound : ``≥``, ``≤`` or ``?`` where the factor is a bound or open, else empty.
    low, high : 95 % interval, drawing repeats anew.
    n_ours, n_other : labels needed, with their bounds.
    """

    share: float
    target: float
    against: str
    factor: float | None
    bound: str
    low: float | None
    high: float | None
    n_ours: str
    n_other: str


@dataclass(frozen=True, slots=True)
class LabelsCurve:
    """How far labels go.

    Attributes
    ----------
    n_events, n_noise : events of the recordings that the table speaks of; those that match nothing in it.
    full_accuracy : with all labels of the pool, by the best way.
    is_split_by_recording : True if events of other recordings than the labeled ones were named.
    """

    truth: str
    n_events: int
    n_noise: int
    n_types: int
    n_recordings: int
    n_repeats: int
    full_accuracy: float
    is_split_by_recording: bool
    ways: list[WayCurve]
    reductions: list[ReductionRow]
    unknown_recordings: list[str]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Material:
    """All that the ways need, row by row of `truth`."""

    truth: Truth
    embeddings: NDArray[np.float32]
    patches: NDArray[np.uint8]


def labels_curve(
    catalog: Path | None,
    truth: Path,
    *,
    format: str | None = None,
    n_repeats: int = 3,
    seed: int = 0,
    progress: Progress | None = None,
) -> LabelsCurve:
    """Measure how accuracy grows with labels that a truth table gives.

    The result is kept with the catalog's runs, and its report shows it.

    Parameters
    ----------
    n_repeats : splits and draws of labels, at least 1.

    Raises
    ------
    AnnotationError : the table cannot be read, or fits no recording of the catalog.
    InputError : too few events to label some and name others, or all are of one type.
    """
    if n_repeats < 1:
        raise InputError(f"`n_repeats` must be at least 1, got {n_repeats}. The usual choice is 3.")
    place = find_catalog(catalog)
    annotations = read_table(truth, format)
    with storage_errors(place), CatalogStore.open(place, write=True, command=f"coincide {COMMAND}") as store:
        record = learned_model(store)
        contents = read_contents(store, record)
        attached, unknown = attach_truth(annotations, contents, truth, place)
        known = truth_of_events(contents, attached)
        _check_enough(known, truth)
        material = _gather(contents, known, model_folder(store.folder, record.id), progress or Silent())
        curve = _measure(material, str(truth), unknown, n_repeats, seed, progress or Silent())
        settings = {"truth": str(truth), "n_repeats": n_repeats, "model": record.id}
        run_id = store.begin_run(COMMAND, seed=seed, settings=settings, versions={})
        store.finish_run(run_id, results=asdict(curve))
    return curve


def _check_enough(truth: Truth, path: Path) -> None:
    types = np.unique(truth.names[truth.names != NOISE])
    if len(truth.rows) < MIN_EVENTS or len(types) < 2:
        raise InputError(
            f"a curve needs at least {MIN_EVENTS} events of 2 types, got {len(truth.rows)} of {len(types)} in the "
            f"recordings that `{path}` speaks of. Annotate more of them."
        )


def _gather(contents: Contents, truth: Truth, folder: Path, progress: Progress) -> _Material:
    model = load_model(folder)
    events = [contents.events[row] for row in truth.rows]
    with progress.stage("patches", total=len(events), unit="events") as stage:
        patches = picture_events(
            events,
            contents.recordings,
            geometries=model.geometries,
            scale_of=model.scale_of,
            channels="each",
            stage=stage,
        )
    return _Material(
        truth=truth,
        embeddings=np.array(load_array(folder / EMBEDDINGS_FILE))[truth.rows],
        patches=np.round(patches * 255).astype(np.uint8),
    )


def _measure(
    material: _Material, path: str, unknown: list[str], n_repeats: int, seed: int, progress: Progress
) -> LabelsCurve:
    truth = material.truth
    splits, is_by_recording = choose_splits(truth, n_repeats=n_repeats, seed=seed)
    ways = _ways(material)
    named: dict[str, list[list[tuple[float, float]]]] = {name: [] for name in ways}
    budgets = {name: _budgets(splits, is_whole=name not in STRATEGIES) for name in ways}
    with progress.stage("labels", total=n_repeats * len(ways), unit="curves") as stage:
        for repeat, split in enumerate(splits):
            for name, way in ways.items():
                guesses = way(split, budgets[name], seed + repeat)
                named[name].append([_score(truth, split, guess, is_by_recording) for guess in guesses])
                stage.advance(1)
    curves = [_way_curve(name, budgets[name], np.array(scores)) for name, scores in named.items()]
    full = max(curve.accuracy[-1] for curve in curves if curve.name not in STRATEGIES)
    return LabelsCurve(
        truth=path,
        n_events=len(truth.rows),
        n_noise=int((truth.names == NOISE).sum()),
        n_types=len(np.unique(truth.names[truth.names != NOISE])),
        n_recordings=len(truth.n_missed),
        n_repeats=n_repeats,
        full_accuracy=full,
        is_split_by_recording=is_by_recording,
        ways=curves,
        reductions=_reductions(curves, full, seed),
        unknown_recordings=unknown,
        notes=[] if is_by_recording else [_NOT_BY_RECORDING],
    )


_NOT_BY_RECORDING = (
    "labels and the events named by them lie in the same recordings, since there are few recordings or most labels "
    "occur in one only; this flatters every way"
)

_Way = Callable[[Split, Sequence[int], int], list[Names]]


def _ways(material: _Material) -> Mapping[str, _Way]:
    names = material.truth.names
    spaces = {
        ON_EMBEDDING: standardize(material.embeddings),
        ON_PCA: standardize(pca_features(material.patches, seed=0)),
    }

    def by_questions(strategy: str) -> _Way:
        return lambda split, budgets, seed: name_by_questions(
            strategy,
            material.embeddings,
            names,
            split,
            budgets=budgets,
            seed=seed,
        )

    def by_random(space: str) -> _Way:
        return lambda split, budgets, seed: name_by_random(spaces[space], names, split, budgets=budgets, seed=seed)

    def by_network(split: Split, budgets: Sequence[int], seed: int) -> list[Names]:
        return name_by_network(material.patches, names, split, budgets=budgets, n_steps=NETWORK_STEPS, seed=seed)

    return {
        **{strategy: by_questions(strategy) for strategy in STRATEGIES},
        **{space: by_random(space) for space in spaces},
        FROM_SCRATCH: by_network,
    }


def choose_splits(truth: Truth, *, n_repeats: int, seed: int) -> tuple[list[Split], bool]:
    """Part events into those whose labels may be bought and those that are named.

    Returns
    -------
    A split per repeat, and whether they are by recording.
    """
    rngs = [generator(seed, "split", repeat) for repeat in range(n_repeats)]
    by_recording = [_split_recordings(truth, rng) for rng in rngs]
    if len(truth.n_missed) >= MIN_RECORDINGS and all(_is_known(truth, split) for split in by_recording):
        return by_recording, True
    return [_split_events(len(truth.rows), rng) for rng in rngs], False


def _split_recordings(truth: Truth, rng: np.random.Generator) -> Split:
    order = rng.permutation(len(truth.n_missed))
    sizes = np.bincount(truth.groups, minlength=len(order))[order]
    n_pool = max(1, int(np.searchsorted(np.cumsum(sizes), POOL_SHARE * len(truth.rows))))
    is_pool = np.isin(truth.groups, order[:n_pool])
    return Split(np.flatnonzero(is_pool), np.flatnonzero(~is_pool))


def _split_events(n_events: int, rng: np.random.Generator) -> Split:
    order = rng.permutation(n_events)
    n_pool = round(POOL_SHARE * n_events)
    return Split(np.sort(order[:n_pool]), np.sort(order[n_pool:]))


def _is_known(truth: Truth, split: Split) -> bool:
    """Say whether nearly all events to be named are of types that occur in the pool."""
    if min(len(split.pool), len(split.scored)) < MIN_EVENTS // 2:
        return False
    return bool(np.isin(truth.names[split.scored], truth.names[split.pool]).mean() >= KNOWN_SHARE)


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


def _way_curve(name: str, budgets: list[int], scores: NDArray[np.float64]) -> WayCurve:
    means, deviations = scores.mean(axis=0), scores.std(axis=0)
    return WayCurve(
        name=name,
        is_ours=name == OURS,
        budgets=budgets,
        accuracy=means[:, 0].tolist(),
        accuracy_sd=deviations[:, 0].tolist(),
        typed_f1=means[:, 1].tolist(),
        typed_f1_sd=deviations[:, 1].tolist(),
        accuracy_repeats=scores[:, :, 0].tolist(),
    )


def _reductions(curves: Sequence[WayCurve], full: float, seed: int) -> list[ReductionRow]:
    by_name = {curve.name: label_curve(curve.budgets, curve.accuracy_repeats) for curve in curves}
    rows: list[ReductionRow] = []
    for share in TARGET_SHARES:
        for other in (ON_EMBEDDING, ON_PCA, FROM_SCRATCH):
            found = label_reduction(by_name[OURS], by_name[other], share * full, rng=generator(seed, "reduction"))
            rows.append(
                ReductionRow(
                    share=share,
                    target=share * full,
                    against=other,
                    factor=found.factor,
                    bound=found.bound,
                    low=found.low,
                    high=found.high,
                    n_ours=f"{found.ours.bound}{found.ours.n:.0f}",
                    n_other=f"{found.other.bound}{found.other.n:.0f}",
                )
            )
    return rows
