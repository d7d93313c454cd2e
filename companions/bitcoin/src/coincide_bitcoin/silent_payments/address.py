"""BIP 352, "Address encoding": bech32m of a version, the scan key and the spend key."""

from __future__ import annotations

from dataclasses import dataclass

from coincide_bitcoin.encoding import bech32, sec
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.networks import MAIN, REGTEST, Network

# Longer than an address of bech32 elsewhere, and room for later versions.
LONGEST_TEXT = 1023
KEYS_LENGTH = 66
# Version 31 is kept for a change that older software must not understand.
_UNREADABLE = 31


@dataclass(frozen=True)
class SilentAddress:
    """The key to scan with and the key to spend with, 33 bytes each.

    All test networks write it in the same way.
    """

    scan: bytes
    spend: bytes
    is_main: bool = False

    def __str__(self) -> str:
        digits = [0, *bech32.regroup(self.scan + self.spend, 8, 5)]
        return bech32.encode("sp" if self.is_main else "tsp", digits, bech32.BECH32M)

    @classmethod
    def decode(cls, text: str, network: Network = REGTEST) -> SilentAddress:
        """Read an address of this network.

        Raises
        ------
        ParseError : not an address, or of another network.
        """
        hrp, digits, constant = bech32.decode(text, longest=LONGEST_TEXT)
        is_main = network == MAIN
        expected = "sp" if is_main else "tsp"
        if hrp != expected:
            raise ParseError(f"expected a silent payment address of {network.name}, {expected}1..., got {hrp}1...", 0)
        start = len(hrp) + 1
        if constant != bech32.BECH32M or not digits or digits[0] == _UNREADABLE:
            raise ParseError("a silent payment address must be bech32m, with a version from 0 to 30", start)
        keys = bech32.from_digits(digits[1:], start=start + 1)
        if len(keys) < KEYS_LENGTH or (digits[0] == 0 and len(keys) != KEYS_LENGTH):
            raise ParseError(f"a silent payment address must hold {KEYS_LENGTH} bytes of keys, got {len(keys)}", start)
        scan, spend = keys[:33], keys[33:KEYS_LENGTH]
        for key in (scan, spend):
            sec.decode(key)
        return cls(scan, spend, is_main)
