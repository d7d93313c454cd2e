"""What a truth table says about each event of a catalog: the answers of a person who never errs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.evaluate import match_by_iou
from coincide.label import NOISE
from coincide.records import Annotation
from coincide.workflow.contents import Contents

MIN_IOU = 0.3
"""Overlap that makes an event the one that the table speaks of: a name is right even if an end was cut off."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Events of the recordings that a table speaks of.

    Attributes
    ----------
    rows : (n,) rows of the model, ascending.
    names : (n,) label of each; `NOISE` where the table has nothing.
    groups : (n,) number of the recording of each.
    n_missed : (recordings,) labeled true events of each recording that no event matches.
    """

    rows: NDArray[np.int64]
    names: NDArray[np.str_]
    groups: NDArray[np.int64]
    n_missed: NDArray[np.int64]


def truth_of_events(contents: Contents, truth: Sequence[Annotation], *, min_iou: float = MIN_IOU) -> Truth:
    """Find the label of each event; an event that matches a row without a label is left out.

    Parameters
    ----------
    truth : rows whose recordings are names of the catalog.
    """
    by_recording: dict[str, list[Annotation]] = {}
    for annotation in truth:
        by_recording.setdefault(annotation.recording, []).append(annotation)
    found: dict[str, list[int]] = {name: [] for name in by_recording}
    for row, event in enumerate(contents.events):
        name = contents.recordings[event.recording_id].name
        if name in found:
            found[name].append(row)
    named: dict[int, str] = {}
    n_missed: list[int] = []
    for name, labeled in by_recording.items():
        matches = _match(contents, found[name], labeled, min_iou)
        named |= {row: matches[row].label if row in matches else NOISE for row in found[name]}
        matched = {id(annotation) for annotation in matches.values()}
        n_missed.append(sum(bool(one.label) and id(one) not in matched for one in labeled))
    group_of = {row: number for number, rows in enumerate(found.values()) for row in rows}
    rows = sorted(row for row, label in named.items() if label)
    return Truth(
        rows=np.array(rows, dtype=np.int64),
        names=np.array([named[row] for row in rows], dtype=np.str_),
        groups=np.array([group_of[row] for row in rows], dtype=np.int64),
        n_missed=np.array(n_missed, dtype=np.int64),
    )


def _match(
    contents: Contents, rows: Sequence[int], annotations: Sequence[Annotation], min_iou: float
) -> Mapping[int, Annotation]:
    events = [contents.events[row] for row in rows]
    pairs = match_by_iou(
        [annotation.onset_s for annotation in annotations],
        [annotation.offset_s for annotation in annotations],
        [event.onset_s for event in events],
        [event.offset_s for event in events],
        min_iou=min_iou,
    )
    return {rows[j]: annotations[i] for i, j in pairs}
