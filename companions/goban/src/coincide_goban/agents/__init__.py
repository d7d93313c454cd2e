"""Players: whatever can be asked for a move in a game.

- `protocol`: what a player is
- `simple`: random, and minimax with alpha-beta (chapters 3 and 4)
- `policy`, `action_values`: a network's likeliest move, or the one it values most
- `searcher`: players that search a tree
- `program`: another program over GTP
- `catalog`: players by name, such as `rave:1000`
"""

from __future__ import annotations

from coincide_goban.agents.catalog import make_agent as make_agent
from coincide_goban.agents.protocol import RESIGN as RESIGN
from coincide_goban.agents.protocol import Agent as Agent
