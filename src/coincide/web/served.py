"""What all routes share: the open catalog, and what was made of it lately."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import cast

from fastapi import Request

from coincide.workflow.browse import Browse
from coincide.workflow.event_media import Originals
from coincide.workflow.recording_media import Scales

_MEDIA_BYTES = 48 * 2**20


class Recent:
    """Bytes that were made lately, up to a total size; the longest unused go first.

    Parameters
    ----------
    limit_bytes : of all values together.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._values: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under `key`, or make and keep it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        # Made outside of the lock: two may make the same, and nobody waits for another's picture.
        value = make()
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._size += len(value)
            while self._size > self._limit and len(self._values) > 1:
                self._size -= len(self._values.popitem(last=False)[1])
        return value


class Served:
    """A catalog that is being served.

    Parameters
    ----------
    who : who gives names and answers; kept with each.
    """

    def __init__(self, catalog: Path | None, *, who: str = "") -> None:
        self.browse = Browse(catalog)
        self.who = who
        self.originals = Originals(lambda path: self.browse.store.files().get(path))
        self.scales = Scales()
        self.media = Recent(_MEDIA_BYTES)

    def close(self) -> None:
        """Close the files."""
        self.browse.close()


def served(request: Request) -> Served:
    """Return the catalog that this server is for; a dependency of routes."""
    return cast(Served, request.app.state.served)
