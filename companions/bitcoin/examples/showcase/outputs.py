"""Each type of output, and how it is spent: by a descriptor and a PSBT where there is a descriptor, else by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from coincide_bitcoin.backend import Backend
from coincide_bitcoin.descriptor import DescribedScript, Descriptor
from coincide_bitcoin.hashes import hash160, sha256
from coincide_bitcoin.hd import ExtendedKey, seed_of
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.psbt import Psbt, extract, finalize, sign, update
from coincide_bitcoin.script.opcodes import CODES
from coincide_bitcoin.script.script import push, push_number
from coincide_bitcoin.script.sighash import SignatureHasher
from coincide_bitcoin.script.standard import p2sh, p2wpkh, p2wsh
from coincide_bitcoin.transaction.transaction import FINAL, Input, OutPoint, Output, Transaction

FEE = 1_000
LOCK_HEIGHT, LOCK_BLOCKS = 110, 5
# BIP 39's first test vector, which everybody knows: a key for regtest only.
MASTER = ExtendedKey.from_seed(seed_of("abandon " * 11 + "about"))
# Nobody knows the discrete logarithm of this point (BIP 341).
NO_KEY = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
SECRET = b"what the hash is of"


def key(number: int) -> PrivateKey:
    """The private key at m/0/number."""
    return MASTER.derive((0, number)).private_key


def _hex(number: int) -> str:
    return key(number).public.sec.hex()


def _script(*parts: str | int | bytes) -> bytes:
    return b"".join(
        bytes((CODES[part],)) if isinstance(part, str) else push(part) if isinstance(part, bytes) else push_number(part)
        for part in parts
    )


CHANGE = p2wpkh(key(0).public.hash160)
DESCRIPTORS = {
    "pay to public key": f"pk({_hex(1)})",
    "pay to public key hash": f"pkh({_hex(2)})",
    "multisig, 2 of 3": f"multi(2,{_hex(3)},{_hex(4)},{_hex(5)})",
    "script hash of a multisig": f"sh(multi(2,{_hex(3)},{_hex(4)},{_hex(5)}))",
    "script hash of a witness key hash": f"sh(wpkh({_hex(6)}))",
    "script hash of a witness script": f"sh(wsh(multi(1,{_hex(3)},{_hex(4)})))",
    "witness key hash": f"wpkh({_hex(7)})",
    "witness script hash": f"wsh(sortedmulti(2,{_hex(3)},{_hex(4)},{_hex(5)}))",
    "Taproot, by its key": f"tr({_hex(8)},pk({_hex(3)}))",
    "Taproot, by a script": f"tr({NO_KEY},{{pk({_hex(9)}),pkh({_hex(4)})}})",
    "Taproot, by two keys of a script": f"tr({NO_KEY},{{pk({_hex(1)[2:]}),multi_a(2,{_hex(3)},{_hex(10)},{_hex(5)})}})",
}
HASH_LOCK = _script("OP_HASH160", hash160(SECRET), "OP_EQUAL")
HEIGHT_LOCK = _script(LOCK_HEIGHT, "OP_CHECKLOCKTIMEVERIFY", "OP_DROP", key(11).public.sec, "OP_CHECKSIG")
AGE_LOCK = _script(LOCK_BLOCKS, "OP_CHECKSEQUENCEVERIFY", "OP_DROP", key(12).public.sec, "OP_CHECKSIG")
EITHER = _script("OP_IF", key(13).public.sec, "OP_ELSE", key(14).public.sec, "OP_ENDIF", "OP_CHECKSIG")
ANCHOR = bytes.fromhex("51024e73")


@dataclass(frozen=True)
class OutputType:
    """A type of output.

    Attributes
    ----------
    spend : signs a transaction whose only input spends it; takes the transaction and the one that made the output.
    sequence, lock_time : that the spending transaction must have.
    """

    name: str
    script_pubkey: bytes
    spend: Callable[[Transaction, Transaction], Transaction]
    sequence: int = FINAL
    lock_time: int = 0

    def spending(self, funding: Transaction, index: int) -> Transaction:
        """A signed transaction that spends output `index` of `funding`."""
        point, value = OutPoint(funding.txid, index), funding.outputs[index].value
        inputs = (Input(point, sequence=self.sequence),)
        return self.spend(Transaction(2, inputs, (Output(value - FEE, CHANGE),), self.lock_time), funding)


def output_types(backend: Backend | None = None) -> list[OutputType]:
    """All types; `backend` signs, libsecp256k1 if None."""
    keys = [key(number) for number in range(15) if number != 1]

    def by_descriptor(text: str) -> OutputType:
        (described,) = Descriptor.parse(text).describe()
        wanted = [key(1)] if text.startswith("pk(") else keys
        return OutputType("", described.script_pubkey, _by_psbt(described, wanted, backend))

    found = [replace(by_descriptor(text), name=name) for name, text in DESCRIPTORS.items()]
    return [*found, *_by_hand(backend)]


def _by_hand(backend: Backend | None) -> list[OutputType]:
    def witness_script(script: bytes, signer: int, *extra: bytes) -> Callable[[Transaction, Transaction], Transaction]:
        def spend(transaction: Transaction, funding: Transaction) -> Transaction:
            return sign_witness_script(transaction, funding, script, key(signer), extra, backend)

        return spend

    def hash_lock(transaction: Transaction, funding: Transaction) -> Transaction:  # noqa: ARG001
        return with_input(transaction, script_sig=push(SECRET) + push(HASH_LOCK))

    def nothing(transaction: Transaction, funding: Transaction) -> Transaction:  # noqa: ARG001
        return transaction

    return [
        OutputType("script hash of a hash lock", p2sh(hash160(HASH_LOCK)), hash_lock),
        OutputType(
            "witness script that waits for a height",
            p2wsh(sha256(HEIGHT_LOCK)),
            witness_script(HEIGHT_LOCK, 11),
            sequence=FINAL - 1,
            lock_time=LOCK_HEIGHT,
        ),
        OutputType(
            "witness script that waits for an age",
            p2wsh(sha256(AGE_LOCK)),
            witness_script(AGE_LOCK, 12),
            sequence=LOCK_BLOCKS,
        ),
        OutputType("witness script with two ways", p2wsh(sha256(EITHER)), witness_script(EITHER, 14, b"")),
        OutputType("anchor, which anyone may spend", ANCHOR, nothing),
    ]


def sign_witness_script(
    transaction: Transaction,
    funding: Transaction,
    script: bytes,
    signer: PrivateKey,
    extra: tuple[bytes, ...] = (),
    backend: Backend | None = None,
) -> Transaction:
    """Spend a P2WSH output with one signature, and `extra` above it."""
    point = transaction.inputs[0].previous
    digest = SignatureHasher(transaction, [funding.outputs[point.index]]).witness_0(0, script, 1)
    signature = signer.sign(digest, backend=backend) + b"\x01"
    return with_input(transaction, witness=(signature, *extra, script))


def with_input(transaction: Transaction, *, script_sig: bytes = b"", witness: tuple[bytes, ...] = ()) -> Transaction:
    """The same transaction with what its only input shows."""
    return replace(transaction, inputs=(replace(transaction.inputs[0], script_sig=script_sig, witness=witness),))


def _by_psbt(
    described: DescribedScript, keys: list[PrivateKey], backend: Backend | None
) -> Callable[[Transaction, Transaction], Transaction]:
    def spend(transaction: Transaction, funding: Transaction) -> Transaction:
        spent = funding.outputs[transaction.inputs[0].previous.index]
        psbt = update(Psbt.create(transaction), 0, spent, described, whole=funding)
        return extract(finalize(sign(psbt, keys, backend=backend)))

    return spend
