"""A speaker who was never heard: learned and labeled on five, named on the sixth.

The clips of the sixth are centered by their own mean and named together, like a folder of new recordings. That uses no
label.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.labels.datasets import SPEAKERS, digits_without, fsdd
from benchmarks.labels.learned import Library, embed_clips, picture_clips
from benchmarks.labels.network import ScratchSettings, name_by_network
from benchmarks.labels.rows import mean_row
from benchmarks.options import say
from benchmarks.table import Row
from coincide.label.logistic import standardize
from coincide.workflow.evaluate.labels_split import Split
from coincide.workflow.evaluate.labels_ways import name_by_questions, name_by_random

BUDGETS = (20, 100)
OURS, EMBEDDING, NETWORK = "tree", "random: our embedding", "random: network from scratch"
WORK, GOAL = "digits alone, a speaker never heard", "≥ .93"


def individual_rows(library: Library, data: Path, *, seeds: Sequence[int], n_speakers: int | None) -> list[Row]:
    """Average over all speakers or the first few, seed by seed."""
    speakers = SPEAKERS[:n_speakers]
    scores = {seed: [_measure(library, data, speaker, seed) for speaker in speakers] for seed in seeds}
    rows: list[Row] = []
    for column, budget in enumerate(BUDGETS):
        means = {
            way: [float(np.mean([one[way][column] for one in per_speaker])) for per_speaker in scores.values()]
            for way in (OURS, EMBEDDING, NETWORK)
        }
        goal = GOAL if budget == BUDGETS[0] else ""
        for way in (EMBEDDING, NETWORK):
            metric = f"accuracy, {budget} labels"
            rows.append(mean_row(WORK, metric, means[OURS], goal=goal, against=way, peer=means[way]))
    for place, speaker in enumerate(speakers):
        values = [per_speaker[place][OURS][0] for per_speaker in scores.values()]
        rows.append(mean_row(WORK, f"accuracy, {BUDGETS[0]} labels: {speaker}", values))
    return rows


def _measure(library: Library, data: Path, speaker: str, seed: int) -> dict[str, list[float]]:
    learned = library.learned(digits_without(data, speaker), seed)
    say(f"naming the digits of {speaker}, seed {seed}")
    outside = sorted(fsdd(data).glob(f"*_{speaker}_*.wav"))
    n_inside = len(learned.truth.rows)
    names = np.concatenate([learned.truth.names, np.array([path.stem[0] for path in outside])])
    split = Split(np.arange(n_inside), np.arange(n_inside, len(names)))
    embeddings = np.concatenate([learned.embeddings, embed_clips(learned, outside, is_known_place=False)])
    patches = np.concatenate([learned.patches(), picture_clips(learned, outside)])
    n_steps = ScratchSettings().n_steps
    named = {
        OURS: name_by_questions(OURS, embeddings, names, split, budgets=BUDGETS, seed=seed, of_one_place=True),
        EMBEDDING: name_by_random(standardize(embeddings), names, split, budgets=BUDGETS, seed=seed),
        NETWORK: name_by_network(patches, names, split, budgets=BUDGETS, n_steps=n_steps, seed=seed),
    }
    return {way: [float((guess == names[split.scored]).mean()) for guess in guesses] for way, guesses in named.items()}
