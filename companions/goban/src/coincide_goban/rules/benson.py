"""Unconditional life (Benson 1976): chains that cannot be taken even if their owner always passes.

A region is what a color's stones cut off, a connected set of points without stones of that color. It is vital to a
chain if each of its empty points is a liberty of that chain. Chains with fewer than two vital regions are dropped,
then regions that touch a dropped chain, until nothing changes; what is left lives.
"""

from __future__ import annotations

from dataclasses import dataclass

from coincide_goban.board import Board
from coincide_goban.board.plain import Chain
from coincide_goban.board.points import EMPTY, all_points


@dataclass(frozen=True)
class SafeStones:
    """What is safe for one color.

    Attributes
    ----------
    stones : points of its chains that live.
    territory : points of the regions these chains close in and the enemy cannot live in, as far as Benson's argument
        goes: all their empty points touch one chain that lives.
    """

    stones: frozenset[int]
    territory: frozenset[int]


@dataclass(frozen=True)
class _Region:
    points: frozenset[int]
    empties: frozenset[int]
    border: frozenset[int]


def _regions(board: Board, color: int) -> list[_Region]:
    found: list[_Region] = []
    seen: set[int] = set()
    for point in all_points(board.size):
        if board.colors[point] in (EMPTY, 3 - color) and point not in seen:
            points, border = board.region(point, (EMPTY, 3 - color))
            seen |= points
            empties = frozenset(p for p in points if board.colors[p] == EMPTY)
            found.append(_Region(frozenset(points), empties, frozenset(border)))
    return found


def safe_chains(board: Board, color: int) -> SafeStones:
    """The chains of a color that live unconditionally, and what they own.

    Suicide is assumed to be forbidden to the attacker, as in Benson's paper.
    """
    chains = [chain for chain in board.chains() if chain.color == color]
    regions = _regions(board, color)
    while True:
        kept = [chain for chain in chains if _count_vital(chain, regions) >= 2]
        dropped = frozenset[int]().union(*(chain.stones for chain in chains if chain not in kept))
        chains = kept
        fewer = [region for region in regions if not region.border & dropped]
        if len(fewer) == len(regions) and not dropped:
            break
        regions = fewer
    stones = frozenset[int]().union(*(chain.stones for chain in chains))
    owned = [region.points for region in regions if any(_is_vital(region, chain) for chain in chains)]
    return SafeStones(stones, frozenset[int]().union(*owned))


def _is_vital(region: _Region, chain: Chain) -> bool:
    return bool(region.border & chain.stones) and region.empties <= chain.liberties


def _count_vital(chain: Chain, regions: list[_Region]) -> int:
    return sum(_is_vital(region, chain) for region in regions)
