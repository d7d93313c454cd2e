"""The address of a recording, or of a folder, on another computer.

It has those members of `pathlib.Path` that readers of sound use, so they read both alike. Nothing is asked of the
network until a member with a verb is called. It can be pickled; a worker opens the recording by itself.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import BinaryIO, cast

from coincide.recordings.remote import network
from coincide.recordings.remote.address import WEB, origin_of, readable_name, scheme_of
from coincide.recordings.remote.range_file import RangeFile
from coincide.recordings.remote.ranges import blocks_of
from coincide.records import FileState


class RemotePath:
    """An address.

    Parameters
    ----------
    address : without secrets, see `address.checked`, and without a slash at its end.
    state : what a listing said about it; if not given, the server is asked when it is first opened.
    """

    __slots__ = ("_address", "_state")

    def __init__(self, address: str, state: FileState | None = None) -> None:
        self._address = address
        self._state = state

    @property
    def name(self) -> str:
        """The last part of the address, readable."""
        last = self._address.rsplit("/", 1)[1]
        return readable_name(last) if self.is_web else last

    @property
    def suffix(self) -> str:
        """The ending of the name, with its point."""
        return PurePosixPath(self.name).suffix

    @property
    def parts(self) -> tuple[str, ...]:
        """Scheme, host or bucket, and folders, down to the name."""
        return tuple(self._address.replace("://", "/", 1).split("/"))

    @property
    def parent(self) -> RemotePath:
        """The address of the folder."""
        return RemotePath(self._address.rsplit("/", 1)[0])

    @property
    def is_web(self) -> bool:
        """Whether it is on a web server, which has no folders, only pages that list files."""
        return scheme_of(self._address) in WEB

    @property
    def origin(self) -> str:
        """Scheme and host, or bucket."""
        return origin_of(self._address)

    @property
    def known_state(self) -> FileState | None:
        """What the server said last; None if it was not asked."""
        return self._state

    def as_posix(self) -> str:
        """Return the address."""
        return self._address

    def open(self, mode: str = "rb") -> BinaryIO:
        """Open for reading by range.

        Raises
        ------
        RecordingError : kind ``unreadable``.
        """
        assert mode == "rb"
        # Opened often, it is asked for its state once.
        state = self._state or self.state()
        return cast(BinaryIO, RangeFile(state.size_bytes, blocks_of(self._address, state).read))

    def state(self) -> FileState:
        """Ask for size, time of change and version, and remember them for opening.

        Raises
        ------
        RecordingError : kind ``unreadable``.
        """
        self._state = network.state_of(self._address)
        return self._state

    def __str__(self) -> str:
        return self._address

    def __repr__(self) -> str:
        return f"RemotePath({self._address!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RemotePath) and other._address == self._address

    def __hash__(self) -> int:
        return hash(self._address)
