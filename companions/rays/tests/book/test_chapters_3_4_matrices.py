"""Chapters 3 and 4: matrices and transforms."""

from __future__ import annotations

import math

import pytest
from comparison import same

from coincide_rays import (
    IDENTITY,
    Tuple,
    determinant,
    inverse,
    matrix,
    point,
    rotation_x,
    rotation_y,
    rotation_z,
    scaling,
    shearing,
    translation,
    transpose,
    vector,
)
from coincide_rays.space import cofactor, is_invertible, minor, submatrix

HALF = math.sqrt(2) / 2


def test_matrix_keeps_rows_and_columns():
    m = matrix([[1, 2, 3, 4], [5.5, 6.5, 7.5, 8.5], [9, 10, 11, 12], [13.5, 14.5, 15.5, 16.5]])
    assert [m[0, 0], m[0, 3], m[1, 0], m[1, 2], m[2, 2], m[3, 0], m[3, 2]] == [1, 4, 5.5, 7.5, 11, 13.5, 15.5]


def test_small_matrices():
    two = matrix([[-3, 5], [1, -2]])
    three = matrix([[-3, 5, 0], [1, -2, -7], [0, 1, 1]])
    assert [two[0, 0], two[0, 1], two[1, 0], two[1, 1]] == [-3, 5, 1, -2]
    assert [three[0, 0], three[1, 1], three[2, 2]] == [-3, -2, 1]


def test_matrices_are_equal_number_by_number():
    a = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 8, 7, 6], [5, 4, 3, 2]]
    b = [[2, 3, 4, 5], [6, 7, 8, 9], [8, 7, 6, 5], [4, 3, 2, 1]]
    assert matrix(a) == matrix(a)
    assert matrix(a) != matrix(b)


def test_matrix_product():
    a = matrix([[1, 2, 3, 4], [5, 6, 7, 8], [9, 8, 7, 6], [5, 4, 3, 2]])
    b = matrix([[-2, 1, 2, 3], [3, 2, 1, -1], [4, 3, 6, 5], [1, 2, 7, 8]])
    product = matrix([[20, 22, 50, 48], [44, 54, 114, 108], [40, 58, 110, 102], [16, 26, 46, 42]])
    assert a @ b == product
    assert a * b == product


def test_matrix_times_tuple():
    a = matrix([[1, 2, 3, 4], [2, 4, 4, 2], [8, 6, 4, 1], [0, 0, 0, 1]])
    assert a @ Tuple(1, 2, 3, 1) == Tuple(18, 24, 33, 1)


def test_identity_changes_nothing():
    a = matrix([[0, 1, 2, 4], [1, 2, 4, 8], [2, 4, 8, 16], [4, 8, 16, 32]])
    assert a @ IDENTITY == a
    assert IDENTITY @ Tuple(1, 2, 3, 4) == Tuple(1, 2, 3, 4)


def test_transpose_swaps_rows_and_columns():
    a = matrix([[0, 9, 3, 0], [9, 8, 0, 8], [1, 8, 5, 3], [0, 0, 5, 8]])
    assert transpose(a) == matrix([[0, 9, 1, 0], [9, 8, 8, 0], [3, 0, 5, 5], [0, 8, 3, 8]])
    assert transpose(IDENTITY) == IDENTITY


def test_submatrices():
    assert submatrix(matrix([[1, 5, 0], [-3, 2, 7], [0, 6, -3]]), 0, 2) == matrix([[-3, 2], [0, 6]])
    four = matrix([[-6, 1, 1, 6], [-8, 5, 8, 6], [-1, 0, 8, 2], [-7, 1, -1, 1]])
    assert submatrix(four, 2, 1) == matrix([[-6, 1, 6], [-8, 8, 6], [-7, -1, 1]])


def test_minors_and_cofactors():
    a = matrix([[3, 5, 0], [2, -1, -7], [6, -1, 5]])
    assert determinant(submatrix(a, 1, 0)) == minor(a, 1, 0) == 25
    assert (minor(a, 0, 0), cofactor(a, 0, 0), cofactor(a, 1, 0)) == (-12, -12, -25)


def test_determinants_of_every_size():
    assert determinant(matrix([[1, 5], [-3, 2]])) == 17
    three = matrix([[1, 2, 6], [-5, 8, -4], [2, 6, 4]])
    assert [cofactor(three, 0, column) for column in range(3)] == [56, 12, -46]
    assert determinant(three) == -196
    four = matrix([[-2, -8, 3, 5], [-3, 1, 7, 3], [1, 2, -9, 6], [-6, 7, 7, -9]])
    assert [cofactor(four, 0, column) for column in range(4)] == [690, 447, 210, 51]
    assert determinant(four) == -4071


def test_only_a_matrix_with_a_determinant_can_be_inverted():
    good = matrix([[6, 4, 4, 4], [5, 5, 7, 6], [4, -9, 3, -7], [9, 1, 7, -6]])
    flat = matrix([[-4, 2, -2, -3], [9, 6, 2, 6], [0, -5, 1, -5], [0, 0, 0, 0]])
    assert determinant(good) == -2120 and is_invertible(good)
    assert determinant(flat) == 0 and not is_invertible(flat)
    with pytest.raises(ValueError, match="must not flatten space"):
        inverse(flat)


def test_inverse_holds_cofactors_over_the_determinant():
    a = matrix([[-5, 2, 6, -8], [1, -5, 1, 8], [7, 7, -6, -7], [1, -3, 7, 4]])
    b = inverse(a)
    assert (determinant(a), cofactor(a, 2, 3), cofactor(a, 3, 2)) == (532, -160, 105)
    assert same([b[3, 2], b[2, 3]], [-160 / 532, 105 / 532])
    expected = [
        [0.21805, 0.45113, 0.24060, -0.04511],
        [-0.80827, -1.45677, -0.44361, 0.52068],
        [-0.07895, -0.22368, -0.05263, 0.19737],
        [-0.52256, -0.81391, -0.30075, 0.30639],
    ]
    assert same(b, expected)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [[8, -5, 9, 2], [7, 5, 6, 1], [-6, 0, 9, 6], [-3, 0, -9, -4]],
            [
                [-0.15385, -0.15385, -0.28205, -0.53846],
                [-0.07692, 0.12308, 0.02564, 0.03077],
                [0.35897, 0.35897, 0.43590, 0.92308],
                [-0.69231, -0.69231, -0.76923, -1.92308],
            ],
        ),
        (
            [[9, 3, 0, 9], [-5, -2, -6, -3], [-4, 9, 6, 4], [-7, 6, 6, 2]],
            [
                [-0.04074, -0.07778, 0.14444, -0.22222],
                [-0.07778, 0.03333, 0.36667, -0.33333],
                [-0.02901, -0.14630, -0.10926, 0.12963],
                [0.17778, 0.06667, -0.26667, 0.33333],
            ],
        ),
    ],
)
def test_more_inverses(rows, expected):
    assert same(inverse(matrix(rows)), expected)


def test_product_times_inverse_gives_the_factor():
    a = matrix([[3, -9, 7, 3], [3, -8, 2, -9], [-4, 4, 4, 1], [-6, 5, -1, 1]])
    b = matrix([[8, 2, 2, 2], [3, -1, 7, 0], [7, 0, 5, 4], [6, -2, 0, 5]])
    assert (a @ b) @ inverse(b) == a


def test_translation_moves_points_and_not_vectors():
    move = translation(5, -3, 2)
    assert move @ point(-3, 4, 5) == point(2, 1, 7)
    assert inverse(move) @ point(-3, 4, 5) == point(-8, 7, 3)
    assert move @ vector(-3, 4, 5) == vector(-3, 4, 5)


def test_scaling_scales_points_and_vectors():
    scale = scaling(2, 3, 4)
    assert scale @ point(-4, 6, 8) == point(-8, 18, 32)
    assert scale @ vector(-4, 6, 8) == vector(-8, 18, 32)
    assert inverse(scale) @ vector(-4, 6, 8) == vector(-2, 2, 2)


def test_scaling_by_a_negative_number_mirrors():
    assert scaling(-1, 1, 1) @ point(2, 3, 4) == point(-2, 3, 4)


@pytest.mark.parametrize(
    ("rotation", "start", "eighth", "quarter"),
    [
        (rotation_x, (0, 1, 0), (0, HALF, HALF), (0, 0, 1)),
        (rotation_y, (0, 0, 1), (HALF, 0, HALF), (1, 0, 0)),
        (rotation_z, (0, 1, 0), (-HALF, HALF, 0), (-1, 0, 0)),
    ],
)
def test_rotations(rotation, start, eighth, quarter):
    assert same(rotation(math.pi / 4) @ point(*start), point(*eighth))
    assert same(rotation(math.pi / 2) @ point(*start), point(*quarter))


def test_inverse_rotation_turns_the_other_way():
    assert same(inverse(rotation_x(math.pi / 4)) @ point(0, 1, 0), point(0, HALF, -HALF))


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((1, 0, 0, 0, 0, 0), (5, 3, 4)),
        ((0, 1, 0, 0, 0, 0), (6, 3, 4)),
        ((0, 0, 1, 0, 0, 0), (2, 5, 4)),
        ((0, 0, 0, 1, 0, 0), (2, 7, 4)),
        ((0, 0, 0, 0, 1, 0), (2, 3, 6)),
        ((0, 0, 0, 0, 0, 1), (2, 3, 7)),
    ],
)
def test_shearing(shares, expected):
    assert shearing(*shares) @ point(2, 3, 4) == point(*expected)


def test_transforms_act_in_turn_and_chained_ones_from_the_last():
    p = point(1, 0, 1)
    a, b, c = rotation_x(math.pi / 2), scaling(5, 5, 5), translation(10, 5, 7)
    turned = a @ p
    scaled = b @ turned
    moved = c @ scaled
    assert same(turned, point(1, -1, 0)) and same(scaled, point(5, -5, 0)) and same(moved, point(15, 0, 7))
    assert same(c @ b @ a @ p, point(15, 0, 7))
