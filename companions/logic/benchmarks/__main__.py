"""Runs the benchmarks and prints the table: scripts/bench logic [--quick] [--only TEXT] [--catalog DIR] [--json]."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks import agreement, questions, speed
from benchmarks.rows import Row


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench logic", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a part of it, within a minute")
    parser.add_argument("--only", default="", help="only kinds whose name holds this text")
    parser.add_argument("--catalog", type=Path, help="a catalog of coincide, for the bridge")
    parser.add_argument("--write", action="store_true", help="note what both engines agree on, for the tests")
    parser.add_argument("--json", action="store_true", help="one line of JSON per row")
    given = parser.parse_args()
    if not given.json:
        print("| what | number | value | floor | aim |\n| --- | --- | --- | --- | --- |")
    for name, rows in _kinds(given).items():
        if given.only in name:
            for row in rows():
                print(row.as_json() if given.json else row.as_markdown(), flush=True)


def _kinds(given: argparse.Namespace) -> dict[str, Callable[[], Iterator[Row]]]:
    return {
        "speed": lambda: speed.speed(quick=given.quick),
        "limits": lambda: speed.limits(quick=given.quick),
        "goals": lambda: agreement.goals(write=given.write),
        "terms": lambda: agreement.terms(quick=given.quick),
        "bytes": lambda: agreement.bytes_of_chance(quick=given.quick),
        "bridge": lambda: questions.bridge(given.catalog),
    }


main()
