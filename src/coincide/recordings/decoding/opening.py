"""Opens sound files for decoding, whatever state the recorder left them in.

Plain files are opened in this process, all others in a helper that may crash or be given up (`plain`, `distant`).

libsndfile takes the length in a header at its word. A recorder that lost power leaves it at 0 and its
samples would be lost, so such a file is read through a view that shows the true length; the file itself is
never written to.
"""

from __future__ import annotations

import io
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, cast

from coincide.errors import RecordingError
from coincide.recordings.decoding.containers import DataExtent, data_extent
from coincide.recordings.decoding.decoder import Decoder, DecodingError, DirectDecoder
from coincide.recordings.decoding.distant import DistantDecoder
from coincide.recordings.decoding.plain import is_plain
from coincide.recordings.faults import shown, unreadable
from coincide.recordings.formats import remedy_for_undecodable
from coincide.recordings.places import Place
from coincide.recordings.remote.path import RemotePath

if TYPE_CHECKING:
    from typing_extensions import Buffer

MAX_RATE_HZ = 1_000_000
_UNKNOWN_LENGTH = 2**62
"""libsndfile gives 2**63 - 1 for FLAC streams that do not say their length, and cannot read on in them."""


@contextmanager
def open_sound(path: Place) -> Generator[Decoder]:
    """Open a sound file for reading.

    Parameters
    ----------
    path : the file.

    Yields
    ------
    The decoder, at the first sample.

    Raises
    ------
    RecordingError : kind ``unreadable``, ``empty`` (0 bytes) or ``corrupt``.
    """
    extent = _look(path)
    with ExitStack() as opened:
        try:
            decoder = opened.enter_context(closing(_open(path, extent, opened)))
        except DecodingError as error:
            raise RecordingError(
                f"`{shown(path)}` cannot be decoded: {error}. {remedy_for_undecodable(path.name)}",
                kind="corrupt",
            ) from None
        _check_facts(decoder, path)
        yield decoder


def _look(path: Place) -> DataExtent | None:
    """Read the head of the file, so that whatever the disk says comes up before decoding."""
    try:
        with path.open("rb") as file:
            is_empty = file.seek(0, io.SEEK_END) == 0
        if is_empty:
            raise RecordingError(
                f"`{shown(path)}` is empty (0 bytes). Delete it, or copy it again from the recorder.",
                kind="empty",
            )
        return data_extent(path)
    except OSError as error:
        raise unreadable(path, error) from None


def _open(path: Place, extent: DataExtent | None, opened: ExitStack) -> Decoder:
    if extent is not None and extent.is_size_short:
        return DirectDecoder(_Finished(opened.enter_context(_raw(path)), extent))
    if is_plain(path):
        return DirectDecoder(_raw(path) if isinstance(path, RemotePath) else path)
    try:
        return DistantDecoder(path)
    except OSError:
        # Where no process can be started, as inside other programs, decoding goes on without the protection.
        return DirectDecoder(_raw(path) if isinstance(path, RemotePath) else path)


def _raw(path: Place) -> io.RawIOBase:
    return cast(io.RawIOBase, path.open("rb")) if isinstance(path, RemotePath) else io.FileIO(path)


def _check_facts(decoder: Decoder, path: Place) -> None:
    rate_hz = decoder.sample_rate_hz
    if not 1 <= rate_hz <= MAX_RATE_HZ:
        raise RecordingError(
            f"`{shown(path)}` has a sample rate of {rate_hz} Hz, expected 1 to {MAX_RATE_HZ} Hz. "
            "Its header is damaged; copy it again from the recorder.",
            kind="corrupt",
        )
    if decoder.n_samples >= _UNKNOWN_LENGTH:
        raise RecordingError(
            f"`{shown(path)}` does not say how long it is, like a stream that was not finished. "
            "Write it again, for example with `ffmpeg -i old.flac new.flac`.",
            kind="corrupt",
        )


class _Finished(io.RawIOBase):
    """A file as if its header had been finished: the bytes of the length of its samples are replaced."""

    def __init__(self, raw: io.RawIOBase, extent: DataExtent) -> None:
        self._raw = raw
        self._at, self._length = extent.size_at, extent.true_size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: Buffer, /) -> int:
        start = self._raw.tell()
        with memoryview(buffer).cast("B") as view:
            data = bytearray(self._raw.read(len(view)) or b"")
            for index, byte in enumerate(self._length):
                if 0 <= self._at + index - start < len(data):
                    data[self._at + index - start] = byte
            view[: len(data)] = data
        return len(data)
