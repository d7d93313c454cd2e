"""The collapse gauge: has the embedding learned to tell events apart, said in plain words.

An encoder that maps everything to one point satisfies half of any objective. Two figures show it without labels: how
many dimensions the embeddings fill, and whether two views of an event lie nearer to each other than other events. They
are measured in `coincide.embed.gauging`.
"""

from __future__ import annotations

from dataclasses import dataclass

from coincide.embed.guessing import is_guessing
from coincide.wording import count

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
        if self.is_collapsed:
            return self._collapsed_in_words()
        if self.may_be_one_kind:
            return self._one_kind_in_words()
        if self.is_plain:
            few = f". But {self._little}" if self.n_events < FEW_EVENTS else ""
            return f"plain, log-mel + PCA without anything learned: {self._found}; {self._spread}{few}"
        if not self.is_ahead:
            return (
                f"not better than log-mel + PCA: {self._found}; {self._spread}. Compare calls by "
                "`coincide learn --embedding logmel`, or learn from more recordings"
            )
        if self.n_events < FEW_EVENTS:
            return f"not collapsed, but {self._little} ({self._found}; {self._spread})"
        if self.is_healthy:
            return f"healthy: {self._found}; {self._spread}"
        return f"doubtful: {self._found}{self._doubt_in_words()}"

    def _collapsed_in_words(self) -> str:
        is_offered = not (self.is_ahead or self.is_plain or self.is_alike)
        instead = ". `coincide learn --embedding logmel` uses log-mel + PCA, which is better" if is_offered else ""
        but = f", but {self._little}" if self.n_events < FEW_EVENTS else ""
        one_kind = f". There may be only one kind of call{but}" if self.is_alike else ""
        meaning = "they are one category" if self.is_undivided else "the categories mean nothing"
        figures = f"{self._found}; {self._spread}"
        return f"collapsed: nearly all calls look the same to it ({figures}); {meaning}{instead}{one_kind}"

    def _one_kind_in_words(self) -> str:
        parts = "" if self.is_undivided else f", and the categories may be parts of it: {self._listen}"
        return (
            f"doubtful: {self._found}, but two kinds of call would give {TWO_KINDS_RANK:.0%}; {self._spread}. There "
            f"may be only one kind, or one that is far more common than others{parts}"
        )

    def _doubt_in_words(self) -> str:
        if self.view_rank < HEALTHY_RANK:
            return (
                f", but {HEALTHY_RANK:.0%} is usual; {self._spread}. Either there are few kinds of call, whose calls "
                f"are hard to tell apart, or too little was learned: {self._listen}"
            )
        if not self.is_steady:
            return (
                f", and {self._spread}, but the categories change when a fifth of the calls is left out. The calls may "
                f"not form groups: {self._listen}"
            )
        if self.splits_kinds:
            return (
                f", and {self._spread}, but categories are heard in one group of recordings only, and another group "
                "has categories like them. Rooms or microphones may split kinds of call. Give categories that sound "
                "alike the same label; if recordings are short, put those of each place into a folder of its own and "
                "learn again"
            )
        return f", and {self._spread}, but these are the calls that were found, and many may be missing"

    @property
    def _found(self) -> str:
        beside = "" if self.plain_rank is None or self.is_plain else f" (log-mel + PCA: {self.plain_rank:.0%})"
        return f"a changed copy of a call is nearer to its original than {self.view_rank:.0%} of other calls{beside}"

    @property
    def _spread(self) -> str:
        return f"the embedding fills {count(round(self.effective_dimensions), 'dimension')}"

    @property
    def _little(self) -> str:
        return f"{self.n_events} calls prove little; learn from {FEW_EVENTS} or more"

    @property
    def _listen(self) -> str:
        return "listen to some calls" + ("" if self.is_undivided else " of each category")
