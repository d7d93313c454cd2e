"""Names by category: the events of a place are judged together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import ModelRecord
from coincide.categorize import Categorizer, CategorizeSettings, fit_categories
from coincide.embed import Centers
from coincide.events import PictureScales
from coincide.learned.model import Model
from coincide.recognize import UNKNOWN
from coincide.workflow.recognize.naming import by_categories

N_KINDS, N_EACH, DIM = 4, 30, 16


def _calls(seed: int, *, spread: float) -> NDArray[np.float32]:
    rows = np.repeat(np.eye(DIM)[:N_KINDS], N_EACH, axis=0)
    rows += spread * np.random.default_rng(seed).standard_normal(rows.shape)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _model(categorizer: Categorizer) -> Model:
    centers = Centers(np.zeros((1, DIM), dtype=np.float32), np.zeros(DIM, dtype=np.float32), is_by_source=False)
    return Model({}, centers, {}, PictureScales([], {}, {}), categorizer)


def test_the_calls_of_a_new_individual_are_known_together() -> None:
    known = np.concatenate([_calls(0, spread=0.05), _calls(1, spread=0.4)[::10]])
    categorizer = replace(fit_categories(known, settings=CategorizeSettings(), seed=0), unsure_below=0.5)
    name = by_categories(_model(categorizer), ModelRecord("model", "events"))
    calls = _calls(2, spread=0.25)
    together = name(calls, True).labels.count(UNKNOWN)
    alone = sum(name(calls[row : row + 1], True).labels.count(UNKNOWN) for row in range(len(calls)))
    assert together < alone < len(calls) / 3
