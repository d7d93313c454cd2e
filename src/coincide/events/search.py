"""Find events in a stream of sound of any length, in bounded memory.

The sound is looked at in stretches of one minute with a margin before and after, and background, noise and event
length are measured anew for each. An event belongs to the stretch in which it begins, with all calls that it holds.

Apart from that, events depend on the beginning of the recording, by which it is decided how it is heard, in one range
of frequencies or in two. So stretches can be searched apart, by several workers (`StretchSearch`), and their events
joined (`join_stretches`): they are the same, bit by bit.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest

import numpy as np
from numpy.typing import NDArray

from coincide.events.detection import Detection, detect_in
from coincide.events.edges import DrawnRules, edge_rules
from coincide.events.hearing.choice import FirstLook, head_samples, hearing_of_net
from coincide.events.hearing.ranges import join_ranges, look_in_ranges
from coincide.events.listening import Hearing
from coincide.events.settings import EventSettings
from coincide.events.taught.frame_net import FrameNet
from coincide.features import FeatureSettings, Spectrograph

STRETCH_S = 60.0
MARGIN_S = 10.0
_STRETCH_SPANS, _MARGIN_SPANS = 7.5, 1.25
"""The same in spans of the background, where slow recordings have longer ones."""
_SEAM_S = 0.25


@dataclass(frozen=True, slots=True)
class StretchEvents:
    """What was found in one stretch and its margins; `start_s` and `stop_s` are without the margins.

    Attributes
    ----------
    is_ultrasonic : heard in a range that goes on above what people hear.
    events : the calls of each event, one or several at once, in order.
    """

    start_s: float
    stop_s: float
    is_ultrasonic: bool
    events: list[list[Detection]]


@dataclass(frozen=True, slots=True)
class _RangePart:
    """Consecutive stretches in one range, and the sound that they need.

    Attributes
    ----------
    core_start, core_stop : where the first begins, and the one after the last, in frames of the recording.
    own_start, own_stop : the same in samples.
    first_frame, first_sample, stop_sample : of the sound, with margins.
    """

    core_start: int
    core_stop: int
    own_start: int
    own_stop: int
    first_frame: int
    first_sample: int
    stop_sample: int


@dataclass(frozen=True, slots=True)
class RecordingPart:
    """Consecutive stretches of a recording, in all ranges in which it is heard, and the sound that they need.

    Attributes
    ----------
    block_samples : length of the blocks in which the sound is read.
    """

    ranges: tuple[_RangePart, ...]
    block_samples: int

    @property
    def own_start(self) -> int:
        """First sample that is in no other part."""
        return min(part.own_start for part in self.ranges)

    @property
    def own_stop(self) -> int:
        """First sample of the next part."""
        return min(part.own_stop for part in self.ranges)

    @property
    def first_sample(self) -> int:
        """First sample of the sound that the part needs."""
        return min(part.first_sample for part in self.ranges)

    @property
    def stop_sample(self) -> int:
        """First sample behind the sound that the part needs."""
        return max(part.stop_sample for part in self.ranges)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Levels of one stretch with its margins; frames count from the start of the recording."""

    levels: NDArray[np.float32]
    first_frame: int
    core_start: int
    core_stop: int


def detect(
    blocks: Iterable[NDArray[np.float32]],
    *,
    sample_rate_hz: int,
    features: FeatureSettings,
    settings: EventSettings,
    net: FrameNet | None = None,
    drawn: DrawnRules | None = None,
) -> list[Detection]:
    """Find events.

    Parameters
    ----------
    blocks : consecutive arrays (time,) of any lengths, one channel, full scale ±1.
    net : a self-taught detector; sound with frames of another kind is searched without it.
    drawn : rules for edges like those that a person drew; None, or without one of them, if they drew none.

    Returns
    -------
    Detections by onset. They overlap only if calls at once are found separately, or in two ranges.
    """
    head, blocks = _peek(blocks, head_samples(sample_rate_hz, features))
    search = StretchSearch(
        head, sample_rate_hz=sample_rate_hz, features=features, settings=settings, net=net, drawn=drawn
    )
    return join_stretches(search.in_all(blocks))


def join_stretches(stretches: Iterable[StretchEvents]) -> list[Detection]:
    """Join the events of all stretches of a recording, in their order; returns their calls by onset."""
    ultrasonic, audible = _RangeEvents(), _RangeEvents()
    for stretch in stretches:
        (ultrasonic if stretch.is_ultrasonic else audible).add(stretch)
    if ultrasonic.found and audible.found:
        return join_ranges(ultrasonic.found, audible.found)
    return ultrasonic.found or audible.found


class _RangeEvents:
    """The calls of all stretches in one range, by onset."""

    def __init__(self) -> None:
        self.found: list[Detection] = []
        self._end_s = 0.0

    def add(self, stretch: StretchEvents) -> None:
        earliest_s = max(self._end_s, stretch.start_s - _SEAM_S)
        for calls in stretch.events:
            onset_s, offset_s = calls[0].onset_s, max(call.offset_s for call in calls)
            # Its middle must lie behind the last event, or it is the same one seen from two stretches.
            if onset_s < stretch.stop_s and (onset_s + offset_s) / 2 > earliest_s:
                end_s = self._end_s
                self.found += [replace(one, onset_s=max(one.onset_s, end_s)) for one in calls if one.offset_s > end_s]
                self._end_s = offset_s


class StretchSearch:
    """Finds events stretch by stretch, in all of a recording or a part of it.

    Parameters
    ----------
    head : array (time,), the beginning of the recording; see `head_samples`.
    """

    def __init__(
        self,
        head: NDArray[np.float32],
        *,
        sample_rate_hz: int,
        features: FeatureSettings,
        settings: EventSettings,
        net: FrameNet | None = None,
        drawn: DrawnRules | None = None,
    ) -> None:
        looks = look_in_ranges(head, sample_rate_hz, features=features, settings=settings)
        self._ranges = [_RangeSearch(look, len(head), features, settings, net, drawn) for look in looks]

    def in_all(self, blocks: Iterable[NDArray[np.float32]]) -> Iterator[StretchEvents]:
        """Search a recording, in blocks (time,) of any lengths."""
        copies = _copies(blocks, len(self._ranges))
        return _in_turn(one.in_all(copy) for one, copy in zip(self._ranges, copies, strict=True))

    def part(self, start_s: float, stop_s: float | None, *, n_samples: int, block_samples: int) -> RecordingPart:
        """Return which sound the stretches need that begin in a part of a recording of `n_samples`.

        Parameters
        ----------
        stop_s : None for the end; the next part begins there.
        block_samples : length of the blocks in which all of the recording would be searched.
        """
        parts = [one.part(start_s, stop_s, n_samples=n_samples, block_samples=block_samples) for one in self._ranges]
        return RecordingPart(tuple(parts), block_samples)

    def in_part(self, blocks: Iterable[NDArray[np.float32]], part: RecordingPart) -> list[StretchEvents]:
        """Search a part.

        Parameters
        ----------
        blocks : the sound that it needs, in blocks (time,) of the length that the part was asked for with.
        """
        searches = []
        for one, own, copy in zip(self._ranges, part.ranges, _copies(blocks, len(self._ranges)), strict=True):
            n_before = (own.first_sample - part.first_sample) // part.block_samples
            searches.append(one.in_part(islice(copy, n_before, None), own))
        return list(_in_turn(searches))


def _copies(blocks: Iterable[NDArray[np.float32]], n: int) -> list[Iterator[NDArray[np.float32]]]:
    """Return iterators that each yield all blocks, and keep those that not all have yielded.

    `itertools.tee` would keep up to 57 more.
    """
    source = iter(blocks)
    waiting: list[deque[NDArray[np.float32]]] = [deque() for _ in range(n)]

    def read(own: deque[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        while True:
            if not own:
                block = next(source, None)
                if block is None:
                    return
                for one in waiting:
                    one.append(block)
            yield own.popleft()

    return [read(own) for own in waiting]


def _in_turn(searches: Iterable[Iterator[StretchEvents]]) -> Iterator[StretchEvents]:
    """Go on with several searches by turns, so that sound which not all of them have seen is short."""
    for stretches in zip_longest(*searches):
        yield from (stretch for stretch in stretches if stretch is not None)


class _RangeSearch:
    """Finds events stretch by stretch in one range of frequencies."""

    def __init__(
        self,
        look: FirstLook,
        n_head: int,
        features: FeatureSettings,
        settings: EventSettings,
        net: FrameNet | None,
        drawn: DrawnRules | None,
    ) -> None:
        hearing = hearing_of_net(look.hearing, net, features)
        self._hearing, self._settings = hearing, settings
        self._rules = edge_rules(drawn, settings, is_narrow=hearing.is_narrow, is_fixed=hearing.is_fixed)
        self._graph = Spectrograph(hearing.grid, bounds_ends=not hearing.is_fixed)
        self._n_head = n_head
        self._known = look.levels if hearing.grid == look.hearing.grid else None
        self._net = net if net is not None and net.fits(hearing.grid) else None
        stretch_s, margin_s = _stretch_lengths_s(hearing, settings)
        self._core, self._margin = round(stretch_s / hearing.grid.hop_s), round(margin_s / hearing.grid.hop_s)

    def in_all(self, blocks: Iterable[NDArray[np.float32]]) -> Iterator[StretchEvents]:
        return self._in(_stretches(self._from_start(blocks), self._core, self._margin))

    def part(self, start_s: float, stop_s: float | None, *, n_samples: int, block_samples: int) -> _RangePart:
        grid = self._graph.grid
        n_frames = (n_samples - 1) // grid.hop_samples + 1
        start = self._first_core(start_s)
        stop = n_frames + self._core if stop_s is None else self._first_core(stop_s)
        # The stretch before goes on to the end where less than a margin follows.
        is_over = start > 0 and n_frames < start + self._margin
        n_blocks, first_frame = self._blocks_before(max(0, start - self._margin), block_samples)
        last_needed = (stop + self._margin) * grid.hop_samples + grid.window_samples
        return _RangePart(
            core_start=start,
            core_stop=start if is_over else stop,
            own_start=min(n_samples, start * grid.hop_samples),
            own_stop=min(n_samples, stop * grid.hop_samples),
            first_frame=first_frame,
            first_sample=n_blocks * block_samples,
            stop_sample=min(n_samples, math.ceil(last_needed / block_samples) * block_samples),
        )

    def in_part(self, blocks: Iterable[NDArray[np.float32]], part: _RangePart) -> Iterator[StretchEvents]:
        if part.first_frame == 0:
            levels = self._from_start(blocks)
        else:
            levels = self._graph.stream(blocks, first_frame=part.first_frame, first_sample=part.first_sample)
        first = max(0, part.core_start - self._margin)
        wanted = _without_first(levels, first - part.first_frame)
        stretches = _stretches(wanted, self._core, self._margin, first=first, core_start=part.core_start)
        return self._in(stretch for stretch in stretches if stretch.core_start < part.core_stop)

    def _from_start(self, blocks: Iterable[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        head, blocks = _peek(blocks, self._n_head)
        return _all_levels(self._graph, blocks, self._known, len(head))

    def _blocks_before(self, frame: int, block_samples: int) -> tuple[int, int]:
        """Return how many blocks can be left out so that no frame from `frame` on is missing, and the first then.

        A frame that is computed beside others differs in the last digits. So frames are computed in the groups in which
        they are when all is searched: those of a block with what is left of the one before.
        """
        n_first = math.ceil(self._n_head / block_samples)  # the beginning is one block
        n_blocks = frame * self._graph.grid.hop_samples // block_samples
        while n_blocks >= n_first and self._graph.whole_frames(n_blocks * block_samples) > frame:
            n_blocks -= 1
        if n_blocks < n_first or n_blocks == 0:
            return 0, 0
        return n_blocks - 1, self._graph.whole_frames(n_blocks * block_samples)

    def _first_core(self, at_s: float) -> int:
        """Return the first frame of the first stretch that does not begin before a time."""
        return math.ceil(at_s / (self._core * self._graph.grid.hop_s)) * self._core

    def _in(self, stretches: Iterable[_Stretch]) -> Iterator[StretchEvents]:
        grid = self._hearing.grid
        for stretch in stretches:
            events = detect_in(
                stretch.levels,
                self._hearing,
                first_frame=stretch.first_frame,
                settings=self._settings,
                net=self._net,
                rules=self._rules,
            )
            start_s, stop_s = stretch.core_start * grid.hop_s, stretch.core_stop * grid.hop_s
            yield StretchEvents(start_s, stop_s, grid.is_ultrasonic, events)


def _peek(
    blocks: Iterable[NDArray[np.float32]], n_samples: int
) -> tuple[NDArray[np.float32], Iterator[NDArray[np.float32]]]:
    """Return the first samples, and all blocks again; the first ones together may be longer than asked for."""
    rest = iter(blocks)
    first: list[NDArray[np.float32]] = []
    while sum(len(block) for block in first) < n_samples and (block := next(rest, None)) is not None:
        first.append(block)
    head = _joined(first) if first else np.zeros(0, dtype=np.float32)
    return head[:n_samples], chain([head], rest)


def _joined(parts: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return arrays one after the other, and a single one as it is: it may be an hour of sound."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _all_levels(
    graph: Spectrograph, blocks: Iterable[NDArray[np.float32]], known: NDArray[np.float32] | None, n_samples: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the levels of all blocks; `known` are those of the first samples, which end in silence."""
    n_known = 0 if known is None else graph.whole_frames(n_samples)
    if known is None or n_known == 0:
        yield from graph.stream(blocks)
        return
    yield known[:n_known]
    yield from graph.stream(blocks, first_frame=n_known, before=known[n_known - 1])


def _without_first(levels: Iterator[NDArray[np.float32]], n_frames: int) -> Iterator[NDArray[np.float32]]:
    """Leave out the first frames."""
    for part in levels:
        yield part[n_frames:]
        n_frames = max(0, n_frames - len(part))


def _stretch_lengths_s(hearing: Hearing, settings: EventSettings) -> tuple[float, float]:
    if hearing.is_fixed:
        return STRETCH_S, MARGIN_S
    span_s = hearing.span_s(settings)
    return max(STRETCH_S, _STRETCH_SPANS * span_s), max(MARGIN_S, _MARGIN_SPANS * span_s)


def _stretches(
    levels: Iterator[NDArray[np.float32]], core: int, margin: int, *, first: int = 0, core_start: int = 0
) -> Iterator[_Stretch]:
    """Cut levels, which begin with frame `first`, into stretches of `core` frames, with margins."""
    parts: list[NDArray[np.float32]] = []
    seen = first
    for part in levels:
        parts.append(part)
        seen += len(part)
        if seen < core_start + core + margin:
            continue
        rest = _joined(parts)
        while seen >= core_start + core + margin:
            stop = core_start + core + margin - first
            yield _Stretch(rest[:stop], first, core_start, core_start + core)
            core_start += core
            kept = max(0, core_start - margin - first)
            rest, first = rest[kept:], first + kept
        parts = [rest.copy()]  # what is over is freed
    if seen > core_start:
        yield _Stretch(_joined(parts), first, core_start, seen)
