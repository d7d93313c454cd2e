"""Hostile requests to the app's server, of strangers and of somebody who has the key.

A trial is one request or one connection. The server stands it if it refuses what has no key, answers what has one with
a result or a reason, ends what is silent or slow, and tells nobody the key. Meanwhile a person works on, and the
server's memory and log stay bounded.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.faults import tally
from benchmarks.hostile_clients import crowds, noise, refusals
from benchmarks.hostile_clients.neighbor import Neighbor
from benchmarks.hostile_clients.target import Target, make_catalog, started
from benchmarks.options import Options, say
from benchmarks.table import Row

_MAX_MB, _MAX_LOG_KB, _MAX_P99_MS = 1500, 1000, 2000
_N_NOISE, _N_SILENT, _N_AT_ONCE, _N_GREEDY, _N_SLOW = 20_000, 5_000, 2_000, 180, 60


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Attack a server on loopback, then one that others can reach."""
    catalog = make_catalog(folder)
    share = 10 if options.quick else 1
    with started(catalog, folder) as target, Neighbor(target) as person:
        yield from _counted("routes without what lets a client in", refusals.failures(target))
        yield from _counted("mutated requests", noise.failures(target, range(_N_NOISE // share)))
        with crowds.silent(target, _N_SILENT // share):
            yield from _counted("connections that stay silent", crowds.ended(target, 300))
        yield from _counted("bodies that do not come", crowds.slow_bodies(target, _N_SLOW))
        yield from _counted("requests at once", crowds.at_once(target, _N_AT_ONCE))
        bomb = crowds.recording_named(target, "bomb.flac")
        yield from _counted("requests for as much as possible", crowds.greedy(target, _N_GREEDY // share, bomb))
        yield from _counted("small files that decode to gigabytes", crowds.bombs(target, _N_GREEDY // share, packed()))
        yield from _counted("answers that nobody takes", crowds.slow_readers(target, _N_SLOW // 2, bomb))
        yield from _bounds(target, person)
    with started(catalog, folder, "--host", "0.0.0.0") as target:
        found = refusals.failures(target, is_public=True)
        yield from _counted("routes and pages with --host, without what lets a client in", found)


def packed() -> bytes:
    """Return a minute of silence in eight channels at the highest rate: 0.4 MB that are 1.3 GB when decoded."""
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", 655_350, 8, format="FLAC", subtype="PCM_16") as sound:
        for _ in range(59):
            sound.write(np.zeros((655_350, 8), dtype=np.int16))
    return file.getvalue()


def _counted(work: str, found: Iterable[str]) -> Iterator[Row]:
    each = list(found)
    bad = [failure for failure in each if failure]
    for failure in bad:
        say(f"server: {work}: {failure}")
    yield from tally(f"server, {work}", trials=len(each), failures=len(bad))


def _bounds(target: Target, person: Neighbor) -> Iterator[Row]:
    n, work = len(person.times_ms), "server, all the while"
    yield Row(work, "MB at most", target.peak_mb(), 0.0, 1, goal=f"<= {_MAX_MB}", digits=0)
    yield Row(work, "kB of log", target.log_kb(), 0.0, 1, goal=f"<= {_MAX_LOG_KB}", digits=0)
    yield Row(work, "ms until a person is answered, p99", person.p99_ms, 0.0, n, goal=f"<= {_MAX_P99_MS}", digits=0)
    yield Row(work, "requests of that person that failed", person.n_failed, 0.0, n, goal="0 failures", digits=0)
