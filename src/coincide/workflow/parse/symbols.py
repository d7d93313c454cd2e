"""What the events of a catalog are called where their order matters, as symbols of a sequence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coincide.label import NOISE
from coincide.learned.contents import Contents
from coincide.parse.structure import EventSequence
from coincide.records import UNSURE, Annotation, Event

UNSURE_NAME = "?"


def event_sequence(symbols: Sequence[int], events: Sequence[Event | Annotation]) -> EventSequence:
    """Return events by their symbols and times, for finding structure in them."""
    onsets_s = np.array([event.onset_s for event in events], dtype=np.float64)
    offsets_s = np.array([event.offset_s for event in events], dtype=np.float64)
    return EventSequence(symbols, onsets_s, offsets_s)


class Symbols:
    """What the events of a model are called, and which of them are called alike."""

    def __init__(self, contents: Contents) -> None:
        self._numbers: list[int] = contents.memberships.categories.tolist()
        self._names = {category.number: category.name for category in contents.categories}
        firsts: dict[str, int] = {}
        self._symbols = {
            number: number if not name else firsts.setdefault(name, number) for number, name in self._names.items()
        }

    def of(self, row: int) -> str:
        """Return the name of a leaf."""
        number = self._numbers[row]
        return UNSURE_NAME if number == UNSURE else (self._names.get(number) or str(number))

    def symbol(self, row: int) -> int:
        """Return a number that events of one name share; `UNSURE` for none."""
        number = self._numbers[row]
        return self._symbols.get(number, number)

    def is_call(self, row: int) -> bool:
        """Say whether an event is a call, as far as people said."""
        return self._names.get(self._numbers[row]) != NOISE
