"""The 3x3 shapes that are worth an answer: hanes, cuts, and a few at the edge.

They are the families of Gelly, Wang, Munos and Teytaud 2006 (MoGo), figures 2 to 4. A code of 16 bits names a
surrounding: two bits a neighbor, in the order left, right, below, above, and the four corners. One table says for each
code whether a shape fits, in any of its eight positions and with colors either way.
"""

from __future__ import annotations

import itertools

import numba
import numpy as np

from coincide_goban.compiled.layout import COLOR, INFO, STRIDE

# X and O are the two colors, `.` empty, `x` all but X, `o` all but O, `#` the frame, `?` anything.
# The middle is where the move goes.
SHAPES = (
    "XOX ... ???",  # hane that encloses
    "XO. ... ?.?",  # hane that does not cut
    "XO? X.. o.?",  # turn
    ".O. X.. ...",  # shoulder
    "XO? O.o ?o?",  # cut
    "XO? O.X ???",  # cut beside a peep
    "?X? O.O ooo",  # cut between two
    "X.? O.? ###",  # chase along the edge
    "OX? o.O ###",  # block a cut at the edge
    "?X? o.O ###",  # block at the edge
    "?XO o.o ###",  # descend at the edge
    "?OX X.O ###",  # cut at the edge
)
_MEANINGS = {".": "0", "X": "1", "O": "2", "#": "3", "x": "023", "o": "013", "?": "0123"}


def _turned(rows: list[str]) -> set[tuple[str, ...]]:
    """All eight positions of a square of letters."""
    found: set[tuple[str, ...]] = set()
    for _ in range(4):
        rows = ["".join(column) for column in zip(*rows[::-1], strict=True)]
        found.add(tuple(rows))
        found.add(tuple(row[::-1] for row in rows))
    return found


def _codes(rows: tuple[str, ...]) -> np.ndarray:
    """All codes of one square."""
    letters = (rows[1][0], rows[1][2], rows[2][1], rows[0][1], rows[2][0], rows[2][2], rows[0][0], rows[0][2])
    choices = [[int(digit) << 2 * k for digit in _MEANINGS[letter]] for k, letter in enumerate(letters)]
    return np.array([sum(parts) for parts in itertools.product(*choices)])


def table() -> np.ndarray:
    """1 for each code that some shape fits, else 0: uint8 of length 65,536."""
    fits = np.zeros(1 << 16, np.uint8)
    for shape in SHAPES:
        for colored in (shape, shape.translate(str.maketrans("XOxo", "OXox"))):
            for rows in _turned(colored.split()):
                fits[_codes(rows)] = 1
    return fits


FITS = table()


@numba.njit("int64(int64[:, ::1], int64)", cache=True, nogil=True)
def code_at(b: np.ndarray, p: int) -> int:
    """The code of what surrounds p."""
    s = b[INFO, STRIDE]
    return (
        b[COLOR, p - 1]
        | b[COLOR, p + 1] << 2
        | b[COLOR, p - s] << 4
        | b[COLOR, p + s] << 6
        | b[COLOR, p - s - 1] << 8
        | b[COLOR, p - s + 1] << 10
        | b[COLOR, p + s - 1] << 12
        | b[COLOR, p + s + 1] << 14
    )


@numba.njit("boolean(int64[:, ::1], int64)", cache=True, nogil=True)
def fits(b: np.ndarray, p: int) -> bool:
    """Whether a shape fits around the empty point p."""
    return FITS[code_at(b, p)] == 1
