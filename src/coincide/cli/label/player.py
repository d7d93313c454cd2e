"""Plays a call through whatever program this system has; where it has none, nothing happens.

A program is only started, never waited for, and stopped when the next call is played.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from coincide.drawing.example import Example
from coincide.drawing.sound import playable_wav

NO_SOUND = "No sound: no player was found (afplay, paplay, aplay, ffplay), or the recording is gone."
# In the order of preference; the path of the sound comes last, but for PowerShell.
_PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "afplay": (),
    "paplay": (),
    "pw-play": (),
    "aplay": ("-q",),
    "ffplay": ("-nodisp", "-autoexit", "-loglevel", "quiet"),
    "play": ("-q",),
}
_POWERSHELL = "powershell"


class Player:
    """Plays one call at a time; a context manager that tidies up.

    Parameters
    ----------
    is_wanted : False plays nothing.
    """

    def __init__(self, *, is_wanted: bool = True) -> None:
        self._program = find_program() if is_wanted else None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._playing: subprocess.Popen[bytes] | None = None

    def play(self, example: Example, *, high_hz: float) -> bool:
        """Begin to play a call, slowed down if people could not hear it; say whether it was begun.

        Parameters
        ----------
        high_hz : highest frequency to be heard.
        """
        if self._program is None or example.clip.size == 0:
            return False
        self.stop()
        with contextlib.suppress(OSError):
            path = self._place() / "call.wav"
            path.write_bytes(playable_wav(example.clip, example.sample_rate_hz, high_hz=high_hz))
            self._playing = subprocess.Popen(
                command_line(self._program, path),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            return True
        self._program = None
        return False

    def stop(self) -> None:
        """Stop what is playing."""
        if self._playing is not None:
            self._playing.kill()
            self._playing.wait()
            self._playing = None

    def __enter__(self) -> Player:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._folder is not None:
            self._folder.cleanup()

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="coincide-", ignore_cleanup_errors=True)
        return Path(self._folder.name)


def find_program() -> str | None:
    """Return the program that plays sound here, None if there is none."""
    programs = (_POWERSHELL,) if os.name == "nt" else tuple(_PROGRAMS)
    return next((name for name in programs if shutil.which(name) is not None), None)


def command_line(program: str, path: Path) -> list[str]:
    """Return what to run so that `program` plays the file `path`."""
    if program == _POWERSHELL:
        quoted = str(path).replace("'", "''")
        return [program, "-NoProfile", "-Command", f"(New-Object Media.SoundPlayer '{quoted}').PlaySync()"]
    return [program, *_PROGRAMS[program], str(path)]
