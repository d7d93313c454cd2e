"""Making two terms equal by binding variables (Robinson 1965); every binding is noted on the trail.

Terms may be a million deep, so that a stack of our own replaces recursion. The last arguments are done last: then a
list takes no more of that stack than one cell does.
"""

from __future__ import annotations

from coincide_logic.prolog.terms.term import Term, deref

MANY = 100_000  # pairs of parts, of which most terms have fewer


def unify(one: Term, other: Term, trail: list[Term]) -> bool:
    """Make two terms equal; if that fails, bindings made on the way stay on the trail, for the machine to undo."""
    stack: list[Term] = []
    for _ in range(MANY):
        while one.__class__ is list and one[0] is not None:
            one = one[0]
        while other.__class__ is list and other[0] is not None:
            other = other[0]
        if one is not other:
            if one.__class__ is list:
                one[0] = other
                trail.append(one)
            elif other.__class__ is list:
                other[0] = one
                trail.append(other)
            elif one.__class__ is tuple:
                if other.__class__ is not tuple or one[0] is not other[0]:
                    return False
                if len(one) > 2:
                    stack.extend(zip(one[:1:-1], other[:1:-1], strict=True))
                one, other = one[1], other[1]
                continue
            elif one.__class__ is not other.__class__ or one != other:
                return False
        if not stack:
            return True
        one, other = stack.pop()
    return _unify_many([*stack, (one, other)], trail)


def _unify_many(stack: list[tuple[Term, Term]], trail: list[Term]) -> bool:
    """Go on with pairs that are many: parts that are shared are not made equal again each time they are met."""
    met = Pairs()
    while stack:
        one, other = (deref(term) for term in stack.pop())
        if one is other:
            continue
        if one.__class__ is list or other.__class__ is list:
            variable, value = (one, other) if one.__class__ is list else (other, one)
            variable[0] = value
            trail.append(variable)
        elif one.__class__ is tuple:
            if other.__class__ is not tuple or one[0] is not other[0]:
                return False
            if met.is_new(one, other):
                stack.extend(zip(one[:0:-1], other[:0:-1], strict=True))
        elif one.__class__ is not other.__class__ or one != other:
            return False
    return True


class Pairs:
    """Pairs of compounds that a walk met before, as far as it noted them.

    `f(X, X)` with `X = f(Y, Y)` and so on has few parts and many ways to them. Noting one pair in 61 is enough to end
    soon, even on a cycle, and takes little memory for terms that are only long.
    """

    def __init__(self) -> None:
        self._noted: set[tuple[int, int]] = set()
        self._count = 0

    def is_new(self, one: Term, other: Term) -> bool:
        pair = id(one), id(other)
        if pair in self._noted:
            return False
        self._count += 1
        if self._count % 61 == 0:
            self._noted.add(pair)
        return True


def unify_with_occurs_check(one: Term, other: Term, trail: list[Term]) -> bool:
    """Make two terms equal, unless a variable would then contain itself."""
    start = len(trail)
    return unify(one, other, trail) and not _has_cycle(trail[start:])


def _has_cycle(variables: list[Term]) -> bool:
    """Whether one of these bound variables is reached from itself; each term is walked once."""
    done: set[int] = set()
    path: set[int] = set()
    stack: list[tuple[Term, bool]] = [(variable, True) for variable in variables]
    while stack:
        term, is_entering = stack.pop()
        if not is_entering:
            path.discard(id(term))
            done.add(id(term))
        elif id(term) in path:
            return True
        elif id(term) not in done:
            inside = _inside(term)
            if inside:
                path.add(id(term))
                stack.append((term, False))
                stack.extend((each, True) for each in inside)
    return False


def _inside(term: Term) -> tuple[Term, ...]:
    if term.__class__ is tuple:
        return term[1:]
    return (term[0],) if term.__class__ is list and term[0] is not None else ()


def undo(trail: list[Term], top: int) -> None:
    """Take back all bindings made since the trail was this long."""
    while len(trail) > top:
        trail.pop()[0] = None


def can_unify(one: Term, other: Term, trail: list[Term]) -> bool:
    """Whether two terms could be made equal; nothing stays bound."""
    top = len(trail)
    result = unify(one, other, trail)
    undo(trail, top)
    return result
