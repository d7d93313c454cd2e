"""Games of chance, as the tests play them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from coincide_goban.board.points import EMPTY, PASS, all_points
from coincide_goban.compiled import board as compiled
from coincide_goban.rules import Game, Rules

FREE = Rules(name="free", ko="simple", suicide=False)


def played(size: int, *, seed: int, moves: int, rules: Rules = FREE) -> Iterator[tuple[Game, int]]:
    """A game, before each of its random moves, with that move; eyes are filled at times."""
    rng = np.random.default_rng(seed)
    game = Game(size, rules=rules)
    for _ in range(moves):
        empties = [p for p in all_points(size) if game.board.colors[p] == EMPTY]
        legal = [int(p) for p in rng.permutation(empties) if game.is_legal(int(p))][:1] if empties else []
        point = legal[0] if legal and rng.random() > 0.02 else PASS
        yield game, point
        game.play(point)


def chains_of(board: np.ndarray, size: int) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    """Stones and liberties of the chain at each stone of a compiled board."""
    from coincide_goban.compiled import layout

    found: dict[int, tuple[frozenset[int], frozenset[int]]] = {}
    for point in all_points(size):
        if board[layout.COLOR, point] != EMPTY:
            stones = [point]
            while (after := int(board[layout.NEXT, stones[-1]])) != point:
                stones.append(after)
            liberties = np.zeros(board.shape[1], np.int64)
            liberties[0] = point
            n = compiled.liberties_of(board, liberties)
            found[point] = frozenset(stones), frozenset(liberties[:n].tolist())
    return found
