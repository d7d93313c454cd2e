"""BIPs 379 to 387: text to expressions, by recursive descent. What may stand where depends on what stands around it.

Sources of each rule: sh at the top only and one level deep (381), compressed keys in witnesses (382), limits of multi
(383), combo, raw and addr at the top only (384, 385), x-only keys and trees in tr only (386), miniscript in wsh and in
leaves (379); rawtr as Bitcoin Core has it.
"""

from __future__ import annotations

from coincide_bitcoin import address
from coincide_bitcoin.descriptor.expressions import (
    Expression,
    FixedScript,
    LeafExpression,
    LeafScript,
    MiniscriptLeaf,
    MiniscriptScript,
    Multisig,
    RawTaproot,
    ScriptHash,
    SingleKey,
    Taproot,
    TreeExpression,
)
from coincide_bitcoin.descriptor.key import KeyExpression
from coincide_bitcoin.descriptor.miniscript import Miniscript
from coincide_bitcoin.descriptor.miniscript.parser import NAMES as MINISCRIPT_NAMES
from coincide_bitcoin.descriptor.reader import DescriptorReader
from coincide_bitcoin.errors import ParseError, shown
from coincide_bitcoin.networks import Network

TOP, SH, WSH = "", "sh", "wsh"
# Which expressions may stand at the top, in sh(), and in wsh() or sh(wsh()).
ALLOWED = {
    TOP: ("pk", "pkh", "wpkh", "combo", "multi", "sortedmulti", "sh", "wsh", "tr", "rawtr", "raw", "addr"),
    SH: ("pk", "pkh", "wpkh", "multi", "sortedmulti", "wsh"),
    WSH: ("pk", "pkh", "multi", "sortedmulti"),
}
IN_TREE = ("pk", "pkh", "multi_a", "sortedmulti_a")
SINGLE = {"pk": ("pk",), "pkh": ("pkh",), "wpkh": ("wpkh",), "combo": ("pk", "pkh", "wpkh", "sh-wpkh")}
MOST_KEYS_AT_TOP, MOST_KEYS, MOST_KEYS_IN_TREE = 3, 20, 999
LARGEST_REDEEM_SCRIPT = 520
DEEPEST_TREE = 128


def parse_expression(text: str, network: Network) -> Expression:
    """Read a descriptor without its checksum.

    Raises
    ------
    ParseError : it is none, or a key is not of this network.
    """
    reader = DescriptorReader(text, network)
    expression = _Parser(reader).expression(TOP)
    reader.expect_end()
    return expression


class _Parser:
    def __init__(self, reader: DescriptorReader) -> None:
        self.reader = reader

    def expression(self, context: str) -> Expression:
        start = self.reader.at
        name = self.reader.name()
        if context == WSH and (name not in ALLOWED[WSH] or self.reader.peek() != "("):
            return MiniscriptScript(self.miniscript(start, ALLOWED[WSH], is_tapscript=False))
        if name not in ALLOWED[context]:
            where = f"in {context}()" if context else "in a descriptor"
            self.reader.fail(
                f"{where}, expected one of {', '.join(ALLOWED[context])}, got {shown(name)}",
                start,
            )
        self.reader.expect("(")
        expression = self.inside(name, context)
        self.reader.expect(")")
        return expression

    def inside(self, name: str, context: str) -> Expression:
        if name in SINGLE:
            return SingleKey(SINGLE[name], self.reader.key(may_be_long=name != "wpkh" and context != WSH))
        if name in ("multi", "sortedmulti"):
            return self.multisig(name, context)
        if name in ("sh", "wsh"):
            return ScriptHash(self.expression(name), is_witness=name == "wsh")
        if name == "tr":
            return self.taproot()
        if name == "rawtr":
            return RawTaproot(self.reader.key(may_be_long=False, x_only=True))
        return self.fixed(name)

    def miniscript(self, start: int, others: tuple[str, ...], *, is_tapscript: bool) -> Miniscript:
        """One that is fit for use; `others` are the names that may stand here beside those of miniscript."""
        self.reader.at = start
        name, colon, _ = self.reader.word().partition(":")
        if name not in MINISCRIPT_NAMES and not colon:
            where = "a tree" if is_tapscript else "wsh()"
            self.reader.fail(
                f"in {where}, expected one of {', '.join(others)} or a miniscript, got {shown(name)}", start
            )
        self.reader.at = start
        found = Miniscript.read(self.reader, is_tapscript=is_tapscript)
        if faults := found.faults():
            self.reader.fail(f"this miniscript is unfit for use: {'; '.join(faults)}", start)
        return found

    def multisig(self, name: str, context: str) -> Multisig:
        start = self.reader.at
        required, members = self.members(may_be_long=context != WSH)
        most = MOST_KEYS_AT_TOP if context == TOP else MOST_KEYS
        if len(members) > most:
            self.reader.fail(f"{name}() must have at most {most} keys here, got {len(members)}", start)
        size = 3 + sum(34 if key.is_compressed else 66 for key in members)
        if context == SH and size > LARGEST_REDEEM_SCRIPT:
            self.reader.fail(
                f"the script in sh() must have at most {LARGEST_REDEEM_SCRIPT} bytes, it has {size}", start
            )
        return Multisig(required, members, is_sorted=name == "sortedmulti")

    def members(self, *, may_be_long: bool, x_only: bool = False) -> tuple[int, tuple[KeyExpression, ...]]:
        """A threshold and keys."""
        start = self.reader.at
        threshold = self.reader.word()
        members: list[KeyExpression] = []
        while self.reader.peek() == ",":
            self.reader.expect(",")
            members.append(self.reader.key(may_be_long=may_be_long, x_only=x_only))
        is_number = threshold.isascii() and threshold.isdigit() and len(threshold) < 4
        if not (is_number and 1 <= int(threshold) <= len(members)):
            self.reader.fail(
                f"the threshold must be from 1 to the number of keys, {len(members)}, got {shown(threshold)}", start
            )
        return int(threshold), tuple(members)

    def taproot(self) -> Taproot:
        internal = self.reader.key(may_be_long=False, x_only=True)
        if self.reader.peek() != ",":
            return Taproot(internal)
        self.reader.expect(",")
        return Taproot(internal, self.tree(depth=0))

    def tree(self, *, depth: int) -> TreeExpression:
        if depth > DEEPEST_TREE:
            self.reader.fail(f"a tree must be at most {DEEPEST_TREE} deep")
        if self.reader.peek() != "{":
            return self.leaf()
        self.reader.expect("{")
        left = self.tree(depth=depth + 1)
        self.reader.expect(",")
        right = self.tree(depth=depth + 1)
        self.reader.expect("}")
        return left, right

    def leaf(self) -> LeafExpression:
        start = self.reader.at
        name = self.reader.name()
        if name not in IN_TREE or self.reader.peek() != "(":
            return MiniscriptLeaf(self.miniscript(start, IN_TREE, is_tapscript=True))
        self.reader.expect("(")
        if name in ("pk", "pkh"):
            leaf = LeafScript(name, (self.reader.key(may_be_long=False, x_only=True),))
        else:
            required, members = self.members(may_be_long=False, x_only=True)
            if len(members) > MOST_KEYS_IN_TREE:
                self.reader.fail(f"{name}() must have at most {MOST_KEYS_IN_TREE} keys, got {len(members)}", start)
            leaf = LeafScript(name, members, required)
        self.reader.expect(")")
        return leaf

    def fixed(self, name: str) -> FixedScript:
        start = self.reader.at
        word = self.reader.word()
        try:
            return FixedScript(bytes.fromhex(word) if name == "raw" else address.decode(word, self.reader.network))
        except ValueError:
            self.reader.fail("raw() must hold a script in hexadecimal", start)
        except ParseError as error:
            self.reader.fail(f"addr() must hold an address: {error.why}", start)
