"""Which events of a catalog are which rows of a truth table, and where these events lie in the space of each method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, find_catalog
from coincide.errors import AnnotationError
from coincide.evaluate import DetectionScore, detection_score, match_by_iou, match_by_onset
from coincide.records import Annotation, Event
from coincide.workflow.annotations import attach_to_catalog, read_table, recordings_by_name
from coincide.workflow.contents import Contents, read_contents
from coincide.workflow.grouping import ORIGINAL, OURS, PCA
from coincide.workflow.model import LEARNED_ROWS_FILE
from coincide.workflow.model_files import ModelFiles, files_of
from coincide.workflow.search import learned_model


@dataclass(frozen=True, slots=True)
class Matched:
    """Events that the truth has a label for.

    Attributes
    ----------
    rows : (m,) rows of the model.
    labels, groups : (m,) number of the label, and of the recording.
    """

    rows: NDArray[np.int64]
    labels: NDArray[np.int64]
    groups: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MatchedSpaces:
    """Events that match labelled truth, in the space of each method; for measures of one's own.

    Attributes
    ----------
    recordings : name of the recording of each event, m of them.
    labels : (m,) number of the label.
    spaces : (m, dim) unit rows, by method.
    """

    recordings: list[str]
    labels: NDArray[np.int64]
    spaces: Mapping[str, NDArray[np.float32]]


def matched_spaces(catalog: Path | None, truth: Path, *, min_iou: float = 0.5) -> MatchedSpaces:
    """Return the embeddings of the events that match a truth table, with their labels.

    Parameters
    ----------
    min_iou : overlap that makes a match, intersection over union, in (0, 1].

    Raises
    ------
    AnnotationError : the table cannot be read, or fits no recording of the catalog.
    """
    place = find_catalog(catalog)
    annotations = read_table(truth, None)
    with CatalogStore.open(place) as store:
        record = learned_model(store)
        contents = read_contents(store, record)
        files = files_of(store, record)
    attached, _ = attach_truth(annotations, contents, truth, place)
    n_events = len(contents.events)
    matched = Matcher(contents, attached, min_iou, onset_tolerance_s=1.0).matched(learned_rows(files, n_events))
    return MatchedSpaces(
        recordings=[contents.recordings[contents.events[row].recording_id].name for row in matched.rows],
        labels=matched.labels,
        spaces={method: space[matched.rows] for method, space in spaces(files, n_events).items()},
    )


def attach_truth(
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


class Matcher:
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

    def matched(self, allowed: NDArray[np.int64]) -> Matched:
        """Return the matched events that all methods know."""
        inside = set(allowed.tolist())
        kept = sorted(match for match in self._matches if match[0] in inside)
        numbers: dict[str, int] = {}
        return Matched(
            rows=np.array([row for row, _, _ in kept], dtype=np.int64),
            labels=np.array([numbers.setdefault(label, len(numbers)) for _, label, _ in kept], dtype=np.int64),
            groups=np.array([group for _, _, group in kept], dtype=np.int64),
        )


def _label(annotation: Annotation) -> str:
    """Return what a row says the event is; a table that only numbers its categories says it so."""
    return annotation.label or ("" if annotation.category is None else f"category {annotation.category}")


def learned_rows(files: ModelFiles, n_events: int) -> NDArray[np.int64]:
    """Return the rows that the baselines were fitted on; the only ones that all methods can be compared on."""
    has_rows = files.has(LEARNED_ROWS_FILE)
    return np.array(files.array(LEARNED_ROWS_FILE)) if has_rows else np.arange(n_events)


def spaces(files: ModelFiles, n_events: int) -> dict[str, NDArray[np.float32]]:
    """Return the embeddings by method, by row of the model; unknown rows are zero."""
    rows = learned_rows(files, n_events)
    by_method = {OURS: np.array(files.embeddings())}
    for method in (PCA, ORIGINAL):
        if files.has(f"{method}.npy"):
            values = files.array(f"{method}.npy", shape=(len(rows), None), dtype=np.float32)
            by_method[method] = np.zeros((n_events, values.shape[1]), dtype=np.float32)
            by_method[method][rows] = values
    return by_method
