"""Runs a benchmark by name and prints its table."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from benchmarks.table import Row, as_json_lines, as_markdown

SUBJECTS = {"learn": "the main job: detection, categories, retrieval, CPU time, memory; beside textbook baselines"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(SUBJECTS), help="which benchmark")
    parser.add_argument("--list", action="store_true", help="list the benchmarks")
    parser.add_argument("--quick", action="store_true", help="a part of it, within 5 minutes on 2 cores")
    parser.add_argument("--data", type=Path, help="folder with the data sets that are not bundled")
    parser.add_argument("--seeds", type=int, default=3, help="number of seeds")
    parser.add_argument("--only", help="only works whose name holds this text")
    parser.add_argument("--json", action="store_true", help="one line of JSON per row")
    parser.add_argument("--out", type=Path, help="also write the table as Markdown to this file")
    options = parser.parse_args()
    if options.list or options.name is None:
        print("\n".join(f"{name}: {text}" for name, text in sorted(SUBJECTS.items())))
        return
    if options.data is not None and not (options.data / "audio").is_dir():
        parser.error(
            f"--data must be a folder with the data sets in its `audio`, got `{options.data}`; see docs/benchmarks.md"
        )
    module = importlib.import_module(f"benchmarks.{options.name}")
    seeds = range(1 if options.quick else options.seeds)
    rows: list[Row] = module.run(data=options.data, seeds=seeds, quick=options.quick, only=options.only)
    print(as_json_lines(rows) if options.json else as_markdown(rows))
    if options.out is not None:
        options.out.write_text(as_markdown(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
