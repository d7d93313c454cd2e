"""Which recordings there are: files are found, hashed, dated, and moved or copied ones recognized."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from functools import partial
from pathlib import Path

from coincide.catalog import CatalogStore, FileRow, ScannedFile, is_catalog
from coincide.errors import InputError, NothingFoundError, RecordingError
from coincide.execute import Executor, LostUnit, UnitProgress
from coincide.recordings import (
    SOUND_FORMATS,
    FoundFile,
    Place,
    blamed_on,
    check_untouched,
    content_hash,
    find_sound_files,
    is_one_recording,
    lies_in,
    missing,
    place_of,
    settled,
)
from coincide.recordings.settings import RecordingSettings
from coincide.records import Problem, Recording
from coincide.wording import count
from coincide.workflow.listen.facts import read_facts
from coincide.workflow.listen.left_out import problem_of
from coincide.workflow.progress import Progress

CHANGED = "changed"
_STORED_EVERY_S = 2.0
_MAX_RENUMBERED = 20


@dataclass(frozen=True, slots=True)
class ScanSummary:
    """What a scan found.

    Attributes
    ----------
    n_files : sound files in the folder.
    n_new : of these, read for the first time or changed.
    n_missing : files known before that are gone.
    n_other_files : files that are not sound.
    """

    n_files: int
    n_new: int
    n_missing: int
    n_other_files: int


def check_folders(folders: Sequence[Place], *, catalog: Path) -> None:
    """Make sure that there is something to scan, before a catalog is made for it.

    Raises
    ------
    InputError : a folder does not exist, or lies in another one that was given.
    NothingFoundError : none holds sound, and there is no catalog yet.
    """
    for folder in folders:
        if isinstance(folder, Path) and not os.path.lexists(folder):
            raise missing(folder)
    _check_apart(folders)
    if is_catalog(catalog):
        return
    found = [find_sound_files(folder, exclude=[catalog]) for folder in folders]
    if not any(each.files for each in found):
        problems = [problem for each in found for problem in each.problems]
        raise NothingFoundError(no_sound_in(folders, sum(each.n_other_files for each in found), problems))


def _check_apart(folders: Sequence[Place]) -> None:
    resolved = [settled(folder) for folder in folders]
    for number, inner in enumerate(resolved):
        for outer in (*resolved[:number], *resolved[number + 1 :]):
            if lies_in(inner.as_posix(), outer):
                raise InputError(f"`{inner}` lies in `{outer}`, which was given as well. Give each folder once.")


def labels_of(folders: Sequence[Place]) -> list[str]:
    """Return what the names of recordings begin with, so that files of several folders have different names.

    That is nothing for one folder; of several, the end of each path that no other one shares.

    Examples
    --------
    >>> labels_of([Path("/data/pond/june"), Path("/data/moor/june")])
    ['pond/june', 'moor/june']
    >>> labels_of([Path("/data/pond")])
    ['']
    """
    if len(folders) == 1:
        return [""]
    # The first part is the root of a disk, or the scheme of an address.
    parts = [settled(folder).parts[1:] for folder in folders]
    for length in range(1, max(map(len, parts)) + 1):
        ends = [each[-length:] for each in parts]
        if len(set(ends)) == len(ends):
            return ["/".join(end).removeprefix("/") for end in ends]
    return ["/".join(each).removeprefix("/") for each in parts]


def no_sound_in(folders: Sequence[Place], n_other_files: int, problems: Sequence[Problem] = ()) -> str:
    """Say that folders hold no sound, and what to do."""
    where = " and ".join(f"`{folder}`" for folder in folders)
    expected = f"expected sound files ({SOUND_FORMATS}) in {where}, found none"
    if not problems:
        others = (
            " Pictures, video and tables of numbers are not read. "
            "docs/stages/recordings.md says how to write tables of a sensor as sound."
            if n_other_files
            else ""
        )
        return f"{expected} among {count(n_other_files, 'file')}. Check the folder.{others}"
    first = problems[0]
    return f"{expected} that can be read, and {len(problems)} that cannot; the first, `{first.path}`: {first.reason}"


def scan_all(
    store: CatalogStore,
    folders: Sequence[Place],
    *,
    settings: RecordingSettings,
    run_id: int,
    executor: Executor,
    progress: Progress,
) -> ScanSummary:
    """Bring the catalog up to date with several folders; see `scan`."""
    scanned = [
        scan(store, folder, settings=settings, run_id=run_id, executor=executor, progress=progress, label=label)
        for folder, label in zip(folders, labels_of(folders), strict=True)
    ]
    # Each field is a count.
    return ScanSummary(*(sum(counts) for counts in zip(*map(astuple, scanned), strict=True)))


def scan(
    store: CatalogStore,
    folder: Place,
    *,
    settings: RecordingSettings,
    run_id: int,
    executor: Executor,
    progress: Progress,
    label: str = "",
) -> ScanSummary:
    """Bring the catalog up to date with the files of a folder, or with one file; only new and changed ones are read.

    Parameters
    ----------
    label : what the names of its recordings begin with, before a slash; nothing if empty.
    """
    folder = whole_path(folder)
    found = find_sound_files(folder, exclude=[store.folder])
    is_folder = not is_one_recording(folder)
    root = (folder if is_folder else folder.parent).as_posix()
    store.roots.add(folder.as_posix())
    known = store.files.all()
    reader = _Reader(store, known.values(), found.files, root, run_id, label)
    with progress.stage("scan", total=len(found.files), unit="files") as stage:
        to_read = [file for file in found.files if not reader.knows(file, known.get(file.path.as_posix()))]
        stage.advance(len(found.files) - len(to_read))
        results = executor.run(partial(_read, settings=settings), to_read, stage, limit_s=_limit_s)
        for file, result in zip(to_read, results, strict=True):
            reader.take(file, known.get(file.path.as_posix()), result)
        reader.store_rest()
    n_new = sum(_is_new(file, known.get(file.path.as_posix())) for file in to_read)
    here = {file.path.as_posix() for file in found.files}
    asked_for = root if is_folder else None
    gone = [row for row in known.values() if row.path not in here and _is_gone(row, asked_for, found.problems)]
    with store.transaction():
        n_missing = _note_missing(store, gone, run_id)
        _note_copies(store, run_id)
        _renew_problems(store, found.problems, here | known.keys(), folder, run_id)
    return ScanSummary(n_files=len(found.files), n_new=n_new, n_missing=n_missing, n_other_files=found.n_other_files)


class _Reader:
    """Knows which files need not be read, and stores what reading the others gave every few seconds, all or none."""

    def __init__(
        self,
        store: CatalogStore,
        known: Iterable[FileRow],
        files: Iterable[FoundFile],
        root: str,
        run_id: int,
        label: str,
    ) -> None:
        self._label = label
        self._store = store
        self._root = root
        self._run_id = run_id
        self._hashes = {one.id: one.content_hash for one in store.recordings.all()}
        self._elsewhere = _names_elsewhere(known, root)
        self._here = {self._usual_name(file) for file in files}
        self._changed = {problem.path for problem in store.problems.all() if problem.kind == CHANGED}
        self._n_renumbered = 0
        self._scanned: list[ScannedFile] = []
        self._touched: list[FileRow] = []
        self._stored_at_s = time.monotonic()

    def knows(self, file: FoundFile, row: FileRow | None) -> bool:
        """Say whether a file holds what it did when it was read; one that is new or has changed must be read."""
        if row is None or not _is_known(row) or not self._is_same(file, row):
            return False
        if row.path in self._changed:
            self._store.problems.clear(row.path, kinds=[CHANGED])
        return True

    def take(self, file: FoundFile, row: FileRow | None, result: _FileFacts | RecordingError | LostUnit) -> None:
        """Take what reading a file gave, and store all if it is time."""
        self._scanned.append(self._scanned_file(file, row, result))
        self._store_sometimes()

    def store_rest(self) -> None:
        """Store what was found since the last time."""
        self._store.files.put_scanned(self._scanned, run_id=self._run_id)
        self._store.files.put(*self._touched)
        self._scanned, self._touched = [], []
        self._stored_at_s = time.monotonic()

    def _store_sometimes(self) -> None:
        if time.monotonic() - self._stored_at_s >= _STORED_EVERY_S:
            self.store_rest()

    def _is_same(self, file: FoundFile, row: FileRow) -> bool:
        """Say whether a file still holds what it did when it was read."""
        known, now = row.state, file.state
        if known == now:
            return True
        if (known.size_bytes, known.mtime_ns) != (now.size_bytes, now.mtime_ns):
            return False
        # Some file systems renumber files at any time. Where that happened often without a change, it means nothing.
        is_renumbered = known.ctime_ns == now.ctime_ns
        if not (is_renumbered and self._n_renumbered >= _MAX_RENUMBERED) and not self._has_its_hash(file, row):
            return False
        self._n_renumbered += is_renumbered
        self._touched.append(replace(row, inode=now.inode, ctime_ns=now.ctime_ns))
        self._store_sometimes()
        return True

    def _has_its_hash(self, file: FoundFile, row: FileRow) -> bool:
        try:
            return row.recording_id is not None and content_hash(file.path) == self._hashes[row.recording_id]
        except RecordingError:
            return False

    def _scanned_file(
        self, file: FoundFile, row: FileRow | None, result: _FileFacts | RecordingError | LostUnit
    ) -> ScannedFile:
        path = file.path.as_posix()
        content = result.recording.content_hash if isinstance(result, _FileFacts) else ""
        name = row.name if row is not None and self._held(row) == content else self._name(file, content)
        fresh = FileRow(
            path=path,
            root=self._root,
            name=name,
            size_bytes=file.state.size_bytes,
            mtime_ns=file.state.mtime_ns,
            recording_id=None,
            status="present",
            seen_run=self._run_id,
            inode=file.state.inode,
            ctime_ns=file.state.ctime_ns,
        )
        if not isinstance(result, _FileFacts):
            return ScannedFile(replace(fresh, status="quarantined"), None, problem_of(path, result))
        recording = replace(result.recording, name=name)
        return ScannedFile(fresh, recording, self._change(path, row, recording) or result.contradiction)

    def _name(self, file: FoundFile, content: str) -> str:
        """Return the name of a recording: that of its file, after as much of its folder's path as tells it apart.

        Recorders that start together name their files alike, and their folders may be learned one after the other.

        Parameters
        ----------
        content : hash of the file; a recording that has moved or was copied keeps its name.
        """
        usual = self._usual_name(file)
        parts = self._root.split("/")
        longer = ("/".join([*parts[-n:], file.name]).removeprefix("/") for n in range(1, len(parts) + 1))
        free = (one for one in longer if one not in self._here and not self._is_taken(one, content))
        return next(free, usual) if self._is_taken(usual, content) else usual

    def _usual_name(self, file: FoundFile) -> str:
        return f"{self._label}/{file.name}" if self._label else file.name

    def _is_taken(self, name: str, content: str) -> bool:
        """Say whether another recording, in another folder, has a name."""
        return any(self._hashes.get(number) != content for number in self._elsewhere.get(name, ()))

    def _held(self, row: FileRow | None) -> str | None:
        """Return the hash of the recording that a file held when it was read last."""
        return None if row is None or row.recording_id is None else self._hashes[row.recording_id]

    def _change(self, path: str, row: FileRow | None, recording: Recording) -> Problem | None:
        before = self._held(row)
        if before in (None, recording.content_hash):
            return None
        reason = "it holds a different sound now; earlier labels stay with the sound that it held then."
        return Problem(path, CHANGED, reason, False)


def _names_elsewhere(rows: Iterable[FileRow], root: str) -> dict[str, list[int]]:
    """Return which recordings of other folders have which names."""
    found: dict[str, list[int]] = {}
    for row in rows:
        if row.root != root and row.recording_id is not None:
            found.setdefault(row.name, []).append(row.recording_id)
    return found


@dataclass(frozen=True, slots=True)
class _FileFacts:
    """What a file holds, and in what its header and name disagree."""

    recording: Recording
    contradiction: Problem | None


def _limit_s(file: FoundFile) -> float:
    """Give a disk ten minutes, and time for reading a megabyte a second."""
    return 600.0 + file.state.size_bytes / 1e6


def _read(file: FoundFile, progress: UnitProgress, *, settings: RecordingSettings) -> _FileFacts | RecordingError:
    """Read what the catalog must know of a file; runs on any worker."""
    progress.advance(1)
    try:
        with blamed_on(file.path):
            return _facts(file, settings)
    except RecordingError as error:
        return error


def _facts(file: FoundFile, settings: RecordingSettings) -> _FileFacts:
    recording, contradiction = read_facts(file.path, file.name, settings=settings)
    digest = content_hash(file.path)
    check_untouched(file.path, file.state)
    return _FileFacts(replace(recording, content_hash=digest), contradiction)


def _is_new(file: FoundFile, row: FileRow | None) -> bool:
    return row is None or row.state != file.state


def _is_known(row: FileRow) -> bool:
    """Say whether an unchanged file need not be opened.

    A file that could not be opened is tried again, since rights and the wish to use truncated files may have changed.
    One that turned out to be bad while it was decoded has a recording; `find_events` knows when to try it again.
    """
    return row.status == "present" or (row.status == "quarantined" and row.recording_id is not None)


def whole_path(folder: Place) -> Place:
    """Return a place that finds its recordings from anywhere; a linked file keeps its own name."""
    if isinstance(folder, Path) and not folder.is_dir():
        return folder.parent.resolve() / folder.name
    return settled(folder)


def _is_gone(row: FileRow, root: str | None, problems: Sequence[Problem]) -> bool:
    """Say whether a file that was not found is gone.

    Other folders are not walked, so their files are asked, but those on other computers. One there that did not answer,
    or whose folder did not, is not gone.

    Parameters
    ----------
    root : of the folder that was searched; None if it was a single file.
    """
    place = place_of(row.path)
    if isinstance(place, Path):
        return row.root == root or not place.exists()
    return row.root == root and not any(lies_in(row.path, place_of(problem.path)) for problem in problems)


def _note_missing(store: CatalogStore, gone: list[FileRow], run_id: int) -> int:
    """Remember files that are gone; one whose sound stands elsewhere has only moved."""
    store.files.mark_missing([row.path for row in gone])
    present = {row.recording_id for row in store.files.all().values() if row.status == "present"}
    store.problems.clear(*(row.path for row in gone))
    n_missing = 0
    for row in gone:
        if row.recording_id is not None and row.recording_id not in present:
            n_missing += 1
            reason = "it was here before and is gone; its events stay until `learn` makes a new model."
            problem = Problem(row.path, "missing", reason, False)
            store.problems.put(problem, recording_id=row.recording_id, run_id=run_id)
    return n_missing


def _note_copies(store: CatalogStore, run_id: int) -> None:
    """Remark on files that hold the same sound as another, and take remarks back that are no longer true."""
    first: dict[int, str] = {}
    copies: dict[str, tuple[int, str]] = {}
    for row in store.files.all().values():
        if row.status == "present" and row.recording_id is not None:
            original = first.setdefault(row.recording_id, row.path)
            if original != row.path:
                copies[row.path] = (row.recording_id, f"it is the same sound as `{original}` and is counted once.")
    noted = {problem.path: problem.reason for problem in store.problems.all() if problem.kind == "duplicate"}
    store.problems.clear(*(noted.keys() - copies.keys()), kinds=["duplicate"])
    for path, (recording_id, reason) in copies.items():
        if noted.get(path) != reason:
            store.problems.put(Problem(path, "duplicate", reason, False), recording_id=recording_id, run_id=run_id)


def _renew_problems(store: CatalogStore, met: list[Problem], files: set[str], folder: Place, run_id: int) -> None:
    """Note what the walk met, and forget what an earlier walk met and this one did not."""
    stays = files | {problem.path for problem in met}
    known = {problem.path for problem in store.problems.all()}
    store.problems.clear(*(path for path in known - stays if lies_in(path, folder)))
    for problem in met:
        store.problems.put(problem, run_id=run_id)
