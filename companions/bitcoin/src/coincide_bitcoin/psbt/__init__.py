"""Partially signed transactions (BIPs 174, 370, 371).

psbt        parse, serialize, create, combine
fields      what each field must be
maps        keys and values
signer      update and sign
finalizer   finalize and extract
"""

from __future__ import annotations

from coincide_bitcoin.psbt.finalizer import extract as extract
from coincide_bitcoin.psbt.finalizer import finalize as finalize
from coincide_bitcoin.psbt.psbt import Psbt as Psbt
from coincide_bitcoin.psbt.signer import sign as sign
from coincide_bitcoin.psbt.signer import update as update
