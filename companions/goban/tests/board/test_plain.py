"""The plain board."""

from __future__ import annotations

import re

import pytest

from coincide_goban.board import BLACK, EMPTY, WHITE, Board, point_from_name, point_name
from coincide_goban.board.points import MAX_SIZE, all_points, place_of, point_at
from coincide_goban.errors import UsageError


@pytest.mark.parametrize("size", [2, 9, 19, MAX_SIZE])
def test_names_of_points_read_back(size):
    assert [point_from_name(point_name(p, size), size) for p in all_points(size)] == list(all_points(size))


@pytest.mark.parametrize("size", [2, 9, 25])
def test_places_of_networks_read_back(size):
    assert [point_at(place_of(p, size), size) for p in (*all_points(size), 0)] == [*all_points(size), 0]


@pytest.mark.parametrize("name", ["", "I5", "A0", "A10", "J٣", "Z1", "5E", "E55555555555", "E-1"])
def test_what_is_no_point_is_refused(name):
    with pytest.raises(UsageError, match=re.escape("expected a point from A1 to J9 (there is no column I) or `pass`")):
        point_from_name(name, 9)


@pytest.mark.parametrize("size", [1, 26, -3])
def test_sizes_out_of_range_are_refused(size):
    with pytest.raises(UsageError, match=f"`size` must be from 2 to 25, got {size}"):
        Board(size)


def test_rows_read_back():
    rows = [".X.", "OO.", "..X"]
    assert Board.from_rows(rows).rows() == rows


def test_a_rectangle_has_no_points_beyond_its_edge():
    board = Board.from_rows(["...", "..."])
    assert board.count(EMPTY) == 6


def test_a_stone_without_liberty_is_taken():
    board = Board.from_rows([".X.", "XO.", ".X."])
    taken = board.play(point_from_name("C2", 3), BLACK)
    assert [point_name(p, 3) for p in taken] == ["B2"]


def test_the_enemy_is_taken_before_oneself():
    board = Board.from_rows([".OX.", "OX..", "X...", "...."])
    board.play(point_from_name("A4", 4), BLACK)
    assert board.rows() == ["X.X.", ".X..", "X...", "...."]


def test_suicide_takes_the_whole_chain():
    board = Board.from_rows(["X.O", "XO.", "O.."])
    board.play(point_from_name("B3", 3), BLACK)
    assert board.rows() == ["..O", ".O.", "O.."]


def test_equal_stones_have_equal_hashes_however_they_came():
    one, other = Board(5), Board(5)
    one.put(7, BLACK)
    one.put(8, WHITE)
    other.put(8, WHITE)
    other.put(9, WHITE)
    other.put(7, BLACK)
    other.remove([9])
    assert one.hash == other.hash
    assert one == other


def test_the_drawing_marks_the_last_move():
    board = Board(2)
    point = point_from_name("B1", 2)
    board.play(point, BLACK)
    assert board.drawing(point).splitlines()[2] == " 1 .(X)1"
