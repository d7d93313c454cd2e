"""Slow, obvious ways to what the package does fast."""

from __future__ import annotations

import itertools

from coincide_goban.board import BLACK, EMPTY, WHITE, Board
from coincide_goban.board.points import all_points


def count_legal_positions(size: int) -> int:
    """Positions in which every chain has a liberty, by looking at each of the 3 ** (size * size)."""
    points = [(row, column) for row in range(size) for column in range(size)]
    return sum(
        _all_breathe(dict(zip(points, colors, strict=True))) for colors in itertools.product((0, 1, 2), repeat=size**2)
    )


def _all_breathe(colors: dict[tuple[int, int], int]) -> bool:
    alive = {p for p, color in colors.items() if color and any(colors.get(q) == 0 for q in _beside(p))}
    waiting = list(alive)
    while waiting:
        here = waiting.pop()
        for q in _beside(here):
            if colors.get(q) == colors[here] and q not in alive:
                alive.add(q)
                waiting.append(q)
    return len(alive) == sum(color > 0 for color in colors.values())


def _beside(point: tuple[int, int]) -> list[tuple[int, int]]:
    row, column = point
    return [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]


def is_safe_when_owner_passes(board: Board, stone: int) -> bool:
    """Whether the chain at `stone` stands after every way the enemy may play alone, without suicide."""
    owner = board.colors[stone]
    seen: set[int] = set()
    waiting = [board]
    while waiting:
        now = waiting.pop()
        for point in all_points(board.size):
            if now.colors[point] != EMPTY:
                continue
            after = now.copy()
            after.play(point, 3 - owner)
            if after.colors[point] == EMPTY or after.hash in seen:
                continue
            if after.colors[stone] != owner:
                return False
            seen.add(after.hash)
            waiting.append(after)
    return True


def legal_count(board: Board) -> dict[int, set[int]]:
    """Points each color may play without suicide, ko left out."""
    found: dict[int, set[int]] = {BLACK: set(), WHITE: set()}
    for color in (BLACK, WHITE):
        for point in all_points(board.size):
            if board.colors[point] == EMPTY:
                after = board.copy()
                after.play(point, color)
                if after.colors[point] == color:
                    found[color].add(point)
    return found
