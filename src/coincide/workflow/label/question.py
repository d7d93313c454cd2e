"""One question as it is shown to a person: which events, where, and how many they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coincide.drawing.example import Example
from coincide.learned.answers import BOUNDARY
from coincide.learned.clips import cut_example
from coincide.learned.originals import Originals
from coincide.recordings import ChannelChoice
from coincide.records import Event, Recording
from coincide.wording import clock, count


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
    kind : ``category`` ("what is this?") or ``boundary`` ("is this one call or two?").
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
        if self.kind == BOUNDARY:
            return f"{which}: where calls begin and end"
        stands = "stands for 1 call, this one only" if self.size == 1 else f"stands for {count(self.size, 'event')}"
        shown = len(self.members)
        where = f", {shown} of them shown, from {count(self.n_recordings, 'recording')}" if shown > 1 else ""
        return f"{which}: {stands}{where}"

    def question(self) -> str:
        """Say what is asked."""
        return "What is this?" if self.at_s is None else f"Is this one call, or two that meet at {clock(self.at_s)}?"

    def examples(self, limit: int) -> Sequence[Example]:
        """Read the sound of the first members."""
        return [member.example() for member in self.members[:limit]]
