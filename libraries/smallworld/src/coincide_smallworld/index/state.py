"""What an index holds at one moment: items in the rows of an engine, their ids, and which of them were removed.

A `State` never changes; adding and removing make the next one. So a search that took the state before a change goes on
undisturbed, and whatever interrupts a change leaves the old state.

Ids are consecutive in the order of adding and never used again. A removed item stays in its row, unseen, until more
than a quarter of all rows are removed ones; then the engine is told to keep only the others, and ids and rows part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.errors import InputError
from coincide_smallworld.index.engine import Algorithm, Engine, Rows
from coincide_smallworld.index.engines import empty_engine
from coincide_smallworld.index.parameters import Plan

# Removed rows cost search time; dropping them costs about as much as adding their neighbors anew.
MOST_DEAD = 0.25
MOST_IDS = 2**63


@dataclass(frozen=True, slots=True)
class State:
    """Items, ids and removals.

    Attributes
    ----------
    plan : what the engine was made with.
    ids : (rows,) increasing; None where row i has id i.
    is_dead : (rows,) removed and still in the engine; None for none.
    n_dead : how many.
    next_id : how many items were ever added.
    """

    plan: Plan
    engine: Engine
    ids: Rows | None = None
    is_dead: npt.NDArray[np.bool_] | None = None
    n_dead: int = 0
    next_id: int = 0

    @property
    def n_live(self) -> int:
        return len(self.engine) - self.n_dead

    def ids_of(self, rows: Rows) -> Rows:
        """The ids of these rows."""
        return rows if self.ids is None else self.ids[rows]

    def live_rows(self) -> Rows:
        """The rows that were not removed, increasing."""
        if self.is_dead is None:
            return np.arange(len(self.engine), dtype=np.int64)
        return np.flatnonzero(~self.is_dead)


def empty(plan: Plan) -> State:
    """Return a state without items."""
    return State(plan=plan, engine=empty_engine(plan))


def with_items(state: State, items: Any, *, algorithm: Algorithm, n_threads: int) -> State:
    """Return the state with items added; a graph is kept, or made, where the algorithm uses one."""
    n = len(items)
    if n == 0:
        return state
    graph = state.plan.graph(n_threads=n_threads) if algorithm == "graph" else None
    engine, ids, is_dead = state.engine, state.ids, state.is_dead
    if graph is None or len(engine) == 0 or engine.has_graph:
        engine = engine.grow(items, graph=graph)
    else:
        engine = engine.grow(items, graph=None).with_graph(graph)
    if ids is not None:
        ids = np.concatenate([ids, np.arange(state.next_id, state.next_id + n, dtype=np.int64)])
    if is_dead is not None:
        is_dead = np.concatenate([is_dead, np.zeros(n, dtype=np.bool_)])
    return replace(state, engine=engine, ids=ids, is_dead=is_dead, next_id=state.next_id + n)


def with_graph(state: State, *, n_threads: int) -> State:
    """Return the state with a graph over its items."""
    return replace(state, engine=state.engine.with_graph(state.plan.graph(n_threads=n_threads)))


def without(state: State, ids: Rows) -> State:
    """Return the state without the items of these ids.

    Raises
    ------
    InputError : an id that was never given or is removed.
    """
    rows = rows_of(state, ids)
    if len(rows) == 0:
        return state
    is_dead = np.zeros(len(state.engine), dtype=np.bool_) if state.is_dead is None else state.is_dead.copy()
    is_dead[rows] = True
    removed = replace(state, is_dead=is_dead, n_dead=int(np.count_nonzero(is_dead)))
    return _consolidated(removed) if removed.n_dead > MOST_DEAD * len(state.engine) else removed


def restricted(state: State, where: npt.ArrayLike) -> State:
    """Return the state with all items but some out of sight; see `hidden_rows`."""
    is_hidden = hidden_rows(state, where)
    return replace(state, is_dead=is_hidden, n_dead=int(np.count_nonzero(is_hidden)))


def hidden_rows(state: State, where: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Return which rows are not among some items, (n_rows,): the others, and those that were removed.

    Parameters
    ----------
    where : (next_id,) booleans, one for each id given so far, or ids of stored items.

    Raises
    ------
    InputError : neither of these, or numbers that look like a mask.
    """
    given = np.asarray(where)
    if given.dtype.kind != "b":
        _refuse_mask_of_numbers(given, state.next_id)
        is_hidden = np.ones(len(state.engine), dtype=np.bool_)
        is_hidden[rows_of(state, as_ids(given, name="where"), name="where")] = False
    elif given.shape != (state.next_id,):
        raise InputError(
            f"`where` must hold one boolean for each of the {state.next_id} ids given so far, got shape {given.shape}. "
            "Pass a mask of that length, or ids."
        )
    else:
        is_hidden = np.logical_not(given[: len(state.engine)] if state.ids is None else given[state.ids])
        if state.is_dead is not None:
            is_hidden |= state.is_dead
    return is_hidden


def _refuse_mask_of_numbers(given: npt.NDArray[Any], n_ids: int) -> None:
    """Raise InputError for a 0 or 1 for each id, which as ids would be only the first two."""
    if given.dtype.kind in "iu" and given.shape == (n_ids,) and n_ids > 2 and given.min() >= 0 and given.max() <= 1:
        raise InputError(
            f"`where` must hold booleans or ids, got {n_ids} whole numbers that are all 0 or 1, as many as ids were "
            "given so far. Pass a mask as booleans, `where.astype(bool)`, or each id once."
        )


def as_ids(ids: npt.ArrayLike, *, name: str = "ids") -> Rows:
    """Return whole numbers as ids, else raise InputError."""
    given = np.asarray(ids)
    if given.size == 0:
        return np.empty(0, dtype=np.int64)
    if given.dtype.kind not in "iu" or given.ndim > 1:
        raise InputError(
            f"`{name}` must be whole numbers in one dimension, got {given.dtype} of shape {given.shape}. Pass ids as a "
            "list or an array, such as `np.flatnonzero(mask)`."
        )
    if given.dtype.kind == "u" and int(given.max()) >= MOST_IDS:
        raise InputError(
            f"`{name}` must be ids of stored items, got {given.max()}, which was never given. Pass ids that `add` or a "
            "search returned."
        )
    return np.atleast_1d(given).astype(np.int64)


def rows_of(state: State, ids: Rows, *, name: str = "ids") -> Rows:
    """Return the rows of these ids, each once, increasing; InputError if one is not stored."""
    wanted = np.unique(ids)
    if state.ids is None:
        rows = wanted
        is_found = (rows >= 0) & (rows < len(state.engine))
    else:
        rows = np.searchsorted(state.ids, wanted)
        is_found = rows < len(state.ids)
        is_found[is_found] = state.ids[rows[is_found]] == wanted[is_found]
    if state.is_dead is not None:
        is_found[is_found] = ~state.is_dead[rows[is_found]]
    if not is_found.all():
        raise _unknown(int(wanted[np.argmin(is_found)]), state, name)
    return rows


def _unknown(id: int, state: State, name: str) -> InputError:
    if 0 <= id < state.next_id:
        return InputError(f"`{name}` must be ids of stored items, got {id}, which was removed before. Leave it out.")
    return InputError(
        f"`{name}` must be ids of stored items, got {id}, which was never given; ids so far are below {state.next_id}. "
        f"Pass ids that `add` or a search returned."
    )


def _consolidated(state: State) -> State:
    """The state with the removed rows dropped."""
    live = state.live_rows()
    engine = state.engine.keep(live) if len(live) > 0 else empty_engine(state.plan)
    return replace(state, engine=engine, ids=state.ids_of(live), is_dead=None, n_dead=0)
