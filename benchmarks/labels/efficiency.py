"""Held-out digits: accuracy against the number of labels, and how many fewer than random labels ours are.

The program hears 2,400 clips without labels, labels are bought among them, and 600 other clips are named. Random labels
are given to a network from scratch with our augmentation, to logistic regression on statistics of cepstra, on principal
components of log-mel patches, and on our own embedding.

Tuned on these very clips, in favor of the baselines: of the network the number of steps (300 to 1,200), learning rate,
weight decay, label smoothing, sharpness, and whether views are augmented; of the cepstra whether the first coefficient
is used. The strength of every logistic regression is chosen by cross-validation among its labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.labels.datasets import digits_pool, fsdd, is_pool
from benchmarks.labels.learned import Learned, Library, embed_clips, picture_clips
from benchmarks.labels.mfcc import mfcc_statistics
from benchmarks.labels.network import ScratchSettings, name_by_network
from benchmarks.labels.rows import mean_row, reduction_row
from benchmarks.options import say
from benchmarks.table import Row
from coincide.categorize import pca_features
from coincide.evaluate import LabelCurve, label_curve, label_reduction
from coincide.label import STRATEGIES
from coincide.label.logistic import standardize
from coincide.seeds import generator
from coincide.workflow.evaluate.labels_split import Split
from coincide.workflow.evaluate.labels_ways import Names, name_by_questions, name_by_random

OURS = "tree"
NETWORK, CEPSTRA, EMBEDDING, PCA = "network from scratch", "cepstra", "our embedding", "log-mel + PCA"
ASKED = (10, 12, 14, 17, 20, 25, 30, 40, 50, 70, 100, 200)
RANDOM = (10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000)
TRAINED, TRAINED_QUICKLY = (20, 50, 100, 150, 200, 300, 500), (50, 100, 150, 200, 300)
ACCURACY_GOALS = {10: "≥ .95", 20: "≥ .97", 50: "≥ .978"}
TARGETS = (0.9, 0.95, 0.97)
REDUCTION_GOALS = {NETWORK: "≥ 15", CEPSTRA: "≥ 35", EMBEDDING: "≥ 8"}
WORK = "digits alone, held-out clips"

Curves = dict[str, LabelCurve]


@dataclass(frozen=True)
class _Material:
    """Pool and test, one below the other; `spaces` are features by name, `patches` what the network sees."""

    names: Names
    split: Split
    embeddings: npt.NDArray[np.float32]
    spaces: Mapping[str, npt.NDArray[np.float32]]
    patches: npt.NDArray[np.uint8]


def efficiency_rows(library: Library, data: Path, *, seeds: Sequence[int], n_draws: int) -> tuple[list[Row], Curves]:
    """Measure all curves.

    Parameters
    ----------
    n_draws : of random labels per seed; a quarter of that for the network, at least one.
    """
    is_quick = n_draws < 4
    scores: dict[str, list[list[float]]] = {}
    trained = TRAINED_QUICKLY if is_quick else TRAINED
    for seed in seeds:
        material = _gather(library.learned(digits_pool(data), seed), data)
        for strategy in STRATEGIES:
            scores.setdefault(strategy, []).append(_asked(material, strategy, seed))
        for space in material.spaces:
            for draw in range(n_draws):
                named = _random(material, space, 100 * seed + draw)
                scores.setdefault(space, []).append(_accuracies(material, named))
        for draw in range(max(1, n_draws // 4)):
            say(f"training networks from scratch, seed {seed}, draw {draw}")
            scores.setdefault(NETWORK, []).append(_trained(material, trained, 100 * seed + draw))
    budgets = {**dict.fromkeys(STRATEGIES, ASKED), NETWORK: trained}
    curves = {name: label_curve(budgets.get(name, RANDOM), values) for name, values in scores.items()}
    return _rows(curves), curves


def _gather(learned: Learned, data: Path) -> _Material:
    paths = {path.name: path for path in fsdd(data).glob("*.wav")}
    inside = [
        paths[learned.contents.recordings[learned.contents.events[row].recording_id].name.rpartition("/")[2]]
        for row in learned.truth.rows
    ]
    outside = sorted(path for path in paths.values() if not is_pool(path.stem))
    patches = np.concatenate([learned.patches(), picture_clips(learned, outside)])
    everything = [*inside, *outside]
    embeddings = np.concatenate([learned.embeddings, embed_clips(learned, outside, is_known_place=True)])
    return _Material(
        names=np.array([path.stem[0] for path in everything], dtype=np.str_),
        split=Split(np.arange(len(inside)), np.arange(len(inside), len(everything))),
        embeddings=embeddings,
        spaces={
            EMBEDDING: standardize(embeddings),
            CEPSTRA: standardize(mfcc_statistics(everything)),
            PCA: standardize(pca_features(patches, seed=0)),
        },
        patches=patches,
    )


def _asked(material: _Material, strategy: str, seed: int) -> list[float]:
    named = name_by_questions(strategy, material.embeddings, material.names, material.split, budgets=ASKED, seed=seed)
    return _accuracies(material, named)


def _random(material: _Material, space: str, seed: int) -> list[Names]:
    return name_by_random(material.spaces[space], material.names, material.split, budgets=RANDOM, seed=seed)


def _trained(material: _Material, budgets: Sequence[int], seed: int) -> list[float]:
    n_steps = ScratchSettings().n_steps
    named = name_by_network(
        material.patches, material.names, material.split, budgets=budgets, n_steps=n_steps, seed=seed
    )
    return _accuracies(material, named)


def _accuracies(material: _Material, named: Sequence[Names]) -> list[float]:
    return [float((guess == material.names[material.split.scored]).mean()) for guess in named]


def _rows(curves: Curves) -> list[Row]:
    rows: list[Row] = []
    for n, goal in ACCURACY_GOALS.items():
        ours = _at(curves[OURS], n)
        for name in curves:
            if name != OURS and n in curves[name].budgets:
                label = f"random: {name}" if name not in STRATEGIES else name
                rows.append(
                    mean_row(WORK, f"accuracy, {n} labels", ours, goal=goal, against=label, peer=_at(curves[name], n))
                )
    for target in TARGETS:
        for name, goal in REDUCTION_GOALS.items():
            found = label_reduction(curves[OURS], curves[name], target, rng=generator(0, "reduction"))
            metric = f"times fewer labels for {target:.0%} than random on {name}"
            rows.append(reduction_row(WORK, metric, found, goal=goal if target == 0.95 else ""))
    return rows


def _at(curve: LabelCurve, n: int) -> list[float]:
    return curve.scores[:, curve.budgets.tolist().index(n)].tolist()
