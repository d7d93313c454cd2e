"""Calls in noise, found by the detector and named with few labels: typed F1 over all true events.

A true event counts as found if an event overlaps it (intersection over union of at least 0.3) and carries its name;
events named noise are dropped. Labels are bought among the very events that are named, as a person with a folder would.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.labels.datasets import FieldSet
from benchmarks.labels.learned import Learned, Library
from benchmarks.labels.network import ScratchSettings, name_by_network
from benchmarks.labels.rows import mean_row
from benchmarks.options import say
from benchmarks.table import Row
from coincide.categorize import pca_features
from coincide.evaluate import typed_score
from coincide.label import NOISE, STRATEGIES, Consolidator
from coincide.label.logistic import standardize
from coincide.workflow.evaluate.labels_split import Split
from coincide.workflow.evaluate.labels_ways import Names, labels_bought, name_by_random

OURS = "tree"
EMBEDDING, PCA, NETWORK = "random: our embedding", "random: log-mel + PCA", "random: network from scratch"


def typed_rows(library: Library, field_set: FieldSet, *, seeds: Sequence[int]) -> list[Row]:
    """Measure one set at the budgets that it has goals for."""
    budgets = sorted(field_set.goals)
    scores: dict[str, list[list[float]]] = {}
    found: list[float] = []
    for seed in seeds:
        learned = library.learned(field_set.folder, seed)
        found.append((learned.truth.names != NOISE).sum() / learned.n_truth)
        say(f"naming {field_set.name}, seed {seed}: {len(learned.truth.rows)} events")
        for name, named in _named(learned, budgets, seed).items():
            scores.setdefault(name, []).append([_typed_f1(learned, guess) for guess in named])
    rows = [mean_row(field_set.name, "share of true events found (IoU .3)", found)]
    for column, budget in enumerate(budgets):
        ours = [values[column] for values in scores[OURS]]
        for name, theirs in scores.items():
            if name != OURS:
                peer = [values[column] for values in theirs]
                goal = field_set.goals[budget]
                metric = f"typed F1, {budget} labels"
                rows.append(mean_row(field_set.name, metric, ours, goal=goal, against=name, peer=peer))
    return rows


def _named(learned: Learned, budgets: Sequence[int], seed: int) -> dict[str, list[Names]]:
    names, patches = learned.truth.names, learned.patches()
    everything = np.arange(len(names))
    split = Split(everything, everything)
    n_steps = ScratchSettings().n_steps
    spaces = {EMBEDDING: learned.embeddings, PCA: pca_features(patches, seed=0)}
    return {
        **{strategy: _named_by_questions(strategy, learned, budgets, seed) for strategy in STRATEGIES},
        **{
            space: name_by_random(standardize(features), names, split, budgets=budgets, seed=seed)
            for space, features in spaces.items()
        },
        NETWORK: name_by_network(patches, names, split, budgets=budgets, n_steps=n_steps, seed=seed),
    }


def _named_by_questions(strategy: str, learned: Learned, budgets: Sequence[int], seed: int) -> list[Names]:
    """Name the events that were asked about and all others of the same pool; returns (n,) names by budget."""
    consolidator = Consolidator(learned.embeddings)
    bought = labels_bought(strategy, consolidator, learned.truth.names, budgets, seed)
    spreads = [consolidator.spreader.spread(labels) for labels in bought]
    return [np.array(spread.names, dtype=np.str_)[spread.best] for spread in spreads]


def _typed_f1(learned: Learned, named: Names) -> float:
    true = np.where(learned.truth.names == NOISE, "", learned.truth.names)
    return typed_score(true.tolist(), named.tolist(), n_truth=learned.n_truth, noise=NOISE).f1
