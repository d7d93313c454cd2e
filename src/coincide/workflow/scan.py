"""Which recordings there are: files are found, hashed, dated, and moved or copied ones recognized."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from coincide.catalog import CatalogStore, FileRow
from coincide.errors import RecordingError
from coincide.recordings import FoundFile, content_hash, find_sound_files, parse_timezone, probe, recording_start
from coincide.recordings.settings import RecordingSettings
from coincide.records import Problem, Recording
from coincide.workflow.progress import Progress


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


def scan(
    store: CatalogStore, folder: Path, *, settings: RecordingSettings, run_id: int, progress: Progress
) -> Scanned:
    """Bring the catalog up to date with the files of a folder; only new and changed files are read."""
    found = find_sound_files(folder, exclude=[store.folder])
    root = folder.resolve().as_posix() if folder.is_dir() else folder.resolve().parent.as_posix()
    store.add_root(root)
    for problem in found.problems:
        store.put_problem(problem, run_id=run_id)
    known = store.files()
    scanner = _Scanner(store, settings, root, run_id)
    n_new = 0
    with progress.stage("scan", total=len(found.files), unit="files") as stage:
        for file in found.files:
            n_new += scanner.look_at(file, known.get(file.path.as_posix()))
            stage.advance(1)
    n_missing = 0
    if folder.is_dir():
        here = {file.path.as_posix() for file in found.files}
        gone = [row for row in known.values() if row.root == root and row.path not in here]
        n_missing = _note_missing(store, gone, run_id)
    return Scanned(n_files=len(found.files), n_new=n_new, n_missing=n_missing, n_other_files=found.n_other_files)


class _Scanner:
    """Looks at one file after the other."""

    def __init__(self, store: CatalogStore, settings: RecordingSettings, root: str, run_id: int) -> None:
        self._store = store
        self._settings = settings
        self._root = root
        self._run_id = run_id
        self._timezone = None if settings.timezone is None else parse_timezone(settings.timezone)
        self._first_paths = {
            row.recording_id: row.path
            for row in store.files().values()
            if row.recording_id is not None and row.status == "present"
        }

    def look_at(self, file: FoundFile, row: FileRow | None) -> bool:
        """Read a file if it is new or has changed; say whether it was."""
        path = file.path.as_posix()
        is_unchanged = row is not None and (row.size_bytes, row.mtime_ns) == (file.size_bytes, file.mtime_ns)
        # A file quarantined for its missing end is read again once such files are to be used.
        if row is not None and is_unchanged and row.status == "present":
            return False
        self._store.clear_problems(path)
        fresh = FileRow(
            path=path,
            root=self._root,
            name=file.name,
            size_bytes=file.size_bytes,
            mtime_ns=file.mtime_ns,
            recording_id=None,
            status="present",
            seen_run=self._run_id,
        )
        try:
            recording_id = self._store.put_recording(self._read(file), run_id=self._run_id)
        except RecordingError as error:
            self._store.put_problem(Problem(path, error.kind, str(error), True), run_id=self._run_id)
            self._store.put_file(replace(fresh, status="quarantined"))
            return not is_unchanged
        self._store.put_file(replace(fresh, recording_id=recording_id))
        self._note_copy(recording_id, path)
        return True

    def _read(self, file: FoundFile) -> Recording:
        info = probe(file.path, accept_truncated=self._settings.truncated == "use")
        start, device = recording_start(file.path, file.name, timezone=self._timezone)
        try:
            digest = content_hash(file.path)
        except OSError as error:
            raise RecordingError(f"`{file.path}` cannot be read: {error.strerror}.", kind="unreadable") from None
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

    def _note_copy(self, recording_id: int, path: str) -> None:
        first = self._first_paths.setdefault(recording_id, path)
        if first != path and Path(first).exists():
            reason = f"the same sound as `{first}`; it is counted once."
            self._store.put_problem(
                Problem(path, "duplicate", reason, False), recording_id=recording_id, run_id=self._run_id
            )


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
            store.put_problem(
                Problem(row.path, "missing", reason, False), recording_id=row.recording_id, run_id=run_id
            )
    return n_missing
