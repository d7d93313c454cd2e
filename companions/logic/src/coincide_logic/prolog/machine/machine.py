"""The loop that runs goals.

A frame is (predicate, goal, next frame): what to do, and what after it. A choice point is what to go back to:

    (choice point before, length of the trail, frame, clauses, which of them is next, how many there are)

where `clauses` is None if the frame itself is the other way to go on. Both are immutable and share their ends, so that
a cut is one assignment, and a call that leaves no choice leaves nothing behind. A catch is active as long as the frame
that leaves it is still to come. Warren 1983 describes such machines; frames are on the heap here (Appel 1987).
"""

from __future__ import annotations

import gc
import sys
from typing import Any

from coincide_logic.errors import PrologError
from coincide_logic.prolog.machine.database import Database, Frame
from coincide_logic.prolog.machine.limits import Limits
from coincide_logic.prolog.machine.plain import BODY, CALL, FAIL, as_body, builtin
from coincide_logic.prolog.terms.copy import copy
from coincide_logic.prolog.terms.raising import instantiation_error, resource_error, unknown_procedure
from coincide_logic.prolog.terms.term import Term, deref, functor, indicator
from coincide_logic.prolog.terms.unify import undo, unify, unify_with_occurs_check

_TIDY_AT = 100_000  # entries of the trail
_ERROR = functor("error", 2)


class _Answer(Exception):
    """The query succeeded."""


class _Exhausted(Exception):
    """There is nothing to go back to."""


def _answer(machine: Machine, goal: Term, following: Frame) -> Frame:
    raise _Answer


def _exhausted(machine: Machine, goal: Term, following: Frame) -> Frame:
    raise _Exhausted


_ANSWER = (builtin("$answer", _answer), None, None)
_BOTTOM = (None, 0, (builtin("$exhausted", _exhausted), None, None), None, 0, 0)


class Machine:
    """Runs one query; a database may serve several at once.

    Attributes
    ----------
    choice : the newest choice point.
    trail : the variables bound since the query began, for taking their values back.
    output : what programs write to; see `builtins.streams`.
    """

    __slots__ = ("_frame", "_tidy_at", "choice", "database", "limits", "streams", "trail", "unify")

    def __init__(self, database: Database, goal: Term, streams: Any, limits: Limits) -> None:
        self.database = database
        self.streams = streams
        self.limits = limits
        self.trail: list[Term] = []
        self.choice: Any = _BOTTOM
        self.unify = unify_with_occurs_check if database.flags["occurs_check"] == "true" else unify
        self._frame: Frame = (BODY, (as_body(goal), _BOTTOM), _ANSWER)
        self._tidy_at = _TIDY_AT

    def push(self, frame: Frame) -> None:
        """Add a choice point: another way to go on."""
        self.choice = (self.choice, len(self.trail), frame, None, 0, 0)

    def solve(self) -> bool:
        """Run to the next answer.

        Returns
        -------
        Whether there is one.

        Raises
        ------
        PrologError : the program threw a term that it does not catch.
        LimitError : the query has used what it may.
        """
        self.limits.start()
        collects, _ = gc.isenabled(), gc.disable()  # bindings are undone, so that no garbage has cycles
        frame, self._frame = self._frame, None  # what is next; after an answer, to fail is to look for another
        try:
            while True:
                try:
                    for _ in self.limits.ticks:
                        if frame is None:
                            before, top, frame, clauses, at, count = self.choice
                            trail = self.trail
                            while len(trail) > top:
                                trail.pop()[0] = None
                            if clauses is None:
                                self.choice = before
                                continue
                            clause = clauses[at]
                            at += 1
                            self.choice = (before, top, frame, clauses, at, count) if at < count else before
                            frame = clause.run(self, frame[1], frame[2], before, trail)
                            continue
                        predicate, goal, following = frame
                        control = predicate.control
                        if control is not None:
                            frame = control(self, goal, following)
                            continue
                        index = predicate.index
                        if index is None:
                            clauses = predicate.clauses
                        else:
                            first = goal[1]
                            while first.__class__ is list and first[0] is not None:
                                first = first[0]
                            if first.__class__ is tuple:
                                clauses = index.get(first[0], predicate.general)
                            elif first.__class__ is list:
                                clauses = predicate.clauses
                            else:
                                clauses = index.get(first, predicate.general)
                        count = len(clauses)
                        if count == 1:
                            frame = clauses[0].run(self, goal, following, self.choice, self.trail)
                        elif count != 0:
                            before = self.choice
                            self.choice = (before, len(self.trail), frame, clauses, 1, count)
                            frame = clauses[0].run(self, goal, following, before, self.trail)
                        elif predicate.is_defined or self.database.flags["unknown"] == "fail":
                            frame = None
                        else:
                            raise unknown_procedure(predicate.key)
                    self.limits.grant()
                    if len(self.trail) > self._tidy_at:
                        self._tidy()
                except PrologError as error:
                    frame = self._recover(error, frame)
                except MemoryError:
                    frame = self._recover(resource_error("memory"), frame)
        except _Answer:
            return True
        except _Exhausted:
            self.choice = _BOTTOM
            return False
        finally:
            if collects:
                gc.enable()
            self.limits.stop()

    def _recover(self, error: PrologError, frame: Frame) -> Frame:
        """Go on behind the innermost active catch that takes the ball; frames that are still to come show which are."""
        ball = copy(error.term)
        _add_context(ball, frame)
        following = frame[2] if frame is not None else None
        while following is not None:
            predicate, data, following = following
            if predicate is CATCH_EXIT:
                catcher, recovery, before, top, _ = data
                undo(self.trail, top)
                self.choice = before
                if self.unify(catcher, ball, self.trail):
                    return (BODY, (recovery, before), following)
                undo(self.trail, top)
        raise PrologError(ball) from error

    def _tidy(self) -> None:
        """Forget variables that only the trail still knows, since nobody can see whether they get their values back.

        A loop of a million turns that leaves no choice point would keep all of its variables else.
        """
        top = self.choice[1]
        newest = self.trail[top:]
        del self.trail[top:]
        for at in range(len(newest)):
            variable = newest[at]
            newest[at] = None
            if sys.getrefcount(variable) > 2:  # `variable` and the argument
                self.trail.append(variable)
        self._tidy_at = max(_TIDY_AT, 2 * len(self.trail))


def _add_context(ball: Term, frame: Frame) -> None:
    """Say in an error of the machine's own which predicate was running."""
    if ball.__class__ is tuple and ball[0] is _ERROR and frame is not None:
        context = deref(ball[2])
        key = frame[0].key
        if context.__class__ is list and not (key.__class__ is str and key.startswith("$")):
            context[0] = indicator(key)


def catch(machine: Machine, goal: Term, following: Frame) -> Frame:
    """catch/3: run a goal; what leaves it, forwards or by a ball, meets the frame pushed here."""
    _, called, catcher, recovery = goal
    before, top = machine.choice, len(machine.trail)
    machine.push(FAIL)
    leave = (CATCH_EXIT, (catcher, recovery, before, top, machine.choice), following)
    return (machine.database.predicate(CALL), (CALL, called), leave)  # an error of `call/1` is caught as well


def _leave_catch(machine: Machine, data: Any, following: Frame) -> Frame:
    if machine.choice is data[4]:
        machine.choice = data[2]
    return following


def throw(machine: Machine, ball: Term) -> bool:
    """throw/1."""
    ball = copy(ball)
    if ball.__class__ is list:
        raise instantiation_error()
    raise PrologError(ball)


CATCH_EXIT = builtin("$catch_exit", _leave_catch)
