"""What needs no other program: counts, speed, time to start."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.rows import Row
from coincide_goban.compiled import chance, layout, playout
from coincide_goban.network.forward import Network
from coincide_goban.network.store import load_network, shipped_network
from coincide_goban.rules import Game
from coincide_goban.rules.counting import count_legal_positions
from coincide_goban.search.guided import GuidedSearch
from coincide_goban.search.monte_carlo import RAVE, UCT, TreeSearch
from coincide_goban.search.position import position_of

# Tromp and Farneback 2007.
LEGAL = {1: 1, 2: 57, 3: 12_675, 4: 24_318_165, 5: 414_295_148_741, 6: 62_567_386_502_084_877}


def rules(*, quick: bool) -> Iterator[Row]:
    for size, expected in LEGAL.items():
        if quick and size > 5:
            continue
        found = count_legal_positions(size)
        yield Row("legal positions", f"{size}x{size}", f"{found:,}", f"{expected:,}", "")


def speed(*, quick: bool) -> Iterator[Row]:
    n = 2_000 if quick else 20_000
    margins = np.zeros(n, np.int64)
    state = chance.new_state(np.random.default_rng(1))
    seconds = _median(lambda: playout.playouts(layout.blank(9), state, margins))
    yield Row("playouts, 9x9", "a CPU second", f"{n / seconds:,.0f}", "12,000", "25,000")
    position = position_of(Game(9))
    for name, settings in (("RAVE", RAVE), ("UCT", UCT)):

        def search(settings=settings) -> None:
            TreeSearch(settings, capacity=300_000, rng=np.random.default_rng(1)).choose(position, playouts=n)

        yield Row(f"{name} playouts with tree, 9x9", "a CPU second", f"{n / _median(search):,.0f}")
    network = Network(*load_network(shipped_network()))

    def guided() -> None:
        GuidedSearch(network, rng=np.random.default_rng(1)).choose(position, playouts=200)

    yield Row("PUCT evaluations, NumPy, 9x9", "a CPU second", f"{200 / _median(guided):,.0f}")


def start() -> Iterator[Row]:
    lines = "boardsize 9\ngenmove b\nquit\n"
    command = [sys.executable, "-m", "coincide_goban", "gtp", "--playouts", "10"]
    seconds = []
    for _ in range(4):
        begin = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime)
    seconds.pop(0)  # it may have compiled
    yield Row("start to first move, warm", "CPU s", f"{statistics.median(seconds):.2f}", "2", "1")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        waits = []
        for _ in range(20):
            begin = time.monotonic()
            program.stdin.write("name\n")
            program.stdin.flush()
            program.stdout.readline()
            program.stdout.readline()
            waits.append(time.monotonic() - begin)
        program.communicate("quit\n")
    yield Row("GTP reply without thinking", "wall ms", f"{1000 * statistics.median(waits):.2f}", "50", "10")


def _median(work, *, times: int = 3) -> float:
    """CPU seconds of some work, the first run left out."""
    work()
    spent = []
    for _ in range(times):
        begin = time.process_time()
        work()
        spent.append(time.process_time() - begin)
    return statistics.median(spent)
