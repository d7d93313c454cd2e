"""Your own way to merge, as a plain function: vectors are the states, and no network is needed.

For instance ``lambda left, right: (left + right, -(left - right).norm(dim=1))`` joins what is near.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor

from coincide_trees.errors import InputError
from coincide_trees.models.protocol import Merger

MergeFunction = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]
"""From rows of left and right nodes (n, dim) to parents (n, dim) and scores (n,); higher is better, rows do not mix."""

_MEMBERS = ("dim", "spans_only", "split_free", "leaves", "merge", "names_of")


class FunctionMerger:
    """A merger of vectors by a function.

    Parameters
    ----------
    function : see `MergeFunction`.
    dim : length of the vectors.
    """

    spans_only = False
    split_free = False

    def __init__(self, function: Callable[[Tensor, Tensor], object], dim: int) -> None:
        self._function, self.dim = function, dim

    def leaves(self, vectors: Tensor, lengths: Sequence[int]) -> Tensor:  # noqa: ARG002 (leaves do not see each other)
        """The vectors as they are."""
        return vectors

    def merge(self, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
        """The result of the function.

        Raises
        ------
        InputError : it does not return parents and scores of the right shapes.
        """
        told = self._function(left, right)
        if isinstance(told, tuple) and [type(part) for part in told] == [Tensor, Tensor]:
            parents, scores = told
            if parents.shape == left.shape and scores.shape == left.shape[:1]:
                return parents, scores
            got = f"shapes {tuple(parents.shape)} and {tuple(scores.shape)}"
        else:
            got = type(told).__name__
        raise InputError(
            f"expected the merge function to return parents {tuple(left.shape)} and scores ({len(left)},) as tensors, "
            f"got {got}. Return `(parents, scores)`."
        )

    def names_of(self, states: Tensor) -> tuple[str, ...]:  # noqa: ARG002 (has no names)
        """Nothing: nodes have no names."""
        return ()


def as_merger(model: object, dim: int) -> Merger:
    """Take a model as it is, and a function of left and right as a merger of vectors of length `dim`.

    Raises
    ------
    InputError : it is neither.
    """
    if isinstance(model, Merger):
        return model
    if callable(model) and "merge" not in dir(model):
        return FunctionMerger(model, dim)
    missing = ", ".join(f"`{name}`" for name in _MEMBERS if name not in dir(model))
    raise InputError(
        f"expected a model, or a function of left and right that returns parents and scores, got "
        f"{type(model).__name__} without {missing}. `coincide_trees.Merger` lists what a model must have."
    )
