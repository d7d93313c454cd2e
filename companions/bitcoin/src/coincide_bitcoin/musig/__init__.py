"""BIP 327 (MuSig2): several keys that sign as one, so that nobody sees from outside that they were several.

    aggregate       one key out of several, and its tweaks
    nonces          the two nonces that each signer commits to
    session         partial signatures: made, verified, added up
    deterministic   the last signer's way, without a memory

Each signer makes nonces and shows the public ones; all of them are added up; each makes a partial signature; their sum
is a signature of BIP 340. A secret nonce that is used twice gives the key away, so it is emptied when it is used.
"""

from __future__ import annotations

from coincide_bitcoin.musig.aggregate import AggregateKey as AggregateKey
from coincide_bitcoin.musig.aggregate import sort_keys as sort_keys
from coincide_bitcoin.musig.deterministic import sign_last as sign_last
from coincide_bitcoin.musig.nonces import SecretNonce as SecretNonce
from coincide_bitcoin.musig.nonces import add_nonces as add_nonces
from coincide_bitcoin.musig.session import Session as Session
