"""Events become a model: pictures, coincidence, categories, index and baselines."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.embed import Gauge, Plain, fit_plain, unlike_others
from coincide.learned.grouping import OURS, Grouping, group
from coincide.learned.model import Model
from coincide.records import UNSURE, Event, Recording
from coincide.wording import count
from coincide.workflow.learn.model.baselines import group_by_baselines
from coincide.workflow.learn.model.categories import CategoryFinder, FoundCategories
from coincide.workflow.learn.model.embedding import Embedding, EventEmbedder, Reading
from coincide.workflow.learn.model.files import save_files
from coincide.workflow.learn.model.job import ModelJob
from coincide.workflow.learn.model.material import gather
from coincide.workflow.learn.model.rooms import MIN_ALIKE, Rooms
from coincide.workflow.learn.model.train import Examples, train
from coincide.workflow.learn.model.ways import Way, choose_way


@dataclass(frozen=True, slots=True)
class CompleteModel:
    """A model whose files are complete.

    Attributes
    ----------
    groupings : by method.
    gauge : of the embedding, and of how steady its categories are.
    facts : what the run record and the report tell about it.
    """

    model: Model
    groupings: Mapping[str, Grouping]
    gauge: Gauge
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Learned:
    """Categories, and what is told about how they were learned.

    Attributes
    ----------
    has_left_out_rooms : the embedding is without what two groups of recordings differ in.
    """

    found: FoundCategories
    facts: Mapping[str, object]
    has_left_out_rooms: bool


class Builder:
    """Events that are pictured, and ready to be learned from.

    Parameters
    ----------
    events : at least two, ordered by recording, channel and onset.
    earlier : (n,) number of each event's category in the model before, which categories keep where they can; see
        `coincide.categorize.keep_numbers`.
    """

    def __init__(
        self,
        events: Sequence[Event],
        recordings: Mapping[int, Recording],
        job: ModelJob,
        *,
        earlier: NDArray[np.int64] | None = None,
    ) -> None:
        self._job, self._seed = job, job.seed
        self._material = gather(events, recordings, job)
        self._embedder = EventEmbedder(self._material, job)
        self._categories = CategoryFinder(self._material.chosen, self._material.bands_hz, job, earlier=earlier)
        self._way: Way | None = None

    def embed(self, classes: NDArray[np.int64], *, name: str) -> NDArray[np.float32]:
        """Learn an embedding from what people said, only to look at it; returns (n, dim).

        Parameters
        ----------
        classes : (n,) see `coincide.embed.fit_encoder`.
        name : of the stage and of the checkpoint.
        """
        return self._learn(self._material.examples(classes), name).found.embedding.embeddings

    def build(self, classes: NDArray[np.int64] | None = None) -> CompleteModel:
        """Learn a model and write its files.

        Parameters
        ----------
        classes : (n,) what people said, see `coincide.embed.fit_encoder`; None if they said nothing.
        """
        shutil.rmtree(self._job.result, ignore_errors=True)  # a killed run may have left half of it
        self._job.result.mkdir(parents=True)
        examples = self._material.examples(classes)
        learned = self._learn(examples, "embed")
        model = self._model(learned.found)
        # Baselines see no labels, or they would not be baselines.
        groupings = self._group(replace(examples, classes=None), model, learned.found.embedding)
        save_files(model, learned.found.embedding.embeddings, self._material.chosen, self._job)
        gauge, facts = self._told(examples, learned)
        return CompleteModel(model=model, groupings=groupings, gauge=gauge, facts=facts)

    def _learn(self, examples: Examples, name: str) -> _Learned:
        reading = self._read(examples, name)
        counted = self._categories.find(self._embedder.place(examples, reading))
        apart, rooms = self._without_rooms(examples, reading, counted)
        found = self._categories.settle(apart, examples.classes)
        n_without_rooms = (apart if found.is_alike else found).n_categories
        words = "" if rooms is None else rooms.in_words(counted.n_categories, n_without_rooms)
        said = _way_in_words(reading.way, found, words)
        facts = {"way": said, "n_steps": reading.trained.n_steps, "stopped": reading.trained.stopped}
        return _Learned(found, facts, has_left_out_rooms=rooms is not None)

    def _read(self, examples: Examples, name: str) -> Reading:
        """Train an encoder and ask it about all events."""
        settings = self._job.settings.embed
        n_steps = 0 if settings.space == "logmel" else settings.steps_for(len(examples.events))
        plain = fit_plain(examples.patches, seed=self._seed)
        way = self._way = self._way or self._choose_way(examples, plain, n_steps)
        trained = train(examples, way.settings, n_steps, self._job, name=name, checkpoint=f"{name}-{way.name}")
        return self._embedder.read(trained, plain, way)

    def _choose_way(self, examples: Examples, plain: Plain, n_steps: int) -> Way:
        """Choose how to compare calls; labels have no say, so that it is chosen once."""
        unlabeled = replace(examples, classes=None)
        return choose_way(unlabeled, plain.rows(examples.patches), n_steps, self._job, name="embed")

    def _without_rooms(
        self, examples: Examples, reading: Reading, found: FoundCategories
    ) -> tuple[FoundCategories, Rooms | None]:
        """Take away the rooms that split kinds of call, if there are fewer and no blurrier categories without them."""
        rooms = self._rooms_to_leave_out(reading, found)
        if rooms is None:
            return found, None
        aligned = self._embedder.read_aligned(examples, reading, rooms)
        apart = self._categories.find(self._embedder.place(examples, aligned, rooms))
        is_better = apart.n_categories < found.n_categories and apart.silhouette >= found.silhouette
        return (apart, rooms) if is_better else (found, None)

    def _rooms_to_leave_out(self, reading: Reading, found: FoundCategories) -> Rooms | None:
        """Return what splits kinds of call, unless that should stay or is all that there is."""
        is_open = reading.way.is_by_source and self._job.settings.embed.centering is None
        is_learned = found.embedding.centers.is_by_source
        return found.rooms(self._material.recording_ids, seed=self._seed) if is_open and is_learned else None

    def _model(self, found: FoundCategories) -> Model:
        embedding, ids = found.embedding, self._material.recording_ids.tolist()
        source_of = dict(zip(ids, embedding.sources.tolist(), strict=True))
        return Model(embedding.weights, embedding.centers, source_of, self._material.scales, found.categorizer)

    def _group(self, examples: Examples, model: Model, embedding: Embedding) -> dict[str, Grouping]:
        rows = embedding.embeddings
        n_prototypes = len(model.categorizer.head.prototypes)
        ours = group(self._material.events, rows, model.assign(rows), n_categories=n_prototypes)
        baselines = group_by_baselines(
            examples,
            rows[self._material.chosen],
            embedding.plain,
            self._job,
            n_categories=max(2, len(ours.categories)),
        )
        return {OURS: ours, **baselines}

    def _told(self, examples: Examples, learned: _Learned) -> tuple[Gauge, dict[str, object]]:
        """Return the gauge and the facts that people are told."""
        found = learned.found
        stability = self._categories.stability(found)
        agreement = None if stability is None else stability.agreement
        gauge = replace(
            found.embedding.space.gauge,
            agreement=agreement,
            splits_kinds=self._splits_kinds(learned),
            is_undivided=found.n_categories == 1,
        )
        rare = self._unlike_in_words(examples, found) if gauge.may_be_one_kind else ""
        counting = " ".join(filter(None, (rare, found.counting_in_words())))
        facts = {**learned.facts, "n_learned_from": len(examples.events), "counting": counting}
        return gauge, facts if stability is None else {**facts, "stability": stability.in_words()}

    def _splits_kinds(self, learned: _Learned) -> bool:
        """Say whether rooms may still split kinds; where there were some, all that looks like it counts."""
        min_alike = 0.0 if learned.has_left_out_rooms else MIN_ALIKE
        return learned.found.rooms(self._material.recording_ids, seed=self._seed, min_alike=min_alike) is not None

    def _unlike_in_words(self, examples: Examples, found: FoundCategories) -> str:
        """Say which calls are unlike all others; empty if none are."""
        rows = unlike_others(fit_plain(examples.patches, seed=self._seed).coordinates(examples.patches))
        if len(rows) == 0:
            return ""
        first, embeddings = examples.events[rows[0]], found.embedding.embeddings[self._material.chosen]
        are, have = ("is", "has") if len(rows) == 1 else ("are", "have")
        are_apart = _are_apart(rows, found.categorizer.assign(embeddings).categories)
        fate = f" and {have} a category apart" if are_apart else ", and the categories may not show it"
        return (
            f"{count(len(rows), 'call')} {are} unlike nearly all others{fate}. Listen to the one in "
            f"`{self._material.recordings[first.recording_id].name}`, and search for calls like it: `coincide search "
            f"RECORDING --at {first.onset_s:.2f} --for {first.duration_s:.2f}`."
        )


def _are_apart(rows: NDArray[np.int64], categories: NDArray[np.int64]) -> bool:
    """Whether none of these rows is unsure, or in a category that holds more others than such rows."""
    there = set(categories[rows].tolist())
    return UNSURE not in there and all(2 * np.sum(categories[rows] == one) > np.sum(categories == one) for one in there)


def _way_in_words(way: Way, found: FoundCategories, rooms: str) -> str:
    """Say in sentences how the folder was learned, and why."""
    space = found.embedding.space
    compared = f"Calls are now compared {space.in_words(is_undivided=found.n_categories == 1)}."
    return compared if space.share == 1.0 else " ".join(filter(None, (f"{way.in_words()}.", rooms, compared)))
