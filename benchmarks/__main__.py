"""Runs a benchmark by name and prints its table."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.leads import as_leads_markdown
from benchmarks.options import Options
from benchmarks.page import write_into
from benchmarks.table import Row, as_json_lines, as_markdown
from coincide.errors import CoincideError


@dataclass(frozen=True)
class Subject:
    """One benchmark.

    Attributes
    ----------
    folders : what --data must hold for it.
    table : its rows as Markdown.
    """

    text: str
    folders: tuple[str, ...] = ()
    table: Callable[[Sequence[Row]], str] = as_markdown


DOCS = Path(__file__).parents[1] / "docs"

SUBJECTS = {
    "learn": Subject(
        "the main job: detection, categories, retrieval, CPU time, memory; beside textbook baselines", ("audio",)
    ),
    "events": Subject("are calls found without a setting: whales to bats in hum, fan, wind and rain", ("audio",)),
    "folders": Subject(
        "folders of every shape: categories, NMI, mAP beside log-mel + PCA + k-means, the worst first",
        ("audio",),
        table=as_leads_markdown,
    ),
    "labels": Subject(
        "how far a few labels go: accuracy, typed F1, label reduction; beside random labels on four ways", ("audio",)
    ),
    "parse": Subject(
        "motifs and songs of scenes, bits of bird song, trees of networks; beside plain trees",
        ("audio", "sequences"),
    ),
    "web": Subject("the app: routes, soak of 200 clients, pages and the live page in a browser, 50,000 events"),
    "survey": Subject("surveys: coverage of intervals, errors of counts, summaries of a million events"),
    "scale": Subject("large archives: a catalog of a million events, and what more workers bring"),
    "live": Subject("the live page: names, teaching beside logistic regression, how soon it is ready", ("images",)),
    "faults": Subject("attacks: damaged files, failing disks, power cuts, kills, hostile requests, very large folders"),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(SUBJECTS), help="which benchmark")
    parser.add_argument("--list", action="store_true", help="list the benchmarks")
    parser.add_argument("--quick", action="store_true", help="a part of it, within 5 minutes on 2 cores")
    parser.add_argument("--data", type=Path, help="folder with the data sets that are not bundled")
    parser.add_argument("--seeds", type=int, default=3, help="number of seeds")
    parser.add_argument("--only", help="only works whose name holds this text")
    parser.add_argument("--json", action="store_true", help="one line of JSON per row")
    parser.add_argument("--out", type=Path, help="also write the table as Markdown to this file, as it grows")
    parser.add_argument("--write", action="store_true", help="also write the table into the page of docs that shows it")
    parser.add_argument("--pictures", type=Path, help="also draw pictures into this folder (labels)")
    given = parser.parse_args()
    if given.list or given.name is None:
        print("\n".join(f"{name}: {subject.text}" for name, subject in sorted(SUBJECTS.items())))
        return
    data: Path | None = given.data
    missing = [] if data is None else [each for each in SUBJECTS[given.name].folders if not (data / each).is_dir()]
    if missing:
        parser.error(
            f"--data must be a folder with the data sets in its `{missing[0]}`, got `{data}`; see docs/benchmarks.md"
        )
    if given.write and given.quick:
        parser.error("pages show whole runs: leave out `--quick` or `--write`")
    module = importlib.import_module(f"benchmarks.{given.name}")
    options = Options(data=data, seeds=given.seeds, quick=given.quick, only=given.only, pictures=given.pictures)
    try:
        rows = _collected(module.run(options), table=SUBJECTS[given.name].table, out=given.out)
        if given.write:
            pages = sorted(DOCS.rglob("*.md"))
            write_into(pages, given.name, rows, table=SUBJECTS[given.name].table, only=given.only)
    except CoincideError as cause:
        parser.error(str(cause))
    print(as_json_lines(rows) if given.json else SUBJECTS[given.name].table(rows))


def _collected(found: Iterable[Row], *, table: Callable[[Sequence[Row]], str], out: Path | None) -> list[Row]:
    """All rows; the table of those so far is in the file at any time."""
    rows: list[Row] = []
    for row in found:
        rows.append(row)
        if out is not None:
            out.write_text(table(rows) + "\n", encoding="utf-8")
    return rows


if __name__ == "__main__":
    main()
