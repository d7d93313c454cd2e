"""One question as it is shown to a person: which events, where, and how many they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from coincide.drawing.example import Example
from coincide.learned.answers import BOUNDARY, EDGES
from coincide.learned.clips import cut_example
from coincide.learned.originals import Originals
from coincide.recordings import ChannelChoice
from coincide.records import Event, Recording
from coincide.wording import clock, count

_EDGE_S = 0.03
"""Longest piece of a call that shows its edge: with what is around it on 40 characters, one is 1.3 ms."""


@dataclass(frozen=True, slots=True)
class Member:
    """One event of a question.

    Attributes
    ----------
    channel : of the recording, in which it is heard.
    originals : tells whether the recording still is what it was.
    """

    event: Event
    recording: Recording
    channel: ChannelChoice
    originals: Originals

    def example(self) -> Example:
        """Read its sound; nothing if the recording is gone or replaced."""
        return cut_example(self.event, self.recording, self.originals, channel=self.channel)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question.

    Attributes
    ----------
    kind : ``category`` ("what is this?"), ``boundary`` ("is this one call or two?") or ``edges`` ("does it begin and
        end here?").
    number : how many questions of this session it makes.
    budget : how many there may be, None for no limit.
    members : the typical event first, then others spread over the group.
    size : how many events the question stands for.
    at_s : where two calls would part, None for a category.
    """

    kind: str
    number: int
    budget: int | None
    members: tuple[Member, ...]
    size: int
    at_s: float | None = None

    @property
    def n_recordings(self) -> int:
        """Recordings that the members come from."""
        return len({member.recording.id for member in self.members})

    @property
    def band_hz(self) -> tuple[float, float]:
        """Lowest and highest frequency of the members."""
        return min(m.event.low_hz for m in self.members), max(m.event.high_hz for m in self.members)

    def heading(self) -> str:
        """Say which question it is, and how many events it stands for."""
        which = f"Question {self.number}" + ("" if self.budget is None else f" of {self.budget}")
        if self.kind in (BOUNDARY, EDGES):
            return f"{which}: where calls begin and end"
        stands = "stands for 1 call, this one only" if self.size == 1 else f"stands for {count(self.size, 'event')}"
        shown = len(self.members)
        where = f", {shown} of them shown, from {count(self.n_recordings, 'recording')}" if shown > 1 else ""
        return f"{which}: {stands}{where}"

    def question(self) -> str:
        """Say what is asked."""
        if self.kind == EDGES:
            event = self.members[0].event
            return f"Does it begin at {event.onset_s:.3f} s and end at {event.offset_s:.3f} s?"
        return "What is this?" if self.at_s is None else f"Is this one call, or two that meet at {clock(self.at_s)}?"

    def examples(self, limit: int | None = None) -> Sequence[Example]:
        """Read the sound of the first members, or of all."""
        if self.kind == EDGES:
            return edge_examples(self.members[0].example())[:limit]
        return [member.example() for member in self.members[:limit]]


def edge_examples(example: Example) -> list[Example]:
    """Return the beginning and the end of an event, each short enough to see milliseconds."""
    length_s = min((example.offset_s - example.onset_s) / 2, _EDGE_S)
    return [
        replace(example, offset_s=example.onset_s + length_s),
        replace(example, onset_s=example.offset_s - length_s),
    ]
