"""Song 2019, chapter 4: base58, and base58check with its checksum of 4 bytes.

Base58 leaves out what looks alike (0 and O, I and l). Each leading zero byte is one leading "1".
"""

from __future__ import annotations

from coincide_bitcoin.errors import ParseError
from coincide_bitcoin.hashes import hash256

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Decoding takes time that grows with the square of the length; an extended key has 111 characters.
LONGEST_TEXT = 1000

_DIGITS = {character: digit for digit, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Write bytes in base58."""
    number = int.from_bytes(data, "big")
    characters: list[str] = []
    while number:
        number, digit = divmod(number, 58)
        characters.append(ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\x00"))
    return "1" * zeros + "".join(reversed(characters))


def decode(text: str) -> bytes:
    """Read base58.

    Raises
    ------
    ParseError : a character that is not of base58, or too many of them.
    """
    if len(text) > LONGEST_TEXT:
        raise ParseError(f"base58 must have at most {LONGEST_TEXT} characters, got {len(text)}", LONGEST_TEXT)
    number = 0
    for at, character in enumerate(text):
        if character not in _DIGITS:
            raise ParseError(f"expected a character of base58, got {character!r}", at)
        number = number * 58 + _DIGITS[character]
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_check(data: bytes) -> str:
    """Write bytes in base58, followed by the first 4 bytes of their hash."""
    return encode(data + hash256(data)[:4])


def decode_check(text: str) -> bytes:
    """Read base58check, and leave the checksum out.

    Raises
    ------
    ParseError : not base58, too short, or the checksum does not match.
    """
    data = decode(text)
    if len(data) < 4:
        raise ParseError(f"base58check must hold at least 4 bytes, its checksum, got {len(data)}", 0)
    if hash256(data[:-4])[:4] != data[-4:]:
        raise ParseError("the checksum of base58check does not match: a character is wrong or missing", 0)
    return data[:-4]
