"""Which events of a catalog are which rows of a truth table, and where these events lie in the space of each method."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.evaluate import DetectionScore, EdgeErrors, detection_score, edge_errors, match_by_iou, match_by_onset
from coincide.learned.contents import Contents
from coincide.learned.grouping import ORIGINAL, OURS, PCA
from coincide.learned.model_files import LEARNED_ROWS_FILE
from coincide.learned.opened import LearnedCatalog
from coincide.records import Annotation, Event


@dataclass(frozen=True, slots=True)
class MatchedEvents:
    """Events that the truth has a label for.

    Attributes
    ----------
    rows : (m,) rows of the model.
    labels, groups : (m,) number of the label, and of the recording.
    """

    rows: NDArray[np.int64]
    labels: NDArray[np.int64]
    groups: NDArray[np.int64]


def by_recording(contents: Contents, truth: Sequence[Annotation]) -> list[tuple[Sequence[Annotation], Sequence[int]]]:
    """Return what a table and the model say about each recording of the table: its annotations, and rows of events.

    Parameters
    ----------
    truth : rows whose recordings are names of the catalog.
    """
    labeled: dict[str, list[Annotation]] = {}
    for annotation in truth:
        labeled.setdefault(annotation.recording, []).append(annotation)
    found: dict[str, list[int]] = {name: [] for name in labeled}
    for row, recording_id in enumerate(contents.events.recording_ids.tolist()):
        name = contents.recordings[recording_id].name
        if name in found:
            found[name].append(row)
    return [(annotations, found[name]) for name, annotations in labeled.items()]


def overlapping(truth: Sequence[Annotation], events: Sequence[Event], *, min_iou: float) -> list[tuple[int, int]]:
    """Match annotations and events of one recording, each channel apart; see `match_by_iou`.

    Returns
    -------
    Pairs of their places, by the place of the annotation.
    """

    def match(a: Sequence[Annotation], e: Sequence[Event]) -> list[tuple[int, int]]:
        spans = [one.onset_s for one in a], [one.offset_s for one in a], [one.onset_s for one in e]
        return match_by_iou(*spans, [one.offset_s for one in e], min_iou=min_iou)

    return _matched_by_channel(truth, events, match)


def _close(truth: Sequence[Annotation], events: Sequence[Event], *, tolerance_s: float) -> list[tuple[int, int]]:
    def match(a: Sequence[Annotation], e: Sequence[Event]) -> list[tuple[int, int]]:
        return match_by_onset([one.onset_s for one in a], [one.onset_s for one in e], tolerance_s=tolerance_s)

    return _matched_by_channel(truth, events, match)


def _matched_by_channel(
    truth: Sequence[Annotation],
    events: Sequence[Event],
    match: Callable[[Sequence[Annotation], Sequence[Event]], list[tuple[int, int]]],
) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for channel in sorted({one.channel for one in truth}):
        true = [place for place, one in enumerate(truth) if one.channel == channel]
        found = [place for place, one in enumerate(events) if one.channel == channel]
        here = match([truth[place] for place in true], [events[place] for place in found])
        pairs += [(true[i], found[j]) for i, j in here]
    return sorted(pairs)


class Matcher:
    """Matches events and truth, recording by recording."""

    def __init__(
        self, contents: Contents, truth: Sequence[Annotation], min_iou: float, onset_tolerance_s: float
    ) -> None:
        self.by_overlap: list[DetectionScore] = []
        self.by_onset: list[DetectionScore] = []
        self._errors_s: list[tuple[float, float]] = []
        self._durations_s: list[float] = []
        self._matches: list[tuple[int, str, int]] = []
        for group, (labeled, rows) in enumerate(by_recording(contents, truth)):
            events = contents.events.take(rows)
            pairs = overlapping(labeled, events, min_iou=min_iou)
            close = _close(labeled, events, tolerance_s=onset_tolerance_s)
            for scores, matches in ((self.by_overlap, pairs), (self.by_onset, close)):
                scores.append(detection_score(n_truth=len(labeled), n_found=len(rows), n_matched=len(matches)))
            self._errors_s += [_errors_s(labeled[i], events[j]) for i, j in pairs]
            self._durations_s += [labeled[i].offset_s - labeled[i].onset_s for i, _ in pairs]
            self._matches += [(rows[j], _label(labeled[i]), group) for i, j in pairs if _label(labeled[i])]

    def edges(self) -> EdgeErrors | None:
        """Return how far edges are off, over events matched by overlap; None if there are none."""
        return edge_errors(self._errors_s, self._durations_s)

    def matched(self, allowed: NDArray[np.int64]) -> MatchedEvents:
        """Return the matched events that all methods know."""
        inside = set(allowed.tolist())
        kept = sorted(match for match in self._matches if match[0] in inside)
        numbers: dict[str, int] = {}
        return MatchedEvents(
            rows=np.array([row for row, _, _ in kept], dtype=np.int64),
            labels=np.array([numbers.setdefault(label, len(numbers)) for _, label, _ in kept], dtype=np.int64),
            groups=np.array([group for _, _, group in kept], dtype=np.int64),
        )


def _errors_s(true: Annotation, found: Event) -> tuple[float, float]:
    return found.onset_s - true.onset_s, found.offset_s - true.offset_s


def _label(annotation: Annotation) -> str:
    """Return what a row says the event is; a table that only numbers its categories says it so."""
    return annotation.label or ("" if annotation.category is None else f"category {annotation.category}")


def learned_rows(learned: LearnedCatalog) -> NDArray[np.int64]:
    """Return the rows that the baselines were fitted on; the only ones that all methods can be compared on."""
    if learned.files.has(LEARNED_ROWS_FILE):
        return np.array(learned.files.array(LEARNED_ROWS_FILE))
    return np.arange(len(learned.contents.events))


def spaces(learned: LearnedCatalog) -> dict[str, NDArray[np.float32]]:
    """Return the embeddings by method, by row of the model; unknown rows are zero."""
    rows, files = learned_rows(learned), learned.files
    by_method = {OURS: learned.embeddings}
    for method in (PCA, ORIGINAL):
        if files.has(f"{method}.npy"):
            values = files.array(f"{method}.npy", shape=(len(rows), None), dtype=np.float32)
            by_method[method] = np.zeros((len(learned.contents.events), values.shape[1]), dtype=np.float32)
            by_method[method][rows] = values
    return by_method
