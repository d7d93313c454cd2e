"""An attack in a process of its own, so that memory and time are bounded and a crash is counted as what it is."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

_MOST_CPU_S, _MOST_S, _MOST_BYTES = 300, 3600, 3 * 2**30
"""Processor time, since an attack beside other programs takes many times as long; and what ends one that waits."""


def apart(attack: Callable[[], list[str]], *, what: str) -> list[str]:
    """Attack in a forked process; return what was found, or how it died."""
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                signal.alarm(_MOST_S)
                resource.setrlimit(resource.RLIMIT_CPU, (_MOST_CPU_S, _MOST_CPU_S))
                size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
                resource.setrlimit(resource.RLIMIT_AS, (size + _MOST_BYTES, size + _MOST_BYTES))
                try:
                    found = attack()
                except BaseException as error:
                    found = [f"{what}: {where(error)}"]
                os.write(told.fileno(), json.dumps(found).encode())
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        told.seek(0)
        text = told.read()
    return json.loads(text) if text else [f"{what}: the process ended with {status}"]


def where(error: BaseException) -> str:
    """Return an error with the last places that it came through."""
    frames = reversed(traceback.extract_tb(error.__traceback__)[-4:])
    return f"{type(error).__name__}: {error} at " + " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames)
