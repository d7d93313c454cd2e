"""Processes that make a recognizer for the browser and leave it where the next one finds it.

Making one takes ten to twenty seconds of a processor. A process of its own leaves the caller its interpreter, and can
be ended. It has one thread, since torch's threads wait for one another beside busy programs: 25 seconds of a processor
become 84.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Literal

from coincide.errors import MissingPackageError
from coincide.recognize.onnx_packages import require_packages

BACKGROUND = "COINCIDE_BACKGROUND"
"""Name of the environment variable that, at 0, forbids to make what nobody asked for yet."""
LIMIT_S = 600
"""A process that nobody waits for ends by itself after so many seconds."""
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_SCRIPTS = {
    "sound": "from coincide.workflow.export.live import live_recognizer as make; make(Path(sys.argv[2]))",
    "image": "from coincide.workflow.export.image_model import image_recognizer as make; make()",
}
_IS_IDLE = "sys.argv[1] != 'usual' and hasattr(os, 'nice') and os.nice(19); "
_IS_LIMITED = f"sys.argv[1] == 'alone' and hasattr(signal, 'alarm') and signal.alarm({LIMIT_S}); "
_PRELUDE = f"import os, signal, sys; from pathlib import Path; {_IS_IDLE}{_IS_LIMITED}"


def start_maker(
    kind: Literal["sound", "image"], catalog: Path | None, *, how: Literal["usual", "idle", "alone"]
) -> subprocess.Popen[bytes]:
    """Start to make a recognizer; whatever goes wrong shows when somebody looks for what was made.

    Parameters
    ----------
    catalog : its folder; None for the recognizer of pictures.
    how : at the usual or at idle priority, or idle and alone: it goes on after the caller and its terminal have ended.
    """
    is_alone = how == "alone"
    flags = 0 if how == "usual" else getattr(subprocess, "IDLE_PRIORITY_CLASS", 0)
    return subprocess.Popen(
        [sys.executable, "-c", _PRELUDE + _SCRIPTS[kind], how, str(catalog or "")],
        env={**os.environ, **_ONE_THREAD},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=is_alone,
        creationflags=flags | (getattr(subprocess, "DETACHED_PROCESS", 0) if is_alone else 0),
    )


def may_work_ahead() -> bool:
    """Say whether a recognizer may be made before anybody asks for it."""
    return os.environ.get(BACKGROUND) != "0"


def start_ahead(catalog: Path) -> subprocess.Popen[bytes] | None:
    """Start to make the recognizer of sound for whoever opens the live page next, and do not wait.

    It reads the catalog without locking it. Returns None where it cannot be made or is not wanted.
    """
    if not may_work_ahead():
        return None
    try:
        require_packages()
    except MissingPackageError:
        return None
    return start_maker("sound", catalog.absolute(), how="alone")
