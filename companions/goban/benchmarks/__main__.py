"""Runs the benchmarks and prints the table: scripts/bench goban [--quick] [--only TEXT] [--data DIR] [--json]."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks import alone, matches, prediction, records, tactics
from benchmarks.rows import Row


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench goban", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a part of it, within five minutes")
    parser.add_argument("--only", default="", help="only kinds whose name holds this text")
    parser.add_argument("--data", type=Path, help="folder or archive of SGF records")
    parser.add_argument("--out", type=Path, default=Path("goban-demo/series"), help="where series of games are kept")
    parser.add_argument("--json", action="store_true", help="one line of JSON per row")
    given = parser.parse_args()
    if not given.json:
        print("| what | number | value | floor | aim |\n| --- | --- | --- | --- | --- |")
    kinds: dict[str, Callable[[], Iterator[Row]]] = {
        "rules": lambda: alone.rules(quick=given.quick),
        "speed": lambda: alone.speed(quick=given.quick),
        "start": alone.start,
        "legality": lambda: matches.legality(quick=given.quick),
        "records": lambda: records.records(given.data),
        "tactics": lambda: tactics.tactics(quick=given.quick),
        "ladders": lambda: tactics.ladders(Path(__file__).parents[1] / "lessons", quick=given.quick),
        "prediction": lambda: prediction.prediction(given.data, given.out / "prediction"),
        "matches": lambda: matches.series(given.out, quick=given.quick),
    }
    for name, rows in kinds.items():
        if given.only in name:
            for row in rows():
                print(row.as_json() if given.json else row.as_markdown(), flush=True)


main()
