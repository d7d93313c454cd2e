"""Output descriptors: scripts as text, and how to spend them (BIPs 379 to 387 and 389).

descriptor      what users hold
parser          text to expressions
reader          names, words and keys of the text
expressions     pk, pkh, sh, wpkh, wsh, multi, combo, raw, addr, tr, rawtr
miniscript/     what else may stand in wsh and in the leaves of tr
key             keys inside them
multipath       <0;1>: one text for several
checksum        the eight characters after `#`
"""

from __future__ import annotations

from coincide_bitcoin.descriptor.checksum import add_checksum as add_checksum
from coincide_bitcoin.descriptor.descriptor import Descriptor as Descriptor
from coincide_bitcoin.descriptor.expressions import DescribedScript as DescribedScript
from coincide_bitcoin.descriptor.expressions import TaprootSpend as TaprootSpend
