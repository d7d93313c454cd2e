"""What is answered: moves with win rates and leads, whose each point ends up, and the network's policy."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np

from coincide_goban.board.points import BLACK, PASS, point_at, point_name
from coincide_goban.compiled.playout import playouts
from coincide_goban.gtp.katago.query import Query
from coincide_goban.rules import Game
from coincide_goban.search.choice import Candidate, Choice, Position

_SHOWN = 20
_PLAYOUTS = 200
_NORMAL = NormalDist()


def answer_of(
    query: Query, turn: int, choice: Choice, position: Position, *, is_last: bool, chance: np.ndarray
) -> dict[str, Any]:
    """An answer to a query about one turn.

    The search knows win rates, not leads. A lead is therefore the one at which playouts whose results spread as 200
    from this position do would have the same win rate, if they spread normally. A finished game is counted.

    Parameters
    ----------
    chance : state of the playouts' random numbers, as `compiled.chance.new_state` makes it.
    """
    game, margins = query.games[turn], np.zeros(_PLAYOUTS, np.int64)
    playouts(position.board, chance, margins)
    is_black, sign = game.to_play == BLACK, _sign(query.seen_by, game)
    spread = max(float(margins.std()), 1.0)
    shown = [c for c in choice.candidates if c.visits > 0 and c.move not in query.avoided][:_SHOWN]
    infos = [_move_info(order, c, game.size, is_black, sign, spread) for order, c in enumerate(shown)]
    if game.is_over:
        black, lead = float(np.mean(margins > position.komi)), round(sign * (float(margins[0]) - position.komi), 2)
    else:
        black = choice.win_rate if is_black else 1 - choice.win_rate
        lead = _lead(black, sign, spread)
    rate = _seen(black, sign)
    answer: dict[str, Any] = {
        "id": query.name,
        "isDuringSearch": not is_last,
        "turnNumber": turn,
        "moveInfos": infos,
        "rootInfo": {
            "currentPlayer": "B" if is_black else "W",
            "winrate": round(rate, 4),
            "scoreLead": lead,
            "scoreSelfplay": lead,
            "scoreStdev": round(spread, 2),
            "utility": round(2 * rate - 1, 4),
            "visits": choice.visits,
        },
    }
    if query.with_ownership and choice.ownership.size:
        answer["ownership"] = [round(float(sign * choice.ownership[p]), 3) for p in _from_the_top(game.size)]
    if query.with_policy and any(c.prior > 0 for c in choice.candidates):
        answer["policy"] = _policy(choice, game)
    return answer


def _move_info(order: int, candidate: Candidate, size: int, is_black: bool, sign: int, spread: float) -> dict[str, Any]:
    black = candidate.win_rate if is_black else 1 - candidate.win_rate
    rate, lead = round(_seen(black, sign), 4), _lead(black, sign, spread)
    return {
        "move": point_name(candidate.move, size),
        "visits": candidate.visits,
        "winrate": rate,
        "lcb": rate,
        "prior": round(candidate.prior, 4),
        "scoreLead": lead,
        "scoreMean": lead,
        "scoreSelfplay": lead,
        "scoreStdev": round(spread, 2),
        "utility": round(2 * rate - 1, 4),
        "order": order,
        "pv": [point_name(point, size) for point in candidate.line],
    }


def _seen(black: float, sign: int) -> float:
    """Black's win rate as the side sees it that is told."""
    return black if sign > 0 else 1 - black


def _lead(black: float, sign: int, spread: float) -> float:
    """The lead in points that belongs to black's win rate."""
    return round(sign * spread * _NORMAL.inv_cdf(min(max(black, 0.005), 0.995)), 2)


def _policy(choice: Choice, game: Game) -> list[float]:
    """Probabilities from the upper left, pass last; -1 where nobody may play."""
    priors = {c.move: c.prior for c in choice.candidates}
    legal = set(game.legal())
    board = [round(priors.get(p, 0.0), 6) if p in legal else -1.0 for p in _from_the_top(game.size)]
    return [*board, round(priors.get(PASS, 0.0), 6)]


def _from_the_top(size: int) -> list[int]:
    return [point_at((size - 1 - k // size) * size + k % size, size) for k in range(size * size)]


def _sign(seen_by: str, game: Game) -> int:
    """1 where numbers are black's, -1 where they are white's."""
    if seen_by == "SIDETOMOVE":
        return 1 if game.to_play == BLACK else -1
    return 1 if seen_by == "BLACK" else -1
