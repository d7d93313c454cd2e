"""The reader is total: a value, or an error that says what, where and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.wire import Field, Reader, compact_size, signed, sized, unsigned


@given(st.integers(0, 2**64 - 1))
def test_a_compact_size_comes_back(value):
    assert Reader(compact_size(value)).compact_size("size", limit=2**64) == value


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "00"), (252, "fc"), (253, "fdfd00"), (65535, "fdffff"), (65536, "fe00000100"), (2**32, "ff0000000001000000")],
)
def test_a_compact_size_is_as_short_as_it_can_be(value, written):
    assert compact_size(value).hex() == written


@pytest.mark.parametrize("written", ["fdfc00", "feffff0000", "ffffffffff00000000"])
def test_a_longer_compact_size_than_need_be_is_refused(written):
    with pytest.raises(ParseError, match="at offset 0: `size` must be as short as it can be"):
        Reader(bytes.fromhex(written)).compact_size("size", limit=2**64)


def test_a_truncated_compact_size_is_refused():
    with pytest.raises(ParseError, match="at offset 0: `size` needs 3 bytes, 2 left"):
        Reader(b"\xfd\x00").compact_size("size")


@given(st.integers(1, 9), st.data())
def test_integers_come_back(length, data):
    value = data.draw(st.integers(0, 256**length - 1))
    assert Reader(unsigned(value, length)).unsigned(length, "number") == value


@given(st.integers(-(2**31), 2**31 - 1))
def test_signed_integers_come_back(value):
    assert Reader(signed(value, 4)).signed(4, "version") == value


@given(st.binary(max_size=300))
def test_sized_bytes_come_back(data):
    assert Reader(sized(data)).sized("script") == data


def test_a_length_beyond_the_end_is_refused_before_anything_is_taken():
    reader = Reader(b"\xfe\x00\x00\x00\x02" + b"x")
    with pytest.raises(ParseError, match="at offset 5: `script` needs 33554432 bytes, 1 left"):
        reader.sized("script")


def test_a_count_that_the_rest_cannot_hold_is_refused():
    with pytest.raises(ParseError, match="at offset 0: `inputs` says 3, each at least 41 bytes, but 100 are left"):
        Reader(b"\x03" + bytes(100)).count("inputs", item_length=41)


def test_an_error_names_the_section():
    reader = Reader(bytes(2))
    reader.section = ("input", 3)
    with pytest.raises(ParseError, match="at offset 0: input 3: `sequence` needs 4 bytes, 2 left"):
        reader.unsigned(4, "sequence")


def test_bytes_left_over_are_refused():
    reader = Reader(bytes(5))
    reader.take(4, "version")
    with pytest.raises(ParseError, match="at offset 4: expected the end, got 1 byte more"):
        reader.finish()


def test_kept_fields_cover_every_byte():
    reader = Reader(signed(-2, 4) + sized(b"ab"), keep_fields=True)
    reader.section = "header"
    reader.signed(4, "version")
    reader.sized("script")
    assert reader.fields == [
        Field(0, 4, "header", "version", -2),
        Field(4, 1, "header", "length of script", 2),
        Field(5, 2, "header", "script", b"ab"),
    ]


@given(st.binary(max_size=40), st.lists(st.sampled_from(["u4", "u8", "i4", "size", "sized", "count"])))
def test_any_bytes_give_values_or_an_error_with_its_offset(data, reads):
    reader = Reader(data)
    calls = {
        "u4": lambda: reader.unsigned(4, "x"),
        "u8": lambda: reader.unsigned(8, "x"),
        "i4": lambda: reader.signed(4, "x"),
        "size": lambda: reader.compact_size("x"),
        "sized": lambda: reader.sized("x"),
        "count": lambda: reader.count("x", item_length=3),
    }
    try:
        for read in reads:
            calls[read]()
    except ParseError as error:
        assert 0 <= error.at <= len(data)
    assert reader.position <= len(data)


def test_a_size_may_be_its_limit_and_no_more():
    assert Reader(b"\x05").compact_size("size", limit=5) == 5
    with pytest.raises(ParseError, match="at offset 0: `size` must be at most 5, got 6"):
        Reader(b"\x06").compact_size("size", limit=5)


def test_a_size_may_be_32_mebibytes_and_no_more():
    assert Reader(compact_size(0x02000000)).compact_size("size") == 0x02000000
    with pytest.raises(ParseError, match="`size` must be at most 33554432, got 33554433"):
        Reader(compact_size(0x02000001)).compact_size("size")


def test_a_count_may_be_what_the_rest_can_hold_and_no_more():
    assert Reader(b"\x03" + bytes(9)).count("items", item_length=3) == 3
    with pytest.raises(ParseError, match="`items` says 3, each at least 3 bytes, but 8 are left"):
        Reader(b"\x03" + bytes(8)).count("items", item_length=3)
