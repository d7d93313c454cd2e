"""Motifs and songs, measured: `scripts/bench parse`. Trees of networks are measured by `scripts/bench trees`.

- `scene`, `bundled_scene`, `sung_scenes`: motifs and songs of the bundled scene, and of generated ones.
- `learned_trees`: what networks that learn without labels make of the bundled scene.
- `bird_song`: bits per syllable of held-out songs of finches and a canary.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch

from benchmarks.options import Options
from benchmarks.parse.bird_song import WORK as BIRD_SONG
from benchmarks.parse.bird_song import bird_song_rows
from benchmarks.parse.learned_trees import WORK as LEARNED_TREES
from benchmarks.parse.learned_trees import learned_tree_rows
from benchmarks.parse.scene import WORK as SCENE
from benchmarks.parse.scene import scene_rows
from benchmarks.table import Row


def run(options: Options) -> Iterator[Row]:
    """Measure everything, or with `quick` one seed with less learning; birds with `--data` only."""
    torch.set_num_threads(1)
    seeds = range(1 if options.quick else options.seeds)
    if options.wants(SCENE):
        yield from scene_rows(seeds=seeds, quick=options.quick)
    if options.wants(LEARNED_TREES):
        yield from learned_tree_rows(seeds=seeds)
    if options.data is not None and options.wants(BIRD_SONG):
        yield from bird_song_rows(options.data, seeds=seeds, quick=options.quick)
