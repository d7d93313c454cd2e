"""Compiled loops: Numba functions that a user waits for once per machine and version.

    entry   called from Python: one explicit signature, compiled when it is first called, or loaded from the cache
    entries the same, with one signature for each kind of numbers that its first argument may hold
    inner   called from entries: compiled into them, never on its own

What was compiled is kept in the cache folder of the user, or where `NUMBA_CACHE_DIR` says. Numba would keep it beside
the sources, but an installation may be read-only, and shall leave nothing behind when it is removed. Where no folder
can be written, an entry is compiled in every process. Numba's own cache notices only edits to the file of the cached
function, not to the files of those it calls, so the key here also holds a digest of this package and of the folder that
the function is in.

Other packages may compile with it too. Importing this module imports Numba (about 0.3 s): import it only from modules
of kernels, and those only inside functions.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import hashlib
import logging
import os
import threading
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
from numba.core import caching

from coincide_smallworld.linked import LinkedCompiler
from coincide_smallworld.locks import alone
from coincide_smallworld.pipeline import EntryCompiler

Function = TypeVar("Function", bound=Callable[..., Any])

_locators: Any = caching  # Numba's classes of locators are private, and typed as if they returned nothing
_njit: Any = numba.njit  # its type lists only some of its options
_log = logging.getLogger(__name__)

# Sums may be reordered and multiply-adds fused; infinities and NaN keep their meaning, because pools use them.
FASTMATH = frozenset({"reassoc", "contract", "nsz", "arcp"})


class Entry:
    """A function that is compiled for one signature when it is first called, and not before.

    A person waits only for what is asked of the library: the loops of all kinds of vectors take 35 seconds, those of
    one kind about half of that.
    """

    __slots__ = ("_compiled", "_function", "_lock", "_signature")

    def __init__(self, function: Callable[..., Any], signature: Any) -> None:
        self._function, self._signature = function, signature
        self._lock = threading.Lock()
        self._compiled: Any = None

    def __call__(self, *arguments: Any) -> Any:
        """Call what was compiled."""
        return (self._compiled or self.compiled())(*arguments)

    def compiled(self) -> Any:
        """Return Numba's dispatcher, compiled now if it is not yet; threads that come together wait for one of them."""
        with self._lock:
            if self._compiled is None:
                self._compiled = self._compile()
        return self._compiled

    def unchecked(self) -> Any:
        """Return what was compiled, without Numba's look at arguments: they must be of the types of the signature."""
        return next(iter(self.compiled().overloads.values())).entry_point

    def _compile(self) -> Any:
        options = _njit(nogil=True, fastmath=set(FASTMATH), no_cfunc_wrapper=True, pipeline_class=EntryCompiler)
        dispatcher = options(self._function)
        lock: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
        try:
            cache = _Cache(self._function)
        except (RuntimeError, OSError):
            _tell_of_compiling(is_kept=False)
        else:
            dispatcher._cache, lock = cache, alone(cache.lock_path)  # noqa: SLF001  Numba has no public way to a key of our own
        with lock, _without_collection():
            dispatcher.compile(self._signature)
        dispatcher.disable_compile()
        return dispatcher


@contextlib.contextmanager
def _without_collection() -> Generator[None]:
    """Put off the search for garbage in cycles: Numba makes millions of objects, and looking through these takes an
    eighth of the time of compiling."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Entries:
    """A function that is compiled for each kind of numbers in its first argument when they first come."""

    __slots__ = ("_by_dtype",)

    def __init__(self, function: Callable[..., Any], signatures: Iterable[Any]) -> None:
        self._by_dtype = {np.dtype(each.args[0].dtype.name): Entry(function, each) for each in signatures}

    def __call__(self, first: npt.NDArray[Any], *others: Any) -> Any:
        """Call what was compiled for such an array."""
        return self._by_dtype[first.dtype](first, *others)

    def compiled(self, first: npt.NDArray[Any]) -> Any:
        """Return Numba's dispatcher for such an array."""
        return self._by_dtype[first.dtype].compiled()

    def unchecked(self, first: npt.NDArray[Any]) -> Any:
        """Return what was compiled for such an array; see `Entry.unchecked`."""
        return self._by_dtype[first.dtype].unchecked()


def entry(signature: Any) -> Callable[[Function], Function]:
    """Compile a function for one signature at its first call, without the interpreter lock, cached on disk."""

    def compiled(function: Function) -> Function:
        return cast("Function", Entry(function, signature))

    return compiled


def entries(*signatures: Any) -> Callable[[Function], Function]:
    """Compile a function for one signature or another, by the numbers in its first argument, an array."""

    def compiled(function: Function) -> Function:
        return cast("Function", Entries(function, signatures))

    return compiled


def inner(function: Function) -> Function:
    """Compile a function into the entries that call it.

    Python cannot call it: that would take a wrapper around each, and a tenth of the time of compiling.
    """
    made = _njit(
        nogil=True,
        fastmath=set(FASTMATH),
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        no_rewrites=True,
        pipeline_class=LinkedCompiler,
    )(function)
    return cast("Function", made)


def read_only(dtype: Any, n_axes: int) -> Any:
    """Type of a C-contiguous array that is only read; writable arrays are taken too, memory-mapped ones only so."""
    return numba.types.Array(dtype, n_axes, "C", readonly=True)


def writable(dtype: Any, n_axes: int) -> Any:
    """Type of a C-contiguous array that is written."""
    return numba.types.Array(dtype, n_axes, "C")


def cache_folder() -> Path:
    """Return the user's folder for what was compiled, which need not exist and may be deleted at any time.

    Raises
    ------
    RuntimeError : the user has no home folder.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    if given:
        return Path(given)
    caches = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(caches) if caches else Path.home() / ".cache") / "coincide" / "compiled"


@functools.cache
def sources_digest(folder: Path) -> str:
    """Digest of all sources in this package and in one more folder."""
    digest = hashlib.blake2b(digest_size=8)
    package = Path(__file__).parent
    for path in sorted({*package.rglob("*.py"), *folder.rglob("*.py")}):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _Cache(caching.FunctionCache):
    """Numba's cache at a place of ours, with the digest of all sources in the key."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._impl_class = _Implementation
        self._folder = Path(function.__code__.co_filename).parent
        super().__init__(function)

    @property
    def lock_path(self) -> Path:
        """The file that a process locks while it compiles this function."""
        return Path(self._cache_path) / f"{self._impl.filename_base}.lock"

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        found = super().load_overload(sig, target_context)
        if found is None:  # Numba compiles next
            _tell_of_compiling(is_kept=True)
        return found

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        return (*super()._index_key(sig, codegen), sources_digest(self._folder))


class _Locator(_locators._SourceFileBackedLocatorMixin, _locators._CacheLocator):  # noqa: SLF001
    """Tells Numba where to keep what was compiled from one file; built as Numba's own locators are."""

    def __init__(self, py_func: Any, py_file: str) -> None:
        self._py_file = py_file
        self._lineno = py_func.__code__.co_firstlineno

    def get_cache_path(self) -> str:
        return str(cache_folder() / self.get_suitable_cache_subpath(self._py_file))


class _Implementation(caching.CompileResultCacheImpl):
    _locator_classes = [_Locator]  # noqa: RUF012  read by Numba


@functools.cache
def _tell_of_compiling(*, is_kept: bool) -> None:
    """Say once why nothing seems to happen; a warning, since those are shown unless somebody turns them off."""
    about = "compiling loops for this processor, which takes 10 to 60 seconds"
    how_often = (
        "once per version"
        if is_kept
        else "at each start, since no cache folder can be written; name one with `NUMBA_CACHE_DIR`"
    )
    _log.warning("%s %s", about, how_often)
