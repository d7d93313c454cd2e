"""Nearest-neighbor errors on a folder of UCR data sets: `scripts/bench ucr --data FOLDER`.

FOLDER holds the sets, or holds them in its `ucr`. Errors stand beside the published ones; a set that cannot be used is
named with the reason.

- `reader`: the files, and the normalization.
- `published`: the published errors and bands.
- `measure`: one set.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.options import Options, say
from benchmarks.table import Row
from benchmarks.timing import use_one_thread
from benchmarks.ucr.measure import set_rows
from benchmarks.ucr.reader import SeriesSet, read_set, training_files
from coincide_smallworld.errors import InputError

# With `quick` a band is learned only where that takes a second or so.
_QUICK_CELLS = 5e8
_QUICK_TEST_CELLS = 2e10


def run(options: Options) -> Iterator[Row]:
    """Measure every set, or with `quick` the smaller ones."""
    use_one_thread()
    if options.data is None:
        raise InputError("expected a folder of UCR data sets, got none. Name it with --data FOLDER.")
    folder = options.data / "ucr" if (options.data / "ucr").is_dir() else options.data
    files = list(training_files(folder))
    if not files:
        raise InputError(f"expected files such as NAME_TRAIN.tsv.gz below `{folder}`, found none.")
    for name, path in files:
        if not options.wants(name):
            continue
        try:
            data = read_set(name, path)
        except InputError as cause:
            say(f"{name} is left out: {cause}")
            continue
        yield from _rows(data, options)


def _rows(data: SeriesSet, options: Options) -> list[Row]:
    n, cells = len(data.train), float(data.longest) ** 2
    if options.quick and n * len(data.test) * cells > _QUICK_TEST_CELLS:
        say(f"{data.name} is left out: too large for --quick")
        return []
    say(f"{data.name}: {n} and {len(data.test)} series of length {data.longest}{', raw' if data.was_raw else ''}")
    if not data.has_equal_lengths:
        say(f"{data.name}: series differ in length, so there is no Euclidean distance")
    return set_rows(data, learns_band=not options.quick or n * n * cells <= _QUICK_CELLS)
