"""The collapse gauge: has the embedding learned to tell events apart, said in plain words.

An encoder that maps everything to one point satisfies half of any objective. Two figures show it without labels: how
many dimensions the embeddings fill, and whether two views of an event lie nearer to each other than other events.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from coincide.embed.apply import as_levels
from coincide.embed.guessing import is_guessing
from coincide.embed.views import augment
from coincide.losses.checks import check_rows, check_same_shape, check_unit
from coincide.wording import count

N_GAUGED = 256
FEW_EVENTS = 100
"""Fewer prove nothing: ten kinds would have less than ten calls each."""
HEALTHY_RANK = 0.88
"""Folders whose calls were compared in the wrong way stay below, all others are above (docs/decisions/0027)."""
TWO_KINDS_RANK = 0.75
"""What copies reach at least where two equal kinds are distinguished: half of the other calls, and half of the rest."""
STEADY_AGREEMENT = 0.75
"""Categories that come again without a fifth of the calls agree at least so far (docs/decisions/0060)."""
_COLLAPSED_DIMENSIONS, _COLLAPSED_RANK = 1.5, 0.7


@dataclass(frozen=True, slots=True)
class Gauge:
    """How well the embedding spreads.

    Attributes
    ----------
    effective_dimensions : participation ratio of the covariance, (Σλ)² / Σλ², in [1, dim].
    view_rank : share of other events that are farther from a view than the other view of the same event, in [0, 1];
        guessing gives a half.
    n_events : events compared.
    plain_rank : the view rank of log-mel + PCA; None if it was not measured.
    is_plain : log-mel + PCA is the embedding itself. It was never taught to recognize changed copies, so a low share
        does not mean that it has collapsed.
    agreement : of the categories with those that are counted without a fifth of the events, at most 1; None if it was
        not measured.
    misses_sound : much sound of the recordings is in no event.
    splits_kinds : categories follow groups of recordings that seem to hold the same kinds.
    is_undivided : all calls are in one category.
    """

    effective_dimensions: float
    view_rank: float
    n_events: int
    plain_rank: float | None = None
    is_plain: bool = False
    agreement: float | None = None
    misses_sound: bool = False
    splits_kinds: bool = False
    is_undivided: bool = False

    @property
    def is_collapsed(self) -> bool:
        """Whether the embedding maps nearly everything to one point, or fails to recognize changed copies."""
        # Two points, for two kinds, are one dimension as well, but tell copies.
        is_point = self.effective_dimensions < _COLLAPSED_DIMENSIONS and self.view_rank < TWO_KINDS_RANK
        return is_point or (self.view_rank < _COLLAPSED_RANK and not (self.is_plain or self.may_be_one_kind))

    @property
    def may_be_one_kind(self) -> bool:
        """Whether calls are alike, and enough of them to say that they may all be of one kind."""
        return self.is_alike and self.n_events >= FEW_EVENTS

    @property
    def is_alike(self) -> bool:
        """Whether calls are alike even by log-mel + PCA, however few they are."""
        return self.plain_rank is not None and is_guessing(self.plain_rank) and self.view_rank < TWO_KINDS_RANK

    @property
    def is_ahead(self) -> bool:
        """Whether copies are recognized better than by log-mel + PCA, as far as that was measured."""
        return self.plain_rank is None or self.view_rank > self.plain_rank

    @property
    def is_steady(self) -> bool:
        """Whether the categories come again where a fifth of the events is missing, as far as that was measured."""
        return self.agreement is None or self.agreement >= STEADY_AGREEMENT

    @property
    def is_healthy(self) -> bool:
        """Whether enough calls are found and distinguished, better than by log-mel + PCA, into steady categories."""
        is_enough = self.n_events >= FEW_EVENTS and not (self.is_collapsed or self.misses_sound or self.splits_kinds)
        return is_enough and self.is_ahead and self.view_rank >= HEALTHY_RANK and self.is_steady

    def in_words(self) -> str:
        """Say what the figures mean, and what to try if they are bad."""
        beside = "" if self.plain_rank is None or self.is_plain else f" (log-mel + PCA: {self.plain_rank:.0%})"
        found = f"a changed copy of a call is nearer to its original than {self.view_rank:.0%} of other calls{beside}"
        spread = f"the embedding fills {count(round(self.effective_dimensions), 'dimension')}"
        little = f"{self.n_events} calls prove little; learn from {FEW_EVENTS} or more"
        listen = "listen to some calls" + ("" if self.is_undivided else " of each category")
        if self.is_collapsed:
            is_offered = not (self.is_ahead or self.is_plain or self.is_alike)
            instead = ". Compare calls by `--embedding logmel`, which is better" if is_offered else ""
            but = f", but {little}" if self.n_events < FEW_EVENTS else ""
            one_kind = f". There may be only one kind of call{but}" if self.is_alike else ""
            meaning = "they are one category" if self.is_undivided else "the categories mean nothing"
            return f"collapsed: nearly all calls look the same to it ({found}; {spread}); {meaning}{instead}{one_kind}"
        if self.may_be_one_kind:
            parts = "" if self.is_undivided else f", and the categories may be parts of it: {listen}"
            return (
                f"doubtful: {found}, but two kinds of call would give {TWO_KINDS_RANK:.0%}; {spread}. There may be "
                f"only one kind, or one that is far more common than others{parts}"
            )
        if self.is_plain:
            few = f". But {little}" if self.n_events < FEW_EVENTS else ""
            return f"plain, log-mel + PCA without anything learned: {found}; {spread}{few}"
        if not self.is_ahead:
            return (
                f"not better than log-mel + PCA: {found}; {spread}. Compare calls by `--embedding logmel`, or learn "
                "from more recordings"
            )
        if self.n_events < FEW_EVENTS:
            return f"not collapsed, but {little} ({found}; {spread})"
        if self.view_rank < HEALTHY_RANK:
            return (
                f"doubtful: {found}, but {HEALTHY_RANK:.0%} is usual; {spread}. Either there are few kinds of call, "
                f"whose calls are hard to tell apart, or too little was learned: {listen}"
            )
        if not self.is_steady:
            return (
                f"doubtful: {found}, and {spread}, but the categories change when a fifth of the calls is left out. "
                "The calls may not form groups: listen to some calls of each category"
            )
        if self.splits_kinds:
            return (
                f"doubtful: {found}, and {spread}, but categories are heard in one group of recordings only, and "
                "another group has categories like them. Rooms or microphones may split kinds of call. Give categories "
                "that sound alike the same label; if recordings are short, put those of each place into a folder of "
                "its own and learn again"
            )
        if self.misses_sound:
            return f"doubtful: {found}, and {spread}, but these are the calls that were found, and many may be missing"
        return f"healthy: {found}; {spread}"


def gauged_rows(n_events: int) -> NDArray[np.int64]:
    """Return which of so many events are gauged: up to 256, evenly spread."""
    return np.linspace(0, n_events - 1, min(N_GAUGED, n_events)).astype(np.int64)


def measure_gauge(
    read: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    patches: NDArray[np.float32] | NDArray[np.uint8],
    *,
    seed: int,
    plain_rank: float | None = None,
) -> Gauge:
    """Measure the gauge.

    Parameters
    ----------
    read : embeds copies of the patches of `gauged_rows`, in this order; returns unit rows.
    patches : of all events, (n, bands, frames).
    plain_rank : the view rank of log-mel + PCA on these events.
    """
    generator = torch.Generator(device="cpu").manual_seed(seed)
    originals = as_levels(torch.from_numpy(np.ascontiguousarray(patches[gauged_rows(len(patches))])))
    first = read(augment(originals, generator=generator).numpy())
    second = read(augment(originals, generator=generator).numpy())
    return _gauge(first, second, read(originals.numpy()), plain_rank)


def gauge_views(first: Tensor | NDArray[np.float32], second: Tensor | NDArray[np.float32]) -> Gauge:
    """Measure the gauge of any encoder from its embeddings of two views of each example.

    Parameters
    ----------
    first, second : (n, dim), unit rows, on any device; row i of both is the same example, changed in two ways.

    Raises
    ------
    InputError : the shapes differ, or the rows are not finite or not of unit norm.
    """
    rows = [torch.as_tensor(views).detach().cpu().float() for views in (first, second)]
    for name, each in zip(("first", "second"), rows, strict=True):
        check_rows(each, name, columns="dim")
    check_same_shape(first=rows[0], second=rows[1])
    check_unit(torch.cat(rows))
    one, other = (each.numpy() for each in rows)
    return _gauge(one, other, one, None)


def _gauge(
    first: NDArray[np.float32], second: NDArray[np.float32], spread: NDArray[np.float32], plain_rank: float | None
) -> Gauge:
    similarity = second @ first.T  # (events, events)
    is_farther = similarity < np.diag(similarity)[:, None]
    rank = float(is_farther.sum() / max(1, len(first) * (len(first) - 1)))
    return Gauge(_participation(spread), rank, len(first), plain_rank)


def _participation(embeddings: NDArray[np.float32]) -> float:
    if not np.isfinite(embeddings).all():
        return 1.0
    centered = embeddings - embeddings.mean(axis=0)
    variances = np.linalg.svd(centered, compute_uv=False).astype(np.float64) ** 2
    total = float(variances.sum())
    return 1.0 if total < 1e-8 else total**2 / float(np.sum(variances**2))
