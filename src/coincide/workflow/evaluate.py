"""How good a catalog is, against an annotation table: detection, categories and retrieval, baselines beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, find_catalog, load_array, model_folder, storage_errors
from coincide.errors import AnnotationError, InputError
from coincide.evaluate import (
    DetectionScore,
    RetrievalScore,
    clustering_score,
    detection_score,
    interval,
    match_by_iou,
    match_by_onset,
    retrieval_scores,
    sum_scores,
)
from coincide.records import Annotation, Event
from coincide.seeds import generator
from coincide.workflow.annotations import attach_to_catalog, read_table, recordings_by_name
from coincide.workflow.contents import Contents, read_contents
from coincide.workflow.grouping import KMEANS, ORIGINAL, OURS, PCA
from coincide.workflow.model import EMBEDDINGS_FILE, LEARNED_ROWS_FILE
from coincide.workflow.search import learned_model


@dataclass(frozen=True, slots=True)
class MethodScore:
    """How well the categories and neighbors of one method agree with the labels, over `n` matched events.

    Attributes
    ----------
    coverage : share of events that are in a category; unsure events count as one more category.
    map, recall_at_1, recall_at_5, recall_at_10 : retrieval; None for methods without an embedding of their own.
    """

    name: str
    is_ours: bool
    nmi: float
    ari: float
    purity: float
    hungarian_accuracy: float
    coverage: float
    n_categories: int
    map: float | None
    recall_at_1: float | None
    recall_at_5: float | None
    recall_at_10: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A catalog against a truth table.

    Attributes
    ----------
    detection : matched by overlap (intersection over union).
    detection_onset : matched by onset.
    detection_interval : of F1, drawing recordings anew; None with one recording.
    unknown_recordings : names in the table that fit no recording.
    is_split_by_recording : True if retrieval sought only in other recordings.
    notes : what a reader must know, in plain words.
    """

    truth: str
    n_recordings: int
    n_truth: int
    detection: DetectionScore
    detection_onset: DetectionScore
    detection_interval: tuple[float, float] | None
    methods: list[MethodScore]
    unknown_recordings: list[str]
    is_split_by_recording: bool
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Matched:
    """Events that the truth has a label for.

    Attributes
    ----------
    rows : (m,) rows of the model.
    labels, groups : (m,) number of the label, and of the recording.
    """

    rows: NDArray[np.int64]
    labels: NDArray[np.int64]
    groups: NDArray[np.int64]


def evaluate(
    catalog: Path | None,
    truth: Path,
    *,
    format: str | None = None,
    min_iou: float = 0.5,
    onset_tolerance_s: float = 0.05,
    seed: int = 0,
) -> Evaluation:
    """Score a catalog against an annotation table or a folder of such.

    Only recordings that the table speaks of count. The result is kept with the catalog's runs, and its report shows it.

    Parameters
    ----------
    min_iou : overlap that makes a match, intersection over union, in (0, 1].
    onset_tolerance_s : difference of onsets that makes a match in the second detection score.
    seed : of the interval.

    Raises
    ------
    AnnotationError : the table cannot be read, or fits no recording of the catalog.
    InputError : a setting is out of range.
    """
    _check_settings(min_iou, onset_tolerance_s)
    place = find_catalog(catalog)
    annotations = read_table(truth, format)
    with storage_errors(place), CatalogStore.open(place, write=True, command="coincide evaluate") as store:
        record = learned_model(store)
        contents = read_contents(store, record)
        attached, unknown = _attach(annotations, contents, truth, place)
        scorer = _Scorer(contents, attached, min_iou, onset_tolerance_s)
        methods, is_split, notes = _score_methods(store, contents, scorer)
        evaluation = Evaluation(
            truth=str(truth),
            n_recordings=len(scorer.by_overlap),
            n_truth=len(attached),
            detection=sum_scores(scorer.by_overlap),
            detection_onset=sum_scores(scorer.by_onset),
            detection_interval=_f1_interval(scorer.by_overlap, seed),
            methods=methods,
            unknown_recordings=unknown,
            is_split_by_recording=is_split,
            notes=notes,
        )
        settings = {"truth": str(truth), "min_iou": min_iou, "onset_tolerance_s": onset_tolerance_s, "model": record.id}
        run_id = store.begin_run("evaluate", seed=seed, settings=settings, versions={})
        store.finish_run(run_id, results=asdict(evaluation))
    return evaluation


def _check_settings(min_iou: float, onset_tolerance_s: float) -> None:
    if not 0 < min_iou <= 1 or not onset_tolerance_s > 0:
        raise InputError(
            f"`min_iou` must be in (0, 1] and `onset_tolerance_s` above 0, got {min_iou} and {onset_tolerance_s}."
        )


def _attach(
    annotations: Sequence[Annotation], contents: Contents, truth: Path, place: Path
) -> tuple[list[Annotation], list[str]]:
    recordings = recordings_by_name(contents.recordings.values())
    attached, unknown = attach_to_catalog(annotations, list(recordings.values()), truth)
    if not attached:
        raise AnnotationError(
            f"none of the {len(annotations)} rows of `{truth}` fits a recording of `{place}`. Name the recordings in a "
            "column `recording`, or each table like its recording."
        )
    return attached, unknown


class _Scorer:
    """Matches events and truth, recording by recording."""

    def __init__(
        self, contents: Contents, truth: Sequence[Annotation], min_iou: float, onset_tolerance_s: float
    ) -> None:
        self.by_overlap: list[DetectionScore] = []
        self.by_onset: list[DetectionScore] = []
        self._matches: list[tuple[int, str, int]] = []
        found: dict[str, list[tuple[int, Event]]] = {}
        for row, event in enumerate(contents.events):
            found.setdefault(contents.recordings[event.recording_id].name, []).append((row, event))
        wanted: dict[str, list[Annotation]] = {}
        for annotation in truth:
            wanted.setdefault(annotation.recording, []).append(annotation)
        for group, (name, labeled) in enumerate(wanted.items()):
            self._match(labeled, found.get(name, []), group, min_iou, onset_tolerance_s)

    def _match(
        self,
        truth: Sequence[Annotation],
        found: Sequence[tuple[int, Event]],
        group: int,
        min_iou: float,
        onset_tolerance_s: float,
    ) -> None:
        onsets, offsets = [a.onset_s for a in truth], [a.offset_s for a in truth]
        found_onsets, found_offsets = [e.onset_s for _, e in found], [e.offset_s for _, e in found]
        pairs = match_by_iou(onsets, offsets, found_onsets, found_offsets, min_iou=min_iou)
        close = match_by_onset(onsets, found_onsets, tolerance_s=onset_tolerance_s)
        for scores, matches in ((self.by_overlap, pairs), (self.by_onset, close)):
            scores.append(detection_score(n_truth=len(truth), n_found=len(found), n_matched=len(matches)))
        self._matches += [(found[j][0], _label(truth[i]), group) for i, j in pairs if _label(truth[i])]

    def matched(self, allowed: NDArray[np.int64]) -> _Matched:
        """Return the matched events that all methods know."""
        inside = set(allowed.tolist())
        kept = sorted(match for match in self._matches if match[0] in inside)
        numbers: dict[str, int] = {}
        return _Matched(
            rows=np.array([row for row, _, _ in kept], dtype=np.int64),
            labels=np.array([numbers.setdefault(label, len(numbers)) for _, label, _ in kept], dtype=np.int64),
            groups=np.array([group for _, _, group in kept], dtype=np.int64),
        )


def _label(annotation: Annotation) -> str:
    """Return what a row says the event is; a table that only numbers its categories says it so."""
    return annotation.label or ("" if annotation.category is None else f"category {annotation.category}")


def _learned_rows(folder: Path, n_events: int) -> NDArray[np.int64]:
    """Return the rows that the baselines were fitted on; the only ones that all methods can be compared on."""
    path = folder / LEARNED_ROWS_FILE
    return np.array(load_array(path)) if path.exists() else np.arange(n_events)


def _spaces(folder: Path, n_events: int) -> dict[str, NDArray[np.float32]]:
    """Return the embeddings by method, by row of the model; unknown rows are zero."""
    rows = _learned_rows(folder, n_events)
    spaces = {OURS: np.array(load_array(folder / EMBEDDINGS_FILE))}
    for method in (PCA, ORIGINAL):
        if (folder / f"{method}.npy").exists():
            values = load_array(folder / f"{method}.npy")
            spaces[method] = np.zeros((n_events, values.shape[1]), dtype=np.float32)
            spaces[method][rows] = values
    return spaces


def _score_methods(
    store: CatalogStore, contents: Contents, scorer: _Scorer
) -> tuple[list[MethodScore], bool, list[str]]:
    folder = model_folder(store.folder, contents.model.id)
    matched = scorer.matched(_learned_rows(folder, len(contents.events)))
    if len(matched.rows) < 2:
        return [], False, ["fewer than two events match labelled truth, so categories cannot be scored"]
    retrievals, is_split, notes = _retrieve(_spaces(folder, len(contents.events)), matched)
    ids = [event.id for event in contents.events]
    scores: list[MethodScore] = []
    for method in (OURS, KMEANS, PCA, ORIGINAL):
        if method not in store.methods(contents.model.id):
            continue
        members = {m.event_id: m.category for m in store.memberships(contents.model.id, method=method)}
        numbers = [members[ids[row]] for row in matched.rows]
        categories = np.array([-1 if number is None else number for number in numbers], dtype=np.int64)
        scores.append(_method_score(method, matched.labels, categories, retrievals.get(method)))
    return scores, is_split, notes


def _method_score(
    method: str, labels: NDArray[np.int64], categories: NDArray[np.int64], found: RetrievalScore | None
) -> MethodScore:
    score = clustering_score(labels, categories)
    return MethodScore(
        name=method,
        is_ours=method == OURS,
        nmi=score.nmi,
        ari=score.ari,
        purity=score.purity,
        hungarian_accuracy=score.hungarian_accuracy,
        coverage=score.coverage,
        n_categories=score.n_categories,
        map=None if found is None else found.map,
        recall_at_1=None if found is None else found.recall_at_k[1],
        recall_at_5=None if found is None else found.recall_at_k[5],
        recall_at_10=None if found is None else found.recall_at_k[10],
        n=score.n,
    )


def _retrieve(
    spaces: Mapping[str, NDArray[np.float32]], matched: _Matched
) -> tuple[dict[str, RetrievalScore], bool, list[str]]:
    """Score retrieval across recordings, or within them where labels hardly recur in other recordings."""

    def score(*, exclude_same_group: bool) -> dict[str, RetrievalScore]:
        return {
            method: retrieval_scores(
                space[matched.rows], matched.labels, matched.groups, exclude_same_group=exclude_same_group
            )
            for method, space in spaces.items()
        }

    across = score(exclude_same_group=True)
    if across[OURS].n_queries * 2 >= len(matched.rows):
        return across, True, []
    note = (
        "most labels occur in one recording only, so retrieval was also allowed to find events of the same recording, "
        "which flatters every method"
    )
    return score(exclude_same_group=False), False, [note]


def _f1_interval(scores: Sequence[DetectionScore], seed: int) -> tuple[float, float] | None:
    if len(scores) < 2:
        return None
    counts = np.array([(score.n_truth, score.n_found, score.n_matched) for score in scores], dtype=np.float64)

    def f1(rows: NDArray[np.float64]) -> float:
        n_truth, n_found, n_matched = rows.sum(axis=0)
        return float(2 * n_matched / max(1.0, n_truth + n_found))

    return interval(counts, f1, rng=generator(seed, "interval"))
