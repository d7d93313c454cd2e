"""BIP 327, "Signing", "Partial Signature Verification" and "Partial Signature Aggregation"."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from coincide_bitcoin.backend import NotConstantTimeWarning
from coincide_bitcoin.curve.jacobian import to_affine
from coincide_bitcoin.curve.multiplication import add, linear_combination, multiply
from coincide_bitcoin.curve.secp256k1 import Affine, G, N
from coincide_bitcoin.errors import InputError, SigningError
from coincide_bitcoin.hashes import tagged_hash
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.musig.aggregate import AggregateKey, coefficient, point_of
from coincide_bitcoin.musig.nonces import SecretNonce, split_nonce, split_sum
from coincide_bitcoin.networks import MAIN


@dataclass(frozen=True)
class Session:
    """One message that all sign.

    Attributes
    ----------
    key : the aggregate key, tweaked.
    nonce : the sum of all public nonces, 66 bytes.
    message : any bytes; 32 for a transaction.

    Raises
    ------
    InputError : `nonce` is no pair of points; on first use.
    """

    key: AggregateKey
    nonce: bytes
    message: bytes

    def sign(self, secret_nonce: SecretNonce, key: PrivateKey, *, main_net: bool = False) -> bytes:
        """Make a partial signature, 32 bytes, and use the nonce up. Not constant-time, and warns of it.

        Raises
        ------
        SigningError : a key of the main network without `main_net=True`.
        InputError : the key is none of the session's, or the nonce has been used.
        """
        if key.network == MAIN and not main_net:
            raise SigningError("a key of the main network signs only with `main_net=True`")
        public = key.public.sec
        if public not in self.key.keys:
            raise InputError("the signer's public key must be among the keys of the session")
        warnings.warn("MuSig2 signs in a time that depends on the secret", NotConstantTimeWarning, stacklevel=2)
        factor, final, challenge = self._values
        first, second = secret_nonce.take()
        nonce = (first + factor * second) * (1 if final[1] % 2 == 0 else -1)
        secret = self._sign * int.from_bytes(key.secret, "big")
        partial = (nonce + challenge * coefficient(self.key.keys, public) * secret) % N
        return partial.to_bytes(32, "big")

    def verify(self, partial: bytes, nonce: bytes, public: bytes, *, signer: int = 0) -> bool:
        """Whether a partial signature is that of the signer with this public nonce and key.

        Raises
        ------
        InputError : nonce or key are no points; the text names `signer`.
        """
        first, second = split_nonce(nonce, signer=signer)
        point = point_of(public, signer=signer, what="public key")
        factor, final, challenge = self._values
        s = int.from_bytes(partial, "big")
        if len(partial) != 32 or s >= N or public not in self.key.keys:
            return False
        sign = 1 if final[1] % 2 == 0 else -1
        share = challenge * coefficient(self.key.keys, public) * self._sign
        rest = linear_combination(-s, [(sign, first), (sign * factor, second), (share, point)])
        return to_affine(rest) is None

    def add_up(self, partials: Sequence[bytes]) -> bytes:
        """Add up the partial signatures of all signers: 64 bytes, a signature of BIP 340 under the aggregate key.

        Raises
        ------
        InputError : one is out of range; the text names its signer.
        """
        _, final, challenge = self._values
        total = challenge * (1 if self.key.is_even else -1) * self.key.tweak
        for signer, partial in enumerate(partials):
            s = int.from_bytes(partial, "big")
            if len(partial) != 32 or s >= N:
                raise InputError(f"the partial signature of signer {signer} must be 32 bytes, below the curve's order")
            total += s
        return final[0].to_bytes(32, "big") + (total % N).to_bytes(32, "big")

    @property
    def _sign(self) -> int:
        """What the signers' secrets are multiplied by, so that the aggregate key has an even y."""
        return self.key.sign if self.key.is_even else N - self.key.sign

    @cached_property
    def _values(self) -> tuple[int, Affine, int]:
        """The factor of second nonces, the nonce of the signature, and its challenge."""
        x = self.key.x_only
        factor = int.from_bytes(tagged_hash("MuSig/noncecoef", self.nonce + x + self.message), "big") % N
        first, second = split_sum(self.nonce)
        # Somebody cheats if the nonces cancel; G lets the session go on, so that it is found out who.
        final = add(first, multiply(factor, second) if second else None) or G
        preimage = final[0].to_bytes(32, "big") + x + self.message
        return factor, final, int.from_bytes(tagged_hash("BIP0340/challenge", preimage), "big") % N
