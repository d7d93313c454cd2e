"""A vector for every node of a tree: what a model makes of the leaves below it.

This is what recursive networks were first used for: phrases, and not only words, become points that can be compared.

Socher, Pennington, Huang, Ng and Manning 2011 (EMNLP).
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from coincide_trees.adjacency import chain
from coincide_trees.decoders.greedy import greedy
from coincide_trees.errors import InputError
from coincide_trees.models.function import MergeFunction, as_merger
from coincide_trees.models.levels import grow
from coincide_trees.models.protocol import Merger
from coincide_trees.tree import Tree
from coincide_trees.vectors import pad, width_of


def phrase_vectors(tree: Tree, vectors: ArrayLike | Tensor, model: Merger | MergeFunction) -> NDArray[np.float32]:
    """Compute the vector of every node of a binary tree.

    Parameters
    ----------
    tree : the result of `parse` for these vectors, or any other binary tree over as many leaves.
    vectors : (leaves, dim).
    model : as for `parse`.

    Returns
    -------
    (nodes, code): leaves first, then the inner nodes as `tree` numbers them; the last row is the whole. The code of a
    `RecursiveAutoencoder` has `dim` numbers, that of a `NeuralGrammar` `code`; of other models it is the whole state.

    Raises
    ------
    InputError : the tree has another number of leaves, or a node with more or fewer than two children.
    """
    merger = as_merger(model, width_of([vectors]))
    padded, lengths = pad([vectors], merger)
    if tree.n_leaves != lengths[0] or any(len(node) != 2 for node in tree.children):
        raise InputError(
            f"expected a binary tree over the {lengths[0]} vectors, got one of {tree.n_leaves} leaves with nodes of "
            f"{sorted({len(node) for node in tree.children})} children. Parse these vectors, or binarize the tree."
        )
    with torch.inference_mode():
        leaves = merger.leaves(padded, lengths)
        states = grow(leaves, [[(node[0], node[1]) for node in tree.children]], merger).states
    return torch.cat([leaves[0], states])[:, : code_width(merger, leaves.shape[2])].cpu().numpy()


def greedy_codes(vectors: Tensor, model: Merger) -> Tensor:
    """Parse one sequence (leaves, dim) greedily; the codes of its nodes (2 leaves − 1, code), with gradient."""
    leaves = model.leaves(vectors.unsqueeze(0), [len(vectors)])
    with torch.no_grad():
        found = greedy(leaves, [chain(len(vectors))], model)
    states = grow(leaves, [found[0].children], model).states
    return torch.cat([leaves[0], states])[:, : code_width(model, leaves.shape[2])]


def code_width(model: Merger, width: int) -> int:
    """How many numbers of a state are the code; autoencoders keep a size behind it, grammars their fences."""
    from coincide_trees.models.autoencoder import RecursiveAutoencoder
    from coincide_trees.models.grammar import NeuralGrammar

    if isinstance(model, RecursiveAutoencoder):
        return model.dim
    return model.code if isinstance(model, NeuralGrammar) else width
