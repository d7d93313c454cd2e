"""What decoders ask of a model: states for leaves, and for two neighbors the state of their join and how good it is.

`RecursiveAutoencoder`, `NeuralGrammar`, `SpanGrammar` and `SpanScorer` are such mergers; yours may be one too. Where
states are the vectors themselves, a plain function will do (`models.function`). What a node has to remember travels in
its state, one row of numbers: its code, how many leaves it has, the codes of its ends.
The score of a tree is the sum of the scores of its merges; higher is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from torch import Tensor


@runtime_checkable
class Merger(Protocol):
    """A model that scores merges.

    Attributes
    ----------
    dim : length of the vectors that it reads.
    spans_only : states and scores depend on which leaves lie under the left and the right node, not on the trees over
        them. One best tree a span is then enough, and the chart exact.
    split_free : scores depend on the span that comes to be, and not even on where its two parts meet.
    """

    @property
    def dim(self) -> int: ...

    @property
    def spans_only(self) -> bool: ...

    @property
    def split_free(self) -> bool: ...

    def leaves(self, vectors: Tensor, lengths: Sequence[int]) -> Tensor:
        """Make states (batch, time, state) from vectors (batch, time, dim), padded with zeros past each length.

        States past the length are never looked at, and must not change those before.
        """
        ...

    def merge(self, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
        """Join rows of `left` and `right` (n, state): their parents (n, state) and scores (n,). Rows do not mix."""
        ...

    def names_of(self, states: Tensor) -> tuple[str, ...]:
        """Name inner nodes by their states (n, state); empty if the model has no names."""
        ...
