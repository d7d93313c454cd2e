"""Events become a model: pictures, coincidence, categories, index and baselines, in a folder that is moved into place
when it is whole."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import save_array
from coincide.categorize import Categorizer, Vote, lay_out, measure_stability, vote_on_counting
from coincide.embed import (
    Centers,
    Plain,
    add_scale,
    center,
    fit_group_alignment,
    fit_plain,
    join_rows,
    pool_sources,
    turned,
    unlike_others,
)
from coincide.events import choose_scales
from coincide.execute import Executor
from coincide.learned.grouping import OURS, Grouping, group
from coincide.learned.index import new_shards, write_shards
from coincide.learned.model import (
    EMBEDDINGS_FILE,
    LEARNED_ROWS_FILE,
    MAP_FILE,
    MAP_ROWS_FILE,
    Model,
    save_model,
)
from coincide.learned.settings import LearnSettings
from coincide.records import Event, Recording
from coincide.seeds import generator
from coincide.workflow.learn.baselines import group_by_baselines
from coincide.workflow.learn.space import Learned, Space, choose_space, embed_copies, fit_place
from coincide.workflow.learn.train import Examples, Trained, Weights, train
from coincide.workflow.learn.ways import MIN_ALIKE, Rooms, Way, choose_way, find_rooms
from coincide.workflow.listen.embedding import embed_pictures
from coincide.workflow.listen.pictures import take_pictures
from coincide.workflow.progress import Progress

if TYPE_CHECKING:
    from coincide.embed import Gauge  # which brings in torch

MAX_MAPPED = 1500
"""Events on the map: more take minutes to lay out and cannot be distinguished."""


@dataclass(frozen=True, slots=True)
class Built:
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
class _Read:
    """What an encoder says about all events.

    Attributes
    ----------
    rows, plain_rows : (n, dim), and log-mel + PCA, (n, ≤ 50).
    """

    trained: Trained
    plain: Plain
    way: Way
    rows: NDArray[np.float32]
    plain_rows: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Embedding:
    """An encoder, and where it puts all events.

    Attributes
    ----------
    sources : (n,) whose centers are taken away.
    copies : (copies, learned from, dim), changed copies of the events that were learned from; None for log-mel + PCA
        alone.
    plain : log-mel + PCA of the events that were learned from.
    """

    weights: Weights
    space: Space
    sources: NDArray[np.int64]
    centers: Centers
    embeddings: NDArray[np.float32]
    copies: NDArray[np.float32] | None
    plain: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Learned:
    """An embedding, its categories, and what is told about both.

    Attributes
    ----------
    has_left_out_rooms : the embedding is without what two groups of recordings differ in.
    """

    embedding: _Embedding
    vote: Vote
    categorizer: Categorizer
    facts: Mapping[str, object]
    has_left_out_rooms: bool = False

    @property
    def n_categories(self) -> int:
        return len(self.categorizer.head.prototypes)

    @property
    def silhouette(self) -> float:
        rows = self.embedding.embeddings
        return self.categorizer.assign(rows).silhouette(rows)


class Builder:
    """Events that are pictured, and ready to be learned from.

    Parameters
    ----------
    events : at least two, ordered by recording, channel and onset.
    work : folder for what an interrupted run continues from.
    result : folder for the files of the model.
    executor : draws and embeds the events.
    device : where torch learns.
    earlier : (n,) number of each event's category in the model before, which categories keep where they can; see
        `coincide.categorize.keep_numbers`.
    """

    def __init__(
        self,
        events: Sequence[Event],
        recordings: Mapping[int, Recording],
        *,
        settings: LearnSettings,
        seed: int,
        work: Path,
        result: Path,
        progress: Progress,
        executor: Executor,
        device: str = "cpu",
        earlier: NDArray[np.int64] | None = None,
    ) -> None:
        self._events = events
        self._recordings = recordings
        self._settings = settings
        self._seed = seed
        self._work, self._result = work, result
        self._progress = progress
        self._executor = executor
        self._device = device
        self._earlier = earlier
        self._scales = choose_scales(events)
        self._pictures = take_pictures(
            events,
            recordings,
            scales=self._scales,
            channels=settings.recordings.channels,
            folder=work,
            executor=executor,
            progress=progress,
        )
        self._ids = [event.recording_id for event in events]
        self._sources = pool_sources(self._ids, [recordings[i].name.rpartition("/")[0] for i in self._ids])
        self._scale_of_row = self._scales.of(events)
        self._chosen = _choose(len(events), settings.embed.max_events, seed)
        self._way: Way | None = None

    def embed(self, classes: NDArray[np.int64], *, name: str) -> NDArray[np.float32]:
        """Learn an embedding from what people said, only to look at it; returns (n, dim).

        Parameters
        ----------
        classes : (n,) see `coincide.embed.fit_encoder`.
        name : of the stage and of the checkpoint.
        """
        return self._learn(self._examples(classes), name).embedding.embeddings

    def build(self, classes: NDArray[np.int64] | None = None) -> Built:
        """Learn a model and write its files.

        Parameters
        ----------
        classes : (n,) what people said, see `coincide.embed.fit_encoder`; None if they said nothing.
        """
        shutil.rmtree(self._result, ignore_errors=True)  # a killed run may have left half of it
        self._result.mkdir(parents=True)
        examples = self._examples(classes)
        learned = self._learn(examples, "embed")
        embedding, vote = learned.embedding, learned.vote
        embeddings = embedding.embeddings
        source_of = {i: int(source) for i, source in zip(self._ids, embedding.sources, strict=True)}
        model = Model(embedding.weights, embedding.centers, source_of, self._scales, learned.categorizer)
        # Baselines see no labels, or they would not be baselines.
        groupings = self._group(replace(examples, classes=None), model, embedding)
        self._save(model, embeddings)
        stability = measure_stability(
            embeddings[self._chosen],
            settings=self._settings.categorize,
            seed=self._seed,
            share=vote.winner.share,
            copies=embedding.copies,
        )
        agreement = None if stability is None else stability.agreement
        gauge = replace(embedding.space.gauge, agreement=agreement, splits_kinds=self._splits_kinds(learned))
        rare = self._unlike_in_words(examples) if gauge.may_be_one_kind else ""
        counting = " ".join(filter(None, (rare, vote.in_words())))
        facts = {**learned.facts, "n_learned_from": len(self._chosen), "counting": counting}
        if stability is not None:
            facts["stability"] = stability.in_words()
        return Built(model=model, groupings=groupings, gauge=gauge, facts=facts)

    def _examples(self, classes: NDArray[np.int64] | None) -> Examples:
        """Return the events that are learned from; `classes` (n,) is what people said about all."""
        chosen = self._chosen
        events = [self._events[row] for row in chosen]
        said = None if classes is None else classes[chosen]
        return Examples(
            events, self._pictures.rows(chosen), self._sources[chosen], self._scale_of_row[chosen], said, self._device
        )

    def _learn(self, examples: Examples, name: str) -> _Learned:
        settings, seed = self._settings.embed, self._seed
        n_steps = 0 if settings.space == "logmel" else settings.steps_for(len(self._chosen))
        plain = fit_plain(examples.patches, seed=seed)
        way = self._way = self._way or self._choose_way(examples, plain, n_steps)
        checkpoint = f"{name}-{way.name}"
        trained = train(
            examples,
            way.settings,
            n_steps,
            seed=seed,
            work=self._work,
            name=name,
            checkpoint=checkpoint,
            progress=self._progress,
        )
        read = _Read(trained, plain, way, *self._embed_all(trained.weights, plain))
        found, words = self._categorized(self._place(examples, read)), ""
        rooms = self._rooms_to_leave_out(read, found)
        if rooms is not None:
            apart = self._categorized(self._place(examples, self._aligned(examples, read, rooms), rooms))
            if apart.n_categories < found.n_categories and apart.silhouette >= found.silhouette:
                n_before, found = found.n_categories, self._joined(apart)
                words = rooms.in_words(n_before, found.n_categories)
        if words == "":
            found = self._joined(found)
        said = _way_in_words(way, found.embedding.space, words)
        facts = {"way": said, "n_steps": trained.n_steps, "stopped": trained.stopped}
        return replace(found, facts=facts, has_left_out_rooms=words != "")

    def _choose_way(self, examples: Examples, plain: Plain, n_steps: int) -> Way:
        """Choose how to compare calls; labels have no say, so that it is chosen once."""
        return choose_way(
            replace(examples, classes=None),
            plain.rows(examples.patches),
            self._settings.embed,
            n_steps,
            seed=self._seed,
            work=self._work,
            name="embed",
            progress=self._progress,
        )

    def _place(self, examples: Examples, read: _Read, rooms: Rooms | None = None) -> _Embedding:
        """Place all events, with the plain rows joined where that helps, and without rooms where there are any."""
        sources = self._sources if rooms is None else rooms.sources(self._sources)
        groups = None if rooms is None else rooms.groups
        chosen, is_by_source = self._chosen, read.way.is_by_source
        learned = Learned(
            replace(examples, sources=sources[chosen]),
            read.trained.weights,
            read.rows[chosen],
            read.plain,
            read.plain_rows[chosen],
            is_by_source=is_by_source,
            groups=None if groups is None else groups[chosen],
        )
        space = choose_space(learned, self._settings.embed.space, categorize=self._settings.categorize, seed=self._seed)
        raw = join_rows(read.rows, read.plain_rows, space.share)
        centers = fit_place(raw, sources, space.share, is_by_source=is_by_source, groups=groups)
        placed = center(raw, sources if centers.is_by_source else None, centers)
        copies, n_scales = embed_copies(learned, space.share, seed=self._seed), len(self._scales)
        if copies is not None:
            copies = np.stack([add_scale(each, examples.scales, n_scales) for each in copies])
        return _Embedding(
            weights=read.trained.weights | (read.plain.joining(space.share) if space.share > 0.0 else {}),
            space=space,
            sources=sources,
            centers=centers,
            embeddings=add_scale(placed, self._scale_of_row, n_scales),
            copies=copies,
            plain=read.plain_rows[chosen],
        )

    def _categorized(self, embedding: _Embedding) -> _Learned:
        rows = embedding.embeddings
        vote = vote_on_counting(rows[self._chosen], settings=self._settings.categorize, seed=self._seed)
        return _Learned(embedding, vote, self._categorize(rows, vote.winner.share), {})

    def _joined(self, found: _Learned) -> _Learned:
        """Let copies join categories; before, rooms would be harder to find."""
        copies = found.embedding.copies
        if copies is None or found.vote.winner.share > 0.0:
            return found
        return replace(found, categorizer=self._categorize(found.embedding.embeddings, 0.0, copies))

    def _rooms(self, found: _Learned, min_alike: float = MIN_ALIKE) -> Rooms | None:
        rows = found.embedding.embeddings
        categories = found.categorizer.assign(rows).categories
        ids = np.array(self._ids, dtype=np.int64)
        return find_rooms(categories, ids, rows, min_alike=min_alike, seed=self._seed)

    def _splits_kinds(self, learned: _Learned) -> bool:
        """Say whether rooms may still split kinds; where there were some, all that looks like it counts."""
        return self._rooms(learned, 0.0 if learned.has_left_out_rooms else MIN_ALIKE) is not None

    def _rooms_to_leave_out(self, read: _Read, found: _Learned) -> Rooms | None:
        """Return what splits kinds of call, unless that should stay or is all that there is."""
        is_open = read.way.is_by_source and self._settings.embed.centering is None
        is_learned = found.embedding.centers.is_by_source
        return self._rooms(found) if is_open and is_learned else None

    def _aligned(self, examples: Examples, read: _Read, rooms: Rooms) -> _Read:
        """Return what an encoder says in which directions that differ by room count less."""
        chosen = self._chosen
        matrix = fit_group_alignment(read.rows[chosen], rooms.groups[chosen], scales=examples.scales)
        trained = replace(read.trained, weights=turned(read.trained.weights, matrix))
        return _Read(trained, read.plain, read.way, *self._embed_all(trained.weights, read.plain))

    def _embed_all(self, weights: Weights, plain: Plain) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return what the encoder says about all events, (n, dim), and their plain rows, (n, ≤ 50)."""
        with self._progress.stage("apply", total=len(self._events), unit="events") as stage:
            return embed_pictures(
                self._pictures, weights, plain, device=self._device, executor=self._executor, stage=stage
            )

    def _categorize(
        self, embeddings: NDArray[np.float32], share: float, copies: NDArray[np.float32] | None = None
    ) -> Categorizer:
        from coincide.categorize.fit import fit_categories
        from coincide.categorize.numbering import biggest_first, keep_numbers

        with self._progress.stage("categorize", total=len(self._chosen), unit="events") as stage:
            fitted = fit_categories(
                embeddings[self._chosen],
                settings=self._settings.categorize,
                seed=self._seed,
                share=share,
                copies=copies,
            )
            stage.advance(len(self._chosen))
        numbered = biggest_first(fitted, embeddings)
        return numbered if self._earlier is None else keep_numbers(numbered, embeddings, self._earlier)

    def _group(self, examples: Examples, model: Model, learned: _Embedding) -> dict[str, Grouping]:
        embeddings = learned.embeddings
        n_prototypes = len(model.categorizer.head.prototypes)
        ours = group(self._events, embeddings, model.assign(embeddings), n_categories=n_prototypes)
        baselines = group_by_baselines(
            examples,
            embeddings[self._chosen],
            learned.plain,
            n_categories=max(2, len(ours.categories)),
            settings=self._settings.embed,
            seed=self._seed,
            work=self._work,
            result=self._result,
            progress=self._progress,
        )
        return {OURS: ours, **baselines}

    def _unlike_in_words(self, examples: Examples) -> str:
        """Say which calls are unlike all others; empty if none are."""
        rows = unlike_others(fit_plain(examples.patches, seed=self._seed).coordinates(examples.patches))
        if len(rows) == 0:
            return ""
        first = examples.events[rows[0]]
        number = "1 call is" if len(rows) == 1 else f"{len(rows):,} calls are"
        return (
            f"{number} unlike nearly all others, and the categories may hide them. Listen to the one in "
            f"`{self._recordings[first.recording_id].name}`, and search for calls like it: `coincide search RECORDING "
            f"--at {first.onset_s:.2f} --for {first.duration_s:.2f}`."
        )

    def _save(self, model: Model, embeddings: NDArray[np.float32]) -> None:
        save_array(self._result / LEARNED_ROWS_FILE, self._chosen)
        save_array(self._result / EMBEDDINGS_FILE, embeddings)
        with self._progress.stage("index", total=len(embeddings), unit="events") as stage:
            shards = new_shards(self._result, 0, len(embeddings), self._settings.index)
            write_shards(
                shards, embeddings, self._settings.index, seed=self._seed, executor=self._executor, stage=stage
            )
        self._save_map(embeddings)
        save_model(self._result, model)

    def _save_map(self, embeddings: NDArray[np.float32]) -> None:
        """Lay some events out in two dimensions, for people to look at."""
        rows = self._chosen
        if len(rows) > MAX_MAPPED:
            rows = np.sort(generator(self._seed, "mapped").choice(rows, MAX_MAPPED, replace=False))
        with self._progress.stage("map", total=len(rows), unit="events") as stage:
            save_array(self._result / MAP_ROWS_FILE, rows)
            save_array(self._result / MAP_FILE, lay_out(embeddings[rows], seed=self._seed))
            stage.advance(len(rows))


def _way_in_words(way: Way, space: Space, rooms: str) -> str:
    """Say in sentences how the folder was learned, and why."""
    compared = f"Calls are now compared {space.in_words()}."
    return compared if space.share == 1.0 else " ".join(filter(None, (f"{way.in_words()}.", rooms, compared)))


def _choose(n_events: int, limit: int, seed: int) -> NDArray[np.int64]:
    if n_events <= limit:
        return np.arange(n_events)
    return np.sort(generator(seed, "learned from").choice(n_events, limit, replace=False))
