"""Damaged annotation tables of all formats: thousands read in process, some imported, some through the command line.

A table is stood if reading it gives annotations that make sense, or one message of reasonable length that names the
file; if an import stores all of it or nothing; and if time and memory stay bounded. A failure is printed with the seed
that makes the same table again.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.faults import tally
from benchmarks.faults.sessions import prepare
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.annotations import READ_FORMATS, WRITTEN_FORMATS, RecordingSpan, read_annotations, write_annotations
from coincide.catalog import CatalogStore
from coincide.errors import AnnotationError
from coincide.records import Annotation
from coincide.seeds import generator
from coincide.workflow.annotations import import_annotations

FORMATS = [name for name in WRITTEN_FORMATS if name in READ_FORMATS]
ENDINGS = {
    "raven": ".txt",
    "audacity": ".txt",
    "textgrid": ".TextGrid",
    "jsonl": ".jsonl",
    "aoef": ".json",
    "parquet": ".parquet",
}
_N_READ, _N_IMPORTED, _N_COMMANDS = 10_000, 1_000, 200
_QUICK = 20
"""How many times fewer if quick."""
_MOST_S, _MOST_MIB, _MOST_WORDS = 10.0, 500.0, 1500

_TOKENS: tuple[bytes, ...] = (
    *(b"nan", b"inf", b"-1", b"1e400", b"-0", b"1,5", b"1.2.3", b"0x10", b"\xc2\xb2", b"\xd9\xa1", b"9" * 5000),
    *(
        b'"',
        b'""',
        b"'",
        b"\t",
        b"\n",
        b"\r",
        b",",
        b";",
        b"\\",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\x1a",
    ),
    *(b"=cmd|' /C calc'!A0", b"\x1b]0;title\x07\x1b[2J", b"/" * 50_000, b"1" * 100_000 + b"x", b"..\\..\\x", b"%s%n"),
    *(b"{", b"}", b"[" * 3000, b"null", b"\\ud800", b"\\u0000", b'{"start_s": 1, "end_s": 2, "channel": 1e99}'),
    *(b"<exists>", b"1000000000000", b"1e18", b'"IntervalTier"', b'"TextTier"', b"ooTextFile", b'"ooTextFile"'),
    *(b"Begin Time (s)\tEnd Time (s)\n", b"start_s,end_s\n", b"channel", b"label", b"selection", b"view"),
)


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


def damaged_table(folder: Path, seed: int) -> tuple[Path, str]:
    """Write the damaged table of a seed; returns it with the format that it had."""
    rng = generator(seed, "tables")
    format = FORMATS[seed % len(FORMATS)]
    path = folder / f"t{seed}{ENDINGS.get(format, '.csv')}"
    span = RecordingSpan("r0.wav", "/data/r0.wav", 12.0, 16_000)
    labels = ["trill", 'a "b", c', "zip; zap", "é", ""]
    calls = [
        Annotation("r0.wav", number, number + 0.5, label, 100.0, 900.0, 0, 1 + number % 3, 0.5)
        for number, label in enumerate(labels)
    ]
    write_annotations(path, calls, [span], format=format, layout="one")
    content = path.read_bytes()
    for _ in range(int(rng.integers(1, 5))):
        content = _WAYS[int(rng.integers(len(_WAYS)))](content, rng)
    path.write_bytes(content)
    return path, format


def fault_of_reading(folder: Path, seed: int) -> str | None:
    """Read a damaged table, told its format or not; returns what is wrong, None if nothing is."""
    path, format = damaged_table(folder, seed)
    begun = time.process_time()
    faults = [_fault_of_read(path, None), _fault_of_read(path, format)]
    path.unlink()
    if time.process_time() - begun > _MOST_S:
        faults.append(f"took {time.process_time() - begun:.0f} s of the processor")
    return next((fault for fault in faults if fault is not None), None)


def fault_of_importing(folder: Path, seed: int, catalog: Path) -> str | None:
    """Import a damaged table; returns what is wrong, None if nothing is."""
    path, _ = damaged_table(folder, seed)
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
    """Give a damaged table to `import` or `evaluate`; returns what is wrong, None if nothing is."""
    path, _ = damaged_table(folder, seed)
    command = ["evaluate"] if seed % 2 else ["annotations", "import"]
    ran = subprocess.run(
        [sys.executable, "-m", "coincide", *command, str(path), "--catalog", str(catalog)],
        check=False,
        capture_output=True,
        timeout=300,
    )
    path.unlink()
    said = (ran.stdout + ran.stderr).decode(errors="replace")
    if ran.returncode not in (0, 1) or "internal error" in said or "Traceback" in said:
        return f"exit {ran.returncode}: {said}"
    if any(mark in said for mark in "\x1b\x07\x00"):
        return f"control characters on the terminal: {said!r}"
    return None


def _fault_of_read(path: Path, format: str | None) -> str | None:
    try:
        found = read_annotations(path, format=format)
    except AnnotationError as error:
        return _fault_of_message(str(error), path)
    except Exception as error:
        return repr(error)
    wrong = [one for one in found if not 0 <= one.onset_s <= one.offset_s < float("inf") or one.channel < 0]
    return f"read {wrong[0]}" if wrong else None


def _fault_of_message(message: str, path: Path) -> str | None:
    if path.name not in message:
        return f"the message names no file: {message}"
    if len(message) > _MOST_WORDS or not message.isprintable():
        return f"the message is no sentence: {message!r}"
    return None


def _count_labels(catalog: Path) -> int:
    with CatalogStore.open(catalog) as store:
        return store.labels.count()


# Ways of damage


def _flip(content: bytes, rng: np.random.Generator) -> bytes:
    place = int(rng.integers(max(1, len(content))))
    return content[:place] + bytes([int(rng.integers(256))]) + content[place + 1 :]


def _insert(content: bytes, rng: np.random.Generator) -> bytes:
    place = int(rng.integers(len(content) + 1))
    return content[:place] + _TOKENS[int(rng.integers(len(_TOKENS)))] + content[place:]


def _replace_cell(content: bytes, rng: np.random.Generator) -> bytes:
    for mark in (b"\t", b",", b" "):
        cells = content.split(mark)
        if len(cells) > 5:
            cells[int(rng.integers(len(cells)))] = _TOKENS[int(rng.integers(len(_TOKENS)))]
            return mark.join(cells)
    return content


def _cut(content: bytes, rng: np.random.Generator) -> bytes:
    first, last = sorted(rng.integers(len(content) + 1, size=2).tolist())
    return content[:first] + content[last:]


def _truncate(content: bytes, rng: np.random.Generator) -> bytes:
    return content[: int(rng.integers(len(content) + 1))]


def _repeat_line(content: bytes, rng: np.random.Generator) -> bytes:
    lines = content.split(b"\n")
    place = int(rng.integers(len(lines)))
    lines[place : place + 1] = [lines[place]] * int(rng.integers(2, 300))
    return b"\n".join(lines)


def _swap_lines(content: bytes, rng: np.random.Generator) -> bytes:
    lines = content.split(b"\n")
    one, other = rng.integers(len(lines), size=2).tolist()
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _encode_otherwise(content: bytes, rng: np.random.Generator) -> bytes:
    name = ("utf-16", "utf-16-le", "latin-1", "utf-32", "utf-7")[int(rng.integers(5))]
    return content.decode("utf-8", errors="replace").encode(name, errors="replace")


_WAYS: tuple[Callable[[bytes, np.random.Generator], bytes], ...] = (
    *(_flip, _insert, _insert, _replace_cell, _replace_cell, _replace_cell),
    *(_cut, _truncate, _repeat_line, _swap_lines, _encode_otherwise),
)
