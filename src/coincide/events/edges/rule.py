"""Where a person draws the edges of an event: at a level over the quiet frames, a little earlier or later.

Most people draw an edge where a call rises above a level, or reaches a share of its height, and see that between
frames. So an edge lies where the curve, hardly smoothed, crosses such a level, with a shift that stays the same. It is
sought from the edge that was found: outward while the curve is above, else inward.

Until somebody draws some, edges lie at such levels too, where that moves them in the right direction. What is found of
narrow calls, as those of bats, mice and insects are, ends with echoes, so their edges move inward. Drums and spoken
syllables, which are broad, fade for long and would lose their ends; syllables of song are found a few milliseconds too
short. So edges of broad calls move outward, and by little.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coincide.events.pieces import pieces
from coincide.events.segment import quiet_level
from coincide.events.smoothing import smooth_with_bell

if TYPE_CHECKING:
    from coincide.events.settings import EventSettings

FINE_FRAMES = 0.7
"""Standard deviation of the smoothing of the curve that is crossed."""
REACH_SHARE = 0.5
"""How far outside of the found edges a rule is followed, in event lengths; and never past the middle of a gap."""
MOST_SHARE = 0.75
"""A level that is higher, as a share of the event's height, is lowered to this: faint events have edges too."""


@dataclass(frozen=True, slots=True)
class EdgeRule:
    """Where one edge of all events is drawn.

    Attributes
    ----------
    above_db : level over the quiet frames that the event crosses there,
    share : or level as a share of its height over the quiet frames; what is not used is 0.
    shift_s : how much later than that the edge lies.
    reach : how far outside of the found edge it may lie, in typical event lengths.
    inset : how far inside of it, as a share of this event.
    """

    above_db: float
    share: float
    shift_s: float = 0.0
    reach: float = REACH_SHARE
    inset: float = 1.0


@dataclass(frozen=True, slots=True)
class DrawnRules:
    """Where events begin and end; None for where they are found."""

    onset: EdgeRule | None = None
    offset: EdgeRule | None = None


LEVEL = EdgeRule(0.0, 0.3)
NARROW = DrawnRules(replace(LEVEL, reach=0.0), replace(LEVEL, reach=0.0))
BROAD = DrawnRules(replace(LEVEL, reach=0.1, inset=0.0), replace(LEVEL, reach=0.1, inset=0.0))


def edge_rules(drawn: DrawnRules | None, settings: EventSettings, *, is_narrow: bool, is_fixed: bool) -> DrawnRules:
    """Return the rules of edges in a recording.

    Parameters
    ----------
    drawn : where a person draws edges; None, or without a rule for an edge, if they did not.
    is_narrow, is_fixed : whether its calls are narrow, and whether it is heard as by early versions, which left edges
        where they were found; see `coincide.events.Hearing`.
    """
    if settings.edges == "found":
        return DrawnRules()
    drawn = drawn or DrawnRules()
    undrawn = DrawnRules() if is_fixed else NARROW if is_narrow else BROAD
    if settings.edges == "level":
        undrawn = DrawnRules(LEVEL, LEVEL)
    return DrawnRules(drawn.onset or undrawn.onset, drawn.offset or undrawn.offset)


def draw_edges(
    level: NDArray[np.float32],
    spans: NDArray[np.int64],
    rules: DrawnRules,
    *,
    length_frames: float,
    hop_s: float,
) -> NDArray[np.float64]:
    """Draw the edges of events by rules.

    Parameters
    ----------
    level : (frames,) in dB, not smoothed.
    spans : (events, 2), ascending and disjoint: first frame and frame after the last, as found.
    length_frames : typical event length.

    Returns
    -------
    Onsets and offsets (events, 2), counted in frames; frame `i` is centered at `i`. Where rules would leave nothing of
    an event, its edges stay as found.
    """
    fine, quiet_db = smooth_with_bell(level, FINE_FRAMES), quiet_level(level)
    found = spans.astype(np.float64) - 0.5
    if len(spans) == 0:
        return found
    edges = found.copy()
    if rules.onset is not None:
        edges[:, 0] = _onsets(fine, spans, rules.onset, quiet_db, length_frames) + rules.onset.shift_s / hop_s
    if rules.offset is not None:
        # Seen from its end, an event begins there.
        backward = len(fine) - spans[::-1, ::-1]
        ends = len(fine) - 1 - _onsets(fine[::-1], backward, rules.offset, quiet_db, length_frames)
        edges[:, 1] = ends[::-1] + rules.offset.shift_s / hop_s
    lengths = found[:, 1] - found[:, 0]
    if rules.onset is not None:
        edges[:, 0] = np.minimum(edges[:, 0], found[:, 0] + rules.onset.inset * lengths)
    if rules.offset is not None:
        edges[:, 1] = np.maximum(edges[:, 1], found[:, 1] - rules.offset.inset * lengths)
    edges[1:, 0] = np.maximum(edges[1:, 0], (found[1:, 0] + found[:-1, 1]) / 2)
    edges[:-1, 1] = np.minimum(edges[:-1, 1], (found[1:, 0] + found[:-1, 1]) / 2)
    edges = np.clip(edges, 0.0, len(fine) - 0.5)
    return np.asarray(np.where((edges[:, 1] - edges[:, 0] >= 1.0)[:, None], edges, found), dtype=np.float64)


def _onsets(
    fine: NDArray[np.float32], spans: NDArray[np.int64], rule: EdgeRule, quiet_db: float, length_frames: float
) -> NDArray[np.float64]:
    """Return where the curve crosses the level of a rule, (events,), between frames."""
    starts = spans[:, 0]
    inside = pieces(spans)
    peak = inside.highest(fine[inside.frames])
    height = peak - np.float32(quiet_db)
    wanted = np.float32(rule.above_db) + np.float32(rule.share) * height
    wanted = np.float32(quiet_db) + np.minimum(wanted, np.float32(MOST_SHARE) * height)
    # Of an event below the quiet level, every share of its height lies above it.
    wanted = np.minimum(wanted, peak)
    first = inside.first_where(fine[inside.frames] >= inside.spread(wanted))
    before = np.concatenate([[0], spans[:-1, 1]])
    earliest = np.maximum((before + starts + 1) // 2, starts - round(rule.reach * length_frames))
    outside = pieces(np.stack([np.minimum(earliest, starts), starts + 1], axis=1))
    last_below = outside.last_where(fine[outside.frames] < outside.spread(wanted))
    begins = np.where(last_below < starts, np.maximum(last_below + 1, outside.spans[:, 0]), first)
    return _between(fine, begins, wanted)


def _between(fine: NDArray[np.float32], frames: NDArray[np.int64], wanted: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return where the curve reaches a level between each frame and the one before, if it does so there."""
    before, here = fine[np.maximum(frames - 1, 0)].astype(np.float64), fine[frames].astype(np.float64)
    is_crossed = (before < wanted) & (here >= wanted)
    rise = np.where(is_crossed, here - before, 1.0)
    return frames.astype(np.float64) - np.where(is_crossed, (here - wanted) / rise, 0.0)
