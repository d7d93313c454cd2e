"""The rules as data, a game under them, and who owns what at its end.

- `rules`: ko, suicide, counting, komi; Tromp-Taylor, Chinese, Japanese, AGA
- `game`: moves, turns, what is legal and why not
- `benson`: chains that live whatever happens
- `score`: area and territory
- `handicap`: where handicap stones go
"""

from __future__ import annotations

from coincide_goban.rules.benson import safe_chains as safe_chains
from coincide_goban.rules.game import Game as Game
from coincide_goban.rules.game import Turn as Turn
from coincide_goban.rules.handicap import handicap_points as handicap_points
from coincide_goban.rules.rules import AGA as AGA
from coincide_goban.rules.rules import CHINESE as CHINESE
from coincide_goban.rules.rules import JAPANESE as JAPANESE
from coincide_goban.rules.rules import PRESETS as PRESETS
from coincide_goban.rules.rules import TROMP_TAYLOR as TROMP_TAYLOR
from coincide_goban.rules.rules import Rules as Rules
from coincide_goban.rules.rules import check_komi as check_komi
from coincide_goban.rules.score import Score as Score
