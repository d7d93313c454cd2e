"""How signatures and keys must be written, under which flags (BIP 62, 66, 143, 146)."""

from __future__ import annotations

from coincide_bitcoin.curve.secp256k1 import N
from coincide_bitcoin.encoding import der
from coincide_bitcoin.script.failure import ScriptFailure
from coincide_bitcoin.script.flags import DERSIG, LOW_S, STRICTENC, WITNESS_PUBKEYTYPE
from coincide_bitcoin.script.machine import Version

ALL, NONE, SINGLE = 1, 2, 3
ANYONECANPAY = 0x80
_STRICT = frozenset({DERSIG, LOW_S, STRICTENC})


def check_signature(signature: bytes, flags: frozenset[str]) -> None:
    """Fail if an ECDSA signature, its hash type last, is not written as the flags want; it may be empty."""
    if not signature:
        return
    body = signature[:-1]
    if not flags.isdisjoint(_STRICT) and not der.is_strict(body):
        raise ScriptFailure("SIG_DER")
    if LOW_S in flags and _has_high_s(body):
        raise ScriptFailure("SIG_HIGH_S")
    if STRICTENC in flags and not ALL <= signature[-1] & ~ANYONECANPAY <= SINGLE:
        raise ScriptFailure("SIG_HASHTYPE")


def check_key(key: bytes, flags: frozenset[str], version: Version) -> None:
    """Fail if a key is not written as the flags want; whether it is a point is asked later."""
    is_compressed = len(key) == 33 and key[0] in (2, 3)
    if STRICTENC in flags and not is_compressed and not (len(key) == 65 and key[0] == 4):
        raise ScriptFailure("PUBKEYTYPE")
    if WITNESS_PUBKEYTYPE in flags and version is Version.WITNESS_0 and not is_compressed:
        raise ScriptFailure("WITNESS_PUBKEYTYPE")


def _has_high_s(body: bytes) -> bool:
    numbers = der.decode_leniently(body)
    return numbers is None or numbers[1] > N // 2
