"""The live recognizer as one graph: a hop of sound and a memory in, names of the events that just ended and memory out.

Finding, picturing, embedding and naming are those of `coincide recognize`, as far as a stream allows: the background is
that of the last seconds, and typical length and scale are those of the last events heard.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from coincide.embed import Centers
from coincide.events import DrawnRules, edge_rules
from coincide.events.detection import MAX_BAND_DROP_DB
from coincide.events.listening import thresholds, white_spread
from coincide.features import leakage
from coincide.recognize.live.background import activity_of, curves_of, excess_of, weighed, without_shared
from coincide.recognize.live.bands import BandLevels, tensor_of
from coincide.recognize.live.cut import CurveCutter
from coincide.recognize.live.echoes import without_echoes
from coincide.recognize.live.edges import EdgeDrawer
from coincide.recognize.live.embedder import Embedder
from coincide.recognize.live.joining import PlainJoining
from coincide.recognize.live.picture import Camera
from coincide.recognize.live.placing import Placing
from coincide.recognize.live.plan import N_RECENT, N_SLOTS, SETTLE_SHARE, LivePlan
from coincide.recognize.live.voters import CategoryVote, NeighborVote

FLOOR_POWER = 1e-10
"""-100 dB, about the noise of 16 bits: what is quieter differs by rounding between machines."""
_LEAST_FRAMES = 1.0
"""A shorter event is a leftover."""
_ENOUGH = 8
"""Events after which their lengths say what is typical."""


class LiveGraph(nn.Module):
    """See the module.

    Parameters
    ----------
    encoder : from patches (n, bands, frames) to (n, dim).
    centers : of the catalog; the mean of all events is subtracted until the place of the microphone is known.
    vote : from embeddings (n, dim) to probabilities (n, names + 1).
    belief : a taught detector; None for the default one.
    joining : joins log-mel + PCA to what the encoder says; None where it does not join.
    """

    def __init__(
        self,
        plan: LivePlan,
        encoder: nn.Module,
        centers: Centers,
        vote: NeighborVote | CategoryVote,
        belief: nn.Module | None = None,
        joining: PlainJoining | None = None,
    ) -> None:
        super().__init__()
        self.plan, self.vote, self.belief = plan, vote, belief
        self.placing = Placing(centers, len(plan.geometries))
        self.is_exported = False
        """Set while the graph is written: then a choice is part of it."""
        grid = plan.grid
        self.levels = BandLevels(grid, scale=None, floor_power=FLOOR_POWER)
        settings = thresholds(plan.hearing, plan.settings)
        self.cut = CurveCutter(
            n_frames=plan.n_frames,
            n_reach=plan.n_reach,
            hop_s=grid.hop_s,
            settings=settings,
            bodies=("narrow" if plan.hearing.is_narrow else "broad") if plan.habits.are_bodies else None,
            are_parted=plan.habits.are_parted,
        )
        self.drawer = None
        rules = edge_rules(plan.drawn, plan.settings, is_narrow=plan.hearing.is_narrow, is_fixed=plan.hearing.is_fixed)
        if rules != DrawnRules():
            self.drawer = EdgeDrawer(rules, n_frames=plan.n_frames, n_reach=plan.n_reach, hop_s=grid.hop_s)
        cameras = [Camera(geometry, grid.sample_rate_hz) for geometry in plan.geometries]
        self.embedders = nn.ModuleList([Embedder(camera, encoder, joining) for camera in cameras])
        for name, values in {
            "edges": tensor_of(grid.edges_hz.astype(np.float32)),
            "white_spread": tensor_of(white_spread(grid)),
            "leaks": tensor_of(leakage(grid)),
            "typical": torch.log(torch.tensor([geometry.typical_s for geometry in plan.geometries])),
            "frame_places": self._frame_places(),
        }.items():
            self.register_buffer(name, values)

    @property
    def embedding_dim(self) -> int:
        """Length of the embeddings that go out: those of all scales, with their marks."""
        return self.placing.dim * len(self.plan.geometries)

    edges: Tensor
    white_spread: Tensor
    leaks: Tensor
    typical: Tensor
    frame_places: Tensor

    def forward(self, audio: Tensor, state: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Hear the next piece of sound.

        Parameters
        ----------
        audio : (1, hop).
        state : (1, state), what the piece before left; zeros at first.

        Returns
        -------
        Of `N_SLOTS` events, of which the first ones are filled: probabilities (slots, names + 1); embeddings
        (slots, dim), unit rows; and (slots, 6): whether there is an event, onset and offset in seconds before the end
        of the sound (negative), lowest and highest frequency in Hz, SNR in dB. Then (1,) the loudest frame of the piece
        over the background, in dB, and the next state (1, state).
        """
        plan = self.plan
        sound, levels, recent, place, until, n_heard = self._unpacked(audio[0], state[0])
        # What came before the first sample was silent, and says nothing about the background.
        n_counted = torch.clamp(n_heard - plan.lag_frames + 1.0, min=1.0, max=float(plan.n_frames))
        excess = excess_of(levels, n_counted, None if plan.hearing.is_fixed else self.leaks)
        if plan.habits.echo is not None:
            excess = without_echoes(excess, plan.habits.echo)
        if plan.hearing.is_narrow or plan.hearing.in_rain:
            excess = without_shared(excess, n_counted, plan.hearing)
        excess, weights = weighed(excess, n_counted, plan.hearing, self.white_spread)
        curve, evidence = curves_of(excess, weights, plan.hearing)
        probability = None if self.belief is None else self.belief(excess, activity_of(excess))
        length = self._length(recent)
        starts, stops, is_event = self.cut(curve, n_counted, length, probability, evidence)
        bands = self._measured(starts, stops, excess[-plan.n_reach :], weights)  # (parts, 3)
        settle = torch.maximum(SETTLE_SHARE * length, torch.tensor(plan.settle_s / plan.grid.hop_s))
        is_new = is_event & (bands[:, 2] >= plan.settings.min_snr_db)
        is_new = is_new & (stops <= plan.n_reach - settle) & ((starts + stops) / 2 > until)
        if self.drawer is not None:
            starts, stops = self.drawer(curve, n_counted, length, starts, stops, is_event)
        starts = torch.maximum(starts, until)
        # Drawn edges may leave nothing of an event but what was told before.
        is_new = is_new & (stops - starts >= _LEAST_FRAMES)
        slots = _first_of(is_new, torch.stack([starts, stops], dim=1), bands)  # (slots, 6)
        durations = torch.where(slots[:, 0] > 0, slots[:, 2] - slots[:, 1], 0.0)
        recent = _remembered(recent, durations)
        is_scale = self._scale(recent)  # (scales,)
        raws = self._embedded(sound, slots)  # (scales, slots, raw dim)
        raw = (is_scale[:, None, None] * raws).sum(dim=0)
        placed, is_here, place = self.placing(raw, is_scale, slots[:, 0], place, self.vote)
        embedding = self._given_away(raws)
        until = torch.maximum(until, torch.where(slots[:, 0] > 0, slots[:, 2], -1e6).amax(dim=0))
        next_state = torch.cat([sound, levels.flatten(), recent, place, until[None], n_heard[None]])[None]
        level = curve[-plan.n_new :].amax(dim=0)[None]
        return self.vote(placed, is_here), embedding, self._timed(slots), level, next_state

    def _frame_places(self) -> Tensor:
        """Return the samples of the new frames in the sound that is remembered, (frames, window)."""
        grid, plan = self.plan.grid, self.plan
        newest = plan.n_sound - plan.lag_frames * grid.hop_samples - grid.window_samples // 2
        starts = newest - torch.arange(plan.n_new - 1, -1, -1) * grid.hop_samples
        return starts[:, None] + torch.arange(grid.window_samples)[None, :]

    def _unpacked(self, audio: Tensor, state: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
        plan = self.plan
        sound, levels, recent, place, rest = torch.split(state, list(plan.state_parts))
        clean = torch.where(audio.abs() <= _LOUDEST, audio, 0.0)  # neither infinite nor not a number
        sound = torch.cat([sound[plan.hop_samples :], clean])
        new = self.levels(sound[self.frame_places])  # (new, bands)
        levels = torch.cat([levels.reshape(plan.n_frames, plan.grid.n_bands)[plan.n_new :], new])
        until = torch.clamp(rest[0] - plan.n_new, min=-float(plan.n_reach))
        n_heard = torch.clamp(rest[1] + plan.n_new, max=float(plan.n_frames + plan.lag_frames))
        return sound, levels, recent, place, until, n_heard

    def _length(self, recent: Tensor) -> Tensor:
        """Return the typical length in frames: that below which a quarter of the time with events lies."""
        ascending = torch.topk(recent, N_RECENT, largest=False, sorted=True).values
        covered = torch.cumsum(ascending, dim=0)
        heard = torch.where(covered >= 0.25 * covered[-1], ascending, torch.inf).amin(dim=0)
        is_enough = (recent > 0).sum() >= _ENOUGH
        return torch.clamp(torch.where(is_enough, heard, self.plan.length_s / self.plan.grid.hop_s), min=3.0)

    def _measured(self, starts: Tensor, stops: Tensor, excess: Tensor, weights: Tensor) -> Tensor:
        """Return lowest and highest frequency in Hz and SNR in dB, (parts, 3)."""
        places = self.cut.places
        member = (places >= starts[:, None]) & (places < stops[:, None])  # (parts, reach)
        shares = member.to(torch.float32) / torch.clamp(stops - starts, min=1.0)[:, None]
        power = shares @ torch.pow(10.0, torch.clamp(excess, max=_LOUDEST_DB) / 10.0)  # (parts, bands)
        level = 10.0 * torch.log10(torch.clamp(power, min=1e-9))
        surest = (level * weights if self.plan.hearing.is_narrow else level).argmax(dim=1, keepdim=True)
        loudest = torch.gather(level, 1, surest)
        least = self.plan.hearing.least_band_db / weights
        is_loud = level >= torch.maximum(loudest - MAX_BAND_DROP_DB, least)
        is_loud |= torch.arange(len(weights)) == surest
        low = torch.where(is_loud, self.edges[:-1], torch.inf).amin(dim=1)
        high = torch.where(is_loud, self.edges[1:], 0.0).amax(dim=1)
        mean = torch.where(is_loud, power, 0.0).sum(dim=1) / torch.clamp(is_loud.sum(dim=1), min=1)
        snr_db = 10.0 * torch.log10(torch.clamp(mean - 1.0, min=1e-3))
        return torch.stack([low, high, snr_db], dim=1)

    def _embedded(self, sound: Tensor, slots: Tensor) -> Tensor:
        """Return what the encoder says about the events in the pictures of each scale, (scales, slots, raw dim)."""
        middles = self._sample((slots[:, 1] + slots[:, 2]) / 2)
        durations_s = (slots[:, 2] - slots[:, 1]) * self.plan.grid.hop_s
        return torch.stack(
            [self._pictured(one, slots[0, 0] > 0, sound, middles, durations_s) for one in self.embedders]
        )

    def _pictured(
        self, embedder: nn.Module, is_wanted: Tensor, sound: Tensor, middles: Tensor, durations_s: Tensor
    ) -> Tensor:
        """Take pictures if there are events: they take longer than all the rest, and most hops have none."""
        inputs = (sound, middles, durations_s)
        if self.is_exported:
            return torch.cond(is_wanted, embedder, self._no_picture, inputs)
        return embedder(*inputs) if bool(is_wanted) else self._no_picture(*inputs)

    def _no_picture(self, sound: Tensor, middles: Tensor, durations_s: Tensor) -> Tensor:
        del sound, durations_s
        return middles.new_zeros((N_SLOTS, self.plan.raw_dim))

    def _given_away(self, raws: Tensor) -> Tensor:
        """Return unit embeddings (slots, dim) that stay what they are.

        Which scale names an event depends on the events before it. What a person taught by an embedding must be found
        again after others, so the embeddings of all scales go out, one after the other.
        """
        scales = torch.eye(len(raws))
        return torch.cat([self.placing.abroad(raw, one) for raw, one in zip(raws, scales, strict=True)], dim=1) / (
            len(raws) ** 0.5
        )

    def _scale(self, recent: Tensor) -> Tensor:
        """Say which picture the last events fill best, (scales,) of 0 and one 1."""
        ascending = torch.topk(recent, N_RECENT, largest=False, sorted=True).values
        n = (recent > 0).sum()
        middle = N_RECENT - torch.stack([(n + 2) // 2, (n + 1) // 2])
        median = ascending[torch.clamp(middle, 0, N_RECENT - 1)].mean()
        apart = (self.typical - torch.log(torch.clamp(median * self.plan.grid.hop_s, min=1e-6))).abs()
        nearest = apart.argmin()
        return (torch.arange(len(self.plan.geometries)) == nearest).to(torch.float32)

    def _sample(self, frames: Tensor) -> Tensor:
        """Return the sample in the remembered sound where frames, counted in the reach, begin."""
        plan = self.plan
        before = plan.n_reach - 1 + plan.lag_frames + 0.5 - frames
        return plan.n_sound - before * plan.grid.hop_samples

    def _timed(self, slots: Tensor) -> Tensor:
        seconds = (self._sample(slots[:, 1:3]) - self.plan.n_sound) / self.plan.grid.sample_rate_hz
        return torch.cat([slots[:, :1], seconds * slots[:, :1], slots[:, 3:]], dim=1)


_LOUDEST = 1e4
_LOUDEST_DB = 300.0


def _first_of(is_new: Tensor, times: Tensor, bands: Tensor) -> Tensor:
    """Put the first events into slots: whether there is one, start, stop, and three numbers; (slots, 6)."""
    rank = torch.cumsum(is_new.to(torch.float32), dim=0)
    wanted = torch.arange(1, N_SLOTS + 1, dtype=torch.float32)
    chosen = ((rank[None, :] == wanted[:, None]) & is_new[None, :])[:, :, None]  # (slots, parts, 1)
    facts = torch.cat([torch.ones_like(times[:, :1]), times, bands], dim=1)
    return torch.where(chosen, facts[None], 0.0).sum(dim=1)


def _remembered(recent: Tensor, durations: Tensor) -> Tensor:
    """Append the new lengths, and forget as many old ones."""
    n_new = (durations > 0).sum()
    return torch.cat([recent, durations])[torch.arange(N_RECENT) + n_new]
