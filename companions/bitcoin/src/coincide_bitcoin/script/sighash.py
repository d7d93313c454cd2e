"""What a signature signs: legacy (Song 2019, chapter 7), version 0 (BIP 143) and Taproot (BIP 341).

The hash type says which inputs and outputs a signature covers. What all signatures of a transaction have in common is
hashed once, so that a transaction of n inputs takes n steps of constant length; before segwit it takes n steps of
length n, by consensus, and the parts that repeat are written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from coincide_bitcoin.errors import InputError
from coincide_bitcoin.hashes import hash256, sha256, tagged_hash
from coincide_bitcoin.script.deletion import find_and_delete
from coincide_bitcoin.script.encodings import ALL, ANYONECANPAY, NONE, SINGLE
from coincide_bitcoin.script.machine import Leaf
from coincide_bitcoin.script.opcodes import OP_CODESEPARATOR
from coincide_bitcoin.transaction.transaction import Output, Transaction
from coincide_bitcoin.wire import compact_size, sized

DEFAULT = 0
TAPROOT_TYPES = frozenset({DEFAULT, ALL, NONE, SINGLE, *(ANYONECANPAY | kind for kind in (ALL, NONE, SINGLE))})

# Before segwit, SINGLE without a matching output signs the number 1: a bug that became a rule.
_ONE = b"\x01" + bytes(31)
_NULL = bytes(32)
_BLANK_OUTPUT = b"\xff" * 8 + b"\x00"
_BLANK_LENGTH = 41


class SignatureHasher:
    """The hashes that the signatures of one transaction sign.

    Parameters
    ----------
    spent : the outputs that its inputs spend, in their order.

    Raises
    ------
    InputError : not one output for each input.
    """

    def __init__(self, transaction: Transaction, spent: Sequence[Output]) -> None:
        if len(spent) != len(transaction.inputs):
            raise InputError(
                f"expected one spent output for each of {len(transaction.inputs)} inputs, got {len(spent)}"
            )
        self.transaction = transaction
        self.spent = spent
        self._version = transaction.version.to_bytes(4, "little")
        self._lock_time = transaction.lock_time.to_bytes(4, "little")

    def legacy(self, index: int, script_code: bytes, hash_type: int) -> bytes:
        """32 bytes for an input without a witness; `hash_type` may be any integer of 32 bits."""
        inputs, outputs = self.transaction.inputs, self.transaction.outputs
        kind = hash_type & 0x1F
        if kind == SINGLE and index >= len(outputs):
            return _ONE
        own, code = inputs[index], find_and_delete(script_code, bytes([OP_CODESEPARATOR]))
        before, after = b"", b""
        if not hash_type & ANYONECANPAY:
            blanks = self._blank_inputs_at_zero if kind in (NONE, SINGLE) else self._blank_inputs
            before, after = blanks[: _BLANK_LENGTH * index], blanks[_BLANK_LENGTH * (index + 1) :]
        parts = [
            self._version,
            b"\x01" if hash_type & ANYONECANPAY else compact_size(len(inputs)),
            before,
            own.previous.serialize(),
            sized(code),
            own.sequence.to_bytes(4, "little"),
            after,
            self._legacy_outputs(index, kind),
            self._lock_time,
            (hash_type & 0xFFFFFFFF).to_bytes(4, "little"),
        ]
        return hash256(b"".join(parts))

    def witness_0(self, index: int, script_code: bytes, hash_type: int) -> bytes:
        """32 bytes for a witness program of version 0 (BIP 143)."""
        own, kind = self.transaction.inputs[index], hash_type & 0x1F
        is_alone = bool(hash_type & ANYONECANPAY)
        if kind not in (NONE, SINGLE):
            outputs = sha256(self._hash_outputs)
        elif kind == SINGLE and index < len(self.transaction.outputs):
            outputs = hash256(self.transaction.outputs[index].serialize())
        else:
            outputs = _NULL
        parts = [
            self._version,
            _NULL if is_alone else sha256(self._hash_previous),
            _NULL if is_alone or kind in (NONE, SINGLE) else sha256(self._hash_sequences),
            own.previous.serialize(),
            sized(script_code),
            self.spent[index].value.to_bytes(8, "little", signed=True),
            own.sequence.to_bytes(4, "little"),
            outputs,
            self._lock_time,
            (hash_type & 0xFFFFFFFF).to_bytes(4, "little"),
        ]
        return hash256(b"".join(parts))

    def taproot(self, index: int, hash_type: int, annex: bytes | None = None, leaf: Leaf | None = None) -> bytes | None:
        """32 bytes for a Taproot output; None if the hash type is unknown, or SINGLE has no output (BIP 341).

        Parameters
        ----------
        annex : last item of the witness, if it begins with 50; of a leaf, that of the leaf counts.
        leaf : the script that is run, None if the output is spent by its key.
        """
        if hash_type not in TAPROOT_TYPES:
            return None
        kind = hash_type & 3
        if kind == SINGLE and index >= len(self.transaction.outputs):
            return None
        annex = annex if leaf is None else leaf.annex
        own = self.transaction.inputs[index]
        parts = [bytes([0, hash_type]), self._version, self._lock_time]
        if not hash_type & ANYONECANPAY:
            parts += [self._hash_previous, self._hash_values, self._hash_scripts, self._hash_sequences]
        if kind not in (NONE, SINGLE):
            parts.append(self._hash_outputs)
        parts.append(bytes([2 * (leaf is not None) + (annex is not None)]))
        if hash_type & ANYONECANPAY:
            parts += [own.previous.serialize(), self.spent[index].serialize(), own.sequence.to_bytes(4, "little")]
        else:
            parts.append(index.to_bytes(4, "little"))
        if annex is not None:
            parts.append(sha256(sized(annex)))
        if kind == SINGLE:
            parts.append(sha256(self.transaction.outputs[index].serialize()))
        if leaf is not None:
            parts += [leaf.hash, b"\x00", leaf.separator.to_bytes(4, "little")]
        return tagged_hash("TapSighash", b"".join(parts))

    def _legacy_outputs(self, index: int, kind: int) -> bytes:
        if kind == NONE:
            return b"\x00"
        if kind == SINGLE:
            own = self.transaction.outputs[index].serialize()
            return compact_size(index + 1) + _BLANK_OUTPUT * index + own
        return compact_size(len(self.transaction.outputs)) + self._outputs

    @cached_property
    def _outputs(self) -> bytes:
        return b"".join(output.serialize() for output in self.transaction.outputs)

    @cached_property
    def _blank_inputs(self) -> bytes:
        """All inputs without their scripts, each 41 bytes."""
        inputs = self.transaction.inputs
        return b"".join(one.previous.serialize() + b"\x00" + one.sequence.to_bytes(4, "little") for one in inputs)

    @cached_property
    def _blank_inputs_at_zero(self) -> bytes:
        return b"".join(one.previous.serialize() + bytes(5) for one in self.transaction.inputs)

    @cached_property
    def _hash_previous(self) -> bytes:
        return sha256(b"".join(one.previous.serialize() for one in self.transaction.inputs))

    @cached_property
    def _hash_sequences(self) -> bytes:
        return sha256(b"".join(one.sequence.to_bytes(4, "little") for one in self.transaction.inputs))

    @cached_property
    def _hash_outputs(self) -> bytes:
        return sha256(self._outputs)

    @cached_property
    def _hash_values(self) -> bytes:
        return sha256(b"".join(output.value.to_bytes(8, "little", signed=True) for output in self.spent))

    @cached_property
    def _hash_scripts(self) -> bytes:
        return sha256(b"".join(sized(output.script_pubkey) for output in self.spent))
