"""Event columns: the events of a model as arrays, for code that counts them; there may be a million.

Objects for each event take seconds to make at that size. Numbers come out of SQLite fastest as one flat stream of
floats; whole numbers below 2⁵³ pass through a float unchanged. Whole numbers alone come faster still as one text, which
SQLite writes and NumPy reads without an object for each: half the time for what counting needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import cast

import numpy as np
from numpy.typing import NDArray

from coincide.catalog.sqlite.database import Database

_SOURCES = {
    "id": "e.id",
    "recording_id": "e.recording_id",
    "channel": "e.channel",
    "onset_s": "e.onset_s",
    "offset_s": "e.offset_s",
    "low_hz": "e.low_hz",
    "high_hz": "e.high_hz",
    "snr_db": "e.snr_db",
    "category": "coalesce(m.category, -1)",
    "certainty": "m.certainty",
}
_WHOLE = ("id", "recording_id", "channel", "category")
_STARTS = ("e.id", "e.recording_id", "CAST(e.onset_s * 1e6 + 0.5 AS INTEGER)", "coalesce(m.category, -1)")
_FROM = "FROM memberships m CROSS JOIN events e ON e.id = m.event_id WHERE m.model_id = ? AND m.method = ?"
_AT_ONCE = 2**22
"""Events that come as one text, which SQLite lets have a billion characters."""


class EventColumns:
    """The events of the models of a catalog, by column."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(
        self, model_id: str, names: Sequence[str], *, method: str, only: Sequence[int] | None = None
    ) -> dict[str, NDArray[np.generic]]:
        """Return columns of the events of a model, in the order of their ids.

        Parameters
        ----------
        method : which grouping; see `Categories`.
        only : ids of the recordings whose events are wanted, all if None.
        names : of `id`, `recording_id`, `channel`, `onset_s`, `offset_s`, `low_hz`, `high_hz`, `snr_db`, `category`
            (`coincide.records.UNSURE` for none) and `certainty`.

        Returns
        -------
        Arrays (n,) by name, int64 for whole numbers, else float64.
        """
        columns = ", ".join(_SOURCES[name] for name in names)
        some = "" if only is None else f" AND e.recording_id IN ({', '.join(str(int(each)) for each in only)})"
        sql = f"SELECT {columns} {_FROM}{some} ORDER BY m.event_id"
        with self._database.reading() as connection:
            # The rows of the driver itself, since those of SQLAlchemy take as long again.
            found = cast(Iterable[Iterable[float]], connection.exec_driver_sql(sql, (model_id, method)).cursor)
            flat = np.fromiter(chain.from_iterable(found), dtype=np.float64)
        table = flat.reshape(-1, len(names))
        return {
            name: np.ascontiguousarray(table[:, place]).astype(np.int64 if name in _WHOLE else np.float64)
            for place, name in enumerate(names)
        }

    def read_starts(self, model_id: str, *, method: str) -> dict[str, NDArray[np.generic]]:
        """Return `id`, `recording_id`, `onset_s` to the microsecond and `category` of all events, in half the time."""
        texts = ", ".join(f"group_concat({source})" for source in _STARTS)
        sql = f"SELECT count(*), {texts} {_FROM} AND m.event_id > ? AND m.event_id <= ?"
        parts: list[NDArray[np.int64]] = []
        with self._database.reading() as connection:
            last = connection.exec_driver_sql("SELECT max(event_id) FROM memberships").scalar_one() or 0
            for first in range(0, last, _AT_ONCE):
                asked = (model_id, method, first, first + _AT_ONCE)
                n, *cells = connection.exec_driver_sql(sql, asked).one()
                parts.append(np.array([_numbers(text or "") for text in cells]).reshape(len(_STARTS), n))
        ids, recordings, onsets_us, categories = np.concatenate(parts or [np.empty((4, 0), dtype=np.int64)], axis=1)
        order = slice(None) if (ids[1:] > ids[:-1]).all() else np.argsort(ids)
        return {
            "id": ids[order],
            "recording_id": recordings[order],
            "onset_s": onsets_us[order] / 1e6,
            "category": categories[order],
        }

    def searched(self, digest: str) -> NDArray[np.int64]:
        """Return the ids of the recordings that were searched for the events of a digest, with or without success."""
        sql = "SELECT recording_id FROM detections WHERE digest = ? ORDER BY recording_id"
        with self._database.reading() as connection:
            return np.array([row[0] for row in connection.exec_driver_sql(sql, (digest,))], dtype=np.int64)


def _numbers(text: str) -> NDArray[np.int64]:
    """Return the whole numbers of a text with commas.

    Raises
    ------
    ValueError : something in it is no whole number.
    """
    if text.encode().translate(None, b"0123456789-,"):
        raise ValueError("a whole number was expected")
    return np.fromstring(text, dtype=np.int64, sep=",") if text else np.empty(0, dtype=np.int64)
