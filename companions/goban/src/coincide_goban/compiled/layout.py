"""A board is one array of 64-bit integers with a row per property, so that copying it is one copy of memory.

Points are those of `coincide_goban.board.points`. One integer width everywhere keeps Numba from compiling each
function for several.
"""

from __future__ import annotations

import functools

import numpy as np

from coincide_goban.board.hashes import NUMBERS
from coincide_goban.board.plain import Board
from coincide_goban.board.points import BLACK as BLACK
from coincide_goban.board.points import EMPTY as EMPTY
from coincide_goban.board.points import FRAME as FRAME
from coincide_goban.board.points import PASS as PASS
from coincide_goban.board.points import WHITE as WHITE
from coincide_goban.board.points import all_points, n_points

# Rows of a board, one entry a point. Chain rows are right only at the head of a chain.
COLOR = 0  # EMPTY, BLACK, WHITE or FRAME
HEAD = 1  # the chain's head
NEXT = 2  # the next stone of the chain, in a ring
LIBERTIES = 3  # pairs of a stone and an empty neighbor, so a liberty may count up to four times
SUM = 4  # the sum of the points of these pairs ...
SQUARES = 5  # ... and of their squares: one liberty alone makes count * squares == sum * sum
STONES = 6  # how many stones
EMPTIES = 7  # list of the empty points
PLACE = 8  # where each of them stands in that list
INFO = 9  # the numbers below
N_ROWS = 10

# Entries of the row INFO.
SIZE = 0
STRIDE = 1
KO = 2  # the point where a single stone may not be taken back at once, or 0
HASH = 3  # Zobrist, of the stones alone
N_EMPTY = 4
TO_PLAY = 5
LAST = 6  # the last move, 0 for pass, -1 for none
LAST2 = 7  # the one before
PASSES = 8  # in a row
CAPTURED_BLACK = 9  # stones lost by black, and below by white
CAPTURED_WHITE = 10
N_MOVES = 11

ZOBRIST = NUMBERS


@functools.cache
def _blank(size: int) -> np.ndarray:
    board = np.zeros((N_ROWS, max(n_points(size), 16)), np.int64)
    board[COLOR] = FRAME
    inside = list(all_points(size))
    board[COLOR, inside] = EMPTY
    board[EMPTIES, : len(inside)] = inside
    board[PLACE, inside] = np.arange(len(inside))
    board[INFO, [SIZE, STRIDE, N_EMPTY, TO_PLAY, LAST, LAST2]] = size, size + 1, len(inside), BLACK, -1, -1
    return board


def blank(size: int) -> np.ndarray:
    """An empty board with black to play, int64 of `N_ROWS` by `n_points(size)`."""
    return _blank(size).copy()


def colors_of(board: np.ndarray) -> Board:
    """The stones of a compiled board on a plain one."""
    twin = Board(int(board[INFO, SIZE]))
    for point in all_points(twin.size):
        if board[COLOR, point] != EMPTY:
            twin.put(point, int(board[COLOR, point]))
    return twin
