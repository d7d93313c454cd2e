"""Tree search with playouts that a network advises.

Every 20 playouts, the network is asked about a node that the search would go through now. Its probabilities replace the
hand-made priors of the moves there, and its value counts as some more playouts. Unlike the trees of `guided`, this one
grows by playouts, so it is deep where only playouts were made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from coincide_goban.compiled import advised, tree
from coincide_goban.compiled.priors import EVEN
from coincide_goban.encoders.fast import planes_of
from coincide_goban.errors import UsageError
from coincide_goban.search.budget import spend
from coincide_goban.search.choice import Choice, Position
from coincide_goban.search.guided import Evaluator
from coincide_goban.search.monte_carlo import TreeSearch
from coincide_goban.search.nodes import Nodes


@dataclass(frozen=True, kw_only=True)
class AdvisedSettings:
    """How the advice is used.

    Attributes
    ----------
    playouts : playouts for each evaluation.
    batch : nodes asked about at once.
    policy_weight : playouts, all won, that the likeliest move begins with; others begin with a share of them.
    value_weight : playouts that the network's value counts as.
    """

    playouts: int = 20
    batch: int = 8
    policy_weight: float = 60.0
    value_weight: float = 10.0


class AdvisedSearch:
    """A tree of one game, kept from move to move.

    Parameters
    ----------
    evaluator : answers positions.
    capacity : nodes it may hold.
    rng : where all its chance comes from.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        settings: AdvisedSettings | None = None,
        *,
        capacity: int = 1_000_000,
        rng: np.random.Generator,
    ) -> None:
        self.settings = settings or AdvisedSettings()
        self._evaluator = evaluator
        self._search = TreeSearch(capacity=capacity, rng=rng)

    @property
    def nodes(self) -> Nodes:
        """The tree."""
        return self._search.nodes

    def choose(
        self,
        position: Position,
        *,
        playouts: int | None = None,
        seconds: float | None = None,
        stops_early: bool = False,
    ) -> Choice:
        """Search, and say which move was visited most; `playouts` counts evaluations, and `budget.spend` explains
        `stops_early`.

        Raises
        ------
        UsageError : neither or both budgets are given, or they are not positive.
        """
        return spend(
            self,
            position,
            playouts=playouts,
            seconds=seconds,
            between_looks=self.settings.batch,
            stops_early=stops_early,
        )

    def follow(self, position: Position) -> None:
        """Make the root this position; what the tree knew about it is kept."""
        self._search.follow(position)

    def grow(self, playouts: int) -> None:
        """Add this many evaluations, with their playouts; the first is of the root if it is new."""
        n = 1
        while playouts > 0:
            self._search.grow(n * self.settings.playouts)
            self._ask(n)
            playouts -= n
            n = min(playouts, self.settings.batch)

    def report(self) -> Choice:
        """What the tree says now; the candidates' priors are the network's probabilities, as shares of all points."""
        choice, nodes = self._search.report(), self._search.nodes
        children = nodes.children(0)
        bonus = nodes.floats[tree.PRIOR_VISITS, children] - EVEN
        points = (nodes.ints[tree.MOVE, children] > 0) & (bonus > 0)
        if nodes.ints[tree.ASKED, 0] == 0 or not points.any():
            return choice
        shares = np.where(points, bonus, 0.0) / bonus[points].sum()
        priors = dict(zip(nodes.ints[tree.MOVE, children].tolist(), shares.tolist(), strict=True))
        return replace(choice, candidates=tuple(replace(c, prior=priors[c.move]) for c in choice.candidates))

    def _ask(self, n: int) -> None:
        """Ask about up to `n` nodes; fewer if the search would go through nodes that were all asked about."""
        position = self._search.nodes.position
        if position is None:
            raise UsageError("follow a position before growing its tree")
        nodes, numbers = self._search.nodes, self._search.numbers(position)
        boards, paths = [], []
        for _ in range(n):
            board, path = position.board.copy(), np.empty(tree.MAX_DEPTH, np.int64)
            depth = advised.find_node(board, nodes.ints, nodes.floats, numbers, path)
            if depth == 0:
                break
            boards.append(board)
            paths.append(path[:depth])
        if not boards:
            return
        answers = self._evaluator.answer(np.stack([planes_of(board, self._evaluator.planes) for board in boards]))
        for board, path, policy, value in zip(boards, paths, answers.policy, answers.value, strict=True):
            prior = policy.astype(np.float32)
            advised.add_priors(board, nodes.ints, nodes.floats, int(path[-1]), prior, self.settings.policy_weight)
            advised.add_value(nodes.floats, path, float(value), self.settings.value_weight)
