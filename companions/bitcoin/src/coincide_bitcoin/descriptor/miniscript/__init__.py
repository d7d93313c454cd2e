"""Miniscript: scripts that can be taken apart, judged and satisfied mechanically (BIP 379).

miniscript   a whole one: script, faults, costs
fragment     its parts, and the script of each
types        which part may stand where
parser       text to parts
costs        the most that satisfying it takes
satisfy      the witness
"""

from __future__ import annotations

from coincide_bitcoin.descriptor.miniscript.costs import Limits as Limits
from coincide_bitcoin.descriptor.miniscript.fragment import Fragment as Fragment
from coincide_bitcoin.descriptor.miniscript.miniscript import Miniscript as Miniscript
from coincide_bitcoin.descriptor.miniscript.satisfy import Assets as Assets
