"""Parse trees, measured: `scripts/bench parse`.

F1 is of unlabeled brackets over the whole test set in percent, without trivial ones (the whole, single leaves, the same
span twice); beside each stands what trees reach that know nothing: right-branching, left-branching, balanced, random.

- `scores`: F1, plain trees, rows.
- `synthetic_grammar`: a grammar drawn by seed, songs with known trees, and the likeliest tree of the true grammar.
- `songs`: what is learned from these songs.
- `sentences`, `tags`: words of a treebank as vectors, articles apart.
- `treebank`: what is learned from its sentences.
- `per_node`, `original`: a loop over nodes, and the recursion of the original post.
- `speed`: time beside these.
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
from benchmarks.parse.songs import WORK as SONGS
from benchmarks.parse.songs import song_rows
from benchmarks.parse.speed import WORK as SPEED
from benchmarks.parse.speed import speed_rows
from benchmarks.parse.treebank import SPAN_WORK, span_rows, treebank_rows
from benchmarks.parse.treebank import WORK as TREEBANK
from benchmarks.table import Row


def run(options: Options) -> Iterator[Row]:
    """Measure everything, or with `quick` one seed with less learning; treebank and birds with `--data` only."""
    torch.set_num_threads(1)
    seeds = range(1 if options.quick else options.seeds)
    if options.wants(SPEED):
        yield from speed_rows(quick=options.quick)
    if options.wants(SONGS):
        yield from song_rows(seeds=seeds, quick=options.quick)
    if options.wants(SCENE):
        yield from scene_rows(seeds=seeds, quick=options.quick)
    if options.wants(LEARNED_TREES):
        yield from learned_tree_rows(seeds=seeds)
    if options.data is not None and options.wants(BIRD_SONG):
        yield from bird_song_rows(options.data, seeds=seeds, quick=options.quick)
    if options.data is not None and options.wants(TREEBANK):
        yield from treebank_rows(options.data, seeds=seeds, quick=options.quick)
    if options.data is not None and options.wants(SPAN_WORK) and not options.quick:
        yield from span_rows(options.data, seeds=seeds)
