"""Whole catalogs to damage: one that was closed, and one whose writer was killed after an answer."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asked_commands import survey
from benchmarks.failing_disk import work
from coincide.app.browse import Browse
from coincide.app.map_points import map_points
from coincide.catalog import CatalogStore
from coincide.workflow.label.questions import Questions

FILES = ("catalog.sqlite", "catalog.sqlite-wal", "catalog.seal", "labels.jsonl", "lock.json")


@dataclass(frozen=True)
class Base:
    """A catalog to damage, and where it lies while it is asked.

    Attributes
    ----------
    kept : as it is; never opened.
    place : where each trial lays a copy.
    is_sealed : whether no changed bit of the database may pass.
    """

    kept: Path
    place: Path
    is_sealed: bool

    def lay(self) -> None:
        """Lay a fresh copy in its place."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.kept, self.place, symlinks=True)

    def files(self) -> list[str]:
        """Return the files that are worth damaging, inside of the catalog."""
        arrays = [each.relative_to(self.kept).as_posix() for each in sorted(self.kept.glob("models/*/*"))]
        return [each for each in (*FILES, *arrays) if (self.kept / each).exists()]


def make_bases(folder: Path) -> list[Base]:
    """Learn and label a catalog of a dozen events or two in `folder`; return it closed, and as a kill left it."""
    work.prepare(folder, has_page=False)
    learned = folder / "disk" / work.CATALOG
    with Questions(learned) as questions:
        questions.name("trill")
        questions.noise()
    survey(learned)
    with Browse(learned) as browse:
        map_points(browse.snapshot())  # kept, so that a damaged layout gives the same map
    CatalogStore.open(learned, write=True).close()
    closed = Path(shutil.copytree(learned, folder / "closed.coincide"))
    (closed / "lock.json").write_text('{"command": "coincide label", "pid": 1, "since": "2024-05-01T04:30:00"}')
    killed = Path(shutil.copytree(learned, folder / "killed.coincide"))
    _answer_and_die(killed)
    place = folder / "asked.coincide"
    return [Base(closed, place, is_sealed=True), Base(killed, place, is_sealed=False)]


def _answer_and_die(catalog: Path) -> None:
    child = os.fork()
    if child == 0:
        store = CatalogStore.open(catalog, write=True)
        answers = store.answers.all()
        store.answers.undo(answers[-1].id)
        store.answers.redo(answers[-1].id)
        store.answers.undo(answers[0].id)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
