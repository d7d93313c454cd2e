"""Reverse-mode automatic differentiation on NumPy arrays: from a computation to its derivatives.

- `tensor`: an array that remembers how it was computed.
- `operation`: what an operation computes, and the rule of its derivative, written in tensors.
- `arithmetic`, `shapes`, `patches`: the operations.
- `walk`: the chain rule, from a result back to its leaves.
- `check`: derivatives beside finite differences.
"""

from __future__ import annotations

from coincide_primer.tensors.tensor import Tensor as Tensor  # isort: skip  (first: the operations need the class)
from coincide_primer.tensors.arithmetic import absolute as absolute
from coincide_primer.tensors.arithmetic import cos as cos
from coincide_primer.tensors.arithmetic import exp as exp
from coincide_primer.tensors.arithmetic import log as log
from coincide_primer.tensors.arithmetic import maximum as maximum
from coincide_primer.tensors.arithmetic import minimum as minimum
from coincide_primer.tensors.arithmetic import relu as relu
from coincide_primer.tensors.arithmetic import sigmoid as sigmoid
from coincide_primer.tensors.arithmetic import sin as sin
from coincide_primer.tensors.arithmetic import sqrt as sqrt
from coincide_primer.tensors.arithmetic import tanh as tanh
from coincide_primer.tensors.arithmetic import where as where
from coincide_primer.tensors.check import check_gradients as check_gradients
from coincide_primer.tensors.operation import Operation as Operation
from coincide_primer.tensors.patches import fold as fold
from coincide_primer.tensors.patches import unfold as unfold
from coincide_primer.tensors.shapes import broadcast_to as broadcast_to
from coincide_primer.tensors.shapes import concatenate as concatenate
from coincide_primer.tensors.walk import grad as grad
from coincide_primer.tensors.walk import gradients as gradients
