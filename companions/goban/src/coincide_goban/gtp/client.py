"""Another program, asked over its standard input; if it dies or hangs, that is one clear error."""

from __future__ import annotations

import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence

from coincide_goban.errors import ProtocolError

DEFAULT_TIMEOUT_S = 300.0
MAX_ANSWER = 2**18  # characters; a board of 25 with all its moves takes a few thousand
_WAITING_LINES = 1000  # a program that talks without end waits until these are read


class GtpProcess:
    """A running program that speaks GTP.

    Parameters
    ----------
    command : the program and its arguments.
    timeout_s : how long to wait for an answer.

    Raises
    ------
    ProtocolError : there is no such program.
    """

    def __init__(self, command: Sequence[str], *, timeout_s: float = DEFAULT_TIMEOUT_S) -> None:
        if not command or shutil.which(command[0]) is None:
            raise ProtocolError(f"there is no program `{command[0] if command else ''}`; install it or give its path")
        self.command = tuple(command)
        self._timeout_s = timeout_s
        self._lines: queue.Queue[str | None] = queue.Queue(_WAITING_LINES)
        try:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            raise ProtocolError(f"cannot start `{command[0]}`: {error.strerror}") from None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> GtpProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, command: str) -> str:
        """Send a command and return the answer without its sign.

        Raises
        ------
        ProtocolError : the program has died, hangs, talks without end, refuses the command, or answers what is no GTP.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(command + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise self._died(command) from None
        lines = self._answer(command)
        if lines[0].startswith("?"):
            raise ProtocolError(f"`{self.command[0]}` refuses `{command}`: {' '.join(lines).lstrip('?0123456789 ')}")
        if not lines[0].startswith("="):
            raise ProtocolError(f"`{self.command[0]}` answers `{command}` with `{lines[0][:60]}`, which is not GTP")
        return "\n".join([lines[0].lstrip("=0123456789").strip(), *lines[1:]]).strip()

    def close(self) -> None:
        """End the program."""
        if self._process.poll() is None:
            try:
                assert self._process.stdin is not None
                self._process.stdin.write("quit\n")
                self._process.stdin.close()
                self._process.wait(2)
            except (OSError, ValueError, subprocess.TimeoutExpired):
                self._process.kill()
                self._process.wait()
        self._read_out()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None and not stream.closed:
                try:
                    stream.close()
                except OSError:
                    continue

    def _answer(self, command: str) -> list[str]:
        """Lines up to the empty one that ends an answer."""
        lines: list[str] = []
        size, end = 0, time.monotonic() + self._timeout_s
        while True:
            try:
                line = self._lines.get(timeout=max(end - time.monotonic(), 0))
            except queue.Empty:
                raise ProtocolError(
                    f"`{self.command[0]}` gave no answer to `{command}` within {self._timeout_s:g} s"
                ) from None
            if line is None:
                raise self._died(command)
            size += len(line)
            if size > MAX_ANSWER:
                raise ProtocolError(f"`{self.command[0]}` answers `{command}` without end, which is not GTP")
            if line.strip():
                lines.append(line.rstrip())
            elif lines:
                return lines

    def _read(self) -> None:
        assert self._process.stdout is not None
        while line := self._process.stdout.readline(MAX_ANSWER):
            self._lines.put(line)
        self._lines.put(None)

    def _read_out(self) -> None:
        """Take what is left of a program that has ended, so that the reader can end."""
        end = time.monotonic() + 2
        while self._reader.is_alive() and time.monotonic() < end:
            try:
                self._lines.get(timeout=0.05)
            except queue.Empty:
                continue

    def _died(self, command: str) -> ProtocolError:
        self._process.wait()
        return ProtocolError(
            f"`{self.command[0]}` ended with exit code {self._process.returncode} before it answered `{command}`"
        )
