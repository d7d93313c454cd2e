"""Scores on new calls, beside the share of names that are right."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.labels.generated import GeneratedFolder, Shape, generate
from coincide.label import Consolidator
from coincide.recognize import hold_out, make_recognizer, measure_scores

pytestmark = pytest.mark.slow

FOLDERS = [generate(Shape("overlap", 12, 1.0, 0.6, n_events=500), seed=seed) for seed in range(900, 904)]


def _calibration_error(folder: GeneratedFolder) -> float:
    """Give all events their names, and measure on new ones."""
    labels: dict[int, str] = dict(enumerate(folder.names.tolist()))
    consolidator = Consolidator(folder.embeddings)
    classifier = consolidator.consolidate(labels).classifier
    held_out = hold_out(
        folder.embeddings,
        labels,
        recordings=folder.recordings.tolist(),
        spreader=consolidator.spreader,
        far=classifier.far,
    )
    named = make_recognizer(classifier, held_out).recognize(folder.new_embeddings)
    return measure_scores(named.scores, np.array(named.names)[named.best] == folder.new_names).calibration_error


def test_where_all_events_have_labels_scores_of_new_ones_are_about_right() -> None:
    """Of 250 new calls, scores that are exactly right are off by .03."""
    assert np.mean([_calibration_error(folder) for folder in FOLDERS]) < 0.06
