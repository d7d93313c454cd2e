"""Event columns: the events of a model as arrays, for code that counts them; there may be a million.

Objects for each event take seconds to make at that size. Numbers come out of SQLite fastest as one flat stream of
floats; whole numbers below 2⁵³ pass through a float unchanged.
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


class EventColumns:
    """The events of the models of a catalog, by column."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, model_id: str, names: Sequence[str], *, method: str) -> dict[str, NDArray[np.generic]]:
        """Return columns of all events of a model, in the order of their ids.

        Parameters
        ----------
        method : which grouping; see `Categories`.
        names : of `id`, `recording_id`, `channel`, `onset_s`, `offset_s`, `low_hz`, `high_hz`, `snr_db`, `category`
            (`coincide.records.UNSURE` for none) and `certainty`.

        Returns
        -------
        Arrays (n,) by name, int64 for whole numbers, else float64.
        """
        columns = ", ".join(_SOURCES[name] for name in names)
        sql = (
            f"SELECT {columns} FROM memberships m CROSS JOIN events e ON e.id = m.event_id "
            "WHERE m.model_id = ? AND m.method = ? ORDER BY m.event_id"
        )
        with self._database.reading() as connection:
            # The rows of the driver itself, since those of SQLAlchemy take as long again.
            found = cast(Iterable[Iterable[float]], connection.exec_driver_sql(sql, (model_id, method)).cursor)
            flat = np.fromiter(chain.from_iterable(found), dtype=np.float64)
        table = flat.reshape(-1, len(names))
        return {
            name: np.ascontiguousarray(table[:, place]).astype(np.int64 if name in _WHOLE else np.float64)
            for place, name in enumerate(names)
        }

    def searched(self, digest: str) -> NDArray[np.int64]:
        """Return the ids of the recordings that were searched for the events of a digest, with or without success."""
        sql = "SELECT recording_id FROM detections WHERE digest = ? ORDER BY recording_id"
        with self._database.reading() as connection:
            return np.array([row[0] for row in connection.exec_driver_sql(sql, (digest,))], dtype=np.int64)
