"""Every parser with a good input, and whether the value it gives comes back where one can ask."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import spends

from coincide_bitcoin import address
from coincide_bitcoin.block import Block, BlockHeader, MerkleBlock
from coincide_bitcoin.chain import HeaderChain, mine
from coincide_bitcoin.descriptor import Descriptor, add_checksum
from coincide_bitcoin.descriptor.miniscript import Miniscript
from coincide_bitcoin.encoding import base58, bech32, der, sec
from coincide_bitcoin.filters import BloomFilter, CompactFilter
from coincide_bitcoin.hashes import sha256
from coincide_bitcoin.hd import ExtendedKey, entropy_of, mnemonic_of, parse_path
from coincide_bitcoin.hd.shares import Share, share_out
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.net.messages import GetHeaders, Headers, Inventory, Version
from coincide_bitcoin.psbt import Psbt
from coincide_bitcoin.script import Script
from coincide_bitcoin.script.standard import null_data
from coincide_bitcoin.silent_payments import SilentAddress
from coincide_bitcoin.stamps import Stamp, Witness, stamp_by
from coincide_bitcoin.transaction import Input, Transaction

# A name, an input that is read, and a judge that parses: False if the value does not come back.
Parser: TypeAlias = tuple[str, bytes, Callable[[bytes], bool]]


def parsers() -> Iterator[Parser]:
    """Name, a good input, and a parser that says whether the value that it gave comes back, where one can ask."""
    master = ExtendedKey.from_seed(bytes(range(16)))
    transactions = tuple(spends.spend(kind).transaction for kind in ("p2wsh", "p2tr, leaf", "p2sh"))
    unsigned = Transaction(2, tuple(Input(one.previous) for one in transactions[0].inputs), transactions[0].outputs)
    block = Block(BlockHeader(4, bytes(32), bytes(32), 1_700_000_000, 0x207FFFFF, 7), transactions)
    for one in transactions:
        yield "transaction", one.serialize(), lambda data: Transaction.parse(data).serialize() == data
    yield "block", block.serialize(), lambda data: Block.parse(data).serialize() == data
    yield "script", spends.LOCKED, lambda data: Script.parse(data).data == data
    yield "DER", bytes.fromhex("3006020103020105"), lambda data: der.encode(*der.decode(data)) == data
    yield "lenient DER", bytes.fromhex("3006020103020105"), _has_an_answer
    yield "point", spends.PUBLIC[0], lambda data: sec.encode(sec.decode(data), compressed=len(data) == 33) == data
    yield "PSBT", Psbt.create(unsigned).serialize(), lambda data: Psbt.parse(data).serialize() == data
    yield "PSBT 2", Psbt.create(unsigned, version=2).serialize(), lambda data: Psbt.parse(data).serialize() == data
    yield "PSBT text", base64.b64encode(Psbt.create(unsigned).serialize()), _text(lambda text: bool(Psbt.parse(text)))
    proof = MerkleBlock.build(block.header, block.txids, [False, True, False]).serialize()
    yield "Merkle block", proof, lambda data: MerkleBlock.parse(data).serialize() == data
    yield (
        "base58",
        base58.encode_check(bytes(21)).encode(),
        _text(lambda text: base58.encode(base58.decode(text)) == text),
    )
    yield "bech32", bech32.encode_program("bc", 1, bytes(32)).encode(), _text(lambda text: bool(bech32.decode(text)))
    written = address.encode(transactions[0].outputs[1].script_pubkey)
    yield "address", written.encode(), _text(lambda text: address.encode(address.decode(text)) == text.lower())
    yield (
        "extended key",
        master.neuter().to_text().encode(),
        _text(lambda text: ExtendedKey.parse(text).to_text() == text),
    )
    yield "descriptor", add_checksum(f"wpkh({master.neuter().to_text()}/0/*)").encode(), _text(_is_descriptor)
    yield "descriptor without checksum", f"tr({spends.X_ONLY[0].hex()})".encode(), _text(_is_descriptor)
    yield from _of_texts()
    yield from _of_messages(block)
    yield from _of_proofs()
    yield "script text", b"OP_DUP 12 <ff00> 'az' 0x51", _text(lambda text: Script.from_text(text) is not None)


def _of_texts() -> Iterator[Parser]:
    keys = [key.hex() for key in spends.PUBLIC]
    tpub = ExtendedKey.from_seed(bytes(16)).neuter().to_text()
    policy = f"andor(pk({keys[0]}),older(144),and_v(v:multi(1,{keys[1]},{keys[2]}),after(800000)))"
    yield "miniscript", policy.encode(), _text(lambda text: bool(Miniscript.parse(text).script()))
    yield "descriptor of a miniscript", f"wsh({policy})".encode(), _text(_is_descriptor)
    yield "several descriptors", f"wpkh({tpub}/<0;1>/*)".encode(), _text(lambda text: bool(Descriptor.parse_all(text)))
    share = share_out(bytes(16), [(2, 3)], exponent=0)[0][0]
    yield "share", share.encode(), _text(lambda text: Share.parse(text).words() == " ".join(text.lower().split()))
    yield (
        "mnemonic",
        mnemonic_of(bytes(16)).encode(),
        _text(lambda text: mnemonic_of(entropy_of(text)).split() == text.split()),
    )
    yield "path", b"m/84h/0'/0/5", _text(lambda text: parse_path(text) is not None)
    yield (
        "private key",
        spends.KEYS[0].to_wif().encode(),
        _text(lambda text: PrivateKey.from_wif(text).to_wif() == text),
    )
    silent = str(SilentAddress(spends.PUBLIC[0], spends.PUBLIC[1]))
    yield "silent address", silent.encode(), _text(lambda text: SilentAddress.decode(text) is not None)


def _of_messages(block: Block) -> Iterator[Parser]:
    hashes = (block.hash, block.transactions[0].txid)
    messages: tuple[Any, ...] = (
        Version(1_700_000_000, 7, 5),
        GetHeaders(hashes),
        Headers((block.header, block.header)),
        Inventory(tuple([(2, one) for one in hashes])),
    )
    for message in messages:
        yield f"message {type(message).__name__}", message.payload(), _is_read_by(type(message))
    yield "filter load", BloomFilter.for_items(2, 0.1, 3).serialize(), lambda data: bool(BloomFilter.parse(data).bits())
    scripts = [output.script_pubkey for one in block.transactions for output in one.outputs]
    compact = CompactFilter.of_scripts(block.hash, scripts)
    yield (
        "compact filter",
        compact.serialize(),
        lambda data: CompactFilter.parse(block.hash, data).serialize() == data,
    )


def _is_read_by(kind: Any) -> Callable[[bytes], bool]:
    return lambda data: kind.parse(data) is not None


def _of_proofs() -> Iterator[Parser]:
    digest = sha256(b"a file")
    stamp = stamp_by(mine(HeaderChain().tip, null_data(digest)), 1, digest)
    yield "stamp", stamp.serialize(), lambda data: Stamp.parse(data).serialize() == data
    witness = Witness.sign(digest, spends.KEYS[0], about="a file")
    yield "witness", witness.to_json(), lambda data: Witness.from_json(data).to_json() == data


def _has_an_answer(data: bytes) -> bool:
    """The lenient reader knows no error, so any answer will do."""
    der.decode_leniently(data)
    return True


def _is_descriptor(text: str) -> bool:
    return bool(Descriptor.parse(text).describe())


def _text(parse: Callable[[str], bool]) -> Callable[[bytes], bool]:
    return lambda data: parse(data.decode("latin-1"))
