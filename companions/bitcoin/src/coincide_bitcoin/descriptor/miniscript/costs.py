"""BIP 379, resource limits: the most that any way to satisfy a fragment can take.

Every fragment has a cost of being satisfied and one of being dissatisfied, None where there is no way. `then` joins the
costs of what runs one after the other. Of two ways, the larger one of each number counts: a cost is an upper bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

from coincide_bitcoin.descriptor.miniscript.fragment import Fragment
from coincide_bitcoin.script.opcodes import OP_16
from coincide_bitcoin.script.script import operations

# What a signature and a key take in the witness, with the byte that says their length.
_SIGNATURE, _KEY = {False: 1 + 72, True: 1 + 65}, {False: 1 + 33, True: 1 + 32}
_PREIMAGE, _ONE, _NOTHING = 1 + 32, 1 + 1, 1
MOST_OPERATIONS, MOST_ITEMS, MOST_STACK = 201, 100, 1000
LARGEST_SCRIPT = 3600


@dataclass(frozen=True)
class Cost:
    """What a piece of script takes.

    Attributes
    ----------
    size : bytes in the witness.
    drop : by how many items the stack is higher before than after.
    peak : by how many items it is at most higher than after.
    operations : keys of OP_CHECKMULTISIG, which count as operations when it runs.
    """

    size: int = 0
    drop: int = 0
    peak: int = 0
    operations: int = 0

    def then(self, other: Cost) -> Cost:
        """The cost of both, this one first."""
        return Cost(
            self.size + other.size,
            self.drop + other.drop,
            max(other.peak, other.drop + self.peak),
            self.operations + other.operations,
        )

    def or_else(self, other: Cost) -> Cost:
        """The cost of one of the two, whichever it is."""
        return Cost(
            max(self.size, other.size),
            max(self.drop, other.drop),
            max(self.peak, other.peak),
            max(self.operations, other.operations),
        )


class Costs(NamedTuple):
    """Of being satisfied, and of being dissatisfied."""

    satisfied: Cost | None
    dissatisfied: Cost | None


@dataclass(frozen=True)
class Limits:
    """What satisfying a whole miniscript takes at most.

    Attributes
    ----------
    operations : that are no pushes, those of keys in OP_CHECKMULTISIG with them. Tapscript has no limit for them.
    items, size : of the witness, without the script.
    stack : most items while the script runs.
    """

    operations: int
    items: int
    size: int
    stack: int


def limits(fragment: Fragment, script: bytes) -> Limits | None:
    """What a fragment of base type B takes as a whole script; None if nothing satisfies it."""
    cost = costs(fragment).satisfied
    if cost is None:
        return None
    written = sum(one.opcode > OP_16 for one in operations(script))
    # One item is left in the end.
    return Limits(written + cost.operations, cost.drop + 1, cost.size, cost.peak + 1)


# Pieces of scripts: what is pushed lowers `drop`, what is taken raises it.
_NOP, _PUSH, _TAKE = Cost(), Cost(drop=-1), Cost(drop=1, peak=1)
_COMPARE = Cost(drop=2, peak=2)  # ...VERIFY of two items


def costs(fragment: Fragment) -> Costs:
    """The costs of a fragment."""
    inside = [costs(one) for one in fragment.inside]
    match fragment.name:
        case "andor":
            x, y, z = inside
            either = _or(_all(x.satisfied, _TAKE, y.satisfied), _all(x.dissatisfied, _TAKE, z.satisfied))
            return Costs(either, _all(x.dissatisfied, _TAKE, z.dissatisfied))
        case "and_v":
            return Costs(_all(inside[0].satisfied, inside[1].satisfied), None)
        case "and_b":
            x, y = inside
            return Costs(_all(x.satisfied, y.satisfied, _TAKE), _all(x.dissatisfied, y.dissatisfied, _TAKE))
        case "or_b":
            x, z = inside
            either = _or(_all(x.satisfied, z.dissatisfied, _TAKE), _all(x.dissatisfied, z.satisfied, _TAKE))
            return Costs(either, _all(x.dissatisfied, z.dissatisfied, _TAKE))
        case "or_c":
            x, z = inside
            return Costs(_or(_all(x.satisfied, _TAKE), _all(x.dissatisfied, _TAKE, z.satisfied)), None)
        case "or_d":
            x, z = inside
            either = _or(_all(x.satisfied, _PUSH, _TAKE), _all(x.dissatisfied, _TAKE, z.satisfied))
            return Costs(either, _all(x.dissatisfied, _TAKE, z.dissatisfied))
        case "or_i":
            x, z = inside
            return Costs(_choice(x.satisfied, z.satisfied), _choice(x.dissatisfied, z.dissatisfied))
        case "thresh":
            return _thresh(inside, fragment.number)
        case "a" | "s" | "n":
            return inside[0]
        case "c":
            return Costs(_all(inside[0].satisfied, _TAKE), _all(inside[0].dissatisfied, _TAKE))
        case "d":
            chosen = _all(Cost(_ONE), _PUSH, _TAKE, inside[0].satisfied)
            return Costs(chosen, _all(Cost(_NOTHING), _PUSH, _TAKE))
        case "v":
            return Costs(_all(inside[0].satisfied, _TAKE), None)
        case "j":
            # A script with nothing on top leaves that there.
            return Costs(_all(_PUSH, _TAKE, inside[0].satisfied), _all(Cost(_NOTHING), _PUSH, _TAKE))
        case _:
            return _leaf(fragment)


def _leaf(fragment: Fragment) -> Costs:
    signature, key = _SIGNATURE[fragment.is_tapscript], _KEY[fragment.is_tapscript]
    total, required = len(fragment.keys), fragment.number
    match fragment.name:
        case "0":
            return Costs(None, _PUSH)
        case "1":
            return Costs(_PUSH, None)
        case "pk_k":
            return Costs(_PUSH.then(Cost(signature)), _PUSH.then(Cost(_NOTHING)))
        case "pk_h":
            # DUP HASH160 <hash> EQUALVERIFY
            steps = _PUSH.then(_PUSH).then(_COMPARE)
            return Costs(steps.then(Cost(signature + key)), steps.then(Cost(_NOTHING + key)))
        case "older" | "after":
            return Costs(_PUSH, None)
        case "multi":
            checked = Cost(drop=required, peak=required + total + 2, operations=total)
            return Costs(
                checked.then(Cost(_NOTHING + required * signature)), checked.then(Cost(_NOTHING * (required + 1)))
            )
        case "multi_a":
            checked = Cost(drop=total - 1, peak=total)
            size = required * signature + (total - required) * _NOTHING
            return Costs(checked.then(Cost(size)), checked.then(Cost(_NOTHING * total)))
        case _:
            # SIZE <32> EQUALVERIFY, then the hash and its comparison; anybody may dissatisfy it, so nobody should.
            steps = _PUSH.then(_PUSH).then(_COMPARE).then(_PUSH).then(_TAKE)
            return Costs(steps.then(Cost(_PREIMAGE)), None)


def _thresh(inside: list[Costs], required: int) -> Costs:
    """The costs of satisfying exactly 0, 1, 2 ... of those inside, one after the other."""
    sums: list[Cost | None] = [_NOP]
    for place, one in enumerate(inside):
        add = _TAKE if place else _NOP
        failed = [_all(before, one.dissatisfied, add) for before in sums]
        passed = [_all(before, one.satisfied, add) for before in sums]
        sums = [_or(first, second) for first, second in zip([*failed, None], [None, *passed], strict=True)]
    end = _PUSH.then(_TAKE)
    return Costs(_all(sums[required], end), _all(sums[0], end))


def _choice(first: Cost | None, second: Cost | None) -> Cost | None:
    """IF first ELSE second ENDIF: 1 chooses the first, nothing the second."""
    return _or(_all(Cost(_ONE), _TAKE, first), _all(Cost(_NOTHING), _TAKE, second))


def _all(*parts: Cost | None) -> Cost | None:
    """One after the other; None if one has no way."""
    known = [part for part in parts if part is not None]
    return reduce(Cost.then, known) if len(known) == len(parts) else None


def _or(first: Cost | None, second: Cost | None) -> Cost | None:
    """The larger one of each number, where both are possible."""
    if first is None or second is None:
        return second if first is None else first
    return first.or_else(second)
