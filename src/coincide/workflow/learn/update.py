"""Whether a model stays, takes some new events in, or is learned again.

What was learned stays as long as few events are new: these are embedded and put into the known categories. Learning
starts again when settings or seed change, when more than a fifth of the events are new, when a recording was replaced
by another of the same name, when the model's files are damaged, or when asked to.

Labels that people gave teach too. When there are enough new ones it learns again, after asking labels that it held out
whether that helps; where it clearly does not, the model stays.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coincide.catalog import CatalogStore, ModelRecord, checkpoint_folder
from coincide.execute import Executor
from coincide.learned.detector import DETECTOR_FILE, Detector, save_detector
from coincide.learned.grouping import OURS, PCA
from coincide.learned.index import n_added_to, outdated_shards, write_shards
from coincide.learned.model_files import files_of, note_files
from coincide.learned.moves import trained_id
from coincide.learned.settings import LearnSettings, digest, recipe_values
from coincide.learned.whole import is_whole
from coincide.recordings import Place
from coincide.records import Event, FileState, Recording
from coincide.workflow.learn.became import BECAME, became, earlier_numbers
from coincide.workflow.learn.extend import extend_model
from coincide.workflow.learn.install import install_model, set_model_aside
from coincide.workflow.learn.lessons import LabelCount, LabelLesson, make_lesson, what_was_said
from coincide.workflow.learn.model.build import Builder, CompleteModel
from coincide.workflow.learn.model.job import ModelJob
from coincide.workflow.learn.relearn import Verdict, can_judge, judge
from coincide.workflow.learn.scan import whole_path
from coincide.workflow.listen.unheard import unheard_hint
from coincide.workflow.progress import Stopwatch

RELEARN_SHARE = 0.2
RELEARN_LABELS = 5
"""Labels that are new, corrected or gone after which it learns again."""
TRIED = "tried"
"""Where the results of a run say which labels taught which model nothing."""


@dataclass(frozen=True, slots=True)
class LearnRun:
    """One run of learning; see `coincide.workflow.learn.learn`.

    Attributes
    ----------
    differ : see `coincide.workflow.learn.other_settings`.
    given_zone : of the clocks, as given for this run; the settings may have one from an earlier run.
    """

    store: CatalogStore
    folders: tuple[Place, ...]
    settings: LearnSettings
    seed: int
    retrain: bool
    use_labels: bool
    id: int
    progress: Stopwatch
    detector: Detector
    executor: Executor
    device: str = "cpu"
    differ: Sequence[str] = ()
    given_zone: str | None = None

    @property
    def recipe(self) -> str:
        """Name what a model depends on, apart from its events and from labels."""
        return digest("model", self.detector.digest, *recipe_values(self.settings), self.seed)

    @property
    def states(self) -> dict[str, FileState]:
        """The state of each file of these folders when it was hashed, by path; nobody has looked at other folders."""
        here = {whole_path(folder).as_posix() for folder in self.folders}
        files = [row for row in self.store.files.all().values() if row.status == "present"]
        return {row.path: row.state for row in files if row.root in here or row.path in here}

    @property
    def is_outdated(self) -> bool:
        """Whether there is a model that was learned in another way."""
        current = self.store.models.current()
        return current is not None and not _is_of_run(current, self)


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """What was done about the model; the fields mean what they mean in `LearnResult` of `learn`.

    Attributes
    ----------
    tried : labels that make the model worse, or are about none of its events.
    """

    what: str
    n_new: int
    n_labels_used: int = 0
    tried: LabelCount | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class _Update:
    """A run, the events to learn, and the labels that may teach; `said` is None if there are too few, or none may."""

    run: LearnRun
    events: Sequence[Event]
    recordings: Mapping[int, Recording]
    said: LabelCount | None


def update_model(run: LearnRun, events: Sequence[Event], recordings: Mapping[int, Recording]) -> UpdateResult:
    """Learn, extend or leave the model."""
    said = what_was_said(run.store) if run.use_labels else None
    update = _Update(run, events, recordings, said)
    current = run.store.models.current()
    if current is not None and not is_whole(run.store, current):
        return _replace_damaged(update, current)
    old = _reusable(run, events)
    if old is not None and not run.retrain and not _teaches(run.store, old, said):
        return _keep_or_extend(update, old)
    return _learn_again(update, old)


def _replace_damaged(update: _Update, damaged: ModelRecord) -> UpdateResult:
    """Learn a model in place of one whose files are damaged, then let labels teach, which needs a whole model."""
    run = update.run
    run.progress.say("files of the model are damaged, so it is learned again")
    updated = _learn_again(replace(update, said=None), None, damaged=damaged)
    new = run.store.models.current()
    if new is None or not _teaches(run.store, new, update.said):
        return updated
    # Whatever labels do, the model is new.
    return replace(update_model(run, update.events, update.recordings), what="learned", n_new=updated.n_new)


def _keep_or_extend(update: _Update, old: ModelRecord) -> UpdateResult:
    run = update.run
    known = set(run.store.models.event_ids(old.id).tolist())
    new = [event for event in update.events if event.id not in known]
    if not new:
        _keep(run, old)
        return UpdateResult("unchanged", 0)
    extend_model(
        run.store,
        old,
        new,
        update.recordings,
        states=run.states,
        settings=run.settings,
        seed=run.seed,
        run_id=run.id,
        executor=run.executor,
        progress=run.progress,
    )
    return UpdateResult("extended", len(new))


def _teaches(store: CatalogStore, model: ModelRecord, said: LabelCount | None) -> bool:
    """Say whether there are enough labels that a model knows nothing of, or it knows some that it should not."""
    taught = str(model.info.get("taught", ""))
    if said is None or said.key == taught:
        return said is None and taught != ""
    tried = [run.results[TRIED] for run in store.runs.all() if run.results is not None and run.results.get(TRIED)]
    of_this_model = [each for each in tried if each["model"] == trained_id(model)]
    # Models of early versions have no tally: which of today's labels they know is unknown, and counts as none.
    known = [each.get("tally", []) for each in (model.info, *of_this_model)]
    return min(said.n_changed(tally) for tally in known) >= RELEARN_LABELS


def _is_of_run(model: ModelRecord, run: LearnRun) -> bool:
    return model.event_digest == run.detector.digest and model.info.get("recipe") == run.recipe


def _reusable(run: LearnRun, events: Sequence[Event]) -> ModelRecord | None:
    """Return the current model if it was learned the same way, and enough of the events are in it."""
    current = run.store.models.current()
    if current is None or not _is_of_run(current, run) or _holds_replaced(run.store, current):
        return None
    learned = set(run.store.models.event_ids(current.id).tolist())
    n_learned_when_trained = int(current.info["n_trained"])
    n_new = sum(event.id not in learned for event in events) + len(learned) - n_learned_when_trained
    return current if n_new <= RELEARN_SHARE * n_learned_when_trained else None


def _holds_replaced(store: CatalogStore, model: ModelRecord) -> bool:
    """Say whether a recording of the model had a place where there is another one now."""
    present = {row.path: row.recording_id for row in store.files.all().values() if row.status == "present"}
    replaced = {r.id for r in store.recordings.all() if present.get(r.path, r.id) != r.id}
    return bool(replaced) and bool(np.isin(store.events.of_model(model.id).recording_ids, list(replaced)).any())


def _learn_again(update: _Update, old: ModelRecord | None, *, damaged: ModelRecord | None = None) -> UpdateResult:
    """Learn a new model, also from labels unless these make it worse than the `old` one of the same recipe.

    Parameters
    ----------
    damaged : a model whose files are moved out of the way when the new one is ready.
    """
    run, events, said = update.run, update.events, update.said
    lesson = None if said is None else make_lesson(run.store, events, seed=run.seed)
    may_stay = None if run.retrain else old
    if lesson is None and said is not None and may_stay is not None and not may_stay.info.get("taught"):
        return replace(_keep_or_extend(update, may_stay), tried=said)
    job = _job(update, None if lesson is None else said)
    before = run.store.models.current()
    earlier = None if before is None else earlier_numbers(run.store, before, events)
    builder = Builder(events, update.recordings, job, earlier=earlier)
    verdict = None if lesson is None or old is None else _judge(builder, lesson, run.seed)
    is_worse = verdict is not None and verdict.is_clearly_worse
    if is_worse and may_stay is not None:
        shutil.rmtree(job.work, ignore_errors=True)
        return replace(_keep_or_extend(update, may_stay), what="kept", tried=said, verdict=verdict)
    used = None if is_worse else lesson
    built = builder.build(None if used is None else used.classes(np.ones(len(used.rows), dtype=np.bool_)))
    _install(update, job, built, _facts(update, built, earlier, None if used is None else said), damaged)
    if used is None:
        return UpdateResult("learned", len(events), tried=said, verdict=verdict)
    return UpdateResult("learned", len(events), n_labels_used=len(used.rows), verdict=verdict)


def _job(update: _Update, said: LabelCount | None) -> ModelJob:
    """Prepare learning in a folder that is named like the new model."""
    run = update.run
    found = [
        (update.recordings[event.recording_id].content_hash, event.channel, event.onset_s, event.offset_s)
        for event in update.events
    ]
    model_id = digest(run.recipe, run.settings.index, found, *([] if said is None else [said.key]))
    work = checkpoint_folder(run.store.folder) / model_id
    return ModelJob(run.settings, run.seed, work, run.executor, run.progress, run.device, run.states)


def _judge(builder: Builder, lesson: LabelLesson, seed: int) -> Verdict | None:
    """Ask labels that are held out whether the others help; None if there are too few."""

    def learn_half(classes: NDArray[np.int64], half: int) -> NDArray[np.float32]:
        return builder.embed(classes, name=f"check-{half + 1}")

    return judge(lesson, learn_half, seed=seed) if can_judge(lesson) else None


def _install(
    update: _Update, job: ModelJob, built: CompleteModel, facts: Mapping[str, object], damaged: ModelRecord | None
) -> None:
    run = update.run
    save_detector(job.result / DETECTOR_FILE, run.detector)
    aside = None if damaged is None else set_model_aside(run.store, damaged)
    if aside is not None:
        run.progress.say(f"the damaged files are in `{aside}`")
    record = ModelRecord(id=job.work.name, event_digest=run.detector.digest, info=facts)
    install_model(run.store, record, built=job.result, events=update.events, groupings=built.groupings, run_id=run.id)


def _facts(
    update: _Update, built: CompleteModel, earlier: NDArray[np.int64] | None, taught_by: LabelCount | None
) -> dict[str, object]:
    """Return what the catalog keeps about a model.

    Parameters
    ----------
    earlier : see `Builder`; None for the first model.
    """
    unheard = unheard_hint(update.events, update.recordings, update.run.settings)
    return {
        "n_trained": len(update.events),
        "unheard": unheard,
        BECAME: [] if earlier is None else became(earlier, built.groupings[OURS].memberships),
        **_facts_of_run(update.run),
        **_facts_of_labels(taught_by),
        **_facts_of_model(built, misses_sound=unheard != ""),
    }


def _facts_of_run(run: LearnRun) -> dict[str, object]:
    edges = run.detector.edges
    return {
        "recipe": run.recipe,
        "seed": run.seed,
        "detector": run.detector.words,
        "edges": "" if edges is None else edges.words,
    }


def _facts_of_labels(used: LabelCount | None) -> dict[str, object]:
    if used is None:
        return {"taught": "", "n_taught": 0, "tally": []}
    return {"taught": used.key, "n_taught": used.n_labels, "tally": used.tally}


def _facts_of_model(built: CompleteModel, *, misses_sound: bool) -> dict[str, object]:
    gauge = replace(built.gauge, misses_sound=misses_sound)
    return {
        "silhouettes": {method: grouping.silhouette for method, grouping in built.groupings.items()},
        "gauge": gauge.in_words(),
        "is_collapsed": gauge.is_collapsed,
        "is_healthy": gauge.is_healthy,
        "copies": {OURS: gauge.view_rank, PCA: gauge.plain_rank},
        **built.facts,
    }


def _keep(run: LearnRun, model: ModelRecord) -> None:
    """Leave a model as it is, but for shards of the index that are damaged or were made with other settings."""
    files, settings = files_of(run.store, model), run.settings.index
    shards = outdated_shards(files, settings, seed=run.seed)
    if shards:
        with run.progress.stage("index", total=n_added_to(shards), unit="events") as stage:
            write_shards(shards, files.embeddings(), settings, seed=run.seed, executor=run.executor, stage=stage)
    if files.noted is None:
        note_files(run.store, model)
    elif shards:
        note_files(run.store, model, *(shard.path.name for shard in shards))
