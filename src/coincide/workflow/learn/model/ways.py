"""How a folder is to be learned: whether its calls are compared within their recordings, or anywhere.

Where recordings hold the same kinds of call, what a recording has in common is its place; where each holds a kind of
its own, it is the kind. Nothing in one look at the sound tells these apart, so both ways are begun, and the one that
tells a changed copy of a call better from all other calls goes on. A network that has to compare calls within
recordings only may put different kinds on top of each other, as long as they are in different recordings, and then it
fails there. But it also seems to fail where kinds are few and each recording has a room or a microphone of its own,
since a network that compares anywhere tells one kind in two rooms apart. There, calls without the mean of their
recording have their like in other recordings. Where they clearly do not, recordings hold different kinds, and a small
lead suffices. See docs/decisions/0027-within-or-anywhere.md, 0062-rooms.md and 0076-small-leads.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.embed import EmbedSettings, embed_without_torch, recording_share, shared_calls
from coincide.workflow.learn.model.job import ModelJob
from coincide.workflow.learn.model.train import Examples, TrainedEncoder, train

WITHIN, ANYWHERE = "within", "anywhere"
MIN_SHARE = 0.05
"""Recordings that explain less than this of how calls differ in log-mel are alike: both ways do the same."""
TRIED_SHARE = 0.3
"""Both ways are tried for this part of the steps; the better one goes on from there."""
SMALL_LEAD, MIN_LEAD = 0.03, 0.04
"""How much better it must tell copies when it compares calls anywhere: where recordings hold different kinds of call,
and elsewhere."""
MIN_SHARED, FEW_SHARED = 0.6, 0.5
"""From the first on recordings hold the same kinds, each heard in its own way, see `coincide.embed.shared_calls`; below
the second they hold different kinds, so that a small lead suffices."""
_CHECKPOINT_STEPS = 100


@dataclass(frozen=True, slots=True)
class Way:
    """A way to learn.

    Attributes
    ----------
    settings : with all its parts given.
    reason : why it was chosen, as the rest of a sentence.
    """

    settings: EmbedSettings
    reason: str

    @property
    def name(self) -> str:
        return self.settings.compare

    @property
    def is_by_source(self) -> bool:
        """Whether what the calls of a recording have in common is taken away."""
        return self.settings.centering == "recording"

    def in_words(self) -> str:
        """Say it in a sentence, without its end."""
        place = "within their recordings" if self.name == WITHIN else "across all recordings"
        return f"Learning compared calls {place}, {self.reason}"


def choose_way(examples: Examples, plain: NDArray[np.float32], n_steps: int, job: ModelJob, *, name: str) -> Way:
    """Choose how to compare calls, after trying both ways where the folder leaves that open.

    Parameters
    ----------
    plain : (n, ≤ 50) log-mel + PCA of the examples.
    name : of the stages; what is tried is continued from their checkpoints.
    """
    ways = job.settings.embed.ways()
    if len(ways) == 1:
        return Way(next(iter(ways.values())), "as you asked")
    if len(np.unique(examples.sources)) == 1:
        return Way(ways[WITHIN], "which count as one: there is only one recording, or each has fewer than 20 calls")
    share = recording_share(plain, examples.sources)
    if share < MIN_SHARE:
        return Way(ways[WITHIN], f"which are alike (they explain {max(0.0, share):.0%} of how calls differ)")
    n_tried = round(TRIED_SHARE * n_steps / _CHECKPOINT_STEPS) * _CHECKPOINT_STEPS
    if n_tried == 0:
        return Way(ways[WITHIN], "since there are too few steps to try both ways")
    tried = {
        one: train(examples, way, n_steps, job, name=f"{name}-{one}", n_taken=n_tried) for one, way in ways.items()
    }
    return better_way(ways, tried, examples)


def better_way(ways: Mapping[str, EmbedSettings], tried: Mapping[str, TrainedEncoder], examples: Examples) -> Way:
    """Return the better of the two ways by how well they tell copies, and by what recordings hold."""
    within, anywhere = (tried[name].view_rank for name in (WITHIN, ANYWHERE))
    if anywhere - within < SMALL_LEAD:
        return Way(ways[WITHIN], ranks_in_words(within, anywhere))
    shared = shared_calls(embed_without_torch(tried[ANYWHERE].weights, examples.patches), examples.sources)
    is_ahead = anywhere - within >= MIN_LEAD
    if is_ahead and shared >= MIN_SHARED:
        same = "which seem to hold the same kinds of call, but each in a room or by a microphone of its own"
        return Way(ways[WITHIN], f"{same} ({_shared_in_words(shared)})")
    if is_ahead:
        return Way(ways[ANYWHERE], ranks_in_words(anywhere, within))
    if shared < FEW_SHARED:
        different = f"and recordings seem to hold different kinds of call ({_shared_in_words(shared)})"
        return Way(ways[ANYWHERE], f"{ranks_in_words(anywhere, within)}, {different}")
    return Way(ways[WITHIN], ranks_in_words(within, anywhere))


def _shared_in_words(shared: float) -> str:
    alike = f"{min(shared, 1.0):.0%} as alike across recordings as within"
    return f"apart from what a recording has in common, calls are {alike}"


def ranks_in_words(chosen: float, other: float) -> str:
    """Say, as the rest of a sentence, how well the chosen way and the other one tell copies, by shares in [0, 1]."""
    lead = ", too small a lead to count" if round(other, 2) > round(chosen, 2) else ""
    return f"which tells a changed copy of a call from {chosen:.0%} of the others (the other way: {other:.0%}{lead})"
