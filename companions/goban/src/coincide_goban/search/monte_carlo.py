"""Tree search with playouts: UCT and RAVE, over the compiled tree.

A `TreeSearch` keeps its tree from move to move; it follows the game by comparing positions, so it may be asked about
any position at any time.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from coincide_goban.compiled import chance, tree
from coincide_goban.errors import UsageError
from coincide_goban.search.budget import spend
from coincide_goban.search.choice import Candidate, Choice, Position
from coincide_goban.search.nodes import Nodes

KO_RULES = {"simple": 0, "positional": 1, "situational": 2}
# How many playouts run between two looks at the clock.
_SLICE = 250


@dataclass(frozen=True, kw_only=True)
class TreeSettings:
    """How a tree is grown.

    Attributes
    ----------
    exploration : the constant of UCT (Auer and others 2002); 0 leaves exploring to RAVE and priors.
    rave_equivalence : visits at which the all-moves-as-first value counts half; 0 for no RAVE.
    expand_at : visits at which a leaf gets children, at least 1.
    prior_share : how much of the hand-made priors to believe, 0 to 1.
    """

    exploration: float = 0.0
    rave_equivalence: float = 3500.0
    expand_at: int = 6
    prior_share: float = 1.0


UCT = TreeSettings(exploration=0.7, rave_equivalence=0.0, expand_at=1, prior_share=0.0)
RAVE = TreeSettings()


class TreeSearch:
    """A tree of one game, kept from move to move.

    Parameters
    ----------
    settings : how it is grown.
    capacity : nodes it may hold, 150 bytes each; a full tree still refines what it has.
    threads : playouts that run at once on one tree; more than one makes the result depend on timing.
    rng : where all its chance comes from.

    Attributes
    ----------
    nodes : the tree.
    """

    def __init__(
        self,
        settings: TreeSettings = RAVE,
        *,
        capacity: int = 1_000_000,
        threads: int = 1,
        rng: np.random.Generator,
    ) -> None:
        if threads < 1:
            raise UsageError(f"`threads` must be at least 1, got {threads}")
        self.settings = settings
        self.nodes = Nodes(capacity, threads=threads)
        self._states = [chance.new_state(rng) for _ in range(threads)]
        self._owner = np.zeros(0, np.int64)
        self._owner_count = 0

    def choose(
        self,
        position: Position,
        *,
        playouts: int | None = None,
        seconds: float | None = None,
        stops_early: bool = False,
    ) -> Choice:
        """Search, and say which move was visited most.

        Parameters
        ----------
        position : the board, komi and earlier positions.
        playouts : how many to add to what the tree knows; or
        seconds : how long to search by the clock on the wall.
        stops_early : whether to stop once the move is settled, see `budget.spend`.

        Raises
        ------
        UsageError : neither or both are given, or they are not positive.
        """
        return spend(
            self,
            position,
            playouts=playouts,
            seconds=seconds,
            between_looks=_SLICE,
            stops_early=stops_early,
        )

    def follow(self, position: Position) -> None:
        """Make the root this position; what the tree knew about it is kept."""
        self.nodes.follow(position)
        self._owner = np.zeros(position.board.shape[1], np.int64)
        self._owner_count = 0

    def grow(self, playouts: int) -> None:
        """Add playouts to the tree of the position that is followed."""
        position = self.nodes.position
        if position is None:
            raise UsageError("follow a position before growing its tree")
        settings = self.numbers(position)
        past = np.array(position.past, np.int64)
        if len(self._states) == 1:
            self._run(position, settings, past, 0, playouts, self._owner)
        else:
            self._grow_together(position, settings, past, playouts)
        self._owner_count += playouts

    def report(self) -> Choice:
        """What the tree says now: the candidates by visits, and the lines they begin."""
        position = self.nodes.position
        if position is None:
            raise UsageError("follow a position before asking about it")
        candidates = tuple(self._candidate(child) for child in self.nodes.by_visits())
        return Choice(
            move=candidates[0].move,
            win_rate=candidates[0].win_rate,
            visits=int(self.nodes.floats[tree.VISITS, 0]),
            candidates=candidates,
            ownership=self._owner / max(self._owner_count, 1),
        )

    def numbers(self, position: Position) -> np.ndarray:
        """The settings, as the compiled tree takes them."""
        numbers = np.zeros(tree.N_SETTINGS)
        numbers[tree.KOMI] = position.komi
        numbers[tree.KO_RULE] = KO_RULES[position.ko]
        numbers[tree.EXPLORATION] = self.settings.exploration
        numbers[tree.RAVE_EQUIVALENCE] = self.settings.rave_equivalence
        numbers[tree.EXPAND_AT] = self.settings.expand_at
        numbers[tree.PRIOR_SHARE] = self.settings.prior_share
        return numbers

    def _run(
        self, position: Position, settings: np.ndarray, past: np.ndarray, thread: int, playouts: int, owner: np.ndarray
    ) -> None:
        tree.search(
            position.board,
            self.nodes.ints,
            self.nodes.floats,
            self.nodes.ranges[thread],
            settings,
            past,
            self._states[thread],
            playouts,
            owner,
        )

    def _grow_together(self, position: Position, settings: np.ndarray, past: np.ndarray, playouts: int) -> None:
        """Each thread adds its share; the root gets its children first, so that no two make them."""
        n = len(self._states)
        if self.nodes.ints[tree.FIRST, 0] == 0:
            tree.expand(position.board, self.nodes.ints, self.nodes.floats, 0, self.nodes.ranges[0], settings)
        owners = [np.zeros_like(self._owner) for _ in range(n)]
        shares = [playouts // n + (k < playouts % n) for k in range(n)]
        with ThreadPoolExecutor(n) as pool:
            jobs = [pool.submit(self._run, position, settings, past, k, shares[k], owners[k]) for k in range(n)]
            for job in jobs:
                job.result()
        for owner in owners:
            self._owner += owner

    def _candidate(self, child: int) -> Candidate:
        visits = self.nodes.floats[tree.VISITS, child]
        prior = self.nodes.floats[tree.PRIOR_VISITS, child]
        wins = self.nodes.floats[tree.WINS, child] + self.nodes.floats[tree.PRIOR_WINS, child]
        return Candidate(
            move=int(self.nodes.ints[tree.MOVE, child]),
            visits=int(visits),
            win_rate=float(self.nodes.floats[tree.WINS, child] / visits if visits > 0 else wins / prior),
            line=self.nodes.line(child),
        )
