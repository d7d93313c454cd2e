"""Blocks that would extend the showcase's chain but for one fault, by the rule that each breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from coincide_bitcoin.block import Block, merkle_root
from coincide_bitcoin.block.coinbase import subsidy
from coincide_bitcoin.chain import Chain, mine
from coincide_bitcoin.chain.mining import coinbase as make_coinbase
from coincide_bitcoin.chain.mining import solve
from coincide_bitcoin.hashes import sha256
from coincide_bitcoin.script.opcodes import CODES
from coincide_bitcoin.script.script import push
from coincide_bitcoin.transaction.transaction import FINAL, Input, OutPoint, Output, Transaction
from examples.showcase.chain import COINBASE, Showcase, fund, spend_coinbase
from examples.showcase.outputs import (
    AGE_LOCK,
    CHANGE,
    FEE,
    HEIGHT_LOCK,
    OutputType,
    key,
    sign_witness_script,
)

CHECKSIG = bytes((CODES["OP_CHECKSIG"],))


@dataclass(frozen=True)
class Fault:
    """A block with one fault, and the name that Bitcoin Core has for the rule."""

    name: str
    rule: str
    block: Block


class FaultMaker:
    """Makes blocks on top of a showcase; a coinbase that has matured pays for what they need."""

    def __init__(self, chain: Chain, showcase: Showcase) -> None:
        self.tip, self.showcase = chain.tip, showcase
        self.script = COINBASE.scripts()[0]
        self.coinbase = showcase.blocks[1].coinbase
        self.funding = fund(self.coinbase, showcase.types)

    def block(self, *transactions: Transaction, fees: int = 0) -> Block:
        """A block with these transactions; valid if they are."""
        return mine(self.tip, self.script, transactions, fees=fees)

    def assembled(self, *transactions: Transaction, **header: int | bytes) -> Block:
        """A block of just these transactions, the coinbase among them, whatever they are."""
        good = self.block()
        fields = {"merkle_root": merkle_root([one.txid for one in transactions]), **header}
        return solve(Block(replace(good.header, **fields), transactions))

    def with_coinbase(self, **fields: object) -> Block:
        """A valid block, but for these fields of its coinbase."""
        return self.assembled(replace(self.block().coinbase, **fields))

    def spending(self, name: str, **fields: int) -> Transaction:
        """A signed transaction that spends the output of this type; `fields` replace its sequence or lock time."""
        index, one = next((at, one) for at, one in enumerate(self.showcase.types) if one.name == name)
        return replace(one, **fields).spending(self.funding, index)

    def with_spend(self, spending: Transaction) -> Block:
        """A block that makes the outputs, and spends one of them."""
        return self.block(self.funding, spending)

    def spend_coinbase(self, *outputs: Output, coinbase: Transaction | None = None, **fields: int) -> Transaction:
        """A signed transaction that spends a coinbase."""
        spent = coinbase or self.coinbase
        sequence = fields.pop("sequence", FINAL)
        inputs = (Input(OutPoint(spent.txid, 0), sequence=sequence),)
        return spend_coinbase(Transaction(2, inputs, outputs, **fields), spent)

    def paid_by(self, script: bytes, coinbase: Transaction) -> Transaction:
        return self.spend_coinbase(Output(coinbase.outputs[0].value - FEE, script), coinbase=coinbase)


def faults(chain: Chain, showcase: Showcase) -> list[Fault]:
    """All faults; the chain is only looked at."""
    maker = FaultMaker(chain, showcase)
    return [*_of_header(maker), *_of_coinbase(maker), *_of_block(maker), *_of_coins(maker), *_of_scripts(maker)]


def _of_header(maker: FaultMaker) -> list[Fault]:
    good = maker.block()

    def header(**fields: int | bytes) -> Block:
        return solve(Block(replace(good.header, **fields), good.transactions))

    too_high = good.header
    while int.from_bytes(too_high.hash, "little") < 1 << 255:
        too_high = replace(too_high, nonce=too_high.nonce + 1)
    median = maker.tip.median_time
    return [
        Fault("hash above the target", "high-hash", Block(too_high, good.transactions)),
        Fault("other bits", "bad-diffbits", header(bits=0x207FFFFE)),
        Fault("time of the median", "time-too-old", header(time=median)),
        Fault("time far ahead", "time-too-new", header(time=4_000_000_000)),
        Fault("version 1", "bad-version", header(version=1)),
        Fault("unknown parent", "prev-blk-not-found", header(previous=sha256(b"unknown"))),
        Fault("other Merkle root", "bad-txnmrklroot", header(merkle_root=sha256(b"root"))),
    ]


def _of_coinbase(maker: FaultMaker) -> list[Fault]:
    height = maker.tip.height + 1
    paid = subsidy(height, halving=150)
    coinbase = maker.block().coinbase
    (one,) = coinbase.inputs
    second = make_coinbase(height, maker.script, 0, extra=1)
    other_height = make_coinbase(height + 1, maker.script, paid)
    return [
        Fault("one satoshi too many", "bad-cb-amount", maker.with_coinbase(outputs=(Output(paid + 1, maker.script),))),
        Fault("height of another block", "bad-cb-height", maker.assembled(other_height)),
        Fault("no coinbase", "bad-cb-missing", maker.assembled(maker.funding)),
        Fault("two coinbases", "bad-cb-multiple", maker.assembled(coinbase, second)),
        Fault(
            "a coinbase's script of 101 bytes",
            "bad-cb-length",
            maker.with_coinbase(inputs=(replace(one, script_sig=one.script_sig.ljust(101, b"\x00")),)),
        ),
    ]


def _of_block(maker: FaultMaker) -> list[Fault]:
    spend = maker.spending("witness key hash")
    good = maker.with_spend(spend)
    (reserving,) = good.coinbase.inputs

    def with_witness(*items: bytes) -> Block:
        changed = replace(good.coinbase, inputs=(replace(reserving, witness=items),))
        return Block(good.header, (changed, *good.transactions[1:]))

    uncommitted = replace(good.coinbase, outputs=good.coinbase.outputs[:1])
    many = [Output(0, CHECKSIG * 9_000) for _ in range(3)]
    heavy = [Output(0, bytes((CODES["OP_RETURN"],)) + bytes(9_999)) for _ in range(110)]
    repeated = maker.assembled(maker.block().coinbase, maker.funding, spend)
    return [
        Fault("commitment to other witnesses", "bad-witness-merkle-match", with_witness(sha256(b"reserved"))),
        Fault("reserved value of 31 bytes", "bad-witness-nonce-size", with_witness(bytes(31))),
        Fault(
            "witness without a commitment",
            "unexpected-witness",
            maker.assembled(uncommitted, *good.transactions[1:]),
        ),
        Fault("the last transaction twice", "bad-txns-duplicate", _repeating(repeated)),
        Fault("too many signature operations", "bad-blk-sigops", maker.block(maker.spend_coinbase(*many))),
        Fault("too many bytes", "bad-blk-length", maker.block(maker.spend_coinbase(*heavy))),
    ]


def _repeating(block: Block) -> Block:
    """Three transactions, the last of which is there again: the Merkle root stays."""
    return Block(block.header, (*block.transactions, block.transactions[-1]))


def _of_coins(maker: FaultMaker) -> list[Fault]:
    value = maker.coinbase.outputs[0].value
    output = Output(value - FEE, CHANGE)
    spend = maker.spend_coinbase(output)
    again = maker.spend_coinbase(Output(value - 2 * FEE, CHANGE))
    young = maker.showcase.blocks[-1].coinbase
    missing = replace(spend, inputs=(replace(spend.inputs[0], previous=OutPoint(sha256(b"none"), 0)),))
    twice = replace(spend, inputs=spend.inputs * 2)
    waiting = maker.spend_coinbase(output, lock_time=maker.tip.height + 1, sequence=FINAL - 1)
    too_young = maker.spend_coinbase(output, sequence=1_000)
    return [
        Fault("an output that is not there", "bad-txns-inputs-missingorspent", maker.block(missing)),
        Fault("an output spent twice", "bad-txns-inputs-missingorspent", maker.block(spend, again)),
        Fault("an input twice", "bad-txns-inputs-duplicate", maker.block(twice)),
        Fault(
            "a coinbase that is too young",
            "bad-txns-premature-spend-of-coinbase",
            maker.block(maker.spend_coinbase(Output(young.outputs[0].value, CHANGE), coinbase=young)),
        ),
        Fault("more out than in", "bad-txns-in-belowout", maker.block(maker.spend_coinbase(Output(value + 1, CHANGE)))),
        Fault(
            "a negative output",
            "bad-txns-vout-negative",
            maker.block(maker.spend_coinbase(Output(-1, CHANGE))),
        ),
        Fault("a lock time that has not passed", "bad-txns-nonfinal", maker.block(waiting)),
        Fault("a relative lock time that has not passed", "bad-txns-nonfinal", maker.block(too_young)),
        Fault("no outputs", "bad-txns-vout-empty", maker.block(replace(spend, outputs=()))),
    ]


def _of_scripts(maker: FaultMaker) -> list[Fault]:
    rule = "block-script-verify-flag-failed"

    def fault(name: str, kind: str, change: Callable[[Input], Input], **fields: int) -> Fault:
        spending = maker.spending(kind, **fields)
        return Fault(name, rule, maker.with_spend(replace(spending, inputs=(change(spending.inputs[0]),))))

    def signed_again(kind: str, script: bytes, signer: int, **fields: int) -> Fault:
        """Signed as it is, so that only the lock fails."""
        index, one = next((at, one) for at, one in enumerate(maker.showcase.types) if one.name == kind)
        bare = OutputType(one.name, one.script_pubkey, lambda transaction, _: transaction, one.sequence, one.lock_time)
        unsigned = replace(bare, **fields).spending(maker.funding, index)
        return Fault(kind, rule, maker.with_spend(sign_witness_script(unsigned, maker.funding, script, key(signer))))

    def script_sig(change: Callable[[bytes], bytes]) -> Callable[[Input], Input]:
        return lambda one: replace(one, script_sig=change(one.script_sig))

    def witness(change: Callable[[tuple[bytes, ...]], tuple[bytes, ...]]) -> Callable[[Input], Input]:
        return lambda one: replace(one, witness=change(one.witness))

    early = signed_again("witness script that waits for a height", HEIGHT_LOCK, 11, lock_time=0)
    young = signed_again("witness script that waits for an age", AGE_LOCK, 12, sequence=FINAL)
    wrong_script = push(b"\x51")
    return [
        fault("an ECDSA signature with a changed bit", "witness key hash", witness(lambda w: (_flip(w[0], 40), w[1]))),
        fault("a Schnorr signature with a changed bit", "Taproot, by its key", witness(lambda w: (_flip(w[0], 40),))),
        fault(
            "a control block with a changed bit", "Taproot, by a script", witness(lambda w: (*w[:-1], _flip(w[-1], 5)))
        ),
        fault("a signature that is not DER", "pay to public key", script_sig(_padded_signature)),
        fault("a dummy that is not empty", "multisig, 2 of 3", script_sig(lambda s: b"\x51" + s[1:])),
        fault(
            "another redeem script", "script hash of a hash lock", script_sig(lambda s: s[: s[0] + 1] + wrong_script)
        ),
        fault("a script beside a witness", "witness key hash", script_sig(lambda _: b"\x51")),
        replace(early, name="a height that the script waits for"),
        replace(young, name="an age that the script waits for"),
    ]


def _flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def _padded_signature(script: bytes) -> bytes:
    """The same signature with a zero before r, which only DER forbids."""
    signature = script[1 : script[0] + 1]
    length = signature[3]
    padded = b"\x30" + bytes((signature[1] + 1, 2, length + 1)) + b"\x00" + signature[4:]
    return push(padded) + script[script[0] + 1 :]
