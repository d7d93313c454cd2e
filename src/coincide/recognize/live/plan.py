"""What a live recognizer has in common with the catalog that it comes from: numbers only, no torch.

The live graph is a stream: each call gets the newest hop of sound and what it remembers from the last call: some
seconds of levels, for the background, and some seconds of sound, for the pictures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coincide.events import DrawnRules, Hearing, PatchGeometry
from coincide.events.echoes import Echo
from coincide.events.settings import EventSettings
from coincide.features import FrameGrid

HOP_S = 0.1
"""Sound per call, about: what a person takes for at once."""
N_SLOTS = 2
"""Events that one call tells; more wait for the next. Song has up to 20 syllables a second."""
N_RECENT = 64
"""Events whose lengths are remembered."""
_MIN_REACH_S = 1.0
_REACH_SPANS, _REACH_MORE_S = 1.5, 0.3
_MAX_REACH_FRAMES = 8000
"""More would take longer than a hop in a browser on a phone."""
SETTLE_SHARE = 0.5
"""An event is told when this share of the typical length has passed: smoothing reaches no farther."""
_MARGIN_FRAMES = 2.0


@dataclass(frozen=True, slots=True)
class Habits:
    """How the events of a recording are cut.

    Attributes
    ----------
    are_bodies : events end before their tails, as most have long ones.
    are_parted : events are parted at short dips.
    echo : what is taken off as echo; None for nothing.
    """

    are_bodies: bool = False
    are_parted: bool = True
    echo: Echo | None = None


@dataclass(frozen=True, slots=True)
class LivePlan:
    """Sizes of a live graph.

    Attributes
    ----------
    hearing : how the sound is listened to, as in the catalog.
    habits : how its events are cut, as in the catalog.
    n_new : frames per call.
    n_frames : frames that are remembered, for the background.
    n_reach : the newest of them, which are searched for events; see `whole_s`.
    n_sound : samples that are remembered, for the pictures.
    lag_frames : frames between the end of the sound and the center of the newest whole frame.
    picture_tail_s : sound that a picture needs after the end of its event.
    length_s : typical event length, until some events were heard.
    raw_dim : length of what the encoder says.
    drawn : where a person draws edges; None for where they lie undrawn.
    """

    hearing: Hearing
    habits: Habits
    settings: EventSettings
    geometries: tuple[PatchGeometry, ...]
    n_new: int
    n_frames: int
    n_reach: int
    n_sound: int
    lag_frames: int
    picture_tail_s: float
    length_s: float
    raw_dim: int
    drawn: DrawnRules | None = None

    @property
    def grid(self) -> FrameGrid:
        """The frames that events are found on."""
        return self.hearing.grid

    @property
    def hop_samples(self) -> int:
        """Samples per call."""
        return self.n_new * self.grid.hop_samples

    @property
    def hop_s(self) -> float:
        return self.hop_samples / self.grid.sample_rate_hz

    @property
    def n_slots(self) -> int:
        """Events per call."""
        return N_SLOTS

    @property
    def settle_s(self) -> float:
        """Shortest time from the end of an event until its picture can be taken."""
        return self.picture_tail_s - self.lag_frames * self.grid.hop_s

    @property
    def latency_s(self) -> float:
        """Time from the end of an event of typical length until it is shown, on average."""
        return self._told_after_s + self.lag_frames * self.grid.hop_s + self.hop_s / 2

    @property
    def whole_s(self) -> float:
        """Length of the longest events that are still within reach from end to end when they are told."""
        return (self.n_reach - self.n_new) * self.grid.hop_s - self._told_after_s

    @property
    def _told_after_s(self) -> float:
        return max(SETTLE_SHARE * self.length_s, self.settle_s)

    @property
    def state_size(self) -> int:
        """Numbers that are remembered: of sound, levels and events."""
        return sum(self.state_parts)

    @property
    def state_parts(self) -> tuple[int, int, int, int, int]:
        """Sound, levels, lengths, place (sum, number and gain of events), end of the last event and frames heard."""
        return self.n_sound, self.n_frames * self.grid.n_bands, N_RECENT, self.raw_dim + 2, 2


def plan_live(
    hearing: Hearing,
    *,
    habits: Habits = Habits(),
    settings: EventSettings,
    geometries: Sequence[PatchGeometry],
    length_s: float,
    raw_dim: int,
    drawn: DrawnRules | None = None,
) -> LivePlan:
    """Plan a live graph.

    Parameters
    ----------
    hearing : of the sound that the graph will get.
    habits : how its events are cut.
    geometries : frames of the pictures of the model.
    length_s : typical length of its events.
    raw_dim : length of what its encoder says.
    drawn : see `LivePlan`.
    """
    grid = hearing.grid
    widest_s = max(geometry.span_s for geometry in geometries)
    reach_s = max(_MIN_REACH_S, _REACH_SPANS * widest_s + _REACH_MORE_S)
    n_reach = min(_MAX_REACH_FRAMES, math.ceil(reach_s / grid.hop_s))
    n_new = max(1, round(HOP_S / grid.hop_s))
    n_frames = max(round(hearing.span_s(settings) / grid.hop_s), n_reach + n_new)
    tail_s = max(_MARGIN_FRAMES * geometry.hop_s for geometry in geometries) + 0.02
    lag_frames = math.ceil((grid.window_samples - grid.window_samples // 2) / grid.hop_samples)
    n_tail = round(tail_s * grid.sample_rate_hz)
    n_sound = (n_reach + lag_frames + n_new) * grid.hop_samples + grid.window_samples + n_tail
    return LivePlan(
        hearing=hearing,
        habits=habits,
        settings=settings,
        geometries=tuple(geometries),
        n_new=n_new,
        n_frames=n_frames,
        n_reach=n_reach,
        n_sound=n_sound,
        lag_frames=lag_frames,
        picture_tail_s=tail_s,
        length_s=length_s,
        raw_dim=raw_dim,
        drawn=drawn,
    )
