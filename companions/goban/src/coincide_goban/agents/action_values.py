"""The player of Q-learning: it plays the move of the highest value (chapter 11)."""

from __future__ import annotations

import numpy as np

from coincide_goban.agents.protocol import sensible_moves
from coincide_goban.board import PASS
from coincide_goban.board.points import place_of
from coincide_goban.encoders.fast import planes_of
from coincide_goban.network.forward import Network
from coincide_goban.rules import Game
from coincide_goban.search.choice import Candidate, Choice
from coincide_goban.search.position import compiled_board


class ActionValueAgent:
    """Plays the legal move that fills no eye and wins most often, as a network trained by `q` sees it."""

    def __init__(self, name: str, network: Network) -> None:
        self.name = name
        self._network = network

    def choose(self, game: Game) -> Choice:
        values = self._network.action_values(planes_of(compiled_board(game), self._network.planes)[None])[0]
        moves = sensible_moves(game) or [PASS]
        rates = np.array([values[place_of(move, game.size)] for move in moves], float)
        candidates = tuple(Candidate(moves[k], 0, float(rates[k])) for k in np.argsort(-rates, kind="stable"))
        return Choice(candidates[0].move, candidates[0].win_rate, 1, candidates)

    def close(self) -> None:
        """It holds memory alone."""
