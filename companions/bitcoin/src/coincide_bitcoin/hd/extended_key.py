"""BIP 32: keys that have children.

HMAC-SHA512 under the chain code turns a key and a number into a tweak and the child's chain code. The tweak is added to
the private key, or its point to the public one: both lead to the same child, unless the step is hardened.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

from coincide_bitcoin import backend as backends
from coincide_bitcoin.encoding import base58
from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.hashes import hash160
from coincide_bitcoin.hd.path import DEEPEST, HARDENED, parse_path
from coincide_bitcoin.keys import PrivateKey, PublicKey
from coincide_bitcoin.networks import NETWORKS, REGTEST, Network
from coincide_bitcoin.wire import Reader

LENGTH = 78


@dataclass(frozen=True)
class ExtendedKey:
    """A key, private or public, with the chain code that its children come from.

    Attributes
    ----------
    key : 33 bytes; 0 and the secret, or the compressed point.
    chain_code : 32 bytes.
    depth : steps from the master key.
    parent : fingerprint of the parent, 4 bytes; zeros for a master key.
    index : which child of its parent it is.
    """

    key: bytes = field(repr=False)
    chain_code: bytes = field(repr=False)
    network: Network = REGTEST
    depth: int = 0
    parent: bytes = bytes(4)
    index: int = 0

    @classmethod
    def from_seed(cls, seed: bytes, network: Network = REGTEST) -> ExtendedKey:
        """The master key of a seed.

        Raises
        ------
        InputError : a seed that does not have 16 to 64 bytes.
        """
        if not 16 <= len(seed) <= 64:
            raise InputError(f"a seed must have 16 to 64 bytes, got {len(seed)}")
        digest = hmac.digest(b"Bitcoin seed", seed, "sha512")
        PrivateKey(digest[:32])  # in range, but for one seed in 2^127
        return cls(b"\x00" + digest[:32], digest[32:], network)

    @classmethod
    def parse(cls, text: str, network: Network | None = None) -> ExtendedKey:
        """Read `xprv`, `xpub` (main net), `tprv` or `tpub` (the other networks; regtest if none is given).

        Raises
        ------
        ParseError : not an extended key, or one of another network. No part of the text appears in the error.
        """
        try:
            reader = Reader(base58.decode_check(text))
        except ParseError as error:
            raise ParseError("an extended key must be base58check; a character is wrong or missing", error.at) from None
        if reader.remaining != LENGTH:
            raise ParseError(f"an extended key must have {LENGTH} bytes, got {reader.remaining}", 0)
        prefix = reader.take(4, "version")
        found = _network_of(prefix, network)
        depth, parent = reader.unsigned(1, "depth"), reader.take(4, "fingerprint of the parent")
        index = int.from_bytes(reader.take(4, "index"), "big")
        chain_code, key = reader.take(32, "chain code"), reader.take(33, "key")
        if depth == 0 and (any(parent) or index):
            raise ParseError("a master key, at depth 0, must have no parent and index 0", 5)
        _check_key(key, is_private=prefix == found.private)
        return cls(key, chain_code, found, depth, parent, index)

    def to_text(self) -> str:
        """The text that `parse` reads. Of a private key, this is the secret."""
        prefix = self.network.private if self.is_private else self.network.public
        head = prefix + bytes((self.depth,)) + self.parent + self.index.to_bytes(4, "big")
        return base58.encode_check(head + self.chain_code + self.key)

    @property
    def is_private(self) -> bool:
        """Whether it holds a private key."""
        return self.key[0] == 0

    @property
    def public_key(self) -> PublicKey:
        """Its public key, computed from the private key if there is one."""
        return self.private_key.public if self.is_private else PublicKey(self.key)

    @property
    def private_key(self) -> PrivateKey:
        """The secret as a key that signs.

        Raises
        ------
        InputError : this key is public.
        """
        if not self.is_private:
            raise InputError("a public extended key has no private key")
        return PrivateKey(self.key[1:], self.network)

    @property
    def fingerprint(self) -> bytes:
        """First 4 bytes of the public key's HASH160."""
        return hash160(self.public_key.sec)[:4]

    def neuter(self) -> ExtendedKey:
        """The public half, which derives the public half of every child that is not hardened."""
        return ExtendedKey(self.public_key.sec, self.chain_code, self.network, self.depth, self.parent, self.index)

    def derive(self, path: str | Iterable[int]) -> ExtendedKey:
        """The descendant at a path, as "0/5", "m/84'/0'/0'", or numbers.

        Raises
        ------
        ParseError : the path cannot be read.
        InputError : as for `child`.
        """
        key = self
        for index in parse_path(path) if isinstance(path, str) else path:
            key = key.child(index)
        return key

    def child(self, index: int) -> ExtendedKey:
        """The child of this number; from 2^31 on hardened.

        Raises
        ------
        InputError : hardened from a public key, deeper than 255, or a child that does not exist (one in 2^127).
        """
        if self.depth == DEEPEST:
            raise InputError(f"keys have at most {DEEPEST} generations")
        public = self.public_key.sec
        if index >= HARDENED and not self.is_private:
            raise InputError(f"child {index - HARDENED}h is hardened, which needs the private key")
        start = self.key if index >= HARDENED else public
        digest = hmac.digest(self.chain_code, start + index.to_bytes(4, "big"), "sha512")
        key = self._tweaked(digest[:32])
        if key is None:
            raise InputError(f"child {index} does not exist, which happens once in 2^127; take the next")
        return ExtendedKey(key, digest[32:], self.network, self.depth + 1, hash160(public)[:4], index)

    def _tweaked(self, tweak: bytes) -> bytes | None:
        if not self.is_private:
            return backends.fastest().add_tweak(self.key, tweak)
        secret = backends.fastest().add_secret(self.key[1:], tweak)
        return None if secret is None else b"\x00" + secret


def _network_of(prefix: bytes, wanted: Network | None) -> Network:
    candidates = [REGTEST, *NETWORKS.values()] if wanted is None else [wanted]
    for network in candidates:
        if prefix in (network.private, network.public):
            return network
    expected = "xprv, xpub, tprv or tpub" if wanted is None else f"one of the network {wanted.name}"
    raise ParseError(f"expected an extended key, {expected}, got version {prefix.hex()}", 0)


def _check_key(key: bytes, *, is_private: bool) -> None:
    if is_private != (key[0] == 0):
        raise ParseError("the key of xprv must begin with 00, that of xpub with 02 or 03", 45)
    try:
        PrivateKey(key[1:]) if is_private else PublicKey(key)
    except InputError as error:
        raise ParseError(str(error), 45) from None
