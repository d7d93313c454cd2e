"""The door to a catalog: one object that is open for reading or for writing, with one noun for each kind of fact.

Every method of a noun is one transaction, so a killed process loses at most the call in hand, and a reader never
stands in the way of the writer; `transaction` joins several. What a person said, and that a run ended, is on the disk
when the method returns; what `learn` computes on its way is written without waiting for the disk. What goes wrong with
the disk comes out as `CatalogError`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from coincide.catalog.folders import DATABASE_NAME, is_catalog, make_folders, missing_catalog, sweep
from coincide.catalog.integrity.digest import LabelRecord, label_records
from coincide.catalog.integrity.examine import examine
from coincide.catalog.integrity.journal import JournalState, stored_state
from coincide.catalog.integrity.restore import compare
from coincide.catalog.lock import WriterLock
from coincide.catalog.nouns.answers import Answers
from coincide.catalog.nouns.categories import Categories
from coincide.catalog.nouns.deployments import Clocks, Deployments
from coincide.catalog.nouns.detections import Detections
from coincide.catalog.nouns.event_columns import EventColumns
from coincide.catalog.nouns.events import Events
from coincide.catalog.nouns.files import Files, Roots
from coincide.catalog.nouns.labels import Labels
from coincide.catalog.nouns.models import Models
from coincide.catalog.nouns.problems import Problems
from coincide.catalog.nouns.recordings import Recordings
from coincide.catalog.nouns.runs import Runs
from coincide.catalog.nouns.samples import Samples
from coincide.catalog.nouns.trees import Trees
from coincide.catalog.sqlite.changes import ChangeCounter, Stamp
from coincide.catalog.sqlite.changes import edition as _edition
from coincide.catalog.sqlite.changes import stamp as _stamp
from coincide.catalog.sqlite.database import Database
from coincide.catalog.storage import storage_errors


class CatalogStore:
    """An open catalog; use it in a ``with`` statement and make it with `CatalogStore.open`.

    Attributes
    ----------
    folder : absolute path of the catalog.
    is_writable : whether it was opened for writing.
    edition_when_opened : of the catalog when it was opened for writing, before this store wrote anything. As long as it
        stays open no other process writes, so that edition and the writes of this store are all there is to know.
        0 if it was opened for reading.
    runs : which command wrote what.
    roots, files, recordings : where sound lies, and which sound it is.
    problems : why files are left out, or remarked upon.
    detections, events : what was found in the recordings.
    models, categories : what was learned from the events.
    trees : how events join into phrases and songs.
    labels, answers : what people said.
    deployments, clocks : where recorders stood, and what their clocks showed.
    samples : events drawn at random, and what people said about them.
    event_columns : the events of a model as arrays.
    """

    def __init__(self, database: Database) -> None:
        self.folder = database.folder
        self.is_writable = database.is_writable
        self.edition_when_opened = database.edition_when_opened
        self._database = database
        self.runs = Runs(database)
        self.roots = Roots(database)
        self.files = Files(database)
        self.recordings = Recordings(database)
        self.problems = Problems(database)
        self.detections = Detections(database)
        self.events = Events(database)
        self.models = Models(database)
        self.categories = Categories(database)
        self.trees = Trees(database)
        self.labels = Labels(database)
        self.answers = Answers(database)
        self.deployments = Deployments(database)
        self.clocks = Clocks(database)
        self.samples = Samples(database)
        self.event_columns = EventColumns(database)

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
        command : shown to other writers while they wait, for example ``coincide learn``.
        timeout_s : longest wait for the lock, ≥ 0; None for as long as it takes.
        on_wait : called once with a sentence that names the command we wait for.
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
                return cls(Database.open_for_reading(folder, is_checked=is_checked))
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

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"CatalogStore({str(self.folder)!r}, is_writable={self.is_writable})"

    @property
    def schema_version(self) -> int:
        """Number of the newest migration that the catalog has had."""
        with self._database.reading() as connection:
            return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())

    def edition(self) -> int:
        """Return the number of writing transactions that the catalog has had; it names what the catalog holds."""
        with self._database.reading() as connection:
            return _edition(connection)

    def stamp(self) -> Stamp:
        """Tell what the catalog holds now, to compare with later."""
        with self._database.reading() as connection:
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
        with self._database.writing():
            yield

    @contextmanager
    def view(self) -> Generator[None]:
        """Let all that this thread reads inside be of one moment, whatever others write; write nothing inside."""
        with self._database.view():
            yield

    def examine(self) -> list[str]:
        """Read every row of the database; return what is wrong with it, in sentences."""
        with self._database.reading() as connection:
            return examine(connection)

    def label_records(self) -> list[LabelRecord]:
        """Return all that people said as records for a digest, in its order."""
        with self._database.reading() as connection:
            return label_records(stored_state(connection))

    def compare_with_journal(self, state: JournalState) -> list[str]:
        """Return in what the rows that people said are not those of the journal, which was read before."""
        with self._database.reading() as connection:
            return compare(connection, state)
