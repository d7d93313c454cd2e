"""Damaged tables of all kinds: thousands read in process, some imported, some through the command line.

Kinds are all formats of annotations that are read, tables of sites, and files of digests and proofs. A table is stood
if reading it gives what makes sense, or one message of reasonable length that names the file; if an import stores all
of it or nothing; and if time and memory stay bounded. A failure is printed with the seed that makes the same table
again.
"""

from __future__ import annotations

import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.damaged_tables import text, values
from benchmarks.damaged_tables.wholes import Kind, kinds
from benchmarks.faults import tally
from benchmarks.faults.sessions import prepare
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.annotations import read_annotations
from coincide.catalog import CatalogStore
from coincide.errors import AnnotationError, CoincideError
from coincide.records import Annotation
from coincide.seeds import generator
from coincide.workflow.annotations import import_annotations

_N_READ, _N_IMPORTED, _N_COMMANDS = 10_000, 1_000, 200
_QUICK = 20
"""How many times fewer if quick."""
_MOST_S, _MOST_MIB, _MOST_WORDS = 10.0, 500.0, 1500
_SHARE_OF_VALUES = 0.6
"""Of the tables of kinds that hold values, how many are damaged in these and not in bytes."""
_KINDS = kinds()
_READ = [name for name, kind in _KINDS.items() if kind.read is not None]
_IMPORTED = [name for name, kind in _KINDS.items() if kind.format]


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Read 10,000 damaged tables, import 1,000, and give 200 to the commands; a twentieth of each if quick."""
    share = _QUICK if options.quick else 1
    base = prepare(folder / "base")
    before_mib = _most_mib()  # with torch, which learned the base
    works: list[tuple[str, int, Callable[[Path, int], str | None]]] = [
        ("damaged tables, read", _N_READ, fault_of_reading),
        (
            "damaged tables, imported",
            _N_IMPORTED,
            lambda place, seed: fault_of_importing(place, seed, base / "c.coincide"),
        ),
        (
            "damaged tables, by command",
            _N_COMMANDS,
            lambda place, seed: fault_of_command(place, seed, base / "c.coincide"),
        ),
    ]
    for work, n, fault_of in works:
        faults = 0
        for seed in range(n // share):
            fault = fault_of(folder, seed)
            if fault is not None:
                faults += 1
                say(f"{work}, seed {seed}: {fault[:500]}")
        yield from tally(work, trials=n // share, failures=faults)
    more_mib = _most_mib() - before_mib
    yield Row("damaged tables", "most memory above the start, MiB", more_mib, 0.0, 1, goal=f"< {_MOST_MIB:g}", digits=0)


def _most_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def damaged_table(folder: Path, seed: int, among: list[str]) -> tuple[Path, Kind]:
    """Write the damaged table of a seed; returns it with its kind."""
    rng = generator(seed, "tables")
    name = among[seed % len(among)]
    kind = _KINDS[name]
    content = kind.whole()
    if name in values.WAYS and rng.random() < _SHARE_OF_VALUES:
        content = values.WAYS[name](content, rng)
    else:
        for _ in range(int(rng.integers(1, 5))):
            content = text.WAYS[int(rng.integers(len(text.WAYS)))](content, rng)
    path = folder / f"t{seed}{kind.ending}"
    path.write_bytes(content)
    return path, kind


def fault_of_reading(folder: Path, seed: int) -> str | None:
    """Read a damaged table, told its format or not; returns what is wrong, None if nothing is."""
    path, kind = damaged_table(folder, seed, _READ)
    read = kind.read
    assert read is not None
    begun = time.process_time()
    faults = [_fault_of_read(path, lambda: read(path))]
    if kind.format:
        faults.append(_fault_of_read(path, lambda: read_annotations(path, format=kind.format)))
    path.unlink()
    if time.process_time() - begun > _MOST_S:
        faults.append(f"took {time.process_time() - begun:.0f} s of the processor")
    return next((fault for fault in faults if fault is not None), None)


def fault_of_importing(folder: Path, seed: int, catalog: Path) -> str | None:
    """Import a damaged table; returns what is wrong, None if nothing is."""
    path, _ = damaged_table(folder, seed, _IMPORTED)
    before = _count_labels(catalog)
    try:
        n_new = import_annotations(catalog, path, who=str(seed)).n_new
    except AnnotationError as error:
        return _fault_of_message(str(error), path) or (
            "half of it was stored" if _count_labels(catalog) != before else None
        )
    except Exception as error:
        return repr(error)
    finally:
        path.unlink()
    return None if _count_labels(catalog) == before + n_new else f"said {n_new} new labels, stored others"


def fault_of_command(folder: Path, seed: int, catalog: Path) -> str | None:
    """Give a damaged table to a command that reads it; returns what is wrong, None if nothing is."""
    path, kind = damaged_table(folder, seed, list(_KINDS))
    annotations = ("evaluate",) if seed // len(_KINDS) % 2 else ("annotations", "import")
    words = [*(kind.command or annotations), str(path)]
    if words[1] != "check-proof":
        words += ["--catalog", str(catalog)]
    ran = subprocess.run(
        [sys.executable, "-m", "coincide", *words],
        check=False,
        capture_output=True,
        timeout=300,
    )
    path.unlink()
    said = (ran.stdout + ran.stderr).decode(errors="replace")
    if ran.returncode not in (0, 1) or "internal error" in said or "Traceback" in said:
        return f"{words}: exit {ran.returncode}: {said}"
    if any(mark in said for mark in "\x1b\x07\x00"):
        return f"{words}: control characters on the terminal: {said!r}"
    return None


def _fault_of_read(path: Path, read: Callable[[], object]) -> str | None:
    try:
        found = read()
    except CoincideError as error:
        return _fault_of_message(str(error), path)
    except Exception as error:
        return repr(error)
    rows = [one for one in found if isinstance(one, Annotation)] if isinstance(found, list) else []
    wrong = next((one for one in rows if not _makes_sense(one)), None)
    return None if wrong is None else f"read {wrong}"


def _makes_sense(one: Any) -> bool:
    """Say whether an annotation is what its type promises, which its reader may not have kept."""
    texts = (one.recording, one.label)
    numbers = [each for each in (one.low_hz, one.high_hz, one.confidence) if each is not None]
    return (
        all(isinstance(each, str) for each in texts)
        and 0 <= one.onset_s <= one.offset_s < math.inf
        and all(isinstance(each, float | int) and 0 <= each < math.inf for each in numbers)
        and (one.low_hz is None or one.high_hz is None or one.low_hz <= one.high_hz)
        and (one.confidence is None or one.confidence <= 1)
        and type(one.channel) is int
        and one.channel >= 0
        and (one.category is None or (type(one.category) is int and one.category >= 1))
    )


def _fault_of_message(message: str, path: Path) -> str | None:
    if path.name not in message:
        return f"the message names no file: {message}"
    if len(message) > _MOST_WORDS or not message.isprintable():
        return f"the message is no sentence: {message!r}"
    return None


def _count_labels(catalog: Path) -> int:
    with CatalogStore.open(catalog) as store:
        return store.labels.count()
