"""Whether a catalog is whole: database, journal of labels, files of models, kept clips; and puts right what it can.

What is damaged is set aside and never deleted. A damaged database is made again from the journal, with the labels and
nothing else: `coincide learn` computes the rest again. The index is made again at once, from the embeddings.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from coincide.catalog import CatalogStore, current_holder, set_aside, storage_errors
from coincide.catalog.folders import (
    DATABASE_NAME,
    JOURNAL_NAME,
    find_catalog_or_remains,
    model_folder,
    obstacles,
    sweep,
    unfinished,
)
from coincide.catalog.integrity.journal import JournalState
from coincide.catalog.integrity.journal_writer import BehindJournalError
from coincide.catalog.integrity.restore import OF_ANOTHER, bring_up, is_of_another, outweighs, read_journal, restore
from coincide.catalog.lock import WriterLock
from coincide.catalog.sqlite.migrations import OlderCatalogError
from coincide.errors import CatalogError, DamagedCatalogError
from coincide.execute import Inline
from coincide.learned.contents import read_contents
from coincide.learned.index import shards_of, write_shards
from coincide.learned.model_files import FILES, GENERATED, DamagedFile, damaged_files, note_files, shard_start
from coincide.learned.opened import LearnedCatalog
from coincide.learned.whole import is_whole
from coincide.recordings import content_hash
from coincide.wording import count
from coincide.workflow.learn.kept import FOLDER as KEPT
from coincide.workflow.progress import Silent

_LEARN = "Run `coincide learn FOLDER` to rebuild it; labels stay."
_REPAIR = "Run `coincide check --repair`."
_NOT_KEPT = "it differs from the sound that was kept"
_MOST = 5
_NAME_LENGTH = 24
"""Of a kept clip: so many characters of the hash of its content."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is not whole.

    Attributes
    ----------
    path : of the file or folder, inside the catalog.
    wrong : what is wrong with it.
    done : what was done about it; empty if nothing was.
    todo : what a person may do now; empty if nothing is left to do.
    """

    path: str
    wrong: str
    done: str = ""
    todo: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a check.

    Attributes
    ----------
    is_whole : whether the catalog is intact now.
    flaws : what was damaged; a flaw that remains has a `todo`.
    n_recordings, n_events, n_labels, n_answers : in the database as it is now; None if it cannot be read.
    """

    catalog: Path
    is_whole: bool
    flaws: list[Flaw]
    n_recordings: int | None
    n_events: int | None
    n_labels: int | None
    n_answers: int | None


def check(
    catalog: str | Path | None = None, *, repair: bool = False, on_wait: Callable[[str], None] = lambda _: None
) -> CheckResult:
    """Check whether a catalog is intact, by reading everything in it.

    Parameters
    ----------
    catalog : the catalog's folder; if not given, the only one in the current folder.
    repair : repair what can be repaired; damaged files are set aside, never deleted.
    on_wait : called with a sentence if `repair` has to wait for another command that writes.

    Raises
    ------
    CatalogError : there is no catalog, a newer version wrote it, or it cannot be read for a reason other than damage.
    """
    place = find_catalog_or_remains(catalog).absolute()
    with storage_errors(place):
        flaws = list(_repaired(place, on_wait) if repair else _flaws(place))
        return _result(place, flaws)


def _flaws(place: Path) -> Iterator[Flaw]:
    in_the_way = obstacles(place)
    yield from (Flaw(each.name, wrong, todo=_REPAIR) for each, wrong in in_the_way.items())
    if any(each.name.startswith(DATABASE_NAME) for each in in_the_way):
        return  # what is in the database cannot be read
    wrong = _database(place)
    if wrong and _is_behind(place) and (state := read_journal(place)) is not None and is_of_another(place, state):
        yield Flaw(JOURNAL_NAME, OF_ANOTHER, todo=_REPAIR)
    else:
        yield from (Flaw(DATABASE_NAME, each, todo=_REPAIR) for each in wrong)
        yield from (Flaw(JOURNAL_NAME, each, todo=_REPAIR) for each in _journal(place, with_database=not wrong))
    # What a command at work has not finished yet is no flaw.
    is_at_rest = current_holder(place) is None
    if is_at_rest and not wrong:
        yield from (Flaw(JOURNAL_NAME, each, todo=_REPAIR) for each in _missing_lines(place))
    left = unfinished(place) if is_at_rest else []
    yield from (Flaw(each.name, "left by a command that was killed", todo=_REPAIR) for each in left)
    yield from (Flaw(_inside(place, each), _NOT_KEPT, todo=_REPAIR) for each in _clips(place))
    if not wrong:
        with CatalogStore.open(place) as store:
            yield from (
                Flaw(_inside(place, each.path), each.reason, todo=_REPAIR if _is_index(each) else _LEARN)
                for each in _model_files(store)
            )


def _repaired(place: Path, on_wait: Callable[[str], None]) -> Iterator[Flaw]:
    for path, wrong in obstacles(place).items():
        yield Flaw(path.name, wrong, _moved(place, set_aside(place, path)))
    with suppress(DamagedCatalogError):
        CatalogStore.open(place).close()  # an older version is upgraded, which needs the lock
    with _held(place, on_wait):
        left = unfinished(place)
        sweep(place)
        yield from (Flaw(each.name, "left by a command that was killed", "deleted") for each in left)
        yield from _repair_database(place)
        for clip in _clips(place):
            yield Flaw(_inside(place, clip), _NOT_KEPT, _moved(place, set_aside(place, clip)))
    with CatalogStore.open(place, write=True, command="coincide check", on_wait=on_wait) as store:
        yield from _repair_model(store)


def _repair_database(place: Path) -> Iterator[Flaw]:
    wrong = _held_database(place)
    if wrong and _is_behind(place):
        yield from _bring_up(place, "; ".join(wrong))
        wrong = _held_database(place)
    if wrong:
        bad = _journal(place, with_database=False)
        source = JOURNAL_NAME if os.path.lexists(place / JOURNAL_NAME) else "what could be read of it"
        state, moved = restore(place)
        done = f"rebuilt from {source}, with {_counted(state)}; {_moved(place, *moved)}"
        yield Flaw(DATABASE_NAME, "; ".join(wrong), done, _lost(state))
        yield from (Flaw(JOURNAL_NAME, each, "rewritten") for each in bad)
        return
    bad = _journal(place, with_database=True)
    state = read_journal(place)
    if bad and state is not None and outweighs(place, state):
        yield from _bring_up(place, f"it does not match {JOURNAL_NAME}: {'; '.join(bad)}")
        bad = _journal(place, with_database=True)
    if bad:
        journal = place / JOURNAL_NAME
        moved = f"; {_moved(place, set_aside(place, journal))}" if os.path.lexists(journal) else ""
        yield from (Flaw(JOURNAL_NAME, each, f"rewritten from the database{moved}") for each in bad)
    else:
        yield from (Flaw(JOURNAL_NAME, each, "appended") for each in _missing_lines(place))


def _is_behind(place: Path) -> bool:
    """Say whether a database is whole, and lacks what its journal has."""
    try:
        CatalogStore.open(place).close()
    except BehindJournalError:
        return True
    except (DamagedCatalogError, OlderCatalogError):
        pass
    return False


def _bring_up(place: Path, wrong: str) -> Iterator[Flaw]:
    """Bring a database that is an old copy up to what its journal says; a journal of another catalog is set aside."""
    state = read_journal(place)
    assert state is not None
    if is_of_another(place, state):
        moved = set_aside(place, place / JOURNAL_NAME)
        yield Flaw(JOURNAL_NAME, OF_ANOTHER, f"it is in `{_inside(place, moved.parent)}`")
        return
    before = bring_up(place, state)
    if before is not None:
        kept = f"the database as it was is in `{_inside(place, before.parent)}`"
        yield Flaw(DATABASE_NAME, wrong, f"the changes were restored from {JOURNAL_NAME}; {kept}")


def _repair_model(store: CatalogStore) -> Iterator[Flaw]:
    record = store.models.current()
    for damaged in _model_files(store):
        path = _inside(store.folder, damaged.path)
        if record is None or damaged.model_id != record.id:
            yield Flaw(path, damaged.reason, _retire(store, damaged.model_id))
        elif _is_index(damaged) and not _others(store, damaged):
            moved = set_aside(store.folder, damaged.path) if damaged.path.exists() else None
            _renew_shard(store, damaged)
            done = "rebuilt from the embeddings" + ("" if moved is None else f"; {_moved(store.folder, moved)}")
            yield Flaw(path, damaged.reason, done)
        else:
            yield Flaw(path, damaged.reason, todo=_LEARN)


def _retire(store: CatalogStore, model_id: str) -> str:
    """Forget a model that is not the current one and set its folder aside, once; returns what was done."""
    store.models.prune(1)
    folder, done = model_folder(store.folder, model_id), "no command uses this model anymore"
    return f"{done}; {_moved(store.folder, set_aside(store.folder, folder))}" if folder.exists() else done


def _renew_shard(store: CatalogStore, damaged: DamagedFile) -> None:
    """Build a shard of the index of the current model again, and no other."""
    learned = LearnedCatalog(store)
    settings, embeddings = learned.settings.index, learned.files.embeddings()
    shards = [replace(each, n_kept=0) for each in shards_of(learned.files) if each.path == damaged.path]
    write_shards(shards, embeddings, settings, seed=learned.run.seed, executor=Inline(), stage=Silent())
    note_files(store, learned.record, damaged.path.name)


def _database(place: Path) -> list[str]:
    """Return what is wrong with the database."""
    try:
        with CatalogStore.open(place) as store:
            wrong = store.examine()
            model = None if wrong else store.models.current()
            if model is not None:
                read_contents(store, model)
            return wrong
    except DamagedCatalogError as error:
        return [error.cause]


def _held_database(place: Path) -> list[str]:
    """Return what is wrong with the database whose lock is ours."""
    try:
        return _database(place)
    except OlderCatalogError:  # a whole one was upgraded before the lock was taken
        return ["it is from an older version, and so damaged that it cannot be upgraded"]


def _journal(place: Path, *, with_database: bool) -> list[str]:
    """Return what is wrong with the journal, by itself and beside a database that is whole."""
    state = read_journal(place)
    if state is None:
        return ["it is missing"] if with_database and _has_said(place) else []
    lines = [f"line {number}: {wrong}" if number else wrong for number, wrong in state.bad[:_MOST]]
    more = [f"{len(state.bad) - _MOST:,} more lines are wrong"] if len(state.bad) > _MOST else []
    if not with_database:
        return lines + more
    with CatalogStore.open(place) as store:
        return [*lines, *more, *store.compare_with_journal(state)]


def _missing_lines(place: Path) -> list[str]:
    """Return what a journal without damage lacks, because a command was killed; the next writer appends it."""
    state = read_journal(place)
    if state is None or state.bad:
        return []
    with CatalogStore.open(place) as store:
        n_missing = store.stamp().said - state.last_seq
    return [f"it lacks the last {count(n_missing, 'change')} in the database"] if n_missing > 0 else []


def _has_said(place: Path) -> bool:
    with CatalogStore.open(place) as store:
        return store.labels.count() > 0 or bool(store.answers.all(undone=True))


def _model_files(store: CatalogStore) -> list[DamagedFile]:
    found = damaged_files(store)
    record = store.models.current()
    if record is None or record.info.get(GENERATED):
        return found
    if record.info.get(FILES) is None and not is_whole(store, record):
        folder = model_folder(store.folder, record.id)
        return [*found, DamagedFile(folder, record.id, "some of its files are damaged or missing")]
    return found


def _clips(place: Path) -> list[Path]:
    """Return the kept clips that are not named by their content; what a person put there is none of ours."""
    found: list[Path] = []
    for clip in sorted((place / KEPT).glob("*.wav")):
        is_ours = len(clip.stem) == _NAME_LENGTH and set(clip.stem) <= set("0123456789abcdef")
        if is_ours and not content_hash(clip).startswith(clip.stem):
            found.append(clip)
    return found


def _others(store: CatalogStore, damaged: DamagedFile) -> bool:
    """Say whether other files of the same model are damaged, so that the index cannot be trusted to be made again."""
    return any(each.model_id == damaged.model_id and not _is_index(each) for each in _model_files(store))


def _is_index(damaged: DamagedFile) -> bool:
    return shard_start(damaged.path.name) is not None


@contextmanager
def _held(place: Path, on_wait: Callable[[str], None]) -> Generator[None]:
    lock = WriterLock(place, command="coincide check")
    lock.acquire(timeout_s=None, on_wait=on_wait)
    try:
        yield
    finally:
        lock.release()


def _result(place: Path, flaws: list[Flaw]) -> CheckResult:
    is_whole = all(flaw.done for flaw in flaws)
    try:
        with CatalogStore.open(place) as store:
            model = store.models.current()
            n_events = 0 if model is None else store.detections.count_events(model.event_digest)
            counts = (len(store.recordings.all()), n_events, store.labels.count(), len(store.answers.all()))
    except CatalogError:
        if is_whole:
            raise  # what was whole a moment ago cannot be read now
        return CheckResult(place, is_whole, flaws, None, None, None, None)
    return CheckResult(place, is_whole, flaws, *counts)


def _counted(state: JournalState) -> str:
    n_labels, n_recordings = len(state.rows["label"]), len(state.recordings)
    n_answers = sum(row.get("undone_at") is None for row in state.rows["answer"].values())
    return f"{count(n_labels, 'label')} and {count(n_answers, 'answer')} about {count(n_recordings, 'recording')}"


def _lost(state: JournalState) -> str:
    kept = "labels stay" if state.rows["label"] or state.rows["answer"] else "it held no known labels"
    return f"Run `coincide learn FOLDER` to find events and categories again; {kept}."


def _moved(place: Path, *moved: Path) -> str:
    return f"the damaged one is in `{_inside(place, moved[0].parent)}`" if moved else "nothing was there"


def _inside(place: Path, path: Path) -> str:
    return path.relative_to(place).as_posix()
