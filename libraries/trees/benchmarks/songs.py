"""Songs from a grammar that is drawn anew for each seed: can its trees be learned, with and without seeing any?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.options import say
from benchmarks.scores import F1, compared_rows, f1, mean_row, plain_scores
from benchmarks.seeds import generator
from benchmarks.synthetic_grammar import DIM, Song, SyntheticGrammar, best_tree, draw_grammar
from benchmarks.table import Row
from coincide_trees import NeuralGrammar, Pace, RecursiveAutoencoder, Tree, fit_autoencoder, fit_grammar, parse_batch

WORK = "synthetic grammar"
N_LEARNED, N_TEST = 1_000, 300
_CHART_ENTRIES = 4
_GRAMMAR_PACE = Pace(n_epochs=8, learning_rate=4e-3)
_AUTOENCODER_PACE = Pace(n_epochs=16, learning_rate=4e-3)


@dataclass(frozen=True)
class Lesson:
    """A grammar, songs to learn from, and songs to test on whose sequences of notes were not among these."""

    grammar: SyntheticGrammar
    learned: list[Song]
    test: list[Song]

    @property
    def truths(self) -> list[Tree]:
        return [song.tree for song in self.test]


@dataclass(frozen=True)
class SeedScores:
    """F1 of one seed by who found the trees, and whether the chart never scored below greedy."""

    f1: dict[str, float]
    plain: dict[str, float]
    chart_share: float
    n_test: int


GRAMMAR, CHART = "neural grammar, greedy", "neural grammar, chart"
UNFOLDING, RECURSIVE = "recursive autoencoder, unfolding, no labels", "recursive autoencoder, own errors, no labels"
KNOWN = "likeliest tree of the true grammar"
_GOALS = {GRAMMAR: "≥ 95", UNFOLDING: "15 above the best plain tree"}


def make_lesson(seed: int, *, n_learned: int = N_LEARNED, n_test: int = N_TEST) -> Lesson:
    """Draw a grammar and songs from it."""
    grammar = draw_grammar(seed)
    learned = grammar.songs(n_learned, rng=generator(seed, "learned songs"))
    drawn = grammar.songs(n_test, rng=generator(seed, "test songs"))
    heard = {song.tree.leaves for song in learned}
    return Lesson(grammar, learned, [song for song in drawn if song.tree.leaves not in heard])


def song_rows(*, seeds: range, quick: bool) -> Iterator[Row]:
    """All of one seed after the other; the rows at the end."""
    found = [_measured(seed, quick=quick) for seed in seeds]
    for name in found[0].f1:
        values, plain = [one.f1[name] for one in found], [one.plain for one in found]
        yield from compared_rows(f"{WORK}, {name}", F1, values, plain, goal=_GOALS.get(name, ""))
    leads = [one.f1[UNFOLDING] - max(one.plain.values()) for one in found]
    yield mean_row(f"{WORK}, {UNFOLDING}", "F1 above the best plain tree", leads, goal="≥ 15")
    shares = [one.chart_share for one in found]
    yield mean_row(f"{WORK}, {CHART}", "share of songs with a score of at least greedy's", shares, goal="1")
    yield mean_row(f"{WORK}, songs that were not learned from", "number", [one.n_test for one in found])


def _measured(seed: int, *, quick: bool) -> SeedScores:
    lesson = make_lesson(
        seed, n_learned=N_LEARNED // 2 if quick else N_LEARNED, n_test=N_TEST // 3 if quick else N_TEST
    )
    truths, vectors = lesson.truths, [song.vectors for song in lesson.test]
    grammar = _grammar(lesson, seed)
    greedy = parse_batch(vectors, grammar)
    chart = parse_batch(vectors, grammar, method="chart", entries=_CHART_ENTRIES)
    trees = {
        GRAMMAR: greedy,
        CHART: chart,
        UNFOLDING: parse_batch(vectors, _autoencoder(lesson, seed, is_unfolding=True)),
        RECURSIVE: parse_batch(vectors, _autoencoder(lesson, seed, is_unfolding=False)),
        KNOWN: [best_tree(lesson.grammar, one) for one in vectors],
    }
    reached = {name: f1(truths, found) for name, found in trees.items()}
    say(f"{WORK}, seed {seed}: {reached}")
    return SeedScores(reached, plain_scores(truths, seed=seed), _share_at_least(chart, greedy), len(truths))


def _grammar(lesson: Lesson, seed: int) -> NeuralGrammar:
    model = NeuralGrammar(DIM, context=32, seed=seed)
    songs = lesson.learned
    fit_grammar(model, [song.vectors for song in songs], [song.tree for song in songs], pace=_GRAMMAR_PACE, seed=seed)
    return model


def _autoencoder(lesson: Lesson, seed: int, *, is_unfolding: bool) -> RecursiveAutoencoder:
    model = RecursiveAutoencoder(DIM, is_unfolding=is_unfolding, seed=seed)
    fit_autoencoder(model, [song.vectors for song in lesson.learned], pace=_AUTOENCODER_PACE, seed=seed)
    return model


def _share_at_least(chart: list[Tree], greedy: list[Tree]) -> float:
    """Scores are sums of float32, whose order differs."""
    pairs = [(sum(one.scores), sum(other.scores)) for one, other in zip(chart, greedy, strict=True)]
    return sum(one >= other - 1e-4 * max(1.0, abs(other)) for one, other in pairs) / len(pairs)
