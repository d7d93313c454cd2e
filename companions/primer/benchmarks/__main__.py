"""Runs the benchmarks and prints the table: scripts/bench primer [--quick] [--only TEXT] [--json]."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks import exactness, quality, speed
from benchmarks.rows import Row

KINDS: dict[str, Callable[..., Iterator[Row]]] = {
    "exactness": exactness.rows,
    "speed": speed.rows,
    "boosting": quality.boosting,
    "digits": quality.digits,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench primer", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a part of it, within some minutes")
    parser.add_argument("--only", default="", help=f"only kinds whose name holds this text: {', '.join(KINDS)}")
    parser.add_argument("--data", type=Path, help="not needed: all data comes with scikit-learn or is made")
    parser.add_argument("--json", action="store_true", help="one line of JSON per row")
    given = parser.parse_args()
    # lightgbm warns of names of columns that nobody gave, and scikit-learn's network of stopping before it settled.
    warnings.simplefilter("ignore")
    if not given.json:
        print("| what | measured | against | floor | aim |\n| --- | --- | --- | --- | --- |")
    for name, rows in KINDS.items():
        if given.only in name:
            for row in rows(quick=given.quick):
                print(row.as_json() if given.json else row.as_markdown(), flush=True)


main()
