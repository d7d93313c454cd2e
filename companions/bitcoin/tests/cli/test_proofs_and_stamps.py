"""`prove`, `check`, `stamp`, `verify-stamp` and `node` as a user calls them."""

from __future__ import annotations

import hashlib
import json

import pytest

from coincide_bitcoin import PrivateKey
from coincide_bitcoin.chain import Chain, mine
from coincide_bitcoin.net import Node
from coincide_bitcoin.script.standard import null_data
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction


def transaction(number, script=b"\x51"):
    return Transaction(2, (Input(OutPoint(bytes((number,)) * 32, 0)),), (Output(0, script),))


@pytest.fixture
def block(tmp_path):
    """A block with five transactions and a digest, in a file, and headers up to it in another."""
    (tmp_path / "file").write_bytes(b"what existed")
    stamped = transaction(9, null_data(hashlib.sha256(b"what existed").digest()))
    with Chain(":memory:") as chain:
        chain.accept(mine(chain.tip, b"\x51"))
        made = mine(chain.tip, b"\x51", [*map(transaction, range(1, 5)), stamped])
        chain.headers.extend(made.header)
        (tmp_path / "headers").write_bytes(b"".join(node.header.serialize() for node in chain.headers))
    (tmp_path / "block").write_bytes(made.serialize())
    return made


def test_a_proof_is_made_and_checked(call, tmp_path, block):
    code, out, _ = call("prove", tmp_path / "block", block.transactions[3].txid_hex)
    assert code == 0
    (tmp_path / "proof").write_text(out)
    code, out, _ = call("check", tmp_path / "proof", "--headers", tmp_path / "headers")
    assert (code, "3 hashes lead from" in out, "height 2, with 1 blocks of work on it" in out) == (0, True, True)


def test_a_changed_proof_is_found(call, tmp_path, block):
    proof = json.loads(call("prove", tmp_path / "block", block.transactions[3].txid_hex)[1])
    proof["index"] ^= 1
    (tmp_path / "proof").write_text(json.dumps(proof))
    code, out, _ = call("check", tmp_path / "proof")
    assert (code, "does not lead to the Merkle root" in out) == (1, True)


def test_a_proof_without_headers_says_what_was_not_checked(call, tmp_path, block):
    (tmp_path / "proof").write_text(call("prove", tmp_path / "block", block.coinbase.txid_hex)[1])
    code, out, _ = call("check", tmp_path / "proof")
    assert (code, "not checked: give --headers or --chain" in out) == (0, True)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"siblings": 3}', '{"siblings": [], "txid": "00", "header": ""}'])
def test_other_files_are_no_proofs(call, tmp_path, text):
    (tmp_path / "proof").write_text(text)
    assert "expected a proof from `coincide-bitcoin prove`" in call("check", tmp_path / "proof")[2]


@pytest.mark.usefixtures("block")
def test_headers_that_break_a_rule_are_named_by_their_number(call, tmp_path):
    raw = bytearray((tmp_path / "headers").read_bytes())
    raw[80 + 4] ^= 1
    (tmp_path / "headers").write_bytes(raw)
    code, _, err = call("check", "--headers", tmp_path / "headers")
    assert (code, "headers: header 1: prev-blk-not-found" in err) == (1, True)


def test_a_file_of_another_length_holds_no_headers(call, tmp_path):
    (tmp_path / "headers").write_bytes(bytes(81))
    assert (
        "expected headers of 80 bytes one after the other, got 81 bytes"
        in call("check", "--headers", tmp_path / "headers")[2]
    )


@pytest.mark.usefixtures("block")
def test_a_block_stamps_a_file(call, tmp_path):
    code, out, _ = call("stamp", tmp_path / "file", "--block", tmp_path / "block", "--height", 2)
    assert (code, "It does not prove who made it" in out) == (0, True)
    code, out, _ = call("verify-stamp", tmp_path / "file.ots", "--headers", tmp_path / "headers")
    assert (code, "proven      existed before 2011-02-02" in out) == (0, True)


@pytest.mark.usefixtures("block")
def test_a_changed_file_is_not_stamped(call, tmp_path):
    call("stamp", tmp_path / "file", "--block", tmp_path / "block", "--height", 2)
    (tmp_path / "file").write_bytes(b"What existed")
    code, out, _ = call("verify-stamp", tmp_path / "file.ots", "--headers", tmp_path / "headers")
    assert (code, "the file has another digest than the proof" in out) == (1, True)


def test_a_signed_stamp_says_whose_it_is(call, tmp_path):
    key = PrivateKey(bytes(31) + b"\x05")
    (tmp_path / "file").write_bytes(b"labels")
    (tmp_path / "key").write_text(key.to_wif())
    chain = tmp_path / "chain.db"
    code, out, _ = call(
        "stamp", tmp_path / "file", "--chain", chain, "--sign", tmp_path / "key", "--about", "my labels"
    )
    assert (code, key.to_wif() in out) == (0, False)
    code, out, _ = call("verify-stamp", tmp_path / "file.witness.ots", "--chain", chain, "--of", tmp_path / "file")
    assert code == 0
    assert f"by key {key.public.x_only.hex()}, about: my labels" in out and "digest      is that of" in out
    (tmp_path / "file").write_bytes(b"Labels")
    code, out, _ = call("verify-stamp", tmp_path / "file.witness.ots", "--chain", chain, "--of", tmp_path / "file")
    assert (code, "digest      is not that of" in out) == (1, True)


@pytest.mark.usefixtures("block")
def test_a_proof_is_not_written_over_another(call, tmp_path):
    (tmp_path / "file.ots").write_bytes(b"mine")
    code, _, err = call("stamp", tmp_path / "file", "--block", tmp_path / "block", "--height", 2)
    assert (code, "the file is there already" in err, (tmp_path / "file.ots").read_bytes()) == (1, True, b"mine")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "expected either --block with --height, or --chain"),
        (["--chain", "c.db", "--network", "main"], "blocks are made on regtest only"),
        (["--block", "00"], "expected the height of the block, as --height N"),
    ],
)
def test_a_stamp_needs_a_block(call, tmp_path, options, why):
    (tmp_path / "file").write_bytes(b"file")
    code, _, err = call("stamp", tmp_path / "file", *options)
    assert (code, why in err) == (1, True)


@pytest.mark.usefixtures("block")
def test_a_stamp_needs_headers_to_be_checked_against(call, tmp_path):
    call("stamp", tmp_path / "file", "--block", tmp_path / "block", "--height", 2)
    assert "expected headers to check against" in call("verify-stamp", tmp_path / "file.ots")[2]


def test_a_node_mines_and_another_follows_it(call, tmp_path):
    code, out, _ = call("node", "--chain", tmp_path / "one.db", "--mine", 3, "--once")
    assert (code, out.startswith("height 3, ")) == (0, True)
    with Chain(tmp_path / "one.db") as chain, Node(chain) as node:
        place = f"127.0.0.1:{node.port}"
        code, out, _ = call("node", "--chain", tmp_path / "two.db", "--connect", place, "--once")
    assert (code, "coincide-bitcoin" in out, f"height 3, {chain.tip.id}" in out) == (0, True, True)


@pytest.mark.parametrize("place", ["here", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:x"])
def test_a_node_to_follow_has_a_host_and_a_port(call, tmp_path, place):
    err = call("node", "--chain", tmp_path / "chain.db", "--connect", place, "--once")[2]
    assert f"--connect must be HOST:PORT, got `{place}`" in err
