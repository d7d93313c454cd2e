"""How often a small network names the next move of a strong player, on 19x19, in an event it has not seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rows import Row
from coincide_goban.learn.from_records import lessons_from_records
from coincide_goban.learn.lessons import positions_of
from coincide_goban.learn.train import Plan, train
from coincide_goban.match.intervals import win_rate
from coincide_goban.network.shape import Shape

_PLAN = Plan(epochs=2, rate=3e-3)


def prediction(data: Path | None, out: Path) -> Iterator[Row]:
    """A folder an event; the last by name is tested on, after the last epoch, and no epoch is chosen by it."""
    events = [] if data is None else sorted(path for path in data.iterdir() if path.is_dir())
    if len(events) < 2:
        yield Row("move prediction on 19x19", "give a folder of events with --data", "not measured", "20%", "30%")
        return
    games = [lesson for event in events[:-1] for lesson in lessons_from_records(event, size=19)]
    tests = positions_of(list(lessons_from_records(events[-1], size=19)), n_planes=17)
    lessons, shape = positions_of(games, n_planes=17), Shape(planes=17, channels=32, blocks=3)
    for _ in train(lessons, out, shape=shape, plan=_PLAN, tests=tests):
        pass
    top1 = json.loads((out / "curve.json").read_text(encoding="utf-8"))[-1]["top1"]
    share = win_rate(round(top1 * len(tests)), len(tests))
    what = f"{len(lessons)} positions to learn from, {len(tests)} of another event"
    yield Row("move prediction on 19x19, top-1", what, str(share), "20%", "30%")
