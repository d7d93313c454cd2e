"""Catalogs that several measures share: each folder and seed is learned once."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import torch

from benchmarks.labels.datasets import Folder
from benchmarks.learn.quality import CpuClock
from benchmarks.options import say
from coincide.catalog import CatalogStore, load_array, model_folder
from coincide.embed import embed_without_torch
from coincide.events import take_whole
from coincide.features import FeatureSettings
from coincide.learned.contents import Contents, read_contents
from coincide.learned.current import learned_model
from coincide.learned.model import Model, load_model
from coincide.learned.model_files import EMBEDDINGS_FILE
from coincide.learned.settings import load_settings
from coincide.records import Event, Recording
from coincide.workflow.annotations import read_table
from coincide.workflow.evaluate.labels_truth import Truth, truth_of_events
from coincide.workflow.evaluate.truth import attach_truth
from coincide.workflow.learn.learn import learn
from coincide.workflow.listen.pictures import picture_events
from coincide.workflow.progress import Silent


@dataclass(frozen=True)
class Learned:
    """A catalog and what the truth says about it.

    Attributes
    ----------
    embeddings : (n, dim) of the events that the truth speaks of, row by row of `truth`.
    n_truth : true events, found or not.
    total_s, training_s : CPU time from the folder to categories, and of the embedding alone.
    """

    contents: Contents
    model: Model
    truth: Truth
    embeddings: npt.NDArray[np.float32]
    n_truth: int
    total_s: float
    training_s: float

    @property
    def n_categories(self) -> int:
        return max(2, len(self.contents.categories))

    def patches(self) -> npt.NDArray[np.uint8]:
        """Picture the events anew, row by row of `truth`."""
        events = [self.contents.events[row] for row in self.truth.rows]
        return _pictures(self.model, events, self.contents.recordings)


class Library:
    """Makes folders and catalogs when they are first asked for, inside `work`."""

    def __init__(self, work: Path, *, n_steps: int | None = None) -> None:
        self.work = work
        self._n_steps = n_steps

    def recordings(self, folder: Folder) -> tuple[Path, Path]:
        """Return the folder of recordings and its truth."""
        place = self.work / folder.key / "recordings"
        if place.exists():
            table = place.with_suffix(".csv")
            return place, table if table.exists() else place  # songs come with a table beside each
        place.mkdir(parents=True)
        return place, folder.make(place)

    def learned(self, folder: Folder, seed: int) -> Learned:
        """Return what was learned from a folder with a seed."""
        place, truth = self.recordings(folder)
        catalog = self.work / folder.key / f"seed_{seed}.coincide"
        times = catalog.with_suffix(".npy")
        if not times.exists():
            say(f"learning {folder.key}, seed {seed}")
            np.save(times, np.array(self._learn(folder, place, catalog, seed)))
        total_s, training_s = np.load(times).tolist()
        return _read(catalog, truth, total_s, training_s)

    def _learn(self, folder: Folder, place: Path, catalog: Path, seed: int) -> tuple[float, float]:
        torch.set_num_threads(1)
        overrides = {stage: dict(values) for stage, values in folder.settings.items()}
        overrides["embed"] = {} if folder.is_timed else {"baseline_steps": 0}
        if self._n_steps is not None:
            overrides["embed"]["steps"] = self._n_steps
        clock = CpuClock()
        began = time.process_time()
        learn(place, catalog=catalog, settings=load_settings(overrides=overrides), seed=seed, progress=clock)
        return time.process_time() - began, clock.seconds["embed"]


def picture_clips(learned: Learned, paths: Sequence[Path]) -> npt.NDArray[np.uint8]:
    """Picture clips that were not learned from, one event each."""
    events, recordings = _whole(paths)
    return _pictures(learned.model, events, recordings)


def embed_clips(learned: Learned, paths: Sequence[Path], *, is_known_place: bool) -> npt.NDArray[np.float32]:
    """Embed clips that were not learned from, one event each.

    Parameters
    ----------
    is_known_place : centred like the clips of the same speaker that were learned from; else each speaker is a new
        place, centred by the mean of these clips.
    """
    model = learned.model
    raw = embed_without_torch(model.encoder, picture_clips(learned, paths))
    speakers = [path.stem.split("_")[1] for path in paths]
    if is_known_place:
        known = {r.name.rpartition("/")[0]: r.id for r in learned.contents.recordings.values()}
        ids = [known[speaker] for speaker in speakers]
    else:
        numbers = np.unique(speakers, return_inverse=True)[1] + 1 + max(model.source_of)
        ids: list[int] = numbers.tolist()
        model = model.with_sources(raw, ids)
    return model.place(raw, recording_ids=ids, scales=np.zeros(len(paths), dtype=np.int64))


def _read(catalog: Path, truth: Path, total_s: float, training_s: float) -> Learned:
    with CatalogStore.open(catalog) as store:
        record = learned_model(store)
        contents = read_contents(store, record)
    folder = model_folder(catalog, record.id)
    attached = attach_truth(read_table(truth, None), contents, truth, catalog).rows
    known = truth_of_events(contents, attached)
    return Learned(
        contents=contents,
        model=load_model(folder),
        truth=known,
        embeddings=np.array(load_array(folder / EMBEDDINGS_FILE))[known.rows],
        n_truth=len(attached),
        total_s=total_s,
        training_s=training_s,
    )


def _whole(paths: Sequence[Path]) -> tuple[list[Event], dict[int, Recording]]:
    events: list[Event] = []
    recordings: dict[int, Recording] = {}
    for number, path in enumerate(paths):
        samples, rate_hz = soundfile.read(path, dtype="float32")
        (one,) = take_whole([samples], sample_rate_hz=rate_hz, features=FeatureSettings())
        events.append(Event(number, number, 0, one.onset_s, one.offset_s, one.low_hz, one.high_hz, one.snr_db))
        recordings[number] = Recording(number, "", str(path), path.name, rate_hz, 1, len(samples))
    return events, recordings


def _pictures(model: Model, events: Sequence[Event], recordings: Mapping[int, Recording]) -> npt.NDArray[np.uint8]:
    scales = model.scales.extended(events)
    patches = picture_events(events, recordings, scales=scales, channels="mix", stage=Silent())
    return np.round(patches * 255).astype(np.uint8)
