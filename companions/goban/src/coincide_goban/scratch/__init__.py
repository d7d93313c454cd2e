"""A network from scratch, with NumPy alone (chapter 5): layers that know their own gradients.

- `layers`: dense, convolution, rectifier, flattening, softmax
- `network`: layers in a row, cross-entropy, gradient descent
- `check`: gradients against finite differences
"""

from __future__ import annotations

from coincide_goban.scratch.check import gradient_errors as gradient_errors
from coincide_goban.scratch.layers import Convolution as Convolution
from coincide_goban.scratch.layers import Dense as Dense
from coincide_goban.scratch.layers import Flatten as Flatten
from coincide_goban.scratch.layers import Rectifier as Rectifier
from coincide_goban.scratch.network import Sequential as Sequential
