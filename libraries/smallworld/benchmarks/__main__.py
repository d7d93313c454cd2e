"""Runs a benchmark by name and prints its table."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.leads.page import as_leads
from benchmarks.options import Options
from benchmarks.table import Row, as_json_lines, as_markdown, as_wide_markdown
from coincide_smallworld.errors import SmallWorldError


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


SUBJECTS = {
    "search": Subject(
        "the index on vectors: speed at equal recall, build, memory, growth; beside hnswlib and others",
        ("audio", "ann"),
    ),
    "leads": Subject(
        "our lead over each index at equal recall, on all data sets: one table, worst first",
        ("audio", "ann"),
        table=as_leads,
    ),
    "cases": Subject(
        "filters, inner products, queries far from all vectors, replaced vectors; beside faiss and hnswlib",
        ("ann",),
    ),
    "dtw": Subject(
        "nearest series under dynamic time warping, exact and by graph; beside wildboar and others", ("audio", "ucr")
    ),
    "subsequence": Subject(
        "where a query occurs in a long series under dynamic time warping, beside the UCR suite in C", ("audio",)
    ),
    "ucr": Subject(
        "nearest-neighbor errors on a folder of UCR data sets (--data), beside the published ones",
        table=as_wide_markdown,
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(SUBJECTS), help="which benchmark")
    parser.add_argument("--list", action="store_true", help="list the benchmarks")
    parser.add_argument("--quick", action="store_true", help="a part of it, within 5 minutes on 2 cores")
    parser.add_argument("--data", type=Path, help="folder with the data sets that are not bundled")
    parser.add_argument("--only", help="only benchmarks whose name contains this text")
    parser.add_argument("--json", action="store_true", help="one line of JSON per row")
    parser.add_argument("--out", type=Path, help="also write the table as Markdown to this file, as it grows")
    parser.add_argument("--pictures", type=Path, help="also draw pictures into this folder (leads)")
    given = parser.parse_args()
    if given.list or given.name is None:
        print("\n".join(f"{name}: {subject.text}" for name, subject in sorted(SUBJECTS.items())))
        return
    if given.data is not None:
        for folder in SUBJECTS[given.name].folders:
            if not (given.data / folder).is_dir():
                parser.error(
                    f"--data must be a folder with the data sets in its `{folder}`, got `{given.data}`; "
                    "see docs/benchmarks.md"
                )
    module = importlib.import_module(f"benchmarks.{given.name}")
    options = Options(data=given.data, quick=given.quick, only=given.only, pictures=given.pictures)
    try:
        rows = _collected(module.run(options), table=SUBJECTS[given.name].table, out=given.out)
    except SmallWorldError as cause:
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
