"""How good a catalog is, against an annotation table: detection, categories and retrieval, baselines beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import find_catalog, storage_errors
from coincide.errors import InputError
from coincide.evaluate import (
    ClusteringScore,
    DetectionScore,
    EdgeErrors,
    RetrievalScore,
    clustering_score,
    interval,
    retrieval_scores,
    sum_scores,
    usual_tolerance_s,
)
from coincide.execute import Executor, UnitProgress, Workers, open_executor, result_of
from coincide.learned.current import learned_model
from coincide.learned.grouping import KMEANS, ORIGINAL, OURS, PCA
from coincide.learned.opened import LearnedCatalog, open_learned
from coincide.learned.whole import note_if_whole
from coincide.learned.writing import writing
from coincide.paths import given_path
from coincide.seeds import generator
from coincide.text_table import text_table
from coincide.wording import count
from coincide.workflow.annotations import read_table
from coincide.workflow.evaluate.matching import MatchedEvents, Matcher, learned_rows, spaces
from coincide.workflow.evaluate.truth import attach_truth, note_on_guesses
from coincide.workflow.progress import Progress, Silent


@dataclass(frozen=True, slots=True)
class MethodScore(ClusteringScore):
    """How well the categories and neighbors of one method agree with the labels, over `n` matched events.

    Unsure events count as one more category.

    Attributes
    ----------
    map, recall_at_1, recall_at_5, recall_at_10 : retrieval; None for methods without an embedding of their own.
    """

    name: str
    is_ours: bool
    map: float | None
    recall_at_1: float | None
    recall_at_5: float | None
    recall_at_10: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A catalog against a truth table.

    Attributes
    ----------
    detection : matched by overlap (intersection over union).
    detection_onset : matched by onset.
    onset_tolerance_s : how far apart these onsets may lie.
    edges : how far edges are off, over events matched by overlap; None without one.
    detection_interval : of F1, by resampling recordings; None with one recording.
    unknown_recordings : names in the table that fit no recording.
    is_split_by_recording : True if retrieval searched only other recordings.
    notes : what a reader must know, in plain words.
    """

    truth: str
    n_recordings: int
    n_truth: int
    detection: DetectionScore
    detection_onset: DetectionScore
    onset_tolerance_s: float
    edges: EdgeErrors | None
    detection_interval: tuple[float, float] | None
    methods: list[MethodScore]
    unknown_recordings: list[str]
    is_split_by_recording: bool
    notes: list[str]

    def __repr__(self) -> str:
        found = self.detection
        head = (
            f"Of {count(self.n_truth, 'true event')}, {found.n_matched:,} were found: precision {found.precision:.3f}, "
            f"recall {found.recall:.3f}, F1 {found.f1:.3f}."
        )
        columns = ("method", "nmi", "ari", "purity", "map", "recall_at_1")
        rows = [(each.name, each.nmi, each.ari, each.purity, each.map, each.recall_at_1) for each in self.methods]
        return "\n".join([head, text_table(columns, rows), *self.notes])


def evaluate(
    catalog: Path | None,
    truth: str | Path,
    *,
    format: str | None = None,
    min_iou: float = 0.5,
    onset_tolerance_s: float | None = None,
    seed: int = 0,
    workers: Workers = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Score a catalog against an annotation table or a folder of tables.

    Only recordings in the table count. The catalog stores the scores, and the next report shows them.

    Parameters
    ----------
    truth : a table, or a folder of tables, with a row for each true event.
    format : name of the format; if not given, recognized by the content.
    min_iou : smallest overlap of a match, as intersection over union, in (0, 1].
    onset_tolerance_s : largest difference between matching onsets, for the second detection score; if not given, 0.05
        or the median length of true events, whichever is less.
    seed : for the resampling that gives the interval.
    workers : a number of processes, the address of a Dask scheduler, or a Dask client; the result is the same.
    progress : says if another command is writing, or if there are fewer workers than were asked for.

    Raises
    ------
    AnnotationError : the table cannot be read, or fits no recording of the catalog.
    InputError : a setting is out of range.
    """
    _check_settings(min_iou, onset_tolerance_s)
    place, truth, listener = find_catalog(catalog), given_path(truth), progress or Silent()
    annotations = read_table(truth, format)
    with writing(place, listener.say, command="coincide evaluate") as store:
        note_if_whole(store, learned_model(store))  # brings a catalog of an older version up to date, too
    # Scoring takes minutes, in which others may write.
    with (
        storage_errors(place),
        open_executor(workers, say=listener.say) as executor,
        open_learned(place) as learned,
    ):
        table = attach_truth(annotations, learned.contents, truth, place, copies=learned.store.recordings.copies())
        tolerance_s = onset_tolerance_s or usual_tolerance_s([row.offset_s - row.onset_s for row in table.rows])
        scorer = Matcher(learned.contents, table.rows, min_iou, tolerance_s)
        methods, is_split, notes = _score_methods(learned, scorer, executor)
        evaluation = Evaluation(
            truth=str(truth),
            n_recordings=len(scorer.by_overlap),
            n_truth=len(table.rows),
            detection=sum_scores(scorer.by_overlap),
            detection_onset=sum_scores(scorer.by_onset),
            onset_tolerance_s=tolerance_s,
            edges=scorer.edges(),
            detection_interval=_f1_interval(scorer.by_overlap, seed),
            methods=methods,
            unknown_recordings=table.unknown_recordings,
            is_split_by_recording=is_split,
            notes=[*table.notes, *note_on_guesses(learned, table.rows), *notes],
        )
    settings = {"truth": str(truth), "min_iou": min_iou, "onset_tolerance_s": tolerance_s}
    with writing(place, listener.say, command="coincide evaluate", is_checked=True) as store:
        run_id = store.runs.begin("evaluate", seed=seed, settings=settings | {"model": learned.record.id})
        store.runs.finish(run_id, results=asdict(evaluation))
    return evaluation


def _check_settings(min_iou: float, onset_tolerance_s: float | None) -> None:
    is_tolerance = onset_tolerance_s is None or onset_tolerance_s > 0
    if not 0 < min_iou <= 1 or not is_tolerance:
        raise InputError(
            f"`min_iou` must be in (0, 1] and `onset_tolerance_s` above 0, got {min_iou} and {onset_tolerance_s}."
        )


def _score_methods(
    learned: LearnedCatalog, scorer: Matcher, executor: Executor
) -> tuple[list[MethodScore], bool, list[str]]:
    matched = scorer.matched(learned_rows(learned))
    if len(matched.rows) < 2:
        return [], False, ["fewer than two events match a labeled row of the truth, so categories cannot be scored"]
    retrievals, is_split, notes = _retrieve(spaces(learned), matched, executor)
    ids = learned.contents.events.ids[matched.rows].tolist()
    categories_of = learned.store.categories
    known = categories_of.methods(learned.record.id)
    scores: list[MethodScore] = []
    for method in (method for method in (OURS, KMEANS, PCA, ORIGINAL) if method in known):
        members = categories_of.memberships(learned.record.id, method=method)
        number_of = dict(zip(members.event_ids.tolist(), members.categories.tolist(), strict=True))
        categories = np.array([number_of[each] for each in ids], dtype=np.int64)
        scores.append(_method_score(method, matched.labels, categories, retrievals.get(method)))
    return scores, is_split, notes


def _method_score(
    method: str, labels: NDArray[np.int64], categories: NDArray[np.int64], found: RetrievalScore | None
) -> MethodScore:
    return MethodScore(
        **asdict(clustering_score(labels, categories)),
        name=method,
        is_ours=method == OURS,
        map=None if found is None else found.map,
        recall_at_1=None if found is None else found.recall_at_k[1],
        recall_at_5=None if found is None else found.recall_at_k[5],
        recall_at_10=None if found is None else found.recall_at_k[10],
    )


def _retrieve(
    by_method: Mapping[str, NDArray[np.float32]], matched: MatchedEvents, executor: Executor
) -> tuple[dict[str, RetrievalScore], bool, list[str]]:
    """Score retrieval across recordings, or within them where labels hardly recur in other recordings."""

    across = _scores(by_method, matched, executor, is_across=True)
    if across[OURS].n_queries * 2 >= len(matched.rows):
        return across, True, []
    note = (
        "most labels occur in one recording only, so retrieval was also allowed to find events of the same recording, "
        "which flatters every method"
    )
    return _scores(by_method, matched, executor, is_across=False), False, [note]


def _scores(
    by_method: Mapping[str, NDArray[np.float32]], matched: MatchedEvents, executor: Executor, *, is_across: bool
) -> dict[str, RetrievalScore]:
    units = (space[matched.rows] for space in by_method.values())
    work = partial(_score_space, labels=matched.labels, groups=matched.groups, is_across=is_across)
    results = zip(by_method, executor.run(work, units, Silent(), limit_s=_hours), strict=True)
    return {method: result_of(f"scoring `{method}`", result) for method, result in results}


def _score_space(
    embeddings: NDArray[np.float32],
    _progress: UnitProgress,
    *,
    labels: NDArray[np.int64],
    groups: NDArray[np.int64],
    is_across: bool,
) -> RetrievalScore:
    """Score the embeddings of one method; runs on any worker."""
    return retrieval_scores(embeddings, labels, groups, exclude_same_group=is_across)


def _hours(_unit: object) -> float:
    """Give a space four hours: all its events are compared with all."""
    return 4 * 3600.0


def _f1_interval(scores: Sequence[DetectionScore], seed: int) -> tuple[float, float] | None:
    if len(scores) < 2:
        return None
    counts = np.array([(score.n_truth, score.n_found, score.n_matched) for score in scores], dtype=np.float64)

    def f1(rows: NDArray[np.float64]) -> float:
        n_truth, n_found, n_matched = rows.sum(axis=0)
        return float(2 * n_matched / max(1.0, n_truth + n_found))

    return interval(counts, f1, rng=generator(seed, "interval"))
