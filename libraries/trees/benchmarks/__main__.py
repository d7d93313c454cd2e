"""Runs the benchmarks and prints the table: scripts/bench trees [--quick] [--only WORK] [--data DIR] [--json]."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import torch

from benchmarks.options import Options
from benchmarks.songs import WORK as SONGS
from benchmarks.songs import song_rows
from benchmarks.speed import WORK as SPEED
from benchmarks.speed import speed_rows
from benchmarks.table import Row, as_json_lines, as_markdown
from benchmarks.treebank import SPAN_WORK, span_rows, treebank_rows
from benchmarks.treebank import WORK as TREEBANK


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench trees", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one seed with less learning, within some minutes")
    parser.add_argument("--data", type=Path, help="folder with trees/craft and ann/glove50, for the treebank")
    parser.add_argument("--seeds", type=int, default=3, help="number of seeds")
    parser.add_argument("--only", help="only benchmarks whose name holds this text")
    parser.add_argument("--json", action="store_true", help="one line of JSON per row")
    parser.add_argument("--out", type=Path, help="also write the table as Markdown to this file, as it grows")
    given = parser.parse_args()
    for folder in ("trees", "ann") if given.data is not None else ():
        if not (given.data / folder).is_dir():
            parser.error(f"--data must be a folder with the data sets in its `{folder}`, got `{given.data}`")
    rows: list[Row] = []
    for row in measured(Options(data=given.data, seeds=given.seeds, quick=given.quick, only=given.only)):
        rows.append(row)
        if given.out is not None:
            given.out.write_text(as_markdown(rows) + "\n", encoding="utf-8")
    print(as_json_lines(rows) if given.json else as_markdown(rows))


def measured(options: Options) -> Iterator[Row]:
    """Measure everything, or with `quick` one seed with less learning; the treebank with `--data` only."""
    torch.set_num_threads(1)
    seeds = range(1 if options.quick else options.seeds)
    if options.wants(SPEED):
        yield from speed_rows(quick=options.quick)
    if options.wants(SONGS):
        yield from song_rows(seeds=seeds, quick=options.quick)
    if options.data is not None and options.wants(TREEBANK):
        yield from treebank_rows(options.data, seeds=seeds, quick=options.quick)
    if options.data is not None and options.wants(SPAN_WORK) and not options.quick:
        yield from span_rows(options.data, seeds=seeds)


if __name__ == "__main__":
    main()
