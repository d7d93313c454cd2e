"""BIPs 174 and 370: transactions on their way to be signed.

A PSBT is passed around: one makes it, one adds what is known of the outputs that are spent, each signs with the keys
they have, and somebody puts the signatures together. It is never changed in place: each step gives a new one.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace

from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.psbt import fields
from coincide_bitcoin.psbt.maps import PsbtMap, check_versions, read_map
from coincide_bitcoin.transaction.transaction import FINAL, Input, OutPoint, Output, Transaction, read_output
from coincide_bitcoin.wire import Reader, compact_size, unsigned

MAGIC = b"psbt\xff"


@dataclass(frozen=True)
class Psbt:
    """A map for the whole, one for each input, and one for each output."""

    whole: PsbtMap
    inputs: tuple[PsbtMap, ...]
    outputs: tuple[PsbtMap, ...]

    @classmethod
    def create(cls, transaction: Transaction, *, version: int = 0) -> Psbt:
        """Make the PSBT of a transaction without signatures (Creator).

        Raises
        ------
        InputError : an input has a script or witness, or there is no such version.
        """
        if any(one.script_sig or one.witness for one in transaction.inputs):
            raise InputError("the inputs of a new PSBT must have neither scripts nor witnesses")
        if version not in (0, 2):
            raise InputError(f"the version of a PSBT must be 0 or 2, got {version}")
        if version == 0:
            whole = PsbtMap().having(fields.UNSIGNED_TX, transaction.serialize_without_witnesses())
            return cls(whole, (PsbtMap(),) * len(transaction.inputs), (PsbtMap(),) * len(transaction.outputs))
        return _create_version_2(transaction)

    @classmethod
    def parse(cls, data: bytes | str) -> Psbt:
        """Read a PSBT: bytes, or text in base64.

        Raises
        ------
        ParseError : it is none, or a field is damaged, missing or out of place.
        """
        reader = Reader(_from_base64(data) if isinstance(data, str) else data)
        if reader.remaining < len(MAGIC) or reader.take(len(MAGIC), "magic") != MAGIC:
            raise ParseError("expected a PSBT, which begins with the bytes 70736274ff", 0)
        whole = read_map(reader, fields.GLOBAL, "global")
        version = whole.number(fields.VERSION)
        if version not in (0, 2):
            raise ParseError(f"the version of a PSBT must be 0 or 2, got {version}", len(MAGIC))
        n_inputs, n_outputs = _counts(whole, version)
        if n_inputs + n_outputs > reader.remaining:
            raise ParseError(f"expected {n_inputs} inputs and {n_outputs} outputs, got fewer", reader.position)
        inputs = tuple([read_map(reader, fields.INPUT, ("input", index)) for index in range(n_inputs)])
        outputs = tuple([read_map(reader, fields.OUTPUT, ("output", index)) for index in range(n_outputs)])
        reader.finish()
        found = cls(whole, inputs, outputs)
        found._check_versions()
        return found

    def serialize(self) -> bytes:
        """The bytes; a PSBT that was read comes back as it was."""
        return MAGIC + b"".join(one.serialize() for one in (self.whole, *self.inputs, *self.outputs))

    def to_base64(self) -> str:
        """The text that people pass around."""
        return base64.b64encode(self.serialize()).decode("ascii")

    @property
    def version(self) -> int:
        """0 (BIP 174) or 2 (BIP 370)."""
        return self.whole.number(fields.VERSION)

    @property
    def unsigned(self) -> Transaction:
        """The transaction without signatures.

        Raises
        ------
        InputError : inputs of version 2 ask for lock times that exclude each other.
        """
        raw = self.whole.get(fields.UNSIGNED_TX)
        if raw is not None:
            return Transaction.parse(raw, allow_witnesses=False)
        inputs = [_input_of(one) for one in self.inputs]
        outputs = [
            Output(
                int.from_bytes(one.get(fields.OUT_AMOUNT) or b"", "little", signed=True),
                one.get(fields.OUT_SCRIPT) or b"",
            )
            for one in self.outputs
        ]
        return Transaction(self.whole.number(fields.TX_VERSION), tuple(inputs), tuple(outputs), self.lock_time)

    @property
    def lock_time(self) -> int:
        """The lock time; of version 2 the highest that inputs ask for, a height if all can have one (BIP 370).

        Raises
        ------
        InputError : they ask for lock times that exclude each other.
        """
        if self.version == 0:
            return self.unsigned.lock_time
        asking = [one for one in self.inputs if one.get(fields.TIME_LOCK) or one.get(fields.HEIGHT_LOCK)]
        if not asking:
            return self.whole.number(fields.FALLBACK_LOCK_TIME)
        for kind in (fields.HEIGHT_LOCK, fields.TIME_LOCK):
            if all(one.get(kind) for one in asking):
                return max(one.number(kind) for one in asking)
        raise InputError("some inputs require a height and others a time, but a lock time cannot be both")

    def spent(self, index: int) -> Output | None:
        """The output that an input spends, None if it is not known.

        Raises
        ------
        InputError : the transaction that is given for it has another id, or no such output.
        """
        one, point = self.inputs[index], self.unsigned.inputs[index].previous
        whole = one.get(fields.NON_WITNESS_UTXO)
        if whole is not None:
            transaction = Transaction.parse(whole)
            if transaction.txid != point.txid or point.index >= len(transaction.outputs):
                raise InputError(f"input {index}: the transaction that is given does not have output {point}")
            return transaction.outputs[point.index]
        raw = one.get(fields.WITNESS_UTXO)
        return None if raw is None else read_output(Reader(raw))

    def fee(self) -> int | None:
        """Satoshi that inputs have and outputs do not, None if an output that is spent is not known."""
        spent = [self.spent(index) for index in range(len(self.inputs))]
        if any(output is None for output in spent):
            return None
        values = sum(output.value for output in spent if output is not None)
        return values - sum(output.value for output in self.unsigned.outputs)

    def with_input(self, index: int, changed: PsbtMap) -> Psbt:
        """A copy with another map for one input."""
        return replace(self, inputs=(*self.inputs[:index], changed, *self.inputs[index + 1 :]))

    def combine(self, others: Sequence[Psbt]) -> Psbt:
        """Join the fields of PSBTs of the same transaction (Combiner); where several have one, the first one's stays.

        Raises
        ------
        InputError : another transaction or version.
        """
        joined = self
        for other in others:
            if other.version != self.version or other.unsigned.txid != self.unsigned.txid:
                raise InputError("only PSBTs of the same transaction and version can be combined")
            joined = Psbt(
                joined.whole.joined(other.whole),
                tuple([one.joined(two) for one, two in zip(joined.inputs, other.inputs, strict=True)]),
                tuple([one.joined(two) for one, two in zip(joined.outputs, other.outputs, strict=True)]),
            )
        return joined

    def _check_versions(self) -> None:
        check_versions(self.whole, fields.GLOBAL, self.version, "global")
        for index, one in enumerate(self.inputs):
            check_versions(one, fields.INPUT, self.version, f"input {index}")
            if self.version == 2:
                _check_has(one, (fields.PREVIOUS_TXID, fields.OUTPUT_INDEX), fields.INPUT, f"input {index}")
        for index, one in enumerate(self.outputs):
            check_versions(one, fields.OUTPUT, self.version, f"output {index}")
            if self.version == 2:
                _check_has(one, (fields.OUT_AMOUNT, fields.OUT_SCRIPT), fields.OUTPUT, f"output {index}")


def _create_version_2(transaction: Transaction) -> Psbt:
    whole = PsbtMap()
    for kind, value in (
        (fields.TX_VERSION, unsigned(transaction.version, 4)),
        (fields.FALLBACK_LOCK_TIME, unsigned(transaction.lock_time, 4)),
        (fields.INPUT_COUNT, compact_size(len(transaction.inputs))),
        (fields.OUTPUT_COUNT, compact_size(len(transaction.outputs))),
        (fields.VERSION, unsigned(2, 4)),
    ):
        whole = whole.having(kind, value)
    inputs = [
        PsbtMap()
        .having(fields.PREVIOUS_TXID, one.previous.txid)
        .having(fields.OUTPUT_INDEX, unsigned(one.previous.index, 4))
        .having(fields.SEQUENCE, unsigned(one.sequence, 4))
        for one in transaction.inputs
    ]
    outputs = [
        PsbtMap()
        .having(fields.OUT_AMOUNT, one.value.to_bytes(8, "little", signed=True))
        .having(fields.OUT_SCRIPT, one.script_pubkey)
        for one in transaction.outputs
    ]
    return Psbt(whole, tuple(inputs), tuple(outputs))


def _input_of(one: PsbtMap) -> Input:
    point = OutPoint(one.get(fields.PREVIOUS_TXID) or b"", one.number(fields.OUTPUT_INDEX))
    return Input(point, sequence=one.number(fields.SEQUENCE, FINAL))


def _counts(whole: PsbtMap, version: int) -> tuple[int, int]:
    if version == 0:
        _check_has(whole, (fields.UNSIGNED_TX,), fields.GLOBAL, "global")
        transaction = Transaction.parse(whole.get(fields.UNSIGNED_TX) or b"", allow_witnesses=False)
        return len(transaction.inputs), len(transaction.outputs)
    check_versions(whole, fields.GLOBAL, version, "global")
    needed = (fields.TX_VERSION, fields.INPUT_COUNT, fields.OUTPUT_COUNT)
    _check_has(whole, needed, fields.GLOBAL, "global")
    inputs, outputs = (
        Reader(whole.get(kind) or b"").compact_size("count") for kind in (fields.INPUT_COUNT, fields.OUTPUT_COUNT)
    )
    return inputs, outputs


def _check_has(found: PsbtMap, kinds: Sequence[int], known: dict[int, fields.Field], section: str) -> None:
    for kind in kinds:
        if found.get(kind) is None:
            raise ParseError(f"{section}: `{known[kind].name}` is missing", 0)


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise ParseError("expected a PSBT in base64", 0) from None
