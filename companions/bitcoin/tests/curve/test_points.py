"""Fast multiplication against the book's chord and tangent."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_bitcoin.curve import affine, multiplication
from coincide_bitcoin.curve.affine import Point, secp256k1_point
from coincide_bitcoin.curve.field import FieldElement
from coincide_bitcoin.curve.jacobian import add_affine, double, to_affine
from coincide_bitcoin.curve.secp256k1 import BETA, LAMBDA, G, N, P, lift_x
from coincide_bitcoin.errors import InputError

SCALARS = st.one_of(st.integers(0, N - 1), st.integers(0, 40), st.integers(N - 40, N - 1), st.just(LAMBDA))


def plain(point: Point) -> tuple[int, int] | None:
    return None if point.x is None or point.y is None else (point.x.number, point.y.number)


def test_a_curve_over_a_small_field_has_the_group_it_has_on_paper():
    """y² = x³ + 7 over 223 elements: 21 · (47, 71) is infinity, and no smaller multiple is."""
    point = Point(*(FieldElement(number, 223) for number in (47, 71, 0, 7)))
    assert [times for times in range(1, 43) if plain(times * point) is None] == [21, 42]


def test_a_point_that_is_not_on_the_curve_is_refused():
    with pytest.raises(InputError, match=r"\(200, 119\) is not on the curve"):
        Point(*(FieldElement(number, 223) for number in (200, 119, 0, 7)))


def test_fields_do_not_mix():
    with pytest.raises(InputError, match="elements must belong to one field, got primes 13 and 7"):
        FieldElement(3, 13) + FieldElement(3, 7)


@pytest.mark.parametrize("operation", [lambda a, b: a / b, lambda _, b: b**-1])
def test_zero_has_no_inverse(operation):
    with pytest.raises(InputError, match="zero has no inverse"):
        operation(FieldElement(3, 13), FieldElement(0, 13))


@given(st.integers(0, 12), st.integers(1, 12), st.integers(-30, 30))
def test_field_arithmetic_is_arithmetic_modulo_the_prime(a, b, exponent):
    left, right = FieldElement(a, 13), FieldElement(b, 13)
    found = [left + right, left - right, left * right, left / right, right**exponent, -left, 5 * left]
    expected = [a + b, a - b, a * b, a * pow(b, -1, 13), pow(b, exponent, 13), -a, 5 * a]
    assert [one.number for one in found] == [one % 13 for one in expected]


def test_the_generator_has_the_order_of_the_curve():
    assert plain(N * secp256k1_point(*G)) is None


def test_the_endomorphism_multiplies_by_lambda():
    assert multiplication.multiply(LAMBDA, G) == (BETA * G[0] % P, G[1])


@given(SCALARS)
def test_a_split_scalar_is_half_as_long_and_adds_up(scalar):
    first, second = multiplication.split(scalar)
    assert (first + second * LAMBDA - scalar) % N == 0
    assert max(abs(first), abs(second)).bit_length() <= 128


@given(st.integers(-(2**130), 2**130), st.integers(2, 14))
def test_a_non_adjacent_form_is_sparse_and_adds_up(scalar, width):
    digits = multiplication.non_adjacent_form(scalar, width)
    assert sum(digit << position for position, digit in digits) == scalar
    assert all(digit & 1 and abs(digit) < 1 << (width - 1) for _, digit in digits)
    assert all(later - earlier >= width for (earlier, _), (later, _) in pairwise(digits))


@settings(max_examples=12, deadline=None)
@given(SCALARS, SCALARS, st.integers(1, N - 1))
def test_fast_sums_of_multiples_are_the_book_s(first, second, secret):
    public = multiplication.multiply_generator(secret)
    assert public is not None
    expected = first * secp256k1_point(*G) + second * secp256k1_point(*public)
    assert to_affine(multiplication.linear_combination(first, [(second, public)])) == plain(expected)


@given(st.integers(-20, 20), st.integers(-20, 20))
def test_small_multiples_meet_every_special_case_of_addition(first, second):
    """Sums that are infinity, doublings, and negatives, with G on both sides."""
    total = to_affine(multiplication.linear_combination(first, [(second, G)]))
    assert total == multiplication.multiply_generator(first + second)


@pytest.mark.parametrize("width", [2, 3, 5, 7])
def test_tables_hold_the_odd_multiples_and_their_negatives_by_factor(width):
    point, largest = multiplication.multiply_generator(12345), (1 << (width - 1)) - 1
    assert point is not None
    for table, factor in zip(multiplication.tables_of(point, width), (1, LAMBDA), strict=True):
        for odd in range(-largest, largest + 1, 2):
            assert table[odd] == multiplication.multiply(odd * factor, point)


def test_a_point_plus_itself_and_its_negative():
    assert to_affine(add_affine((*G, 1), G)) == to_affine(double((*G, 1)))
    assert to_affine(add_affine((*G, 1), multiplication.negate(G))) is None


def test_adding_infinity_changes_nothing():
    assert multiplication.add(None, G) == multiplication.add(G, None) == G


@pytest.mark.parametrize("x", [0, 5, P, 2**256 - 1])
def test_no_point_has_such_an_x(x):
    """x³ + 7 is no square for 0 and 5; the others are out of range."""
    assert lift_x(x, is_odd=False) is None


def test_the_book_s_verification_agrees_on_a_signature_and_its_negation():
    digest, secret, nonce = 12345, 3, 7
    r = multiplication.multiply_generator(nonce)[0] % N
    s = pow(nonce, -1, N) * (digest + r * secret) % N
    public = secp256k1_point(*multiplication.multiply_generator(secret))
    assert [affine.verify(public, d, r, t) for d, t in ((digest, s), (digest, N - s), (1, s), (digest, 0))] == [
        True,
        True,
        False,
        False,
    ]
