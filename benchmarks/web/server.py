"""The server behind the pages: how fast its routes answer, and what two hundred people at once do to it.

The server is a process of its own, as `coincide serve` starts it; clients speak HTTP over loopback and keep their
connections. In the soak 200 clients come within five seconds. Each asks, thinks for a second on average, and asks
again: for a part of a sound as a player does, for a picture, or for what resembles an event.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.copies import large_catalog
from benchmarks.options import Options, say
from benchmarks.served import Served, served
from benchmarks.table import Row

_N_EVENTS, _N_QUICK = 50_000, 5_000
_N_CLIENTS, _THINK_S, _ARRIVE_S = 200, 1.0, 5.0
_SOAK_S, _QUICK_S = 120.0, 15.0
_MAX_P99_MS, _MAX_KEY_MS = 200, 100
_N_ANSWERS, _N_REPEATS = 30, 9
_MAPPED = 100_000
_ROUTES = (
    ("overview", "GET", "/api/overview", None),
    ("categories", "GET", "/api/categories", None),
    ("100 events of a category", "GET", "/api/categories/1/events?limit=100", None),
    ("places on the map", "GET", "/api/map", None),
    ("recordings", "GET", "/api/recordings", None),
    ("events of a recording", "GET", "/api/recordings/1/events", None),
    ("picture of an event", "GET", "/api/events/{event}/spectrogram.png?height=96", None),
    ("sound of an event", "GET", "/api/events/{event}/sound.wav", None),
    ("piece of a recording", "GET", "/api/recordings/1/spectrogram.png?from_s={second}&to_s={next}", None),
    ("search by event", "POST", "/api/search", {"event_id": "{event}", "k": 20}),
    ("search by stretch", "POST", "/api/search", {"recording_id": 1, "onset_s": 1.0, "offset_s": 1.4, "k": 20}),
    ("next questions", "GET", "/api/label/queue?n=5", None),
)


def server_rows(options: Options, work: Path) -> list[Row]:
    """Measure the routes, the time from answer to question, and the soak; `work` is an empty folder."""
    n_events = _N_QUICK if options.quick else _N_EVENTS
    catalog = large_catalog(work, n_events)
    with served(catalog) as at:
        return asyncio.run(_measure(at, n_events, _QUICK_S if options.quick else _SOAK_S))


@dataclass
class _Client:
    """One connection that stays open."""

    at: Served
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, float]:
        """Return status, body, and how many milliseconds it took."""
        content = b"" if body is None else json.dumps(body).encode()
        shared = {
            "Host": f"127.0.0.1:{self.at.port}",
            "Authorization": f"Bearer {self.at.token}",
            "Content-Type": "application/json",
            "Content-Length": str(len(content)),
            **(headers or {}),
        }
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in shared.items())
        began = time.perf_counter()
        if self.writer is None or self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.at.port)
        self.writer.write(head.encode() + b"\r\n" + content)
        status, found = await _answer(self.reader)
        return status, found, 1000 * (time.perf_counter() - began)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    length = next((int(line.split(":")[1]) for line in head if line.lower().startswith("content-length:")), 0)
    return int(head[0].split()[1]), await reader.readexactly(length)


async def _measure(at: Served, n_events: int, soak_s: float) -> list[Row]:
    client = _Client(at)
    say("waiting until the server has read everything")
    await client.ask("GET", "/api/overview")
    _, _, warm_ms = await client.ask("GET", "/api/label/queue?n=5")
    rows = [Row(f"first start, {n_events:,} events", "s until questions are asked", warm_ms / 1000, 0.0, 1, digits=1)]
    rows += [await _route(client, n_events, *route) for route in _ROUTES]
    rows.append(await _map_bytes(client))
    rows.append(await _answers(client, n_events))
    return rows + await _soak(at, n_events, soak_s)


async def _route(client: _Client, n_events: int, name: str, method: str, path: str, body: object) -> Row:
    rng = random.Random(name)
    times: list[float] = []
    for _ in range(_N_REPEATS):
        event, second = rng.randrange(1, n_events), rng.randrange(0, 8)
        filled = path.format(event=event, second=second, next=second + 4)
        sent = json.loads(json.dumps(body).replace('"{event}"', str(event)))
        status, _, ms = await client.ask(method, filled, sent)
        if status != 200:
            raise RuntimeError(f"{method} {filled} answered {status}")
        times.append(ms)
    return Row(
        f"{name}, {n_events:,} events",
        "median ms",
        statistics.median(times),
        statistics.stdev(times),
        len(times),
        digits=1,
    )


async def _map_bytes(client: _Client) -> Row:
    parts = [
        len((await client.ask("GET", f"/api/map{part}"))[1])
        for part in ("", "/categories", "/certainty", "/labels", "/events")
    ]
    n_events = parts[2]
    return Row(f"map of {_MAPPED:,} events", "MB sent", sum(parts) / n_events * _MAPPED / 1e6, 0.0, 1, digits=1)


async def _answers(client: _Client, n_events: int) -> Row:
    """Name questions one after the other; each time runs from the answer to the next question."""
    say("answering questions")
    state = json.loads((await client.ask("GET", "/api/label/queue?n=5"))[1])
    times: list[float] = []
    for number in range(_N_ANSWERS):
        key = state["questions"][0]["key"]
        body = {"answer": "name", "name": f"kind {number % 7}"}
        status, answer, ms = await client.ask("PUT", f"/api/label/answers/{key}", body)
        if status != 200:
            raise RuntimeError(f"an answer was answered with {status}: {answer[:200]!r}")
        state = json.loads(answer)
        times.append(ms)
    work = f"answer stored, next five questions, {n_events:,} events"
    goal = f"≤ {_MAX_KEY_MS}"
    return Row(work, "median ms", statistics.median(times), statistics.stdev(times), len(times), goal=goal, digits=0)


@dataclass
class _Log:
    """What clients met."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


async def _soak(at: Served, n_events: int, soak_s: float) -> list[Row]:
    say(f"{_N_CLIENTS} clients for {soak_s:.0f} s")
    log, until = _Log(), time.perf_counter() + soak_s
    began = time.perf_counter()
    await asyncio.gather(*(_one_client(at, number, n_events, until, log) for number in range(_N_CLIENTS)))
    took_s = time.perf_counter() - began
    work = f"{_N_CLIENTS} clients for {soak_s:.0f} s, {n_events:,} events"
    times = np.array(log.times)
    for error in sorted(set(log.errors))[:5]:
        say(error)
    return [
        Row(work, "errors", float(len(log.errors)), 0.0, len(times), goal="0", digits=0),
        Row(work, "requests per s", len(times) / took_s, 0.0, len(times), digits=0),
        Row(work, "median ms", float(np.median(times)), float(times.std()), len(times), digits=1),
        Row(
            work,
            "99th percentile ms",
            float(np.percentile(times, 99)),
            0.0,
            len(times),
            goal=f"≤ {_MAX_P99_MS}",
            digits=1,
        ),
    ]


async def _one_client(at: Served, number: int, n_events: int, until: float, log: _Log) -> None:
    rng = random.Random(number)
    client = _Client(at)
    await asyncio.sleep(_ARRIVE_S * rng.random())  # people do not come in step
    while time.perf_counter() < until:
        event, kind = rng.randrange(1, n_events), rng.random()
        try:
            if kind < 0.6:
                start = rng.randrange(0, 2000)
                asked = {"Range": f"bytes={start}-{start + 8191}"}
                status, _, ms = await client.ask("GET", f"/api/events/{event}/sound.wav", headers=asked)
            elif kind < 0.8:
                status, _, ms = await client.ask("GET", f"/api/events/{event}/spectrogram.png?height=96")
            else:
                status, _, ms = await client.ask("POST", "/api/search", {"event_id": event, "k": 20})
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            log.errors.append(f"{type(error).__name__}: {error}")
            client = _Client(at)
            continue
        log.times.append(ms)
        if status not in (200, 206):
            log.errors.append(f"status {status}")
        await asyncio.sleep(rng.expovariate(1 / _THINK_S))
