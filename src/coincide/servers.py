"""Servers that recordings may be read from: those of which somebody gave an address on this computer.

A catalog says where its recordings are, and it may come from somebody else. Looking at it must not make this computer
ask servers that nobody here has named. So the servers of addresses that a person gives are kept outside of catalogs, in
`servers.txt` in the user's configuration folder, one on each line, which a person may also write.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

SERVERS = "COINCIDE_SERVERS"
"""Name of the environment variable with more servers, separated by spaces."""
_MAX_BYTES = 1 << 20
_allowed: set[str] = set()
"""Those that this process knows; others may have been added to the file."""
_lock = threading.Lock()


def servers_file() -> Path:
    """Return the file, which need not exist; `RuntimeError` where the user has no home folder."""
    configured = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    return (Path(configured) if configured else Path.home() / ".config") / "coincide" / "servers.txt"


def may_be_asked(server: str) -> bool:
    """Say whether recordings may be read from a server, such as `https://host` or `s3://bucket`."""
    if _plain(server) not in _allowed:
        allow([*_written(), *os.environ.get(SERVERS, "").split()])
    return _plain(server) in _allowed


def allow(servers: Iterable[str]) -> None:
    """Let this process ask servers."""
    _allowed.update(_plain(server) for server in servers)


def allowed() -> frozenset[str]:
    """Return what this process knows, for its workers."""
    return frozenset(_allowed)


def remember(server: str) -> None:
    """Let all processes of this user ask a server from now on; only this one, where the file cannot be written."""
    if may_be_asked(server):
        return
    allow([server])
    # Without a home folder, a new run with the same address allows it again.
    with _lock, contextlib.suppress(OSError, RuntimeError):
        servers_file().parent.mkdir(parents=True, exist_ok=True)
        with servers_file().open("a+b") as file:
            # A person may have left the last line without an end.
            start = b"" if _ends_a_line(file) else b"\n"
            file.write(start + _plain(server).encode("utf-8", "replace") + b"\n")


def _ends_a_line(file: BinaryIO) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _written() -> list[str]:
    try:
        with servers_file().open("rb") as file:
            lines = file.read(_MAX_BYTES).decode("utf-8-sig", "replace").splitlines()
    except (OSError, RuntimeError):
        return []
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _plain(server: str) -> str:
    """Hosts are the same in upper and lower case."""
    return server.strip().rstrip("/").lower()
