"""BIP 380, key expressions: a key, where it comes from, and which of its children are meant.

    [d34db33f/84h/0h/0h]xpub.../0/*

The part in brackets says where the key comes from, and is not checked; what follows the key is derived; `*` stands for
the index of the script.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from coincide_bitcoin.encoding import sec
from coincide_bitcoin.errors import InputError, ParseError, shown
from coincide_bitcoin.hd.extended_key import ExtendedKey
from coincide_bitcoin.hd.path import HARDENED, parse_step, path_text
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.networks import Network

Wildcard = Literal["", "*", "*h"]
_HEX = frozenset("0123456789abcdefABCDEF")
_EXTENDED = ("xprv", "xpub", "tprv", "tpub")


@dataclass(frozen=True)
class Origin:
    """Which master key a key comes from, by its fingerprint of 4 bytes, and by which path."""

    fingerprint: bytes
    path: tuple[int, ...] = ()

    def __str__(self) -> str:
        return "/".join(filter(None, (self.fingerprint.hex(), path_text(self.path))))


@dataclass(frozen=True)
class DerivedKey:
    """The key of one script.

    Attributes
    ----------
    sec : 33 or 65 bytes.
    origin : where it comes from, if that is known.
    private : the secret half, if the descriptor has it.
    """

    sec: bytes
    origin: Origin | None = None
    private: PrivateKey | None = None

    @property
    def x_only(self) -> bytes:
        """32 bytes, as Taproot has keys."""
        return self.sec[1:33]


@dataclass(frozen=True)
class KeyExpression:
    """A key of a descriptor: one fixed key, or an extended one with steps and perhaps a wildcard."""

    origin: Origin | None = None
    fixed: DerivedKey | None = None
    extended: ExtendedKey | None = None
    steps: tuple[int, ...] = ()
    wildcard: Wildcard = ""
    text: str = field(default="", repr=False)

    @property
    def is_range(self) -> bool:
        """Whether it stands for a key per index."""
        return self.wildcard != ""

    @property
    def is_compressed(self) -> bool:
        return self.fixed is None or len(self.fixed.sec) == 33

    def at(self, index: int) -> DerivedKey:
        """The key for this index, which matters only to a range.

        Raises
        ------
        InputError : a hardened step from a public key, or an index that is not below 2^31.
        """
        if self.fixed is not None:
            return self.fixed
        assert self.extended is not None
        if self.is_range and not 0 <= index < HARDENED:
            raise InputError(f"the index of a script must be from 0 to 2^31 - 1, got {index}")
        last = {"": (), "*": (index,), "*h": (index + HARDENED,)}[self.wildcard]
        steps = (*self.steps, *last)
        key = self.extended.derive(steps)
        known = self.origin or Origin(self.extended.fingerprint)
        private = key.private_key if key.is_private else None
        return DerivedKey(key.public_key.sec, Origin(known.fingerprint, known.path + steps), private)


def parse_key(text: str, network: Network, *, at: int = 0, x_only: bool = False) -> KeyExpression:
    """Read a key expression.

    Parameters
    ----------
    at : where the text stands in the descriptor, for errors.
    x_only : allow keys of 32 bytes, as in Taproot.

    Raises
    ------
    ParseError : not a key of this network. No private key appears in the error.
    """
    origin, body = None, text
    if text.startswith("["):
        inside, mark, body = text[1:].partition("]")
        if not mark:
            raise ParseError("the origin of a key must end with ]", at)
        origin = _parse_origin(inside, at + 1)
    start = at + len(text) - len(body)
    if body.startswith(_EXTENDED):
        extended, steps, wildcard = _parse_extended(body, network, start)
        return KeyExpression(origin, None, extended, steps, wildcard, text)
    key = _parse_fixed(body, network, start, x_only=x_only)
    return KeyExpression(origin, DerivedKey(key.sec, origin, key.private), text=text)


def _parse_origin(text: str, at: int) -> Origin:
    fingerprint, *steps = text.split("/")
    if len(fingerprint) != 8 or not _HEX.issuperset(fingerprint):
        raise ParseError(
            f"the fingerprint of a key's origin must be 8 hexadecimal digits, got {shown(fingerprint)}", at
        )
    path: list[int] = []
    at += 9
    for step in steps:
        path.append(parse_step(step, at=at))
        at += len(step) + 1
    return Origin(bytes.fromhex(fingerprint), tuple(path))


def _parse_extended(body: str, network: Network, at: int) -> tuple[ExtendedKey, tuple[int, ...], Wildcard]:
    text, *steps = body.split("/")
    try:
        extended = ExtendedKey.parse(text, network)
    except ParseError as error:
        raise ParseError(error.why, at) from None
    wildcard: Wildcard = ""
    if steps and steps[-1] in ("*", "*h", "*'"):
        wildcard = "*" if steps.pop() == "*" else "*h"
    at += len(text) + 1
    path: list[int] = []
    for step in steps:
        path.append(parse_step(step, at=at))
        at += len(step) + 1
    return extended, tuple(path), wildcard


def _parse_fixed(body: str, network: Network, at: int, *, x_only: bool) -> DerivedKey:
    if body and _HEX.issuperset(body) and len(body) in (64, 66, 130):
        data = bytes.fromhex(body)
        if len(data) == 32:
            if not x_only:
                raise ParseError("a key of 32 bytes is allowed in tr() only", at)
            data = b"\x02" + data
        try:
            sec.decode(data)
        except ParseError as error:
            raise ParseError(error.why, at) from None
        return DerivedKey(data)
    try:
        private = PrivateKey.from_wif(body, network)
    except ParseError:
        raise ParseError(
            f"expected a key of the network {network.name}: a public one in hexadecimal, a private one in WIF, "
            "or an extended one",
            at,
        ) from None
    return DerivedKey(private.public.sec, None, private)
