"""Hashes against their published examples, and the plain RIPEMD-160 against OpenSSL's."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin import hashes


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
        (b"abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
        (b"message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"),
        (b"1234567890" * 8, "9b752e45573d4b39f4dbd3323cab82bf63326bfb"),
    ],
)
def test_ripemd160_of_its_authors_examples(data, expected):
    assert hashes.plain_ripemd160(data).hex() == expected


@given(st.binary(max_size=200))
def test_the_plain_ripemd160_agrees_with_the_one_in_use(data):
    assert hashes.plain_ripemd160(data) == hashes.ripemd160(data)


@given(st.binary(max_size=100))
def test_a_tagged_hash_is_sha256_after_the_tag_twice(data):
    tag = hashlib.sha256(b"TapLeaf").digest()
    assert hashes.tagged_hash("TapLeaf", data) == hashlib.sha256(tag + tag + data).digest()


def test_hash256_is_sha256_twice():
    assert hashes.hash256(b"hello").hex() == "9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50"


def test_hash160_of_the_generator_is_its_well_known_address_hash():
    point = bytes.fromhex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
    assert hashes.hash160(point).hex() == "751e76e8199196d454941c45d1b3a323f1433bd6"
