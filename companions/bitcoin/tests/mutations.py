"""Spends that are nearly right, and scripts of chance: what two engines must agree on."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

from spends import KINDS, PUBLIC, X_ONLY, Spend, spend

from coincide_bitcoin.hashes import hash160, sha256
from coincide_bitcoin.script import push
from coincide_bitcoin.script.flags import CONSENSUS, P2SH, TAPROOT, WITNESS
from coincide_bitcoin.script.opcodes import NAMES
from coincide_bitcoin.script.script import push_number
from coincide_bitcoin.script.standard import p2sh, p2tr, p2wsh
from coincide_bitcoin.script.taproot import TreeLeaf, control_block, output_key
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction

HASH_TYPES = (1, 2, 3, 0x81, 0x82, 0x83)
# What scripts do most: conditions are rare, since most of them do not close.
_COMMON = [code for code in NAMES if code > 0x60 and code not in (0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x6A)]


def flags_of_chance(rng: random.Random) -> frozenset[str]:
    """Consensus flags, each there or not, with those that they stand on."""
    if rng.random() < 0.5:
        return CONSENSUS
    flags = frozenset(flag for flag in sorted(CONSENSUS) if rng.random() < 0.7)
    if TAPROOT in flags:
        flags |= {WITNESS}
    return flags | {P2SH} if WITNESS in flags else flags


def mutated(rng: random.Random) -> Spend:
    """A valid spend with up to three changes of its transaction, or with none."""
    one = _signed(rng.choice(list(KINDS)), rng.choice(HASH_TYPES), rng.randrange(2))
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        one = rng.choice(_CHANGES)(one, rng)
    return one


def scripted(rng: random.Random) -> Spend:
    """An output with a script of chance, bare or behind a hash or in a leaf, spent with a stack of chance."""
    script = _script(rng)
    stack = [_item(rng) for _ in range(rng.randrange(5))]
    wrapping = rng.choice(("bare", "p2sh", "p2wsh", "p2sh-p2wsh", "tapscript", "tapscript"))
    script_pubkey, script_sig, witness = _wrapped(wrapping, script, stack)
    inputs = (
        Input(OutPoint(bytes(32), 1), script_sig, rng.choice((0, 5, 0xFFFFFFFF, 1 << 22)), witness),
        Input(OutPoint(bytes(32), 2)),
    )
    transaction = Transaction(rng.choice((1, 2)), inputs, (Output(5, b"\x51"),), rng.choice((0, 5, 600_000_000)))
    return Spend(wrapping, transaction, (Output(7, script_pubkey), Output(8, b"\x51")), 0)


@cache
def _signed(kind: str, hash_type: int, index: int) -> Spend:
    return spend(kind, hash_type, index=index)


def _bytes(data: bytes, rng: random.Random) -> bytes:
    """With a byte changed, left out, put in, or a piece repeated."""
    at = rng.randrange(len(data) + 1)
    match rng.randrange(5):
        case 0:
            return data[:at] + rng.randbytes(1) + data[at + 1 :]
        case 1:
            return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :] if at < len(data) else data
        case 2:
            return data[:at] + data[at + 1 :]
        case 3:
            return data[:at] + rng.randbytes(rng.randint(1, 2)) + data[at:]
        case _:
            return data[:at] + data[at // 2 :]


def _own(one: Spend, **changes: object) -> Spend:
    inputs = list(one.transaction.inputs)
    inputs[one.index] = replace(inputs[one.index], **changes)
    return replace(one, transaction=replace(one.transaction, inputs=tuple(inputs)))


def _change_right(one: Spend, rng: random.Random) -> Spend:
    own = one.transaction.inputs[one.index]
    if own.script_sig and (not own.witness or rng.random() < 0.3):
        return _own(one, script_sig=_bytes(own.script_sig, rng))
    witness = list(own.witness)
    if witness:
        place = rng.randrange(len(witness))
        witness[place] = _bytes(witness[place], rng)
    return _own(one, witness=tuple(witness))


def _change_witness(one: Spend, rng: random.Random) -> Spend:
    witness = list(one.transaction.inputs[one.index].witness)
    match rng.randrange(4):
        case 0:
            witness.append(b"\x50" + rng.randbytes(rng.randrange(3)))
        case 1:
            witness.insert(rng.randrange(len(witness) + 1), _item(rng))
        case 2:
            witness = witness[1:]
        case _:
            rng.shuffle(witness)
    return _own(one, witness=tuple(witness))


def _change_sequence(one: Spend, rng: random.Random) -> Spend:
    return _own(one, sequence=rng.choice((0, 9, 10, 0xFFFFFFFF, 0xFFFFFFFE, 1 << 31, (1 << 22) + 20)))


def _change_transaction(one: Spend, rng: random.Random) -> Spend:
    old = one.transaction
    match rng.randrange(4):
        case 0:
            return replace(one, transaction=replace(old, version=rng.choice((0, 1, 3, 2**31, 2**32 - 1))))
        case 1:
            lock_time = rng.choice((0, 99, 100, 499_999_999, 500_000_000))
            return replace(one, transaction=replace(old, lock_time=lock_time))
        case 2:
            return replace(one, transaction=replace(old, outputs=old.outputs[: rng.randint(1, 2)]))
        case _:
            first, *others = old.outputs
            return replace(one, transaction=replace(old, outputs=(replace(first, value=7), *others)))


def _change_spent(one: Spend, rng: random.Random) -> Spend:
    spent = list(one.spent)
    place = rng.randrange(2)
    spent[place] = replace(spent[place], value=rng.choice((0, 1, 50_000)))
    return replace(one, spent=tuple(spent))


def _change_script_pubkey(one: Spend, rng: random.Random) -> Spend:
    spent = list(one.spent)
    spent[one.index] = replace(spent[one.index], script_pubkey=_bytes(spent[one.index].script_pubkey, rng))
    return replace(one, spent=tuple(spent))


_CHANGES = (
    _change_right,
    _change_right,
    _change_right,
    _change_witness,
    _change_sequence,
    _change_transaction,
    _change_spent,
    _change_script_pubkey,
)


@cache
def _signatures() -> list[bytes]:
    found = [
        item for kind in ("p2wsh", "p2wpkh", "p2tr, key") for item in _signed(kind, 1, 1).transaction.inputs[1].witness
    ]
    return [item for item in found if 60 < len(item) < 75]


def _item(rng: random.Random) -> bytes:
    match rng.randrange(8):
        case 0:
            return b""
        case 1:
            return b"\x01"
        case 2:
            return rng.choice(PUBLIC)
        case 3:
            return rng.choice(X_ONLY)
        case 4:
            return rng.choice(_signatures())
        case 5:
            return rng.choice((b"\x80", b"\x00", b"\x81", b"\xff\xff\xff\x7f", bytes(5), b"\x00\x80"))
        case _:
            return rng.randbytes(rng.choice((1, 1, 2, 3, 4, 5, 32)))


def _script(rng: random.Random) -> bytes:
    parts: list[bytes] = []
    for _ in range(rng.randrange(14)):
        chance = rng.random()
        if chance < 0.35:
            parts.append(push(_item(rng)))
        elif chance < 0.6:
            parts.append(push_number(rng.choice((0, 1, 2, 3, 5, -1, 16, 17, 1000))))
        elif chance < 0.93:
            parts.append(bytes([rng.choice(_COMMON)]))
        elif chance < 0.97:
            parts.append(
                bytes([rng.choice((0x63, 0x64)), *([rng.choice(_COMMON)] * rng.randrange(2)), 0x67, 0x51, 0x68])
            )
        else:
            parts.append(rng.randbytes(1))
    return b"".join(parts)


def _wrapped(wrapping: str, script: bytes, stack: list[bytes]) -> tuple[bytes, bytes, tuple[bytes, ...]]:
    pushes = b"".join(push(item) for item in stack)
    match wrapping:
        case "bare":
            return script, pushes, ()
        case "p2sh":
            return p2sh(hash160(script)), pushes + push(script), ()
        case "p2wsh":
            return p2wsh(sha256(script)), b"", (*stack, script)
        case "p2sh-p2wsh":
            program = p2wsh(sha256(script))
            return p2sh(hash160(program)), push(program), (*stack, script)
        case _:
            leaf = TreeLeaf(script)
            key, _ = output_key(X_ONLY[0], leaf.hash)
            return p2tr(key), b"", (*stack, script, control_block(X_ONLY[0], leaf, leaf))
