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
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from coincide.recordings.decoding.decoder import DecodingError
from coincide.recordings.places import Place
from coincide.recordings.remote.path import RemotePath

LIMIT_S = 60.0
"""Longest wait for one answer; opening gets a second more for each megabyte, for disks at the end of a slow network."""
_MAX_WANTED_BYTES = 1 << 20
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

    def ask(
        self, request: Mapping[str, Any], *, source: BinaryIO | None = None, more_s: float = 0.0
    ) -> tuple[dict[str, Any], bytearray]:
        """Ask for something; returns the facts and the samples of the answer.

        Parameters
        ----------
        source : the file that it decodes, if it lies elsewhere; the helper gets the bytes that it wants from here, so
            the network and the credentials are no affair of a decoder.

        Raises
        ------
        DecodingError : the helper says that it cannot, crashes, or takes too long.
        RecordingError : the source cannot be read.
        """
        answer, samples = self._exchange(json.dumps(request).encode() + b"\n", more_s)
        while source is not None and "wants" in answer:
            answer, samples = self._exchange(self._bytes(source, answer["wants"]), more_s)
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

    def _exchange(self, sent: bytes, more_s: float) -> tuple[dict[str, Any], bytearray]:
        watchdog = threading.Timer(self._limit_s + more_s, self._give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            self._send(sent)
            return self._receive()
        except (OSError, EOFError, ValueError, struct.error):
            raise DecodingError(self._with_words(self._why_it_ended())) from None
        except BaseException:
            # Interrupted between question and answer: the next question would get the answer to this one.
            self._process.kill()
            raise
        finally:
            watchdog.cancel()

    def _bytes(self, source: BinaryIO, wanted: Sequence[int]) -> bytes:
        """Read what the helper waits for; it is of no further use if that fails."""
        try:
            start, n_bytes = wanted
            source.seek(start)
            return source.read(min(n_bytes, _MAX_WANTED_BYTES))
        except BaseException:
            self._process.kill()
            raise

    def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        with memoryview(data) as view:
            done = 0
            while done < len(view):
                done += self._process.stdin.write(view[done:])

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

    def __init__(self, path: Place) -> None:
        self._source, request, size_bytes = _request(path)
        self._helper = _borrow()
        self._helper.forget_words()
        try:
            facts, _ = self._helper.ask(request, source=self._source, more_s=size_bytes / 1e6)
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
        facts, samples = self._helper.ask({"read": n_samples}, source=self._source)
        return np.frombuffer(samples, dtype=np.dtype(str(facts["dtype"]))).reshape(-1, self.n_channels)

    def seek(self, sample: int) -> None:
        """Go to a sample.

        Raises
        ------
        DecodingError : the decoder cannot.
        """
        self._helper.ask({"seek": sample}, source=self._source)

    def close(self) -> None:
        """Close the file; the helper is kept for the next one."""
        _give_back(self._helper)


def _request(path: Place) -> tuple[BinaryIO | None, dict[str, Any], int]:
    if not isinstance(path, RemotePath):
        return None, {"open": str(path.absolute())}, path.stat().st_size
    source = path.open("rb")
    size_bytes = source.seek(0, os.SEEK_END)
    return source, {"stream": size_bytes}, size_bytes


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
