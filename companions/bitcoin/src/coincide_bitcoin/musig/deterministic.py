"""BIP 327, "Deterministic and Stateless Signing for a Single Signer": for the one who signs last.

Whoever knows all other nonces before making their own needs to keep nothing between the two rounds: the nonce follows
from everything that is signed.
"""

from __future__ import annotations

from coincide_bitcoin.curve.secp256k1 import N
from coincide_bitcoin.hashes import tagged_hash
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.musig.aggregate import AggregateKey
from coincide_bitcoin.musig.nonces import SecretNonce, add_nonces
from coincide_bitcoin.musig.session import Session


def sign_last(
    key: PrivateKey,
    aggregate: AggregateKey,
    message: bytes,
    others: bytes,
    *,
    chance: bytes | None = None,
    main_net: bool = False,
) -> tuple[bytes, bytes]:
    """The public nonce, 66 bytes, and the partial signature, 32 bytes, of the last signer.

    Parameters
    ----------
    others : the sum of all other public nonces, 66 bytes.
    chance : 32 bytes that guard against faults in the computation, or None.

    Raises
    ------
    SigningError, InputError : as `Session.sign`; or `others` is no pair of points.
    """
    secret = key.secret
    if chance is not None:
        mask = int.from_bytes(tagged_hash("MuSig/aux", chance), "big")
        secret = (int.from_bytes(secret, "big") ^ mask).to_bytes(32, "big")
    seed = secret + others + aggregate.x_only + len(message).to_bytes(8, "big") + message
    numbers = (tagged_hash("MuSig/deterministic/nonce", seed + bytes([place])) for place in (0, 1))
    nonce = SecretNonce.of(*(int.from_bytes(number, "big") % N for number in numbers))
    session = Session(aggregate, add_nonces([nonce.public, others]), message)
    return nonce.public, session.sign(nonce, key, main_net=main_net)
