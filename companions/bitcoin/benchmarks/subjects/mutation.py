"""How many small faults in the interpreter and the parsers the tests find: each mutant is run through them.

A mutant that changes nothing that can be seen counts as missed. Each takes seconds, so the whole takes most of an hour;
with `--keep FILE`, a run that was stopped goes on where it was. Remove the file when the tests have changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import coincurve  # noqa: F401  # imported once here, rather than in each fork
import hypothesis  # noqa: F401
import pbk  # noqa: F401
import pytest

from benchmarks.mutants import Mutant, mutants
from benchmarks.options import Options
from benchmarks.rows import Row

MANY, FEW = 300, 20
SEED = 342
# The slowest part takes 4. CPU time, so that a busy machine ends only mutants that never end.
MOST_CPU_S = 30
# What is imported already cannot be rewritten, which is no fault here.
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
ROOT = Path(__file__).parents[2]
PACKAGE = "coincide_bitcoin"
# The tests of each part; the first that fails ends the run.
TESTS = {
    "wire.py": ("tests/test_wire.py", "tests/transaction"),
    "encoding": ("tests/encoding", "tests/backend/test_refused_signatures.py"),
    "transaction": ("tests/transaction", "tests/script/test_verify.py"),
    "script": ("tests/script", "tests/transaction"),
    "psbt": ("tests/psbt",),
    "block": ("tests/block",),
}


def rows(options: Options) -> Iterator[Row]:
    """The share of mutants that is found; those that are missed are printed."""
    paths = [path for path in sorted((ROOT / "src" / PACKAGE).rglob("*.py")) if _is_judged(path)]
    _check_tests()
    known = _kept(options.keep)
    found, total = 0, 0
    for mutant in mutants(paths, random.Random(SEED), FEW if options.quick else MANY):
        key = hashlib.sha256(mutant.text.encode()).hexdigest()
        if key not in known:
            known[key] = _is_found(mutant)
            _keep(options.keep, key, known[key])
        is_found = known[key]
        found, total = found + is_found, total + 1
        if not is_found:
            print(
                f"missed: {mutant.path.relative_to(ROOT)}:{mutant.line}: {mutant.change}", file=sys.stderr, flush=True
            )
    yield Row(f"{total} mutants of interpreter and parsers", "% found by the tests", 100 * found / total, "85", "95")


def _kept(path: Path | None) -> dict[str, bool]:
    """Whether each mutant was found, by the hash of its text; one line of JSON each."""
    if path is None or not path.exists():
        return {}
    return dict(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def _keep(path: Path | None, key: str, is_found: bool) -> None:
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([key, is_found]) + "\n")


def _is_judged(path: Path) -> bool:
    return _part(path) in TESTS and path.name not in ("signer.py", "finalizer.py")


def _part(path: Path) -> str:
    return path.relative_to(ROOT / "src" / PACKAGE).parts[0]


def _is_found(mutant: Mutant) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        copy = _copy(Path(folder))
        (copy / mutant.path.relative_to(ROOT)).write_text(mutant.text, encoding="utf-8")
        return _code_of_tests(copy, TESTS[_part(mutant.path)]) != 0


def _check_tests() -> None:
    """Tests that fail on the files as they are would find every mutant."""
    with tempfile.TemporaryDirectory() as folder:
        copy = _copy(Path(folder))
        failing = [part for part, tests in TESTS.items() if _code_of_tests(copy, tests) != 0]
    if failing:
        raise SystemExit(f"expected tests that pass before anything is mutated, those of {', '.join(failing)} fail")


def _copy(folder: Path) -> Path:
    for name in ("src", "tests", "conformance", "examples"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _code_of_tests(copy: Path, tests: tuple[str, ...]) -> int:
    """Run tests in a fork, which has pytest and what else is slow to import already, but nothing of the package."""
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.chdir(copy)
        sys.path[:] = [str(copy / "src"), *(path for path in sys.path if not Path(path).is_relative_to(ROOT))]
        sys.dont_write_bytecode = True
        code = 1
        try:
            code = int(pytest.main([*OPTIONS, *tests]))
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]
