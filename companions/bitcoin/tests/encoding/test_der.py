"""DER: one encoding and no other, beside what was read before BIP 66."""

from __future__ import annotations

import pytest
from encodings_of_signatures import INTEGER, SEQUENCE, element, encodings, integer
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.curve.secp256k1 import N
from coincide_bitcoin.encoding import der
from coincide_bitcoin.errors import ParseError

NUMBERS = st.one_of(st.integers(1, N - 1), st.integers(1, 300), st.integers(N - 300, N - 1), st.just(2**255))


@given(NUMBERS, NUMBERS)
def test_numbers_come_back_from_both_readers(r, s):
    written = der.encode(r, s)
    assert der.decode(written) == der.decode_leniently(written) == (r, s)
    assert der.is_strict(written)


@given(NUMBERS, NUMBERS, st.data())
def test_every_other_text_of_bytes_is_another_signature_or_none(r, s, data):
    """Strict means unique: what decodes is what encodes to it."""
    written = bytearray(der.encode(r, s))
    written[data.draw(st.integers(0, len(written) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert der.encode(*der.decode(bytes(written))) == bytes(written)
    except ParseError as error:
        assert 0 <= error.at <= len(written)


@given(st.binary(max_size=90))
def test_readers_are_total(data):
    der.decode_leniently(data)
    if not der.is_strict(data):
        with pytest.raises(ParseError):
            der.decode(data)


REFUSED = {
    "empty": "",
    "truncated": "3006020101",
    "another tag": "3106020101020101",
    "length one short": "3005020101020101",
    "length in long form": "308106020101020101",
    "indefinite length": "30800201010201010000",
    "byte after s": "300602010102010100",
    "byte after s, counted": "300702010102010100",
    "r with a leading zero": "30070202000102010100"[:18],
    "s with a leading zero": "300702010102020001",
    "r negative": "3006020181020101",
    "s negative": "3006020101020181",
    "r without bytes": "30050200020101" + "00",
    "r is 0": "3006020100020101",
    "s is 0": "3006020101020100",
    "r is no integer": "3006030101020101",
    "s is no integer": "3006020101030101",
    "r longer than the rest": "3006020401020101",
    "s shorter than the rest": "300702010102010101",
    "integer length in long form": "30070281010102010100"[:18],
    "nested sequence": "300830060201010201010000"[:20],
}


@pytest.mark.parametrize("written", REFUSED.values(), ids=REFUSED.keys())
def test_other_encodings_are_refused(written):
    with pytest.raises(ParseError, match="at offset"):
        der.decode(bytes.fromhex(written))


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - {"r is 0", "s is 0"}))
def test_other_encodings_are_not_strict(name):
    assert not der.is_strict(bytes.fromhex(REFUSED[name]))


def test_strict_says_nothing_about_the_values():
    assert der.is_strict(bytes.fromhex(REFUSED["r is 0"]))
    assert der.is_strict(der.encode(N, 2**256 + 1))


@pytest.mark.parametrize(("r", "s"), [(N, 1), (1, N), (2**256 - 1, 1), (1, 2**256 + 1)])
def test_numbers_out_of_range_are_refused(r, s):
    with pytest.raises(ParseError, match="must be from 1 to the order of the curve less 1"):
        der.decode(der.encode(r, s))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("308106020101020102", (1, 2)),  # length in long form
        ("3000020101020102", (1, 2)),  # a length nobody looks at
        ("300602010102010200ff", (1, 2)),  # bytes after s
        ("3006020300000102010200", (1, 2)),  # leading zeros
        ("3006028300000101020102", (1, 2)),  # integer length in long form, with zeros
        ("300602018102010f", (0x81, 15)),  # the sign is ignored
        ("300502000201" + "0f", (0, 15)),  # an integer without bytes is 0
    ],
)
def test_the_lenient_reader_takes_what_old_blocks_have(written, expected):
    assert der.decode_leniently(bytes.fromhex(written)) == expected


@pytest.mark.parametrize(
    "written", ["", "30", "31060201010201", "30060301", "3006028501", "30060284010203040101", "3006020101020501"]
)
def test_the_lenient_reader_has_limits_too(written):
    assert der.decode_leniently(bytes.fromhex(written)) is None


def test_the_lenient_reader_makes_numbers_out_of_range_zero():
    assert der.decode_leniently(der.encode(N, 1)) == (0, 0)
    assert der.decode_leniently(der.encode(1, 2**256 - 1)) == (0, 0)


def is_plainly_strict(data: bytes) -> bool:
    """BIP 66 in one sentence: what is read, written again as short as can be, is the same; nothing is negative."""
    if not 8 <= len(data) <= 72:
        return False
    r, s = data[4 : 4 + data[3]], data[6 + data[3] :]
    numbers = [int.from_bytes(one, "big", signed=True) for one in (r, s)]
    again = element(SEQUENCE, b"".join(element(INTEGER, integer(number)) for number in numbers))
    return again == data and min(numbers) >= 0


@pytest.mark.parametrize(("r", "s"), [(1, 1), (0x80, 0x7F), (2**255, 2**255 - 1), (N - 1, 5)])
def test_strict_is_what_is_written_again_the_same(r, s):
    found = {data: der.is_strict(data) for _, data in encodings(r, s)}
    assert [data.hex() for data, is_strict in found.items() if is_strict != is_plainly_strict(data)] == []


def test_the_lenient_reader_takes_a_long_length_of_nothing_at_the_end():
    assert der.decode_leniently(bytes.fromhex("300602010102" + "8100")) == (1, 0)
    assert der.decode_leniently(bytes.fromhex("300602010102" + "8101")) is None
    assert der.decode_leniently(bytes.fromhex("300602010102" + "8200")) is None
