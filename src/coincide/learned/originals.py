"""Whether the file of a recording still is what was learned from.

Where it is another one, the times of its events mean nothing: what a person would see and hear, and give a name to, is
other sound than the catalog believes. So every reader of sound for a picture, a question or an answer asks here first.
A file about which the system says what it said when the file was scanned is not read; another one is hashed once.

A recording that is gone or replaced is a different case from one that cannot be decoded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from coincide.catalog import CatalogStore, FileRow
from coincide.errors import RecordingError
from coincide.recordings import content_hash
from coincide.records import FileState, Recording

MISSING = "missing"


class Originals:
    """Tells whether the files of recordings are the originals; remembers what it found.

    Parameters
    ----------
    file_row : returns what the catalog knows about a path.
    """

    def __init__(self, file_row: Callable[[str], FileRow | None]) -> None:
        self._file_row = file_row
        self._known: dict[tuple[str, FileState], str] = {}
        self._lock = threading.Lock()

    def check(self, recording: Recording) -> Path:
        """Return the path of a recording.

        Raises
        ------
        RecordingError : of kind ``missing``: its file is gone, or holds something else.
        """
        path = Path(recording.path)
        try:
            found = self._hash(recording, FileState.of(path.stat()))
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
        return path

    def _hash(self, recording: Recording, state: FileState) -> str:
        key = (recording.path, state)
        with self._lock:
            found = self._known.get(key)
        if found is None:
            row = self._file_row(recording.path)
            is_untouched = row is not None and row.state == state and row.recording_id == recording.id
            found = recording.content_hash if is_untouched else content_hash(Path(recording.path))
            with self._lock:
                self._known[key] = found
        return found


def originals_of(catalog: Path) -> Originals:
    """Return the originals of a catalog that is not kept open; it is opened for a moment for each file."""

    def file_row(path: str) -> FileRow | None:
        with CatalogStore.open(catalog) as store:
            return store.files.get(path)

    return Originals(file_row)
