"""One process that does a piece of work over and over, each time with another call failing, or a disk that breaks.

`python -m benchmarks.failing_disk.trials FOLDER WORK SEED STRIDE LIMIT BREAKS`, with the shim in front, and FOLDER as
`work.prepare` made it. The work is done in forked processes, so that each begins from the same. A line of JSON for each
trial goes to standard output.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import itertools
import json
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.failing_disk import disk as disks
from benchmarks.failing_disk import judge, work
from benchmarks.failing_disk.disk import Call, Disk
from coincide.catalog import CatalogStore
from coincide.errors import ON_PURPOSE
from coincide.seeds import generator

_LONGEST_S = 300
_REPEATED = (
    *("learn_first", "learn_again", "recognize_all", "search_frames", "parse_again", "place_recorders"),
    *("write_summary", "cut_clips", "draw_sheet", "digest_labels", "check_all"),
)
"""Works that come to the same however often they are done."""
_FAILURES = {
    disks.OPEN: (errno.EIO, errno.EACCES, errno.EMFILE),
    disks.CREATE: (errno.ENOSPC, errno.EIO, errno.EROFS),
    disks.READ: (errno.EIO, disks.SHORT, errno.EINTR),
    disks.WRITE: (errno.ENOSPC, errno.EIO, disks.SHORT, errno.EDQUOT, errno.EINTR),
    disks.SYNC: (errno.EIO, errno.ENOSPC),
    disks.TRUNCATE: (errno.EIO, errno.ENOSPC),
    disks.RENAME: (errno.EIO, errno.ENOSPC, errno.EACCES),
    disks.UNLINK: (errno.EIO, errno.EACCES),
    disks.MAKE: (errno.ENOSPC, errno.EIO),
    disks.REMOVE: (errno.EIO,),
}
_NAMES = f"{disks.RENAME}{disks.UNLINK}{disks.REMOVE}"
_BREAKS = {
    "full": (errno.ENOSPC, f"{disks.CREATE}{disks.WRITE}{disks.MAKE}"),
    "read-only": (errno.EROFS, f"{disks.REOPEN}{disks.CREATE}{disks.WRITE}{disks.MAKE}{disks.TRUNCATE}{_NAMES}"),
    "gone": (
        errno.EIO,
        f"{disks.OPEN}{disks.REOPEN}{disks.CREATE}{disks.READ}{disks.WRITE}{disks.MAKE}{disks.TRUNCATE}{disks.SYNC}{_NAMES}",
    ),
}
"""What a disk can become for good: with which error which calls fail from then on."""


@dataclass(frozen=True)
class Failure:
    """What fails in a trial.

    Attributes
    ----------
    number : of the call, from 0.
    how : an errno, or `disks.SHORT`.
    kinds : of all calls that fail from this one on; empty if this one fails alone.
    """

    number: int
    how: int
    kinds: str = ""


@dataclass
class Outcome:
    """What a piece of work came to.

    Attributes
    ----------
    result : what it returned; None if it ended in an error.
    said : the error, in the words that a person sees.
    stderr : what libraries wrote to the terminal by themselves.
    is_unexpected : the error is not one that this program raises on purpose.
    confirmed : names that were confirmed.
    """

    result: Any = None
    said: str = ""
    is_unexpected: bool = False
    confirmed: list[str] = field(default_factory=list)
    stderr: str = ""


def main() -> None:
    """Do the trials of one piece of work."""
    for module in ("torch", "starlette.testclient", "coincide.web", "coincide.embed.fit", "coincide.recognize.onnx"):
        importlib.import_module(module)  # once, before the forks
    folder, name, seed, stride, limit, n_breaks = Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:7])
    _warm(folder, name)
    for trial in trials(folder, name, seed=seed, stride=stride, limit=limit, n_breaks=n_breaks):
        print(json.dumps(trial), flush=True)


def _warm(folder: Path, name: str) -> None:
    """Do the work once before the forks, elsewhere: they then have every library and compiled loop, which take longer
    than the work, and nothing that is kept by the path of a file."""
    with tempfile.TemporaryDirectory(dir=folder) as elsewhere:
        shutil.copytree(folder / "base", Path(elsewhere, "disk"))
        shutil.copytree(folder / "sounds", Path(elsewhere, "sounds"))
        shutil.copy(folder / "truth.csv", elsewhere)
        work.WORKS[name](Path(elsewhere), lambda _: None)


def trials(folder: Path, name: str, *, seed: int, stride: int, limit: int, n_breaks: int) -> Iterator[dict[str, Any]]:
    """Fail one call of each kind on each file, and every `stride`-th, at most `limit` in all; then break the disk."""
    undisturbed = _do(folder, name, record=folder / "log")
    if undisturbed.said:
        yield {"work": name, "call": "none", "how": "undisturbed", "faults": [undisturbed.said]}
        return
    made = list(disks.calls(folder / "log"))
    numbers = _chosen(made, stride)
    rng = generator(seed, "disk", name)
    if len(numbers) > limit:
        numbers = sorted(rng.choice(numbers, limit, replace=False).tolist())
    for number in numbers:
        how = int(rng.choice(_FAILURES[made[number].kind]))
        found = list(_try(folder, name, Failure(number, how), undisturbed))
        words = "short" if how == disks.SHORT else errno.errorcode[how]
        yield {"work": name, "call": _told(folder, made, number), "how": words, "faults": found}
    for number, way in zip(_spread(len(made), n_breaks, rng), itertools.cycle(_BREAKS)):
        found = list(_try(folder, name, Failure(number, *_BREAKS[way]), undisturbed))
        yield {"work": name, "call": _told(folder, made, number), "how": f"{way} from then on", "faults": found}


def _told(folder: Path, made: list[Call], number: int) -> str:
    return f"{number}: {made[number].kind} {Path(made[number].path).relative_to(folder).as_posix()}"


def _spread(n_calls: int, n: int, rng: np.random.Generator) -> list[int]:
    """Return one call of each of `n` equal stretches, in random order."""
    edges = np.linspace(0, n_calls, n + 1)
    return rng.permutation([int(rng.integers(start, stop)) for start, stop in itertools.pairwise(edges)]).tolist()


def _chosen(made: list[Call], stride: int) -> list[int]:
    """Return the first call of each kind on each file, and every `stride`-th."""
    first: dict[tuple[str, str], int] = {}
    for number, call in enumerate(made):
        path = Path(call.path)
        file = path.suffix if path.name.startswith(".") else path.name
        first.setdefault((call.kind, file), number)
    numbers = {*first.values(), *range(0, len(made), stride)}
    return sorted(number for number in numbers if made[number].kind in _FAILURES)


def _try(folder: Path, name: str, failure: Failure, undisturbed: Outcome) -> Iterator[str]:
    """Let calls fail; yield what the product did not stand."""
    outcome = _do(folder, name, failure=failure)
    catalog = folder / "disk" / (work.NEW if name == "learn_first" else work.CATALOG)
    if outcome.is_unexpected:
        yield f"unexpected: {outcome.said}"
    elif not outcome.said and outcome.result != undisturbed.result:
        yield f"{_unlike(outcome.result, undisturbed.result)} without an error"
    if "Traceback" in outcome.stderr:
        yield f"on the terminal: {outcome.stderr[-300:]}"
    before = 0 if name == "learn_first" else _n_labels(folder / "base" / work.CATALOG)
    if name != "learn_first" or not outcome.said:
        yield from judge.faults(catalog, outcome.confirmed, before)
    if outcome.said:
        again = _do(folder, name, is_fresh=False)
        if again.said:
            yield f"again: {again.said} (after: {outcome.said})"
        elif name in _REPEATED and again.result != undisturbed.result:
            yield f"again: {_unlike(again.result, undisturbed.result)} (after: {outcome.said})"


def _unlike(result: Any, expected: Any) -> str:
    """Say where a result differs first."""
    if isinstance(result, list) and isinstance(expected, list) and len(result) == len(expected):
        result, expected = next(pair for pair in zip(result, expected, strict=True) if pair[0] != pair[1])
    return f"said {str(result)[:200]} instead of {str(expected)[:200]}"


def _do(
    folder: Path,
    name: str,
    *,
    record: Path | None = None,
    failure: Failure | None = None,
    is_fresh: bool = True,
) -> Outcome:
    """Do a piece of work in a process of its own, from the state before it or from where it was left."""
    if is_fresh:
        shutil.rmtree(folder / "disk", ignore_errors=True)
        shutil.copytree(folder / "base", folder / "disk")
    else:
        shutil.rmtree(folder / "disk" / work.OUT, ignore_errors=True)
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as terminal:
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                os.dup2(terminal.fileno(), 2)
                os.write(told.fileno(), json.dumps(asdict(_work(folder, name, record, failure))).encode())
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        told.seek(0)
        terminal.seek(0)
        text, stderr = told.read(), terminal.read().decode(errors="replace")
    if not text:
        return Outcome(said=f"the process ended with {status}", is_unexpected=True)
    return replace(Outcome(**json.loads(text)), stderr=stderr)


def _work(folder: Path, name: str, record: Path | None, failure: Failure | None) -> Outcome:
    import signal

    signal.alarm(_LONGEST_S)
    outcome = Outcome()
    disk = Disk(folder / "disk")
    if record is not None:
        disk.record(os.open(record, os.O_RDWR | os.O_CREAT | os.O_TRUNC), with_data=False)
    if failure is not None and failure.kinds:
        disk.breaks(failure.number, failure.how, failure.kinds)
    elif failure is not None:
        disk.fail(failure.number, failure.how)

    def mark(text: str) -> None:
        outcome.confirmed.append(text)

    try:
        result = work.WORKS[name](folder, mark)
        disk.fail(-1, 0)
        outcome.result = json.loads(json.dumps(result()))
    except (*ON_PURPOSE, work.AppError) as error:
        outcome.said = str(error)
        outcome.is_unexpected = isinstance(error, work.AppError) and error.status == 500 and "mistake" in outcome.said
    except BaseException as error:
        at = " < ".join(
            f"{Path(f.filename).name}:{f.lineno}" for f in reversed(traceback.extract_tb(error.__traceback__)[-4:])
        )
        outcome.said, outcome.is_unexpected = f"{type(error).__name__}: {error} at {at}", True
    return outcome


def _n_labels(catalog: Path) -> int:
    with CatalogStore.open(catalog) as store:
        return len(store.labels.all())


if __name__ == "__main__":
    main()
