"""A tree: what it asks at each node, and what it answers at each leaf."""

from __future__ import annotations

from dataclasses import dataclass

from coincide_primer.tensors.tensor import Array

LEAF = -1


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes in arrays; node 0 is the root, and children come after their parent.

    Attributes
    ----------
    feature : column that a node asks about; LEAF at a leaf.
    threshold : last bin that goes left.
    missing_left : whether a missing value goes left.
    left, right : numbers of the children.
    gain : by how much the split lowers the loss, to second order; 0 at a leaf.
    cover : sum of second derivatives (hessians) of the training rows that came here.
    value : what is added to the score of a row that ends here, learning rate included.
    """

    feature: Array
    threshold: Array
    missing_left: Array
    left: Array
    right: Array
    gain: Array
    cover: Array
    value: Array
