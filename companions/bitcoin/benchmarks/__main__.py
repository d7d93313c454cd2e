"""Runs the benchmarks and prints the table: scripts/bench bitcoin [--quick] [--only TEXT] [--data DIR] [--json]."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path

# What the tests share with the benchmarks.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks import subjects
from benchmarks.options import Options


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench bitcoin", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only a part, within a few minutes")
    parser.add_argument("--only", default="", help="only subjects whose name holds this text")
    parser.add_argument("--data", type=Path, help="folder with core_vectors/, script_assets.json.gz, blocks/ ...")
    parser.add_argument("--keep", type=Path, help="file of mutants already run; a run that was stopped goes on from it")
    parser.add_argument("--json", action="store_true", help="one line of JSON per row")
    given = parser.parse_args()
    if not given.json:
        print("| what | number | value | floor | aim |\n| --- | --- | --- | --- | --- |")
    for module in sorted(one.name for one in pkgutil.iter_modules(subjects.__path__)):
        if given.only in module:
            subject = importlib.import_module(f"benchmarks.subjects.{module}")
            for row in subject.rows(Options(quick=given.quick, data=given.data, keep=given.keep)):
                print(row.as_json() if given.json else row.as_markdown(), flush=True)


main()
