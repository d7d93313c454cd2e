"""Our lead over each peer at equal recall, on all data sets in one table: `scripts/bench leads`.

All have their defaults, or for peers without any what is customary; only the effort of a search is varied, and the
smallest that reaches a recall counts, without interpolation. Peers and ours take turns in one process, with one thread.
The picture of recall against speed is drawn from the same searches.

- `datasets`: the vectors.
- `measure`: the smallest efforts, and the times of searches with them.
- `page`: the table, worst lead first.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.leads.datasets import lead_sets
from benchmarks.leads.measure import lead_rows
from benchmarks.options import Options
from benchmarks.search.picture import write_picture
from benchmarks.search.sweep import Curve
from benchmarks.table import Row
from benchmarks.timing import use_one_thread


def run(options: Options) -> Iterator[Row]:
    """Measure on each data set; with `quick`, on fewer vectors."""
    use_one_thread()
    panels: dict[str, dict[str, Curve]] = {}
    for dataset in lead_sets(options):
        rows, panels[dataset.name] = lead_rows(dataset)
        if options.pictures is not None:
            write_picture(options.pictures / "search_recall_speed.svg", panels)
        yield from rows
