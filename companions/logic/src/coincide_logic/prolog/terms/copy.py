"""Copies with fresh variables, and the variables of a term, at any depth."""

from __future__ import annotations

from coincide_logic.prolog.terms.term import Term, deref, new_variable


def copy(term: Term, known: dict[int, Term] | None = None) -> Term:
    """Copy a term; parts without variables are shared, and what is shared in it is shared in the copy.

    `known` maps the `id` of a variable or compound to its copy: hand the same to copy several terms alike.
    """
    known = {} if known is None else known
    stack: list[tuple[Term, list[Term]]] = []
    while True:
        while term.__class__ is list and term[0] is not None:
            term = term[0]
        if term.__class__ is tuple:
            if id(term) not in known:
                stack.append((term, [term[0]]))
                term = term[1]
                continue
            term = known[id(term)]
        elif term.__class__ is list:
            term = known.get(id(term)) or known.setdefault(id(term), new_variable())
        while stack:
            source, done = stack[-1]
            done.append(term)
            if len(done) < len(source):
                term = source[len(done)]
                break
            stack.pop()
            is_same = all(map(_is, source, done))
            known[id(source)] = term = source if is_same else tuple(done)
        else:
            return term


def _is(one: Term, other: Term) -> bool:
    return one is other


def variables_of(term: Term) -> list[Term]:
    """The unbound variables of a term, in the order they are met from the left."""
    found: dict[int, Term] = {}
    seen: set[int] = set()
    stack = [term]
    while stack:
        term = deref(stack.pop())
        if term.__class__ is list:
            found[id(term)] = term
        elif term.__class__ is tuple and id(term) not in seen:
            seen.add(id(term))
            stack.extend(term[:0:-1])
    return list(found.values())


def size_of(term: Term, limit: int) -> int:
    """Count the parts of a term, up to a limit."""
    count = 0
    stack = [term]
    while stack and count <= limit:
        count += 1
        term = deref(stack.pop())
        if term.__class__ is tuple:
            stack.extend(term[1:])
    return count
