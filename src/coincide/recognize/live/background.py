"""The background of the last seconds, in the graph: a low percentile per band. Twin of `events.listening`.

There, the background of a frame is measured over the seconds around it; a stream has only those before.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import avg_pool1d, conv1d, pad

from coincide.events import Hearing
from coincide.events.background.floor import FLOOR_PERCENTILE, LEAK_SLOPE, LOUD_SHARE
from coincide.events.listening import (
    BLOCK_FRAMES,
    BLOCK_MARGIN,
    CALM,
    CALM_BELOW_FULL,
    FEWEST_BLOCKS,
    FINER,
    FULL_FROM,
    GUST_DB,
    GUST_FRAMES,
    GUST_SHARE,
    LEAST_RATIO,
    MOST_SPREAD,
    PICK_REACH,
    QUANTILE_50_20,
    SPREAD_MARGIN,
    WIND_POWER,
    gusty_from_db,
    is_lower_range,
    white_block_spread,
    windy_from,
)
from coincide.events.rain import (
    DROP_DB,
    DROP_PERCENTILE,
    FEWEST_DROP_FRAMES,
    SHARED_DB,
    drop_bands,
    moment_frames,
)
from coincide.features import FLOOR_POWER, FrameGrid

_MAX_COUNTED = 400


def excess_of(levels: Tensor, n_heard: Tensor, leaks: Tensor | None = None) -> Tensor:
    """Return how far levels (frames, bands) lie above their background, (frames, bands) in dB.

    Parameters
    ----------
    n_heard : () newest frames that were heard; what came before them is not counted, and lies nowhere above it.
    leaks : (bands, bands), what may leak into each band; None for nothing.
    """
    some, is_counted, is_heard = _counted(levels, n_heard)
    floor = percentile(some, is_counted, FLOOR_PERCENTILE)  # (bands,)
    if leaks is not None:
        leaked = 10.0 * torch.log10(leaks @ torch.pow(10.0, floor / 10.0) + FLOOR_POWER)
        floor = floor + LEAK_SLOPE * torch.clamp(leaked - floor, min=0.0)
    return torch.where(is_heard[:, None], levels - floor, 0.0)


def without_shared(excess: Tensor, n_heard: Tensor, hearing: Hearing) -> Tensor:
    """Take off what most bands of a frame share, as far as it is more than noise, and drops of rain; (frames, bands).

    Of broad calls, only drops.
    """
    median = _median(excess)
    shared = torch.clamp(median - SHARED_DB, min=0.0)  # (frames, 1)
    if not hearing.in_rain:
        return excess - shared
    rises = torch.clamp(median[:, 0] - _medians_around(median[:, 0], moment_frames(hearing.grid)) - SHARED_DB, min=0.0)
    if not hearing.is_narrow:
        return excess - rises[:, None]
    excess = excess - shared
    left = torch.clamp(rises, max=1.0)[:, None] * _drop_residue(excess, rises, n_heard)
    noise = _loud_in_noise(excess, rises, n_heard, hearing.n_loud)
    return torch.maximum(excess - left, torch.minimum(excess, noise))


def _drop_residue(excess: Tensor, rises: Tensor, n_heard: Tensor) -> Tensor:
    """Return what stays of drops in each band, (bands,); see `events.rain`."""
    n_frames, n_bands = excess.shape
    is_heard = _are_heard(n_frames, n_heard)
    is_drop = is_heard & (rises > DROP_DB)
    are_enough = is_drop.sum() >= FEWEST_DROP_FRAMES
    left = percentile(excess.T, torch.where(are_enough, is_drop, is_heard), DROP_PERCENTILE)
    return are_enough * torch.clamp(_medians_around(left, drop_bands(n_bands)), min=0.0)


def _loud_in_noise(excess: Tensor, rises: Tensor, n_heard: Tensor, n_loud: int) -> Tensor:
    """Return what the loudest bands reach in three quarters of the frames without drops, (); -inf without any."""
    loud = torch.topk(excess, n_loud, dim=1).values[:, -1]
    is_heard = _are_heard(len(excess), n_heard)
    is_noise = is_heard & (rises == 0.0)
    is_known = is_noise.any()
    usual = percentile(loud, torch.where(is_known, is_noise, is_heard), DROP_PERCENTILE)
    return torch.where(is_known, usual, -torch.inf)


def _medians_around(values: Tensor, reach: int) -> Tensor:
    """Return running medians of values (n,) over `reach` to either side, (n,); the outermost values are repeated."""
    padded = pad(values[None, None], (reach, reach), mode="replicate")[0, 0]
    return _median(torch.stack([padded[k : k + len(values)] for k in range(2 * reach + 1)], dim=1))[:, 0]


def activity_of(excess: Tensor) -> Tensor:
    """Return the mean of the loudest fifth of the bands, (frames,), of (frames, bands)."""
    return _mean_of_loudest(excess, max(1, round(LOUD_SHARE * excess.shape[1])))


def weighed(excess: Tensor, n_heard: Tensor, hearing: Hearing, white_spread: Tensor) -> tuple[Tensor, Tensor]:
    """Return `excess` (frames, bands) without gusts, and how much each band counts, (bands,); see `Foreground`.

    Parameters
    ----------
    white_spread : (bands,) spread of each band in white noise.
    """
    if hearing.is_fixed:
        return excess, torch.ones_like(white_spread)
    some, is_counted, _ = _counted(excess, n_heard)
    spread = percentile(some, is_counted, 50.0) / QUANTILE_50_20
    ratio = _without_calls(spread / (SPREAD_MARGIN * white_spread))
    n_low = hearing.n_low
    if n_low > 0 and hearing.is_fine:
        usual = torch.clamp(SPREAD_MARGIN * _median(ratio[None])[0], LEAST_RATIO, 1.0)
        ratio = torch.cat([ratio[:1] / usual, ratio[1:]])
    if n_low > 0 and len(excess) >= FEWEST_BLOCKS * BLOCK_FRAMES:
        wind, are_gusts = _wind_ratios(excess[:, :n_low], n_heard, hearing.grid)
        ratio = torch.cat([torch.maximum(ratio[:n_low], wind), ratio[n_low:]])
        excess = excess - are_gusts * _gusts(excess, n_heard, hearing)
    most = torch.clamp(_median(ratio[None])[0] / MOST_SPREAD, min=1.0)
    return excess, 1.0 / torch.clamp(ratio / most, min=1.0)


def curves_of(excess: Tensor, weights: Tensor, hearing: Hearing) -> tuple[Tensor, Tensor | None]:
    """Return the level (frames,) and the evidence (frames,) of `excess` (frames, bands); see `Foreground`.

    Returns
    -------
    Without an evidence of its own, None for it: a fixed hearing.
    """
    if hearing.is_fixed:
        return _mean_of_loudest(excess, hearing.n_loud), None
    weighted = excess * weights
    steady = _smoothed_bands(weighted, hearing.pick_frames) if hearing.pick_frames > 0 else weighted
    loudest = torch.topk(steady, hearing.n_loud, dim=1).indices
    evidence = torch.gather(steady if hearing.is_fine else weighted, 1, loudest).mean(dim=1)
    return torch.gather(excess, 1, loudest).mean(dim=1), evidence


def _without_calls(ratios: Tensor) -> Tensor:
    """Let bands that are full of calls count fully; (bands,)."""
    is_above = torch.cumsum((ratios < CALM_BELOW_FULL).to(torch.float32), dim=0) > 0.0
    return torch.where(is_above & (ratios > FULL_FROM), 1.0, ratios)


def _wind_ratios(bands: Tensor, n_heard: Tensor, grid: FrameGrid) -> tuple[Tensor, Tensor]:
    """Return by how much windy bands count less, (bands,), and whether there are gusts, (), from (frames, bands).

    The first calm band and those above have 0. Few blocks tell nothing: 0 for all bands, and no gusts.
    """
    n_frames, n_bands = bands.shape
    n_blocks = n_frames // BLOCK_FRAMES
    means = bands[n_frames - n_blocks * BLOCK_FRAMES :].reshape(n_blocks, BLOCK_FRAMES, n_bands).mean(dim=1).T
    n_counted = torch.floor(n_heard / BLOCK_FRAMES)
    is_counted = torch.arange(n_blocks, 0, -1, dtype=torch.float32) <= torch.clamp(n_counted, min=1.0)
    middle, low = (percentile(means, is_counted, percent) for percent in (50.0, 20.0))
    spread, white = (middle - low) / QUANTILE_50_20, white_block_spread(grid, n_bands)
    ratios = spread / (BLOCK_MARGIN * torch.from_numpy(white))
    n_calm = torch.cumsum((ratios <= CALM).to(torch.float32), dim=0)  # up to each band
    is_wind = (n_counted >= FEWEST_BLOCKS) & (ratios[0] > windy_from(grid)) & (n_calm == 0.0)
    are_gusts = is_wind[0] & (spread[0] >= gusty_from_db(grid, white))
    by_power = ratios**WIND_POWER
    counts_less = torch.where(are_gusts, by_power, ratios) if is_lower_range(grid) else by_power
    return torch.where(is_wind, counts_less, 0.0), are_gusts


def _gusts(excess: Tensor, n_heard: Tensor, hearing: Hearing) -> Tensor:
    """Return what lasts, from the lowest band up to the first in which nothing does; (frames, bands)."""
    n_frames = len(excess)
    places = torch.arange(0, n_frames, GUST_FRAMES)[:, None] + torch.arange(-(GUST_FRAMES // 2), GUST_FRAMES // 2 + 1)
    is_counted = (places >= 0) & (places < n_frames) & (n_frames - 1 - places < n_heard)  # (anchors, frames of each)
    near = torch.where(is_counted[..., None], excess[torch.clamp(places, 0, n_frames - 1)], torch.inf)
    lasting = _shares_below(near, is_counted.sum(dim=1).to(torch.float32))  # (anchors, bands)
    if hearing.is_fine:
        lasting = avg_pool1d(pad(lasting[:, None], (FINER // 2, FINER - 1 - FINER // 2), mode="replicate"), FINER, 1)[
            :, 0
        ]
    is_gust = torch.cumsum((lasting <= GUST_DB).to(torch.float32), dim=1) == 0.0
    return _between(n_frames, len(lasting)) @ torch.where(is_gust, lasting, 0.0)


def _shares_below(values: Tensor, n_counted: Tensor) -> Tensor:
    """Return the value that `GUST_SHARE` of each anchor's (anchors, frames, bands) lie below; 0 where none counts."""
    n_sorted = math.ceil(GUST_SHARE * values.shape[1]) + 2
    ascending = torch.topk(values, n_sorted, dim=1, largest=False, sorted=True).values
    place = GUST_SHARE * torch.clamp(n_counted - 1.0, min=0.0)
    lower, upper = (
        torch.gather(ascending, 1, at.to(torch.int64)[:, None, None].expand(-1, 1, values.shape[2]))[:, 0]
        for at in (torch.floor(place), torch.ceil(place))
    )
    share = lower + (place - torch.floor(place))[:, None] * (upper - lower)
    return torch.where(n_counted[:, None] > 0.0, share, 0.0)


def _between(n_frames: int, n_anchors: int) -> Tensor:
    """Return what joins values at the anchors by straight lines, (frames, anchors); the last one is held."""
    place = torch.clamp(torch.arange(n_frames) / GUST_FRAMES, max=float(n_anchors - 1))
    return torch.clamp(1.0 - (place[:, None] - torch.arange(n_anchors)).abs(), min=0.0)


def _smoothed_bands(bands: Tensor, width: float) -> Tensor:
    """Smooth bands (frames, bands) along time; the last frame stands for those to come."""
    reach = int(PICK_REACH * width + 0.5)
    bell = torch.exp(-0.5 * (torch.arange(-reach, reach + 1, dtype=torch.float32) / width).square())
    padded = pad(bands.T[:, None], (reach, reach), mode="replicate")  # (bands, 1, frames)
    return conv1d(padded, (bell / bell.sum())[None, None])[:, 0].T


def _median(rows: Tensor) -> Tensor:
    """Return the median of each row (n, columns), (n, 1)."""
    n_columns = rows.shape[1]
    upper = torch.topk(rows, n_columns // 2 + 1, dim=1).values
    return upper[:, -1:] if n_columns % 2 else upper[:, -2:].mean(dim=1, keepdim=True)


def _mean_of_loudest(rows: Tensor, n_loud: int) -> Tensor:
    return torch.topk(rows, n_loud, dim=1).values.mean(dim=1)


def _counted(values: Tensor, n_heard: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return some frames as (bands, counted), which of them were heard, and which of all (frames,) were."""
    n_frames = values.shape[0]
    stride = max(1, n_frames // _MAX_COUNTED)
    is_heard = _are_heard(n_frames, n_heard)
    first = (n_frames - 1) % stride
    return values[first::stride].T, is_heard[first::stride], is_heard


def _are_heard(n_frames: int, n_heard: Tensor) -> Tensor:
    """Return which frames were heard, (frames,): the last `n_heard`."""
    return torch.arange(n_frames - 1, -1, -1, dtype=torch.float32) < n_heard


def percentile(values: Tensor, is_counted: Tensor, percent: float) -> Tensor:
    """Return a percentile of rows (…, n) of which some columns count, (n,); at least one."""
    share = percent / 100
    n_sorted = min(values.shape[-1], math.ceil(share * values.shape[-1]) + 2)
    masked = torch.where(is_counted, values, torch.inf)
    ascending = torch.topk(masked, n_sorted, dim=-1, largest=False, sorted=True).values  # (…, n sorted)
    place = share * (is_counted.sum().to(torch.float32) - 1.0)
    lower = torch.floor(place)
    upper = torch.ceil(place)
    below = torch.index_select(ascending, -1, lower.to(torch.int64).reshape(1))[..., 0]
    above = torch.index_select(ascending, -1, upper.to(torch.int64).reshape(1))[..., 0]
    return below + (place - lower) * (above - below)
