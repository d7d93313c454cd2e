"""Compiled loops: Numba functions that a user waits for once per machine and version.

    entry   called from Python: one explicit signature, compiled at import of its module or loaded from the cache
    inner   called from entries: compiled into them, never on its own

Numba's own cache notices only edits to the file of the cached function, not to the files of those it calls. So the key
here also holds a digest of all sources with compiled loops. Where no cache folder can be written, an entry is compiled
in every process. Importing this module imports Numba (about 0.3 s): import it only from modules of kernels, and those
only inside functions.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.caching import FunctionCache

Function = TypeVar("Function", bound=Callable[..., Any])

# Sums may be reordered and multiply-adds fused; infinities and NaN keep their meaning, because pools use them.
FASTMATH = frozenset({"reassoc", "contract", "nsz", "arcp"})
FOLDERS = ("distances", "index", "features", "events")


def entry(signature: Any) -> Callable[[Function], Function]:
    """Compile a function for one signature, without the interpreter lock, cached on disk."""

    def compiled(function: Function) -> Function:
        dispatcher: Any = numba.njit(nogil=True, fastmath=set(FASTMATH))(function)
        with contextlib.suppress(RuntimeError, OSError):  # no cache folder can be written: compile every time
            dispatcher._cache = _Cache(function)  # noqa: SLF001  Numba has no public way to a key of our own
        dispatcher.compile(signature)
        dispatcher.disable_compile()
        return cast("Function", dispatcher)

    return compiled


def inner(function: Function) -> Function:
    """Compile a function into the entries that call it."""
    return cast("Function", numba.njit(nogil=True, fastmath=set(FASTMATH))(function))


def read_only(dtype: Any, n_axes: int) -> Any:
    """Type of a C-contiguous array that is only read; writable arrays are taken too, memory-mapped ones only so."""
    return numba.types.Array(dtype, n_axes, "C", readonly=True)


def writable(dtype: Any, n_axes: int) -> Any:
    """Type of a C-contiguous array that is written."""
    return numba.types.Array(dtype, n_axes, "C")


@functools.cache
def sources_digest() -> str:
    """Digest of every file that may hold compiled loops."""
    digest = hashlib.blake2b(digest_size=8)
    root = Path(__file__).parent
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


class _Cache(FunctionCache):
    """Numba's cache with the digest of all sources in the key."""

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        return (*super()._index_key(sig, codegen), sources_digest())
