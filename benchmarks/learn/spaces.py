"""Where the events that match a truth table lie in the space of each method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide.learned.opened import open_learned
from coincide.workflow.annotations import read_table
from coincide.workflow.evaluate.matching import Matcher, learned_rows, spaces
from coincide.workflow.evaluate.truth import attach_truth


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


def matched_spaces(catalog: Path, truth: Path, *, min_iou: float = 0.5) -> MatchedSpaces:
    """Return the embeddings of the events that match a truth table, with their labels.

    Parameters
    ----------
    min_iou : overlap that makes a match, intersection over union, in (0, 1].

    Raises
    ------
    AnnotationError : the table cannot be read, or fits no recording of the catalog.
    """
    annotations = read_table(truth, None)
    with open_learned(catalog) as learned:
        contents = learned.contents
    attached = attach_truth(annotations, contents, truth, catalog).rows
    matched = Matcher(contents, attached, min_iou, onset_tolerance_s=1.0).matched(learned_rows(learned))
    return MatchedSpaces(
        recordings=[contents.recordings[contents.events[row].recording_id].name for row in matched.rows],
        labels=matched.labels,
        spaces={method: space[matched.rows] for method, space in spaces(learned).items()},
    )
