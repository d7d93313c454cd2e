"""Where events begin and end in the newest seconds, in the graph: twin of `events.segment`.

A graph has no loops. A frame parts two peaks if, on both sides, the curve rises by `valley_db` above it before it falls
below it: that is the same as going along once (`kernels.plain.valleys`), and needs windows only.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import conv1d, pad

from coincide.events.edges.found import (
    BELOW_SLOPE,
    BODY_DB,
    DIP_SMOOTHING_SHARE,
    FIRST_FALL_DB,
    LEAST_DIP_SMOOTHING,
    LEAST_PART_SHARE,
    NOISE_DB,
    RISE_LENGTH_SHARE,
    RISE_SHARE,
    STEEP_FRAMES,
    STEEP_SHARE,
    dip_depth,
)
from coincide.events.segment import (
    EDGE_PROBABILITY,
    MAX_NOISE_DB,
    MAX_SHARE,
    MIN_NOISE_DB,
    MIN_SHARE,
    ONSET_PROBABILITY,
    PEAK_REACH,
    QUIET_PERCENTILES,
    QUIET_QUANTILES,
    SMOOTHING_SHARE,
)
from coincide.events.settings import EventSettings
from coincide.recognize.live.background import percentile
from coincide.recognize.live.windows import highest_since_lower, highest_within, last_before

N_PARTS = 32
"""Newest parts that are looked at."""
_REACH_WIDTHS = 4.0
_MAX_LENGTH_FRAMES = 200.0
"""The smoothing of longer events stays that of these."""


class CurveCutter(nn.Module):
    """Cuts an activity curve into events.

    Parameters
    ----------
    n_frames : frames of the curve.
    n_reach : the newest of them, which are searched for events.
    bodies : what calls are that end before their tails; None where they keep them.
    are_parted : events are parted at short dips, where there is an evidence.
    """

    def __init__(
        self,
        *,
        n_frames: int,
        n_reach: int,
        hop_s: float,
        settings: EventSettings,
        bodies: Literal["narrow", "broad"] | None = None,
        are_parted: bool = True,
    ) -> None:
        super().__init__()
        self.n_frames, self.n_reach, self.bodies, self.are_parted = n_frames, n_reach, bodies, are_parted
        self.hop_s, self.settings = hop_s, settings
        self.bell_reach = int(_REACH_WIDTHS * SMOOTHING_SHARE * _MAX_LENGTH_FRAMES + 0.5)
        self.n_before = min(n_frames - n_reach, int(PEAK_REACH * _MAX_LENGTH_FRAMES))
        self.places: Tensor
        self.ages: Tensor
        self.register_buffer("places", torch.arange(n_reach, dtype=torch.float32))
        self.register_buffer("ages", torch.arange(n_frames - 1, -1, -1, dtype=torch.float32))

    def forward(
        self,
        curve: Tensor,
        n_heard: Tensor,
        length: Tensor,
        probability: Tensor | None,
        evidence: Tensor | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Cut.

        Parameters
        ----------
        curve : (frames,) activity in dB.
        n_heard : () newest frames that were heard.
        length : () typical event length in frames.
        probability : (frames,) by a taught detector, that a frame is part of an event.
        evidence : (frames,) that is compared with the thresholds; None for the curve itself.

        Returns
        -------
        First frame and frame after the last of the newest parts, counted in the reach, oldest first, (parts,) each; and
        which of them are events, (parts,).
        """
        is_heard = self.ages < n_heard
        smooth = self._smoothed(curve, SMOOTHING_SHARE * length)
        recent = smooth[-self.n_reach :]  # (reach,)
        if probability is None:
            surest = smooth if evidence is None else self._smoothed(evidence, SMOOTHING_SHARE * length)
            z = _standardized(surest[-self.n_reach :], surest, is_heard)
            is_on, is_sure = z > self.settings.edge_z, z > self.settings.onset_z
        else:
            belief = self._smoothed(probability, SMOOTHING_SHARE * length)[-self.n_reach :]
            is_on, is_sure = belief > EDGE_PROBABILITY, belief > ONSET_PROBABILITY
        is_on = is_on & self._near_peak(smooth, length) & is_heard[-self.n_reach :]
        member = self._parts(recent, is_on)  # (parts, reach)
        starts, stops = self._trimmed(member, recent)
        is_event = (member & is_sure).any(dim=1) & self._lasts(stops - starts, length)
        if evidence is not None and self.are_parted:
            starts, stops, is_event = self._parted_at_dips(starts, stops, is_event, curve, is_heard, length)
        if self.bodies is not None:
            # A tail that lasts until now may hold the peak of the event.
            is_event = is_event & (stops < self.n_reach)
            stops = self._body_stops(starts, stops, recent)
        if probability is None:
            whole = starts, stops, recent, curve, is_heard, length
            starts = self._sharpened(*whole)
            if evidence is not None:
                # What lasts until now has not stopped yet.
                stops = torch.where(stops < self.n_reach, self._steep_stops(*whole), stops)
        return starts, stops, is_event

    def _smoothed(self, curve: Tensor, width: Tensor) -> Tensor:
        width = torch.clamp(width, min=1e-3, max=SMOOTHING_SHARE * _MAX_LENGTH_FRAMES)
        steps = torch.arange(-self.bell_reach, self.bell_reach + 1, dtype=torch.float32)
        reach = torch.floor(_REACH_WIDTHS * width + 0.5)
        bell = torch.where(steps.abs() <= reach, torch.exp(-0.5 * (steps / width).square()), 0.0)
        bell = bell / bell.sum()
        padded = pad(curve[None, None], (self.bell_reach, self.bell_reach), mode="replicate")
        return conv1d(padded, bell[None, None])[0, 0]

    def _near_peak(self, smooth: Tensor, length: Tensor) -> Tensor:
        """Say which frames are not far below a peak, which may have left the reach; what follows a call is not one."""
        reach = torch.floor(PEAK_REACH * length)
        around = smooth[-self.n_reach - self.n_before :]
        peak = highest_within(around, before=reach, after=reach)[-self.n_reach :]
        return smooth[-self.n_reach :] > peak - self.settings.range_db

    def _parts(self, smooth: Tensor, is_on: Tensor) -> Tensor:
        """Say which frames belong to which of the newest parts, (parts, reach)."""
        is_cut = is_on & _parting(torch.where(is_on, smooth, -torch.inf), self.settings.valley_db)
        return self._numbered(is_on, is_cut)

    def _numbered(self, is_on: Tensor, is_cut: Tensor) -> Tensor:
        """Say which frames belong to which of the newest runs, which also begin at cuts, (parts, reach)."""
        is_first = is_on & (pad(~is_on[:-1], (1, 0), value=True) | is_cut)
        number = torch.cumsum(is_first.to(torch.float32), dim=0)
        wanted = number[-1] - torch.arange(N_PARTS - 1, -1, -1, dtype=torch.float32)
        return (number[None, :] == wanted[:, None]) & is_on[None, :] & (wanted[:, None] > 0.5)

    def _parted_at_dips(
        self,
        starts: Tensor,
        stops: Tensor,
        is_event: Tensor,
        curve: Tensor,
        is_heard: Tensor,
        length: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Part events at short dips; see `events.edges.found`."""
        width = torch.clamp(DIP_SMOOTHING_SHARE * length, min=LEAST_DIP_SMOOTHING)
        fine = self._smoothed(curve, width)[-self.n_reach :]
        over = fine - percentile(curve, is_heard, QUIET_PERCENTILES[1])
        heights = torch.log(torch.maximum(over, BELOW_SLOPE * over) + NOISE_DB)
        is_inside, is_start = self._covered(starts, stops, is_event), self._at(starts, is_event)
        valley_db = self.settings.valley_db
        is_deep = _parting(torch.where(is_inside, heights, -torch.inf), dip_depth(valley_db))
        is_gap = _parting(torch.where(is_inside, fine, -torch.inf), valley_db)
        is_dip = is_inside & ~is_start & (is_deep | (is_gap & _rises(fine, length, valley_db)))
        is_bound = is_start | is_dip | self._at(stops, is_event)
        shortest = LEAST_PART_SHARE * length
        is_far = self.places - last_before(is_bound) >= shortest
        # Backwards, the frames behind the last bound count from the end of the reach.
        back = torch.clamp(last_before(is_bound.flip(0)), min=-1.0)
        is_dip = is_dip & is_far & ((self.places - back).flip(0) >= shortest)
        member = self._numbered(is_inside, is_start | is_dip)
        return self._first(member), self._behind_last(member), member.any(dim=1)

    def _covered(self, starts: Tensor, stops: Tensor, is_event: Tensor) -> Tensor:
        is_in = (self.places >= starts[:, None]) & (self.places < stops[:, None])
        return (is_in & is_event[:, None]).any(dim=0)

    def _at(self, edges: Tensor, is_event: Tensor) -> Tensor:
        return ((self.places == edges[:, None]) & is_event[:, None]).any(dim=0)

    def _trimmed(self, member: Tensor, smooth: Tensor) -> tuple[Tensor, Tensor]:
        peak = torch.where(member, smooth, -torch.inf).amax(dim=1, keepdim=True)
        kept = member & (smooth >= peak - self.settings.range_db)
        return self._first(kept), self._behind_last(kept)

    def _body_stops(self, starts: Tensor, stops: Tensor, smooth: Tensor) -> Tensor:
        member = (self.places >= starts[:, None]) & (self.places < stops[:, None])
        peak = torch.where(member, smooth, -torch.inf).amax(dim=1, keepdim=True)
        if self.bodies == "broad":
            return self._behind_last(member & (smooth >= peak - BODY_DB))
        at = self._first(member & (smooth >= peak))
        is_fallen = member & (self.places > at[:, None]) & (smooth < peak - FIRST_FALL_DB)
        return torch.minimum(self._first(is_fallen), stops)

    def _first(self, member: Tensor) -> Tensor:
        return torch.where(member, self.places, float(self.n_reach)).amin(dim=1)

    def _lasts(self, lengths: Tensor, length: Tensor) -> Tensor:
        shortest, longest = self.settings.min_duration_s, self.settings.max_duration_s
        at_least = MIN_SHARE * length if shortest is None else shortest / self.hop_s
        at_most = MAX_SHARE * length if longest is None else longest / self.hop_s
        return (lengths >= at_least) & (lengths <= at_most) & (lengths > 0.5)

    def _sharpened(
        self, starts: Tensor, stops: Tensor, smooth: Tensor, curve: Tensor, is_heard: Tensor, length: Tensor
    ) -> Tensor:
        member, recent, peak_db, quiet_db = self._heights(starts, stops, curve, is_heard)
        onset = self._first(member & (recent >= (peak_db - self._depth_db(peak_db, quiet_db))[:, None]))
        edge_db = torch.where(self.places == starts[:, None], smooth, 0.0).sum(dim=1) - quiet_db
        return torch.minimum(onset, starts + _advance(edge_db, peak_db - quiet_db, length))

    def _steep_stops(
        self, starts: Tensor, stops: Tensor, smooth: Tensor, curve: Tensor, is_heard: Tensor, length: Tensor
    ) -> Tensor:
        """Let events that stop abruptly end there; see `events.edges.found`."""
        member, recent, peak_db, quiet_db = self._heights(starts, stops, curve, is_heard)
        depth_db = self._depth_db(peak_db, quiet_db)
        edge, high = (
            self._behind_last(member & (recent >= (peak_db - share * depth_db)[:, None]))
            for share in (1.0, STEEP_SHARE)
        )
        edge_db = torch.where(self.places == stops[:, None] - 1.0, smooth, 0.0).sum(dim=1) - quiet_db
        steep = torch.maximum(edge, stops - _advance(edge_db, peak_db - quiet_db, length))
        return torch.where(edge - high <= STEEP_FRAMES, steep, stops)

    def _heights(
        self, starts: Tensor, stops: Tensor, curve: Tensor, is_heard: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return which frames are in which event, their levels, those of the peaks, and of quiet frames."""
        recent = curve[-self.n_reach :]
        member = (self.places >= starts[:, None]) & (self.places < stops[:, None])
        peak_db = torch.where(member, recent, -torch.inf).amax(dim=1)
        return member, recent, peak_db, percentile(curve, is_heard, QUIET_PERCENTILES[1])

    def _depth_db(self, peak_db: Tensor, quiet_db: Tensor) -> Tensor:
        return torch.clamp(RISE_SHARE * (peak_db - quiet_db), max=self.settings.range_db)

    def _behind_last(self, member: Tensor) -> Tensor:
        return torch.where(member, self.places + 1.0, 0.0).amax(dim=1)


def _parting(curve: Tensor, valley: float) -> Tensor:
    """Say which frames lie so far below a peak on both sides, without a lower frame in between."""
    left, right = highest_since_lower(curve), highest_since_lower(curve.flip(0)).flip(0)
    return torch.minimum(left, right) >= curve + valley


def _rises(fine: Tensor, length: Tensor, rise_db: float) -> Tensor:
    """Say after which frames the level rises as abruptly as a call begins; see `events.edges.found`."""
    within = torch.clamp(torch.round(RISE_LENGTH_SHARE * length), min=1.0)
    return highest_within(fine, before=torch.zeros_like(within), after=within) - fine >= rise_db


def _advance(edge_db: Tensor, height_db: Tensor, length: Tensor) -> Tensor:
    """Return by how many frames smoothing moves the edges of steps; see `events.edges.found.step_advance`."""
    share = torch.clamp(torch.clamp(edge_db, min=0.1) / torch.clamp(height_db, min=0.2), max=0.5)
    return torch.round(-_normal_quantile(share) * SMOOTHING_SHARE * length)


def _standardized(some: Tensor, smooth: Tensor, is_heard: Tensor) -> Tensor:
    """Express a curve in standard deviations of the quiet frames of `smooth`."""
    low, high = (percentile(smooth, is_heard, percent) for percent in QUIET_PERCENTILES)
    spread = (high - low) / (QUIET_QUANTILES[1] - QUIET_QUANTILES[0])
    deviation = torch.clamp(spread, MIN_NOISE_DB, MAX_NOISE_DB)
    return (some - (high - QUIET_QUANTILES[1] * deviation)) / deviation


def _normal_quantile(share: Tensor) -> Tensor:
    """Return the standard normal quantile of shares in (0, 0.5], to 5e-4 (Abramowitz and Stegun 1964, 26.2.23)."""
    t = torch.sqrt(-2.0 * torch.log(share))
    above = 2.515517 + t * (0.802853 + t * 0.010328)
    below = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    return above / below - t
