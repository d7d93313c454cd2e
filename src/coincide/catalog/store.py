"""The door to a catalog: one object that is open for reading or for writing, with one short method per fact.

Every method is one transaction, so a killed process loses at most the call in hand, and a reader never stands
in the way of the writer; `transaction` joins several. What a person said, and that a run ended, is on the disk when
the method returns; what `learn` computes on its way is written without waiting for the disk. What goes wrong with the
disk comes out as `CatalogError`. The methods of a noun are explained in its module (`runs`, `recordings`, `problems`,
`events`, `models`, `labels`, `answers`, `trees`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from coincide.catalog import answers as _answers
from coincide.catalog import edits as _edits
from coincide.catalog import events as _events
from coincide.catalog import labels as _labels
from coincide.catalog import models as _models
from coincide.catalog import problems as _problems
from coincide.catalog import recordings as _recordings
from coincide.catalog import runs as _runs
from coincide.catalog import trees as _trees
from coincide.catalog.changes import ChangeCounter, Stamp
from coincide.catalog.changes import edition as _edition
from coincide.catalog.changes import stamp as _stamp
from coincide.catalog.database import Database
from coincide.catalog.edits import Regrouping
from coincide.catalog.examine import examine
from coincide.catalog.folders import DATABASE_NAME, is_catalog, make_folders, missing_catalog, sweep
from coincide.catalog.journal import JournalState
from coincide.catalog.lock import WriterLock
from coincide.catalog.restore import compare
from coincide.catalog.rows import FileRow, ModelRecord, Run, ScannedFile, StoredAnswer, StoredLabel, StoredTree
from coincide.catalog.storage import damaged, storage_errors
from coincide.records import Category, Event, Membership, Problem, Recording


class CatalogStore:
    """An open catalog; use it in a ``with`` statement and make it with `CatalogStore.open`.

    Attributes
    ----------
    folder : absolute path of the catalog.
    is_writable : whether it was opened for writing.
    edition_when_opened : of the catalog when it was opened for writing, before this store wrote anything. As long as it
        stays open nobody else writes, so who knows that edition and the writes of this store knows everything.
        0 if it was opened for reading.
    """

    def __init__(self, database: Database) -> None:
        self.folder = database.folder
        self.is_writable = database.is_writable
        self.edition_when_opened = database.edition_when_opened
        self._database = database
        self._reading = database.reading
        self._writing = database.writing

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        create: bool = False,
        write: bool = False,
        command: str = "coincide",
        timeout_s: float | None = None,
        on_wait: Callable[[str], None] = lambda _: None,
        is_checked: bool = False,
        seals: bool = True,
    ) -> Self:
        """Open a catalog for reading, or for writing as the only writer.

        Parameters
        ----------
        create : make the catalog if there is none; implies `write`.
        write : wait for the writer's lock and keep it until `close`.
        command : what other writers are told that they wait for, for example ``coincide learn``.
        timeout_s : longest wait for the lock, ≥ 0; None for as long as it takes.
        on_wait : is told once, in a sentence, whom we wait for.
        is_checked : this process has checked the database for damage before; leave that out.
        seals : seal the database at the end, against bits that change later; an answer has no time for that.

        Raises
        ------
        CatalogError : there is no catalog, or it is damaged, read-only or of another program.
        CatalogBusyError : another writer was not done after `timeout_s`.
        CatalogVersionError : the catalog was written by a newer version of `coincide`.
        """
        folder = folder.absolute()
        with storage_errors(folder):
            if create:
                make_folders(folder)
            elif not is_catalog(folder):
                raise missing_catalog(folder)
            if not (create or write):
                return cls(Database.open_for_reading(folder))
            lock = WriterLock(folder, command=command)
            lock.acquire(timeout_s=timeout_s, on_wait=on_wait)
            with ExitStack() as undo:
                undo.callback(lock.release)
                sweep(folder)
                store = cls(Database.open_for_writing(folder, lock, is_checked=is_checked, seals=seals))
                undo.pop_all()
            return store

    def close(self) -> None:
        """Close the files and give the writer's lock back; closing twice is fine."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"CatalogStore({str(self.folder)!r}, is_writable={self.is_writable})"

    @property
    def schema_version(self) -> int:
        """Number of the newest migration that the catalog has had."""
        with self._reading() as connection:
            return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())

    def edition(self) -> int:
        """Return the number of writing transactions that the catalog has had; it names what the catalog holds."""
        with self._reading() as connection:
            return _edition(connection)

    def stamp(self) -> Stamp:
        """Tell what the catalog holds now, to compare with later."""
        with self._reading() as connection:
            return _stamp(connection)

    def watch(self) -> ChangeCounter:
        """Return a counter of what others write from now on; close it yourself."""
        with storage_errors(self.folder):
            return ChangeCounter(self.folder / DATABASE_NAME)

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Make all that is written inside one transaction: it is stored as a whole or not at all, and in one edition.

        One thread at a time may write with a store.
        """
        with self._writing():
            yield

    @contextmanager
    def view(self) -> Generator[None]:
        """Let all that this thread reads inside be of one moment, whatever others write; write nothing inside."""
        with self._database.view():
            yield

    def examine(self) -> list[str]:
        """Read every row of the database; return what is wrong with it, in sentences."""
        with self._reading() as connection:
            return examine(connection)

    def compare_with_journal(self, state: JournalState) -> list[str]:
        """Return in what labels and answers are not those of the journal, which was read before."""
        with self._reading() as connection:
            return compare(connection, state)

    # Runs

    def begin_run(self, command: str, *, seed: int, settings: Mapping[str, Any], versions: Mapping[str, Any]) -> int:
        """Note that a command starts now; return the id of its run."""
        with self._writing(is_durable=False) as connection:
            return _runs.begin_run(connection, command, seed=seed, settings=settings, versions=versions)

    def finish_run(self, run_id: int, *, results: Mapping[str, Any]) -> None:
        """Note that a run ended well now, with what came out of it."""
        with self._writing() as connection:
            _runs.end_run(connection, run_id, status="finished", results=results, error=None)

    def fail_run(self, run_id: int, *, error: str) -> None:
        """Note that a run failed now, with the message of its error."""
        with self._writing() as connection:
            _runs.end_run(connection, run_id, status="failed", results=None, error=error)

    def runs(self) -> list[Run]:
        """Return all runs, oldest first; a killed one is ``interrupted`` from the next writer on."""
        with self._reading() as connection:
            return _runs.all_runs(connection)

    def run(self, run_id: int) -> Run | None:
        """Return a run, None if there is none."""
        with self._reading() as connection:
            return _runs.run_by_id(connection, run_id)

    # Roots, files and recordings

    def add_root(self, path: str) -> None:
        """Remember a folder of recordings; nothing happens if it is known."""
        with self._writing(is_durable=False) as connection:
            _recordings.add_root(connection, path)

    def roots(self) -> list[str]:
        """Return the folders of recordings in the order they were added."""
        with self._reading() as connection:
            return _recordings.roots(connection)

    def put_file(self, file: FileRow) -> None:
        """Store what is known about a path, in place of what was known."""
        with self._writing(is_durable=False) as connection:
            _recordings.put_file(connection, file)

    def put_files(self, files: Sequence[FileRow]) -> None:
        """Store what is known about some paths, all or none."""
        if files:
            with self._writing(is_durable=False) as connection:
                _recordings.put_files(connection, files)

    def put_scanned(self, scanned: Sequence[ScannedFile], *, run_id: int | None = None) -> None:
        """Store what reading some files gave, all or none, in place of what was known about them."""
        if scanned:
            with self._writing(is_durable=False) as connection:
                _recordings.put_scanned(connection, scanned, run_id=run_id)

    def files(self) -> dict[str, FileRow]:
        """Return all paths ever seen, in order."""
        with self._reading() as connection:
            return _recordings.files(connection)

    def file(self, path: str) -> FileRow | None:
        """Return what is known about a path, None if it was never seen."""
        with self._reading() as connection:
            return _recordings.file_by_path(connection, path)

    def mark_missing(self, paths: Iterable[str]) -> None:
        """Note that nothing is at these paths any more."""
        with self._writing(is_durable=False) as connection:
            _recordings.mark_missing(connection, paths)

    def put_recording(self, recording: Recording, *, run_id: int | None = None) -> int:
        """Store a recording, or learn where a known one is now; return its id."""
        with self._writing(is_durable=False) as connection:
            return _recordings.put_recording(connection, recording, run_id=run_id)

    def recordings(self, *, only_present: bool = False) -> list[Recording]:
        """Return the recordings by id, each with the path of its first present copy, else the last known."""
        with self._reading() as connection:
            return _recordings.recordings(connection, only_present=only_present)

    def recording(self, recording_id: int) -> Recording | None:
        """Return a recording, None if there is none."""
        with self._reading() as connection:
            return _recordings.recording_by_id(connection, recording_id)

    def recording_by_hash(self, content_hash: str) -> Recording | None:
        """Return the recording with these bytes, None if there is none."""
        with self._reading() as connection:
            return _recordings.recording_by_hash(connection, content_hash)

    # Problems

    def put_problem(self, problem: Problem, *, recording_id: int | None = None, run_id: int | None = None) -> None:
        """Note a problem, in place of one of the same path and kind."""
        with self._writing(is_durable=False) as connection:
            _problems.put_problem(connection, problem, recording_id=recording_id, run_id=run_id)

    def clear_problems(self, path: str, *, kinds: Collection[str] | None = None) -> None:
        """Forget the problems of a path; only those of `kinds` if given."""
        with self._writing(is_durable=False) as connection:
            _problems.clear_problems(connection, path, kinds=kinds)

    def problems(self) -> list[Problem]:
        """Return all problems by path and kind."""
        with self._reading() as connection:
            return _problems.problems(connection)

    # Detections and events

    def has_detection(self, recording_id: int, digest: str) -> bool:
        """Say whether the events of a recording are stored; there may be none of them."""
        with self._reading() as connection:
            return _events.has_detection(connection, recording_id, digest)

    def detection_info(self, recording_id: int, digest: str) -> dict[str, Any] | None:
        """Return what was stored with a detection, None if there is no such detection."""
        with self._reading() as connection:
            return _events.detection_info(connection, recording_id, digest)

    def detection_infos(self, digest: str) -> dict[int, dict[str, Any]]:
        """Return what was stored with the detections of a digest, by recording."""
        with self._reading() as connection:
            return _events.detection_infos(connection, digest)

    def put_detection(
        self, recording_id: int, digest: str, events: Sequence[Event], *, info: Mapping[str, Any]
    ) -> None:
        """Store the events of one recording in place of those of the same digest; equal ones keep ids."""
        with self._writing(is_durable=False) as connection:
            _events.put_detection(connection, recording_id, digest, events, info=info)

    def events(self, digest: str, *, recording_id: int | None = None) -> list[Event]:
        """Return the events of a digest by recording, channel and onset."""
        with self._reading() as connection:
            return _events.events(connection, digest, recording_id=recording_id)

    def event(self, event_id: int) -> Event | None:
        """Return an event, None if there is none."""
        with self._reading() as connection:
            return _events.event_by_id(connection, event_id)

    def events_by_id(self, ids: Iterable[int]) -> dict[int, Event]:
        """Return events by id, in the order of `ids`; an unknown id is left out."""
        with self._reading() as connection:
            return _events.events_by_id(connection, ids)

    def count_events(self, digest: str) -> int:
        """Return the number of events of a digest."""
        with self._reading() as connection:
            return _events.count_events(connection, digest)

    def prune_detections(self, keep_digests: Iterable[str]) -> int:
        """Delete events of other digests than these and those of stored models; return how many."""
        with self._writing(is_durable=False) as connection:
            return _events.prune_detections(connection, keep_digests)

    # Models

    def put_model(
        self,
        model: ModelRecord,
        *,
        embeddings_rows: Sequence[int],
        categories: Mapping[str, Sequence[Category]],
        memberships: Mapping[str, Sequence[Membership]],
        run_id: int | None = None,
    ) -> None:
        """Store a model with all its rows and make it the current one, or change nothing."""
        with self._writing() as connection:
            _models.put_model(
                connection,
                model,
                embeddings_rows=embeddings_rows,
                categories=categories,
                memberships=memberships,
                run_id=run_id,
            )

    def current_model(self) -> ModelRecord | None:
        """Return the model stored last, None if there is none."""
        with self._reading() as connection:
            return _models.current_model(connection)

    def model(self, model_id: str) -> ModelRecord | None:
        """Return a model by id, None if there is none."""
        with self._reading() as connection:
            return _models.model(connection, model_id)

    def learning_run(self, model: ModelRecord) -> Run:
        """Return the run that learned a model; it has the settings that found the model's events.

        Raises
        ------
        CatalogError : the catalog is damaged, it has no such run.
        """
        run = None if model.run_id is None else self.run(model.run_id)
        if run is None:
            raise damaged(f"no run {model.run_id} made model {model.id}", self.folder)
        return run

    def models(self) -> list[ModelRecord]:
        """Return all models, newest first."""
        with self._reading() as connection:
            return _models.models(connection)

    def add_to_model_info(self, model_id: str, facts: Mapping[str, Any]) -> None:
        """Add facts to the `info` of a model; one of the same name is replaced."""
        with self._writing() as connection:
            _models.add_to_model_info(connection, model_id, facts)

    def model_event_ids(self, model_id: str) -> list[int]:
        """Return the ids of a model's events in row order."""
        with self._reading() as connection:
            return _models.model_event_ids(connection, model_id)

    def methods(self, model_id: str) -> list[str]:
        """Return the methods that sorted a model's events, in alphabetical order."""
        with self._reading() as connection:
            return _models.methods(connection, model_id)

    def categories(self, model_id: str, *, method: str = "coincide") -> list[Category]:
        """Return the categories of one method by number."""
        with self._reading() as connection:
            return _models.categories(connection, model_id, method=method)

    def memberships(self, model_id: str, *, method: str = "coincide") -> list[Membership]:
        """Return the memberships of one method in row order."""
        with self._reading() as connection:
            return _models.memberships(connection, model_id, method=method)

    def prune_models(self, keep: int) -> list[str]:
        """Delete all but the `keep` newest models and the current one; return the deleted ids."""
        with self._writing(is_durable=False) as connection:
            return _models.prune_models(connection, keep)

    # Labels

    def put_labels(self, labels: Sequence[StoredLabel]) -> tuple[int, int]:
        """Store labels; return how many were new and how many known."""
        with self._writing() as connection:
            return _labels.put_labels(connection, labels)

    def labels(self) -> list[StoredLabel]:
        """Return all labels by recording, onset and id."""
        with self._reading() as connection:
            return _labels.labels(connection)

    def count_labels(self) -> int:
        """Return how many labels there are."""
        with self._reading() as connection:
            return _labels.count_labels(connection)

    def delete_labels(self, *, source: str) -> int:
        """Delete the labels that came from `source`; return how many."""
        with self._writing() as connection:
            return _labels.delete_labels(connection, source=source)

    # Answers

    def put_answer(self, answer: StoredAnswer) -> int:
        """Store an answer and the label that it gives its event; return its id."""
        with self._writing() as connection:
            return _answers.put_answer(connection, answer)

    def undo_answer(self, answer_id: int) -> None:
        """Mark an answer as taken back, and give its event the label that it had before."""
        with self._writing() as connection:
            _answers.undo_answer(connection, answer_id)

    def redo_answer(self, answer_id: int) -> None:
        """Let an answer hold again that was taken back."""
        with self._writing() as connection:
            _answers.redo_answer(connection, answer_id)

    def answers(self, *, undone: bool = False) -> list[StoredAnswer]:
        """Return the answers that hold, oldest first; with those taken back if `undone`."""
        with self._reading() as connection:
            return _answers.answers(connection, undone=undone)

    def answer(self, answer_id: int) -> StoredAnswer | None:
        """Return an answer, also one that was taken back; None if there is none."""
        with self._reading() as connection:
            return _answers.answer_by_id(connection, answer_id)

    def name_categories(self, model_id: str, names: Mapping[int, str | None], *, method: str = "coincide") -> None:
        """Give categories of one method their names, None for no name; others keep theirs."""
        with self._writing() as connection:
            _models.name_categories(connection, model_id, names, method=method)

    # Trees

    def put_trees(self, model_id: str, trees: Sequence[StoredTree], *, run_id: int | None = None) -> None:
        """Store the trees of a model in place of those it had."""
        with self._writing() as connection:
            _trees.put_trees(connection, model_id, trees, run_id=run_id)

    def trees(self, model_id: str, *, recording_id: int | None = None) -> list[StoredTree]:
        """Return the trees of a model by recording and channel; none if it was not parsed."""
        with self._reading() as connection:
            return _trees.trees(connection, model_id, recording_id=recording_id)

    # What people change by hand

    def regroup(self, model_id: str, change: Regrouping, *, method: str = "coincide") -> None:
        """Move events between categories, or change nothing."""
        with self._writing() as connection:
            _edits.regroup(connection, model_id, change, method=method)

    def selected_labels(self, event_ids: Sequence[int]) -> list[tuple[int, int, str]]:
        """Return id, event and text of the labels that these events got by being selected."""
        with self._reading() as connection:
            return _edits.selected_labels(connection, event_ids)

    def label_selected(self, event_ids: Sequence[int], label: str, *, who: str, run_id: int) -> None:
        """Give events a label in place of the one that they got by being selected; an empty one takes that away."""
        with self._writing() as connection:
            _edits.label_selected(connection, event_ids, label, who=who, run_id=run_id, at=_runs.now())
