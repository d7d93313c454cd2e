"""Whether the file of a recording still is what was learned from.

Where it is another one, the times of its events mean nothing: what a person would see and hear, and give a name to, is
other sound than the catalog believes. So every reader of sound for a picture, a question or an answer asks here first.
A file about which the system says what it said when the file was scanned is not read; another one is hashed once. On
another computer, the size, the time of change and the version that its server tells take the place of that.

A recording that is gone or replaced is a different case from one that cannot be decoded.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from pathlib import Path

from coincide.catalog import CatalogStore, FileRow
from coincide.errors import RecordingError
from coincide.recordings import Place, RemotePath, content_hash, file_state, place_of
from coincide.records import FileState, Recording

MISSING = "missing"
_ASKED_EVERY_S = 10.0
"""A server is not asked about the same recording again within this time."""


class Originals:
    """Tells whether the files of recordings are the originals; remembers what it found.

    Parameters
    ----------
    file_row : returns what the catalog knows about a path.
    """

    def __init__(self, file_row: Callable[[str], FileRow | None]) -> None:
        self._file_row = file_row
        self._known: dict[tuple[str, FileState], str] = {}
        self._asked: dict[str, tuple[float, RemotePath]] = {}
        self._lock = threading.Lock()

    def check(self, recording: Recording) -> Place:
        """Return the path of a recording.

        Raises
        ------
        RecordingError : of kind ``missing``: its file is gone, or holds something else; of kind ``unreadable``: the
            server that has it does not answer, or says no.
        """
        place = self._asked_lately(recording.path) or place_of(recording.path)
        try:
            found = self._hash(recording, self._state(place))
        except OSError:
            raise RecordingError(
                f"the recording `{recording.name}` is gone: nothing can be read at `{recording.path}`. Put it back, "
                "or run `coincide learn FOLDER` where it is now.",
                kind=MISSING,
            ) from None
        if found != recording.content_hash:
            raise RecordingError(
                f"the recording `{recording.name}` has changed since it was learned from. Run `coincide learn FOLDER` "
                "to learn from it as it is now.",
                kind=MISSING,
            )
        return place

    def _asked_lately(self, path: str) -> RemotePath | None:
        with self._lock:
            asked_at_s, place = self._asked.get(path, (-math.inf, None))
        return place if time.monotonic() - asked_at_s < _ASKED_EVERY_S else None

    def _state(self, place: Place) -> FileState:
        if isinstance(place, Path):
            return file_state(place)
        is_new = place.known_state is None
        state = place.known_state or place.state()
        if is_new:
            with self._lock:
                self._asked[str(place)] = time.monotonic(), place
        return state

    def _hash(self, recording: Recording, state: FileState) -> str:
        key = (recording.path, state)
        with self._lock:
            found = self._known.get(key)
        if found is None:
            row = self._file_row(recording.path)
            is_untouched = row is not None and row.state == state and row.recording_id == recording.id
            found = recording.content_hash if is_untouched else content_hash(place_of(recording.path))
            with self._lock:
                self._known[key] = found
        return found


def originals_of(catalog: Path) -> Originals:
    """Return the originals of a catalog that is not kept open; it is opened for a moment for each file."""

    def file_row(path: str) -> FileRow | None:
        with CatalogStore.open(catalog) as store:
            return store.files.get(path)

    return Originals(file_row)
