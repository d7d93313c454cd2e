"""Operators, flags and global variables (ISO 13211-1 sections 8.14 and 8.17)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coincide_logic.prolog.builtins.inspection import attempt
from coincide_logic.prolog.terms.copy import copy
from coincide_logic.prolog.terms.raising import (
    a_list,
    an_atom,
    bound,
    domain_error,
    existence_error,
    permission_error,
    type_error,
)
from coincide_logic.prolog.terms.term import DOT, Term, compound, deref
from coincide_logic.prolog.text.operators import INFIX, POSTFIX, PREFIX

_CHANGEABLE = {
    "double_quotes": ("codes", "chars", "atom"),
    "unknown": ("error", "fail", "warning"),
    "debug": ("on", "off"),
    "char_conversion": ("on", "off"),
}


def _op(machine: Any, priority: Term, kind: Term, names: Term) -> bool:
    priority, kind, names = bound(priority), bound(kind), bound(names)
    given = a_list(names) if names.__class__ is tuple else [names]
    if kind.__class__ is not str:
        raise type_error("atom", kind)
    for name in given:
        if bound(name).__class__ is not str:
            raise type_error("list" if names.__class__ is not tuple else "atom", name)
        machine.database.operators.define(priority, kind, name)
    return True


def _current_op(machine: Any, priority: Term, kind: Term, name: Term) -> Iterator[None]:
    priority, kind, name = deref(priority), deref(kind), deref(name)
    if priority.__class__ is not list and (priority.__class__ is not int or not 0 <= priority <= 1200):
        raise domain_error("operator_priority", priority)
    if kind.__class__ is not list and kind not in PREFIX + INFIX + POSTFIX:
        raise domain_error("operator_specifier", kind)
    if name.__class__ is not list:
        an_atom(name)
    for found in machine.database.operators.all():
        if attempt(machine, compound("op", priority, kind, name), compound("op", *found)):
            yield


def _set_flag(machine: Any, flag: Term, value: Term) -> bool:
    flag, value = bound(flag), bound(value)
    if an_atom(flag) not in machine.database.flags:
        raise domain_error("prolog_flag", flag)
    if flag not in _CHANGEABLE:
        raise permission_error("modify", "flag", flag)
    if value not in _CHANGEABLE[flag]:
        raise domain_error("flag_value", compound("+", flag, value))
    machine.database.flags[flag] = value
    return True


def _flag(machine: Any, flag: Term, value: Term) -> Iterator[None]:
    flag = deref(flag)
    if flag.__class__ is not list and an_atom(flag) not in machine.database.flags:
        raise domain_error("prolog_flag", flag)
    for found in list(machine.database.flags.items()):
        if attempt(machine, (DOT, flag, value), (DOT, *found)):
            yield


def _set_global(machine: Any, name: Term, value: Term) -> bool:
    machine.database.globals[an_atom(name)] = copy(value)
    return True


def _global(machine: Any, name: Term, value: Term) -> bool:
    if an_atom(name) not in machine.database.globals:
        raise existence_error("variable", name)
    return machine.unify(value, machine.database.globals[deref(name)], machine.trail)


TESTS = {
    ("op", 3): _op,
    ("set_prolog_flag", 2): _set_flag,
    ("nb_setval", 2): _set_global,
    ("nb_getval", 2): _global,
}
SOLUTIONS = {("current_op", 3): _current_op, ("current_prolog_flag", 2): _flag}
