"""The policy network alone: it plays what it holds likeliest, without a search (chapter 7)."""

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


class PolicyAgent:
    """Plays the likeliest legal move that fills no eye; with `rng`, draws by probability."""

    def __init__(self, name: str, network: Network, *, rng: np.random.Generator | None = None) -> None:
        self.name = name
        self._network = network
        self._rng = rng

    def choose(self, game: Game) -> Choice:
        planes, moves = planes_of(compiled_board(game), self._network.planes)[None], sensible_moves(game)
        rate = float(self._network.answer(planes).value[0])
        if not moves:
            return Choice(PASS, rate, 1)
        # Logits, as a network that learned from its own games may hold likeliest what cannot be played.
        logits = self._network.logits(planes)[0, [place_of(move, game.size) for move in moves]].astype(float)
        weights = np.exp(logits - logits.max())
        weights /= weights.sum()
        k = int(np.argmax(weights)) if self._rng is None else int(self._rng.choice(len(moves), p=weights))
        candidates = tuple(
            Candidate(moves[j], 0, rate, prior=float(weights[j])) for j in np.argsort(-weights, kind="stable")
        )
        return Choice(moves[k], rate, 1, candidates)

    def close(self) -> None:
        """It holds memory alone."""
