"""One data set through the main job, scored against its truth."""

from __future__ import annotations

import shutil
import time
from collections import defaultdict
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from benchmarks.learn.datasets import Dataset
from benchmarks.learn.spaces import matched_spaces
from benchmarks.table import Row
from coincide.evaluate import retrieval_scores
from coincide.learned.grouping import KMEANS, ORIGINAL, OURS, PCA
from coincide.learned.settings import load_settings
from coincide.workflow.evaluate.evaluate import Evaluation, evaluate
from coincide.workflow.learn.learn import learn
from coincide.workflow.progress import StageProgress

NAMES = {KMEANS: "embedding + k-means", PCA: "log-mel + PCA + k-means", ORIGINAL: "original recipe"}
_EQUAL_STEPS = 1_000_000
"""Baselines get at most this many steps and never more than ours: as many."""

Values = dict[tuple[str, str], float]
"""Measured values by metric and method."""


def quality_rows(dataset: Dataset, *, seeds: Sequence[int], work: Path) -> list[Row]:
    """Learn with each seed, and average."""
    place = work / "recordings"
    place.mkdir()
    truth = dataset.make(place)
    torch.set_num_threads(1)
    measured = [_measure(dataset, place, truth, seed, work / "catalog") for seed in seeds]
    shutil.rmtree(place)
    return _rows(dataset, measured)


def _measure(dataset: Dataset, place: Path, truth: Path, seed: int, catalog: Path) -> Values:
    overrides = {stage: dict(values) for stage, values in dataset.settings.items()}
    if not dataset.is_timed:
        overrides.setdefault("embed", {})["baseline_steps"] = _EQUAL_STEPS
    clock = CpuClock()
    began = time.process_time()
    learn(place, catalog=catalog, settings=load_settings(overrides=overrides), seed=seed, progress=clock)
    total_s = time.process_time() - began
    judged = evaluate(catalog, truth)
    values = _scores(judged) | _across(dataset, catalog, truth)
    values["CPU s of training", OURS] = clock.seconds["embed"]
    if dataset.is_timed:
        values["CPU s, folder to categories", OURS] = total_s
    shutil.rmtree(catalog)
    return values


def _scores(judged: Evaluation) -> Values:
    values: Values = {
        ("detection F1", OURS): judged.detection.f1,
        ("onset F1 (50 ms)", OURS): judged.detection_onset.f1,
    }
    for method in judged.methods:
        values["categories", method.name] = method.n_categories
        values["NMI", method.name] = method.nmi
        values["ARI", method.name] = method.ari
        values["purity", method.name] = method.purity
        if method.map is not None and method.recall_at_1 is not None:
            values["mAP", method.name] = method.map
            values["R@1", method.name] = method.recall_at_1
    return values


def _across(dataset: Dataset, catalog: Path, truth: Path) -> Values:
    """Nearest neighbors from other individuals."""
    if dataset.group_of is None:
        return {}
    matched = matched_spaces(catalog, truth)
    groups = np.unique([dataset.group_of(name) for name in matched.recordings], return_inverse=True)[1]
    values: Values = {}
    for method, space in matched.spaces.items():
        score = retrieval_scores(space, matched.labels, groups, exclude_same_group=True)
        values["R@1 across", method] = score.recall_at_k[1]
        values["5-NN across", method] = score.knn_accuracy
    return values


def _rows(dataset: Dataset, measured: Sequence[Values]) -> list[Row]:
    by_key: dict[tuple[str, str], list[float]] = defaultdict(list)
    for values in measured:
        for key, value in values.items():
            by_key[key].append(value)
    rows: list[Row] = []
    for metric in dict.fromkeys(metric for metric, method in by_key if method == OURS):
        ours = by_key[metric, OURS]
        goal = dataset.goals.get(metric, "")
        row = Row(dataset.name, metric, float(np.mean(ours)), float(np.std(ours)), len(ours), goal=goal)
        peers = [method for method in NAMES if (metric, method) in by_key]
        for peer in peers:
            theirs = float(np.mean(by_key[metric, peer]))
            rows.append(replace(row, against=NAMES[peer], against_value=theirs))
        if not peers:
            rows.append(row)
    return rows


class CpuClock:
    """Measures the CPU time of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def stage(self, name: str, *, total: float, unit: str) -> Generator[StageProgress]:  # noqa: ARG002 (a protocol)
        began = time.process_time()
        yield self
        self.seconds[name] += time.process_time() - began

    def advance(self, amount: float) -> None:
        """Nobody watches."""

    def say(self, message: str) -> None:
        print(message)
