"""Song 2019, chapters 3 and 4: private and public keys that sign and verify, with ECDSA and with Schnorr (BIP 340).

A private key shows its secret only when asked for: not in `repr`, not in an error. Signing goes through libsecp256k1,
or through the pure back end if that is passed; a key of the main network signs only with `main_net=True`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from coincide_bitcoin import backend as backends
from coincide_bitcoin.backend import Backend
from coincide_bitcoin.curve.rfc6979 import leftmost_bits
from coincide_bitcoin.curve.secp256k1 import Affine, N
from coincide_bitcoin.encoding import der, sec, wif
from coincide_bitcoin.errors import InputError, ParseError, SigningError
from coincide_bitcoin.hashes import hash160, tagged_hash
from coincide_bitcoin.networks import MAIN, REGTEST, Network

_HIGHEST_S = N // 2


@dataclass(frozen=True)
class PublicKey:
    """A point of the curve, and whether it is written in 33 bytes or in 65."""

    sec: bytes

    def __post_init__(self) -> None:
        sec.decode(self.sec)

    @classmethod
    def parse(cls, data: bytes) -> PublicKey:
        """Read 33 or 65 bytes (SEC 1).

        Raises
        ------
        ParseError : not a point of the curve, or not in one of the two forms.
        """
        return cls(bytes(data))

    @property
    def point(self) -> Affine:
        """(x, y)."""
        return sec.decode(self.sec)

    @property
    def is_compressed(self) -> bool:
        """Whether its SEC form has 33 bytes, not 65."""
        return len(self.sec) == 33

    @property
    def hash160(self) -> bytes:
        """20 bytes, as in addresses."""
        return hash160(self.sec)

    @property
    def x_only(self) -> bytes:
        """32 bytes, the key of BIP 340, whose y is even."""
        return self.sec[1:33]

    def verify(self, digest: bytes, signature: bytes, *, low_s: bool = True, backend: Backend | None = None) -> bool:
        """Whether `signature`, in strict DER, signs `digest` with ECDSA.

        Parameters
        ----------
        digest : hash of the message; of one longer than 32 bytes, the leftmost 32 count (SEC 1, section 4.1.3).
        low_s : refuse s above N / 2, with which anyone can make a second signature out of the first (BIP 146). ECDSA by
            itself allows both.

        Returns
        -------
        False for whatever is not the one encoding of a valid signature.
        """
        try:
            r, s = der.decode(signature)
        except ParseError:
            return False
        if low_s and s > _HIGHEST_S:
            return False
        return (backend or backends.fastest()).verify_ecdsa(self.sec, _fitted(digest), _compact(r, s))

    def verify_compact(
        self, digest: bytes, signature: bytes, *, low_s: bool = True, backend: Backend | None = None
    ) -> bool:
        """As `verify`, for r and s in 32 bytes each."""
        if low_s and int.from_bytes(signature[32:], "big") > _HIGHEST_S:
            return False
        return (backend or backends.fastest()).verify_ecdsa(self.sec, _fitted(digest), signature)

    def verify_schnorr(self, message: bytes, signature: bytes, *, backend: Backend | None = None) -> bool:
        """Whether 64 bytes of `signature` sign `message`, of any length, under x of this key (BIP 340)."""
        return (backend or backends.fastest()).verify_schnorr(self.x_only, message, signature)


@dataclass(frozen=True)
class PrivateKey:
    """A secret of 32 bytes, from 1 to the order of the curve less 1, of a network.

    Raises
    ------
    InputError : the secret is out of range.
    """

    secret: bytes = field(repr=False)
    network: Network = REGTEST
    is_compressed: bool = True

    def __post_init__(self) -> None:
        if len(self.secret) != 32 or not 0 < int.from_bytes(self.secret, "big") < N:
            raise InputError("a secret must be 32 bytes, from 1 to the order of the curve less 1")

    def __repr__(self) -> str:
        return f"PrivateKey(network={self.network.name}, is_compressed={self.is_compressed}, secret=...)"

    @classmethod
    def random(cls, network: Network = REGTEST) -> PrivateKey:
        """A new key, from the operating system's source of chance."""
        return cls((secrets.randbelow(N - 1) + 1).to_bytes(32, "big"), network)

    @classmethod
    def from_wif(cls, text: str, network: Network = REGTEST) -> PrivateKey:
        """Read the wallet import format.

        Raises
        ------
        ParseError : not a private key of this network.
        """
        secret, is_compressed = wif.decode(text, network)
        try:
            return cls(secret, network, is_compressed)
        except InputError as error:
            raise ParseError(str(error), 1) from None

    def to_wif(self) -> str:
        """The secret as text."""
        return wif.encode(self.secret, self.network, compressed=self.is_compressed)

    @property
    def public(self) -> PublicKey:
        """The public key."""
        backend = backends.fastest()
        written = backend.public_key(self.secret)
        assert written is not None
        if not self.is_compressed:
            written = backend.serialize(written, compressed=False)
            assert written is not None
        return PublicKey(written)

    def sign(
        self, digest: bytes, *, main_net: bool = False, extra: bytes | None = None, backend: Backend | None = None
    ) -> bytes:
        """Sign 32 bytes with ECDSA: DER with low s, from a nonce of RFC 6979.

        Parameters
        ----------
        main_net : allow a key of the main network to sign.
        extra : 32 bytes to vary the nonce by (RFC 6979, section 3.6).
        backend : `PURE` to sign without libsecp256k1, which warns that it is not constant-time.

        Raises
        ------
        SigningError : a key of the main network, or libsecp256k1 is not there.
        InputError : `digest` or `extra` is not 32 bytes.
        """
        _check_length("digest", digest)
        if extra is not None:
            _check_length("extra", extra)
        compact = self._signing(main_net, backend).sign_ecdsa(self.secret, digest, extra)
        return der.encode(int.from_bytes(compact[:32], "big"), int.from_bytes(compact[32:], "big"))

    def sign_schnorr(
        self, message: bytes, *, main_net: bool = False, auxiliary: bytes | None = None, backend: Backend | None = None
    ) -> bytes:
        """Sign a message of any length with BIP 340: 64 bytes.

        Parameters
        ----------
        auxiliary : 32 bytes of chance that the nonce depends on; fresh ones if None.

        Others, and errors, as `sign`.
        """
        auxiliary = secrets.token_bytes(32) if auxiliary is None else auxiliary
        _check_length("auxiliary", auxiliary)
        return self._signing(main_net, backend).sign_schnorr(self.secret, message, auxiliary)

    def tweaked(self, merkle_root: bytes = b"") -> PrivateKey:
        """The key that spends a Taproot output by its key path (BIP 341, "taproot_tweak_seckey").

        `merkle_root` is 32 bytes, or empty if the output has no scripts.
        """
        public = self.public
        number = int.from_bytes(self.secret, "big")
        even = number if public.point[1] % 2 == 0 else N - number
        tweak = tagged_hash("TapTweak", public.x_only + merkle_root)
        tweaked = backends.fastest().add_secret(even.to_bytes(32, "big"), tweak)
        if tweaked is None:
            raise InputError("this key and Merkle root have no tweak, which happens once in 2¹²⁸")
        return PrivateKey(tweaked, self.network)

    def _signing(self, main_net: bool, backend: Backend | None) -> Backend:
        if self.network == MAIN and not main_net:
            raise SigningError("a key of the main network signs only with `main_net=True`")
        return backend or backends.for_signing()


def _fitted(digest: bytes) -> bytes:
    """The digest as 32 bytes, of which its leftmost bits remain."""
    return digest if len(digest) == 32 else leftmost_bits(digest, N).to_bytes(32, "big")


def _compact(r: int, s: int) -> bytes:
    return (r << 256 | s).to_bytes(64, "big")


def _check_length(name: str, data: bytes) -> None:
    if len(data) != 32:
        raise InputError(f"`{name}` must have 32 bytes, got {len(data)}")
