"""A server for tests: a folder as a web server shows it and as S3 does, by range, with faults that can be switched on.

Of S3 it knows what reading needs: `ListObjectsV2`, `HeadObject` and `GetObject` in path style. Signatures are noted,
not checked.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import escape

DROP, SLOW = "drop", "slow"
_SLOW_S = 3.0


@dataclass(frozen=True)
class Request:
    """One request.

    Attributes
    ----------
    range : first byte and the one after the last, None for a whole file.
    """

    method: str
    path: str
    range: tuple[int, int] | None
    authorization: str


@dataclass
class Storage:
    """What a test sees of the server.

    Attributes
    ----------
    has_ranges : whether it answers ranges at all; without, it sends whole files.
    requests : all that came.
    """

    folder: Path
    port: int = 0
    has_ranges: bool = True
    requests: list[Request] = field(default_factory=list)
    _faults: dict[str, list[int | str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fail(self, ending: str, fault: int | str, *, times: int = 10_000) -> None:
        """Answer requests for paths that end so with a status, drop them in the middle of the answer, or be slow."""
        self._faults[ending] = [fault] * times

    def mend(self) -> None:
        self._faults.clear()

    def fault_of(self, path: str) -> int | str | None:
        with self._lock:
            for ending, faults in self._faults.items():
                if path.endswith(ending) and faults:
                    return faults.pop()
        return None

    def asked(self, ending: str, method: str = "GET") -> list[Request]:
        return [one for one in self.requests if one.method == method and one.path.endswith(ending)]


@contextlib.contextmanager
def serving(folder: Path) -> Generator[Storage]:
    """Serve a folder; its first level are the buckets."""
    storage = Storage(folder)

    class Handler(_Handler):
        pass

    Handler.storage = storage
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    storage.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield storage
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    storage: Storage

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        url = urlsplit(self.path)
        path = unquote(url.path)
        place = self.storage.folder / path.lstrip("/")
        asked = self._range(place)
        authorization = self.headers.get("Authorization", "")
        self.storage.requests.append(Request(str(self.command), path, asked, authorization))
        query = parse_qs(url.query, keep_blank_values=True)
        fault = self.storage.fault_of(path)
        if isinstance(fault, int):
            self._send(fault, b"")
        elif "list-type" in query:
            self._send(200, self._listing(path.strip("/"), query["prefix"][0]), type="application/xml")
        elif place.is_dir() and path.endswith("/"):
            self._send(200, self._page(place), type="text/html")
        elif place.is_file():
            self._send_file(place, asked, fault)
        else:
            self._send(404, b"")

    def _range(self, place: Path) -> tuple[int, int] | None:
        told = self.headers.get("Range", "")
        if not told.startswith("bytes=") or not self.storage.has_ranges or not place.is_file():
            return None
        first, last = told.removeprefix("bytes=").split("-")
        return int(first), min(int(last) + 1, place.stat().st_size)

    def _send_file(self, place: Path, asked: tuple[int, int] | None, fault: str | None) -> None:
        content = place.read_bytes()
        head = {
            "ETag": f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"',
            "Last-Modified": formatdate(place.stat().st_mtime, usegmt=True),
        }
        if self.storage.has_ranges:
            head["Accept-Ranges"] = "bytes"
        if self.headers.get("If-Match", head["ETag"]) != head["ETag"]:
            self._send(412, b"")
            return
        if asked is not None:
            head["Content-Range"] = f"bytes {asked[0]}-{asked[1] - 1}/{len(content)}"
            content = content[asked[0] : asked[1]]
        if fault == SLOW:
            time.sleep(_SLOW_S)
        self._send(200 if asked is None else 206, content, head, type="audio/wav", is_dropped=fault == DROP)

    def _send(
        self,
        status: int,
        content: bytes,
        head: dict[str, str] | None = None,
        *,
        type: str = "text/plain",
        is_dropped: bool = False,
    ) -> None:
        with contextlib.suppress(OSError):
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), "Content-Type": type, **(head or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content[: len(content) // 2] if is_dropped else content)
            self.wfile.flush()
            if is_dropped:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

    def _page(self, folder: Path) -> bytes:
        """Return a page as web servers make it, with links that sort it and one to the folder above."""
        names = [f"{each.name}/" if each.is_dir() else each.name for each in sorted(folder.iterdir())]
        links = ["?C=N;O=D", "../", *(quote(name) for name in names)]
        return "".join(f'<a href="{escape(link)}">x</a>\n' for link in links).encode()

    def _listing(self, bucket: str, prefix: str) -> bytes:
        place = self.storage.folder / bucket
        keys = sorted(each.relative_to(place).as_posix() for each in place.rglob("*") if each.is_file())
        found = [key for key in keys if key.startswith(prefix)]
        entries = "".join(_entry(key, place / key) for key in found)
        return (
            '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix><KeyCount>{len(found)}</KeyCount>"
            f"<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>"
        ).encode()


def _entry(key: str, place: Path) -> str:
    etag = hashlib.md5(place.read_bytes(), usedforsecurity=False).hexdigest()
    changed = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(place.stat().st_mtime))
    return (
        f"<Contents><Key>{escape(key)}</Key><LastModified>{changed}</LastModified><ETag>&quot;{etag}&quot;</ETag>"
        f"<Size>{place.stat().st_size}</Size><StorageClass>STANDARD</StorageClass></Contents>"
    )
