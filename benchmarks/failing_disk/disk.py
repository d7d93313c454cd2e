"""The shim, asked from Python. It must be loaded before the process starts, see `environment`."""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPEN, CREATE, READ, WRITE, SYNC, TRUNCATE, RENAME, UNLINK, MAKE, REMOVE, MARK = "ocrwstnumd!"
REOPEN, FAILED = "Ox"
"""To open a file that is there, to write to it, recorded as `OPEN`; and any call that the system itself refused."""
SHORT = -1
"""Instead of an errno: half of what was asked for."""
_SOURCE = Path(__file__).with_name("shim.c")
_HEAD = struct.Struct("<cqIII")


@dataclass(frozen=True, slots=True)
class Call:
    """One call on a file.

    Attributes
    ----------
    kind : see the constants of this module.
    other : the new name of a `RENAME`.
    offset : of a `WRITE`; the new length of a `TRUNCATE`.
    data : of a `WRITE`, if it was recorded.
    """

    kind: str
    path: str
    other: str
    offset: int
    data: bytes


def build(folder: Path) -> Path | None:
    """Compile the shim into `folder`; None where there is no compiler, or not Linux."""
    compiler = shutil.which("cc")
    if compiler is None or not Path("/proc/self/fd").exists():
        return None
    built = folder / "shim.so"
    subprocess.run([compiler, "-O1", "-fPIC", "-shared", "-o", built, _SOURCE, "-ldl", "-lpthread"], check=True)
    return built


def environment(shim: Path) -> dict[str, str]:
    """Return the variables of a process that has the shim, and finds no other program: Node compares the exported page
    for ten seconds, and touches nothing on this disk."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    return {**os.environ, **one, "LD_PRELOAD": str(shim), "PATH": ""}


class Disk:
    """The disk below one folder, in this process and those forked from it.

    Parameters
    ----------
    folder : absolute; calls on anything else are not touched.
    """

    def __init__(self, folder: Path) -> None:
        self._shim = ctypes.CDLL(None)
        self._shim.disk_counted.restype = ctypes.c_long
        self._shim.disk_watch(os.fsencode(folder))

    def fail(self, number: int, how: int) -> None:
        """Let the call of this number, from 0, fail with an errno, or with `SHORT`."""
        self._shim.disk_fail(ctypes.c_long(number), how)

    def breaks(self, number: int, how: int, kinds: str) -> None:
        """Let all calls of these kinds fail with an errno, from the call of this number on."""
        self._shim.disk_break(ctypes.c_long(number), how, kinds.encode())

    def record(self, log: int, *, with_data: bool) -> None:
        """Write every call to the descriptor `log`; see `calls`."""
        self._shim.disk_record(log, int(with_data))

    def mark(self, text: str) -> None:
        """Put a word of our own among the recorded calls."""
        self._shim.disk_mark(text.encode())


def calls(log: Path) -> Iterator[Call]:
    """Read what was recorded."""
    data, at = log.read_bytes(), 0
    while at + _HEAD.size <= len(data):
        kind, offset, n_path, n_other, n_data = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        path, other = data[at : at + n_path], data[at + n_path : at + n_path + n_other]
        at += n_path + n_other
        yield Call(kind.decode(), os.fsdecode(path), os.fsdecode(other), offset, data[at : at + n_data])
        at += n_data
