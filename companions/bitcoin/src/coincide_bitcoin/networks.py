"""The networks and how each writes addresses and keys: main, test, signet, regtest.

Regtest is the default everywhere: a network of one's own, where mistakes cost nothing.

Source: Bitcoin Core's `chainparams.cpp`; BIP 32 for extended keys, BIP 173 for the human-readable part, BIP 325
for signet.
"""

from __future__ import annotations

from dataclasses import dataclass

from coincide_bitcoin.errors import InputError


@dataclass(frozen=True)
class Network:
    """One network's prefixes.

    Attributes
    ----------
    magic : the first 4 bytes of each message between nodes.
    port : where its nodes listen.
    p2pkh, p2sh, wif : first byte of addresses and private keys in base58check.
    hrp : human-readable part of addresses in bech32.
    public, private : first 4 bytes of extended keys (BIP 32).
    """

    name: str
    magic: bytes
    port: int
    p2pkh: int
    p2sh: int
    wif: int
    hrp: str
    public: bytes
    private: bytes


_XPUB, _XPRV = bytes.fromhex("0488b21e"), bytes.fromhex("0488ade4")
_TPUB, _TPRV = bytes.fromhex("043587cf"), bytes.fromhex("04358394")

MAIN = Network("main", bytes.fromhex("f9beb4d9"), 8333, 0x00, 0x05, 0x80, "bc", _XPUB, _XPRV)
TEST = Network("test", bytes.fromhex("0b110907"), 18333, 0x6F, 0xC4, 0xEF, "tb", _TPUB, _TPRV)
SIGNET = Network("signet", bytes.fromhex("0a03cf40"), 38333, 0x6F, 0xC4, 0xEF, "tb", _TPUB, _TPRV)
REGTEST = Network("regtest", bytes.fromhex("fabfb5da"), 18444, 0x6F, 0xC4, 0xEF, "bcrt", _TPUB, _TPRV)

NETWORKS = {network.name: network for network in (MAIN, TEST, SIGNET, REGTEST)}


def network_named(name: str) -> Network:
    """The network of this name.

    Raises
    ------
    InputError : there is none.
    """
    if name not in NETWORKS:
        raise InputError(f"expected a network, one of {', '.join(NETWORKS)}, got `{name}`")
    return NETWORKS[name]
