"""How well found trees agree with true ones: bracketing precision, recall and F1 (Black et al., 1991).

A bracket is the set of leaves under an inner node. Trivial ones say nothing and are not counted: the whole, single
leaves, and the same set a second time, as under a node with one child. Labeled brackets are the different pairs of set
and label. A sentence without brackets on both sides, of one or two leaves or flat, counts in the sums and in exact
matches, and in the mean over sentences not.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from coincide_trees.errors import InputError
from coincide_trees.tree import Tree

_Bracket = frozenset[int]


@dataclass(frozen=True)
class BracketScore:
    """Brackets of one tree or of many together.

    Attributes
    ----------
    n_matched, n_found, n_true : how many were found and true, found, true.
    """

    n_matched: int
    n_found: int
    n_true: int

    @property
    def precision(self) -> float:
        """Share of the found brackets that are true; 1 if none were found."""
        return self.n_matched / self.n_found if self.n_found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true brackets that were found; 1 if there are none."""
        return self.n_matched / self.n_true if self.n_true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both, 1 if there was nothing to find and nothing found."""
        n_both = self.n_found + self.n_true
        return 2 * self.n_matched / n_both if n_both else 1.0


@dataclass(frozen=True)
class ParsingScore:
    """Agreement of found trees with true ones over a corpus.

    Attributes
    ----------
    unlabeled, labeled : brackets of all sentences together; without labels on both sides `labeled` is None.
    sentence_f1 : mean of the unlabeled F1 over the sentences that have brackets, 1 if none has.
    exact_match : share of sentences with all brackets found and no other.
    label_accuracy : of the true brackets that were found, the share whose uppermost label is right; None without
        labels on both sides, 1 if there are none.
    n_sentences : how many were compared.
    """

    unlabeled: BracketScore
    labeled: BracketScore | None
    sentence_f1: float
    exact_match: float
    label_accuracy: float | None
    n_sentences: int


def parsing_score(true: Sequence[Tree], found: Sequence[Tree]) -> ParsingScore:
    """Compare found trees with true ones.

    Parameters
    ----------
    true, found : at least one pair, in the same order, each pair over the same number of leaves. Trees may have any
        number of children; binary ones have more brackets than flat truths, and pay in precision.

    Returns
    -------
    The score.

    Raises
    ------
    InputError : there are no trees, or another number of them or of leaves.
    """
    if len(true) != len(found) or not true:
        raise InputError(f"expected one found tree for each true one, at least one, got {len(found)} for {len(true)}.")
    each = [bracket_score(*pair) for pair in zip(true, found, strict=True)]
    is_labeled = all(tree.labels or not tree.children for tree in (*true, *found))
    pairs = [(_labels(one), _labels(other)) for one, other in zip(true, found, strict=True)] if is_labeled else []
    some = [score.f1 for score in each if score.n_true or score.n_found]
    return ParsingScore(
        unlabeled=total(each),
        labeled=total([_compared(_pairs(one), _pairs(other)) for one, other in pairs]) if is_labeled else None,
        sentence_f1=float(np.mean(some)) if some else 1.0,
        exact_match=float(np.mean([score.n_matched == score.n_true == score.n_found for score in each])),
        label_accuracy=_label_accuracy(pairs) if is_labeled else None,
        n_sentences=len(each),
    )


def bracket_score(true: Tree, found: Tree) -> BracketScore:
    """Compare the brackets of one found tree with a true one, labels aside.

    Parameters
    ----------
    true, found : trees over the same number of leaves.

    Returns
    -------
    The counts.

    Raises
    ------
    InputError : the numbers of leaves differ.
    """
    if true.n_leaves != found.n_leaves:
        raise InputError(f"expected trees over the same leaves, got {true.n_leaves} and {found.n_leaves} of them.")
    return _compared(set(_labels(true)), set(_labels(found)))


def total(scores: Sequence[BracketScore]) -> BracketScore:
    """Add counts of many trees.

    Parameters
    ----------
    scores : any number.

    Returns
    -------
    The score of all together.
    """
    return BracketScore(
        sum(score.n_matched for score in scores),
        sum(score.n_found for score in scores),
        sum(score.n_true for score in scores),
    )


def _labels(tree: Tree) -> dict[_Bracket, list[str]]:
    """Labels of each bracket that is not trivial, the uppermost last."""
    found: dict[_Bracket, list[str]] = {}
    for number, members in enumerate(tree.members[tree.n_leaves :]):
        if 1 < len(members) < tree.n_leaves:
            found.setdefault(frozenset(members), []).append(tree.labels[number] if tree.labels else "")
    return found


def _pairs(labels: dict[_Bracket, list[str]]) -> set[tuple[_Bracket, str]]:
    return {(bracket, label) for bracket, names in labels.items() for label in names}


def _compared(true: Set[object], found: Set[object]) -> BracketScore:
    return BracketScore(len(true & found), len(found), len(true))


def _label_accuracy(pairs: list[tuple[dict[_Bracket, list[str]], dict[_Bracket, list[str]]]]) -> float:
    is_right = [one[at][-1] == other[at][-1] for one, other in pairs for at in one.keys() & other.keys()]
    return float(np.mean(is_right)) if is_right else 1.0
