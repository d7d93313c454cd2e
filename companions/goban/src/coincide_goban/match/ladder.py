"""Players on one scale: strengths that explain all results best (Bradley and Terry 1952, Hunter 2004)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coincide_goban.match.intervals import Interval
from coincide_goban.match.series import Result

# Half a win each way against an average player keeps strengths finite where one side won all.
_PRIOR_WINS = 0.5
_Z = 1.959964
_TO_ELO = 400 / math.log(10)


@dataclass(frozen=True)
class Rung:
    """A player's place: Elo with a 95% interval, on a scale whose mean is 0."""

    name: str
    elo: Interval
    games: int


def ladder(results: Mapping[tuple[str, str], Result]) -> list[Rung]:
    """Players by strength, the strongest first.

    Parameters
    ----------
    results : for pairs of players, what the first reached.
    """
    names = sorted({name for pair in results for name in pair})
    wins, games = _tables(names, results)
    strength = _fit(wins, games)
    spread = _deviations(strength, games)
    order = np.argsort(-strength)
    return [
        Rung(
            names[k],
            Interval(
                float(strength[k] * _TO_ELO),
                float((strength[k] - _Z * spread[k]) * _TO_ELO),
                float((strength[k] + _Z * spread[k]) * _TO_ELO),
            ),
            int(games[k].sum()),
        )
        for k in order
    ]


def _tables(names: Sequence[str], results: Mapping[tuple[str, str], Result]) -> tuple[np.ndarray, np.ndarray]:
    """Wins of each over each, and games between them."""
    place = {name: k for k, name in enumerate(names)}
    wins = np.zeros((len(names), len(names)))
    for (first, second), result in results.items():
        wins[place[first], place[second]] += result.wins
        wins[place[second], place[first]] += result.games - result.wins
    return wins, wins + wins.T


def _fit(wins: np.ndarray, games: np.ndarray, *, steps: int = 2000) -> np.ndarray:
    """Natural logarithms of strengths, mean 0, by minorization and maximization."""
    strength = np.ones(len(wins))
    won = wins.sum(axis=1) + _PRIOR_WINS
    for _ in range(steps):
        pairs = games / (strength[:, None] + strength[None, :])
        strength = won / (pairs.sum(axis=1) + 2 * _PRIOR_WINS / (strength + 1))
        strength /= np.exp(np.log(strength).mean())
    return np.log(strength)


def _deviations(strength: np.ndarray, games: np.ndarray) -> np.ndarray:
    """Standard deviations, from the curvature of the likelihood."""
    share = 1 / (1 + np.exp(strength[None, :] - strength[:, None]))
    weight = games * share * (1 - share)
    own = 1 / (1 + np.exp(-strength))
    curvature = np.diag(weight.sum(axis=1) + 2 * _PRIOR_WINS * own * (1 - own)) - weight
    return np.sqrt(np.diag(np.linalg.inv(curvature)))
