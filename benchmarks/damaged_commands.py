"""Commands and the app over a catalog with one damaged file of a model."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from benchmarks.apart import apart
from benchmarks.asked_app import ask_app
from benchmarks.asked_commands import OUT, asked_commands, clear, survey, written
from benchmarks.failing_disk import work
from benchmarks.file_damage import damaged
from benchmarks.session import SOUNDS
from coincide.app.browse import Browse
from coincide.app.map_points import map_points
from coincide.catalog import CatalogStore
from coincide.cli.app import app
from coincide.learned.model_files import damaged_files
from coincide.seeds import generator
from coincide.workflow.export.maker import BACKGROUND
from coincide.workflow.search.search import search

_NOT_COMPARED = re.compile(r'"(search_ms|seconds|report|size_bytes)": [^,}]*|\d+\.\d\d? s\b|Size on disk: [^ ]* MB')


@dataclass(frozen=True)
class Base:
    """A catalog with all files that there can be, and what whole ones give.

    Attributes
    ----------
    folder : holds `disk` with the catalog, `base` with a copy, recordings and truth.
    files : of the model.
    """

    folder: Path

    @property
    def catalog(self) -> Path:
        return self.folder / "disk" / work.CATALOG

    @property
    def files(self) -> list[Path]:
        return sorted(path for path in self.catalog.glob("models/*/*") if path.is_file())

    def restore(self, path: Path) -> None:
        shutil.copyfile(self.folder / "base" / path.relative_to(self.folder / "disk"), path)


def complete(folder: Path) -> Base:
    """Add to what `work.prepare` made every other file that commands make."""
    base = Base(folder)
    shutil.rmtree(folder / "disk")
    shutil.copytree(folder / "base", folder / "disk")
    search(base.catalog, folder / "sounds" / SOUNDS[0], at_s=1.0, for_s=0.3, metric="dtw")
    survey(base.catalog)
    with Browse(base.catalog) as browse:
        map_points(browse.snapshot())
    shutil.rmtree(folder / "base")
    shutil.copytree(folder / "disk", folder / "base")
    return base


def command_trial(base: Base, *, seed: int) -> list[str]:
    """Run a command over a catalog with a damaged file; return what the product did not stand."""
    rng = generator(seed, "damaged command")
    shutil.rmtree(base.folder / "disk")
    shutil.copytree(base.folder / "base", base.folder / "disk")
    commands = _commands(base)
    name = str(rng.choice(list(commands)))
    expected = _cached(base, name)
    path = base.files[int(rng.integers(len(base.files)))]
    other = base.files[int(rng.integers(len(base.files)))].read_bytes()
    bad, damage = damaged(path.read_bytes(), rng, other=other)
    path.write_bytes(bad)
    what = f"`{name}`, {path.name} with {damage} (seed {seed})"

    def attack() -> list[str]:
        code, said = _answer(base, name)
        if code == 0 and said != expected:
            return [f"{what}: another answer in silence:\n{said[:300]}\ninstead of\n{expected[:300]}"]
        if code != 0 and ("error:" not in said or "internal error" in said or "Traceback" in said):
            return [f"{what}: exit code {code}: {said[:500]}"]
        return []

    return apart(attack, what=what)


def _commands(base: Base) -> dict[str, list[str]]:
    catalog = ["--catalog", str(base.catalog)]
    asked = {name: [*words, *catalog, "--json"] for name, words in asked_commands(base.folder).items()}
    return asked | {
        "report": ["report", *catalog, "--json"],
        "serve": [],
        "export": ["export", "--out", str(base.folder / OUT / "live"), "--no-camera", "--quiet", *catalog],
        "learn": ["learn", str(base.folder / "sounds"), *catalog, "--quiet", *work.QUICK],
    }


def _answer(base: Base, name: str) -> tuple[int, str]:
    """Run a command; return its exit code, and what it says or makes."""
    if name == "serve":
        return ask_app(base.catalog)
    clear(base.folder)
    # What goes on after a trial would read the next one's catalog. Node, which compares the exported page, reads
    # nothing of the catalog, and needs more addresses than a trial may have.
    os.environ.update({BACKGROUND: "0", "PATH": ""})
    code, said = _run(_commands(base)[name])
    if code != 0:
        return code, said
    return _learned(base) if name == "learn" else (0, f"{said}\n{json.dumps(written(base.folder))}")


def _learned(base: Base) -> tuple[int, str]:
    """Return what was learned; the model in use is whole then, while the one before may stay damaged."""
    with CatalogStore.open(base.catalog) as store:
        current = store.models.current()
        flaws = [
            f"{file.path.name} is still damaged: {file.reason}"
            for file in damaged_files(store)
            if current is None or file.model_id == current.id
        ]
    return 0, json.dumps([flaws, work.groups(base.catalog)])


def _cached(base: Base, name: str) -> str:
    """Return what a command says of the whole catalog; it is asked once.

    Raises
    ------
    RuntimeError : it fails on the whole catalog, so its failures would prove nothing.
    """
    kept = base.folder / f"{name}.said"
    if not kept.exists():
        code, said = apart(lambda: [str(part) for part in _answer(base, name)], what=name)
        if code != "0":
            raise RuntimeError(f"`{name}` fails on the whole catalog: {said}")
        kept.write_text(said)
        shutil.rmtree(base.folder / "disk")
        shutil.copytree(base.folder / "base", base.folder / "disk")
    return kept.read_text()


def _run(words: list[str]) -> tuple[int, str]:
    result = CliRunner().invoke(app, words)
    crashed = "" if result.exception is None or isinstance(result.exception, SystemExit) else repr(result.exception)
    said = result.output if result.exit_code else result.stdout
    return result.exit_code, _NOT_COMPARED.sub("", said) + crashed
