"""Event columns: the events of a model as arrays, for code that counts them; there may be a million.

Objects for each event take seconds to make at that size. Numbers come out of SQLite fastest as one flat stream of
floats; whole numbers below 2⁵³ pass through a float unchanged. Whole numbers alone come faster still, see
`coincide.catalog.sqlite.whole_numbers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import cast

import numpy as np
from numpy.typing import NDArray

from coincide.catalog.sqlite.database import Database
from coincide.catalog.sqlite.whole_numbers import scaled, whole_numbers

_CATEGORY = "coalesce(m.category, -1)"
_OF_EVENTS = ("id", "recording_id", "channel", "onset_s", "offset_s", "low_hz", "high_hz", "snr_db")
_SOURCES = {name: f"e.{name}" for name in _OF_EVENTS} | {"category": _CATEGORY, "certainty": "m.certainty"}
_WHOLE = ("id", "recording_id", "channel", "category")
_STARTS = {
    "id": "e.id",
    "recording_id": "e.recording_id",
    "onset_us": scaled("e.onset_s", 1e6),
    "category": _CATEGORY,
}
_SPANS = {
    "id": "e.id",
    "category": _CATEGORY,
    "length_us": scaled("(e.offset_s - e.onset_s)", 1e6),
    "low_mhz": scaled("e.low_hz", 1e3),
    "high_mhz": scaled("e.high_hz", 1e3),
    "recording_id": "e.recording_id",
}
_FROM = (
    "FROM groupings g CROSS JOIN memberships m ON m.grouping_id = g.id CROSS JOIN events e ON e.id = m.event_id "
    "WHERE g.model_id = ? AND g.method = ?"
)
_LAST = "SELECT max(id) FROM events"


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
        """Return `id`, `recording_id`, `onset_s` (to the microsecond) and `category`; takes half as long as `read`."""
        found = self._whole(_STARTS, model_id, method)
        return {
            "id": found["id"],
            "recording_id": found["recording_id"],
            "onset_s": found["onset_us"] / 1e6,
            "category": found["category"],
        }

    def read_spans(self, model_id: str, *, method: str) -> dict[str, NDArray[np.int64]]:
        """Return how long and how high all events are, (n,) each, in the order of their ids: a million in a second.

        Returns
        -------
        `id`, `category` (`UNSURE` for none), `length_us`, `low_mhz` and `high_mhz` (microseconds and millihertz),
        `recording_id`.
        """
        return self._whole(_SPANS, model_id, method)

    def _whole(self, columns: Mapping[str, str], model_id: str, method: str) -> dict[str, NDArray[np.int64]]:
        with self._database.reading() as connection:
            found = whole_numbers(connection, columns, _FROM, (model_id, method), key="m.event_id", last=_LAST)
        ids = found["id"]
        order = slice(None) if (ids[1:] > ids[:-1]).all() else np.argsort(ids)
        return {name: values[order] for name, values in found.items()}

    def searched(self, digest: str) -> NDArray[np.int64]:
        """Return the ids of the recordings that were searched for the events of a digest, with or without success."""
        sql = "SELECT recording_id FROM detections WHERE digest = ? ORDER BY recording_id"
        with self._database.reading() as connection:
            return np.array([row[0] for row in connection.exec_driver_sql(sql, (digest,))], dtype=np.int64)

    def heard(self, digest: str) -> NDArray[np.int64]:
        """Return the ids of the recordings in which events of a digest were found, in a model or not."""
        sql = "SELECT recording_id FROM detections WHERE digest = ? AND n_events > 0 ORDER BY recording_id"
        with self._database.reading() as connection:
            return np.array([row[0] for row in connection.exec_driver_sql(sql, (digest,))], dtype=np.int64)
