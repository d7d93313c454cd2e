"""BIP 39: entropy as words, and words as a seed.

Each word of the English list stands for 11 bits; the last word ends with a checksum, the first bits of the entropy's
SHA-256. The seed is PBKDF2 over the words, so it exists for a wrong checksum too: `entropy_of` is for people's typing.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache
from importlib import resources

from coincide_bitcoin.errors import InputError, ParseError

WORD_COUNTS = (12, 15, 18, 21, 24)
ITERATIONS = 2048


@cache
def words() -> tuple[str, ...]:
    """The 2048 English words, in order. Source: `bip-0039/english.txt` of the BIPs (MIT)."""
    text = (resources.files("coincide_bitcoin.hd") / "english.txt").read_text(encoding="ascii")
    return tuple(text.split())


def mnemonic_of(entropy: bytes) -> str:
    """Write entropy as words.

    Parameters
    ----------
    entropy : 16, 20, 24, 28 or 32 bytes from a source that nobody can guess, as `secrets.token_bytes(16)`.

    Raises
    ------
    InputError : another length.
    """
    if len(entropy) not in (16, 20, 24, 28, 32):
        raise InputError(f"entropy must have 16, 20, 24, 28 or 32 bytes, got {len(entropy)}")
    n_checksum = len(entropy) // 4
    bits = int.from_bytes(entropy, "big") << n_checksum | _checksum(entropy)
    count = (len(entropy) * 8 + n_checksum) // 11
    return " ".join(words()[bits >> 11 * place & 2047] for place in reversed(range(count)))


def entropy_of(mnemonic: str) -> bytes:
    """Read words back as entropy.

    Raises
    ------
    ParseError : the number of words, one of them (named by its place, as words are secret), or the checksum is wrong.
    """
    given = mnemonic.split()
    if len(given) not in WORD_COUNTS:
        raise ParseError(f"a mnemonic must have 12, 15, 18, 21 or 24 words, got {len(given)}", 0)
    bits = 0
    for place, word in enumerate(given, 1):
        if word not in words():
            at = len(" ".join(given[: place - 1]))
            raise ParseError(f"word {place} is not in the English list of BIP 39; check its spelling", at)
        bits = bits << 11 | words().index(word)
    n_checksum = len(given) // 3
    entropy = (bits >> n_checksum).to_bytes(n_checksum * 4, "big")
    if _checksum(entropy) != bits & (1 << n_checksum) - 1:
        raise ParseError("the checksum in the last word is wrong; check the words and their order", len(mnemonic))
    return entropy


def seed_of(mnemonic: str, passphrase: str = "") -> bytes:
    """The 64 bytes that BIP 32 starts from. Both texts are normalized (NFKD); the checksum is not looked at."""
    password, salt = (unicodedata.normalize("NFKD", text).encode() for text in (mnemonic, "mnemonic" + passphrase))
    return hashlib.pbkdf2_hmac("sha512", password, salt, ITERATIONS)


def _checksum(entropy: bytes) -> int:
    return hashlib.sha256(entropy).digest()[0] >> 8 - len(entropy) // 4
