"""Tree search that a network guides: PUCT, as in AlphaGo Zero (Silver and others 2017).

Leaves are answered in batches; visits in flight count as losses, so a batch spreads. For self-play, Dirichlet noise at
the root makes it try what the network thinks little of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from coincide_goban.compiled import guided, tree
from coincide_goban.compiled.board import area_margin
from coincide_goban.compiled.chance import new_state
from coincide_goban.compiled.layout import BLACK, INFO, PASSES, TO_PLAY
from coincide_goban.compiled.playout import playouts as play_out
from coincide_goban.encoders.fast import planes_of
from coincide_goban.errors import UsageError
from coincide_goban.network.forward import Answers
from coincide_goban.search.budget import spend
from coincide_goban.search.choice import Candidate, Choice, Position
from coincide_goban.search.monte_carlo import KO_RULES
from coincide_goban.search.nodes import Nodes


class Evaluator(Protocol):
    """Whatever answers planes, such as `coincide_goban.network.forward.Network`; `planes` is how many, 11 or 17."""

    @property
    def planes(self) -> int: ...

    def answer(self, planes: np.ndarray) -> Answers: ...


@dataclass(frozen=True, kw_only=True)
class GuidedSettings:
    """How the tree is grown.

    Attributes
    ----------
    exploration : the constant of PUCT.
    reduction : how much less than its parent a move without visits counts.
    batch : leaves answered at once.
    noise : share of Dirichlet noise in the root's probabilities; 0 for play, 0.25 for self-play.
    rollouts : playouts from each leaf, mixed with the network's value as in AlphaGo (Silver and others 2016).
    rollout_share : weight of the playouts in that mixture, 0 to 1.
    """

    exploration: float = 1.3
    reduction: float = 0.2
    batch: int = 8
    noise: float = 0.0
    rollouts: int = 0
    rollout_share: float = 0.5


# Policy, value and playouts together (chapter 13).
ALPHAGO = GuidedSettings(rollouts=8, rollout_share=0.7)


class GuidedSearch:
    """A tree of one game, kept from move to move.

    Parameters
    ----------
    evaluator : answers positions.
    capacity : nodes it may hold.
    rng : where the chance of noise and playouts comes from.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        settings: GuidedSettings | None = None,
        *,
        capacity: int = 200_000,
        rng: np.random.Generator,
    ) -> None:
        self.settings = settings or GuidedSettings()
        self.nodes = Nodes(capacity)
        self._evaluator = evaluator
        self._rng = rng
        self._chance = new_state(rng)

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
        self.nodes.follow(position)
        if self.nodes.ints[tree.FIRST, 0] == 0:
            self._run([-1])
        if self.settings.noise > 0:
            self._add_noise()

    def grow(self, playouts: int) -> None:
        """Add this many evaluations."""
        while playouts > 0:
            n = min(playouts, self.settings.batch)
            self._run([-1] * n)
            playouts -= n

    def visit(self, child: int) -> None:
        """Add one evaluation below a child of the root."""
        self._run([child])

    def report(self) -> Choice:
        """What the tree says now."""
        candidates = tuple(self._candidate(child) for child in self.nodes.by_visits())
        if not candidates:
            return Choice(move=0, win_rate=0.5, visits=0)
        return Choice(candidates[0].move, candidates[0].win_rate, int(self.nodes.floats[tree.VISITS, 0]), candidates)

    def _run(self, forced: list[int]) -> None:
        """Walk to as many leaves, answer them together, and give the answers back."""
        position = self.nodes.position
        if position is None:
            raise UsageError("follow a position before growing its tree")
        planes, boards, paths = [], [], []
        for first in forced:
            board, path = self._walk(position, first)
            if board is None:
                continue
            if board[INFO, PASSES] >= 2:
                guided.back_up(self.nodes.floats, path, len(path), _settled_value(board, position.komi))
                continue
            planes.append(planes_of(board, self._evaluator.planes))
            boards.append(board)
            paths.append(path)
        if planes:
            answers = self._evaluator.answer(np.stack(planes))
            for board, path, policy, value in zip(boards, paths, answers.policy, answers.value, strict=True):
                guided.expand(
                    board,
                    self.nodes.ints,
                    self.nodes.floats,
                    int(path[-1]),
                    self.nodes.ranges[0],
                    policy.astype(np.float32),
                )
                mixed = self._mixed(board, float(value), position.komi)
                guided.back_up(self.nodes.floats, path, len(path), mixed)

    def _walk(self, position: Position, forced: int) -> tuple[np.ndarray | None, np.ndarray]:
        board = position.board.copy()
        keys = np.zeros(len(position.past) + tree.MAX_DEPTH, np.int64)
        keys[: len(position.past)] = position.past
        path = np.empty(tree.MAX_DEPTH, np.int64)
        depth = guided.descend(
            board,
            self.nodes.ints,
            self.nodes.floats,
            self.settings.exploration,
            self.settings.reduction,
            float(KO_RULES[position.ko]),
            keys,
            len(position.past),
            path,
            forced,
        )
        if depth < 0:
            guided.take_back(self.nodes.floats, path, -depth)
            return None, path
        return board, path[:depth].copy()

    def _mixed(self, board: np.ndarray, value: float, komi: float) -> float:
        """The network's value of a leaf, with that of playouts if there are some."""
        n = self.settings.rollouts
        if n == 0:
            return value
        margins = np.zeros(n, np.int64)
        play_out(board, self._chance, margins)
        black_wins = float(np.mean(np.where(margins > komi, 1.0, np.where(margins == komi, 0.5, 0.0))))
        rolled = black_wins if board[INFO, TO_PLAY] == BLACK else 1.0 - black_wins
        return (1 - self.settings.rollout_share) * value + self.settings.rollout_share * rolled

    def _add_noise(self) -> None:
        children = self.nodes.children(0)
        if len(children) > 1:
            # Alpha falls with the number of moves, so that about ten of them get most of the noise.
            noise = self._rng.dirichlet(np.full(len(children), 10 / len(children)))
            row = self.nodes.floats[guided.PROBABILITY]
            row[children] = (1 - self.settings.noise) * row[children] + self.settings.noise * noise

    def _candidate(self, child: int) -> Candidate:
        visits = float(self.nodes.floats[tree.VISITS, child])
        return Candidate(
            move=int(self.nodes.ints[tree.MOVE, child]),
            visits=int(visits),
            win_rate=float(self.nodes.floats[tree.WINS, child] / visits) if visits > 0 else 0.0,
            line=self.nodes.line(child),
            prior=float(self.nodes.floats[guided.PROBABILITY, child]),
        )


def _settled_value(board: np.ndarray, komi: float) -> float:
    """Win rate of whoever is to play on a board where both passed."""
    margin = float(area_margin(board)) - komi
    black_wins = 1.0 if margin > 0 else 0.5 if margin == 0 else 0.0
    return black_wins if board[INFO, TO_PLAY] == BLACK else 1.0 - black_wins
