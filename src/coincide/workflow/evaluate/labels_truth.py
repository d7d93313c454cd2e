"""What a truth table says about each event of a catalog: the answers of a person who never errs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.label import NOISE
from coincide.learned.contents import Contents
from coincide.records import Annotation
from coincide.workflow.evaluate.matching import by_recording, overlapping

MIN_IOU = 0.3
"""Overlap that makes an event the one in the table: a name is right even if an end was cut off."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Events of the recordings that a table covers.

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


def truth_of_events(contents: Contents, truth: Sequence[Annotation]) -> Truth:
    """Find the label of each event; an event that matches a row without a label is left out.

    Parameters
    ----------
    truth : rows whose recordings are names of the catalog.
    """
    named: dict[int, str] = {}
    group_of: dict[int, int] = {}
    n_missed: list[int] = []
    for group, (labeled, rows) in enumerate(by_recording(contents, truth)):
        pairs = overlapping(labeled, [contents.events[row] for row in rows], min_iou=MIN_IOU)
        label_of = {rows[j]: labeled[i].label for i, j in pairs}
        named |= {row: label_of.get(row, NOISE) for row in rows}
        group_of |= dict.fromkeys(rows, group)
        matched = {i for i, _ in pairs}
        n_missed.append(sum(bool(one.label) and place not in matched for place, one in enumerate(labeled)))
    rows = sorted(row for row, label in named.items() if label)
    return Truth(
        rows=np.array(rows, dtype=np.int64),
        names=np.array([named[row] for row in rows], dtype=np.str_),
        groups=np.array([group_of[row] for row in rows], dtype=np.int64),
        n_missed=np.array(n_missed, dtype=np.int64),
    )
