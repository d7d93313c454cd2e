"""Terms of chance: atoms that need quotes, numbers, operators in each other, lists, braces."""

from __future__ import annotations

import random

from coincide_logic.prolog.terms.term import Term, compound, make_list
from coincide_logic.prolog.text.operators import Operators

_ATOMS = [
    "a",
    "b",
    "foo",
    "fooBar",
    "x1",
    "[]",
    "{}",
    "!",
    ";",
    ",",
    "|",
    "+",
    "-",
    "*",
    "/",
    "\\",
    "\\+",
    ":-",
    "-->",
    "?-",
    "is",
    "mod",
    "rem",
    "dynamic",
    "=",
    "==",
    "=..",
    "<",
    "->",
    "Upper",
    "_under",
    "don't",
    "é",
    "É",
    "日本",
    "a.b",
    "..",
    "...",
    "/*",
    "%",
    "'",
    "~",
    "^",
    "**",
    "@",
    "#",
    "&",
    "$",
    "xor",
    "div",
    "a'b",
    "0",
    "1a",
    "[a]",
    '"',
    "`",
    "discontiguous",
    "ß",
    "ƻ",
]
_ATOMS += ["hello world", "a\nb", "\t", "", "\x01", "\x7f", " ", "\u00a0", "a\u2028b"]
_FLOATS = [0.0, 1.0, -1.5, 1e10, 1e22, 1e-7, 1e15, 1e14, 123456789012345.6, 1 / 3, -2.5e-300, 1e100]
_OPERATORS = Operators()


def random_term(rng: random.Random, depth: int) -> Term:
    chance = rng.random()
    if depth <= 0 or chance < 0.25:
        return _simple(rng)
    if chance < 0.5:
        return compound(rng.choice(list(_OPERATORS.infix)), random_term(rng, depth - 1), random_term(rng, depth - 1))
    if chance < 0.65:
        return compound(rng.choice(list(_OPERATORS.prefix)), random_term(rng, depth - 1))
    if chance < 0.75:
        items = [random_term(rng, depth - 1) for _ in range(rng.randint(1, 3))]
        return make_list(items, "[]" if rng.random() < 0.8 else random_term(rng, depth - 1))
    if chance < 0.8:
        return compound("{}", random_term(rng, depth - 1))
    # SWI-Prolog 7 has no compounds that are named as its empty list is.
    name = rng.choice([atom for atom in _ATOMS if atom not in ("[]", "{}")])
    return compound(name, *(random_term(rng, depth - 1) for _ in range(rng.randint(1, 3))))


def _simple(rng: random.Random) -> Term:
    chance = rng.random()
    if chance < 0.5:
        return rng.choice(_ATOMS)
    if chance < 0.75:
        return rng.choice([0, 1, -1, 7, -3, 10**20, -(10**25), rng.randint(-1000, 1000)])
    return rng.choice([*_FLOATS, rng.random(), rng.random() * 1e18, rng.random() * -1e-5])
