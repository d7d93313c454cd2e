"""BIP 380: the eight characters after `#` that guard a descriptor.

A BCH code over GF(32) like that of bech32. Each character becomes its place within a group of 32, and after every third
one a symbol that holds the three groups.
"""

from __future__ import annotations

from coincide_bitcoin.errors import ParseError, shown

# BIP 380, section Character Set: three groups of 32.
CHARACTERS = (
    "0123456789()[],'/*abcdefgh@:$%{}" + "IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~" + 'ijklmnopqrstuvwxyzABCDEFGH`#"\\ '
)
CHECKSUM_CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0xF5DEE51989, 0xA9FDCA3312, 0x1BAB10E32D, 0x3706B1677A, 0x644D626FFD)
LENGTH = 8


def checksum(text: str) -> str:
    """The checksum of a descriptor without one.

    Raises
    ------
    ParseError : a character that descriptors do not have.
    """
    state = _remainder([*_symbols(text), *[0] * LENGTH]) ^ 1
    return "".join(CHECKSUM_CHARACTERS[state >> 5 * (LENGTH - 1 - place) & 31] for place in range(LENGTH))


def add_checksum(text: str) -> str:
    """The descriptor with its checksum."""
    return f"{text}#{checksum(text)}"


def strip_checksum(text: str) -> str:
    """Check the checksum, if there is one, and take it off.

    Raises
    ------
    ParseError : it is wrong or has another length than 8.
    """
    body, mark, given = text.partition("#")
    expected = checksum(body)
    if mark and given != expected:
        why = f"the checksum after `#` must be {expected!r}, got {shown(given)}; a character may be mistyped"
        raise ParseError(why, len(body))
    return body


def _symbols(text: str) -> list[int]:
    symbols: list[int] = []
    groups: list[int] = []
    for at, character in enumerate(text):
        place = CHARACTERS.find(character)
        if place < 0:
            raise ParseError(f"the characters of a descriptor must be printable ASCII, got {character!r}", at)
        symbols.append(place & 31)
        groups.append(place >> 5)
        if len(groups) == 3:
            symbols.append(groups[0] * 9 + groups[1] * 3 + groups[2])
            groups.clear()
    if groups:
        symbols.append(groups[0] if len(groups) == 1 else groups[0] * 3 + groups[1])
    return symbols


def _remainder(symbols: list[int]) -> int:
    state = 1
    for symbol in symbols:
        top = state >> 35
        state = (state & 0x7FFFFFFFF) << 5 ^ symbol
        for place, generator in enumerate(GENERATORS):
            if top >> place & 1:
                state ^= generator
    return state
