"""Many records as an array for each of their fields: a million events take 64 MB, a fifth of what objects take.

They are still a sequence of records, each made when it is asked for. Code that looks at all of them uses the columns.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import chain
from typing import Any, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from coincide.records import UNSURE, Event, Membership, category_number

_Record = TypeVar("_Record")
_AT_ONCE = 4096


class _Places(Mapping[int, int]):
    """Where each number is in an array (n,) without repeats."""

    def __init__(self, numbers: NDArray[np.int64]) -> None:
        self._order = np.argsort(numbers, kind="stable")
        self._sorted = numbers[self._order]

    def __getitem__(self, number: int) -> int:
        place = int(np.searchsorted(self._sorted, number)) if -(2**63) <= number < 2**63 else len(self)
        if place == len(self) or self._sorted[place] != number:
            raise KeyError(number)
        return int(self._order[place])

    def __iter__(self) -> Iterator[int]:
        return iter(self._sorted.tolist())

    def __len__(self) -> int:
        return len(self._sorted)


class _RecordArray(Sequence[_Record]):
    """Columns of equal length, the fields of a data class, as a sequence of records; equal to one of the same items."""

    def take(self, rows: Sequence[int] | NDArray[np.integer | np.bool_] | slice) -> Self:
        """Return some rows: in this order, or those of a mask."""
        chosen = rows if isinstance(rows, (slice, np.ndarray)) else np.array(rows, dtype=np.intp)
        return type(self)(*(column[chosen] for column in self._columns()))

    @abstractmethod
    def _records(self, columns: Iterable[list[Any]]) -> Iterable[_Record]:
        """Make records of parts of the columns."""

    def _columns(self) -> list[NDArray[Any]]:
        return [getattr(self, field.name) for field in fields(self)]  # pyright: ignore[reportArgumentType]

    def __len__(self) -> int:
        return len(self._columns()[0])

    @overload
    def __getitem__(self, index: int) -> _Record: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> _Record | Self:
        if isinstance(index, slice):
            return self.take(index)
        return next(iter(self._records([column[index].item()] for column in self._columns())))

    def __iter__(self) -> Iterator[_Record]:
        for start in range(0, len(self), _AT_ONCE):
            yield from self._records(column[start : start + _AT_ONCE].tolist() for column in self._columns())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # pyright: ignore[reportAssignmentType]


@dataclass(frozen=True, eq=False)
class EventArray(_RecordArray[Event]):
    """Events by column, (n,) each; see `coincide.records.Event`."""

    ids: NDArray[np.int64]
    recording_ids: NDArray[np.int64]
    channels: NDArray[np.int64]
    onsets_s: NDArray[np.float64]
    offsets_s: NDArray[np.float64]
    lows_hz: NDArray[np.float64]
    highs_hz: NDArray[np.float64]
    snrs_db: NDArray[np.float64]

    @classmethod
    def of(cls, events: Iterable[Event]) -> EventArray:
        """Return events as columns; an `EventArray` is returned as it is."""
        if isinstance(events, EventArray):
            return events
        return cls.from_numbers(
            (e.id, e.recording_id, e.channel, e.onset_s, e.offset_s, e.low_hz, e.high_hz, e.snr_db) for e in events
        )

    @classmethod
    def from_numbers(cls, rows: Iterable[Iterable[float]]) -> EventArray:
        """Make columns of the fields of each event, in order; whole numbers up to 2⁵³."""
        numbers = _flat(rows).reshape(-1, 8)
        whole, others = numbers[:, :3].T.astype(np.int64), np.ascontiguousarray(numbers[:, 3:].T)
        return cls(*whole, *others)

    @property
    def durations_s(self) -> NDArray[np.float64]:
        """Length of each event in seconds, (n,)."""
        return self.offsets_s - self.onsets_s

    @cached_property
    def row_of(self) -> Mapping[int, int]:
        """Row by event id."""
        return _Places(self.ids)

    def _records(self, columns: Iterable[list[Any]]) -> Iterable[Event]:
        return map(Event, *columns)


@dataclass(frozen=True, eq=False)
class MembershipArray(_RecordArray[Membership]):
    """Memberships by column, (n,) each; see `coincide.records.Membership`.

    Attributes
    ----------
    categories : numbers, `UNSURE` for none.
    """

    event_ids: NDArray[np.int64]
    categories: NDArray[np.int32]
    certainties: NDArray[np.float64]

    @classmethod
    def of(cls, memberships: Iterable[Membership]) -> MembershipArray:
        """Return memberships as columns; a `MembershipArray` is returned as it is."""
        if isinstance(memberships, MembershipArray):
            return memberships
        return cls.from_numbers((m.event_id, category_number(m.category), m.certainty) for m in memberships)

    @classmethod
    def from_numbers(cls, rows: Iterable[Iterable[float]]) -> MembershipArray:
        """Make columns of event id, number of the category (`UNSURE` for none) and certainty of each row."""
        numbers = _flat(rows).reshape(-1, 3)
        return cls(numbers[:, 0].astype(np.int64), numbers[:, 1].astype(np.int32), np.ascontiguousarray(numbers[:, 2]))

    def rows_of(self, number: int | None) -> NDArray[np.int64]:
        """Return the rows of a category, or of the unsure events (None)."""
        return np.flatnonzero(self.categories == category_number(number))

    def _records(self, columns: Iterable[list[Any]]) -> Iterable[Membership]:
        event_ids, numbers, certainties = columns
        return map(Membership, event_ids, (None if n == UNSURE else n for n in numbers), certainties)


def rows_by(keys: NDArray[Any], *, then: NDArray[Any] | None = None) -> dict[int, NDArray[np.int64]]:
    """Return the rows of each different key (n,), a whole number; keys ascend, rows of one key keep their order.

    Parameters
    ----------
    then : (n,) values in whose order the rows of a key are; as they are if not given.
    """
    order = np.argsort(keys, kind="stable") if then is None else np.lexsort((then, keys))
    found, starts = np.unique(keys[order], return_index=True)
    return dict(zip(found.tolist(), np.split(order, starts)[1:], strict=True))


def _flat(rows: Iterable[Iterable[float]]) -> NDArray[np.float64]:
    return np.fromiter(chain.from_iterable(rows), dtype=np.float64)
