"""Edges drawn by a rule, frame by frame: the slow twin of `coincide.events.edges.rule`."""

from __future__ import annotations

from collections.abc import Sequence

from coincide.events.edges.rule import MOST_SHARE, EdgeRule


def crossing(
    fine: Sequence[float], start: int, stop: int, *, before: int, rule: EdgeRule, quiet_db: float, length: float
) -> float:
    """Where an event from `start` to `stop` begins, between frames; the event before ends at `before`."""
    peak = max(fine[start:stop])
    latest = start - 0.5 + rule.inset * (stop - start)
    height = peak - quiet_db
    level = min(quiet_db + min(rule.above_db + rule.share * height, MOST_SHARE * height), peak)
    frame = start
    if fine[frame] >= level:
        earliest = min(start, max((before + start + 1) // 2, start - round(rule.reach * length)))
        while frame > earliest and fine[frame - 1] >= level:
            frame -= 1
    else:
        while fine[frame] < level:
            frame += 1
    if frame == 0 or fine[frame - 1] >= level:
        return min(float(frame), latest)
    crossed = frame - (fine[frame] - level) / (fine[frame] - fine[frame - 1])
    return min(crossed, latest)
