"""BIP 158 filters: what they hold is found, in the form that nodes send."""

from __future__ import annotations

import naive
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.filters.compact import CompactFilter, scripts_of_block
from coincide_bitcoin.filters.golomb import decode, encode
from coincide_bitcoin.filters.siphash import siphash

# The first block of the test net: hash, its one script, filter and header from BIP 158's vectors.
TEST_GENESIS = bytes.fromhex("000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943")[::-1]
GENESIS_SCRIPT = bytes.fromhex(
    "4104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d"
    "578a4c702b6bf11d5fac"
)
scripts = st.lists(st.binary(min_size=1, max_size=40), max_size=30)
numbers = st.lists(st.integers(0, 2**20), max_size=30).map(sorted)


# Aumasson and Bernstein 2012, appendix A.
def test_siphash_gives_the_value_of_its_paper():
    assert siphash(bytes(range(16)), bytes(range(15))) == 0xA129CA6149BE45E5


@given(numbers, st.integers(10, 20))
def test_golomb_codes_are_those_of_one_bit_at_a_time(given_numbers, remainder_bits):
    assert encode(given_numbers, remainder_bits=remainder_bits) == naive.golomb(given_numbers, remainder_bits)


@given(numbers)
def test_golomb_codes_come_back(given_numbers):
    assert (
        list(decode(encode(given_numbers, remainder_bits=19), len(given_numbers), remainder_bits=19)) == given_numbers
    )


def test_the_filter_of_the_first_block_is_that_of_the_bip():
    made = CompactFilter.of_scripts(TEST_GENESIS, [GENESIS_SCRIPT])
    assert made.serialize().hex() == "019dfca8"
    assert made.header(bytes(32))[::-1].hex() == "21584579b7eb08997773e5aeff3a7f932700042d0ed2a6129012b7d7ae81b750"


@given(scripts, st.binary(min_size=32, max_size=32))
def test_every_script_is_found_in_the_filter_that_comes_back(given_scripts, block_hash):
    made = CompactFilter.of_scripts(block_hash, given_scripts)
    read = CompactFilter.parse(block_hash, made.serialize())
    assert read == made
    assert all(read.matches([script]) for script in given_scripts)


def test_hardly_anything_else_is_found():
    made = CompactFilter.of_scripts(bytes(32), [bytes([number]) for number in range(200)])
    assert not any(made.matches([b"other" + number.to_bytes(2, "big")]) for number in range(500))


def test_an_empty_filter_finds_nothing():
    assert not CompactFilter.of_scripts(bytes(32), []).matches([b"\x51"])


def test_data_outputs_are_left_out_but_spent_scripts_are_kept():
    assert scripts_of_block([b"\x51", b"\x6a\x01\x02", b""], [b"\x52", b""]) == {b"\x51", b"\x52"}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("029dfca8", "the filter must hold 2 numbers, but its bits end before"),
        ("019dfca800", "the filter must end after 1 numbers, got more bits"),
        ("01", "the filter must hold 1 numbers"),
        ("", "needs 1 byte"),
    ],
)
def test_a_damaged_filter_says_why(data, why):
    with pytest.raises(ParseError, match=why):
        CompactFilter.parse(TEST_GENESIS, bytes.fromhex(data))


def test_a_filter_header_follows_32_bytes():
    with pytest.raises(InputError, match="`previous` must have 32 bytes, got 31"):
        CompactFilter.of_scripts(bytes(32), []).header(bytes(31))
