"""Song 2019, chapter 4: private keys as text, in the wallet import format.

Base58check of a byte for the network, 32 bytes of secret, and 01 if the public key is to be written compressed.
"""

from __future__ import annotations

from coincide_bitcoin.encoding import base58
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.networks import MAIN, Network


def encode(secret: bytes, network: Network, *, compressed: bool = True) -> str:
    """Write 32 bytes of secret."""
    return base58.encode_check(bytes([network.wif]) + secret + (b"\x01" if compressed else b""))


def decode(text: str, network: Network) -> tuple[bytes, bool]:
    """Read 32 bytes of secret, and whether the public key is compressed. No part of the text appears in an error.

    Raises
    ------
    ParseError : not base58check, of another network, or of another length.
    """
    try:
        data = base58.decode_check(text)
    except ParseError as error:
        raise ParseError("a private key must be base58check; a character is wrong or missing", error.at) from None
    if data[:1] != bytes([network.wif]):
        other = "the main network" if data[:1] == bytes([MAIN.wif]) else "another network"
        raise ParseError(f"expected a private key of the network {network.name}, got one of {other} or no key", 0)
    if len(data) == 33:
        return data[1:], False
    if len(data) == 34 and data[33] == 1:
        return data[1:33], True
    raise ParseError("a private key must hold 32 bytes, and 01 if its public key is compressed", 1)
