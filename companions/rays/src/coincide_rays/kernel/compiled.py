"""Compiled loops: Numba functions that a user waits for once per machine and version.

    entry   called from Python: one explicit signature, compiled when its module is imported, or loaded from the cache
    inner   called from entries: compiled into them

No fast math: infinities keep their meaning, and equal seeds give equal bytes. Numba's own cache notices only edits to
the file of the cached function, so the key here also holds a digest of all files of this folder. Where no cache folder
can be written, an entry is compiled in every process.
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


_njit: Any = numba.njit  # its overloads do not know all options
# No reference counts: nothing is allocated in compiled code, and counting doubles the time to compile.
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False}


def entry(signature: Any) -> Callable[[Function], Function]:
    """Compile a function for one signature, without the interpreter lock, cached on disk."""

    def compiled(function: Function) -> Function:
        dispatcher: Any = _njit(**OPTIONS)(function)
        with contextlib.suppress(RuntimeError, OSError):  # no cache folder can be written: compile every time
            dispatcher._cache = _Cache(function)
        dispatcher.compile(signature)
        dispatcher.disable_compile()
        return cast("Function", dispatcher)

    return compiled


def inner(function: Function) -> Function:
    """Compile a function into the entries that call it. Divisions by 0 give infinities, as in NumPy."""
    return cast("Function", _njit(**OPTIONS, no_cpython_wrapper=True)(function))


@functools.cache
def _sources_digest() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _Cache(FunctionCache):
    """Numba's cache with the digest of all sources in the key."""

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        return (*super()._index_key(sig, codegen), _sources_digest())
