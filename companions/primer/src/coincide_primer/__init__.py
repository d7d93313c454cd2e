"""Gradients and boosted trees from scratch, in pages one enjoys reading.

>>> from coincide_primer import grad, tanh
>>> float(grad(tanh)(0.0)), float(grad(grad(tanh))(0.0))
(1.0, -0.0)

    tensors/      reverse-mode automatic differentiation on NumPy arrays
    networks/     layers, losses, optimizers, training, files
    trees/        gradient boosted trees, and why they say what they say
    drawing/      pictures of all that
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coincide_primer.errors import FileError as FileError
from coincide_primer.errors import GradientError as GradientError
from coincide_primer.errors import InputError as InputError
from coincide_primer.errors import PrimerError as PrimerError
from coincide_primer.networks import Adam as Adam
from coincide_primer.networks import AdamW as AdamW
from coincide_primer.networks import Convolution as Convolution
from coincide_primer.networks import Dense as Dense
from coincide_primer.networks import Dropout as Dropout
from coincide_primer.networks import Embedding as Embedding
from coincide_primer.networks import Epoch as Epoch
from coincide_primer.networks import Layer as Layer
from coincide_primer.networks import Network as Network
from coincide_primer.networks import Normalization as Normalization
from coincide_primer.networks import Optimizer as Optimizer
from coincide_primer.networks import Sgd as Sgd
from coincide_primer.networks import clustering_loss as clustering_loss
from coincide_primer.networks import cross_entropy as cross_entropy
from coincide_primer.networks import fit as fit
from coincide_primer.networks import flatten as flatten
from coincide_primer.networks import load_network as load_network
from coincide_primer.networks import log_softmax as log_softmax
from coincide_primer.networks import print_progress as print_progress
from coincide_primer.networks import save_network as save_network
from coincide_primer.networks import triplet_loss as triplet_loss
from coincide_primer.tensors import Operation as Operation
from coincide_primer.tensors import Tensor as Tensor
from coincide_primer.tensors import absolute as absolute
from coincide_primer.tensors import broadcast_to as broadcast_to
from coincide_primer.tensors import check_gradients as check_gradients
from coincide_primer.tensors import concatenate as concatenate
from coincide_primer.tensors import cos as cos
from coincide_primer.tensors import exp as exp
from coincide_primer.tensors import fold as fold
from coincide_primer.tensors import grad as grad
from coincide_primer.tensors import gradients as gradients
from coincide_primer.tensors import log as log
from coincide_primer.tensors import maximum as maximum
from coincide_primer.tensors import minimum as minimum
from coincide_primer.tensors import relu as relu
from coincide_primer.tensors import sigmoid as sigmoid
from coincide_primer.tensors import sin as sin
from coincide_primer.tensors import sqrt as sqrt
from coincide_primer.tensors import tanh as tanh
from coincide_primer.tensors import unfold as unfold
from coincide_primer.tensors import where as where

if TYPE_CHECKING:
    from coincide_primer.trees import BoostedTreesClassifier as BoostedTreesClassifier
    from coincide_primer.trees import BoostedTreesRegressor as BoostedTreesRegressor
    from coincide_primer.trees import Explanation as Explanation

_TREES = ("BoostedTreesClassifier", "BoostedTreesRegressor", "Explanation")


def __getattr__(name: str) -> object:
    """Load the trees only when they are asked for: they bring the compiler and scikit-learn."""
    if name in _TREES:
        from coincide_primer import trees

        return getattr(trees, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
