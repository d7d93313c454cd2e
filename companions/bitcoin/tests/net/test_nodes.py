"""Nodes shake hands, follow each other's chains, and do not speak to those who send nonsense. All on loopback."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.block import BlockHeader, MerkleBlock
from coincide_bitcoin.chain import Chain, HeaderChain, mine
from coincide_bitcoin.errors import InputError, ParseError, PeerError, RuleError
from coincide_bitcoin.filters import BloomFilter
from coincide_bitcoin.net import Node, Peer, connect, find_transactions, sync
from coincide_bitcoin.net.envelope import Envelope, read_envelope
from coincide_bitcoin.net.messages import GetHeaders, Headers, Inventory, Version
from coincide_bitcoin.networks import MAIN, REGTEST
from coincide_bitcoin.wire import compact_size
from examples.showcase.chain import HEIGHT, build

hashes = st.binary(min_size=32, max_size=32)
headers = st.builds(
    BlockHeader,
    st.integers(-(2**31), 2**31 - 1),
    hashes,
    hashes,
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
)


def reader_of(data: bytes):
    rest = [data]

    def read(length: int) -> bytes:
        part, rest[0] = rest[0][:length], rest[0][length:]
        return part

    return read


@given(st.binary(max_size=100))
def test_a_message_comes_back(payload):
    raw = Envelope("block", payload).serialize(REGTEST)
    assert read_envelope(reader_of(raw), REGTEST) == Envelope("block", payload)


def test_verack_has_the_bytes_that_nodes_expect():
    assert Envelope("verack").serialize(MAIN).hex() == "f9beb4d976657261636b000000000000000000005df6e0e2"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (Envelope("ping").serialize(MAIN), "expected the magic fabfb5da of regtest, got f9beb4d9"),
        (REGTEST.magic + bytes(20), "the command must be letters and digits, got b''"),
        (REGTEST.magic + b"block".ljust(12, b"\x00") + b"\xff" * 8, "at most 4000000 bytes, got 4294967295"),
        (Envelope("ping", b"12345678").serialize(REGTEST)[:-1] + b"9", "the checksum of the message does not match"),
    ],
)
def test_a_wrong_message_says_why(raw, why):
    with pytest.raises(ParseError, match=why):
        read_envelope(reader_of(raw), REGTEST)


@given(st.lists(headers, max_size=5))
def test_headers_come_back(given_headers):
    message = Headers(tuple(given_headers))
    assert Headers.parse(message.payload()) == message


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), hashes), max_size=5))
def test_inventories_come_back(items):
    message = Inventory(tuple(items))
    assert Inventory.parse(message.payload()) == message


@given(st.lists(hashes, max_size=5), hashes)
def test_locators_come_back(locator, stop):
    message = GetHeaders(tuple(locator), stop)
    assert GetHeaders.parse(message.payload()) == message


def test_a_version_comes_back():
    message = Version(1_700_000_000, 12345, 150)
    assert Version.parse(message.payload()) == message


@pytest.mark.parametrize(
    ("parse", "payload", "why"),
    [
        (Headers.parse, compact_size(2001), "`number of headers` must be at most 2000, got 2001"),
        (Headers.parse, b"\x01" + bytes(80) + b"\x01", "headers must come without transactions"),
        (Inventory.parse, compact_size(50_001), "`number of items` must be at most 50000, got 50001"),
        (GetHeaders.parse, bytes(4) + compact_size(102), "`number of hashes` must be at most 101, got 102"),
        (Version.parse, bytes(10), "`services` needs 8 bytes, 6 left"),
    ],
)
def test_a_wrong_payload_says_why(parse, payload, why):
    with pytest.raises(ParseError, match=why):
        parse(payload)


def test_a_node_follows_another_from_the_first_block_to_the_last():
    with Chain(":memory:") as served, Chain(":memory:") as chain:
        build(served)
        with Node(served) as node, connect("127.0.0.1", node.port, REGTEST) as peer:
            version = peer.shake_hands(chain.height)
            assert version.height == HEIGHT
            assert sync(chain, peer) == HEIGHT
        assert dict(chain.coins()) == dict(served.coins())


def test_a_node_follows_another_across_a_reorganisation():
    with Chain(":memory:") as served, Chain(":memory:") as chain:
        for number in range(30):
            served.accept(mine(served.tip, b"\x51", extra=number))
            chain.accept(mine(chain.tip, b"\x51", extra=number if number < 10 else 100 + number))
        served.accept(mine(served.tip, b"\x51"))
        with Node(served) as node, connect("127.0.0.1", node.port, REGTEST) as peer:
            peer.shake_hands(chain.height)
            sync(chain, peer)
        assert chain.tip.id == served.tip.id


def test_a_node_takes_a_block_that_it_is_sent():
    with Chain(":memory:") as served:
        block = mine(served.tip, b"\x51")
        with Node(served) as node, connect("127.0.0.1", node.port, REGTEST) as peer:
            peer.shake_hands(0)
            peer.send("block", block.serialize())
            peer.send("ping", bytes(8))
            peer.wait_for("pong")
        assert served.tip.hash == block.hash


@pytest.fixture(scope="module")
def showcase():
    with Chain(":memory:") as chain:
        yield chain, build(chain)


def bloom_of(*items: bytes) -> BloomFilter:
    bloom = BloomFilter.for_items(len(items), 0.000001, 5)
    for item in items:
        bloom.add(item)
    return bloom


def test_a_light_client_finds_what_pays_a_key_and_what_spends_it(showcase):
    chain, made = showcase
    index = [one.name for one in made.types].index("pay to public key hash")
    headers = HeaderChain()
    with Node(chain) as node, connect("127.0.0.1", node.port, REGTEST) as peer:
        peer.shake_hands(0)
        found = find_transactions(headers, peer, bloom_of(made.types[index].script_pubkey[3:23]), start=102)
    paying, spending = made.funding.txid, made.spending[index].txid
    heights = {one.transaction.txid: one.node.height for one in found}
    assert (heights[paying], heights[spending]) == (102, 120 + index)
    assert headers.tip.hash == chain.tip.hash


def test_a_light_client_learns_of_nothing_else(showcase):
    with Node(showcase[0]) as node, connect("127.0.0.1", node.port, REGTEST) as peer:
        peer.shake_hands(0)
        assert find_transactions(HeaderChain(), peer, bloom_of(b"nothing of the kind"), start=100) == []


def answers_about(block, *more: Envelope) -> list[bytes]:
    """What a node says that has announced one block, and then says more."""
    announced = Envelope("headers", Headers((block.header,)).payload())
    return [one.serialize(REGTEST) for one in (announced, *more)]


def test_a_light_client_takes_no_transaction_without_its_proof():
    block = mine(HeaderChain().tip, b"\x51")
    proof = Envelope("merkleblock", MerkleBlock.build(block.header, block.txids, [True]).serialize())
    other = Envelope("tx", replace(block.coinbase, lock_time=7).serialize())
    with lying_peer(*answers_about(block, proof, other)) as peer:
        with pytest.raises(PeerError, match="shows other transactions than it proves"):
            find_transactions(HeaderChain(), peer, bloom_of(b"key"))
        peer.other_end.close()


def test_a_light_client_takes_no_other_block():
    block, other = (mine(HeaderChain().tip, b"\x51", extra=extra) for extra in (1, 2))
    proof = Envelope("merkleblock", MerkleBlock.build(other.header, other.txids, [False]).serialize())
    with lying_peer(*answers_about(block, proof)) as peer:
        with pytest.raises(PeerError, match="shows another block than that of height 1"):
            find_transactions(HeaderChain(), peer, bloom_of(b"key"))
        peer.other_end.close()


def test_a_block_that_was_not_asked_for_ends_the_sync():
    with Chain(":memory:") as chain:
        block, other = (mine(chain.tip, b"\x51", extra=extra) for extra in (1, 2))
        with lying_peer(*answers_about(block, Envelope("block", other.serialize()))) as peer:
            with pytest.raises(PeerError, match="which it was not asked for"):
                sync(chain, peer)
            peer.other_end.close()


def test_a_filter_beyond_the_limits_ends_the_connection():
    with Chain(":memory:") as served, Node(served) as node, connect("127.0.0.1", node.port, REGTEST) as peer:
        peer.shake_hands(0)
        peer.send("filterload", b"\x01\x00" + (51).to_bytes(4, "little") + bytes(5))
        with pytest.raises(PeerError, match="the connection has ended"):
            peer.wait_for("pong")


def test_a_block_that_is_not_there_is_not_found():
    with Chain(":memory:") as served, Node(served) as node, connect("127.0.0.1", node.port, REGTEST) as peer:
        peer.shake_hands(0)
        peer.send("getdata", Inventory(((2, bytes(32)),)).payload())
        assert peer.wait_for("notfound", "block").command == "notfound"


def test_a_node_that_is_sent_nonsense_hangs_up():
    with Chain(":memory:") as served, Node(served) as node:
        with connect("127.0.0.1", node.port, REGTEST) as peer:
            peer.shake_hands(0)
            peer.send("getheaders", b"nonsense")
            with pytest.raises(PeerError, match="the other node does not answer: the connection has ended"):
                peer.wait_for("headers")
        with connect("127.0.0.1", node.port, REGTEST) as again:
            again.shake_hands(0)


def lying_peer(*answers: bytes) -> Peer:
    """A peer whose other end has sent these bytes, and then no more."""
    ours, theirs = socket.socketpair()
    theirs.sendall(b"".join(answers))
    theirs.shutdown(socket.SHUT_WR)
    peer = Peer(ours, REGTEST)
    peer.other_end = theirs  # kept open, so that what we send is taken
    return peer


def test_a_header_that_breaks_a_rule_ends_the_sync():
    with Chain(":memory:") as chain:
        bad = replace(mine(chain.tip, b"\x51").header, previous=bytes(32))
        answer = Envelope("headers", Headers((bad,)).payload()).serialize(REGTEST)
        with lying_peer(answer) as peer, pytest.raises(RuleError, match=r"prev-blk-not-found|high-hash"):
            sync(chain, peer)
        peer.other_end.close()


def test_a_block_that_was_announced_must_come():
    with Chain(":memory:") as chain:
        block = mine(chain.tip, b"\x51")
        answers = [
            Envelope("headers", Headers((block.header,)).payload()).serialize(REGTEST),
            Envelope("notfound", Inventory(((2, block.hash),)).payload()).serialize(REGTEST),
        ]
        with lying_peer(*answers) as peer, pytest.raises(PeerError, match="lacks a block that it has announced"):
            sync(chain, peer)
        peer.other_end.close()


def test_a_node_listens_on_loopback_only():
    with Chain(":memory:") as chain, pytest.raises(InputError, match="`host` must be a loopback address"):
        Node(chain, host="0.0.0.0")


def test_nobody_listening_is_an_error_with_the_place():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(PeerError, match=f"expected a node at 127.0.0.1:{port}, found none"):
        connect("127.0.0.1", port, REGTEST)


def test_a_node_outlives_frames_of_chance(monkeypatch):
    """Damaged, cut short, in any order: it answers the next one who speaks properly, and no thread ends in an error."""
    rng, failures = random.Random(10), []
    monkeypatch.setattr(threading, "excepthook", failures.append)
    with Chain(":memory:") as chain, Node(chain) as node:
        good = [
            Envelope("version", Version(1, 2, 0).payload()),
            Envelope("verack"),
            Envelope("getheaders", GetHeaders(tuple(chain.headers.locator())).payload()),
            Envelope("block", mine(chain.tip, b"\x51").serialize()),
            Envelope("filterload", BloomFilter.for_items(1, 0.1, 0).serialize()),
        ]
        for _ in range(100):
            data = bytearray(b"".join(one.serialize(REGTEST) for one in [*good[:2], *rng.choices(good, k=3)]))
            for _ in range(rng.randint(0, 3)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            with socket.create_connection(("127.0.0.1", node.port)) as connection, contextlib.suppress(OSError):
                connection.sendall(data[: rng.randint(0, len(data))])
        with connect("127.0.0.1", node.port, REGTEST) as peer:
            peer.shake_hands(0)
    assert failures == []
