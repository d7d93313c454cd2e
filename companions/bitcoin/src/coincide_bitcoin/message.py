"""BIP 322: signed messages, in the form of a transaction that can never be mined.

`to_spend` holds the message and an output with the signer's script; `to_sign` spends it. So whatever can be spent can
sign. A signature is text: three letters for its form, then base64. It says that somebody could spend such an output
when they signed; not that they still can, nor that anything was paid.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from coincide_bitcoin import address as addresses
from coincide_bitcoin.backend import Backend
from coincide_bitcoin.descriptor.expressions import DescribedScript
from coincide_bitcoin.encoding import der
from coincide_bitcoin.errors import BitcoinError, InputError, ParseError
from coincide_bitcoin.hashes import tagged_hash
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.networks import REGTEST, Network
from coincide_bitcoin.psbt import Psbt, extract, finalize, sign, update
from coincide_bitcoin.psbt.fields import NON_WITNESS_UTXO
from coincide_bitcoin.script import flags
from coincide_bitcoin.script.opcodes import OP_RETURN
from coincide_bitcoin.script.script import operations, push
from coincide_bitcoin.script.standard import witness_program
from coincide_bitcoin.script.verify import verify_transaction
from coincide_bitcoin.transaction.transaction import (
    FINAL,
    Input,
    OutPoint,
    Output,
    Transaction,
    read_stack,
    serialize_stack,
)
from coincide_bitcoin.wire import Reader

SIMPLE, FULL, FUNDS = "smp", "ful", "pof"
SIGHASH_ALL = 1
REQUIRED = flags.CONSENSUS | {
    flags.CONST_SCRIPTCODE,
    flags.LOW_S,
    flags.STRICTENC,
    flags.NULLFAIL,
    flags.MINIMALDATA,
    flags.CLEANSTACK,
    flags.MINIMALIF,
}
UPGRADEABLE = flags.STANDARD
_OUTPUTS = (Output(0, bytes((OP_RETURN,))),)


class MessageState(Enum):
    """What a verifier can say."""

    VALID = "valid"
    INCONCLUSIVE = "inconclusive"
    INVALID = "invalid"


@dataclass(frozen=True)
class MessageVerdict:
    """Whether a signature fits a message and an address.

    Attributes
    ----------
    state : valid, invalid, or inconclusive where a later rule might apply.
    lock_time, sequence : the time and the age at which the script allows to spend; 0 if it does not care.
    why : what is wrong, if something is.
    """

    state: MessageState
    lock_time: int = 0
    sequence: int = 0
    why: str = ""

    @property
    def is_valid(self) -> bool:
        return self.state is MessageState.VALID


def sign_message(
    message: str | bytes,
    described: DescribedScript,
    keys: Iterable[PrivateKey],
    *,
    main_net: bool = False,
    backend: Backend | None = None,
) -> str:
    """Sign a message for a script, as text: `simple` for witness programs, `full` for others.

    Parameters
    ----------
    described : the script, from a descriptor.
    main_net, backend : as for `PrivateKey.sign`.

    Raises
    ------
    InputError : a signature is missing.
    SigningError : as for `PrivateKey.sign`.
    """
    spent = to_spend(message, described.script_pubkey)
    psbt = update(Psbt.create(to_sign(spent)), 0, spent.outputs[0], described, whole=spent)
    signed = extract(finalize(sign(psbt, keys, main_net=main_net, backend=backend)))
    if witness_program(described.script_pubkey) is not None:
        return SIMPLE + base64.b64encode(serialize_stack(signed.inputs[0].witness)).decode("ascii")
    return FULL + base64.b64encode(signed.serialize()).decode("ascii")


def verify_message(message: str | bytes, address: str, signature: str, network: Network = REGTEST) -> MessageVerdict:
    """Whether `signature` signs `message` for `address`; what cannot be read is invalid.

    Raises
    ------
    ParseError : `address` is not an address of this network.
    """
    spent = to_spend(message, addresses.decode(address, network))
    try:
        signed, outputs = _decode(signature, spent)
        _check_form(signed, spent)
        _check_hash_types(signed)
    except BitcoinError as error:
        return MessageVerdict(MessageState.INVALID, why=str(error))
    return _judge(signed, outputs)


def message_hash(message: str | bytes) -> bytes:
    """32 bytes that stand for a message; text counts as UTF-8."""
    data = message.encode() if isinstance(message, str) else message
    return tagged_hash("BIP0322-signed-message", data)


def to_spend(message: str | bytes, script_pubkey: bytes) -> Transaction:
    """The transaction that holds the message. Its input does not exist, so it is never valid."""
    one = Input(OutPoint(bytes(32), FINAL), b"\x00" + push(message_hash(message)), sequence=0)
    return Transaction(0, (one,), (Output(0, script_pubkey),))


def to_sign(spent: Transaction) -> Transaction:
    """The transaction that spends it, without signatures."""
    return Transaction(0, (Input(OutPoint(spent.txid, 0), sequence=0),), _OUTPUTS)


def _decode(signature: str, spent: Transaction) -> tuple[Transaction, list[Output]]:
    """The signed transaction, and the outputs that it spends."""
    form, body = signature[:3], signature[3:]
    if form not in (SIMPLE, FULL, FUNDS):
        form, body = SIMPLE, signature  # before the BIP was final there was no form
    try:
        data = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise ParseError("a signature must be smp, ful or pof, followed by base64", 0) from None
    if form == SIMPLE:
        reader = Reader(data)
        stack = read_stack(reader)
        reader.finish()
        one = Input(OutPoint(spent.txid, 0), sequence=0, witness=stack)
        return Transaction(0, (one,), _OUTPUTS), [spent.outputs[0]]
    if form == FULL:
        transaction = Transaction.parse(data)
        if len(transaction.inputs) != 1:
            raise InputError(f"a full signature must have 1 input, got {len(transaction.inputs)}; more need `pof`")
        return transaction, [spent.outputs[0]]
    psbt = _with_repeated_transactions(Psbt.parse(data))
    others = [psbt.spent(index) for index in range(1, len(psbt.inputs))]
    known = [output for output in others if output is not None]
    if len(known) != len(others):
        raise InputError("each further input must come with the output that it spends")
    return extract(psbt), [spent.outputs[0], *known]


def _with_repeated_transactions(psbt: Psbt) -> Psbt:
    """A transaction that several inputs spend may be given with the first of them only."""
    points = [one.previous for one in psbt.unsigned.inputs]
    given = {
        point.txid: raw for point, one in zip(points, psbt.inputs, strict=True) if (raw := one.get(NON_WITNESS_UTXO))
    }
    for index, (point, one) in enumerate(zip(points, psbt.inputs, strict=True)):
        if psbt.spent(index) is None and point.txid in given:
            psbt = psbt.with_input(index, one.having(NON_WITNESS_UTXO, given[point.txid]))
    return psbt


def _check_form(signed: Transaction, spent: Transaction) -> None:
    if not signed.inputs or signed.inputs[0].previous != OutPoint(spent.txid, 0):
        raise InputError("the first input does not spend this message for this address")
    if signed.outputs != _OUTPUTS:
        raise InputError("the only output must be 0 satoshi to OP_RETURN")


def _check_hash_types(signed: Transaction) -> None:
    """Signatures must cover everything: SIGHASH_ALL, or in Taproot the default."""
    for index, one in enumerate(signed.inputs):
        pushes = [operation.data or b"" for operation in operations(one.script_sig)]
        for item in (*pushes, *one.witness):
            if der.is_strict(item[:-1]) and item[-1] != SIGHASH_ALL:
                raise InputError(f"input {index}: signatures must cover everything, got hash type {item[-1]:#04x}")
        if (
            not one.script_sig
            and len(one.witness) == 1
            and len(one.witness[0]) == 65
            and one.witness[0][-1] != SIGHASH_ALL
        ):
            raise InputError(
                f"input {index}: signatures must cover everything, got hash type {one.witness[0][-1]:#04x}"
            )


def _judge(signed: Transaction, spent: list[Output]) -> MessageVerdict:
    first = signed.inputs[0]
    for rules, state in ((REQUIRED, MessageState.INVALID), (UPGRADEABLE, MessageState.INCONCLUSIVE)):
        for index, verdict in enumerate(verify_transaction(signed, spent, flags=rules)):
            if not verdict.is_valid:
                return MessageVerdict(state, why=f"input {index}: {verdict.meaning}")
    if signed.version not in (0, 2):
        return MessageVerdict(MessageState.INCONCLUSIVE, why=f"the version must be 0 or 2, got {signed.version}")
    return MessageVerdict(MessageState.VALID, signed.lock_time, first.sequence)
