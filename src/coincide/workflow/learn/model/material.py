"""What a model is learned from: events, their pictures, and a choice of them where there are very many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.embed import pool_sources
from coincide.events import PictureScales, choose_scales
from coincide.records import Event, Recording
from coincide.seeds import generator
from coincide.workflow.learn.model.job import ModelJob
from coincide.workflow.learn.model.train import Examples
from coincide.workflow.listen.pictures import Pictures, take_pictures


@dataclass(frozen=True, slots=True)
class Material:
    """Events that are pictured, and ready to be learned from.

    Attributes
    ----------
    scales : frames of pictures.
    scale_of_row : (n,) the frame of each event.
    sources : (n,) see `coincide.embed.pool_sources`.
    chosen : rows of the events that are learned from, ascending.
    """

    events: Sequence[Event]
    recordings: Mapping[int, Recording]
    scales: PictureScales
    pictures: Pictures
    scale_of_row: NDArray[np.int64]
    sources: NDArray[np.int64]
    chosen: NDArray[np.int64]

    @property
    def recording_ids(self) -> NDArray[np.int64]:
        """The recording (n,) of each event."""
        return np.array([event.recording_id for event in self.events], dtype=np.int64)

    @property
    def bands_hz(self) -> NDArray[np.float64]:
        """Lowest and highest frequency (learned from, 2) of the events that are learned from."""
        return np.array([(self.events[row].low_hz, self.events[row].high_hz) for row in self.chosen], dtype=np.float64)

    def examples(self, classes: NDArray[np.int64] | None) -> Examples:
        """Return the events that are learned from; `classes` (n,) is what people said about all."""
        chosen = self.chosen
        events = [self.events[row] for row in chosen]
        said = None if classes is None else classes[chosen]
        return Examples(events, self.pictures.rows(chosen), self.sources[chosen], self.scale_of_row[chosen], said)


def gather(events: Sequence[Event], recordings: Mapping[int, Recording], job: ModelJob) -> Material:
    """Picture events, at least two, ordered by recording, channel and onset, and choose those to learn from."""
    scales = choose_scales(events, {number: one.sample_rate_hz for number, one in recordings.items()})
    pictures = take_pictures(
        events,
        recordings,
        scales=scales,
        channels=job.settings.recordings.channels,
        folder=job.work,
        executor=job.executor,
        progress=job.progress,
        states=job.states,
    )
    ids = [event.recording_id for event in events]
    return Material(
        events,
        recordings,
        scales,
        pictures,
        scale_of_row=scales.of(events),
        sources=pool_sources(ids, [recordings[i].name.rpartition("/")[0] for i in ids]),
        chosen=_choose(len(events), job.settings.embed.max_events, job.seed),
    )


def _choose(n_events: int, limit: int, seed: int) -> NDArray[np.int64]:
    if n_events <= limit:
        return np.arange(n_events)
    return np.sort(generator(seed, "learned from").choice(n_events, limit, replace=False))
