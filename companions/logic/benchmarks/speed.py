"""How fast and how flat the machine runs; medians of CPU seconds."""

from __future__ import annotations

import math
import shutil
import statistics
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.rows import Row
from coincide_logic import LimitError, Prolog

PROGRAMS = Path(__file__).parents[1] / "examples" / "prolog"
_INFERENCES = 496  # of one naive reverse of 30 numbers
_LOOPS = "loop :- loop. turns :- between(1, 1000000, _), fail. turns. grow(L) :- grow([x|L])."


def speed(*, quick: bool) -> Iterator[Row]:
    reverses = 300 if quick else 2000
    ours = _reverses(Prolog((PROGRAMS / "reverse.pl").read_text()), reverses)
    plain = _reverses(Prolog((PROGRAMS / "reverse.pl").read_text(), compiled=False), reverses // 10)
    yield Row("naive reverse", "inferences a second", ours, "120,000", "250,000")
    yield Row("naive reverse", "the same without compiled clauses", plain, "", "")
    yield Row("naive reverse", "the same of swipl", _swipl_reverses(reverses * 50), "", "")
    queens = Prolog((PROGRAMS / "queens.pl").read_text())
    yield Row("8 queens, all 92", "CPU seconds", _median(lambda: list(queens.ask("queens(8, Q)"))), "10", "3")
    zebra = Prolog((PROGRAMS / "zebra.pl").read_text())
    yield Row("zebra", "CPU seconds", _median(lambda: zebra.once("zebra(O, D)")), "", "")


def limits(*, quick: bool) -> Iterator[Row]:
    kb = Prolog(_LOOPS)
    yield Row("failure loop of 1,000,000 turns", "CPU seconds", _median(lambda: kb.once("turns"), 1), "", "")
    for seconds in (0.5, 2.0):
        yield Row(f"limit of {seconds} s", "percent late", _late(kb, seconds), "1", "1")
    for limit in (100,) if quick else (100, 400):
        yield Row(f"limit of {limit} MB", "percent more", _more(kb, limit), "1", "1")


def _reverses(kb: Prolog, times: int) -> float:
    kb.once("reverse_often(2)")
    return times * _INFERENCES / _median(lambda: kb.once(f"reverse_often({times})"))


def _swipl_reverses(times: int) -> float:
    if shutil.which("swipl") is None:
        return math.nan
    goal = f"statistics(cputime, A), reverse_often({times}), statistics(cputime, B), T is B - A, print(T)"
    command = ["swipl", "-q", "-f", "none", "-O", "-g", goal, "-t", "halt", str(PROGRAMS / "reverse.pl")]
    done = subprocess.run(command, capture_output=True, check=True, timeout=300)
    return times * _INFERENCES / float(done.stdout)


def _median(work: Callable[[], object], times: int = 3) -> float:
    taken: list[float] = []
    for _ in range(times):
        begun = process_time()
        work()
        taken.append(process_time() - begun)
    return statistics.median(taken)


def _late(kb: Prolog, seconds: float) -> float:
    taken: list[float] = []
    for _ in range(5):
        begun = perf_counter()
        try:
            kb.once("loop", seconds=seconds)
        except LimitError:
            taken.append(perf_counter() - begun)
    return 100 * (statistics.median(taken) - seconds) / seconds


def _more(kb: Prolog, limit: float) -> float:
    from coincide_logic.prolog.machine import limits as module

    seen: list[int] = []
    read = module.resident_bytes
    before = read()
    module.resident_bytes = lambda: seen.append(read()) or seen[-1]
    try:
        kb.once("grow([])", memory_mb=limit)
    except LimitError:
        pass
    finally:
        module.resident_bytes = read
    return 100 * ((max(seen) - before) / 1e6 - limit) / limit
