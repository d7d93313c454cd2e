"""BIP 173 and BIP 350: bech32 and bech32m, and the witness programs that addresses write with them.

A text is a human-readable part, "1", and characters of 5 bits, the last six a checksum: a BCH code that finds any four
wrong characters. Version 0 of a witness program is written in bech32, later ones in bech32m.
"""

from __future__ import annotations

from collections.abc import Iterable

from coincide_bitcoin.errors import InputError, ParseError

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BECH32 = 1
BECH32M = 0x2BC830A3
LONGEST_TEXT = 90

_DIGITS = {character: digit for digit, character in enumerate(ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(hrp: str, digits: Iterable[int], constant: int) -> str:
    """Write digits of 5 bits with their checksum; `constant` is BECH32 or BECH32M."""
    body = list(digits)
    checksum = _polymod([*_expanded(hrp), *body, 0, 0, 0, 0, 0, 0]) ^ constant
    body += [(checksum >> shift) & 31 for shift in (25, 20, 15, 10, 5, 0)]
    return f"{hrp}1{''.join(ALPHABET[digit] for digit in body)}"


def decode(text: str, *, longest: int = LONGEST_TEXT) -> tuple[str, list[int], int]:
    """Read a text: its human-readable part, its digits of 5 bits without the checksum, and BECH32 or BECH32M.

    Raises
    ------
    ParseError : too long, of mixed case, with a wrong character or checksum, or without parts.
    """
    if len(text) > longest:
        raise ParseError(f"bech32 must have at most {longest} characters, got {len(text)}", longest)
    for at, character in enumerate(text):
        if not 33 <= ord(character) <= 126:
            raise ParseError(f"expected a printable character of ASCII, got {character!r}", at)
    if text.lower() != text and text.upper() != text:
        raise ParseError("bech32 must be all lower or all upper case", 0)
    hrp, separator, body = text.lower().rpartition("1")
    if not separator or not hrp:
        raise ParseError('bech32 must be a human-readable part, "1", and data', 0)
    if len(body) < 6:
        raise ParseError(f"the data of bech32 must end with a checksum of 6 characters, got {len(body)}", len(hrp) + 1)
    digits: list[int] = []
    for at, character in enumerate(body):
        if character not in _DIGITS:
            raise ParseError(f"expected a character of bech32, got {character!r}", len(hrp) + 1 + at)
        digits.append(_DIGITS[character])
    constant = _polymod([*_expanded(hrp), *digits])
    if constant not in (BECH32, BECH32M):
        raise ParseError("the checksum of bech32 does not match: a character is wrong or missing", 0)
    return hrp, digits[:-6], constant


def encode_program(hrp: str, version: int, program: bytes) -> str:
    """Write a witness program as an address.

    Raises
    ------
    InputError : no such version, or no such length of program.
    """
    fault = _program_fault(version, program)
    if fault:
        raise InputError(fault)
    return encode(hrp, [version, *regroup(program, 8, 5)], BECH32 if version == 0 else BECH32M)


def decode_program(text: str) -> tuple[str, int, bytes]:
    """Read an address of a witness program: its human-readable part, version and program.

    Raises
    ------
    ParseError : not bech32, or not an address.
    """
    hrp, digits, constant = decode(text)
    start = len(hrp) + 1
    if not digits:
        raise ParseError("an address must have a version after the separator", start)
    version = digits[0]
    program = from_digits(digits[1:], start=start + 1)
    fault = _program_fault(version, program)
    if fault:
        raise ParseError(fault, start)
    if constant != (BECH32 if version == 0 else BECH32M):
        raise ParseError(f"version {version} must be written in {'bech32' if version == 0 else 'bech32m'}", start)
    return hrp, version, program


def from_digits(digits: list[int], *, start: int = 0) -> bytes:
    """The bytes that digits of 5 bits write; `start` is the offset of the first, for errors.

    Raises
    ------
    ParseError : padding is longer than 4 bits, or not zero.
    """
    surplus = 5 * len(digits) % 8
    if surplus >= 5 or (digits and digits[-1] & ((1 << surplus) - 1)):
        raise ParseError("the last digits must be padded with up to 4 zero bits", start + max(len(digits) - 1, 0))
    return bytes(regroup(digits, 5, 8)[: 5 * len(digits) // 8])


def regroup(values: Iterable[int], width: int, new_width: int) -> list[int]:
    """The same bits in groups of another width, padded with zeros."""
    found: list[int] = []
    bits, count = 0, 0
    for value in values:
        bits, count = (bits << width) | value, count + width
        while count >= new_width:
            count -= new_width
            found.append(bits >> count)
            bits &= (1 << count) - 1
    return [*found, bits << (new_width - count)] if count else found


def _program_fault(version: int, program: bytes) -> str:
    if not 0 <= version <= 16:
        return f"the version of a witness program must be from 0 to 16, got {version}"
    if not 2 <= len(program) <= 40:
        return f"a witness program must have 2 to 40 bytes, got {len(program)}"
    if version == 0 and len(program) not in (20, 32):
        return f"a witness program of version 0 must have 20 or 32 bytes, got {len(program)}"
    return ""


def _expanded(hrp: str) -> list[int]:
    return [*(ord(one) >> 5 for one in hrp), 0, *(ord(one) & 31 for one in hrp)]


def _polymod(digits: Iterable[int]) -> int:
    remainder = 1
    for digit in digits:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ digit
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                remainder ^= generator
    return remainder
