"""The scripts that wallets write, by their usual names; how each is made and recognized.

Song 2019, chapters 6 to 8 and 13; BIP 16, BIP 141, BIP 341; P2A as in Bitcoin Core since version 28.
"""

from __future__ import annotations

from collections.abc import Sequence

from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.script.opcodes import (
    OP_0,
    OP_1,
    OP_16,
    OP_CHECKMULTISIG,
    OP_CHECKSIG,
    OP_DUP,
    OP_EQUAL,
    OP_EQUALVERIFY,
    OP_HASH160,
    OP_RETURN,
)
from coincide_bitcoin.script.script import is_push_only, operations, push, push_number

P2A_PROGRAM = b"\x4e\x73"
MOST_KEYS = 20


def p2pk(key: bytes) -> bytes:
    """To a key of 33 or 65 bytes."""
    return push(key) + bytes([OP_CHECKSIG])


def p2pkh(key_hash: bytes) -> bytes:
    """To the hash of a key, 20 bytes."""
    return bytes([OP_DUP, OP_HASH160]) + push(key_hash) + bytes([OP_EQUALVERIFY, OP_CHECKSIG])


def p2sh(script_hash: bytes) -> bytes:
    """To the hash of a script, 20 bytes (BIP 16)."""
    return bytes([OP_HASH160]) + push(script_hash) + bytes([OP_EQUAL])


def p2wpkh(key_hash: bytes) -> bytes:
    """To the hash of a compressed key, 20 bytes, in a witness (BIP 141)."""
    return witness_script_pubkey(0, key_hash)


def p2wsh(script_hash: bytes) -> bytes:
    """To the SHA-256 of a script, 32 bytes, in a witness (BIP 141)."""
    return witness_script_pubkey(0, script_hash)


def p2tr(output_key: bytes) -> bytes:
    """To a key of 32 bytes that may commit to scripts (BIP 341)."""
    return witness_script_pubkey(1, output_key)


def multisig(required: int, keys: Sequence[bytes]) -> bytes:
    """To `required` of these keys.

    Raises
    ------
    InputError : not 1 ≤ required ≤ number of keys ≤ 20.
    """
    if not 1 <= required <= len(keys) <= MOST_KEYS:
        raise InputError(f"expected 1 to {len(keys)} required keys of at most {MOST_KEYS}, got {required}")
    parts = [push_number(required), *map(push, keys), push_number(len(keys)), bytes([OP_CHECKMULTISIG])]
    return b"".join(parts)


def null_data(data: bytes) -> bytes:
    """Nobody can spend it; the bytes are there for all to see."""
    return bytes([OP_RETURN]) + push(data)


def witness_script_pubkey(version: int, program: bytes) -> bytes:
    """The script of a witness program."""
    return push_number(version) + push(program)


def witness_program(script: bytes) -> tuple[int, bytes] | None:
    """Version and program, if the script is nothing but these (BIP 141)."""
    if not 4 <= len(script) <= 42 or script[1] != len(script) - 2:
        return None
    if script[0] == OP_0 or OP_1 <= script[0] <= OP_16:
        return (script[0] - OP_1 + 1 if script[0] else 0), script[2:]
    return None


def is_p2sh(script: bytes) -> bool:
    """Whether the script is to the hash of a script (BIP 16)."""
    return len(script) == 23 and script[0] == OP_HASH160 and script[1] == 20 and script[22] == OP_EQUAL


def is_p2pkh(script: bytes) -> bool:
    """Whether the script is to the hash of a key."""
    return len(script) == 25 and script == p2pkh(script[3:23])


def kind_of(script: bytes) -> str:
    """The usual name: p2pk, p2pkh, p2sh, p2wpkh, p2wsh, p2tr, p2a, multisig, null data, witness program, other."""
    program = witness_program(script)
    if program is not None:
        version, data = program
        if version == 0:
            return {20: "p2wpkh", 32: "p2wsh"}.get(len(data), "witness program")
        if version == 1:
            return "p2tr" if len(data) == 32 else "p2a" if data == P2A_PROGRAM else "witness program"
        return "witness program"
    if is_p2sh(script):
        return "p2sh"
    if is_p2pkh(script):
        return "p2pkh"
    if len(script) in (35, 67) and script == p2pk(script[1:-1]):
        return "p2pk"
    if script[:1] == bytes([OP_RETURN]) and is_push_only(script[1:]):
        return "null data"
    return "multisig" if _is_multisig(script) else "other"


def _is_multisig(script: bytes) -> bool:
    try:
        found = list(operations(script))
    except ParseError:
        return False
    if len(found) < 4 or found[-1].opcode != OP_CHECKMULTISIG:
        return False
    required, total = found[0].opcode - OP_1 + 1, found[-2].opcode - OP_1 + 1
    keys = [operation.data or b"" for operation in found[1:-2]]
    return 1 <= required <= total == len(keys) <= MOST_KEYS and all(len(key) in (33, 65) for key in keys)
