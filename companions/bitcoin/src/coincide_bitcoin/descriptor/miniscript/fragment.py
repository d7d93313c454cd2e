"""BIP 379: the fragments of Miniscript, a language for scripts that a program can take apart and satisfy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from coincide_bitcoin.descriptor.key import KeyExpression
from coincide_bitcoin.descriptor.miniscript.types import Type
from coincide_bitcoin.hashes import hash160
from coincide_bitcoin.script.opcodes import CODES, OP_EQUAL
from coincide_bitcoin.script.script import push, push_number

# Which bytes stand for a key: 33 in a witness script, 32 in Tapscript.
KeyBytes = Callable[[KeyExpression], bytes]

# The fragments with others inside: their names in the script, where a number stands for one of those inside.
_TEMPLATES = {
    "andor": "0 NOTIF 2 ELSE 1 ENDIF",
    "and_v": "0 1",
    "and_b": "0 1 BOOLAND",
    "or_b": "0 1 BOOLOR",
    "or_c": "0 NOTIF 1 ENDIF",
    "or_d": "0 IFDUP NOTIF 1 ENDIF",
    "or_i": "IF 0 ELSE 1 ENDIF",
    "a": "TOALTSTACK 0 FROMALTSTACK",
    "s": "SWAP 0",
    "c": "0 CHECKSIG",
    "d": "DUP IF 0 ENDIF",
    "j": "SIZE 0NOTEQUAL IF 0 ENDIF",
    "n": "0 0NOTEQUAL",
}
# Opcodes that have a twin which verifies: the byte after theirs.
_WITH_TWIN = {CODES[f"OP_{name}"] for name in ("EQUAL", "NUMEQUAL", "CHECKSIG", "CHECKMULTISIG")}
HASHES = {"sha256": 32, "hash256": 32, "ripemd160": 20, "hash160": 20}


@dataclass(frozen=True, eq=False)
class Fragment:
    """One fragment with those inside it. The abbreviations of the BIP (`pk`, `t:` ...) are written out.

    Attributes
    ----------
    name : as in the BIP: `pk_k`, `older`, `and_v` ...; one letter for a wrapper.
    number : of blocks or seconds in `older` and `after`, and how many must be satisfied in `thresh` and `multi`.
    digest : of the hash fragments.
    is_tapscript : written for Tapscript, else for a witness script of version 0.
    """

    name: str
    type: Type = field(repr=False)
    inside: tuple[Fragment, ...] = field(default=(), repr=False)
    keys: tuple[KeyExpression, ...] = field(default=(), repr=False)
    number: int = 0
    digest: bytes = field(default=b"", repr=False)
    is_tapscript: bool = False

    def script(self, key_bytes: KeyBytes) -> bytes:
        """The script that the fragment stands for."""
        parts = [one.script(key_bytes) for one in self.inside]
        if self.name in _TEMPLATES:
            words = _TEMPLATES[self.name].split()
            return b"".join(parts[int(word)] if word.isdigit() else _opcode(word) for word in words)
        if self.name == "v":
            last = parts[0][-1]
            return parts[0][:-1] + bytes([last + 1]) if last in _WITH_TWIN else parts[0] + _opcode("VERIFY")
        if self.name == "thresh":
            sums = b"".join(part + _opcode("ADD") for part in parts[1:])
            return parts[0] + sums + push_number(self.number) + bytes([OP_EQUAL])
        return self._leaf([key_bytes(key) for key in self.keys])

    def key_expressions(self) -> Iterator[KeyExpression]:
        """All keys inside, from left to right."""
        yield from self.keys
        for one in self.inside:
            yield from one.key_expressions()

    def _leaf(self, keys: Sequence[bytes]) -> bytes:
        match self.name:
            case "0" | "1":
                return push_number(int(self.name))
            case "pk_k":
                return push(keys[0])
            case "pk_h":
                return _opcode("DUP") + _opcode("HASH160") + push(hash160(keys[0])) + _opcode("EQUALVERIFY")
            case "older":
                return push_number(self.number) + _opcode("CHECKSEQUENCEVERIFY")
            case "after":
                return push_number(self.number) + _opcode("CHECKLOCKTIMEVERIFY")
            case "multi":
                parts = [push_number(self.number), *map(push, keys), push_number(len(keys)), _opcode("CHECKMULTISIG")]
                return b"".join(parts)
            case "multi_a":
                checks = [push(key) + _opcode("CHECKSIGADD" if place else "CHECKSIG") for place, key in enumerate(keys)]
                return b"".join(checks) + push_number(self.number) + _opcode("NUMEQUAL")
            case _:
                size = _opcode("SIZE") + push_number(32) + _opcode("EQUALVERIFY")
                return size + _opcode(self.name.upper()) + push(self.digest) + bytes([OP_EQUAL])


def _opcode(name: str) -> bytes:
    return bytes([CODES[f"OP_{name}"]])
