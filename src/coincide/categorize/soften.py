"""How sure categories are: no surer than changed copies allow.

A category is certain of its calls if they lie far from those of the others, even where chance drew the line between
them. But a changed copy of a call is of the same kind, so the categories that copies fall into show how much a
certainty is worth. The temperature of the head is raised to the value at which copies are most likely to be in the
categories of their originals.

Temperature scaling: Guo, Pleiss, Sun and Weinberger 2017, with copies instead of labels. See
docs/decisions/0078-as-sure-as-copies.md.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy  # whose parts are imported when they are first used
from numpy.typing import NDArray

from coincide.categorize.assign import Categorizer
from coincide.records import UNSURE

_SOFTEST = 20.0
"""Cosines differ by 2 at most, so all categories are about equally likely."""
_A_LITTLE_LESS = 0.999
"""Keeps the least certain event in its category when it is embedded again and rounded differently."""


def soften(
    categorizer: Categorizer,
    embeddings: NDArray[np.float32],
    copies: NDArray[np.float32],
    *,
    heard: NDArray[np.float32] | None,
) -> Categorizer:
    """Raise the temperature as far as copies demand.

    It is never lowered, and no event moves to another category.

    Parameters
    ----------
    embeddings : (n, dim), unit rows.
    copies : (copies, n, dim), unit rows; changed copies of each event.
    heard : (m, dim), unit rows, of all events of the catalog: the limit for `unsure` falls if necessary, so that no
        more of them are unsure than before. None leaves the limit as it is.
    """
    if len(categorizer.head.prototypes) == 1:
        return categorizer
    temperature = _temperature(categorizer, embeddings, copies)
    softer = replace(categorizer, head=replace(categorizer.head, temperature=temperature))
    if heard is None or temperature == categorizer.head.temperature:
        return softer
    n_unsure = int((categorizer.assign(heard).categories == UNSURE).sum())
    kept = np.sort(softer.assign(heard).certainty)[n_unsure:]
    if len(kept) == 0 or kept[0] >= categorizer.unsure_below:
        return softer
    return replace(softer, unsure_below=float(kept[0]) * _A_LITTLE_LESS)


def _temperature(categorizer: Categorizer, embeddings: NDArray[np.float32], copies: NDArray[np.float32]) -> float:
    head = categorizer.head
    best = categorizer.nearest(embeddings)
    cosines = copies.reshape(-1, copies.shape[2]).astype(np.float64) @ head.prototypes.T.astype(np.float64)
    rows, own = np.arange(len(cosines)), np.tile(best, len(copies))

    def surprise(log_temperature: float) -> float:
        logits = cosines / np.exp(log_temperature)
        return float((scipy.special.logsumexp(logits, axis=1) - logits[rows, own]).mean())

    lowest, highest = np.log(head.temperature), np.log(max(head.temperature, _SOFTEST))
    found = scipy.optimize.minimize_scalar(surprise, bounds=(lowest, highest), method="bounded").x
    # The search comes near to its bounds but never reaches them.
    return head.temperature if surprise(lowest) <= surprise(found) else float(np.exp(found))
