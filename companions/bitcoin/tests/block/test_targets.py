"""Targets are packed and unpacked, and follow the miners."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.block.target import bits_of, difficulty_of, retarget, target_of, work_of
from coincide_bitcoin.errors import RuleError

MAIN_LIMIT = (1 << 224) - 1


@given(st.integers(1, 2**256 - 1))
def test_a_packed_target_keeps_its_first_two_bytes(target):
    unpacked = target_of(bits_of(target))
    assert unpacked <= target
    assert (target - unpacked) * 2**15 <= target


@given(st.integers(1, 2**256 - 1))
def test_packing_twice_changes_nothing(target):
    bits = bits_of(target)
    assert bits_of(target_of(bits)) == bits


@pytest.mark.parametrize("bits", [0, 0x1D000000, 0x01003456, 0x04923456, 0x1D80FFFF, 0x23000100, 0xFF123456])
def test_targets_of_nothing_or_beyond_256_bits_are_refused(bits):
    with pytest.raises(RuleError, match=f"bad-diffbits: bits {bits:08x} must hold a target above 0 and below 2\\^256"):
        target_of(bits)


def test_a_small_exponent_shifts_the_mantissa_down():
    assert target_of(0x02123456) == 0x1234


def test_the_first_block_took_about_four_billion_hashes():
    assert work_of(0x1D00FFFF) == 4295032833


def test_the_first_block_has_difficulty_one():
    assert difficulty_of(0x1D00FFFF) == 1.0


# Heights 32,255, 2,015, 68,543 and 46,367 of the main net; the first took the change that the chain records.
@pytest.mark.parametrize(
    ("bits", "first", "last", "expected"),
    [
        (0x1D00FFFF, 1261130161, 1262152739, 0x1D00D86A),
        (0x1D00FFFF, 1231006505, 1233061996, 0x1D00FFFF),
        (0x1C05A3F4, 1279008237, 1279297671, 0x1C0168FD),
        (0x1C387F6F, 1263163443, 1269211443, 0x1D00E1FD),
    ],
    ids=["faster", "held by the limit", "four times at most", "a quarter at least"],
)
def test_targets_follow_the_time_of_2016_blocks(bits, first, last, expected):
    assert retarget(bits, last - first, limit=MAIN_LIMIT) == expected
