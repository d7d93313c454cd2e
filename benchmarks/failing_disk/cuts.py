"""What could lie on a disk after the power failed: a recorded log, replayed up to a moment, less what was not forced.

A write that no sync of its file followed is kept, dropped or cut at a sector, each by chance; so writes are reordered,
too. A new name, a rename or a removal that no sync of its folder followed is kept or dropped: in the order of the log,
as file systems with a journal do, or each by itself, which is all that POSIX promises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.failing_disk import disk as disks
from benchmarks.failing_disk.disk import Call

SECTOR = 512


@dataclass
class _File:
    """A file: what is surely on the disk, and what was asked for since."""

    durable: bytearray
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.pending:
            _apply(self.durable, change)
        self.pending.clear()

    def after_cut(self, rng: np.random.Generator, keep: float) -> bytes:
        content = bytearray(self.durable)
        for offset, data in self.pending:
            if rng.random() >= keep:
                continue
            is_torn = data is not None and len(data) > SECTOR and rng.random() < 0.3 * (keep < 1)
            part = (
                data[: SECTOR * int(rng.integers(1, len(data) // SECTOR + 1))] if data is not None and is_torn else data
            )
            _apply(content, (offset, part))
        return bytes(content)


@dataclass(frozen=True)
class _Naming:
    """A change of a name that may be lost."""

    call: Call
    file: _File | None


class Machine:
    """A disk and what the system still holds in memory.

    Parameters
    ----------
    before : folder with what is on the disk before the first call, all of it forced.
    at : where `before` was when the log was written.
    """

    def __init__(self, before: Path, at: Path) -> None:
        here = {at / path.relative_to(before): path for path in before.rglob("*") if path.is_file()}
        self._durable = {path.as_posix(): _File(bytearray(source.read_bytes())) for path, source in here.items()}
        self._names = dict(self._durable)
        self._pending: list[_Naming] = []

    def do(self, call: Call) -> None:
        """Take one more call."""
        match call.kind:
            case disks.CREATE:
                self._rename(call, _File(bytearray()))
            case disks.RENAME | disks.UNLINK | disks.REMOVE:
                self._rename(call, self._names.get(call.path))
            case disks.WRITE if call.path in self._names:
                self._names[call.path].pending.append((call.offset, call.data))
            case disks.TRUNCATE if call.path in self._names:
                self._names[call.path].pending.append((call.offset, None))
            case disks.SYNC if call.path in self._names:
                self._names[call.path].sync()
            case disks.SYNC:
                self._sync_folder(call.path)
            case _:
                pass

    def after_cut(self, rng: np.random.Generator) -> dict[str, bytes]:
        """Return what could be found afterwards, by path."""
        keep = float(rng.choice([0.0, 0.5, 0.9, 1.0]))
        names = dict(self._durable)
        for change in self._kept(rng, keep):
            _name(names, change)
        return {path: file.after_cut(rng, keep) for path, file in names.items()}

    def _kept(self, rng: np.random.Generator, keep: float) -> Sequence[_Naming]:
        if rng.random() < 0.5:
            return self._pending[: round(keep * len(self._pending))]
        return [change for change in self._pending if rng.random() < keep]

    def _rename(self, call: Call, file: _File | None) -> None:
        change = _Naming(call, file)
        _name(self._names, change)
        self._pending.append(change)

    def _sync_folder(self, folder: str) -> None:
        mine = [change for change in self._pending if _parent(change.call) == folder]
        self._pending = [change for change in self._pending if _parent(change.call) != folder]
        for change in mine:
            _name(self._durable, change)


def _parent(call: Call) -> str:
    return (call.other or call.path).rpartition("/")[0]


def _name(names: dict[str, _File], change: _Naming) -> None:
    call, file = change.call, change.file
    if call.kind == disks.RENAME and file is None:
        inside = [path for path in names if path.startswith(f"{call.path}/")]
        moved = {call.other + path.removeprefix(call.path): names.pop(path) for path in inside}
        names.update(moved)
        return
    names.pop(call.path, None)
    if file is not None and call.kind in (disks.CREATE, disks.RENAME):
        names[call.other or call.path] = file


def _apply(content: bytearray, change: tuple[int, bytes | None]) -> None:
    offset, data = change
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


def put(files: dict[str, bytes]) -> None:
    """Write what was found to where it was; what SQLite shares between processes is lost in any case."""
    for name, content in files.items():
        path = Path(name)
        if not path.name.endswith("-shm"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
