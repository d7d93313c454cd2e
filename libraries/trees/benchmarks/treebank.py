"""Gold trees of sentences: a grammar that learns from annotated articles, and an autoencoder that sees no tree.

A binary parser has a node for each step, where annotators left a node flat. So nodes that the grammar leaves without
a name are taken out before its trees are compared; the row of binary trees keeps them, and the row of the best binary
tree says how far these could get.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.options import say
from benchmarks.scores import F1, compared_rows, f1, mean_row, plain_scores
from benchmarks.sentences import Part, Treebank, read_articles
from benchmarks.table import Row
from benchmarks.timing import timed
from coincide_trees import (
    NeuralGrammar,
    Pace,
    ParsingScore,
    RecursiveAutoencoder,
    SpanGrammar,
    Tree,
    fit_autoencoder,
    fit_grammar,
    parse_batch,
    parsing_score,
    without_unnamed,
)
from coincide_trees.decoders.decoding import Method

WORK = "treebank"
SPAN_WORK = "treebank with span grammar, chart"
GRAMMAR = "neural grammar, greedy"
RECURSIVE, UNFOLDING = "recursive autoencoder, own errors, no trees", "recursive autoencoder, unfolding, no trees"
BINARY = "binary trees of the neural grammar"
BEST_BINARY = "best binary trees (bound)"
_GOALS = {GRAMMAR: "≥ 75"}
_N_GLOVE = 50
_GRAMMAR_PACE = Pace(n_epochs=8, learning_rate=2e-3)
_AUTOENCODER_PACE = Pace(n_epochs=4, learning_rate=2e-3)
LONGEST = 30
"""Words of the longest sentence to learn from; tests are on 20 at most."""
_N_QUICK_EPOCHS = 2


@dataclass(frozen=True)
class SeedScores:
    """What one seed gave: F1 by who found the trees, of plain trees, and more about the neural grammar's."""

    f1: dict[str, float]
    plain: dict[str, float]
    grammar: ParsingScore
    minutes: float
    n_sentences: int
    tag_accuracy: float


def treebank_rows(data: Path, *, seeds: range, quick: bool) -> Iterator[Row]:
    """All of one seed after the other; the rows at the end."""
    found = [_measured(data, seed, quick=quick) for seed in seeds]
    for name in found[0].f1:
        values, plain = [one.f1[name] for one in found], [one.plain for one in found]
        yield from compared_rows(f"{WORK}, {name}", F1, values, plain, goal=_GOALS.get(name, ""))
    work = f"{WORK}, {GRAMMAR}"
    for metric, values in _more(found).items():
        yield mean_row(work, metric, values)
    yield mean_row(f"{WORK}, test sentences of at most 20 words", "number", [one.n_sentences for one in found])
    yield mean_row(f"{WORK}, parts of speech, guessed", "accuracy, %", [100 * one.tag_accuracy for one in found])


def span_rows(data: Path, *, seeds: range) -> Iterator[Row]:
    """The same for a grammar that scores spans by their ends, with the chart."""
    values, plain = list[float](), list[dict[str, float]]()
    for seed in seeds:
        bank = read_articles(data, seed=seed, longest=LONGEST)
        found = _parsed(_fitted_spans(bank, seed), bank.test, method="chart")
        values.append(f1(bank.test.trees, [without_unnamed(tree) for tree in found]))
        plain.append(plain_scores(bank.test.trees, seed=seed))
        say(f"{SPAN_WORK}, seed {seed}: {values[-1]}")
    yield from compared_rows(SPAN_WORK, F1, values, plain)


def _more(found: Sequence[SeedScores]) -> dict[str, list[float]]:
    scores = [one.grammar for one in found]
    return {
        "precision, %": [100 * one.unlabeled.precision for one in scores],
        "recall, %": [100 * one.unlabeled.recall for one in scores],
        "labeled F1, %": [100 * one.labeled.f1 for one in scores if one.labeled is not None],
        "label accuracy, %": [100 * one.label_accuracy for one in scores if one.label_accuracy is not None],
        "mean F1 of sentences, %": [100 * one.sentence_f1 for one in scores],
        "sentences all right, %": [100 * one.exact_match for one in scores],
        "minutes of one core to learn": [one.minutes for one in found],
    }


def _measured(data: Path, seed: int, *, quick: bool) -> SeedScores:
    bank = read_articles(data, seed=seed, longest=LONGEST)
    test = bank.test
    grammar, seconds = timed(lambda: fitted_grammar(bank, seed, quick=quick))
    binary = _parsed(grammar, test)
    named = [without_unnamed(tree) for tree in binary]
    reached = {GRAMMAR: f1(test.trees, named), BINARY: f1(test.trees, binary), BEST_BINARY: best_binary(test.trees)}
    for name, is_unfolding in ((RECURSIVE, False), (UNFOLDING, True)):
        reached[name] = f1(test.trees, _unsupervised(bank, seed, is_unfolding=is_unfolding, quick=quick))
    say(f"{WORK}, seed {seed}: {reached}, {seconds:.0f} s to learn")
    return SeedScores(
        reached,
        plain_scores(test.trees, seed=seed),
        parsing_score(test.trees, named),
        seconds / 60,
        len(test.trees),
        bank.tag_accuracy,
    )


def fitted_grammar(bank: Treebank, seed: int, *, quick: bool = False) -> NeuralGrammar:
    """Learn from the articles; the number of epochs is chosen on held-out ones."""
    dim = bank.learned.vectors[0].shape[1]
    model = NeuralGrammar(dim, context=128, code=64, hidden=128, labels=bank.labels, dropout=0.3, seed=seed)
    _fit(model, bank, seed, quick=quick)
    return model


def _fitted_spans(bank: Treebank, seed: int) -> SpanGrammar:
    dim = bank.learned.vectors[0].shape[1]
    model = SpanGrammar(dim, context=128, hidden=128, labels=bank.labels, dropout=0.3, seed=seed)
    _fit(model, bank, seed, quick=False)
    return model


def _fit(model: NeuralGrammar | SpanGrammar, bank: Treebank, seed: int, *, quick: bool) -> None:
    learned = bank.learned.up_to(10) if quick else bank.learned
    pace = Pace(n_epochs=_N_QUICK_EPOCHS, learning_rate=2e-3) if quick else _GRAMMAR_PACE
    held_out = bank.held_out.vectors, bank.held_out.trees
    fit_grammar(model, learned.vectors, learned.trees, held_out=held_out, pace=pace, seed=seed)


def _unsupervised(bank: Treebank, seed: int, *, is_unfolding: bool, quick: bool) -> list[Tree]:
    """Trees over the words' vectors alone, since guesses of parts of speech come from trees' tags."""
    model = RecursiveAutoencoder(_N_GLOVE, is_unfolding=is_unfolding, seed=seed)
    pace = Pace(n_epochs=1) if quick else _AUTOENCODER_PACE
    fit_autoencoder(model, [one[:, :_N_GLOVE] for one in bank.learned.vectors], pace=pace, seed=seed)
    return parse_batch([one[:, :_N_GLOVE] for one in bank.test.vectors], model)


def _parsed(model: NeuralGrammar | SpanGrammar, part: Part, *, method: Method = "greedy") -> list[Tree]:
    return parse_batch(part.vectors, model, method=method, names=[tree.leaves for tree in part.trees])


def best_binary(trees: Sequence[Tree]) -> float:
    """F1 in percent of binary trees that have all true brackets, and the more that makes them binary."""
    n_true = parsing_score(trees, trees).unlabeled.n_true
    n_binary = sum(max(tree.n_leaves - 2, 0) for tree in trees)
    return 100 * 2 * n_true / (n_true + n_binary)
