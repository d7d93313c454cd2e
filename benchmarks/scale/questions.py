"""Questions to a catalog of many events: each command in a process of its own, and the pages of the app in one server.

Commands are measured without Python's start, which takes a second whatever the catalog holds.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import soundfile

from benchmarks.copies import RECORDINGS, large_catalog
from benchmarks.options import Options, say
from benchmarks.served import Served, served
from benchmarks.table import Row

_SIZES = (100_000, 1_000_000)
"""Events; with `--quick` the first alone. The goals are those of the last."""
_MIB = 1024
_START = """
import json, sys, time
from pathlib import Path
catalog, steps = Path(sys.argv[1]), []
def step(name, began):
    cpu_s = time.process_time() - began
    # What `getrusage` tells begins with what the parent held.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    steps.append([name, cpu_s, int(peak.split()[1]) / 1024])
    return time.process_time()
"""
_END = """
print(json.dumps(steps))
"""
_INFO = """
from coincide.workflow.info.info import info
began = time.process_time()
info(catalog)
step("info", began)
"""
_SEARCH = """
from coincide.workflow.search.search import search
began = time.process_time()
search(catalog, Path(sys.argv[2]), at_s=1.0, for_s=0.4)
step("search", began)
"""
_LABEL = """
from coincide.workflow.label.questions import Questions
began = time.process_time()
questions = Questions(catalog)
questions.ask()
began = step("label, first question", began)
questions.name("a")
questions.ask()
began = step("label, next question", began)
questions.name("b")
questions.save()
step("label, naming all", began)
"""
_RECOGNIZE = """
from coincide.workflow.recognize.recognize import recognize
began = time.process_time()
recognize(catalog, sys.argv[3])
step("recognize", began)
"""
_CHILDREN = (_INFO, _SEARCH, _LABEL, _RECOGNIZE)
"""In this order: names are given, and then put to use."""
_GOALS = {
    "info": "≤ 2",
    "label, first question": "≤ 15",
    "label, next question": "≤ 2",
    "label, naming all": "≤ 30",
    "first question": "≤ 15",
}
_PAGE_GOAL, _MEMORY_GOAL = "≤ 1", "≤ 1,536"


@dataclass(frozen=True)
class _Page:
    name: str
    address: str


_PAGES = (
    _Page("overview", "overview"),
    _Page("categories", "categories"),
    _Page("100 events of a category", "categories/1/events?limit=100"),
    _Page("recordings", "recordings"),
    _Page("a recording", "recordings/1/events"),
    _Page("map", "map"),
    _Page("survey", "survey"),
    _Page("first question", "label/queue?n=5"),
)


def question_rows(options: Options, work: Path) -> Iterator[Row]:
    """Measure catalogs of growing size."""
    for n_events in _SIZES[:1] if options.quick else _SIZES:
        title = f"{n_events:,} events"
        if not options.wants(title):
            continue
        folder = work / str(n_events)
        folder.mkdir()
        catalog = large_catalog(folder, n_events)
        is_last = n_events == _SIZES[-1]
        yield from _command_rows(title, catalog, is_last=is_last)
        yield from _page_rows(title, catalog, is_last=is_last)
        shutil.rmtree(folder)


def _command_rows(title: str, catalog: Path, *, is_last: bool) -> Iterator[Row]:
    query = next(iter(sorted(RECORDINGS.rglob("*.wav"))))
    new = _changed(query, catalog.with_name("new.wav"))
    for code in _CHILDREN:
        child = [sys.executable, "-c", _START + code + _END, str(catalog), str(query), str(new)]
        told = subprocess.run(child, capture_output=True, check=True, text=True).stdout
        for name, cpu_s, peak_mib in json.loads(told.splitlines()[-1]):
            goal = _GOALS.get(name, "") if is_last else ""
            yield Row(f"{title}: {name}", "CPU s", cpu_s, 0.0, 1, goal=goal)
            yield Row(f"{title}: {name}", "peak memory, MiB", peak_mib, 0.0, 1, goal=_MEMORY_GOAL if is_last else "")


def _changed(recording: Path, place: Path) -> Path:
    """Write a recording a little fainter, so that it is none of the catalog's."""
    sound, rate_hz = soundfile.read(recording)
    soundfile.write(place, 0.9 * sound, rate_hz)
    return place


def _page_rows(title: str, catalog: Path, *, is_last: bool) -> Iterator[Row]:
    with served(catalog) as server:
        for page in _PAGES:
            say(f"asking for {page.name}")
            first_s, again_s = _seconds(server, page), _seconds(server, page)
            goal = _GOALS.get(page.name, _PAGE_GOAL) if is_last else ""
            yield Row(f"{title}: app, {page.name}", "s at first", first_s, 0.0, 1, goal=goal)
            yield Row(f"{title}: app, {page.name}", "s again", again_s, 0.0, 1, goal=_PAGE_GOAL if is_last else "")
        memory_mib = _resident_mib(server.pid)
        yield Row(f"{title}: app, all pages", "memory, MiB", memory_mib, 0.0, 1, goal=_MEMORY_GOAL if is_last else "")


def _seconds(server: Served, page: _Page) -> float:
    headers = {"Authorization": f"Bearer {server.token}"}
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}/api/{page.address}", headers=headers)
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=600) as answer:
        answer.read()
    return time.perf_counter() - began


def _resident_mib(pid: int) -> float:
    """Return what a process holds in memory, with what it has read of mapped files."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / _MIB
