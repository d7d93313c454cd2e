"""Two implementations of the curve behind one protocol: readable Python, and libsecp256k1.

    protocol        what a back end does, on bytes
    pure            Python alone
    libsecp256k1    through coincurve, the extra `fast`

Both accept and refuse the same. Verification takes the faster one that is there. Signing takes libsecp256k1; the pure
one must be asked for, since its time depends on the secret.
"""

from __future__ import annotations

from functools import cache

from coincide_bitcoin.backend.protocol import Backend as Backend
from coincide_bitcoin.backend.protocol import NotConstantTimeWarning as NotConstantTimeWarning
from coincide_bitcoin.backend.pure import PURE as PURE
from coincide_bitcoin.errors import SigningError


@cache
def fastest() -> Backend:
    """libsecp256k1 if coincurve is installed, else the pure back end."""
    return _libsecp256k1() or PURE


def for_signing() -> Backend:
    """The back end that signs in constant time.

    Raises
    ------
    SigningError : coincurve is not installed.
    """
    backend = _libsecp256k1()
    if backend is None:
        raise SigningError(
            "signing needs libsecp256k1: install coincide-bitcoin[fast], or pass `backend=PURE`, which is not "
            "constant-time: anyone who can measure its time may learn the secret"
        )
    return backend


@cache
def _libsecp256k1() -> Backend | None:
    try:
        from coincide_bitcoin.backend.libsecp256k1 import LIBSECP256K1
    except ImportError:
        return None
    return LIBSECP256K1
