"""Points, and the plain board: chapter 3 of the book.

- `points`: points as places in a frame, and their names
- `hashes`: Zobrist numbers
- `plain`: the board that explains itself; its fast twin is `coincide_goban.compiled.board`
"""

from __future__ import annotations

from coincide_goban.board.plain import Board as Board
from coincide_goban.board.points import BLACK as BLACK
from coincide_goban.board.points import EMPTY as EMPTY
from coincide_goban.board.points import PASS as PASS
from coincide_goban.board.points import WHITE as WHITE
from coincide_goban.board.points import point_from_name as point_from_name
from coincide_goban.board.points import point_name as point_name
