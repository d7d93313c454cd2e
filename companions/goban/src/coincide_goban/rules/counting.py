"""How many legal positions a board has, point by point (Tromp and Farneback 2007).

All that matters of the points behind is kept: the colors along the border, which of its chains still lack a liberty,
and which of those are one chain.
"""

from __future__ import annotations

from collections import defaultdict

from coincide_goban.board.points import BLACK, EMPTY, WHITE

# Per column of the border: color, and a number of the chain there if it still lacks a liberty, else 0.
_State = tuple[tuple[int, int], ...]


def count_legal_positions(size: int) -> int:
    """Positions in which every chain has a liberty; a second up to 5 points a side, and ten times more with each."""
    states: dict[_State, int] = {((EMPTY, 0),) * size: 1}
    for row in range(size):
        for column in range(size):
            after: dict[_State, int] = defaultdict(int)
            for state, n in states.items():
                for color in (EMPTY, BLACK, WHITE):
                    found = _add(state, column, color, is_first_row=row == 0)
                    if found is not None:
                        after[found] += n
            states = after
    return sum(n for state, n in states.items() if all(chain == 0 for _, chain in state))


def _add(state: _State, column: int, color: int, *, is_first_row: bool) -> _State | None:
    """The border after one more point, or None if a chain is left behind without liberty."""
    border = list(state)
    above = None if is_first_row else border[column]
    left = border[column - 1] if column > 0 else None
    neighbors = [neighbor for neighbor in (above, left) if neighbor is not None]
    if color == EMPTY:
        border[column] = (EMPTY, 0)
        for _, chain in neighbors:
            _free(border, chain)
        return _numbered(border)
    own = [chain for other, chain in neighbors if other == color]
    breathes = any(other == EMPTY for other, _ in neighbors) or 0 in own
    new = len(border) + 1
    border[column] = (color, new)
    for chain in own:
        if chain:
            border = [(c, new if k == chain else k) for c, k in border]
    if breathes:
        _free(border, new)
    if above is not None and above[1] and above[0] != color and all(k != above[1] for _, k in border):
        return None
    return _numbered(border)


def _free(border: list[tuple[int, int]], chain: int) -> None:
    """A chain has got a liberty."""
    if chain:
        border[:] = [(color, 0 if k == chain else k) for color, k in border]


def _numbered(border: list[tuple[int, int]]) -> _State:
    """Chains numbered in the order of their first column, so that equal borders are equal."""
    names: dict[int, int] = {0: 0}
    return tuple((color, names.setdefault(chain, len(names))) for color, chain in border)
