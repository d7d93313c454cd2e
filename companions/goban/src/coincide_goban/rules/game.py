"""A game: turns, what is legal and why not, and the score.

After two passes the game is over, but play may be taken up again, as all rules allow when players disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from coincide_goban.board import Board
from coincide_goban.board.points import BLACK, COLOR_NAMES, EMPTY, PASS, WHITE, all_points, point_from_name, point_name
from coincide_goban.errors import IllegalMove, UsageError
from coincide_goban.rules import score as scoring
from coincide_goban.rules.handicap import handicap_points
from coincide_goban.rules.rules import CHINESE, Rules


@dataclass(frozen=True)
class Turn:
    """A move: who played, and where (0 for pass)."""

    color: int
    point: int


@dataclass(frozen=True)
class _State:
    """What a move changes."""

    board: Board
    to_play: int
    ko: int
    losses: tuple[int, int]
    keys: tuple[int, ...]
    turns: tuple[Turn, ...]


class Game:
    """A game from its first stone to its score.

    Parameters
    ----------
    size : points a side, 2 to 25.
    rules : what the players agreed on.
    komi : points for white, if not those of the rules.
    """

    def __init__(self, size: int = 9, *, rules: Rules = CHINESE, komi: float | None = None) -> None:
        self.rules = rules if komi is None else replace(rules, komi=float(komi))
        self.handicap = 0
        self._states = [self._start(Board(size), BLACK)]

    def __repr__(self) -> str:
        return f"Game(size={self.size}, rules={self.rules.name}, moves={len(self.turns)})"

    @property
    def size(self) -> int:
        """Points a side."""
        return self.board.size

    @property
    def board(self) -> Board:
        """The stones; read only, since undo relies on it."""
        return self._states[-1].board

    @property
    def to_play(self) -> int:
        """BLACK or WHITE."""
        return self._states[-1].to_play

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All moves since the start or the last set-up."""
        return self._states[-1].turns

    @property
    def start(self) -> Board:
        """The stones before the first move."""
        return self._states[0].board

    @property
    def first_to_play(self) -> int:
        """Who was to play before the first move."""
        return self._states[0].to_play

    @property
    def keys(self) -> tuple[int, ...]:
        """What superko compares, of every position so far, this one last."""
        return self._states[-1].keys

    @property
    def losses(self) -> tuple[int, int]:
        """How many stones black and white have lost."""
        return self._states[-1].losses

    @property
    def ko(self) -> int:
        """The point simple ko forbids now, or 0."""
        return self._states[-1].ko

    @property
    def is_over(self) -> bool:
        """Whether the last two moves were passes."""
        return len(self.turns) >= 2 and all(turn.point == PASS for turn in self.turns[-2:])

    def setup(self, board: Board, to_play: int = BLACK) -> None:
        """Begin again from these stones.

        Raises
        ------
        UsageError : the board has another size, or a chain on it has no liberty.
        """
        if board.size != self.size:
            raise UsageError(f"expected a board of {self.size} points a side, got {board.size}")
        for chain in board.chains():
            if not chain.liberties:
                name = point_name(min(chain.stones), self.size)
                raise UsageError(f"the {COLOR_NAMES[chain.color]} chain at {name} has no liberty; remove it first")
        self._states = [self._start(board.copy(), to_play)]

    def place_handicap(self, stones: int) -> tuple[int, ...]:
        """Set black's handicap stones on their fixed places; white plays next."""
        points = handicap_points(self.size, stones)
        self.place_free_handicap(points)
        return points

    def place_free_handicap(self, points: Iterable[int]) -> None:
        """Set black's handicap stones on these points; white plays next.

        Raises
        ------
        UsageError : there are stones already, or a point is named twice.
        """
        chosen = tuple(points)
        if self.turns or self.board.count(EMPTY) < self.size**2:
            raise UsageError("handicap stones go on an empty board; clear it first")
        if len(set(chosen)) != len(chosen) or len(chosen) < 2 or PASS in chosen:
            raise UsageError("handicap needs at least two different points")
        board = Board(self.size)
        for point in chosen:
            board.put(point, BLACK)
        self.setup(board, WHITE)
        self.handicap = len(chosen)

    def play(self, move: str | int, color: int | None = None) -> frozenset[int]:
        """Play a move and return the stones it took.

        Parameters
        ----------
        move : a name such as "E5" or "pass", or a point.
        color : who plays, if not whoever's turn it is.

        Raises
        ------
        IllegalMove : the rules forbid it; the message says why.
        UsageError : there is no such point.
        """
        point = self._point(move)
        who = self.to_play if color is None else color
        fault = self.fault(point, who)
        if fault is not None:
            raise IllegalMove(f"{COLOR_NAMES[who]} {point_name(point, self.size)}: {fault}")
        state, taken = self._after(point, who)
        self._states.append(state)
        return taken

    def give_turn(self, color: int) -> None:
        """Let a color play next, whoever's turn it was; ko is lifted, as nobody retakes."""
        now = self._states[-1]
        if now.to_play != color:
            self._states[-1] = replace(now, to_play=color, ko=PASS)

    def undo(self) -> Turn:
        """Take the last move back and return it.

        Raises
        ------
        IllegalMove : there is none.
        """
        if len(self._states) == 1:
            raise IllegalMove("there is no move to take back")
        return self._states.pop().turns[-1]

    def fault(self, move: str | int, color: int | None = None) -> str | None:
        """Why a move is illegal, or None if it is legal."""
        point = self._point(move)
        who = self.to_play if color is None else color
        if point == PASS:
            return None
        if self.board.colors[point] != EMPTY:
            return "there is a stone already"
        if self.ko == point and who == self.to_play:
            return "ko: the stone taken last may not be retaken at once"
        if self._is_obviously_free(point, who):
            return None
        after, taken = self._after(point, who)
        if after.board.colors[point] == EMPTY:
            if not self.rules.suicide:
                return "suicide: the stone would have no liberty"
            if len(taken) == 1 and self.rules.ko == "simple":
                return "suicide of one stone changes nothing"
        if self.rules.ko != "simple" and after.keys[-1] in self.keys:
            return f"superko ({self.rules.ko}): this position was there before"
        return None

    def is_legal(self, move: str | int, color: int | None = None) -> bool:
        """Whether a move is legal."""
        return self.fault(move, color) is None

    def legal(self, color: int | None = None) -> list[int]:
        """All legal points, pass left out."""
        return [p for p in all_points(self.size) if self.fault(p, color) is None]

    def score(self, dead: Iterable[int] = ()) -> scoring.Score:
        """Count the game as it stands, after dead stones are taken off."""
        passes = [turn.color for turn in self.turns if turn.point == PASS] if self.rules.pass_stones else []
        counts_pass = self.rules.counting == "territory"
        losses = (
            self.losses[0] + (passes.count(BLACK) if counts_pass else 0),
            self.losses[1] + (passes.count(WHITE) if counts_pass else 0),
        )
        bonus = self.rules.bonus(self.handicap) if self.rules.counting == "area" else 0
        return scoring.count(
            self.board,
            self.rules.counting,
            dead=dead,
            prisoners=losses,
            white_bonus=self.rules.komi + bonus,
        )

    def _point(self, move: str | int) -> int:
        if isinstance(move, str):
            return point_from_name(move, self.size)
        if move != PASS and (not 0 < move < len(self.board.colors) or self.board.colors[move] > WHITE):
            raise UsageError(f"expected a point of a board of {self.size}, got {move}")
        return move

    def _is_obviously_free(self, point: int, color: int) -> bool:
        """An empty neighbor, none to take and nothing taken so far: no suicide, and no position can be there again."""
        around = [self.board.colors[n] for n in self.board.neighbors(point)]
        return EMPTY in around and 3 - color not in around and self.losses == (0, 0)

    def _start(self, board: Board, to_play: int) -> _State:
        return _State(board, to_play, PASS, (0, 0), (self._key(board, to_play),), ())

    def _key(self, board: Board, to_play: int) -> int:
        return board.hash ^ (to_play if self.rules.ko == "situational" else 0)

    def _after(self, point: int, color: int) -> tuple[_State, frozenset[int]]:
        before = self._states[-1]
        turns = (*before.turns, Turn(color, point))
        if point == PASS:
            key = self._key(before.board, 3 - color)
            return _State(before.board, 3 - color, PASS, before.losses, (*before.keys, key), turns), frozenset()
        board = before.board.copy()
        taken = board.play(point, color)
        is_suicide = board.colors[point] == EMPTY
        loser = color if is_suicide else 3 - color
        losses = list(before.losses)
        losses[loser - 1] += len(taken)
        ko = PASS
        if len(taken) == 1 and not is_suicide:
            chain = board.chain(point)
            if len(chain.stones) == 1 and len(chain.liberties) == 1:
                ko = next(iter(taken))
        keys = (*before.keys, self._key(board, 3 - color))
        return _State(board, 3 - color, ko, (losses[0], losses[1]), keys, turns), taken
