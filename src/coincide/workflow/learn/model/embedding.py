"""Where an encoder puts all events, those among them that were not learned from.

What the encoder says is joined with log-mel + PCA where that helps, what recordings have in common is taken away, and
what two groups of recordings differ in, if they split kinds of call.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.embed import Centers, Plain, add_scale, center, fit_group_alignment, join_rows, turned
from coincide.workflow.learn.model.job import ModelJob
from coincide.workflow.learn.model.material import Material
from coincide.workflow.learn.model.rooms import Rooms
from coincide.workflow.learn.model.space import LearnedSpace, Space, choose_space, embed_copies, fit_place
from coincide.workflow.learn.model.train import Examples, TrainedEncoder, Weights
from coincide.workflow.learn.model.ways import Way
from coincide.workflow.listen.embedding import embed_pictures


@dataclass(frozen=True, slots=True)
class Reading:
    """What an encoder says about all events.

    Attributes
    ----------
    rows, plain_rows : (n, dim), and log-mel + PCA, (n, ≤ 50).
    """

    trained: TrainedEncoder
    plain: Plain
    way: Way
    rows: NDArray[np.float32]
    plain_rows: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Embedding:
    """An encoder, and where it puts all events.

    Attributes
    ----------
    sources : (n,) whose centers are taken away.
    copies : (copies, learned from, dim), changed copies of the events that were learned from.
    plain : log-mel + PCA of the events that were learned from.
    """

    weights: Weights
    space: Space
    sources: NDArray[np.int64]
    centers: Centers
    embeddings: NDArray[np.float32]
    copies: NDArray[np.float32]
    plain: NDArray[np.float32]


class EventEmbedder:
    """Embeds all events."""

    def __init__(self, material: Material, job: ModelJob) -> None:
        self._material, self._job = material, job

    def read(self, trained: TrainedEncoder, plain: Plain, way: Way) -> Reading:
        """Ask an encoder about all events, and `plain`."""
        with self._job.progress.stage("apply", total=len(self._material.events), unit="events") as stage:
            rows, plain_rows = embed_pictures(
                self._material.pictures,
                trained.weights,
                plain,
                device=self._job.device,
                executor=self._job.executor,
                stage=stage,
            )
        return Reading(trained, plain, way, rows, plain_rows)

    def read_aligned(self, examples: Examples, reading: Reading, rooms: Rooms) -> Reading:
        """Ask the same encoder, with directions that differ by room counting less."""
        chosen, trained = self._material.chosen, reading.trained
        matrix = fit_group_alignment(reading.rows[chosen], rooms.groups[chosen], scales=examples.scales)
        return self.read(replace(trained, weights=turned(trained.weights, matrix)), reading.plain, reading.way)

    def place(self, examples: Examples, reading: Reading, rooms: Rooms | None = None) -> Embedding:
        """Place all events, with the plain rows joined where that helps, and without rooms where there are any."""
        material, settings, seed = self._material, self._job.settings, self._job.seed
        sources = material.sources if rooms is None else rooms.sources(material.sources)
        learned = self._learned(replace(examples, sources=sources[material.chosen]), reading, rooms)
        space = choose_space(learned, settings.embed.space, categorize=settings.categorize, seed=seed)
        raw, groups = join_rows(reading.rows, reading.plain_rows, space.share), None if rooms is None else rooms.groups
        centers = fit_place(raw, sources, space.share, is_by_source=learned.is_by_source, groups=groups)
        placed = center(raw, sources if centers.is_by_source else None, centers)
        copies, n_scales = embed_copies(learned, space.share, seed=seed), len(material.scales)
        copies = np.stack([add_scale(each, examples.scales, n_scales) for each in copies])
        joining = reading.plain.joining(space.share) if space.share > 0.0 else {}
        return Embedding(
            weights=reading.trained.weights | joining,
            space=space,
            sources=sources,
            centers=centers,
            embeddings=add_scale(placed, material.scale_of_row, n_scales),
            copies=copies,
            plain=learned.plain_rows,
        )

    def _learned(self, examples: Examples, reading: Reading, rooms: Rooms | None) -> LearnedSpace:
        chosen = self._material.chosen
        return LearnedSpace(
            examples,
            reading.trained.weights,
            reading.rows[chosen],
            reading.plain,
            reading.plain_rows[chosen],
            is_by_source=reading.way.is_by_source,
            groups=None if rooms is None else rooms.groups[chosen],
        )
