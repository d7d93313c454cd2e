"""BIP 37 filters never forget, and give the bytes that nodes expect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.errors import InputError, ParseError
from coincide_bitcoin.filters.bloom import BloomFilter
from coincide_bitcoin.filters.murmur import murmur3


# Facts that any MurmurHash3 gives.
@pytest.mark.parametrize(
    ("seed", "data", "expected"),
    [
        (0x00000000, "", 0x00000000),
        (0xFBA4C795, "", 0x6A396F08),
        (0xFFFFFFFF, "", 0x81F16F39),
        (0x00000000, "00", 0x514E28B7),
        (0x00000000, "ff", 0xFD6CF10D),
        (0x00000000, "0011", 0x16C6B7AB),
        (0x00000000, "001122", 0x8EB51C3D),
        (0x00000000, "00112233", 0xB4471BF8),
        (0x00000000, "0011223344", 0xE2301FA8),
        (0x00000000, "21", 0x72661CF4),
    ],
)
def test_murmur_gives_known_values(seed, data, expected):
    assert murmur3(bytes.fromhex(data), seed) == expected


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=30), st.integers(0, 2**32 - 1))
def test_what_was_added_is_always_found(items, tweak):
    made = BloomFilter.for_items(len(items), 0.01, tweak)
    for item in items:
        made.add(item)
    read = BloomFilter.parse(made.serialize())
    assert all(item in read for item in items)


def test_a_filter_for_a_thousand_items_is_wrong_about_as_often_as_asked():
    made = BloomFilter.for_items(1000, 0.01, 5)
    for number in range(1000):
        made.add(number.to_bytes(4, "big"))
    wrong = sum(number.to_bytes(4, "big") in made for number in range(1000, 11_000))
    assert 40 <= wrong <= 200


def test_an_empty_filter_finds_nothing():
    assert b"item" not in BloomFilter(10, 3, 0)


def test_a_filter_has_the_bytes_that_nodes_expect():
    made = BloomFilter.for_items(3, 0.01, 0)
    for item in (
        "99108ad8ed9bb6274d3980bab5a85c048f0950c8",
        "b5a2c786d9ef4658287ced5914b37a1b4aa32eee",
        "b9300670b4c5366e95b2699e8b18bc75e5f729c5",
    ):
        made.add(bytes.fromhex(item))
    assert made.serialize().hex() == "03614e9b050000000000000001"


@pytest.mark.parametrize(("size", "functions"), [(0, 1), (36_001, 1), (1, 0), (1, 51)])
def test_filters_beyond_the_limits_are_refused(size, functions):
    with pytest.raises(InputError, match=f"1 to 36000 bytes and 1 to 50 functions, got {size} and {functions}"):
        BloomFilter(size, functions, 0)


def test_a_truncated_filter_is_refused():
    with pytest.raises(ParseError, match="`functions` needs 4 bytes, 1 left"):
        BloomFilter.parse(bytes.fromhex("03614e9b05"))


@pytest.mark.parametrize(("count", "rate"), [(0, 0.1), (1, 0.0), (1, 1.0), (-1, 0.1), (1, float("nan"))])
def test_a_filter_for_nothing_or_at_an_impossible_rate_is_refused(count, rate):
    with pytest.raises(
        InputError, match=f"expected at least 1 item and a rate between 0 and 1, got {count} and {rate}"
    ):
        BloomFilter.for_items(count, rate, 0)
