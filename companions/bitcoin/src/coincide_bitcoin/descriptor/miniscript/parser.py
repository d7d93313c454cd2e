"""BIP 379: text to fragments. Abbreviations are written out; types are judged as each fragment is complete."""

from __future__ import annotations

from collections.abc import Sequence

from coincide_bitcoin.descriptor.key import KeyExpression
from coincide_bitcoin.descriptor.miniscript.fragment import HASHES, Fragment
from coincide_bitcoin.descriptor.miniscript.types import LEAVES, Type, TypeMismatch, lock_type, type_of
from coincide_bitcoin.descriptor.reader import DescriptorReader
from coincide_bitcoin.errors import shown

WRAPPERS = "asctdvjnlu"
# How many fragments each takes.
_ARITY = {"andor": 3, "and_v": 2, "and_b": 2, "and_n": 2, "or_b": 2, "or_c": 2, "or_d": 2, "or_i": 2}
_KEYED = {"pk": "pk_k", "pkh": "pk_h", "pk_k": "pk_k", "pk_h": "pk_h"}
NAMES = ("0", "1", *_KEYED, "older", "after", *HASHES, *_ARITY, "thresh", "multi", "multi_a")
MOST_KEYS = {"multi": 20, "multi_a": 999}
MOST_IN_THRESH = 999  # each takes an item of a stack of 1,000
LOCK_END = 1 << 31
TIME_FLAG, FIRST_TIME = 1 << 22, 500_000_000  # of BIP 68, and of a transaction's lock time
DEEPEST = 200


def read_fragment(reader: DescriptorReader, *, is_tapscript: bool) -> Fragment:
    """Read one fragment with those inside it.

    Raises
    ------
    ParseError : it is none, its types do not fit, or it is more than 200 deep.
    """
    return _Parser(reader, is_tapscript).fragment(depth=0)


class _Parser:
    def __init__(self, reader: DescriptorReader, is_tapscript: bool) -> None:
        self.reader, self.is_tapscript = reader, is_tapscript

    def fragment(self, *, depth: int) -> Fragment:
        start = self.reader.at
        wrappers = self.wrappers()
        depth += 1 + len(wrappers)
        if depth > DEEPEST:
            self.reader.fail(f"fragments must be at most {DEEPEST} deep", start)
        found = self.unwrapped(depth)
        for place in reversed(range(len(wrappers))):
            found = self.wrapped(wrappers[place], found, start + place)
        return found

    def wrappers(self) -> str:
        """Letters before a colon, if there is one before the next mark."""
        start = self.reader.at
        letters, colon, _ = self.reader.word().partition(":")
        if not colon:
            self.reader.at = start
            return ""
        self.reader.at = start + len(letters) + 1
        wrong = next((place for place, letter in enumerate(letters) if letter not in WRAPPERS), None)
        if wrong is not None or not letters:
            self.reader.fail(f"expected wrappers before a colon, letters of {WRAPPERS}", start + (wrong or 0))
        return letters

    def unwrapped(self, depth: int) -> Fragment:
        start = self.reader.at
        name = self.reader.word()
        if name in ("0", "1"):
            return self.leaf(name)
        if name not in NAMES:
            self.reader.fail(f"expected a fragment, one of {', '.join(NAMES)}, got {shown(name)}", start)
        self.reader.expect("(")
        found = self.called(name, start, depth)
        self.reader.expect(")")
        return found

    def called(self, name: str, start: int, depth: int) -> Fragment:
        if name in _KEYED:
            leaf = self.leaf(_KEYED[name], keys=(self.key(),))
            return leaf if name in ("pk_k", "pk_h") else self.compound("c", (leaf,), start)
        if name in ("older", "after"):
            return self.lock(name)
        if name in HASHES:
            return self.hash(name)
        if name in MOST_KEYS:
            return self.multi(name, start)
        if name == "thresh":
            return self.thresh(start, depth)
        inside = [self.fragment(depth=depth)]
        while len(inside) < _ARITY[name]:
            self.reader.expect(",")
            inside.append(self.fragment(depth=depth))
        if name == "and_n":
            return self.compound("andor", (*inside, self.leaf("0")), start)
        return self.compound(name, tuple(inside), start)

    def wrapped(self, letter: str, one: Fragment, at: int) -> Fragment:
        if letter == "t":
            return self.compound("and_v", (one, self.leaf("1")), at)
        if letter in "lu":
            return self.compound("or_i", (self.leaf("0"), one) if letter == "l" else (one, self.leaf("0")), at)
        return self.compound(letter, (one,), at)

    def lock(self, name: str) -> Fragment:
        number = self.number(1, LOCK_END)
        is_time = bool(number & TIME_FLAG) if name == "older" else number >= FIRST_TIME
        kind = f"{'relative' if name == 'older' else 'absolute'} {'time' if is_time else 'height'}"
        return self.leaf(name, lock_type(kind), number=number)

    def hash(self, name: str) -> Fragment:
        start, length = self.reader.at, HASHES[name]
        word = self.reader.word()
        try:
            digest = bytes.fromhex(word)
        except ValueError:
            digest = b""
        if len(digest) != length or len(word) != 2 * length:
            self.reader.fail(f"{name}() must hold {length} bytes in hexadecimal, got {shown(word)}", start)
        return self.leaf(name, digest=digest)

    def multi(self, name: str, start: int) -> Fragment:
        if (name == "multi_a") != self.is_tapscript:
            right = "multi_a() in tr()" if self.is_tapscript else "multi() in wsh()"
            self.reader.fail(f"expected {right} for several keys, got {name}()", start)
        required_at = self.reader.at
        required = self.number(1, MOST_KEYS[name] + 1)
        keys: list[KeyExpression] = []
        while self.reader.peek() == ",":
            self.reader.expect(",")
            keys.append(self.key())
        if not required <= len(keys) <= MOST_KEYS[name]:
            self.reader.fail(
                f"{name}() must have at most {MOST_KEYS[name]} keys and no higher threshold than keys, "
                f"got {required} of {len(keys)}",
                required_at,
            )
        return self.leaf(name, keys=tuple(keys), number=required)

    def thresh(self, start: int, depth: int) -> Fragment:
        required_at = self.reader.at
        required = self.number(1, LOCK_END)
        inside: list[Fragment] = []
        while self.reader.peek() == ",":
            self.reader.expect(",")
            inside.append(self.fragment(depth=depth))
        if len(inside) > MOST_IN_THRESH:
            self.reader.fail(f"thresh() must hold at most {MOST_IN_THRESH}, got {len(inside)}", start)
        if required > len(inside):
            self.reader.fail(f"thresh() must not need more than its {len(inside)} parts, got {required}", required_at)
        return self.compound("thresh", tuple(inside), start, number=required)

    def number(self, low: int, end: int) -> int:
        start = self.reader.at
        word = self.reader.word()
        is_number = word.isascii() and word.isdigit() and len(word) <= 10 and (word[0] != "0" or word == "0")
        if not is_number or not low <= int(word) < end:
            self.reader.fail(f"expected a number from {low} to {end - 1}, got {shown(word)}", start)
        return int(word)

    def key(self) -> KeyExpression:
        return self.reader.key(may_be_long=False, x_only=self.is_tapscript)

    def leaf(
        self,
        name: str,
        kind: Type | None = None,
        *,
        keys: tuple[KeyExpression, ...] = (),
        number: int = 0,
        digest: bytes = b"",
    ) -> Fragment:
        return Fragment(name, kind or LEAVES[name], (), keys, number, digest, self.is_tapscript)

    def compound(self, name: str, inside: Sequence[Fragment], start: int, *, number: int = 0) -> Fragment:
        try:
            kind = type_of(name, [one.type for one in inside], required=number, is_tapscript=self.is_tapscript)
        except TypeMismatch as error:
            colon = ":" if len(name) == 1 else "()"
            bases = ", ".join(one.type.base for one in inside)
            self.reader.fail(f"what is in {name}{colon} does not fit: {error}; got {bases}", start)
        return Fragment(name, kind, tuple(inside), (), number, b"", self.is_tapscript)
