"""Reading queries, searching and answering over standard input and output; the end of input ends it after the last.

One query is searched at a time, by priority; between slices of a search, new lines are read, so that it can be
terminated.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

import numpy as np

from coincide_goban.compiled.chance import new_state
from coincide_goban.errors import GobanError
from coincide_goban.gtp.engine import GrowingSearch
from coincide_goban.gtp.katago.answer import answer_of
from coincide_goban.gtp.katago.query import Query, query_of
from coincide_goban.gtp.lines import read_lines
from coincide_goban.search.position import position_of


@dataclass(frozen=True)
class _Job:
    query: Query
    turn: int


class AnalysisServer:
    """Reads queries from `source`, one a line, and writes answers to `sink`.

    Parameters
    ----------
    visits : of a query that names no number.
    per_visit : what the search counts for each visit: 1 if it counts evaluations, 20 if it counts playouts.
    version : what `query_version` is answered with.
    """

    def __init__(
        self,
        search: GrowingSearch,
        source: IO[str],
        sink: IO[str],
        *,
        visits: int,
        per_visit: int,
        version: str,
        rng: np.random.Generator,
    ) -> None:
        self._search = search
        self._sink = sink
        self._visits = visits
        self._per_visit = per_visit
        self._version = version
        self._chance = new_state(rng)
        self._lines = read_lines(source)
        self._jobs: list[_Job] = []
        self._is_open = True

    def run(self) -> None:
        """Answer until the end of input."""
        try:
            while self._is_open or self._jobs:
                self._take_lines(may_wait=not self._jobs)
                if self._jobs:
                    self._work(max(self._jobs, key=lambda job: job.query.priority))
        except BrokenPipeError:
            return  # the front end is gone

    def _take_lines(self, *, may_wait: bool) -> None:
        """Read what has come in; wait for one line if there is nothing to do."""
        while self._is_open and (may_wait or not self._lines.empty()):
            line = self._lines.get()
            may_wait = False
            if line is None:
                self._is_open = False
            elif line.strip():
                self._take(line)

    def _take(self, line: str) -> None:
        name = None
        try:
            fields = json.loads(line)
            if not isinstance(fields, dict):
                raise ValueError("expected an object")
            name = fields.get("id")
            if "action" in fields:
                self._act(fields)
                return
            query = query_of(fields)
            self._jobs += [_Job(query, turn) for turn in query.games]
        except GobanError as error:
            self._write({"error": str(error), "id": name})
        except (ValueError, RecursionError) as error:
            self._write({"error": f"cannot read the line as JSON: {error}"})

    def _act(self, fields: Mapping[str, Any]) -> None:
        action = fields["action"]
        if action == "query_version":
            self._write({**fields, "version": self._version, "git_hash": ""})
        elif action in ("terminate", "terminate_all"):
            ended = [j for j in self._jobs if action == "terminate_all" or j.query.name == fields.get("terminateId")]
            self._jobs = [job for job in self._jobs if job not in ended]
            for job in ended:
                self._write({"id": job.query.name, "turnNumber": job.turn, "isDuringSearch": False, "noResults": True})
            self._write(fields)
        elif action == "clear_cache":
            self._write(fields)
        else:
            self._write({"error": f"unknown action `{str(action)[:40]}`", "id": fields.get("id")})

    def _work(self, job: _Job) -> None:
        """Search a position until its budget is spent or the query is terminated."""
        query, position = job.query, position_of(job.query.games[job.turn])
        left = (query.visits or self._visits) * self._per_visit
        slice_ = max(8 * self._per_visit, 8)
        begun = written = time.monotonic()
        self._search.follow(position)
        while left > 0 and (query.seconds is None or time.monotonic() - begun < query.seconds):
            self._search.grow(min(slice_, left))
            left -= slice_
            self._take_lines(may_wait=False)
            if job not in self._jobs:
                return
            if query.report_every_s is not None and time.monotonic() - written >= query.report_every_s and left > 0:
                written = time.monotonic()
                self._answer(job, is_last=False)
        self._answer(job, is_last=True)
        self._jobs.remove(job)

    def _answer(self, job: _Job, *, is_last: bool) -> None:
        position, choice = position_of(job.query.games[job.turn]), self._search.report()
        self._write(answer_of(job.query, job.turn, choice, position, is_last=is_last, chance=self._chance))

    def _write(self, answer: Mapping[str, Any]) -> None:
        self._sink.write(json.dumps(answer) + "\n")
        self._sink.flush()
