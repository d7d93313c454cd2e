"""Questions to servers through fsspec: asked again while a server is away, answered with a reason that holds no secret.

A dropped network, an answer that does not come, and the errors of a busy server (408, 425, 429, 5xx) are asked again
after .5, 1, 2, 4, 8, 16, 16 … seconds, until a minute has passed; `COINCIDE_NETWORK_PATIENCE_S` sets another time. All
else (401, 403, 404 …) will not pass, and is told at once. After a server was given up, its next questions are asked
once, until it answers: a run over 20,000 recordings must not wait a minute for each.

What libraries say about an error may hold an address with a signature or a header. So messages name only our own
address, the status, and the kind of error, and no error carries another one along.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

from coincide.errors import CoincideError, InputError, MissingPackageError, RecordingError
from coincide.recordings.remote.address import WEB, origin_of, scheme_of, without_secrets
from coincide.records import FileState
from coincide.servers import SERVERS, may_be_asked, servers_file

PATIENCE = "COINCIDE_NETWORK_PATIENCE_S"
_PATIENCE_S, _PATIENCE_OF_PEOPLE_S = 60.0, 5.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 16.0
_CONNECT_S, _SILENT_S, _ANSWER_S = 10.0, 30.0, 300.0
"""Longest time to connect to a web server, between two pieces of an answer, and for all of it."""
_PASSING = frozenset({408, 425, 429})
_VERSIONS = ("ETag", "etag", "e_tag", "generation", "VersionId", "version_id", "md5Hash", "Content-MD5", "Digest")
_TIMES = ("LastModified", "last_modified", "Last-Modified", "mtime", "updated", "modified", "created")
_CREDENTIALS = "Check the address, and the credentials in the environment or in fsspec's configuration."
_Answer = TypeVar("_Answer")


def ask(address: str, question: Callable[[Any], _Answer]) -> _Answer:
    """Ask the file system that reaches an address, again while it is away.

    Parameters
    ----------
    question : is given the file system.

    Raises
    ------
    RecordingError : kind ``unreadable``, with the reason; one is that nobody here has named the server.
    MissingPackageError : nothing that is installed reaches the address.
    """
    _make_sure_it_may_be_asked(address)
    server = _server(os.getpid(), origin_of(address))
    waits = server.waits()
    while True:
        try:
            answer = question(server.file_system(address))
        except CoincideError:
            raise
        except Exception as error:
            reason, may_pass = _reason(error)
        else:
            server.is_away = False
            return answer
        wait_s = next(waits, None) if may_pass else None
        if wait_s is None:
            server.is_away = may_pass
            raise RecordingError(f"`{address}` {reason}", kind="unreadable")
        time.sleep(wait_s)


def _make_sure_it_may_be_asked(address: str) -> None:
    """Refuse servers that only a catalog names: it may come from somebody else."""
    origin = origin_of(address)
    if may_be_asked(origin):
        return
    raise RecordingError(
        f"`{without_secrets(address)}` was not asked for: nobody has given an address of that server on this computer. "
        f"If you trust `{without_secrets(origin)}`, write it as a line into {_where()}, or into `{SERVERS}`.",
        kind="unreadable",
    )


def _where() -> str:
    try:
        return f"the file `{servers_file()}`"
    except RuntimeError:
        return "the file `servers.txt` of your configuration folder"


def wait_briefly() -> None:
    """Wait for a server no longer than a person waits for a page, unless another time was set."""
    os.environ.setdefault(PATIENCE, str(_PATIENCE_OF_PEOPLE_S))


def state_of(address: str) -> FileState:
    """Ask for size, time of change and version of a file.

    Raises
    ------
    RecordingError : kind ``unreadable``.
    """
    return told_state(address, ask(address, lambda files: _info(files, address)))


def _info(files: Any, address: str) -> dict[str, Any]:
    # Some answer from the last listing.
    files.invalidate_cache(address)
    return files.info(address)


def told_state(address: str, info: dict[str, Any]) -> FileState:
    """Return the state of a file by what its file system tells; the version takes the place of the inode.

    Raises
    ------
    RecordingError : kind ``unreadable``: it tells no size, or nothing by which a change would be noticed.
    """
    size = info.get("size")
    version = next((str(info[key]).removeprefix("W/").strip('"') for key in _VERSIONS if info.get(key)), None)
    changed = next((_nanoseconds(info[key]) for key in _TIMES if info.get(key)), None)
    if size is None or (version is None and changed is None):
        missing = "how long it is" if size is None else "when it changed, nor its version"
        raise RecordingError(
            f"`{address}` cannot be used: its server does not say {missing}. Copy it to another server, or to a disk.",
            kind="unreadable",
        )
    # Databases have signed numbers of 64 bits.
    number = None if version is None else int.from_bytes(hashlib.sha256(version.encode()).digest()[:8]) >> 1
    return FileState(int(size), changed or 0, None, number)


class RangeReader:
    """Reads ranges of one file, which stays open between them."""

    def __init__(self, address: str, size_bytes: int) -> None:
        self._address = address
        self._size_bytes = size_bytes
        self._file: Any = None

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to `stop`.

        Raises
        ------
        RecordingError : kind ``unreadable``.
        """
        return ask(self._address, lambda files: self._read(files, start, stop))

    def _read(self, files: Any, start: int, stop: int) -> bytes:
        file, self._file = self._file, None
        if file is None:
            known = {"size": self._size_bytes} if scheme_of(self._address) in WEB else {}
            file = files.open(self._address, "rb", cache_type="none", **known)
        file.seek(start)
        data = cast(bytes, file.read(stop - start))
        if len(data) != stop - start:
            raise ConnectionError("the answer is too short")
        # After an error it is opened again.
        self._file = file
        return data


class _Server:
    """One server, or bucket, as one process reaches it.

    Attributes
    ----------
    is_away : it was given up, and has not answered since.
    """

    def __init__(self) -> None:
        self.is_away = False
        self._files: Any = None

    def waits(self) -> Iterator[float]:
        """Yield how long to wait before each further try."""
        left_s = 0.0 if self.is_away else _patience_s()
        wait_s = _FIRST_WAIT_S
        while left_s > 0:
            yield min(wait_s, left_s)
            left_s -= wait_s
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)

    def file_system(self, address: str) -> Any:
        """Return the file system of fsspec."""
        if self._files is None:
            # The origin alone: what follows it may be a chain that leads to another server.
            self._files = _opened(origin_of(address))
        return self._files


def _patience_s() -> float:
    told = os.environ.get(PATIENCE, "")
    try:
        return float(told) if told else _PATIENCE_S
    except ValueError:
        raise InputError(f"`{PATIENCE}` must be a number of seconds, got `{told}`. Change it.") from None


@lru_cache(maxsize=64)
def _server(_process: int, _origin: str) -> _Server:
    return _Server()


def _opened(address: str) -> Any:
    scheme = scheme_of(address)
    try:
        from fsspec.core import url_to_fs
        from fsspec.registry import available_protocols

        options = _web_options() if scheme in WEB else {}
        if scheme not in available_protocols():
            raise InputError(f"nothing reads `{scheme}://`. Give an address such as `s3://…` or `https://…`.")
        return url_to_fs(address, **options)[0]
    except ImportError:
        raise MissingPackageError(_missing(scheme)) from None


def _web_options() -> dict[str, Any]:
    import aiohttp
    from fsspec.config import conf

    timeout = aiohttp.ClientTimeout(total=_ANSWER_S, sock_connect=_CONNECT_S, sock_read=_SILENT_S)
    configured: dict[str, Any] = {}
    for scheme in WEB:
        configured |= conf.get(scheme, {}).get("client_kwargs", {})
    return {"client_kwargs": {"timeout": timeout, **configured}}


def _missing(scheme: str) -> str:
    if scheme in ("s3", "s3a", *WEB):
        return f"recordings at `{scheme}://` need packages. Install them with `pip install 'coincide[remote]'`."
    return (
        f"recordings at `{scheme}://` need fsspec's package for them, such as `gcsfs` for `gs://`. "
        "Install it with `pip`."
    )


@dataclass(frozen=True, slots=True)
class _Clue:
    """What one error of a chain says."""

    name: str
    status: int | None
    error: BaseException


def _reason(error: Exception) -> tuple[str, bool]:
    """Return why a question failed, as the end of a sentence, and whether that may pass."""
    clues = list(_clues(error))
    status = next((clue.status for clue in clues if clue.status is not None), None)
    last = clues[-1]
    if status is None and isinstance(last.error, FileNotFoundError | NotADirectoryError):
        status = 404
    if status is None and isinstance(last.error, PermissionError):
        status = 403
    if status is not None:
        return _of_status(status), status >= 500 or status in _PASSING
    if any("Credential" in clue.name for clue in clues):
        return f"cannot be reached without credentials. {_CREDENTIALS}", False
    if isinstance(last.error, ValueError) and "range" in str(last.error):
        return (
            "cannot be read by range, which its server does not offer. Copy it to another server, or to a disk.",
            False,
        )
    if isinstance(last.error, TypeError | ValueError | AttributeError | NotImplementedError):
        return f"cannot be read: its reader fails with {last.name}. Check fsspec's configuration.", False
    if any(isinstance(clue.error, TimeoutError) or "Timeout" in clue.name for clue in clues):
        return "did not answer in time. Check the network, and run the same command again.", True
    return f"cannot be reached ({last.name}). Check the network, and run the same command again.", True


def _of_status(status: int) -> str:
    if status in (401, 403, 407):
        return f"may not be read (status {status}). {_CREDENTIALS}"
    if status in (404, 410):
        return f"is not there (status {status}). Check the address."
    if status == 412:
        return "changed while it was read. Run the same command again when nothing writes to it."
    if status >= 500 or status in _PASSING:
        return f"cannot be read now (its server answered with status {status}). Run the same command again later."
    return f"cannot be read (its server answered with status {status}). Check the address."


def _clues(error: BaseException | None) -> Iterator[_Clue]:
    """Yield what an error and its causes say; fsspec calls most errors of web servers missing files."""
    while error is not None:
        yield _Clue(type(error).__name__, _status(error), error)
        error = error.__cause__


def _status(error: BaseException) -> int | None:
    """Return the status of an answer: aiohttp has it as `status`, botocore in `response`, others as `status_code`."""
    response: Any = getattr(error, "response", None)
    told = response.get("ResponseMetadata", {}).get("HTTPStatusCode") if isinstance(response, dict) else None
    found = (told, getattr(error, "status", None), getattr(error, "status_code", None))
    return next((one for one in found if isinstance(one, int) and 400 <= one < 600), None)


def _nanoseconds(told: object) -> int | None:
    """Read a time as file systems tell it: a moment, seconds, or text.

    Only whole seconds count: some tell more of them in a listing than about one file.
    """
    try:
        moment = told if isinstance(told, datetime | int | float) else _moment(str(told))
    except ValueError:
        return None
    seconds = moment.timestamp() if isinstance(moment, datetime) else moment
    return int(seconds) * 10**9


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)
