"""Song 2019, chapters 4 and 13; BIP 173 and 350: addresses, which are the text of standard scripts.

An address is read for one network, regtest unless another is named, so that coins do not go where they cannot be spent.
Test, signet and regtest share the form of base58; test and signet share that of bech32 too.
"""

from __future__ import annotations

from coincide_bitcoin.encoding import base58, bech32
from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.networks import NETWORKS, REGTEST, Network
from coincide_bitcoin.script.standard import is_p2pkh, is_p2sh, p2pkh, p2sh, witness_program, witness_script_pubkey


def encode(script_pubkey: bytes, network: Network = REGTEST) -> str:
    """The address of a script.

    Raises
    ------
    InputError : it has none: not P2PKH, P2SH or a witness program.
    """
    program = witness_program(script_pubkey)
    if program is not None:
        return bech32.encode_program(network.hrp, *program)
    if is_p2pkh(script_pubkey):
        return base58.encode_check(bytes([network.p2pkh]) + script_pubkey[3:23])
    if is_p2sh(script_pubkey):
        return base58.encode_check(bytes([network.p2sh]) + script_pubkey[2:22])
    raise InputError("only P2PKH, P2SH and witness programs have addresses, and this script is none of them")


def decode(text: str, network: Network = REGTEST) -> bytes:
    """The script of an address.

    Raises
    ------
    ParseError : not an address, or one of another network.
    """
    hrp = text.lower().rpartition("1")[0]
    if hrp in {one.hrp for one in NETWORKS.values()}:
        hrp, version, program = bech32.decode_program(text)
        if hrp != network.hrp:
            raise ParseError(f"expected an address of the network {network.name}, {network.hrp}1..., got {hrp}1...", 0)
        return witness_script_pubkey(version, program)
    data = base58.decode_check(text)
    if len(data) != 21:
        raise ParseError(f"an address in base58 must hold 21 bytes, got {len(data)}", 0)
    if data[0] == network.p2pkh:
        return p2pkh(data[1:])
    if data[0] == network.p2sh:
        return p2sh(data[1:])
    raise ParseError(f"expected an address of the network {network.name}, got one that begins with {data[0]:02x}", 0)
