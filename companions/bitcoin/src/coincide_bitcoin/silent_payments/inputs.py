"""BIP 352, "Inputs For Shared Secret Derivation": which inputs count, and their public keys."""

from __future__ import annotations

from collections.abc import Iterable

from coincide_bitcoin.backend import fastest
from coincide_bitcoin.curve.secp256k1 import N
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.hashes import hash160, tagged_hash
from coincide_bitcoin.script.standard import kind_of
from coincide_bitcoin.script.taproot import ANNEX
from coincide_bitcoin.transaction import Input, OutPoint, Output

# The x of a point whose secret nobody knows; a Taproot output with it inside has no key that could take part.
NUMS = bytes.fromhex("50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0")
# A transaction pays one scan key so often at most, so that scanning ends.
MOST_OUTPUTS = 2323


def input_key(one: Input, spent: Output) -> bytes | None:
    """The public key of an input, 33 bytes; None if the input does not count."""
    script = spent.script_pubkey
    match kind_of(script):
        case "p2tr":
            key = _taproot_key(one, script)
        case "p2wpkh":
            key = _last_item(one)
        case "p2sh" if len(one.script_sig) == 23 and kind_of(one.script_sig[1:]) == "p2wpkh":
            key = _last_item(one)
        case "p2pkh":
            key = _key_in_script(one.script_sig, script[3:23])
        case _:
            return None
    return key if len(key) == 33 and key[0] in (2, 3) and fastest().serialize(key, compressed=True) else None


def input_hash(previous: Iterable[OutPoint], key_sum: bytes) -> bytes:
    """32 bytes that tie the shared secret to one transaction.

    Raises
    ------
    InputError : the hash is no scalar, which happens once in 2¹²⁷.
    """
    least = min(one.serialize() for one in previous)
    found = tagged_hash("BIP0352/Inputs", least + key_sum)
    if not 0 < int.from_bytes(found, "big") < N:
        raise InputError("these inputs cannot pay silently, since their hash is not a scalar")
    return found


def output_tweak(shared: bytes, number: int) -> bytes:
    """32 bytes: what the spend key is tweaked by for the output of this number."""
    return tagged_hash("BIP0352/SharedSecret", shared + number.to_bytes(4, "big"))


def _taproot_key(one: Input, script: bytes) -> bytes:
    """The output's key with even y, unless a script is run in an output that has no key."""
    stack = list(one.witness)
    if len(stack) > 1 and stack[-1][:1] == bytes([ANNEX]):
        stack.pop()
    if len(stack) > 1 and stack[-1][1:33] == NUMS:
        return b""
    return b"\x02" + script[2:]


def _last_item(one: Input) -> bytes:
    return one.witness[-1] if one.witness else b""


def _key_in_script(script_sig: bytes, key_hash: bytes) -> bytes:
    """The key, wherever it is: others may have put more into the script without making it invalid."""
    for end in range(len(script_sig), 32, -1):
        key = script_sig[end - 33 : end]
        if hash160(key) == key_hash:
            return key
    return b""
