"""Sound files decoded in a process of its own, which may crash or be given up without harm to this one.

Damaged compressed files have crashed decoders, made them run for hours, and made libmpg123 write to the terminal. So a
helper decodes them (`helper`): what it says on the error stream becomes part of the reason, it is
ended when it takes too long, and its end is an error of that one file. A helper decodes one file at a time and is kept
for the next; starting one takes a fifth of a second. Decision 0021 has the measurements.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.recordings.decoding.decoder import DecodingError

LIMIT_S = 60.0
"""Longest wait for one answer; opening gets a second more for each megabyte, for disks at the end of a slow network."""
_MAX_IDLE = 2
_MAX_WORDS = 200
_PREFIX = re.compile(r"^\[[^\]]*\]\s*|^(error|warning|note):\s*", re.IGNORECASE)
_START = "import sys; sys.path[:] = sys.argv[1:]; from coincide.recordings.decoding.helper import serve; serve()"


class HelperProcess:
    """A process that decodes.

    Parameters
    ----------
    program : Python source to run, for tests; the helper if not given.
    limit_s : longest wait for one answer.
    """

    def __init__(self, program: str = _START, *, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._is_given_up = False
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `end`)
        self._process = subprocess.Popen(
            [sys.executable, "-c", program, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            bufsize=0,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked again."""
        return self._process.poll() is None

    def ask(self, request: Mapping[str, Any], *, more_s: float = 0.0) -> tuple[dict[str, Any], bytearray]:
        """Ask for something; returns the facts and the samples of the answer.

        Raises
        ------
        DecodingError : the helper says that it cannot, crashes, or takes too long.
        """
        watchdog = threading.Timer(self._limit_s + more_s, self._give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            self._send(request)
            answer, samples = self._receive()
        except (OSError, EOFError, ValueError, struct.error):
            raise DecodingError(self._with_words(self._why_it_ended())) from None
        finally:
            watchdog.cancel()
        if "cannot" in answer:
            raise DecodingError(self._with_words(str(answer["cannot"])))
        return answer, samples

    def forget_words(self) -> None:
        """Forget what the decoder said about another file."""
        self._words.seek(0)
        self._words.truncate()

    def end(self) -> None:
        """End the process; ending twice is fine."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._words):
            if pipe is not None:
                pipe.close()

    def _send(self, request: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")

    def _receive(self) -> tuple[dict[str, Any], bytearray]:
        n_facts, n_samples = struct.unpack("<II", self._take(8))
        return json.loads(self._take(n_facts)), self._take(n_samples)

    def _take(self, n_bytes: int) -> bytearray:
        assert self._process.stdout is not None
        taken = bytearray(n_bytes)
        with memoryview(taken) as view:
            done = 0
            while done < n_bytes:
                n_read = self._process.stdout.readinto(view[done:])  # pyright: ignore[reportAttributeAccessIssue]
                if not n_read:
                    raise EOFError
                done += n_read
        return taken

    def _give_up(self) -> None:
        self._is_given_up = True
        self._process.kill()

    def _why_it_ended(self) -> str:
        # What cannot be understood is a crash on its way; the process is of no further use.
        self._process.kill()
        code = self._process.wait()
        if self._is_given_up or code == -getattr(signal, "SIGXCPU", 0):
            return "the decoder did not finish and was stopped"
        name = signal.Signals(-code).name if code < 0 else f"code {code}"
        return f"the decoder crashed ({name})"

    def _with_words(self, text: str) -> str:
        self._words.seek(0)
        lines = self._words.read().decode("utf-8", "replace").splitlines()
        words = [" ".join(_PREFIX.sub("", _PREFIX.sub("", line.strip())).split()) for line in lines if line.strip()]
        return f"{text} (it says: {words[-1][:_MAX_WORDS].rstrip('.')})" if words else text


class DistantDecoder:
    """A sound file opened in a helper; see `coincide.recordings.decoding.decoder.Decoder`.

    Raises
    ------
    DecodingError : it cannot be opened.
    OSError : no helper can be started.
    """

    def __init__(self, path: Path) -> None:
        self._helper = _borrow()
        self._helper.forget_words()
        size_mb = path.stat().st_size / 1e6
        try:
            facts, _ = self._helper.ask({"open": str(path.absolute())}, more_s=size_mb)
        except BaseException:
            _give_back(self._helper)
            raise
        self.sample_rate_hz = int(facts["sample_rate_hz"])
        self.n_channels = int(facts["n_channels"])
        self.n_samples = int(facts["n_samples"])
        self.container = str(facts["container"])
        self.subtype = str(facts["subtype"])

    def read(self, n_samples: int) -> NDArray[np.int16] | NDArray[np.float32]:
        """Decode the next samples, fewer at the end.

        Raises
        ------
        DecodingError : the decoder cannot go on.
        """
        facts, samples = self._helper.ask({"read": n_samples})
        return np.frombuffer(samples, dtype=np.dtype(str(facts["dtype"]))).reshape(-1, self.n_channels)

    def seek(self, sample: int) -> None:
        """Go to a sample.

        Raises
        ------
        DecodingError : the decoder cannot.
        """
        self._helper.ask({"seek": sample})

    def close(self) -> None:
        """Close the file; the helper is kept for the next one."""
        _give_back(self._helper)


# Kept by process: a helper belongs to the one that started it.
_idle: dict[int, list[HelperProcess]] = {}
_lock = threading.Lock()


def _borrow() -> HelperProcess:
    with _lock:
        idle = _idle.setdefault(os.getpid(), [])
        while idle:
            helper = idle.pop()
            if helper.is_alive:
                return helper
            helper.end()
    return _started()


def _started() -> HelperProcess:
    """Start a helper and see that it answers, so that a Python that cannot start others is no fault of a file."""
    if not sys.executable:
        raise OSError("this Python does not know its program")
    helper = HelperProcess()
    try:
        helper.ask({"close": True})
    except DecodingError as error:
        helper.end()
        raise OSError(str(error)) from None
    return helper


def _give_back(helper: HelperProcess) -> None:
    try:
        helper.ask({"close": True})
    except DecodingError:
        helper.end()
        return
    except BaseException:
        # Interrupted between question and answer: the next question would get the answer to this one.
        helper.end()
        raise
    with _lock:
        idle = _idle.setdefault(os.getpid(), [])
        if len(idle) < _MAX_IDLE:
            idle.append(helper)
            return
    helper.end()


@atexit.register
def _end_all() -> None:
    helpers: Sequence[HelperProcess] = _idle.pop(os.getpid(), [])
    for helper in helpers:
        helper.end()
