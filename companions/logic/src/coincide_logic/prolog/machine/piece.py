"""Code for one piece of a clause: heads that match, terms that are built, tests in place, and the calls that end it."""

from __future__ import annotations

from typing import Any

from coincide_logic.prolog.machine.body import Branch, Call, CannotCompileError, Cut, marks_in, variables_in
from coincide_logic.prolog.machine.plain import builtin
from coincide_logic.prolog.numbers.functions import FUNCTIONS
from coincide_logic.prolog.terms.copy import variables_of
from coincide_logic.prolog.terms.term import EQUALS, Functor, Term, deref, functor, key_of

_DEEPEST = 40  # brackets; Python's own parser refuses many more
_IS = functor("is", 2)
_COMPARISONS = {"<": "<", ">": ">", "=<": "<=", ">=": ">=", "=:=": "==", "=\\=": "!="}
_COMPARING = {functor(name, 2): operator for name, operator in _COMPARISONS.items()}
_DIRECT = {functor("+", 2): ("+", "add"), functor("-", 2): ("-", "subtract"), functor("*", 2): ("*", "multiply")}
# Tests that bind nothing: a condition made of them needs no choice point.
_PURE = {
    *(functor(name, 1) for name in ("var", "nonvar", "atom", "number", "integer", "float", "atomic", "compound")),
    *(functor(name, 1) for name in ("callable", "is_list", "ground")),
    *(functor(name, 2) for name in ("==", "\\==", "@<", "@>", "@=<", "@>=", "\\=")),
    *_COMPARING,
    "true",
    "fail",
    "false",
}


class Piece:
    """Writes the lines of one function.

    Attributes
    ----------
    lines : what was written.
    names : variables, by `id`, to the Python names that hold them.
    values : the same, for variables whose value as a number is known.
    fail : what a test that fails does.
    """

    def __init__(self, compiler: Any, repeated: set[int]) -> None:
        self.compiler = compiler
        self.repeated = repeated
        self.lines: list[str] = []
        self.names: dict[int, str] = {}
        self.values: dict[int, str] = {}
        self.fail = "return None"
        self.depth = 1

    def emit(self, *lines: str) -> None:
        self.lines += ["    " * self.depth + line for line in lines]

    # Terms

    def declare(self, *terms: Term) -> None:
        """Make the variables that these terms meet first."""
        for variable in variables_of(("", *terms)):
            if id(variable) in self.repeated and id(variable) not in self.names:
                self.names[id(variable)] = name = self.compiler.name_of(variable)
                self.emit(f"{name} = [None]")

    def expression(self, term: Term, depth: int = 0) -> str:
        """Python code that builds a term."""
        term = deref(term)
        if term.__class__ is list:
            return self.names[id(term)] if id(term) in self.repeated else "[None]"
        if term.__class__ is str:
            return repr(term)
        if term.__class__ is int and abs(term) < 1 << 64:
            return repr(term)
        if term.__class__ is not tuple or not variables_of(term):
            return self.compiler.constant(term)
        if depth > _DEEPEST:
            raise CannotCompileError
        parts = [self.compiler.constant(term[0]), *(self.expression(argument, depth + 1) for argument in term[1:])]
        return f"({', '.join(parts)})"

    def match(self, term: Term, place: str) -> None:
        """Unify a term of the clause with what the Python name `place` holds."""
        term = deref(term)
        if term.__class__ is list:
            if id(term) in self.names:
                self.emit(f"if not unify({self.names[id(term)]}, {place}, trail): return None")
            elif id(term) in self.repeated:
                self.names[id(term)] = place
        elif term.__class__ is not tuple:
            self._bind_or(place, self.expression(term))
            kind = f"{place}.__class__ is not {term.__class__.__name__} or "
            self.emit(f"    if {'' if term.__class__ is str else kind}{place} != {self.expression(term)}: return None")
        elif not variables_of(term):
            self.emit(f"if not unify({self.expression(term)}, {place}, trail): return None")
        else:
            self._match_compound(term, place)

    def _bind_or(self, place: str, value: str, *before: str) -> None:
        """Follow variables; bind an unbound one to `value`; what is written next is for anything else."""
        self.emit(f"while {place}.__class__ is list:", f"    b = {place}[0]", "    if b is None:")
        self.emit(*("        " + line for line in before))
        self.emit(f"        {place}[0] = {value}", f"        trail.append({place})", "        break")
        self.emit(f"    {place} = b", "else:")

    def _match_compound(self, term: Term, place: str) -> None:
        known = dict(self.names)
        start = len(self.lines)
        self.declare(term)
        made = [line.strip() for line in self.lines[start:]]
        del self.lines[start:]
        self._bind_or(place, self.expression(term), *made)
        self.names = known
        self.depth += 1
        self.emit(
            f"if {place}.__class__ is not tuple or {place}[0] is not {self.compiler.constant(term[0])}: return None"
        )
        inner: list[tuple[Term, str]] = []
        targets: list[str] = []
        for argument in map(deref, term[1:]):
            if argument.__class__ is list and id(argument) not in self.repeated:
                targets.append("_")
            elif argument.__class__ is list and id(argument) not in self.names:
                targets.append(self.compiler.name_of(argument))
                self.names[id(argument)] = targets[-1]
            else:
                targets.append(self.compiler.new("t"))
                inner.append((argument, targets[-1]))
        self.emit(f"_, {', '.join(targets)} = {place}")
        for argument, target in inner:
            self.match(argument, target)
        self.depth -= 1

    # Bodies

    def body(self, steps: list[Any], k: str) -> None:
        """Write steps and the return of the frame that comes after them."""
        for at, step in enumerate(steps):
            if isinstance(step, Cut):
                self.emit(f"m.choice = {step.mark}")
            elif isinstance(step, Branch):
                return self._branch(step, steps[at + 1 :], k)
            elif not self._is_inline(step):
                return self.emit(f"return {self._frames(steps[at:], k)}")
            elif step.goal in ("fail", "false"):
                return self.emit(self.fail)
            else:
                self._inline(step.goal)
        return self.emit(f"return {k}")

    def _frames(self, steps: list[Any], k: str) -> str:
        """An expression for the frames of steps: calls, and one for the piece behind them."""
        count = next((at for at, step in enumerate(steps) if self._is_inline(step)), len(steps))
        calls = [step.goal for step in steps[:count]]
        self.declare(*calls)
        if count < len(steps):
            k = self._later(steps[count:], k)
        for goal in reversed(calls[1:]):
            name = self.compiler.new("k")
            self.emit(f"{name} = {self._frame(goal, k)}")
            k = name
        return self._frame(calls[0], k) if calls else k

    def _frame(self, goal: Term, k: str) -> str:
        predicate = self.compiler.constant(self.compiler.database.predicate(key_of(goal)))
        return f"({predicate}, {self.expression(goal)}, {k})"

    def _later(self, steps: list[Any], k: str) -> str:
        """An expression for the frame of a piece that runs later, with the variables that it needs."""
        variables = [variable for variable in variables_in(steps) if id(variable) in self.names]
        piece = Piece(self.compiler, self.repeated)
        piece.names = {id(variable): self.names[id(variable)] for variable in variables}
        needed = [*dict.fromkeys([*piece.names.values(), *marks_in(steps)])]
        if needed:
            piece.emit(f"{', '.join(needed)}, = goal")
        piece.emit("trail = m.trail")
        piece.body(steps, "k")
        name = self.compiler.new("piece")
        self.compiler.function(f"{name}(m, goal, k)", piece.lines)
        predicate = builtin("$piece", None)
        self.compiler.later.append((predicate, name))
        return f"({self.compiler.constant(predicate)}, ({', '.join(needed)}{',' if needed else ''}), {k})"

    def _branch(self, step: Branch, rest: list[Any], k: str) -> None:
        if rest:
            inside = {id(variable) for variable in variables_in([step])}
            self.declare(*(variable for variable in variables_in(rest) if id(variable) in inside))
            name = self.compiler.new("k")
            self.emit(f"{name} = {self._frames(rest, k)}")
            k = name
        if step.condition is not None and all(_is_pure(each) for each in step.condition):
            return self._choose(step, k)
        otherwise = self._later(step.otherwise, k)
        if step.condition is None:
            self._push(otherwise)
            return self.body(step.then, k)
        self.emit(f"{step.mark} = m.choice")
        self._push(otherwise)
        if step.inner in marks_in(step.condition):
            self.emit(f"{step.inner} = m.choice")
        return self.body([*step.condition, Cut(step.mark), *step.then], k)

    def _push(self, frame: str) -> None:
        self.emit(f"m.choice = (m.choice, len(trail), {frame}, None, 0, 0)")

    def _choose(self, step: Branch, k: str) -> None:
        """A condition of tests alone: a loop that is left at once, by the branch's return or by a test's break."""
        names, values, fail = dict(self.names), dict(self.values), self.fail
        self.emit("while True:")
        self.depth += 1
        self.fail = "break"
        for test in step.condition or ():
            if test.goal in ("fail", "false"):
                self.emit("break")
            elif test.goal != "true":
                self._inline(test.goal)
        self.fail = fail
        self.body(step.then, k)
        self.depth -= 1
        self.names, self.values = names, values
        self.body(step.otherwise, k)

    # Goals in place

    def _is_inline(self, step: Any) -> bool:
        if not isinstance(step, Call):
            return True
        predicate = self.compiler.database.predicates.get(key_of(step.goal))
        return predicate is not None and predicate.test is not None

    def _inline(self, goal: Term) -> None:
        key = key_of(goal)
        if key == "true":
            return
        if key is EQUALS:
            self._unify(deref(goal[1]), deref(goal[2]))
        elif key is _IS:
            self._is(deref(goal[1]), self._value(goal[2]))
        elif key in _COMPARING:
            left, right = self._value(goal[1]), self._value(goal[2])
            self.emit(f"if not {left} {_COMPARING[key]} {right}: {self.fail}")
        else:
            test = self.compiler.constant(self.compiler.database.predicate(key).test)
            self.declare(goal)
            arguments = goal[1:] if key.__class__ is Functor else ()
            self.emit(f"if not {test}({', '.join(['m', *map(self.expression, arguments)])}): {self.fail}")

    def _is_first(self, variable: Term) -> bool:
        return variable.__class__ is list and id(variable) not in self.names

    def _unify(self, one: Term, other: Term) -> None:
        if not self._is_first(one) and self._is_first(other):
            one, other = other, one
        if self._is_first(one) and not any(each is one for each in variables_of(other)):
            self.declare(other)
            if id(one) in self.repeated:
                name = self.compiler.name_of(one)
                self.emit(f"{name} = {self.expression(other)}")
                self.names[id(one)] = name
        elif one.__class__ is list and other.__class__ is not list and id(one) in self.names:
            place = self.compiler.new("t")
            self.emit(f"{place} = {self.names[id(one)]}")
            self.match(other, place)
        else:
            self.declare(one, other)
            self.emit(f"if not unify({self.expression(one)}, {self.expression(other)}, trail): {self.fail}")

    def _is(self, result: Term, value: str) -> None:
        if not self._is_first(result):
            self.emit(f"if not unify({self.expression(result)}, {value}, trail): {self.fail}")
        elif id(result) in self.repeated:
            name = self.compiler.name_of(result)
            self.emit(f"{name} = {value}")
            self.names[id(result)] = self.values[id(result)] = name

    def _value(self, term: Term) -> str:
        """Write what computes an expression; give the name of its value."""
        term = deref(term)
        if term.__class__ is list and id(term) in self.values:
            return self.values[id(term)]
        if term.__class__ is int or term.__class__ is float:
            return self.expression(term) if term >= 0 else f"({self.expression(term)})"
        place = self.compiler.new("n")
        if term.__class__ is tuple and term[0] in FUNCTIONS:
            self.emit(f"{place} = {self._function(term)}")
        elif term.__class__ is list and id(term) in self.names:
            self.emit(f"{place} = {self.names[id(term)]}")
            self.emit(f"while {place}.__class__ is list and {place}[0] is not None: {place} = {place}[0]")
            self.emit(f"if {place}.__class__ is not int: {place} = evaluate({place})")
            self.values[id(term)] = place
        else:
            self.declare(term)
            self.emit(f"{place} = evaluate({self.expression(term)})")
        return place

    def _function(self, term: Term) -> str:
        values = [self._value(argument) for argument in term[1:]]
        if term[0] not in _DIRECT:
            return f"{self.compiler.constant(FUNCTIONS[term[0]])}({', '.join(values)})"
        operator, function = _DIRECT[term[0]]
        tests = [f"{value}.__class__ is int" for value in values if not value.strip("()-").isdigit()]
        direct = f"{values[0]} {operator} {values[1]}"
        return f"{direct} if {' and '.join(tests)} else {function}({', '.join(values)})" if tests else direct


def _is_pure(step: Any) -> bool:
    return isinstance(step, Call) and key_of(step.goal) in _PURE
