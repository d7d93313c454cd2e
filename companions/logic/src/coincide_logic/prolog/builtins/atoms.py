"""Atoms, characters, and numbers as text (ISO 13211-1 section 8.16)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from coincide_logic.errors import PrologError
from coincide_logic.prolog.builtins.inspection import attempt
from coincide_logic.prolog.terms.raising import (
    a_list,
    an_atom,
    an_integer,
    bound,
    domain_error,
    instantiation_error,
    open_or_integer,
    type_error,
)
from coincide_logic.prolog.terms.term import DOT, MINUS, NIL, Term, deref, functor, is_number, make_list, split_list
from coincide_logic.prolog.text.numbers import format_float, format_integer
from coincide_logic.prolog.text.operators import Operators
from coincide_logic.prolog.text.parser import parse
from coincide_logic.prolog.text.tokens import character, syntax_error, tokens

_NUMBER_OPERATORS = Operators()


def text_of(term: Term) -> str:
    """The text of an atom, a number, or a list of codes or characters."""
    term = bound(term)
    if term.__class__ is str:
        return term if term != NIL else ""
    return _number_text(term) if is_number(term) else _from_items(term)


def _atomic_text(term: Term) -> str:
    term = bound(term)
    if term.__class__ is tuple:
        raise type_error("atom", term)
    return term if term.__class__ is str else _number_text(term)


def _from_items(term: Term) -> str:
    return "".join(_character_of(item) for item in a_list(term))


def _character_of(item: Term) -> str:
    item = bound(item)
    if item.__class__ is int:
        return character(item)
    if item.__class__ is not str or len(item) != 1:
        raise type_error("character", item)
    return item


def _spelling(split: Callable[[str], list[Term]], make: Callable[[str], Term], read: Callable[[Term], str]) -> Any:
    """A predicate between something atomic and the list of its characters or codes."""

    def test(machine: Any, whole: Term, items: Term) -> bool:
        whole = deref(whole)
        if whole.__class__ is list:
            return machine.unify(whole, make(_from_items(items)), machine.trail)
        given, tail = split_list(items)
        for item in given:
            if item.__class__ is not list:
                _character_of(item)
        if tail.__class__ is not list and tail != NIL:
            raise type_error("list", items)
        return machine.unify(items, make_list(split(read(whole))), machine.trail)

    return test


def _codes(text: str) -> list[Term]:
    return [ord(char) for char in text]


def read_number(text: str) -> Term:
    """The number that a text spells: white space and comments may stand before it, and nothing after it.

    Raises
    ------
    PrologError : it spells none.
    """
    term: Term = None
    try:
        *before, end = tokens(text)
        if not end.after_space and all(token.kind != "end" for token in before):
            term = parse(text, _NUMBER_OPERATORS).term
    except PrologError as error:
        if error.term[1].__class__ is tuple and error.term[1][0].name == "representation_error":
            raise
    if term.__class__ is tuple and term[0] is functor("+", 1) and text.lstrip()[1:2].isdigit():
        term = term[1]
    if not is_number(term):
        raise syntax_error(text, 0, "illegal_number")
    return term


def _number_text(number: Term) -> str:
    return format_integer(number) if number.__class__ is int else format_float(number)


def _number_spelling(split: Callable[[str], list[Term]]) -> Any:
    """number_codes/2 and number_chars/2: the text counts wherever it is whole."""

    def test(machine: Any, number: Term, items: Term) -> bool:
        number = deref(number)
        if number.__class__ is not list and not is_number(number):
            raise type_error("number", number)
        given, tail = split_list(items)
        if tail == NIL and not any(item.__class__ is list for item in given):
            return machine.unify(number, read_number(_from_items(items)), machine.trail)
        if number.__class__ is list:
            raise instantiation_error() if tail.__class__ is list or tail == NIL else type_error("list", items)
        return machine.unify(items, make_list(split(_number_text(number))), machine.trail)

    return test


def _atom_length(machine: Any, atom: Term, length: Term) -> bool:
    text = _atomic_text(atom)
    length = open_or_integer(length)
    if length.__class__ is int and length < 0:
        raise domain_error("not_less_than_zero", length)
    return machine.unify(length, len(text), machine.trail)


def _char_code(machine: Any, char: Term, code: Term) -> bool:
    char, code = deref(char), deref(code)
    if char.__class__ is list:
        if code.__class__ is list:
            raise instantiation_error()
        return machine.unify(char, character(an_integer(code)), machine.trail)
    if char.__class__ is not str or len(char) != 1:
        raise type_error("character", char)
    code = open_or_integer(code)
    if code.__class__ is int:
        character(code)
    return machine.unify(code, ord(char), machine.trail)


def _atom_number(machine: Any, atom: Term, number: Term) -> bool:
    atom = deref(atom)
    if atom.__class__ is list:
        number = bound(number)
        if not is_number(number):
            raise type_error("number", number)
        return machine.unify(atom, text_of(number), machine.trail)
    try:
        return machine.unify(number, read_number(an_atom(atom)), machine.trail)
    except PrologError as error:
        if error.term[1].__class__ is tuple and error.term[1][0].name == "syntax_error":
            return False
        raise


def _upcase(change: Callable[[str], str]) -> Callable[..., bool]:
    return lambda machine, text, changed: machine.unify(changed, change(text_of(text)), machine.trail)


def _atom_concat(machine: Any, one: Term, other: Term, whole: Term) -> Iterator[None]:
    one, other = deref(one), deref(other)
    if one.__class__ is not list and other.__class__ is not list:
        left, right = _atomic_text(one), _atomic_text(other)
        machine.limits.make_room(len(left) + len(right))
        if machine.unify(whole, left + right, machine.trail):
            yield
        return
    text = _atomic_text(whole)
    for at in range(len(text) + 1):
        if attempt(machine, (MINUS, one, other), (MINUS, text[:at], text[at:])):
            yield


def _sub_atom(machine: Any, atom: Term, before: Term, length: Term, after: Term, sub: Term) -> Iterator[None]:
    text = _atomic_text(atom)
    sub = deref(sub)
    if sub.__class__ is not list and sub.__class__ is not str:
        raise type_error("atom", sub)
    places = [open_or_integer(place) for place in (before, length, after)]
    for place in places:
        if place.__class__ is int and place < 0:
            raise domain_error("not_less_than_zero", place)
    for at, count in _spans(text, sub, *places):
        found = (DOT, at, (DOT, count, (DOT, len(text) - at - count, text[at : at + count])))
        if attempt(machine, (DOT, before, (DOT, length, (DOT, after, sub))), found):
            yield


def _spans(text: str, sub: Term, before: Term, length: Term, after: Term) -> Iterator[tuple[int, int]]:
    """Where a part may begin and how long it may be, as far as what is known tells."""
    size = len(text)
    if sub.__class__ is str:
        at = text.find(sub)
        while at >= 0:
            yield at, len(sub)
            at = text.find(sub, at + 1)
        return
    if before.__class__ is int and after.__class__ is int:
        if before + after <= size:
            yield before, size - before - after
        return
    if length.__class__ is int and after.__class__ is int:
        if length + after <= size:
            yield size - after - length, length
        return
    for at in [before] if before.__class__ is int else range(size + 1):
        counts = [length] if length.__class__ is int else [size - after - at] if after.__class__ is int else None
        for count in counts if counts is not None else range(size - at + 1):
            if count >= 0 and at + count <= size:
                yield at, count


def _join(machine: Any, items: Term, separator: Term, whole: Term) -> bool:
    """atomic_list_concat/3: join, or split where some item is not known."""
    between = _atomic_text(separator)
    given, tail = split_list(items)
    if tail == NIL and not any(item.__class__ is list for item in given):
        texts = [_atomic_text(item) for item in given]
        machine.limits.make_room(sum(map(len, texts)) + len(between) * len(texts))
        return machine.unify(whole, between.join(texts), machine.trail)
    if not between:
        raise domain_error("non_empty_atom", separator)
    parts = make_list(_atomic_text(whole).split(between))
    return machine.unify(items, parts, machine.trail)


def _code_type(machine: Any, char: Term, kind: Term) -> bool:
    text = _character_of(char)
    kinds = {"alpha": text.isalnum() or text == "_", "alnum": text.isalnum(), "digit": text.isdigit()}
    kinds |= {"space": text.isspace(), "white": text in " \t", "upper": text.isupper(), "lower": text.islower()}
    kinds |= {"punct": text.isprintable() and not text.isalnum() and not text.isspace(), "csym": text.isidentifier()}
    kind = an_atom(kind)
    if kind not in kinds:
        raise domain_error("char_type", kind)
    return kinds[kind]


TESTS = {
    ("atom_length", 2): _atom_length,
    ("atom_chars", 2): _spelling(list, str, _atomic_text),
    ("atom_codes", 2): _spelling(_codes, str, _atomic_text),
    ("number_chars", 2): _number_spelling(list),
    ("number_codes", 2): _number_spelling(_codes),
    ("char_code", 2): _char_code,
    ("atom_number", 2): _atom_number,
    ("upcase_atom", 2): _upcase(str.upper),
    ("downcase_atom", 2): _upcase(str.lower),
    ("atomic_list_concat", 3): _join,
    ("char_type", 2): _code_type,
    ("code_type", 2): _code_type,
}
SOLUTIONS = {("atom_concat", 3): _atom_concat, ("sub_atom", 5): _sub_atom}
