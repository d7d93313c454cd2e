"""Labels, measured: how far a few well-chosen ones go. `scripts/bench labels --data DIR`.

Answers come from the truth, as if a person gave them who never errs; each question is one action. Detected events are
named, not true ones, unless a row says that its clips are cut.

- `generated`: embeddings of kinds that were never sound.
- `answers`: whether more answers help, wrong ones, `unknown`, calibration and when to stop, on generated folders.
- `datasets`: digits alone and in noise, finch syllables in noise.
- `learned`: catalogs that several measures share.
- `efficiency`: accuracy against labels on held-out clips, and label reduction factors; beside random labels.
- `typed`: typed F1 of calls in noise.
- `individuals`: a speaker who was never heard.
- `overlaps`: calls with another call over them.
- `unlabeled`: the embedding without labels, and the time of an hour.
- `detection`: how many calls are found.
- `throughput`: recognition against real time.
- `mfcc`: the features of a baseline.
- `network`: a network trained from scratch on labels alone, another baseline.
- `picture`: the curve of the documentation.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import torch

from benchmarks.labels.answers import WORK as ANSWERS
from benchmarks.labels.answers import answer_rows
from benchmarks.labels.datasets import digits_mixed, field_sets
from benchmarks.labels.detection import detection_rows
from benchmarks.labels.efficiency import WORK as HELD_OUT
from benchmarks.labels.efficiency import efficiency_rows
from benchmarks.labels.individuals import WORK as UNHEARD
from benchmarks.labels.individuals import individual_rows
from benchmarks.labels.learned import Library
from benchmarks.labels.overlaps import WORK as OVERLAPS
from benchmarks.labels.overlaps import overlap_rows
from benchmarks.labels.picture import PICTURE, write_picture
from benchmarks.labels.throughput import throughput_rows
from benchmarks.labels.typed import typed_rows
from benchmarks.labels.unlabeled import TIMED_WORK, time_rows, unlabeled_rows
from benchmarks.labels.unlabeled import WORK as UNLABELED
from benchmarks.options import Options
from benchmarks.table import Row
from coincide.errors import InputError

N_DRAWS, N_QUICK_DRAWS = 8, 2
N_QUICK_SPEAKERS = 3
QUICK_STEPS = 600
"""Steps of learning with `--quick`; the numbers are lower then."""


def run(options: Options) -> Iterator[Row]:
    """Measure everything, or with `quick` what fits into five minutes: one seed, fewer steps, no hour of sound."""
    if options.wants(ANSWERS):
        yield from answer_rows(is_quick=options.quick)
    if options.data is None and options.only == ANSWERS:
        return
    if options.data is None:
        raise InputError("expected a folder with spoken digits and finch song, got none. Give it with `--data`.")
    torch.set_num_threads(1)
    # With few labels a fold may lack a class, and the strongest penalties stop early: both are part of choosing.
    warnings.filterwarnings("ignore", module="sklearn")
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder), n_steps=QUICK_STEPS if options.quick else None)
        yield from _measure(library, options, options.data)


def _measure(library: Library, options: Options, data: Path) -> Iterator[Row]:
    seeds = range(1 if options.quick else options.seeds)
    if options.wants(HELD_OUT):
        n_draws = N_QUICK_DRAWS if options.quick else N_DRAWS
        rows, curves = efficiency_rows(library, data, seeds=seeds, n_draws=n_draws)
        yield from rows
        if options.pictures is not None:
            write_picture(options.pictures / PICTURE, curves)
    for field_set in field_sets(data):
        if _wants(options, field_set.name, is_quick=field_set.is_quick):
            yield from typed_rows(library, field_set, seeds=seeds)
    if options.wants(UNHEARD):
        n_speakers = N_QUICK_SPEAKERS if options.quick else None
        yield from individual_rows(library, data, seeds=seeds, n_speakers=n_speakers)
    if _wants(options, OVERLAPS, is_quick=False):
        yield from overlap_rows(library, data, seeds=seeds)
    if _wants(options, UNLABELED, is_quick=False):
        yield from unlabeled_rows(library, data, seeds=seeds)
    if options.wants("detection"):
        yield from detection_rows(library, data, is_quick=options.quick)
    if _wants(options, TIMED_WORK, is_quick=False):
        yield from time_rows(library, digits_mixed(data, snr_db=10), seeds=seeds)
    if _wants(options, "recognize", is_quick=False):
        yield from throughput_rows(library.work)


def _wants(options: Options, work: str, *, is_quick: bool) -> bool:
    if options.only is not None:
        return options.wants(work)
    return is_quick or not options.quick
