"""The process that decodes for another one: reads requests from its input, writes answers to its output.

A request is a line of JSON: ``{"open": path}``, ``{"stream": size}``, ``{"read": samples}``, ``{"seek": sample}`` or
``{"close": true}``. An answer is two lengths (32 bits, little endian), facts as JSON, and samples. Only the process
that asks can read the bytes of a stream: it answers ``{"wants": [start, length]}`` with them, and nothing is kept of
them. The processor time that a file may take is bounded by its size and by what is asked for, and so is memory; the
process ends where a bound is reached.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import signal
import struct
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.recordings.decoding.decoder import DecodingError, DirectDecoder
from coincide.recordings.remote.range_file import RangeFile

_OPENING_S, _OPENING_S_PER_BYTE = 10.0, 1e-7
_ASKING_S, _ASKING_S_PER_VALUE = 0.1, 1e-6
"""Processor time: some fifty times what MP3, the slowest format, takes."""
_FACTS = ("sample_rate_hz", "n_channels", "n_samples", "container", "subtype")
_MAX_WANTED_BYTES, _STREAM_BYTES = 1 << 20, 256 << 10
_MAX_MEMORY_BYTES, _MAX_WORDS_BYTES = 4 << 30, 1 << 20
_Facts = dict[str, Any]
_NO_SAMPLES: NDArray[Any] = np.zeros(0, dtype=np.float32)


def serve() -> None:
    """Answer until the input ends."""
    # Ctrl-C reaches all processes of a terminal; the one that asks decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.dup(1)
    os.dup2(2, 1)  # what a decoder prints must not end up in an answer
    file = _OpenFile(answers)
    for line in sys.stdin.buffer:
        _answer(answers, *_result(file, json.loads(line)))


def _result(file: _OpenFile, request: Mapping[str, Any]) -> tuple[_Facts, NDArray[Any]]:
    """Return facts and samples, or why there are none: whatever a decoder does, the process goes on."""
    try:
        return file.do(request)
    except DecodingError as error:
        reason = str(error)
    except MemoryError:
        reason = "it needs more memory than sound should"
    except OSError as error:
        reason = error.strerror or str(error)
    except Exception as error:
        reason = f"its reader fails with {type(error).__name__}: {error}"
    return {"cannot": reason}, _NO_SAMPLES


class _OpenFile:
    """The file that is being decoded, if any; opening another one replaces it."""

    def __init__(self, answers: int) -> None:
        self._answers = answers
        self._bounds = _Bounds()
        self._decoder: DirectDecoder | None = None

    def do(self, request: Mapping[str, Any]) -> tuple[_Facts, NDArray[Any]]:
        """Do what a request asks for; without an open file, nothing can be read, and the answer is empty."""
        match request, self._decoder:
            case {"open": path}, _:
                return self._open(Path(path), Path(path).stat().st_size), _NO_SAMPLES
            case {"stream": size}, _:
                return self._open(_stream(self._answers, size), size), _NO_SAMPLES
            case {"read": n_samples}, DirectDecoder() as decoder:
                self._bounds.allow(_ASKING_S + _ASKING_S_PER_VALUE * n_samples * decoder.n_channels)
                samples = decoder.read(n_samples)
                return {"dtype": samples.dtype.str}, samples
            case {"seek": sample}, DirectDecoder() as decoder:
                self._bounds.allow(_ASKING_S)
                decoder.seek(sample)
            case {"close": _}, DirectDecoder() as decoder:
                decoder.close()
                self._decoder = None
            case _:
                pass
        return {}, _NO_SAMPLES

    def _open(self, source: Path | io.BufferedReader, size_bytes: int) -> _Facts:
        self._bounds.begin(_OPENING_S + _OPENING_S_PER_BYTE * size_bytes)
        self._decoder = decoder = DirectDecoder(source)
        return {name: getattr(decoder, name) for name in _FACTS}


def _stream(answers: int, size_bytes: int) -> io.BufferedReader:
    return io.BufferedReader(RangeFile(size_bytes, partial(_from_asker, answers)), _STREAM_BYTES)


def _from_asker(answers: int, start: int, stop: int) -> bytes:
    """Return bytes that the asker sends, not all at once."""
    n_bytes = min(stop - start, _MAX_WANTED_BYTES)
    _answer(answers, {"wants": [start, n_bytes]}, np.zeros(0))
    return sys.stdin.buffer.read(n_bytes)


class _Bounds:
    """What a file may take of processor and memory; nothing is bounded on systems that cannot."""

    def __init__(self) -> None:
        self._until_s = 0.0
        with contextlib.suppress(ImportError, ValueError, OSError):
            import resource

            for kind, most in ((resource.RLIMIT_AS, _MAX_MEMORY_BYTES), (resource.RLIMIT_FSIZE, _MAX_WORDS_BYTES)):
                resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))

    def begin(self, allowed_s: float) -> None:
        """Bound a new file."""
        self._until_s = time.process_time()
        self.allow(allowed_s)

    def allow(self, more_s: float) -> None:
        """Allow more for the same file."""
        self._until_s += more_s
        with contextlib.suppress(ImportError, ValueError, OSError):
            import resource

            hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(self._until_s), hard))


def _answer(target: int, facts: _Facts, samples: NDArray[Any]) -> None:
    encoded = json.dumps(facts).encode()
    payload = samples.tobytes()
    _write(target, memoryview(struct.pack("<II", len(encoded), len(payload)) + encoded))
    _write(target, memoryview(payload))


def _write(target: int, data: memoryview) -> None:
    while len(data) > 0:
        data = data[os.write(target, data) :]
