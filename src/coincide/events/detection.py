"""Find events in a stream of sound of any length, in bounded memory.

The sound is looked at in stretches of one minute with a margin before and after, and background, noise and event
length are measured anew for each. An event belongs to the stretch in which it begins, with all calls that it holds.

Apart from that, events depend on the beginning of the recording, by which it is decided how it is heard. So stretches
can be searched apart, by several workers (`StretchSearch`), and their events joined (`join_stretches`): they are the
same, bit by bit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from coincide.events.edges import DrawnRules, draw_edges, edge_rules
from coincide.events.hearing import head_samples, hearing_of_net, look_first
from coincide.events.listening import Heard, Hearing, are_silent, hear, segment_heard
from coincide.events.overlaps import part_overlaps
from coincide.events.pieces import pieces
from coincide.events.segment import Segments, shortest_frames
from coincide.events.settings import EventSettings
from coincide.events.taught.frame_net import FrameNet
from coincide.features import FeatureSettings, Spectrograph

STRETCH_S = 60.0
MARGIN_S = 10.0
_STRETCH_SPANS, _MARGIN_SPANS = 7.5, 1.25
"""The same in spans of the background, where slow recordings have longer ones."""
_SEAM_S = 0.25
MAX_BAND_DROP_DB = 15.0
"""Bands so far below the surest band of a call are no part of it."""


@dataclass(frozen=True, slots=True)
class Detection:
    """One event on the clock of its recording; see `coincide.records.Event` for the units."""

    onset_s: float
    offset_s: float
    low_hz: float
    high_hz: float
    snr_db: float


@dataclass(frozen=True, slots=True)
class StretchEvents:
    """What was found in one stretch and its margins; `start_s` and `stop_s` are without the margins.

    Attributes
    ----------
    events : the calls of each event, one or several at once, in order.
    """

    start_s: float
    stop_s: float
    events: list[list[Detection]]


@dataclass(frozen=True, slots=True)
class RecordingPart:
    """Consecutive stretches, and the sound that they need.

    Attributes
    ----------
    core_start, core_stop : where the first begins, and the one after the last, in frames of the recording.
    own_start, own_stop : the same in samples; each sample of a recording is in one part.
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
    drawn : rules for edges like those that a person drew; None leaves edges where they are found.

    Returns
    -------
    Detections by onset. They overlap only if calls at once are found separately.
    """
    head, blocks = _peek(blocks, head_samples(sample_rate_hz, features))
    search = StretchSearch(
        head, sample_rate_hz=sample_rate_hz, features=features, settings=settings, net=net, drawn=drawn
    )
    return join_stretches(search.in_all(blocks))


def join_stretches(stretches: Iterable[StretchEvents]) -> list[Detection]:
    """Join the events of all stretches of a recording, in their order; returns their calls by onset."""
    found: list[Detection] = []
    end_s = 0.0
    for stretch in stretches:
        earliest_s = max(end_s, stretch.start_s - _SEAM_S)
        for calls in stretch.events:
            onset_s, offset_s = calls[0].onset_s, max(call.offset_s for call in calls)
            # Its middle must lie behind the last event, or it is the same one seen from two stretches.
            if onset_s < stretch.stop_s and (onset_s + offset_s) / 2 > earliest_s:
                found += [replace(call, onset_s=max(call.onset_s, end_s)) for call in calls if call.offset_s > end_s]
                end_s = offset_s
    return found


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
        look = look_first(head, sample_rate_hz, features=features, settings=settings)
        hearing = hearing_of_net(look.hearing, net, features)
        self._hearing, self._settings = hearing, settings
        self._rules = edge_rules(drawn, settings, is_narrow=hearing.is_narrow)
        self._graph = Spectrograph(hearing.grid, bounds_ends=not hearing.is_fixed)
        self._n_head = len(head)
        self._known = look.levels if hearing.grid == look.hearing.grid else None
        self._net = net if net is not None and net.fits(hearing.grid) else None
        stretch_s, margin_s = _stretch_lengths_s(hearing, settings)
        self._core, self._margin = round(stretch_s / hearing.grid.hop_s), round(margin_s / hearing.grid.hop_s)

    def in_all(self, blocks: Iterable[NDArray[np.float32]]) -> Iterator[StretchEvents]:
        """Search a recording, in blocks (time,) of any lengths."""
        return self._in(_stretches(self._from_start(blocks), self._core, self._margin))

    def part(self, start_s: float, stop_s: float | None, *, n_samples: int, block_samples: int) -> RecordingPart:
        """Return which sound the stretches need that begin in a part of a recording of `n_samples`.

        Parameters
        ----------
        stop_s : None for the end; the next part begins there.
        block_samples : length of the blocks in which all of the recording would be searched.
        """
        grid = self._graph.grid
        n_frames = (n_samples - 1) // grid.hop_samples + 1
        start = self._first_core(start_s)
        stop = n_frames + self._core if stop_s is None else self._first_core(stop_s)
        # The stretch before goes on to the end where less than a margin follows.
        is_over = start > 0 and n_frames < start + self._margin
        n_blocks, first_frame = self._blocks_before(max(0, start - self._margin), block_samples)
        last_needed = (stop + self._margin) * grid.hop_samples + grid.window_samples
        return RecordingPart(
            core_start=start,
            core_stop=start if is_over else stop,
            own_start=min(n_samples, start * grid.hop_samples),
            own_stop=min(n_samples, stop * grid.hop_samples),
            first_frame=first_frame,
            first_sample=n_blocks * block_samples,
            stop_sample=min(n_samples, math.ceil(last_needed / block_samples) * block_samples),
        )

    def in_part(self, blocks: Iterable[NDArray[np.float32]], part: RecordingPart) -> list[StretchEvents]:
        """Search a part.

        Parameters
        ----------
        blocks : the sound that it needs, in blocks (time,) of the length that the part was asked for with.
        """
        if part.first_frame == 0:
            levels = self._from_start(blocks)
        else:
            levels = self._graph.stream(blocks, first_frame=part.first_frame, first_sample=part.first_sample)
        first = max(0, part.core_start - self._margin)
        wanted = _without_first(levels, first - part.first_frame)
        stretches = _stretches(wanted, self._core, self._margin, first=first, core_start=part.core_start)
        return list(self._in(stretch for stretch in stretches if stretch.core_start < part.core_stop))

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
        hop_s = self._graph.grid.hop_s
        for stretch in stretches:
            events = _detect_in(stretch, self._hearing, self._settings, self._net, self._rules)
            yield StretchEvents(stretch.core_start * hop_s, stretch.core_stop * hop_s, events)


def _peek(
    blocks: Iterable[NDArray[np.float32]], n_samples: int
) -> tuple[NDArray[np.float32], Iterator[NDArray[np.float32]]]:
    """Return the first samples, and all blocks again; the first ones together may be longer than asked for."""
    rest = iter(blocks)
    first: list[NDArray[np.float32]] = []
    while sum(len(block) for block in first) < n_samples and (block := next(rest, None)) is not None:
        first.append(block)
    head = np.concatenate([np.zeros(0, dtype=np.float32), *first])
    return head[:n_samples], chain([head], rest)


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
        while seen >= core_start + core + margin:
            joined = np.concatenate(parts)
            stop = core_start + core + margin - first
            yield _Stretch(joined[:stop], first, core_start, core_start + core)
            core_start += core
            kept = max(0, core_start - margin - first)
            parts, first = [joined[kept:].copy()], first + kept
    if seen > core_start:
        yield _Stretch(np.concatenate(parts), first, core_start, seen)


def _detect_in(
    stretch: _Stretch, hearing: Hearing, settings: EventSettings, net: FrameNet | None, rules: DrawnRules
) -> list[list[Detection]]:
    """Return the calls of each event by onset: one, or several at once."""
    grid = hearing.grid
    heard = hear(stretch.levels, hearing, settings=settings)
    probability = None if net is None else net.probabilities(heard.excess)
    segments = segment_heard(heard, hearing, settings=settings, probability=probability)
    if not hearing.is_fixed:
        is_sound = ~are_silent(stretch.levels[(segments.starts + segments.stops) // 2])
        segments = replace(segments, starts=segments.starts[is_sound], stops=segments.stops[is_sound])
    if len(segments.starts) == 0:
        return []
    places, counts = _places(heard.excess, segments, hearing, settings)
    facts = _measured(heard, places, hearing)
    edges = places[:, :2] - 0.5
    if rules != DrawnRules():
        single = _without_others(places[:, :2])
        length = segments.length_frames
        edges[single] = draw_edges(heard.level, places[single, :2], rules, length_frames=length, hop_s=grid.hop_s)
    edges_s = np.maximum(0.0, (stretch.first_frame + edges) * grid.hop_s)
    calls = iter(np.concatenate([edges_s, facts], axis=1).tolist())
    found = [[Detection(*row) for row in islice(calls, n) if row[-1] >= settings.min_snr_db] for n in counts.tolist()]
    return [of_event for of_event in found if of_event]


def _places(
    excess: NDArray[np.float32], segments: Segments, hearing: Hearing, settings: EventSettings
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return frames and bands of all calls, (calls, 4) with the ends behind them, and how many each event holds."""
    whole = [[(start, stop, 0, excess.shape[1])] for start, stop in segments.spans.tolist()]
    if not hearing.is_fixed and settings.overlaps == "apart":
        shortest = shortest_frames(segments.length_frames, settings, hearing.grid.hop_s)
        parted = part_overlaps(
            excess,
            segments.spans,
            length_frames=segments.length_frames,
            least_frames=shortest,
            is_narrow=hearing.is_narrow,
        )
        boxes = [[(call.start, call.stop, call.low, call.high) for call in calls] for calls in parted]
        whole = [calls or event for calls, event in zip(boxes, whole, strict=True)]
    counts = np.array([len(calls) for calls in whole], dtype=np.int64)
    return np.array(list(chain.from_iterable(whole)), dtype=np.int64), counts


def _without_others(spans: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which calls (calls, 2), in order of onset, overlap with no other."""
    is_behind = spans[1:, 0] >= np.maximum.accumulate(spans[:, 1])[:-1]
    return np.concatenate([[True], is_behind]) & np.concatenate([is_behind, [True]])


def _measured(heard: Heard, places: NDArray[np.int64], hearing: Hearing) -> NDArray[np.float64]:
    """Return lowest and highest frequency and the SNR of calls (calls, 4), at least one, as (calls, 3); see `_places`.

    The SNR is the mean power of the loud bands over their background, in dB. A band whose noise spreads more than
    others must be louder to count.
    """
    excess, found = heard.excess, pieces(places[:, :2])
    # In one go for all frames: raising 10 to a power takes most of the time.
    sums = np.add.reduceat(10.0 ** (excess[found.frames] / 10.0), found.firsts, axis=0, dtype=np.float64)
    power = sums / found.lengths[:, None]  # (calls, bands)
    bands = np.arange(excess.shape[1])
    is_inside = (bands >= places[:, 2:3]) & (bands < places[:, 3:])
    level = np.where(is_inside, 10.0 * np.log10(power), -np.inf)
    surest = (level * heard.weights if hearing.is_narrow else level).argmax(axis=1)[:, None]
    loudest = np.take_along_axis(level, surest, axis=1)
    least = hearing.least_band_db / heard.weights
    is_loud = (level >= np.maximum(loudest - MAX_BAND_DROP_DB, least)) | (bands == surest)
    low, high = is_loud.argmax(axis=1), is_loud.shape[1] - is_loud[:, ::-1].argmax(axis=1)
    mean = np.where(is_loud, power, 0.0).sum(axis=1) / is_loud.sum(axis=1)
    snr_db = 10.0 * np.log10(np.maximum(mean - 1.0, 1e-3))
    edges_hz = hearing.grid.edges_hz
    return np.stack([edges_hz[low], edges_hz[high], snr_db], axis=1)
