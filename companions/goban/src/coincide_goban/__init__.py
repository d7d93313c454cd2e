"""A Go program from the rules to tree search and self-play.

- `board`, `rules`: points, stones, games, scores (chapter 3 of *Deep Learning and the Game of Go*)
- `compiled`, `search`: the fast board and tree search, with playouts (chapter 4) and with a network (chapters 13, 14)
- `agents`, `match`: players by name, and a referee
- `scratch`, `encoders`, `network`, `learn`: networks (chapters 5 to 7), self-play and training (chapter 14)
- `records`, `gtp`, `review`, `web`, `cli`: files, front ends and people
"""

from __future__ import annotations

from coincide_goban.board import BLACK as BLACK
from coincide_goban.board import EMPTY as EMPTY
from coincide_goban.board import PASS as PASS
from coincide_goban.board import WHITE as WHITE
from coincide_goban.board import Board as Board
from coincide_goban.rules import AGA as AGA
from coincide_goban.rules import CHINESE as CHINESE
from coincide_goban.rules import JAPANESE as JAPANESE
from coincide_goban.rules import TROMP_TAYLOR as TROMP_TAYLOR
from coincide_goban.rules import Game as Game
from coincide_goban.rules import Rules as Rules
