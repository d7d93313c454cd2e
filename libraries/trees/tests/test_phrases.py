"""A vector for every node, own merge functions, and what a network says when it is called."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from coincide_trees import InputError, NeuralGrammar, RecursiveAutoencoder, Tree, parse, phrase_vectors, right_branching

VECTORS = np.random.default_rng(0).standard_normal((5, 4)).astype(np.float32)
MODELS = [RecursiveAutoencoder(4), NeuralGrammar(4, code=6), NeuralGrammar(4, code=6, context=3)]


def near(left: torch.Tensor, right: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return left + right, -(left - right).norm(dim=1)


@pytest.mark.parametrize("model", MODELS, ids=["autoencoder", "grammar", "grammar in context"])
def test_each_inner_vector_is_the_merge_of_its_children(model):
    tree = parse(VECTORS, model)
    found = phrase_vectors(tree, VECTORS, model)
    states = list(model.leaves(torch.tensor(VECTORS)[None], [5])[0])
    for left, right in tree.children:
        states.append(model.merge(states[left][None], states[right][None])[0][0])
    code = 4 if isinstance(model, RecursiveAutoencoder) else 6
    expected = torch.stack(states)[:, :code].detach().numpy()
    assert found.shape == (9, code)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_any_binary_tree_has_phrase_vectors():
    found = phrase_vectors(right_branching("abcde"), VECTORS, near)
    np.testing.assert_allclose(found[-1], VECTORS.sum(axis=0), atol=1e-5)


def test_a_flat_tree_has_none():
    with pytest.raises(InputError, match=r"got one of 5 leaves with nodes of \[5\] children"):
        phrase_vectors(Tree(tuple("abcde"), ((0, 1, 2, 3, 4),)), VECTORS, near)


def test_a_tree_over_other_leaves_is_refused():
    with pytest.raises(InputError, match="expected a binary tree over the 5 vectors, got one of 3 leaves"):
        phrase_vectors(right_branching("abc"), VECTORS, near)


def test_a_lambda_is_a_model():
    notes = np.array([[0.0], [0.1], [5.0], [5.3]])
    tree = parse(notes, lambda left, right: ((left + right) / 2, -(left - right).abs().sum(dim=1)))
    assert tree.children == ((0, 1), (2, 3), (4, 5))


@pytest.mark.parametrize("method", ["greedy", "beam", "chart"])
def test_a_function_is_searched_in_every_way(method):
    assert parse(VECTORS, near, method=method).n_nodes == 9


def test_a_module_of_two_arguments_is_a_model():
    class Nearness(torch.nn.Module):
        def forward(self, left, right):
            return near(left, right)

    assert parse(VECTORS, Nearness()).children == parse(VECTORS, near).children


def test_a_function_that_returns_something_else_is_told_so():
    with pytest.raises(InputError, match=r"expected the merge function to return parents \(4, 4\) and scores \(4,\)"):
        parse(VECTORS, lambda left, right: left + right)


def test_a_function_of_other_shapes_is_told_so():
    with pytest.raises(InputError, match=r"got shapes \(4, 4\) and \(4, 4\)"):
        parse(VECTORS, lambda left, right: (left, right))


def test_an_own_class_is_told_what_it_lacks():
    class Own:
        dim = 4

        def merge(self, left, right):
            return near(left, right)

    with pytest.raises(InputError, match="got Own without `spans_only`, `split_free`, `leaves`, `names_of`"):
        parse(VECTORS, Own())


@pytest.mark.parametrize("model", MODELS[:2], ids=["autoencoder", "grammar"])
def test_a_network_that_is_called_gives_codes_of_all_nodes(model):
    found = model(torch.tensor(VECTORS))
    np.testing.assert_allclose(found.detach().numpy(), phrase_vectors(parse(VECTORS, model), VECTORS, model), atol=1e-5)


def test_codes_carry_gradient():
    model = RecursiveAutoencoder(8)
    model(torch.randn(6, 8)).sum().backward()
    assert model.compose.weight.grad is not None
