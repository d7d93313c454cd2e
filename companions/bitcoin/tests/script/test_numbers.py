"""Numbers on the stack."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_bitcoin.script import numbers


@given(st.integers(-(2**40), 2**40))
def test_numbers_come_back_and_are_minimal(number):
    written = numbers.encode(number)
    assert numbers.decode(written) == number
    assert numbers.is_minimal(written)


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, ""), (1, "01"), (-1, "81"), (127, "7f"), (128, "8000"), (-128, "8080"), (255, "ff00"), (256, "0001")],
)
def test_well_known_numbers(number, written):
    assert numbers.encode(number).hex() == written


@given(st.binary(min_size=1, max_size=6))
def test_minimal_is_what_encode_writes(data):
    assert numbers.is_minimal(data) == (numbers.encode(numbers.decode(data)) == data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [("0100", True), ("0180", True), ("0000", False), ("0080", False), ("8000", True), ("01", True), ("8080", True)],
)
def test_every_byte_counts_for_truth(data, expected):
    assert numbers.is_true(bytes.fromhex(data)) == expected


@given(st.binary(max_size=5))
def test_only_zeros_of_either_sign_are_false(data):
    assert numbers.is_true(data) == (numbers.decode(data) != 0)
