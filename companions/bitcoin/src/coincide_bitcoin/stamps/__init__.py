"""OpenTimestamps: that a file existed before a time.

proof           files that end in `.ots`
operations      the steps of a proof
attestations    who says so
commit          make a proof from a block
verify          check a proof against headers
witness         who vouches for a digest
varints, keccak     what the format needs
"""

from __future__ import annotations

from coincide_bitcoin.stamps.attestations import Attestation as Attestation
from coincide_bitcoin.stamps.commit import stamp_by as stamp_by
from coincide_bitcoin.stamps.proof import Stamp as Stamp
from coincide_bitcoin.stamps.verify import StampFinding as StampFinding
from coincide_bitcoin.stamps.verify import verify_stamp as verify_stamp
from coincide_bitcoin.stamps.witness import Witness as Witness
