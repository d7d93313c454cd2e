"""What calls are compared by: what was learned, log-mel + PCA, or both.

Log-mel + PCA is the plainest thing that works. Where the learned embedding tells copies of a call no better, it has
learned nothing, and the plain rows take its place. Where the categories of the learned embedding are also apart in the
plain rows, these know something about them and join; in noise, and where individuals differ, they do not, and would do
harm. See docs/decisions/0028-plain-features-join.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.categorize import CategorizeSettings, cosine_silhouette, group_by
from coincide.embed import Centers, Gauge, Plain, center, fit_centers, fit_grouped_centers, join_rows
from coincide.seeds import derive, generator
from coincide.workflow.learn.model.train import Examples, Weights

OURS, LOGMEL, BOTH = "ours", "logmel", "both"
JOINED_SHARE = 0.2
"""Part of the log-mel in the cosine of joined rows: they are half as long as the learned ones."""
MIN_AGREEMENT = 0.1
"""Silhouette in log-mel, of the categories of the learned embedding, from which on the log-mel joins: clearly above 0,
where a call is as near to its own category as to the next."""
_MAX_LOOKED_AT = 1000
_N_COPIES = 3
_SHARES = {OURS: 0.0, LOGMEL: 1.0, BOTH: JOINED_SHARE}


@dataclass(frozen=True, slots=True)
class Space:
    """What calls are compared by.

    Attributes
    ----------
    share : part of the log-mel, in [0, 1].
    reason : why, as the rest of a sentence.
    gauge : of calls as they are compared.
    """

    share: float
    reason: str
    gauge: Gauge

    def in_words(self, *, is_undivided: bool = False) -> str:
        """Say it as a part of a sentence, without its end; if all are one category, no reason is about several."""
        what = {0.0: "by the learned embedding alone", 1.0: "by log-mel + PCA alone"}
        said = what.get(self.share, "by the learned embedding and log-mel + PCA")
        return said if is_undivided and self.share < 1.0 else f"{said}, {self.reason}"


@dataclass(frozen=True, slots=True)
class LearnedSpace:
    """Examples, and what was learned from them: the encoder, and their vectors by it and by plain components.

    Attributes
    ----------
    weights : of the encoder.
    rows : (n, dim) what it says about the examples.
    plain : the components, and what they say, (n, ≤ 50).
    is_by_source : whether the mean of each recording is taken away.
    groups : (n,) groups of recordings whose means are taken away first; None if there are none.
    """

    examples: Examples
    weights: Weights
    rows: NDArray[np.float32]
    plain: Plain
    plain_rows: NDArray[np.float32]
    is_by_source: bool
    groups: NDArray[np.int64] | None = None

    def centers(self, rows: NDArray[np.float32], share: float) -> Centers:
        """Return the centers of joined rows (n, dim)."""
        return fit_place(rows, self.examples.sources, share, is_by_source=self.is_by_source, groups=self.groups)


def choose_space(learned: LearnedSpace, wanted: str, *, categorize: CategorizeSettings, seed: int) -> Space:
    """Choose what calls are compared by.

    Parameters
    ----------
    wanted : ``auto``, or the name of a space.
    """
    plain_rank = _gauge(learned, 1.0, None, seed).view_rank
    share, reason = _SHARES.get(wanted, 0.0), "as you asked"
    if wanted == "auto":
        share, reason = _best(learned, plain_rank, categorize, seed)
    return Space(share, reason, _gauge(learned, share, plain_rank, seed))


def fit_place(
    raw: NDArray[np.float32],
    sources: NDArray[np.int64],
    share: float,
    *,
    is_by_source: bool,
    groups: NDArray[np.int64] | None = None,
) -> Centers:
    """Return the centers of joined rows (n, dim); log-mel + PCA alone has none, as the baseline."""
    if share == 1.0:
        return Centers(np.zeros((1, raw.shape[1]), np.float32), np.zeros(raw.shape[1], np.float32), is_by_source=False)
    if groups is not None:
        return fit_grouped_centers(raw, sources, groups)
    return fit_centers(raw, sources, is_by_source=is_by_source)


def embed_copies(learned: LearnedSpace, share: float, *, seed: int) -> NDArray[np.float32]:
    """Embed changed copies (3, n, dim) of the examples.

    Parameters
    ----------
    share : see `Space`.
    """
    from coincide.embed.views import change

    patches = learned.examples.patches
    read = _reader(learned, share, np.arange(len(patches)))
    return np.stack([read(change(patches, seed=derive(seed, "copies", number))) for number in range(_N_COPIES)])


def _best(learned: LearnedSpace, plain_rank: float, categorize: CategorizeSettings, seed: int) -> tuple[float, str]:
    ours = _gauge(learned, 0.0, None, seed).view_rank
    if ours <= plain_rank:
        return (
            1.0,
            f"since the learned embedding recognizes copies no better ({ours:.0%} against {plain_rank:.0%})",
        )
    agreement = _agreement(learned, categorize, seed)
    if agreement >= MIN_AGREEMENT:
        return JOINED_SHARE, f"since the latter also separates the categories (silhouette {agreement:.2f})"
    return 0.0, f"since its categories are not separate in log-mel (silhouette {agreement:.2f})"


def _agreement(learned: LearnedSpace, categorize: CategorizeSettings, seed: int) -> float:
    """Return the silhouette in log-mel of the categories that the learned embedding shows."""
    rng = generator(seed, "agreement")
    rows = np.sort(rng.permutation(len(learned.rows))[:_MAX_LOOKED_AT])
    centers = learned.centers(learned.rows, 0.0)
    ours = center(learned.rows, learned.examples.sources, centers)[rows]
    return cosine_silhouette(learned.plain_rows[rows], group_by(ours, 0.0, categorize, rng))


def _gauge(learned: LearnedSpace, share: float, plain_rank: float | None, seed: int) -> Gauge:
    """Measure the gauge of calls as they would be kept."""
    from coincide.embed.gauging import gauged_rows, measure_gauge

    patches = learned.examples.patches
    read = _reader(learned, share, gauged_rows(len(patches)))
    gauge = measure_gauge(read, patches, seed=derive(seed, "gauge"), plain_rank=plain_rank)
    return replace(gauge, is_plain=share == 1.0)


def _reader(
    learned: LearnedSpace, share: float, rows: NDArray[np.int64]
) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """Return what embeds copies of the patches of some examples (m,), in this order, as calls would be kept."""
    from coincide.embed.apply import embed, load_encoder

    sources = learned.examples.sources
    centers = learned.centers(join_rows(learned.rows, learned.plain_rows, share), share)
    encoder = load_encoder(learned.weights)

    def read(patches: NDArray[np.float32]) -> NDArray[np.float32]:
        raw = join_rows(embed(encoder, patches), learned.plain.rows(patches), share)
        return center(raw, sources[rows] if centers.is_by_source else None, centers)

    return read
