"""How many calls are found, as `learn` finds them."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from benchmarks.labels.datasets import Folder, digits_mixed, songs
from benchmarks.labels.learned import Library
from benchmarks.options import say
from benchmarks.scenes import link_tree
from benchmarks.table import Row
from coincide.learned.settings import load_settings
from coincide.workflow.evaluate.evaluate import evaluate
from coincide.workflow.learn.learn import learn

_FAST = {"embed": {"steps": 5, "baseline_steps": 0}, "categorize": {"steps": 5}}
"""Events do not depend on what is learned from them."""
_PEER = "default detector"


def detection_rows(library: Library, data: Path, *, is_quick: bool) -> list[Row]:
    """F1 by overlap of at least a half: digits in an hour of noise, and songs as they were recorded."""
    metric = "detection F1 (IoU .5)"
    rows: list[Row] = []
    for snr_db, goal in () if is_quick else ((5, "≥ .93"), (0, "≥ .80")):
        folder = digits_mixed(data, snr_db=snr_db)
        plain, ours = (_f1(library, folder, detector) for detector in ("plain", "auto"))
        rows.append(Row(f"digits, speakers mixed, {snr_db} dB, 1 h", metric, ours, 0.0, 1, _PEER, plain, goal=goal))
    plain, ours = (
        float(np.mean([_f1(library, _song(source), detector) for source in songs(data)]))
        for detector in ("plain", "auto")
    )
    rows.append(Row("finch song of two birds, mean", metric, ours, 0.0, 1, _PEER, plain, goal="≥ .98"))
    return rows


def _song(source: Path) -> Folder:
    return Folder(source.name, lambda place: link_tree(source, place))


def _f1(library: Library, folder: Folder, detector: str) -> float:
    say(f"finding the calls of {folder.key}")
    place, truth = library.recordings(folder)
    catalog = place.with_name("events.coincide")
    settings = load_settings(overrides={**_FAST, "events": {"detector": detector}})
    learn(place, catalog=catalog, settings=settings)
    score = evaluate(catalog, truth).detection.f1
    shutil.rmtree(catalog)
    return score
