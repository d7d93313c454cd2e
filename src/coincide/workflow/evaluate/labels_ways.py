"""Ways from a few labels to a name for everything: ours, and those that it is compared with.

Each way is asked for the names that it gives after so many human actions. The answers come from a truth table, as if a
person gave them who never errs, so an action is a label here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from coincide.label import Consolidator, Session, Strategy, make_strategy
from coincide.label.logistic import predict_logistic
from coincide.seeds import generator
from coincide.workflow.evaluate.labels_split import Split

Names = NDArray[np.str_]


def name_by_questions(
    strategy: str,
    embeddings: NDArray[np.float32],
    names: Names,
    split: Split,
    *,
    budgets: Sequence[int],
    seed: int,
    of_one_place: bool = False,
) -> list[Names]:
    """Name events as `coincide label` does: questions by a strategy, spreading, and the classifier for what is new.

    Parameters
    ----------
    strategy : one of `coincide.label.STRATEGIES`.
    embeddings : (n, dim), unit rows.
    names : (n,) what a person would answer.
    of_one_place : the scored events are those of one new place, see `coincide.label.Classifier.predict`.

    Returns
    -------
    The names of the scored events, by budget.
    """
    inside = embeddings[split.pool]
    consolidator = Consolidator(inside)
    named: list[Names] = []
    for labels in labels_bought(strategy, consolidator, names[split.pool], budgets, seed):
        classifier = consolidator.consolidate(labels).classifier
        best = classifier.predict(embeddings[split.scored], of_one_place=of_one_place).best
        named.append(np.array(classifier.names, dtype=np.str_)[best])
    return named


def name_by_random(
    features: NDArray[np.float32], names: Names, split: Split, *, budgets: Sequence[int], seed: int
) -> list[Names]:
    """Name events by logistic regression on features (n, dim), of unit variance, of events drawn at random."""
    order = random_order(split, seed)
    return [
        predict_logistic(features[order[:n]], names[order[:n]], features[split.scored], rng=generator(seed, "folds", n))
        for n in budgets
    ]


def random_order(split: Split, seed: int) -> NDArray[np.int64]:
    """Return the pool in random order."""
    return generator(seed, "random labels").permutation(split.pool)


def labels_bought(
    strategy: str, consolidator: Consolidator, names: Names, budgets: Sequence[int], seed: int
) -> Iterator[Mapping[int, str]]:
    """Yield what is known after each budget; each is a session of its own, which knows how long it will be."""
    embeddings, spreader = consolidator.embeddings, consolidator.spreader
    for budget in budgets:
        asking = make_strategy(strategy, embeddings, budget=budget, seed=seed, spreader=spreader)
        yield _answered(asking, names, budget)


def _answered(asking: Strategy, names: Names, budget: int) -> Mapping[int, str]:
    """Answer questions about rows of `names`; returns what is known after `budget` of them, or at the end."""
    session = Session(asking)
    while session.n_actions < budget and (question := session.ask()) is not None:
        session = session.answer(question, "name", str(names[question.row]))
    return session.known.labels
