"""Predicates, their clauses, and the index by first argument.

Lists of clauses only grow in place; whatever else happens to them makes new ones. A call remembers a list and how long
it was, and so sees the clauses of its beginning: the logical update view (ISO 13211-1 section 7.5.4).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coincide_logic.prolog.terms.raising import permission_error
from coincide_logic.prolog.terms.term import Functor, Term, deref, indicator
from coincide_logic.prolog.text.operators import Operators

Frame = Any  # (Predicate, goal, next frame), or None where a goal failed


class Clause:
    """A clause with what runs it.

    Attributes
    ----------
    head, body : its terms.
    run : called with machine, goal, next frame, choice point before the goal, and trail; gives the frame to go on with.
    is_erased : whether it was retracted.
    """

    __slots__ = ("body", "head", "is_erased", "run")

    def __init__(self, head: Term, body: Term, run: Callable[..., Frame]) -> None:
        self.head = head
        self.body = body
        self.run = run
        self.is_erased = False


class Predicate:
    """All clauses of one name and arity, or the Python function that does their work.

    Attributes
    ----------
    key : its functor, or the atom where there are no arguments.
    control : a function of machine, goal and next frame that gives the frame to go on with.
    test : a function of machine and arguments that gives True or False, which compiled clauses call directly.
    clauses : in their order.
    index : first argument, an atomic or a functor, to the clauses that may match it; None if there is no argument.
    general : the clauses whose first argument is a variable.
    is_dynamic : whether the program may change it while it runs.
    is_library : whether it came with the package; a program may put its own in its place.
    """

    __slots__ = ("clauses", "control", "general", "index", "is_defined", "is_dynamic", "is_library", "key", "test")

    def __init__(self, key: Any) -> None:
        self.key = key
        self.control: Callable[..., Frame] | None = None
        self.test: Callable[..., bool] | None = None
        self.is_dynamic = self.is_library = self.is_defined = False
        self.clear()

    def clear(self) -> None:
        self.clauses: list[Clause] = []
        self.general: list[Clause] = []
        self.index: dict[Any, list[Clause]] | None = {} if self.key.__class__ is Functor else None

    def append(self, clause: Clause) -> None:
        self.is_defined = True
        self.clauses.append(clause)
        if self.index is None:
            return
        key = _index_key(clause)
        if key is not None:
            self.index.setdefault(key, list(self.general)).append(clause)
            return
        self.general.append(clause)
        for clauses in self.index.values():
            clauses.append(clause)

    def prepend(self, clause: Clause) -> None:
        self.is_defined = True
        self.clauses = [clause, *self.clauses]
        if self.index is None:
            return
        key = _index_key(clause)
        if key is not None:
            self.index[key] = [clause, *self.index.get(key, self.general)]
            return
        self.general = [clause, *self.general]
        self.index = {key: [clause, *clauses] for key, clauses in self.index.items()}

    def remove(self, clause: Clause) -> None:
        clause.is_erased = True
        self.clauses = _without(self.clauses, clause)
        if self.index is None:
            return
        key = _index_key(clause)
        if key is not None:
            self.index[key] = _without(self.index[key], clause)
            return
        self.general = _without(self.general, clause)
        self.index = {key: _without(clauses, clause) for key, clauses in self.index.items()}

    def candidates(self, goal: Term) -> list[Clause]:
        """The clauses that the first argument of a goal leaves."""
        if self.index is None:
            return self.clauses
        first: Any = deref(goal[1])
        if first.__class__ is list:
            return self.clauses
        return self.index.get(first[0] if first.__class__ is tuple else first, self.general)


def _index_key(clause: Clause) -> Any:
    first = deref(clause.head[1])
    return None if first.__class__ is list else first[0] if first.__class__ is tuple else first


def _without(clauses: list[Clause], clause: Clause) -> list[Clause]:
    return [each for each in clauses if each is not clause]


class Database:
    """Predicates by key, operators, flags and global variables of one program."""

    def __init__(self) -> None:
        self.predicates: dict[Any, Predicate] = {}
        self.operators = Operators()
        self.flags: dict[str, Term] = {"double_quotes": "codes", "unknown": "error", "occurs_check": "false"}
        self.flags |= {"bounded": "false", "max_arity": "unbounded", "integer_rounding_function": "toward_zero"}
        self.flags |= {"debug": "off", "char_conversion": "off"}
        self.globals: dict[str, Term] = {}

    def copy(self) -> Database:
        """A database that begins with the same predicates; programs of one do not change the other."""
        other = Database()
        other.predicates, other.flags = dict(self.predicates), dict(self.flags)
        other.operators = self.operators.copy()
        return other

    def predicate(self, key: Any) -> Predicate:
        """The predicate of a key, an empty one if none is defined yet."""
        found = self.predicates.get(key)
        if found is None:
            found = self.predicates[key] = Predicate(key)
        return found

    def to_consult(self, key: Any) -> Predicate:
        """The predicate that a program defines; its own takes the place of the library's."""
        found = self.predicate(key)
        if found.control is not None:
            raise permission_error("modify", "static_procedure", indicator(key))
        if found.is_library:
            found = self.predicates[key] = Predicate(key)
        return found

    def to_change(self, key: Any) -> Predicate:
        """The dynamic predicate that a running program changes; the first change makes it."""
        found = self.predicate(key)
        if not found.is_dynamic:
            if found.control is not None or found.is_library or found.clauses:
                raise permission_error("modify", "static_procedure", indicator(key))
            found.is_dynamic = found.is_defined = True
        return found
