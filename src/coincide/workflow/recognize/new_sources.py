"""Where new recordings are from: which center their embeddings are moved by.

What all events of a recording have in common is its place (`coincide.embed.centering`), unless they are all of one
type: then their mean is the type, and without it nothing is left. So the own center of a recording, or that of its
folder where it has few events, is only taken if it brings the events nearer to those of the catalog than the overall
center does. Where learning took nothing away from recordings, nothing is taken away from new ones either.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coincide.embed import MIN_SOURCE_EVENTS, add_scale, center, fit_centers
from coincide.embed.centering import Centers
from coincide.label import Classifier, distance_away
from coincide.learned.model import Model
from coincide.learned.opened import LearnedCatalog
from coincide.workflow.listen.listen import EmbeddedRecording

CenterKind = Literal["own", "folder", "overall", "catalog"]
_MAX_COMPARED = 300
_MAX_MOVED = 2000


@dataclass(frozen=True, slots=True)
class PlacedEvents:
    """The events of new recordings that share a center.

    Attributes
    ----------
    members : places of the recordings among all that were heard.
    embeddings : (n, dim) of their events among those of the catalog, recording by recording.
    center : what they were moved by.
    is_placed : whether they are enough to tell where they are from, or that does not matter.
    """

    members: Sequence[int]
    embeddings: NDArray[np.float32]
    center: CenterKind
    is_placed: bool


def place_all(
    heard: Sequence[EmbeddedRecording], model: Model, reference: NDArray[np.float32]
) -> Iterator[PlacedEvents]:
    """Place the events of new recordings among those of the catalog.

    Parameters
    ----------
    reference : (r, dim) events of the catalog, as it keeps them.
    """
    for members, kind in _groups(heard):
        embeddings, center = _placed([heard[member] for member in members], kind, model, reference)
        is_placed = kind != "overall" or not model.centers.is_by_source
        yield PlacedEvents(members, embeddings, center, is_placed)


def far_away(learned: LearnedCatalog, classifier: Classifier) -> float:
    """Return which distance counts as far for events whose place is unknown; see `distance_away`.

    What all events of a place have in common is still in their embeddings, which is no reason to know none of them.
    """
    n = len(learned.embeddings)
    rows = np.arange(0, n, -(-n // _MAX_MOVED))
    some = np.asarray(learned.embeddings[rows])
    recordings = learned.contents.events.recording_ids[rows].tolist()
    moved = learned.model.moved_away(some, recording_ids=recordings)
    return distance_away(moved, some, classifier.reference, far=classifier.far)


def _groups(heard: Sequence[EmbeddedRecording]) -> list[tuple[list[int], CenterKind]]:
    """Put recordings together that share a center: those with few events by folder."""
    groups: list[tuple[list[int], CenterKind]] = []
    small: dict[Hashable, list[int]] = {}
    for number, one in enumerate(heard):
        if len(one.events) >= MIN_SOURCE_EVENTS:
            groups.append(([number], "own"))
        else:
            folder = one.recording.path.rpartition("/")[0]
            small.setdefault((folder, *np.unique(one.scales).tolist()), []).append(number)
    for members in small.values():
        is_enough = sum(len(heard[member].events) for member in members) >= MIN_SOURCE_EVENTS
        groups.append((members, "folder" if is_enough else "overall"))
    return groups


def _placed(
    heard: Sequence[EmbeddedRecording], kind: CenterKind, model: Model, reference: NDArray[np.float32]
) -> tuple[NDArray[np.float32], CenterKind]:
    raw = np.concatenate([one.raw for one in heard])
    scales = np.concatenate([one.scales for one in heard])
    placed = _moved(raw, scales, model, None)
    if kind != "overall" and model.centers.is_by_source:
        own = fit_centers(raw, np.zeros(len(raw), dtype=np.int64))
        apart = _moved(raw, scales, model, own)
        if _nearness(apart, reference) > _nearness(placed, reference):
            return apart, kind
    return placed, "overall"


def _moved(
    raw: NDArray[np.float32], scales: NDArray[np.int64], model: Model, own: Centers | None
) -> NDArray[np.float32]:
    sources = None if own is None else np.zeros(len(raw), dtype=np.int64)
    return add_scale(center(raw, sources, own or model.centers), scales, len(model.scales))


def _nearness(embeddings: NDArray[np.float32], reference: NDArray[np.float32]) -> float:
    """Return the mean cosine between some of the events and the nearest of the catalog."""
    some = embeddings[:: -(-len(embeddings) // _MAX_COMPARED)]
    return float((some @ reference.T).max(axis=1).mean())
