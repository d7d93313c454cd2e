"""Many at once: servers with tabs, terminals, imports and learning on one catalog, killed at random, for ten minutes.

All are real processes, killed by signal 9 wherever they are. Each action has a name of its own, so that the catalog can
be held against what was confirmed. Every confirmed answer is stored once, and holds unless it was taken back or
replaced. An import is there as a whole or not at all; the answers of a terminal are there up to the last one that was
stored. Nothing else is there, nobody answers with an error of ours, and nobody hangs.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.faults import tally
from benchmarks.faults.sessions import prepare
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide import errors
from coincide.catalog import CatalogStore
from coincide.seeds import generator

_RUN_S, _QUICK_S = 600.0, 60.0
_PATIENCE_S = 120.0
"""For an answer of a server, and for the end of a command that nobody kills."""


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Run everything at once for ten minutes; for one if quick."""
    bustle = Bustle(prepare(folder / "base"), n_servers=2, n_tabs=10)
    bustle.run(_QUICK_S if options.quick else _RUN_S)
    for fault in bustle.faults():
        say(f"many at once: {fault[:500]}")
    yield from tally("many at once, actions", trials=len(bustle.actions), failures=len(bustle.faults()))
    yield Row("many at once, actions", "confirmed", sum(a.is_confirmed for a in bustle.actions), 0.0, 1, digits=0)
    yield Row("many at once, kills", "kills", bustle.n_kills, 0.0, 1, digits=0)


@dataclass
class Action:
    """Something that a person asked for.

    Attributes
    ----------
    kind : ``answer``, ``undo``, ``category``, ``import`` or ``terminal``.
    name : that nothing else has.
    key : of the question, with the server that gave it.
    """

    kind: str
    name: str
    key: tuple[int, str] = (0, "")
    is_confirmed: bool = False
    number: int = 0


@dataclass
class _Server:
    """A server, as long as it lives."""

    process: subprocess.Popen[str]
    port: int
    token: str
    life: int


@dataclass
class Bustle:
    """Everything at once on the catalog below `base`.

    Attributes
    ----------
    commands : what runs again and again beside the servers, each in a thread of its own.
    actions : what was asked for, in the order of asking.
    n_kills : processes killed.
    """

    base: Path
    n_servers: int
    n_tabs: int
    commands: tuple[str, ...] = ("learn", "learn", "label", "import")
    actions: list[Action] = field(default_factory=list[Action])
    n_kills: int = 0
    _wrong: list[str] = field(default_factory=list[str])
    _servers: dict[int, _Server] = field(default_factory=dict[int, _Server])
    _commands: list[subprocess.Popen[str]] = field(default_factory=list[subprocess.Popen[str]])
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _listeners: list[threading.Thread] = field(default_factory=list[threading.Thread])
    _is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def catalog(self) -> Path:
        return self.base / "c.coincide"

    def run(self, seconds: float) -> None:
        """Let everybody act for some time, and come to an end."""
        for place in range(self.n_servers):
            self._start_server(place)
        workers = [threading.Thread(target=self._tab, args=(number,)) for number in range(self.n_tabs)]
        ways = {"learn": self._learners, "label": self._terminals, "import": self._importers}
        workers += [threading.Thread(target=ways[command]) for command in self.commands]
        for worker in workers:
            worker.start()
        self._killer(seconds)
        self._is_over.set()
        for worker in workers:
            worker.join(2 * _PATIENCE_S)
            if worker.is_alive():
                self._blame("somebody hangs")
        for server in self._servers.values():
            self._end(server.process, "a server")
        for listener in self._listeners:
            listener.join(_PATIENCE_S)

    def faults(self) -> list[str]:
        """Hold the catalog against what was confirmed; returns what is wrong."""
        with CatalogStore.open(self.catalog) as store:
            rows = store.answers.all(undone=True)
            labels = [label.label for label in store.labels.all() if label.how == "imported"]
        stored = {row.name: row for row in rows}
        known = {action.name for action in self.actions}
        wrong = [*self._wrong, *(f"nobody asked for `{name}`" for name in stored if name not in known)]
        wrong += ["an answer is stored twice"] if len(stored) != len(rows) else []
        for place, action in enumerate(self.actions):
            wrong += _wrong_about(action, self.actions, place, stored, labels)
        return wrong

    # Servers and tabs

    def _start_server(self, place: int) -> None:
        process = _start("serve", str(self.catalog), "--port", "0", "--no-browser", "--json")
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            self._blame(f"a server did not start: {process.communicate()[1]}")
            return
        told = json.loads(line)
        # What it says later would fill the pipe.
        listener = threading.Thread(target=self._listen, args=(process,))
        listener.start()
        self._listeners.append(listener)
        self._servers[place] = _Server(process, told["port"], told["token"], next(self._numbers))

    def _listen(self, process: subprocess.Popen[str]) -> None:
        said = process.communicate()[1]
        if "Traceback" in said or "internal error" in said:
            self._blame(said)

    def _tab(self, number: int) -> None:
        rng = generator(number, "tabs")
        mine: list[tuple[tuple[int, str], Action]] = []
        while not self._is_over.is_set():
            server = self._servers.get(number % self.n_servers)
            if server is None:
                self._is_over.wait(0.2)
                continue
            mine = [each for each in mine if each[0][0] == server.life]
            self._act(server, mine, rng)
            self._is_over.wait(float(rng.uniform(0.0, 0.3)))

    def _act(self, server: _Server, mine: list[tuple[tuple[int, str], Action]], rng: np.random.Generator) -> None:
        chance = rng.random()
        if chance < 0.1:
            self._name_category(server)
        elif chance < 0.25 and mine:
            key, _ = mine.pop(int(rng.integers(len(mine))))
            undo = self._note(Action("undo", "", key))
            undo.is_confirmed = self._ask(server, "POST", "/api/label/undo?n=1", {"key": key[1]}) is not None
        else:
            queue = self._ask(server, "GET", "/api/label/queue?n=3") or {"questions": []}
            keys = [question["key"] for question in queue["questions"]] or [key[1] for key, _ in mine]
            if keys:
                key = (server.life, keys[int(rng.integers(len(keys)))])
                answer = self._note(Action("answer", f"n{next(self._numbers)}", key))
                body = {"answer": "name", "name": answer.name}
                answer.is_confirmed = self._ask(server, "PUT", f"/api/label/answers/{key[1]}", body) is not None
                if answer.is_confirmed:
                    mine.append((key, answer))

    def _name_category(self, server: _Server) -> None:
        categories = self._ask(server, "GET", "/api/categories")
        if categories:
            named = self._note(Action("category", f"n{next(self._numbers)}"))
            at = f"/api/categories/{categories[0]['number']}/name"
            named.is_confirmed = self._ask(server, "POST", at, {"name": named.name}) is not None

    def _ask(self, server: _Server, method: str, path: str, body: object = None) -> Any:
        """Return what a server answers, None if it refused, or is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_PATIENCE_S)
        headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            said = answer.read().decode()
        except TimeoutError:
            self._blame(f"{method} {path} hangs")
            return None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        if answer.status >= 500:
            self._blame(f"{method} {path}: {answer.status} {said}")
        return json.loads(said) if answer.status == 200 else None

    # Commands

    def _learners(self) -> None:
        for number in itertools.count():
            if self._is_over.is_set():
                return
            # Every other one learns another model; two of them take turns.
            options = ("--embed-steps", str(20 + number % 3), "--embed-baseline-steps", "5", "--categorize-steps", "20")
            self._command("learn", str(self.base / "sounds"), "--quiet", *options)
            self._is_over.wait(1.0)

    def _terminals(self) -> None:
        while not self._is_over.is_set():
            names = [self._note(Action("terminal", f"n{next(self._numbers)}", number=k)) for k in range(3)]
            for name in names[1:]:
                name.key = (0, names[0].name)
            typed = "\n".join(name.name for name in names) + "\n"
            said = self._command("label", "--no-sound", typed=typed)
            for name in names:
                name.is_confirmed = said is not None and "no question left" not in said

    def _importers(self) -> None:
        while not self._is_over.is_set():
            table = self._note(Action("import", f"n{next(self._numbers)}"))
            path = self.base / f"{table.name}.csv"
            lines = [f"r0.wav,{k + 0.1},{k + 0.6},{table.name}" for k in range(5)]
            path.write_text("\n".join(["recording,start_s,end_s,label", *lines, ""]))
            table.is_confirmed = self._command("annotations", "import", str(path)) is not None

    def _command(self, *arguments: str, typed: str = "") -> str | None:
        """Run a command; returns what it said, None if it was killed."""
        process = _start(*arguments, "--catalog", str(self.catalog))
        with self._lock:
            self._commands.append(process)
        try:
            said, errors_said = process.communicate(typed, timeout=2 * _PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self._blame(f"{arguments} hangs")
            return None
        finally:
            with self._lock:
                self._commands.remove(process)
        if process.returncode not in (0, -signal.SIGKILL):
            self._blame(f"{arguments}: exit {process.returncode}: {errors_said}")
        return said if process.returncode == 0 else None

    def _killer(self, seconds: float) -> None:
        rng = generator(0, "kills")
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s:
            self._is_over.wait(min(float(rng.uniform(0.5, 4.0)), max(0.0, end_s - time.monotonic())))
            if rng.random() < 0.3:
                place = int(rng.integers(self.n_servers))
                server = self._servers.pop(place, None)
                if server is not None:
                    server.process.kill()
                    server.process.wait()
                    self.n_kills += 1
                self._start_server(place)
                continue
            with self._lock:
                running = list(self._commands)
            if running:
                running[int(rng.integers(len(running)))].kill()
                self.n_kills += 1

    def _end(self, process: subprocess.Popen[str], what: str) -> None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            self._blame(f"{what} does not end")

    def _note(self, action: Action) -> Action:
        with self._lock:
            self.actions.append(action)
        return action

    def _blame(self, what: str) -> None:
        with self._lock:
            self._wrong.append(what)


def _wrong_about(
    action: Action, actions: list[Action], place: int, stored: dict[str, Any], labels: list[str]
) -> Iterator[str]:
    row = stored.get(action.name)
    if action.kind == "import":
        n = labels.count(action.name)
        if n not in ((5,) if action.is_confirmed else (0, 5)):
            yield f"an import is there with {n} of 5 labels"
    elif action.is_confirmed and action.kind in ("answer", "category", "terminal") and row is None:
        yield f"{action.kind} `{action.name}` was confirmed and is lost"
    elif action.kind == "terminal" and action.key[1] and row is not None and action.key[1] not in stored:
        yield f"a later answer of a terminal is there, and the first, `{action.key[1]}`, is not"
    if action.kind == "answer" and row is not None:
        later = [other for other in actions if other.key == action.key and other is not action]
        if row.undone_at is not None and not later:
            yield f"answer `{action.name}` is taken back, and nobody did that"
        undone = [other for other in actions[place:] if other.kind == "undo" and other.key == action.key]
        again = [other for other in later if other.kind == "answer"]
        if row.undone_at is None and action.is_confirmed and not again and any(u.is_confirmed for u in undone):
            yield f"answer `{action.name}` was taken back and holds"
    elif action.kind in ("category", "terminal") and row is not None and row.undone_at is not None:
        yield f"{action.kind} `{action.name}` is taken back, and nobody did that"


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "coincide", *arguments],
        env=os.environ | {"PYTHONPATH": str(Path(errors.__file__).parents[1]), "OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
