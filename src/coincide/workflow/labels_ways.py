"""Ways from a few labels to a name for everything: ours, and those that it is compared with.

Each way is asked for the names that it gives after so many human actions. The answers come from a truth table, as if a
person gave them who never errs, so an action is a label here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coincide.label import Consolidator, Known, Strategy, make_strategy
from coincide.label.logistic import predict_logistic
from coincide.seeds import generator
from coincide.workflow.labels_split import Split

Names = NDArray[np.str_]


def name_by_questions(
    strategy: str,
    embeddings: NDArray[np.float32],
    names: Names,
    split: Split,
    *,
    budgets: Sequence[int],
    seed: int,
) -> list[Names]:
    """Name events as `coincide label` does: questions by a strategy, spreading, and the classifier for what is new.

    Parameters
    ----------
    strategy : one of `coincide.label.STRATEGIES`.
    embeddings : (n, dim), unit rows.
    names : (n,) what a person would answer.

    Returns
    -------
    The names of the scored events, by budget.
    """
    inside = embeddings[split.pool]
    consolidator = Consolidator(inside)
    named: list[Names] = []
    for labels in _bought(strategy, consolidator, names[split.pool], budgets, seed):
        classifier = consolidator.consolidate(labels).classifier
        best = classifier.predict(embeddings[split.scored]).best
        named.append(np.array(classifier.names, dtype=np.str_)[best])
    return named


def name_pool_by_questions(
    strategy: str, embeddings: NDArray[np.float32], names: Names, *, budgets: Sequence[int], seed: int
) -> list[Names]:
    """Name the events that were asked about and all others of the same pool; returns (n,) names by budget."""
    consolidator = Consolidator(embeddings)
    bought = _bought(strategy, consolidator, names, budgets, seed)
    spreads = [consolidator.spreader.spread(labels) for labels in bought]
    return [np.array(spread.names, dtype=np.str_)[spread.best] for spread in spreads]


def name_by_random(
    features: NDArray[np.float32], names: Names, split: Split, *, budgets: Sequence[int], seed: int
) -> list[Names]:
    """Name events by logistic regression on features (n, dim), of unit variance, of events drawn at random."""
    order = random_order(split, seed)
    return [
        predict_logistic(features[order[:n]], names[order[:n]], features[split.scored], rng=generator(seed, "folds", n))
        for n in budgets
    ]


def name_by_network(
    patches: NDArray[np.uint8], names: Names, split: Split, *, budgets: Sequence[int], n_steps: int, seed: int
) -> list[Names]:
    """Name events by a network trained from scratch on patches of events drawn at random, the same as above."""
    from coincide.embed.scratch import ScratchSettings, fit_scratch, predict_scratch

    order = random_order(split, seed)
    named: list[Names] = []
    for n in budgets:
        classes, labels = np.unique(names[order[:n]], return_inverse=True)
        network = fit_scratch(
            patches[order[:n]],
            labels.astype(np.int64),
            n_classes=len(classes),
            settings=ScratchSettings(n_steps=n_steps),
            seed=seed,
        )
        named.append(classes[predict_scratch(network, patches[split.scored])])
    return named


def random_order(split: Split, seed: int) -> NDArray[np.int64]:
    """Return the pool in random order."""
    return generator(seed, "random labels").permutation(split.pool)


def _bought(
    strategy: str, consolidator: Consolidator, names: Names, budgets: Sequence[int], seed: int
) -> Iterator[Mapping[int, str]]:
    """Yield what is known after each budget; each is a session of its own, which knows how long it will be."""
    embeddings, spreader = consolidator.embeddings, consolidator.spreader
    for budget in budgets:
        asking = make_strategy(strategy, embeddings, budget=budget, seed=seed, spreader=spreader)
        yield _answered(asking, names, budget)


def _answered(asking: Strategy, names: Names, budget: int) -> Mapping[int, str]:
    """Answer questions about rows of `names`; returns what is known after `budget` of them, or at the end."""
    labels: dict[int, str] = {}
    while len(labels) < budget:
        question = asking.next(Known(labels=labels))
        if question is None:
            break
        labels = {**labels, question.row: str(names[question.row])}
    return labels
