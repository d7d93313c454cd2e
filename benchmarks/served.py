"""A server as `coincide serve` starts it, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Served:
    """Where the server is.

    Attributes
    ----------
    url : lets one browser in.
    pid : of its process.
    """

    url: str
    port: int
    token: str
    pid: int


@contextmanager
def served(catalog: Path) -> Generator[Served]:
    """Serve a catalog until the end of the block."""
    command = [sys.executable, "-m", "coincide", "serve", str(catalog), "--port", "0", "--no-browser", "--json"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        told = json.loads(server.stdout.readline())
        yield Served(str(told["url"]), int(told["port"]), str(told["token"]), server.pid)
    finally:
        server.terminate()
        server.wait()
