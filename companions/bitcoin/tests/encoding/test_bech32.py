"""Bech32 and bech32m: BIP 173 and BIP 350 in small."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.encoding import bech32
from coincide_bitcoin.errors import InputError, ParseError

KEY_HASH = bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")


def programs():
    lengths = st.sampled_from([20, 32])
    version_0 = st.tuples(st.just(0), lengths.flatmap(lambda length: st.binary(min_size=length, max_size=length)))
    return st.one_of(version_0, st.tuples(st.integers(1, 16), st.binary(min_size=2, max_size=40)))


@given(programs(), st.sampled_from(["bc", "tb", "bcrt"]))
def test_programs_come_back(program, hrp):
    assert bech32.decode_program(bech32.encode_program(hrp, *program)) == (hrp, *program)


def test_the_address_of_the_generator():
    assert bech32.encode_program("bc", 0, KEY_HASH) == "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"


@given(programs(), st.data())
def test_up_to_four_wrong_characters_are_found(program, data):
    text = bech32.encode_program("bc", *program)
    places = data.draw(st.sets(st.integers(3, len(text) - 1), min_size=1, max_size=4))
    changed = list(text)
    for place in places:
        changed[place] = data.draw(st.sampled_from(bech32.ALPHABET.replace(text[place], "")))
    with pytest.raises(ParseError):
        bech32.decode_program("".join(changed))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("A1G7SGD8", "checksum of bech32 does not match"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kV8f3t4", "all lower or all upper case"),
        ("pzry9x0s0muk", 'must be a human-readable part, "1", and data'),
        ("1qzzfhee", 'must be a human-readable part, "1", and data'),
        ("li1dgmt3", "must end with a checksum of 6 characters, got 5"),
        ("x1b4n0q5v", "at offset 2: expected a character of bech32, got 'b'"),
        ("bc1\x7fqqqqqq", "at offset 3: expected a printable character of ASCII"),
        ("b" * 91, "at most 90 characters, got 91"),
    ],
)
def test_texts_that_are_not_bech32(text, match):
    with pytest.raises(ParseError, match=match):
        bech32.decode(text)


@pytest.mark.parametrize(
    ("version", "digits", "constant", "match"),
    [
        (0, 32, bech32.BECH32M, "version 0 must be written in bech32$"),
        (1, 52, bech32.BECH32, "version 1 must be written in bech32m"),
        (17, 32, bech32.BECH32M, "must be from 0 to 16, got 17"),
        (0, 24, bech32.BECH32, "of version 0 must have 20 or 32 bytes, got 15"),
        (1, 2, bech32.BECH32M, "must have 2 to 40 bytes, got 1"),
        (1, 66, bech32.BECH32M, "must have 2 to 40 bytes, got 41"),
        (1, 3, bech32.BECH32M, "padded with up to 4 zero bits"),
        (1, 33, bech32.BECH32M, "padded with up to 4 zero bits"),
        (1, 38, bech32.BECH32M, "padded with up to 4 zero bits"),
    ],
)
def test_programs_that_no_address_may_hold(version, digits, constant, match):
    text = bech32.encode("bc", [version] + [0] * digits, constant)
    with pytest.raises(ParseError, match=match):
        bech32.decode_program(text)


def test_padding_that_is_not_zero_is_refused():
    text = bech32.encode("bc", [1, *[0] * 51, 1], bech32.BECH32M)
    with pytest.raises(ParseError, match="padded with up to 4 zero bits"):
        bech32.decode_program(text)


def test_an_address_needs_a_version():
    with pytest.raises(ParseError, match="must have a version after the separator"):
        bech32.decode_program(bech32.encode("bc", [], bech32.BECH32))


def test_a_program_of_a_wrong_length_is_not_written():
    with pytest.raises(InputError, match="of version 0 must have 20 or 32 bytes, got 21"):
        bech32.encode_program("bc", 0, bytes(21))


def test_a_text_may_have_90_characters_and_no_more():
    hrp = "a" * 83
    assert bech32.decode(bech32.encode(hrp, [], bech32.BECH32))[0] == hrp
    text = bech32.encode(hrp, [0], bech32.BECH32)
    assert bech32.decode(text, longest=91)[1] == [0]
    with pytest.raises(ParseError, match="at offset 90: bech32 must have at most 90 characters, got 91"):
        bech32.decode(text)


@pytest.mark.parametrize("hrp", ["!", "~"])
def test_the_first_and_last_printable_characters_may_be_in_a_human_readable_part(hrp):
    assert bech32.decode(bech32.encode(hrp, [1], bech32.BECH32M)) == (hrp, [1], bech32.BECH32M)


@pytest.mark.parametrize("character", [" ", "\x7f", "\x80"])
def test_characters_beside_these_may_not(character):
    text = bech32.encode("ab", [1], bech32.BECH32M)
    with pytest.raises(ParseError, match="at offset 1: expected a printable character of ASCII"):
        bech32.decode("a" + character + text[2:])
