"""What happens to chains: moves that put oneself in atari, answers to an atari, ladders."""

from __future__ import annotations

import numba
import numpy as np

from coincide_goban.compiled.board import in_atari, is_legal, liberties_of, neighbor, only_liberty, play
from coincide_goban.compiled.layout import (
    COLOR,
    EMPTY,
    HEAD,
    INFO,
    KO,
    NEXT,
    TO_PLAY,
)


@numba.njit("int64(int64[:, ::1], int64, int64)", cache=True, nogil=True)
def liberties_after(b: np.ndarray, p: int, color: int) -> int:
    """How many liberties a stone of `color` at p would have with its chain: 0, 1, or 2 for two and more.

    Stones it takes count as liberties where they touch p itself.
    """
    first = 0
    for k in range(4):
        q = neighbor(b, p, k)
        c = b[COLOR, q]
        if c == EMPTY or (c == 3 - color and in_atari(b, b[HEAD, q])):
            if first != 0:
                return 2
            first = q
    for k in range(4):
        q = neighbor(b, p, k)
        if b[COLOR, q] == color:
            head = b[HEAD, q]
            if in_atari(b, head):
                continue
            s = head
            while True:
                for j in range(4):
                    r = neighbor(b, s, j)
                    if b[COLOR, r] == EMPTY and r != p and r != first:
                        if first != 0:
                            return 2
                        first = r
                s = b[NEXT, s]
                if s == head:
                    break
    return 1 if first != 0 else 0


@numba.njit("int64(int64[:, ::1], int64, int64[::1], int64)", cache=True, nogil=True)
def rescues(b: np.ndarray, head: int, moves: np.ndarray, n: int) -> int:
    """Add to `moves`, of which n are there, the moves that may save a chain in atari; returns how many there are now.

    These take a neighbor that is itself in atari, or run to where two liberties are.
    """
    color = b[COLOR, head]
    s = head
    while True:
        for k in range(4):
            q = neighbor(b, s, k)
            if b[COLOR, q] == 3 - color and in_atari(b, b[HEAD, q]) and n < moves.size:
                p = only_liberty(b, b[HEAD, q])
                if is_legal(b, p, color):
                    moves[n] = p
                    n += 1
        s = b[NEXT, s]
        if s == head:
            break
    p = only_liberty(b, head)
    if n < moves.size and is_legal(b, p, color) and liberties_after(b, p, color) > 1:
        moves[n] = p
        n += 1
    return n


LADDER_DEPTH = 64


@numba.njit(
    ["boolean(int64[:, ::1], int64, int64, int64[::1])"],
    cache=True,
    nogil=True,
)
def _runs_out(b: np.ndarray, stone: int, depth: int, budget: np.ndarray) -> bool:
    """Whether the chain at `stone`, in atari and to play, gets away from a ladder."""
    if depth == 0 or budget[0] <= 0:
        return True
    color = b[COLOR, stone]
    moves = np.empty(8, np.int64)
    n = rescues(b, b[HEAD, stone], moves, 0)
    for k in range(n):
        trial = b.copy()
        budget[0] -= 1
        trial[INFO, TO_PLAY] = color
        play(trial, moves[k])
        found = np.empty(b.shape[1], np.int64)
        found[0] = stone
        liberties = liberties_of(trial, found)
        if liberties > 2:
            return True
        if liberties == 2:
            caught = False
            for j in range(2):
                p = found[j]
                if is_legal(trial, p, 3 - color) and not caught:
                    chase = trial.copy()
                    budget[0] -= 1
                    play(chase, p)
                    caught = chase[COLOR, stone] != color or (
                        in_atari(chase, chase[HEAD, stone]) and not _runs_out(chase, stone, depth - 1, budget)
                    )
            if not caught:
                return True
    return False


@numba.njit("boolean(int64[:, ::1], int64)", cache=True, nogil=True)
def escapes(b: np.ndarray, stone: int) -> bool:
    """Whether the chain at `stone`, in atari, gets away if it moves first; yes if undecided after 200 moves."""
    budget = np.full(1, 200, np.int64)
    return _runs_out(b, stone, LADDER_DEPTH, budget)


@numba.njit("int64(int64[:, ::1], int64, int64[::1])", cache=True, nogil=True)
def ladder_moves(b: np.ndarray, stone: int, moves: np.ndarray) -> int:
    """Write to `moves` those that catch the chain at `stone`, which has two liberties, in a ladder; how many they are.

    `moves` must hold as many entries as a row of the board.
    """
    color = b[COLOR, stone]
    moves[0] = stone
    if liberties_of(b, moves) != 2:
        return 0
    n = 0
    for k in range(2):
        p = moves[k]
        if not is_legal(b, p, 3 - color):
            continue
        trial = b.copy()
        trial[INFO, TO_PLAY] = 3 - color
        trial[INFO, KO] = 0
        play(trial, p)
        # A stone that can be taken at once chases nobody.
        if trial[COLOR, stone] == color and in_atari(trial, trial[HEAD, stone]) and not escapes(trial, stone):
            moves[n] = p
            n += 1
    return n


@numba.njit("int64(int64[:, ::1], int64)", cache=True, nogil=True)
def ladder_move(b: np.ndarray, stone: int) -> int:
    """A move that catches the chain at `stone`, which has two liberties, in a ladder; 0 if there is none."""
    moves = np.empty(b.shape[1], np.int64)
    return moves[0] if ladder_moves(b, stone, moves) > 0 else 0
