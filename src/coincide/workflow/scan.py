"""Which recordings there are: files are found, hashed, dated, and moved or copied ones recognized."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coincide.catalog import CatalogStore, FileRow, ScannedFile, is_catalog
from coincide.errors import InputError, NothingFoundError, RecordingError
from coincide.recordings import (
    FoundFile,
    blamed_on,
    check_untouched,
    content_hash,
    find_sound_files,
    parse_timezone,
    probe,
    recording_start,
)
from coincide.recordings.settings import RecordingSettings
from coincide.records import Problem, Recording
from coincide.workflow.progress import Progress

CHANGED = "changed"
_STORED_EVERY_S = 2.0
_MAX_RENUMBERED = 20


@dataclass(frozen=True, slots=True)
class Scanned:
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


def check_folder(folder: Path, *, catalog: Path) -> None:
    """Make sure that there is something to scan, before a catalog is made for it.

    Raises
    ------
    InputError : the folder does not exist.
    NothingFoundError : it holds no sound, and there is no catalog yet.
    """
    if not os.path.lexists(folder):
        raise InputError(f"the folder `{folder}` does not exist. Check the spelling, and that the disk is connected.")
    if not is_catalog(catalog):
        found = find_sound_files(folder, exclude=[catalog])
        if not found.files:
            raise NothingFoundError(no_sound_in(folder, found.n_other_files, found.problems))


def no_sound_in(folder: Path, n_other_files: int, problems: Sequence[Problem] = ()) -> str:
    """Say that a folder holds no sound, and what to do."""
    expected = f"expected sound files (wav, flac, ogg, mp3, aiff, w64, rf64) in `{folder}`, found none"
    if not problems:
        return f"{expected} among {n_other_files} file(s). Check the folder."
    first = problems[0]
    return f"{expected} that can be read, and {len(problems)} that cannot; the first, `{first.path}`: {first.reason}"


def scan(store: CatalogStore, folder: Path, *, settings: RecordingSettings, run_id: int, progress: Progress) -> Scanned:
    """Bring the catalog up to date with the files of a folder, or with one file; only new and changed ones are read."""
    # The catalog must find its recordings from anywhere; a linked file keeps its own name.
    folder = folder.resolve() if folder.is_dir() else folder.parent.resolve() / folder.name
    found = find_sound_files(folder, exclude=[store.folder])
    root = (folder if folder.is_dir() else folder.parent).as_posix()
    store.add_root(root)
    known = store.files()
    reader = _Reader(store, settings, root, run_id)
    n_new = 0
    with progress.stage("scan", total=len(found.files), unit="files") as stage:
        for file in found.files:
            n_new += reader.look_at(file, known.get(file.path.as_posix()))
            stage.advance(1)
        reader.store_rest()
    here = {file.path.as_posix() for file in found.files}
    gone = [row for row in known.values() if row.path not in here and _is_gone(row, folder, root)]
    with store.transaction():
        n_missing = _note_missing(store, gone, run_id)
        _note_copies(store, run_id)
        _renew_problems(store, found.problems, here | known.keys(), folder, run_id)
    return Scanned(n_files=len(found.files), n_new=n_new, n_missing=n_missing, n_other_files=found.n_other_files)


class _Reader:
    """Looks at one file after the other, and stores what it found every few seconds, all or none."""

    def __init__(self, store: CatalogStore, settings: RecordingSettings, root: str, run_id: int) -> None:
        self._store = store
        self._settings = settings
        self._root = root
        self._run_id = run_id
        self._timezone = None if settings.timezone is None else parse_timezone(settings.timezone)
        self._hashes = {one.id: one.content_hash for one in store.recordings()}
        self._changed = {problem.path for problem in store.problems() if problem.kind == CHANGED}
        self._n_renumbered = 0
        self._scanned: list[ScannedFile] = []
        self._touched: list[FileRow] = []
        self._stored_at_s = time.monotonic()

    def look_at(self, file: FoundFile, row: FileRow | None) -> bool:
        """Read a file if it is new or has changed; say whether it was."""
        path = file.path.as_posix()
        if row is not None and _is_known(row) and self._is_same(file, row):
            if path in self._changed:
                self._store.clear_problems(path, kinds=[CHANGED])
            return False
        self._scanned.append(self._look_into(file, row))
        self._store_sometimes()
        return row is None or row.state != file.state

    def store_rest(self) -> None:
        """Store what was found since the last time."""
        self._store.put_scanned(self._scanned, run_id=self._run_id)
        self._store.put_files(self._touched)
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
        # Some file systems number files anew at any time. Where that was for nothing often enough, it means nothing.
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

    def _look_into(self, file: FoundFile, row: FileRow | None) -> ScannedFile:
        path = file.path.as_posix()
        fresh = FileRow(
            path=path,
            root=self._root,
            name=file.name,
            size_bytes=file.state.size_bytes,
            mtime_ns=file.state.mtime_ns,
            recording_id=None,
            status="present",
            seen_run=self._run_id,
            inode=file.state.inode,
            ctime_ns=file.state.ctime_ns,
        )
        try:
            with blamed_on(file.path):
                recording = self._read(file)
        except RecordingError as error:
            return ScannedFile(replace(fresh, status="quarantined"), None, Problem(path, error.kind, str(error), True))
        return ScannedFile(fresh, recording, self._change(path, row, recording))

    def _change(self, path: str, row: FileRow | None, recording: Recording) -> Problem | None:
        before = None if row is None or row.recording_id is None else self._hashes[row.recording_id]
        if before in (None, recording.content_hash):
            return None
        reason = (
            "it holds other sound than before; what was said about it before stays with the sound that it held then."
        )
        return Problem(path, CHANGED, reason, False)

    def _read(self, file: FoundFile) -> Recording:
        info = probe(file.path, accept_truncated=self._settings.truncated == "use")
        start, device = recording_start(file.path, file.name, timezone=self._timezone)
        digest = content_hash(file.path)
        check_untouched(file.path, file.state)
        return Recording(
            id=0,
            content_hash=digest,
            path=file.path.as_posix(),
            name=file.name,
            sample_rate_hz=info.sample_rate_hz,
            n_channels=info.n_channels,
            n_samples=info.n_samples,
            started_at=None if start is None else start.at,
            started_at_source=None if start is None else start.source,
            device=device,
        )


def _is_known(row: FileRow) -> bool:
    """Say whether an unchanged file need not be opened.

    A file that could not be opened is tried again, since rights and the wish to use truncated files may have changed.
    One that turned out to be bad while it was decoded has a recording; `find_events` knows when to try it again.
    """
    return row.status == "present" or (row.status == "quarantined" and row.recording_id is not None)


def _is_gone(row: FileRow, folder: Path, root: str) -> bool:
    """Say whether a file that was not found is gone; other folders are not walked, so their files are asked."""
    return (row.root == root and folder.is_dir()) or not Path(row.path).exists()


def _note_missing(store: CatalogStore, gone: list[FileRow], run_id: int) -> int:
    """Remember files that are gone; one whose sound stands elsewhere has only moved."""
    store.mark_missing([row.path for row in gone])
    present = {row.recording_id for row in store.files().values() if row.status == "present"}
    n_missing = 0
    for row in gone:
        store.clear_problems(row.path)
        if row.recording_id is not None and row.recording_id not in present:
            n_missing += 1
            reason = "it was here before and is gone; its events stay in the catalog until the next learning."
            store.put_problem(Problem(row.path, "missing", reason, False), recording_id=row.recording_id, run_id=run_id)
    return n_missing


def _note_copies(store: CatalogStore, run_id: int) -> None:
    """Remark on files that hold the same sound as another, and take remarks back that are no longer true."""
    first: dict[int, str] = {}
    copies: dict[str, tuple[int, str]] = {}
    for row in store.files().values():
        if row.status == "present" and row.recording_id is not None:
            original = first.setdefault(row.recording_id, row.path)
            if original != row.path:
                copies[row.path] = (row.recording_id, f"the same sound as `{original}`; it is counted once.")
    noted = {problem.path: problem.reason for problem in store.problems() if problem.kind == "duplicate"}
    for path in noted.keys() - copies.keys():
        store.clear_problems(path, kinds=["duplicate"])
    for path, (recording_id, reason) in copies.items():
        if noted.get(path) != reason:
            store.put_problem(Problem(path, "duplicate", reason, False), recording_id=recording_id, run_id=run_id)


def _renew_problems(store: CatalogStore, met: list[Problem], files: set[str], folder: Path, run_id: int) -> None:
    """Note what the walk met, and forget what an earlier walk met and this one did not."""
    now = {problem.path for problem in met}
    for problem in store.problems():
        is_of_a_walk = problem.path not in files and Path(problem.path).is_relative_to(folder)
        if is_of_a_walk and problem.path not in now:
            store.clear_problems(problem.path)
    for problem in met:
        store.put_problem(problem, run_id=run_id)
