"""Records of games in SGF, FF[4] and earlier (Hollosi 1997).

- `tree`: nodes with properties and variations
- `parse`: text to trees, whatever the text; says what was wrong and where
- `write`: trees to text
- `game`: main lines, set-ups and results; games to trees and back
- `archive`: folders and zip or tar archives of records
"""

from __future__ import annotations

from coincide_goban.records.archive import read_archive as read_archive
from coincide_goban.records.game import game_of as game_of
from coincide_goban.records.game import main_line as main_line
from coincide_goban.records.game import record_of as record_of
from coincide_goban.records.parse import parse as parse
from coincide_goban.records.parse import read_sgf as read_sgf
from coincide_goban.records.tree import Node as Node
from coincide_goban.records.write import write_sgf as write_sgf
