"""The power fails: commands are recorded call by call, and cut at 200 moments with what was not forced lost or torn.

A trial is a moment; each takes what the disk may hold then. The product stands it if the catalog opens, or can be
repaired, with every answer that was confirmed to a person by that moment and all labels from before; a model whose
files are lost must be learned again by `learn` without losing them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.failing_disk import cuts, judge, work
from benchmarks.failing_disk import disk as disks
from benchmarks.failing_disk.disk import Call
from benchmarks.faults import tally
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.catalog import CatalogStore
from coincide.errors import CoincideError
from coincide.seeds import generator
from coincide.workflow.check import check

WORKS = ("label", "serve", "import_labels", "learn_again")
_CUTS, _QUICK_CUTS = 50, 15


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Cut each kind of work at many moments."""
    shim = disks.build(folder)
    if shim is None:
        say("power: nothing was tried, since there is no C compiler, or this is not Linux")
        return
    work.prepare(folder)
    n_cuts = _QUICK_CUTS if options.quick else _CUTS
    for name in WORKS:
        failures = list(cut(folder, shim, name, n_cuts=n_cuts, seed=0))
        for failure in failures:
            say(f"power: {failure}")
        yield from tally(f"power cuts during `{name}`", trials=n_cuts, failures=len(failures))


def cut(folder: Path, shim: Path, name: str, *, n_cuts: int, seed: int) -> Iterator[str]:
    """Record a piece of work and cut it at many moments; yield what the product did not stand."""
    made = _record(folder, shim, name)
    rng = generator(seed, "power", name)
    marks = [number + 1 for number, call in enumerate(made) if call.kind == disks.MARK]
    moments = [*marks, *rng.integers(1, len(made) + 1, n_cuts).tolist()][:n_cuts]
    for number, moment in enumerate(moments):
        machine = cuts.Machine(folder / "base", folder / "disk")
        for call in made[:moment]:
            machine.do(call)
        confirmed = [call.path for call in made[:moment] if call.kind == disks.MARK]
        shutil.rmtree(folder / "disk", ignore_errors=True)
        cuts.put(machine.after_cut(generator(seed, "power", name, number)))
        for fault in _faults(folder, confirmed):
            yield f"`{name}`, cut {number} after {moment} of {len(made)} calls (seed {seed}): {fault}"


def _record(folder: Path, shim: Path, name: str) -> list[Call]:
    shutil.rmtree(folder / "disk", ignore_errors=True)
    shutil.copytree(folder / "base", folder / "disk")
    log = folder / f"{name}.log"
    command = [sys.executable, "-m", "benchmarks.failing_disk.recording", str(folder), name, str(log)]
    subprocess.run(command, env=disks.environment(shim), check=True)
    return list(disks.calls(log))


def _faults(folder: Path, confirmed: list[str]) -> Iterator[str]:
    catalog = folder / "disk" / work.CATALOG
    before = work.N_LABELED
    found = list(judge.faults(catalog, confirmed, before))
    if any(fault.startswith("cannot be opened: ") for fault in found):
        check(catalog, repair=True)
        found = list(judge.faults(catalog, confirmed, before))
    if any(not fault.startswith("damaged: ") for fault in found):
        yield from found
    elif found:
        yield from _faults_after_learning(folder, catalog, confirmed, before)


def _faults_after_learning(folder: Path, catalog: Path, confirmed: list[str], before: int) -> Iterator[str]:
    """Files of models may be lost, as long as learning makes them good."""
    try:
        work.learn_once(folder)
        with CatalogStore.open(catalog) as store:
            assert store.models.current() is not None
    except CoincideError as error:
        yield f"cannot be learned again: {error}"
        return
    yield from judge.faults(catalog, confirmed, before)
