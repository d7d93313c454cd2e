"""Pieces of the benchmark of parse trees."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from benchmarks import original, per_node
from benchmarks.scores import compared_rows, f1, plain_scores
from benchmarks.seeds import generator
from benchmarks.sentences import word_vector
from benchmarks.songs import make_lesson
from benchmarks.synthetic_grammar import MAX_LEAVES, MIN_LEAVES, best_tree, draw_grammar
from benchmarks.tags import guessed_tags
from benchmarks.treebank import best_binary
from coincide_trees import Pace, RecursiveAutoencoder, fit_autoencoder, from_brackets


def test_rules_of_a_drawn_grammar_have_probabilities_that_add_up():
    grammar = draw_grammar(3)
    totals = dict.fromkeys(grammar.labels, 0.0)
    for rule in grammar.rules:
        totals[rule.parent] += rule.probability
    assert all(total == pytest.approx(1.0) for total in totals.values())


def test_a_seed_draws_the_same_songs_again():
    one, other = (draw_grammar(1).songs(3, rng=generator(1, "songs")) for _ in range(2))
    assert [song.tree for song in one] == [song.tree for song in other]
    np.testing.assert_array_equal(one[0].vectors, other[0].vectors)


def test_other_seeds_draw_other_grammars():
    assert draw_grammar(1).rules != draw_grammar(2).rules


def test_every_node_of_a_song_follows_a_rule():
    grammar = draw_grammar(0)
    allowed = {(rule.parent, rule.left, rule.right) for rule in grammar.rules}
    for song in grammar.songs(20, rng=generator(0, "songs")):
        tree = song.tree
        names = [*tree.leaves, *tree.labels]
        used = {
            (label, *(names[child] for child in node)) for node, label in zip(tree.children, tree.labels, strict=True)
        }
        assert used <= allowed
        assert MIN_LEAVES <= tree.n_leaves <= MAX_LEAVES


def test_no_song_of_the_test_was_learned_from():
    lesson = make_lesson(0, n_learned=100, n_test=50)
    learned = {song.tree.leaves for song in lesson.learned}
    assert lesson.test
    assert not [song for song in lesson.test if song.tree.leaves in learned]


def test_without_noise_the_true_grammar_gives_a_tree_as_likely_as_the_true_one():
    grammar = draw_grammar(0)
    songs = [song for song in grammar.songs(30, rng=generator(0, "songs"), noise=0.01) if song.tree.n_leaves <= 12]
    found = [best_tree(grammar, song.vectors, noise=0.01) for song in songs]
    assert f1([song.tree for song in songs], found) > 97


def test_plain_trees_stand_beside_a_value_each():
    trees = [from_brackets("(S a (X b (Y c d)))")]
    rows = compared_rows("w", "F1", [50.0, 70.0], [plain_scores(trees, seed=0)] * 2, goal="≥ 1")
    assert {row.against: row.against_value for row in rows}["right-branching"] == 100
    assert rows[0].value == 60


def test_the_bound_of_binary_trees_counts_what_flat_nodes_lack():
    assert best_binary([from_brackets("(S (X a b) c d)")]) == pytest.approx(100 * 2 / 3)


def test_an_unknown_word_has_the_vector_of_its_spelling_alone():
    words = {"wren": np.ones(50, dtype=np.float32)}
    known, unknown = word_vector("Wren", words), word_vector("Brca", words)
    assert (known[:50].any(), unknown[:50].any(), unknown[50:].any()) == (True, False, True)


def test_digits_are_alike_in_spelling():
    words = {"wren": np.ones(50, dtype=np.float32)}
    np.testing.assert_array_equal(word_vector("p53", words), word_vector("p21", words))


def test_tags_that_words_tell_are_guessed():
    rng = np.random.default_rng(0)
    articles = [[20 * np.eye(4, dtype=np.float32)[rng.integers(0, 4, 12)] for _ in range(150)] for _ in range(4)]
    tags = [[[f"T{row.argmax()}" for row in sentence] for sentence in article] for article in articles]
    guessed, others, accuracy = guessed_tags(articles[:3], tags[:3], articles[3:], seed=0)
    assert accuracy > 0.95
    assert guessed[0][0].shape == (12, 4)
    assert [tags[3][0][0]] == [f"T{others[0][0][0].argmax()}"]


def test_a_loop_over_nodes_has_the_loss_of_the_batched_step():
    rng = np.random.default_rng(1)
    sequences = [rng.standard_normal((length, 6)).astype(np.float32) for length in (5, 9, 2)]
    model, twin = RecursiveAutoencoder(6, seed=2), RecursiveAutoencoder(6, seed=2)
    course = fit_autoencoder(model, sequences, pace=Pace(n_epochs=1, batch_size=3))
    with torch.no_grad():
        assert course.losses[0] == pytest.approx(per_node.mean_error(twin, sequences).item(), rel=1e-4)


def test_a_loop_over_nodes_learns():
    rng = np.random.default_rng(1)
    sequences = [rng.standard_normal((6, 4)).astype(np.float32)]
    model = RecursiveAutoencoder(4, seed=0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    losses = [per_node.step(model, optimizer, sequences) for _ in range(60)]
    assert losses[-1] < losses[0] / 2


def test_the_original_recursion_asks_the_network_for_all_pairs_again_and_again():
    model, n_calls = RecursiveAutoencoder(4), 0
    merge = model.merge

    def counted(left, right):
        nonlocal n_calls
        n_calls += 1
        return merge(left, right)

    model.merge = counted
    tree = original.greedy_tree(np.random.default_rng(0).standard_normal((20, 4)).astype(np.float32), model)
    assert (n_calls, tree.n_nodes) == (1_330, 39)
