"""The four ports of a call (Byrd 1980): it is entered, left, entered again for more, and given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coincide_logic.prolog.machine.database import Database, Frame, Predicate
from coincide_logic.prolog.machine.plain import builtin
from coincide_logic.prolog.terms.term import Term
from coincide_logic.prolog.text.writer import write_term


class Tracer:
    """Tells of each port of the predicates that a program defines itself; without a tracer, calls cost no more."""

    def __init__(self, database: Database, write: Callable[[str], object]) -> None:
        self._database = database
        self._write = write
        self._depth = 0
        self._traced = [each for each in database.predicates.values() if _is_own(each)]
        self._exit, self._redo = builtin("$exit", self._leave), builtin("$redo", self._reenter)
        self._fail = builtin("$give_up", self._give_up)
        for predicate in self._traced:
            predicate.control = self._entry(predicate)

    def stop(self) -> None:
        for predicate in self._traced:
            predicate.control = None

    def _entry(self, predicate: Predicate) -> Callable[..., Frame]:
        def enter(machine: Any, goal: Term, following: Frame) -> Frame:
            self._tell("call", goal)
            self._depth += 1
            machine.push((self._fail, (goal, self._depth), None))
            return (self._twin(predicate), goal, (self._exit, (goal, self._depth), following))

        return enter

    def _twin(self, predicate: Predicate) -> Predicate:
        """The same clauses without the tracer."""
        twin = Predicate(predicate.key)
        twin.clauses, twin.general, twin.index = predicate.clauses, predicate.general, predicate.index
        twin.is_defined = True
        return twin

    def _leave(self, machine: Any, data: Any, following: Frame) -> Frame:
        goal, depth = data
        self._depth = depth - 1
        self._tell("exit", goal)
        machine.push((self._redo, data, None))
        return following

    def _reenter(self, _machine: Any, data: Any, _following: Frame) -> Frame:
        goal, depth = data
        self._depth = depth - 1
        self._tell("redo", goal)
        self._depth = depth
        return None

    def _give_up(self, _machine: Any, data: Any, _following: Frame) -> Frame:
        goal, depth = data
        self._depth = depth - 1
        self._tell("fail", goal)
        return None

    def _tell(self, port: str, goal: Term) -> None:
        text = write_term(goal, self._database.operators, quoted=True, numbervars=True)
        self._write(f"{'  ' * self._depth}{port} {text}\n")


def _is_own(predicate: Predicate) -> bool:
    return predicate.control is None and not predicate.is_library and predicate.is_defined
