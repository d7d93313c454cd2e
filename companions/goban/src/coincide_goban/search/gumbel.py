"""Choosing at the root with few evaluations: Gumbel noise and sequential halving (Danihelka and others 2022).

Some moves are drawn without replacement in proportion to the network's probabilities; the evaluations are shared among
them in rounds, after each of which the worse half is left out. The policy improves in expectation, however few they
are.
"""

from __future__ import annotations

import math

import numpy as np

from coincide_goban.compiled import guided, tree
from coincide_goban.search.choice import Choice, Position
from coincide_goban.search.guided import GuidedSearch

# The scale of completed values, of the paper's section 3.4 and its appendix.
_C_VISIT = 50.0
_C_SCALE = 1.0


class GumbelSearch:
    """Chooses among `considered` moves with the tree of a guided search.

    Parameters
    ----------
    search : the tree.
    considered : moves that are drawn at the root, a power of two at best.
    rng : of the noise; None plays without noise.
    """

    def __init__(self, search: GuidedSearch, *, considered: int = 16, rng: np.random.Generator | None) -> None:
        self._search = search
        self._considered = considered
        self._rng = rng

    def choose(
        self,
        position: Position,
        *,
        playouts: int | None = None,
        seconds: float | None = None,
        stops_early: bool = False,
    ) -> Choice:
        """Share `playouts` evaluations among the moves drawn; a budget in seconds is given to the plain tree.

        Only the plain tree can stop early, see `budget.spend`: here the number of evaluations says which moves are
        compared.
        """
        if playouts is None:
            return self._search.choose(position, seconds=seconds, stops_early=stops_early)
        self._search.follow(position)
        nodes = self._search.nodes
        children = np.array([c for c in nodes.children(0) if nodes.ints[tree.MOVE, c] >= 0])
        logits = np.log(nodes.floats[guided.PROBABILITY, children])
        noise = np.zeros(len(children)) if self._rng is None else self._rng.gumbel(size=len(children))
        order = np.argsort(-(logits + noise))[: min(self._considered, playouts, len(children))]
        best = self._halve(children[order], (logits + noise)[order], playouts)
        report = self._search.report()
        chosen = next(c for c in report.candidates if c.move == nodes.ints[tree.MOVE, best])
        others = tuple(c for c in report.candidates if c.move != chosen.move)
        return Choice(chosen.move, chosen.win_rate, report.visits, (chosen, *others))

    def _halve(self, kept: np.ndarray, scores: np.ndarray, playouts: int) -> int:
        """The child left when half of them are dropped again and again."""
        rounds = max(math.ceil(math.log2(len(kept))), 1)
        left = playouts
        for number in range(rounds):
            each = max(left // ((rounds - number) * len(kept)), 1)
            for child in np.repeat(kept, each)[: max(left, 0)]:
                self._search.visit(int(child))
            left -= each * len(kept)
            values = scores + self._completed(kept)
            order = np.argsort(-values, kind="stable")
            n = max(len(kept) // 2, 1) if number < rounds - 1 else 1
            kept, scores = kept[order[:n]], scores[order[:n]]
        return int(kept[0])

    def _completed(self, children: np.ndarray) -> np.ndarray:
        floats = self._search.nodes.floats
        visits = floats[tree.VISITS, children]
        values = np.divide(floats[tree.WINS, children], visits, out=np.full(len(children), 0.5), where=visits > 0)
        return (_C_VISIT + floats[tree.VISITS, self._search.nodes.children(0)].max()) * _C_SCALE * values
