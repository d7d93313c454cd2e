"""Song 2019, chapter 5, and BIP 144: a transaction, its inputs, outputs and witnesses, as values and as bytes.

    version 4 | 00 01 if there are witnesses | inputs | outputs | witnesses | lock time 4

Values are in satoshi; hashes are in the order of bytes in which they are computed, which is the reverse of how they are
shown: `txid` is bytes, `txid_hex` what explorers show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.hashes import hash256
from coincide_bitcoin.wire import Reader, compact_size, sized

if TYPE_CHECKING:
    from coincide_bitcoin.script.verify import Verdict

# The least an input and an output can take: an outpoint, no script, a sequence; a value, no script.
SHORTEST_INPUT, SHORTEST_OUTPUT = 41, 9
FINAL = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class OutPoint:
    """Which output: `txid` of its transaction, 32 bytes as computed, and its `index` there."""

    txid: bytes
    index: int

    def serialize(self) -> bytes:
        """36 bytes."""
        return self.txid + self.index.to_bytes(4, "little")

    @property
    def is_null(self) -> bool:
        """Whether this is what a coinbase spends: nothing."""
        return self.index == 0xFFFFFFFF and not any(self.txid)

    def __str__(self) -> str:
        return f"{self.txid[::-1].hex()}:{self.index}"


@dataclass(frozen=True, slots=True)
class Input:
    """What is spent, and by which right.

    Attributes
    ----------
    previous : the output that is spent.
    script_sig : first part of the script.
    sequence : relative lock time (BIP 68), replaceability (BIP 125); 0 ≤ sequence < 2³².
    witness : the stack that a witness program gets (BIP 141).
    """

    previous: OutPoint
    script_sig: bytes = b""
    sequence: int = FINAL
    witness: tuple[bytes, ...] = ()

    def serialize(self) -> bytes:
        """The input without its witness."""
        return self.previous.serialize() + sized(self.script_sig) + self.sequence.to_bytes(4, "little")


@dataclass(frozen=True, slots=True)
class Output:
    """A `value` in satoshi, which no block has negative, and the script that says who may spend it."""

    value: int
    script_pubkey: bytes

    def serialize(self) -> bytes:
        """Value and script."""
        return self.value.to_bytes(8, "little", signed=True) + sized(self.script_pubkey)


@dataclass(frozen=True)
class Transaction:
    """A transaction.

    Attributes
    ----------
    version : 0 ≤ version < 2³²; from 2 on, sequences are relative lock times.
    lock_time : height below 500,000,000, or seconds since 1970, before which it may not be mined.
    """

    version: int
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    lock_time: int = 0

    @classmethod
    def parse(cls, data: bytes, *, allow_witnesses: bool = True) -> Transaction:
        """Read a transaction that takes all of `data`.

        Parameters
        ----------
        allow_witnesses : take a 00 after the version for the marker of witnesses, not for the number of inputs.

        Raises
        ------
        ParseError : not a transaction, or followed by more.
        """
        reader = Reader(data)
        transaction = cls.read(reader, allow_witnesses=allow_witnesses)
        reader.finish()
        return transaction

    @classmethod
    def read(cls, reader: Reader, *, allow_witnesses: bool = True) -> Transaction:
        """As `parse`, from where `reader` stands, and leave what follows."""
        reader.section = "transaction"
        version = reader.unsigned(4, "version")
        has_witnesses = allow_witnesses and _read_marker(reader)
        inputs = _read_inputs(reader)
        outputs = _read_outputs(reader)
        if has_witnesses:
            inputs = _read_witnesses(reader, inputs)
        reader.section = "transaction"
        return cls(version, inputs, outputs, reader.unsigned(4, "lock time"))

    def serialize(self) -> bytes:
        """With witnesses, if there are any: BIP 144."""
        if not self.has_witnesses:
            return self.serialize_without_witnesses()
        parts = [self.version.to_bytes(4, "little"), b"\x00\x01", self._body]
        parts += [serialize_stack(one.witness) for one in self.inputs]
        return b"".join(parts) + self.lock_time.to_bytes(4, "little")

    def serialize_without_witnesses(self) -> bytes:
        """What the id is the hash of."""
        return self.version.to_bytes(4, "little") + self._body + self.lock_time.to_bytes(4, "little")

    @property
    def has_witnesses(self) -> bool:
        """Whether any input has a witness."""
        return any(one.witness for one in self.inputs)

    @property
    def is_coinbase(self) -> bool:
        """Whether it spends nothing, as the first transaction of a block does."""
        return len(self.inputs) == 1 and self.inputs[0].previous.is_null

    @cached_property
    def txid(self) -> bytes:
        """32 bytes: the hash of everything but the witnesses."""
        return hash256(self.serialize_without_witnesses())

    @property
    def txid_hex(self) -> str:
        """The id as it is shown: reversed."""
        return self.txid[::-1].hex()

    @cached_property
    def wtxid(self) -> bytes:
        """32 bytes: the hash of everything (BIP 141)."""
        return hash256(self.serialize()) if self.has_witnesses else self.txid

    def verify(self, spent: Iterable[Output], flags: frozenset[str] | None = None) -> list[Verdict]:
        """Run the scripts of all inputs: a verdict for each, see `coincide_bitcoin.script.verify_transaction`.

        `spent` are the outputs that the inputs spend, in their order; `flags` are CONSENSUS if None.
        """
        # Scripts are about transactions, so their folder is the upper one.
        from coincide_bitcoin.script.flags import CONSENSUS
        from coincide_bitcoin.script.verify import verify_transaction

        return verify_transaction(self, list(spent), flags=CONSENSUS if flags is None else flags)

    @property
    def _body(self) -> bytes:
        parts = [compact_size(len(self.inputs)), *(one.serialize() for one in self.inputs)]
        parts += [compact_size(len(self.outputs)), *(one.serialize() for one in self.outputs)]
        return b"".join(parts)


def read_output(reader: Reader) -> Output:
    """Read a value and a script."""
    return Output(reader.signed(8, "value"), reader.sized("script pubkey"))


def read_stack(reader: Reader) -> tuple[bytes, ...]:
    """Read the items of a witness."""
    count = reader.count("number of witness items", item_length=1)
    return tuple([reader.sized("witness item") for _ in range(count)])


def serialize_stack(stack: tuple[bytes, ...]) -> bytes:
    """Write the items of a witness."""
    return compact_size(len(stack)) + b"".join(map(sized, stack))


def _read_marker(reader: Reader) -> bool:
    """Whether witnesses are announced. 00 00 is an empty list of inputs, and of outputs."""
    marker = reader.data[reader.position : reader.position + 2]
    if len(marker) < 2 or marker[0] != 0 or marker[1] == 0:
        return False
    if marker[1] != 1:
        reader.fail(f"the flag after the marker 00 must be 01, got {marker[1]:02x}", at=reader.position + 1)
    reader.take(2, "marker and flag of witnesses")
    return True


def _read_inputs(reader: Reader) -> tuple[Input, ...]:
    count = reader.count("number of inputs", item_length=SHORTEST_INPUT)
    inputs: list[Input] = []
    for index in range(count):
        reader.section = ("input", index)
        previous = OutPoint(reader.take(32, "previous txid"), reader.unsigned(4, "previous index"))
        inputs.append(Input(previous, reader.sized("script sig"), reader.unsigned(4, "sequence")))
    return tuple(inputs)


def _read_outputs(reader: Reader) -> tuple[Output, ...]:
    reader.section = "transaction"
    count = reader.count("number of outputs", item_length=SHORTEST_OUTPUT)
    outputs: list[Output] = []
    for index in range(count):
        reader.section = ("output", index)
        outputs.append(read_output(reader))
    return tuple(outputs)


def _read_witnesses(reader: Reader, inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    start = reader.position
    found: list[Input] = []
    for index, one in enumerate(inputs):
        reader.section = ("witness", index)
        found.append(Input(one.previous, one.script_sig, one.sequence, read_stack(reader)))
    if not any(one.witness for one in found):
        raise ParseError("the flag announces witnesses, but all are empty: leave the flag out", start)
    return tuple(found)
