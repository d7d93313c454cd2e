"""Players without a tree in memory: random (chapter 3), minimax with alpha-beta (chapter 4)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coincide_goban.agents.protocol import sensible_moves
from coincide_goban.board import BLACK, PASS
from coincide_goban.errors import UsageError
from coincide_goban.rules import Game
from coincide_goban.search.choice import Candidate, Choice

Evaluation = Callable[[Game], float]
# More than any evaluation of stones.
_WON = 10_000.0


class RandomAgent:
    """Plays any legal move that fills no eye, and passes if there is none."""

    def __init__(self, *, rng: np.random.Generator) -> None:
        self.name = "random"
        self._rng = rng

    def choose(self, game: Game) -> Choice:
        moves = sensible_moves(game)
        move = int(self._rng.choice(moves)) if moves else PASS
        return Choice(move=move, win_rate=0.5, visits=0)

    def close(self) -> None:
        """It holds nothing."""


def stones_ahead(game: Game) -> float:
    """Stones of whoever is to play minus the enemy's: the evaluation of chapter 4."""
    black_ahead = game.board.count(1) - game.board.count(2)
    return float(black_ahead if game.to_play == BLACK else -black_ahead)


def minimax_value(game: Game, depth: int, evaluation: Evaluation = stones_ahead) -> float:
    """Value of a position for whoever is to play, by looking at everything `depth` moves deep."""
    if game.is_over:
        return _final_value(game)
    if depth == 0:
        return evaluation(game)
    best = -np.inf
    for move in [*sensible_moves(game), PASS]:
        game.play(move)
        best = max(best, -minimax_value(game, depth - 1, evaluation))
        game.undo()
    return float(best)


def alpha_beta_value(
    game: Game,
    depth: int,
    evaluation: Evaluation = stones_ahead,
    *,
    alpha: float = -np.inf,
    beta: float = np.inf,
) -> float:
    """The same value as `minimax_value`, without what cannot matter (Knuth and Moore 1975)."""
    if game.is_over:
        return _final_value(game)
    if depth == 0:
        return evaluation(game)
    best = -np.inf
    for move in [*sensible_moves(game), PASS]:
        game.play(move)
        best = max(best, -alpha_beta_value(game, depth - 1, evaluation, alpha=-beta, beta=-alpha))
        game.undo()
        alpha = max(alpha, best)
        if alpha >= beta:
            break
    return float(best)


def _final_value(game: Game) -> float:
    margin = game.score().margin
    return float(np.sign(margin if game.to_play == BLACK else -margin)) * _WON


class AlphaBetaAgent:
    """Looks `depth` moves deep and takes the best by an evaluation; equal moves are drawn by chance."""

    def __init__(self, depth: int = 2, evaluation: Evaluation = stones_ahead, *, rng: np.random.Generator) -> None:
        if not 1 <= depth <= 6:
            raise UsageError(f"`depth` must be from 1 to 6, got {depth}")
        self.name = f"minimax:{depth}"
        self._depth = depth
        self._evaluation = evaluation
        self._rng = rng

    def choose(self, game: Game) -> Choice:
        candidates: list[Candidate] = []
        values: list[float] = []
        best = -np.inf
        for move in [int(m) for m in self._rng.permutation(sensible_moves(game))] + [PASS]:
            game.play(move)
            value = -alpha_beta_value(game, self._depth - 1, self._evaluation, alpha=-np.inf, beta=-best)
            game.undo()
            candidates.append(Candidate(move, 1, 0.5))
            values.append(value)
            best = max(best, value)
        return Choice(candidates[int(np.argmax(values))].move, 0.5, len(values), tuple(candidates))

    def close(self) -> None:
        """It holds nothing."""
