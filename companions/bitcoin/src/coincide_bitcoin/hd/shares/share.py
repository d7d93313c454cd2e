"""SLIP 39, format of a share: words of 10 bits each, with a checksum that finds up to three wrong words.

id 15 | extendable 1 | exponent 4 | group 4 | group threshold 4 | groups 4 | member 4 | member threshold 4 | value | 30
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from coincide_bitcoin.errors import ParseError

FEWEST_WORDS = 20
_HEADER_WORDS, _CHECKSUM_WORDS = 4, 3
_RADIX_BITS = 10
_WIDTHS = (15, 1, 4, 4, 4, 4, 4, 4)
# Reed and Solomon's code over 1,024 elements: what is added for each bit that is shifted out.
_GENERATOR = (
    0xE0E040,
    0x1C1C080,
    0x3838100,
    0x7070200,
    0xE0E0009,
    0x1C0C2412,
    0x38086C24,
    0x3090FC48,
    0x21B1F890,
    0x3F3F120,
)


@dataclass(frozen=True)
class Share:
    """One share of one group.

    Attributes
    ----------
    identifier : 15 bits, the same in all shares of a secret.
    is_extendable : whether more shares can be made later, since the encryption does not depend on the identifier.
    exponent : how often the work of the encryption is doubled.
    group, group_threshold, groups : which group this is, how many are needed, and how many there are.
    member, member_threshold : which member of the group this is, and how many are needed.
    value : the share itself, as long as the secret.
    """

    identifier: int
    is_extendable: bool
    exponent: int
    group: int
    group_threshold: int
    groups: int
    member: int
    member_threshold: int
    value: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Share:
        """Read the words of a share.

        Raises
        ------
        ParseError : a word that is not in the list, a wrong checksum, or an impossible length or padding. No word
            appears in the error.
        """
        indices = _indices(text)
        if len(indices) < FEWEST_WORDS:
            raise ParseError(f"a share must have at least {FEWEST_WORDS} words, got {len(indices)}", len(text))
        value_bits = _RADIX_BITS * (len(indices) - _HEADER_WORDS - _CHECKSUM_WORDS)
        if value_bits % 16 > 8:
            raise ParseError(f"a share cannot have {len(indices)} words", len(text))
        whole = _joined(indices)
        numbers = _fields(_joined(indices[:_HEADER_WORDS]))
        if _polymod([*_customization(bool(numbers[1])), *indices]) != 1:
            raise ParseError("the checksum of the share is wrong: a word is misspelt or in the wrong place", 0)
        value = whole >> _RADIX_BITS * _CHECKSUM_WORDS & (1 << value_bits) - 1
        length = value_bits // 16 * 2
        if value >> 8 * length:
            raise ParseError("the padding of the share must be zeros", 0)
        identifier, is_extendable, exponent, group, group_threshold, groups, member, member_threshold = numbers
        if group_threshold > groups:
            raise ParseError(f"a share cannot need {group_threshold + 1} groups of {groups + 1}", 0)
        return cls(
            identifier,
            bool(is_extendable),
            exponent,
            group,
            group_threshold + 1,
            groups + 1,
            member,
            member_threshold + 1,
            value.to_bytes(length, "big"),
        )

    def words(self) -> str:
        """The share as words."""
        numbers = (
            self.identifier,
            int(self.is_extendable),
            self.exponent,
            self.group,
            self.group_threshold - 1,
            self.groups - 1,
            self.member,
            self.member_threshold - 1,
        )
        header = 0
        for number, width in zip(numbers, _WIDTHS, strict=True):
            header = header << width | number
        count = -(-8 * len(self.value) // _RADIX_BITS)
        data = [*_split(header, _HEADER_WORDS), *_split(int.from_bytes(self.value, "big"), count)]
        checksum = _polymod([*_customization(self.is_extendable), *data, 0, 0, 0]) ^ 1
        return " ".join(_words()[index] for index in (*data, *_split(checksum, _CHECKSUM_WORDS)))

    @property
    def salt(self) -> bytes:
        """What the encryption depends on beside the passphrase."""
        return b"" if self.is_extendable else b"shamir" + self.identifier.to_bytes(2, "big")


@cache
def _words() -> list[str]:
    """The 1,024 words of the list in SLIP 39, in order; their first four letters tell them apart."""
    return (resources.files("coincide_bitcoin.hd.shares") / "words.txt").read_text(encoding="ascii").split()


@cache
def _numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(_words())}


def _indices(text: str) -> list[int]:
    found: list[int] = []
    at = 0
    for number, word in enumerate(text.split()):
        at = text.index(word, at)
        if word.lower() not in _numbers():
            raise ParseError(f"word {number + 1} of the share is not in the list of SLIP 39", at)
        found.append(_numbers()[word.lower()])
        at += len(word)
    return found


def _fields(header: int) -> list[int]:
    found: list[int] = []
    for width in reversed(_WIDTHS):
        found.append(header & (1 << width) - 1)
        header >>= width
    found.reverse()
    return found


def _joined(indices: list[int]) -> int:
    total = 0
    for index in indices:
        total = total << _RADIX_BITS | index
    return total


def _split(number: int, count: int) -> list[int]:
    return [number >> _RADIX_BITS * place & 1023 for place in reversed(range(count))]


def _customization(is_extendable: bool) -> bytes:
    return b"shamir_extendable" if is_extendable else b"shamir"


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 20
        checksum = (checksum & 0xFFFFF) << 10 ^ value
        for place, generator in enumerate(_GENERATOR):
            if top >> place & 1:
                checksum ^= generator
    return checksum
