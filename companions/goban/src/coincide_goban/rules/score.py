"""Who owns what at the end: by area (stones and what they surround) or territory (what they surround, and prisoners).

Stones that both players call dead are taken off first. Under territory rules, points of groups in seki do not count:
here that is territory whose walls touch a neutral point and have no two separate eyes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coincide_goban.board import Board
from coincide_goban.board.points import BLACK, EMPTY, WHITE, all_points
from coincide_goban.rules.rules import Counting


@dataclass(frozen=True)
class Score:
    """Points of both sides; white's include komi and bonus."""

    black: float
    white: float

    @property
    def margin(self) -> float:
        """Black's points minus white's."""
        return self.black - self.white

    @property
    def winner(self) -> int:
        """BLACK, WHITE, or EMPTY for a tie."""
        return BLACK if self.margin > 0 else WHITE if self.margin < 0 else EMPTY

    def __str__(self) -> str:
        """As records write it: B+3.5, W+0.5, or 0 for a tie."""
        if self.margin == 0:
            return "0"
        return f"{'B' if self.margin > 0 else 'W'}+{abs(self.margin):g}"


def without(board: Board, dead: Iterable[int]) -> Board:
    """The board after dead stones are taken off."""
    twin = board.copy()
    twin.remove([point for point in set(dead) if twin.colors[point] in (BLACK, WHITE)])
    return twin


def surrounded(board: Board) -> dict[int, frozenset[int]]:
    """Empty points by who surrounds them: BLACK, WHITE, or EMPTY for nobody alone."""
    owned: dict[int, set[int]] = {BLACK: set(), WHITE: set(), EMPTY: set()}
    seen: set[int] = set()
    for point in all_points(board.size):
        if board.colors[point] == EMPTY and point not in seen:
            points, border = board.region(point, (EMPTY,))
            seen |= points
            touched = {board.colors[p] for p in border}
            owned[touched.pop() if len(touched) == 1 else EMPTY] |= points
    return {owner: frozenset(points) for owner, points in owned.items()}


def area(board: Board) -> tuple[int, int]:
    """Points of black and white by area, komi left out."""
    owned = surrounded(board)
    return board.count(BLACK) + len(owned[BLACK]), board.count(WHITE) + len(owned[WHITE])


def territory(board: Board) -> tuple[int, int]:
    """Points black and white surround, those in seki left out."""
    owned = surrounded(board)
    in_seki = _points_in_seki(board, owned)
    return len(owned[BLACK] - in_seki), len(owned[WHITE] - in_seki)


def _points_in_seki(board: Board, owned: dict[int, frozenset[int]]) -> set[int]:
    """Territory of groups that touch neutral points and own one region of eyes at most."""
    found: set[int] = set()
    for color in (BLACK, WHITE):
        seen: set[int] = set()
        for chain in board.chains():
            if chain.color != color or chain.stones & seen:
                continue
            group = _group(board, next(iter(chain.stones)), color, owned[color])
            seen |= group
            eyes = group & owned[color]
            touches_neutral = any(n in owned[EMPTY] for p in group - eyes for n in board.neighbors(p))
            if touches_neutral and _n_regions(board, eyes) < 2 and len(eyes) <= 2:
                found |= eyes
    return found


def _group(board: Board, start: int, color: int, own_territory: frozenset[int]) -> set[int]:
    """Chains of a color with the territory that joins them."""
    inside, waiting = {start}, [start]
    while waiting:
        for point in board.neighbors(waiting.pop()):
            if point not in inside and (board.colors[point] == color or point in own_territory):
                inside.add(point)
                waiting.append(point)
    return inside


def _n_regions(board: Board, points: set[int]) -> int:
    left, n = set(points), 0
    while left:
        n += 1
        waiting = [left.pop()]
        while waiting:
            for point in board.neighbors(waiting.pop()):
                if point in left:
                    left.remove(point)
                    waiting.append(point)
    return n


def count(
    board: Board,
    counting: Counting,
    *,
    dead: Iterable[int] = (),
    prisoners: tuple[int, int] = (0, 0),
    white_bonus: float = 0.0,
) -> Score:
    """Count a finished game.

    Parameters
    ----------
    prisoners : black's and white's stones that were taken during the game; dead ones are added here.
    white_bonus : komi and what else white gets.
    """
    gone = set(dead)
    cleared = without(board, gone)
    if counting == "area":
        black, white = area(cleared)
        return Score(black, white + white_bonus)
    black, white = territory(cleared)
    dead_black = sum(board.colors[p] == BLACK for p in gone)
    dead_white = sum(board.colors[p] == WHITE for p in gone)
    return Score(
        black + prisoners[1] + dead_white,
        white + prisoners[0] + dead_black + white_bonus,
    )
