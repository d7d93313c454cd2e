"""Games as planes of numbers for networks, always as whoever is to play sees them.

- `plain`: 1 plane (chapter 6), 7 planes (chapter 7), 11 planes (chapter 13)
- `alphago`: 48 planes (Silver and others 2016, extended data table 2)
- `symmetry`: the eight positions of a board
- `tactical`: 17 planes, the 11 with the last moves and tactics
- `fast`: the 11 or 17 planes of a compiled board

Axes: plane, row, column; row 0 is the bottom.
"""

from __future__ import annotations

from coincide_goban.encoders.plain import ENCODERS as ENCODERS
from coincide_goban.encoders.plain import encode as encode
