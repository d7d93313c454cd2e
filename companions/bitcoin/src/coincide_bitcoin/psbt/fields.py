"""BIPs 174, 370, 371 and 373: which fields a PSBT has, and what must hold of their bytes.

A field's key is its type, perhaps followed by data such as a public key. Types that are not here are kept as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coincide_bitcoin.encoding import sec
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.script.taproot import LEAF_MASK, is_control_length
from coincide_bitcoin.transaction.transaction import Transaction, read_output, read_stack
from coincide_bitcoin.wire import Reader

# Global.
UNSIGNED_TX, XPUB, TX_VERSION, FALLBACK_LOCK_TIME, INPUT_COUNT, OUTPUT_COUNT, MODIFIABLE, VERSION = (
    0x00,
    0x01,
    0x02,
    0x03,
    0x04,
    0x05,
    0x06,
    0xFB,
)
# Of an input.
NON_WITNESS_UTXO, WITNESS_UTXO, PARTIAL_SIG, SIGHASH_TYPE, REDEEM_SCRIPT, WITNESS_SCRIPT = range(6)
DERIVATION, FINAL_SCRIPT_SIG, FINAL_WITNESS = 0x06, 0x07, 0x08
RIPEMD160_PREIMAGE, SHA256_PREIMAGE, HASH160_PREIMAGE, HASH256_PREIMAGE = 0x0A, 0x0B, 0x0C, 0x0D
PREVIOUS_TXID, OUTPUT_INDEX, SEQUENCE, TIME_LOCK, HEIGHT_LOCK = 0x0E, 0x0F, 0x10, 0x11, 0x12
TAP_KEY_SIG, TAP_SCRIPT_SIG, TAP_LEAF_SCRIPT, TAP_DERIVATION, TAP_INTERNAL_KEY, TAP_MERKLE_ROOT = range(0x13, 0x19)
MUSIG_PARTICIPANTS, MUSIG_NONCE, MUSIG_PARTIAL_SIG = 0x1A, 0x1B, 0x1C
# Of an output.
OUT_REDEEM_SCRIPT, OUT_WITNESS_SCRIPT, OUT_DERIVATION, OUT_AMOUNT, OUT_SCRIPT = range(5)
OUT_TAP_INTERNAL_KEY, OUT_TAP_TREE, OUT_TAP_DERIVATION = 0x05, 0x06, 0x07
OUT_MUSIG_PARTICIPANTS = 0x08

LOCK_TIME_THRESHOLD = 500_000_000
MOST_LEAVES = 1 << 12

Check = Callable[[bytes], bool]


@dataclass(frozen=True)
class Field:
    """What must hold of a field.

    Attributes
    ----------
    name : in words, for errors.
    key : what must hold of the data after the type; by default there is none.
    value : what must hold of the value.
    versions : of the PSBT in which the field may stand.
    """

    name: str
    key: Check = lambda data: not data
    value: Check = lambda data: True  # noqa: ARG005
    versions: tuple[int, ...] = (0, 2)


def _length(*allowed: int) -> Check:
    return lambda data: len(data) in allowed


def _is_key(data: bytes) -> bool:
    try:
        sec.decode(data)
    except ParseError:
        return False
    return True


def _parses(read: Callable[[Reader], object]) -> Check:
    """Whether all of the value can be read."""

    def check(data: bytes) -> bool:
        reader = Reader(data)
        try:
            read(reader)
            reader.finish()
        except ParseError:
            return False
        return True

    return check


def _read_leaf_derivation(reader: Reader) -> None:
    """Leaf hashes, then a fingerprint and steps of 4 bytes."""
    reader.take(32 * reader.count("number of leaf hashes", item_length=32), "leaf hashes")
    if reader.remaining < 4 or reader.remaining % 4:
        reader.fail("a derivation must have a fingerprint and steps of 4 bytes", at=reader.position)
    reader.take(reader.remaining, "derivation")


def _read_tap_tree(reader: Reader) -> None:
    """Leaves in the order of a walk, each with its depth, that fill a binary tree."""
    depths: list[int] = []
    while reader.remaining:
        if len(depths) == MOST_LEAVES:
            reader.fail(f"a tree must have at most {MOST_LEAVES} leaves here", at=reader.position)
        at = reader.position
        depth, version = reader.unsigned(1, "depth"), reader.unsigned(1, "leaf version")
        reader.sized("script")
        if depth > 128 or version & ~LEAF_MASK:
            reader.fail("a leaf must be at most 128 deep and have an even version", at=at)
        depths.append(depth)
        while len(depths) > 1 and depths[-1] == depths[-2]:
            depths[-2:] = [depths[-1] - 1]
    if depths != [0]:
        reader.fail("the leaves must fill a binary tree", at=reader.position)


def _is_derivation(value: bytes) -> bool:
    return len(value) >= 4 and len(value) % 4 == 0


def _is_compressed(data: bytes) -> bool:
    return len(data) == 33 and _is_key(data)


def _are_participants(value: bytes) -> bool:
    """One or more compressed keys."""
    return value != b"" and all(_is_compressed(value[at : at + 33]) for at in range(0, len(value), 33))


def _is_of_a_participant(data: bytes) -> bool:
    """A participant's key, the aggregate's, and the hash of a leaf if it is a script that is signed."""
    return len(data) in (66, 98) and _is_compressed(data[:33]) and _is_compressed(data[33:66])


def _lock_time(least: int, most: int) -> Check:
    return lambda value: len(value) == 4 and least <= int.from_bytes(value, "little") <= most


def _is_count(value: bytes) -> bool:
    return _parses(lambda reader: reader.compact_size("count"))(value)


def _is_unsigned_transaction(value: bytes) -> bool:
    try:
        transaction = Transaction.parse(value, allow_witnesses=False)
    except ParseError:
        return False
    return not any(one.script_sig for one in transaction.inputs)


_transaction = _parses(Transaction.read)
_output = _parses(read_output)
_x_only_signature = _length(64, 65)

GLOBAL: dict[int, Field] = {
    UNSIGNED_TX: Field("unsigned transaction", value=_is_unsigned_transaction, versions=(0,)),
    XPUB: Field("extended public key", key=_length(78), value=_is_derivation),
    TX_VERSION: Field("transaction version", value=_length(4), versions=(2,)),
    FALLBACK_LOCK_TIME: Field("fallback lock time", value=_length(4), versions=(2,)),
    INPUT_COUNT: Field("number of inputs", value=_is_count, versions=(2,)),
    OUTPUT_COUNT: Field("number of outputs", value=_is_count, versions=(2,)),
    MODIFIABLE: Field("modifiable flags", value=_length(1), versions=(2,)),
    VERSION: Field("version", value=_length(4)),
}
INPUT: dict[int, Field] = {
    NON_WITNESS_UTXO: Field("non-witness UTXO", value=_transaction),
    WITNESS_UTXO: Field("witness UTXO", value=_output),
    PARTIAL_SIG: Field("partial signature", key=_is_key),
    SIGHASH_TYPE: Field("sighash type", value=_length(4)),
    REDEEM_SCRIPT: Field("redeem script"),
    WITNESS_SCRIPT: Field("witness script"),
    DERIVATION: Field("derivation", key=_is_key, value=_is_derivation),
    FINAL_SCRIPT_SIG: Field("final script sig"),
    FINAL_WITNESS: Field("final witness", value=_parses(read_stack)),
    RIPEMD160_PREIMAGE: Field("preimage of RIPEMD-160", key=_length(20)),
    SHA256_PREIMAGE: Field("preimage of SHA-256", key=_length(32)),
    HASH160_PREIMAGE: Field("preimage of HASH160", key=_length(20)),
    HASH256_PREIMAGE: Field("preimage of HASH256", key=_length(32)),
    PREVIOUS_TXID: Field("previous txid", value=_length(32), versions=(2,)),
    OUTPUT_INDEX: Field("output index", value=_length(4), versions=(2,)),
    SEQUENCE: Field("sequence", value=_length(4), versions=(2,)),
    TIME_LOCK: Field("required time", value=_lock_time(LOCK_TIME_THRESHOLD, (1 << 32) - 1), versions=(2,)),
    HEIGHT_LOCK: Field("required height", value=_lock_time(1, LOCK_TIME_THRESHOLD - 1), versions=(2,)),
    TAP_KEY_SIG: Field("Taproot key signature", value=_x_only_signature),
    TAP_SCRIPT_SIG: Field("Taproot script signature", key=_length(64), value=_x_only_signature),
    TAP_LEAF_SCRIPT: Field("Taproot leaf script", key=lambda data: is_control_length(len(data)), value=bool),
    TAP_DERIVATION: Field("Taproot derivation", key=_length(32), value=_parses(_read_leaf_derivation)),
    TAP_INTERNAL_KEY: Field("Taproot internal key", value=_length(32)),
    TAP_MERKLE_ROOT: Field("Taproot Merkle root", value=_length(32)),
    MUSIG_PARTICIPANTS: Field("MuSig2 participants", key=_is_compressed, value=_are_participants),
    MUSIG_NONCE: Field("MuSig2 public nonce", key=_is_of_a_participant, value=_length(66)),
    MUSIG_PARTIAL_SIG: Field("MuSig2 partial signature", key=_is_of_a_participant, value=_length(32)),
}
OUTPUT: dict[int, Field] = {
    OUT_REDEEM_SCRIPT: Field("redeem script"),
    OUT_WITNESS_SCRIPT: Field("witness script"),
    OUT_DERIVATION: Field("derivation", key=_is_key, value=_is_derivation),
    OUT_AMOUNT: Field("amount", value=_length(8), versions=(2,)),
    OUT_SCRIPT: Field("script", versions=(2,)),
    OUT_TAP_INTERNAL_KEY: Field("Taproot internal key", value=_length(32)),
    OUT_TAP_TREE: Field("Taproot tree", value=_parses(_read_tap_tree)),
    OUT_TAP_DERIVATION: Field("Taproot derivation", key=_length(32), value=_parses(_read_leaf_derivation)),
    OUT_MUSIG_PARTICIPANTS: Field("MuSig2 participants", key=_is_compressed, value=_are_participants),
}
