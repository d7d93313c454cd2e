"""Base58 and base58check."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.encoding import base58
from coincide_bitcoin.errors import ParseError


@given(st.binary(max_size=60))
def test_bytes_come_back(data):
    assert base58.decode(base58.encode(data)) == data
    assert base58.decode_check(base58.encode_check(data)) == data


@pytest.mark.parametrize(
    ("data", "text"), [(b"", ""), (b"\x00\x00", "11"), (b"hello world", "StV1DL6CwTryKyV"), (b"\x00\xff", "15Q")]
)
def test_well_known_texts(data, text):
    assert base58.encode(data) == text


@pytest.mark.parametrize(("text", "at"), [("1O", 1), ("0", 0), ("abcl", 3), ("12 ", 2), ("1é", 1)])
def test_a_wrong_character_is_refused_with_its_place(text, at):
    with pytest.raises(ParseError, match=f"at offset {at}: expected a character of base58"):
        base58.decode(text)


def test_a_long_text_is_refused_before_it_is_read():
    with pytest.raises(ParseError, match="base58 must have at most 1000 characters, got 1001"):
        base58.decode("2" * 1001)


def test_a_changed_character_breaks_the_checksum():
    with pytest.raises(ParseError, match="the checksum of base58check does not match"):
        base58.decode_check("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3")


def test_a_text_without_room_for_a_checksum_is_refused():
    with pytest.raises(ParseError, match="must hold at least 4 bytes, its checksum, got 3"):
        base58.decode_check("111")


def test_a_text_may_be_as_long_as_the_limit_and_no_longer():
    assert len(base58.decode("1" * base58.LONGEST_TEXT)) == base58.LONGEST_TEXT
    with pytest.raises(ParseError, match=f"must have at most {base58.LONGEST_TEXT} characters"):
        base58.decode("1" * (base58.LONGEST_TEXT + 1))
