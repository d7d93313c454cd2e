"""BIP 379, type system: which fragments may stand inside which, and what is true of every way to satisfy them.

The letters are the BIP's. Base types: B leaves true or false, V leaves nothing or aborts, K leaves a key, W takes what
it needs from below the top. Correctness: z takes no items, o takes one, n is satisfied with a nonzero top only, d can
be dissatisfied, u leaves exactly 1. Malleability: s needs a signature, f needs one even to be dissatisfied, e has one
dissatisfaction without a signature, m can be satisfied so that nobody else can change the witness.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

# Locks that no single transaction can meet together: heights and times share one field.
_OPPOSITES = {
    "relative time": "relative height",
    "relative height": "relative time",
    "absolute time": "absolute height",
    "absolute height": "absolute time",
}


@dataclass(frozen=True)
class Type:
    """The type of a fragment, in the letters of BIP 379.

    Attributes
    ----------
    locks : the kinds of lock inside: relative or absolute, height or time.
    mixes : whether locks that exclude each other are needed together, so that nothing satisfies the fragment.
    """

    base: str
    z: bool = False
    o: bool = False
    n: bool = False
    d: bool = False
    u: bool = False
    s: bool = False
    f: bool = False
    e: bool = False
    m: bool = True
    locks: frozenset[str] = frozenset()
    mixes: bool = False


class TypeMismatch(Exception):
    """What a fragment wants of the fragments in it."""


HASH = Type("B", o=True, n=True, d=True, u=True)
LEAVES = {
    "0": Type("B", z=True, u=True, d=True, s=True, e=True),
    "1": Type("B", z=True, u=True, f=True),
    "pk_k": Type("K", o=True, n=True, d=True, u=True, s=True, e=True),
    "pk_h": Type("K", n=True, d=True, u=True, s=True, e=True),
    "multi": Type("B", n=True, d=True, u=True, s=True, e=True),
    "multi_a": Type("B", d=True, u=True, s=True, e=True),
    "sha256": HASH,
    "hash256": HASH,
    "ripemd160": HASH,
    "hash160": HASH,
}


def lock_type(kind: str) -> Type:
    """The type of `older` and `after`, with the kind of their lock."""
    return Type("B", z=True, f=True, locks=frozenset({kind}))


def type_of(name: str, inside: Sequence[Type], *, required: int, is_tapscript: bool) -> Type:
    """The type of a fragment that has others inside.

    Parameters
    ----------
    required : how many of the fragments inside `thresh` must be satisfied.

    Raises
    ------
    TypeMismatch : those inside are not of the types it wants.
    """
    if name == "thresh":
        found, together = _thresh(inside, required), required > 1
    elif name == "d" and is_tapscript:
        # MINIMALIF is a rule of consensus there, so what is left on the stack is exactly 1.
        found, together = replace(_wrap_d(*inside), u=True), False
    else:
        found, together = _RULES[name](*inside), name in ("and_v", "and_b", "andor")
    members = inside[:2] if name == "andor" else inside
    mixes = any(one.mixes for one in inside) or (together and _clash(members))
    locks = frozenset[str]().union(*(one.locks for one in inside))
    return replace(found, m=found.m and all(one.m for one in inside), locks=locks, mixes=mixes)


def _clash(members: Sequence[Type]) -> bool:
    return any(
        _OPPOSITES[lock] in other.locks
        for place, one in enumerate(members)
        for lock in one.locks
        for other in members[place + 1 :]
    )


def _want(condition: bool, what: str) -> None:
    if not condition:
        raise TypeMismatch(what)


def _andor(x: Type, y: Type, z: Type) -> Type:
    _want(x.base == "B" and x.d and x.u, "the first must be Bdu")
    _want(y.base == z.base and y.base in "BKV", "the second and third must both be B, K or V")
    return Type(
        y.base,
        z=x.z and y.z and z.z,
        o=(x.z and y.o and z.o) or (x.o and y.z and z.z),
        u=y.u and z.u,
        d=z.d,
        s=z.s and (x.s or y.s),
        f=z.f and (x.s or y.f),
        e=z.e and (x.s or y.f),
        m=x.e and (x.s or y.s or z.s),
    )


def _and_v(x: Type, y: Type) -> Type:
    _want(x.base == "V" and y.base in "BKV", "the first must be V, the second B, K or V")
    return Type(
        y.base,
        z=x.z and y.z,
        o=(x.z and y.o) or (y.z and x.o),
        n=x.n or (x.z and y.n),
        u=y.u,
        s=x.s or y.s,
        f=x.s or y.f,
    )


def _and_b(x: Type, y: Type) -> Type:
    _want(x.base == "B" and y.base == "W", "the first must be B, the second W")
    return Type(
        "B",
        z=x.z and y.z,
        o=(x.z and y.o) or (y.z and x.o),
        n=x.n or (x.z and y.n),
        d=x.d and y.d,
        u=True,
        s=x.s or y.s,
        f=(x.f and y.f) or (x.s and x.f) or (y.s and y.f),
        e=x.e and y.e and x.s and y.s,
    )


def _or_b(x: Type, z: Type) -> Type:
    _want(x.base == "B" and x.d and z.base == "W" and z.d, "the first must be Bd, the second Wd")
    return Type(
        "B",
        z=x.z and z.z,
        o=(x.z and z.o) or (z.z and x.o),
        d=True,
        u=True,
        s=x.s and z.s,
        e=True,
        m=x.e and z.e and (x.s or z.s),
    )


def _or_c(x: Type, z: Type) -> Type:
    _want(x.base == "B" and x.d and x.u and z.base == "V", "the first must be Bdu, the second V")
    return Type("V", z=x.z and z.z, o=x.o and z.z, s=x.s and z.s, f=True, m=x.e and (x.s or z.s))


def _or_d(x: Type, z: Type) -> Type:
    _want(x.base == "B" and x.d and x.u and z.base == "B", "the first must be Bdu, the second B")
    m = x.e and (x.s or z.s)
    return Type("B", z=x.z and z.z, o=x.o and z.z, d=z.d, u=z.u, s=x.s and z.s, f=z.f, e=z.e, m=m)


def _or_i(x: Type, z: Type) -> Type:
    _want(x.base == z.base and x.base in "BKV", "both must be B, K or V")
    return Type(
        x.base,
        o=x.z and z.z,
        u=x.u and z.u,
        d=x.d or z.d,
        s=x.s and z.s,
        f=x.f and z.f,
        e=(x.e and z.f) or (z.e and x.f),
        m=x.s or z.s,
    )


def _thresh(inside: Sequence[Type], required: int) -> Type:
    first, *others = inside
    _want(first.base == "B" and first.d and first.u, "the first must be Bdu")
    _want(all(one.base == "W" and one.d and one.u for one in others), "all but the first must be Wdu")
    unsigned = sum(not one.s for one in inside)
    return Type(
        "B",
        z=all(one.z for one in inside),
        o=sum(one.o for one in inside) == 1 and sum(one.z for one in inside) == len(inside) - 1,
        d=True,
        u=True,
        s=unsigned <= required - 1,
        e=unsigned == 0,
        m=all(one.e for one in inside) and unsigned <= required,
    )


def _wrap_a(x: Type) -> Type:
    _want(x.base == "B", "it must be B")
    return Type("W", d=x.d, u=x.u, s=x.s, f=x.f, e=x.e)


def _wrap_s(x: Type) -> Type:
    _want(x.base == "B" and x.o, "it must be Bo")
    return Type("W", d=x.d, u=x.u, s=x.s, f=x.f, e=x.e)


def _wrap_c(x: Type) -> Type:
    _want(x.base == "K", "it must be K")
    return Type("B", o=x.o, n=x.n, d=x.d, u=True, s=True, f=x.f, e=x.e)


def _wrap_d(x: Type) -> Type:
    _want(x.base == "V" and x.z, "it must be Vz")
    return Type("B", o=True, n=True, d=True, s=x.s, e=True)


def _wrap_v(x: Type) -> Type:
    _want(x.base == "B", "it must be B")
    return Type("V", z=x.z, o=x.o, n=x.n, s=x.s, f=True)


def _wrap_j(x: Type) -> Type:
    _want(x.base == "B" and x.n, "it must be Bn")
    return Type("B", o=x.o, n=True, d=True, u=x.u, s=x.s, e=x.f)


def _wrap_n(x: Type) -> Type:
    _want(x.base == "B", "it must be B")
    return Type("B", z=x.z, o=x.o, n=x.n, d=x.d, u=True, s=x.s, f=x.f, e=x.e)


_RULES: dict[str, Callable[..., Type]] = {
    "andor": _andor,
    "and_v": _and_v,
    "and_b": _and_b,
    "or_b": _or_b,
    "or_c": _or_c,
    "or_d": _or_d,
    "or_i": _or_i,
    "a": _wrap_a,
    "s": _wrap_s,
    "c": _wrap_c,
    "d": _wrap_d,
    "v": _wrap_v,
    "j": _wrap_j,
    "n": _wrap_n,
}
