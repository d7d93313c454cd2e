"""Miniscripts of chance, and transactions that spend them, for the tests."""

from __future__ import annotations

import random
from dataclasses import replace

from coincide_bitcoin.descriptor.miniscript import Assets, Miniscript
from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.hashes import hash160, hash256, ripemd160, sha256
from coincide_bitcoin.keys import PrivateKey
from coincide_bitcoin.script import SignatureHasher
from coincide_bitcoin.script.machine import Leaf
from coincide_bitcoin.script.standard import p2tr, p2wsh
from coincide_bitcoin.script.taproot import TreeLeaf, control_block, output_key
from coincide_bitcoin.transaction import Input, OutPoint, Output, Transaction

PRIVATE = [PrivateKey(sha256(b"miniscript %d" % number)) for number in range(40)]
SEC = [key.public.sec.hex() for key in PRIVATE]
PREIMAGES = [sha256(b"preimage %d" % number) for number in range(4)]
INTERNAL = PRIVATE[0].public.x_only
HASHES = {"sha256": sha256, "hash256": hash256, "ripemd160": ripemd160, "hash160": hash160}
OLDEST, LATEST, NOW = 144, 800_000, 700_000


def expression(rng: random.Random, depth: int, keys: list[str]) -> str:
    """A text that looks like a miniscript; its types seldom fit."""
    if depth == 0 or rng.random() < 0.1:
        return wrapped(rng, leaf(rng, keys))
    name = rng.choice(["andor", "and_v", "and_b", "and_n", "or_b", "or_c", "or_d", "or_i", "thresh"])
    count = {"andor": 3, "thresh": rng.randint(1, 4)}.get(name, 2)
    inside = [expression(rng, depth - 1, keys) for _ in range(count)]
    number = [str(rng.randint(1, count))] if name == "thresh" else []
    return wrapped(rng, f"{name}({','.join(number + inside)})")


def wrapped(rng: random.Random, text: str) -> str:
    letters = "".join(rng.choice("asctdvjnlu") for _ in range(rng.choice((0, 0, 1, 1, 2))))
    prefix, colon, rest = text.partition(":")
    if colon and prefix.isalpha():
        return f"{letters}{prefix}:{rest}"
    return f"{letters}:{text}" if letters else text


def leaf(rng: random.Random, keys: list[str]) -> str:
    name = rng.choice(["pk", "pk", "pkh", "older", "after", "multi", "multi_a", *HASHES, "0", "1"])
    if name in HASHES:
        return f"{name}({HASHES[name](rng.choice(PREIMAGES)).hex()})"
    if name in ("older", "after"):
        return f"{name}({rng.choice((1, OLDEST, OLDEST + 1) if name == 'older' else (NOW, LATEST))})"
    if name.startswith("multi"):
        total = rng.randint(1, 3)
        return f"{name}({','.join([str(rng.randint(1, total)), *(keys.pop() for _ in range(total))])})"
    return f"{name}({keys.pop()})" if name.startswith("pk") else name


def grown(rng: random.Random, *, is_tapscript: bool) -> Miniscript:
    """A miniscript of chance that is fit for use. Types are built from parts that fit where they can."""
    while True:
        keys = rng.sample(SEC, len(SEC))
        try:
            found = Miniscript.parse(fitting(rng, "B", rng.randint(1, 4), keys), is_tapscript=is_tapscript)
        except (ParseError, IndexError):
            continue
        if not found.faults():
            return found


def fitting(rng: random.Random, base: str, depth: int, keys: list[str]) -> str:
    """A text whose base types fit; whether its other properties do is left to chance."""
    if depth == 0 and base in "BK":
        return leaf(rng, keys) if base == "B" else f"{rng.choice(('pk_k', 'pk_h'))}({keys.pop()})"

    def inside(kind: str) -> str:
        return fitting(rng, kind, max(depth - 1, 0), keys)

    match base, rng.randrange(9) if depth else 8:
        case "W", _:
            return around(rng.choice("as"), inside("B"))
        case "V", 0:
            return f"or_c({inside('B')},{inside('V')})"
        case "V", number if number > 3:
            return around("v", inside("B"))
        case "B", 1:
            return f"and_b({inside('B')},{inside('W')})"
        case "B", 2:
            return f"or_b({inside('B')},{inside('W')})"
        case "B", 3:
            return f"or_d({inside('B')},{inside('B')})"
        case "B", 4:
            members = [inside("B"), *(inside("W") for _ in range(rng.randint(0, 2)))]
            return f"thresh({rng.randint(1, len(members))},{','.join(members)})"
        case "B", 5:
            return around(rng.choice("jnlut"), inside("V" if rng.random() < 0.3 else "B"))
        case "B", 6:
            return around("c", inside("K"))
        case "B", 7:
            return around("dv", f"older({rng.choice((1, OLDEST))})")
        case _, number if number % 3 == 0:
            return f"andor({inside('B')},{inside(base)},{inside(base)})"
        case _, number if number % 3 == 1:
            return f"and_v({inside('V')},{inside(base)})"
        case _:
            return f"or_i({inside(base)},{inside(base)})"


def around(letters: str, text: str) -> str:
    prefix, colon, rest = text.partition(":")
    return f"{letters}{prefix}:{rest}" if colon and prefix.isalpha() else f"{letters}:{text}"


def spend(found: Miniscript, rng: random.Random) -> tuple[Transaction, Output, tuple[bytes, ...] | None]:
    """A transaction that spends an output of the miniscript with some of the keys and preimages, and the witness."""
    script, is_tapscript = found.script(), found.root.is_tapscript
    tree = TreeLeaf(script)
    output = Output(100_000, p2tr(output_key(INTERNAL, tree.hash)[0]) if is_tapscript else p2wsh(sha256(script)))
    lock_time, sequence = rng.choice((0, NOW, LATEST)), rng.choice((0, 1, OLDEST, OLDEST + 1, 0xFFFFFFFE, 0xFFFFFFFF))
    one = Input(OutPoint(bytes(32), 0), b"", sequence)
    transaction = Transaction(2, (one,), (Output(90_000, b"\x51"),), lock_time)
    hasher = SignatureHasher(transaction, [output])
    signatures: dict[bytes, bytes] = {}
    for key in rng.sample(PRIVATE, rng.choice((len(PRIVATE), 30, 15))):
        if is_tapscript:
            digest = hasher.taproot(0, 0, leaf=Leaf(tree.hash, None, 0))
            assert digest is not None
            signatures[key.public.x_only] = key.sign_schnorr(digest, auxiliary=bytes(32))
        else:
            signatures[key.public.sec] = key.sign(hasher.witness_0(0, script, 1)) + b"\x01"
    known = rng.sample(PREIMAGES, rng.choice((0, 2, len(PREIMAGES))))
    preimages = {digest(one): one for one in known for digest in HASHES.values()}
    items = found.satisfy(Assets(signatures, preimages, lock_time, sequence))
    if items is not None:
        end = (script, control_block(INTERNAL, tree, tree)) if is_tapscript else (script,)
        transaction = replace(transaction, inputs=(replace(one, witness=(*items, *end)),))
    return transaction, output, items
