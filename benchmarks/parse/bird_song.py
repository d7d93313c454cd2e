"""Bits per syllable of held-out songs: what recovered motifs say about label sequences, beside n-grams and byte pairs.

Songs are drawn into five folds (whole recordings, or for the one long recording whole songs); smoothing, and the
number of merges, are chosen by three folds inside the songs that are learned from. Motifs are recovered from those
songs alone, labels and gaps, as `coincide parse` does. All models code the end of a song, too.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.options import say
from benchmarks.parse.compression import (
    SMOOTHINGS,
    ContextModel,
    as_tokens,
    byte_pairs,
    inside_motifs,
    last_syllables,
)
from benchmarks.table import Row
from coincide.parse.lexicon import Lexicon, count_units
from coincide.parse.silence import log_gaps

WORK = "bits of bird song"
GOAL = "below bigram and byte pairs"
N_FOLDS, N_INNER = 5, 3
MERGES = (1, 2, 4, 8, 16, 32, 64)
R6PAQ_GAP_S, R6PAQ_SONGS, CANARY_SONGS = 0.5, 150, 100
"""One recording of two days has no songs of its own: silence above this ends them; the first so many are enough."""

Table = list[tuple[float, float, str]]


@dataclass(frozen=True)
class Corpus:
    """Labels of songs as numbers, and the logarithms of the gaps inside them."""

    songs: list[tuple[int, ...]]
    gaps: list[npt.NDArray[np.float64]]
    n_labels: int

    def __len__(self) -> int:
        return len(self.songs)


@dataclass(frozen=True)
class Fitted:
    """A model that has learned, and how it spells songs."""

    model: ContextModel
    spell: Callable[[list[tuple[int, ...]]], Sequence[Sequence[int]]]


Maker = Callable[[Sequence[int]], Fitted]


def bird_song_rows(data: Path, *, seeds: Sequence[int], quick: bool) -> Iterator[Row]:
    """Measure all sets of songs; with `quick` the two smallest."""
    sets: dict[str, Callable[[], Corpus]] = {
        "finch koumura0": lambda: _corpus(_tables(data / "audio" / "bf_koumura_bird0")),
        "finch gy6or6": lambda: _corpus(_tables(data / "audio" / "bf_nicholson_gy6or6")),
        "finch r6paq b06": lambda: _corpus(_split(_csv(data / "sequences" / "bf_r6paq" / "b06.csv"))[:R6PAQ_SONGS]),
        "canary M1": lambda: _corpus(_audacity_tables(data / "sequences" / "canary_M1")[:CANARY_SONGS]),
    }
    for name in list(sets)[:2] if quick else sets:
        say(f"{WORK}: {name}")
        yield from _rows(f"{WORK}, {name}", sets[name](), seeds)


def _rows(work: str, corpus: Corpus, seeds: Sequence[int]) -> Iterator[Row]:
    bits = [_bits(corpus, seed) for seed in seeds]
    means = {name: float(np.mean([each[name] for each in bits])) for name in bits[0]}
    for ours in ("motifs, last two", "motifs, last one"):
        spread = float(np.std([each[ours] for each in bits]))
        for peer in ("unigram", "bigram", "trigram", "byte pairs, unigram", "byte pairs, bigram"):
            metric = f"bits per syllable: {ours}"
            yield Row(work, metric, means[ours], spread, len(bits), peer, means[peer], GOAL)


def _bits(corpus: Corpus, seed: int) -> dict[str, float]:
    order = np.random.default_rng(seed).permutation(len(corpus))
    folds = np.array_split(order, min(N_FOLDS, len(corpus)))
    total: dict[str, float] = {}
    for fold in folds:
        known = [int(song) for song in order if song not in set(fold.tolist())]
        for name, makers in _ways(corpus).items():
            cost = _cost(corpus, makers, known, fold.tolist())
            total[name] = total.get(name, 0.0) + cost
    n_syllables = sum(map(len, corpus.songs))
    return {name: cost / n_syllables for name, cost in total.items()}


def _ways(corpus: Corpus) -> dict[str, list[Maker]]:
    """Models by name; of several makers the best on the songs that are known counts."""
    found: dict[tuple[int, ...], list[tuple[int, ...]]] = {}

    def motifs(known: Sequence[int]) -> list[tuple[int, ...]]:
        key = tuple(known)
        if key not in found:
            lexicon = Lexicon([corpus.songs[each] for each in key], [corpus.gaps[each] for each in key])
            found[key] = list(count_units(lexicon.find_units()))
        return found[key]

    def ngram(order: int) -> Maker:
        return lambda known: _fitted(corpus, known, ContextModel(last_syllables(order), corpus.n_labels + 1), [])

    def with_motifs(order: int) -> Maker:
        return lambda known: _fitted(
            corpus, known, ContextModel(inside_motifs(motifs(known), order), corpus.n_labels + 1), []
        )

    def pairs(order: int, n_merges: int) -> Maker:
        def make(known: Sequence[int]) -> Fitted:
            merges = byte_pairs([corpus.songs[each] for each in known], n_merges)
            model = ContextModel(last_syllables(order), corpus.n_labels + 1 + len(merges))
            return _fitted(corpus, known, model, merges)

        return make

    return {
        "unigram": [ngram(1)],
        "bigram": [ngram(2)],
        "trigram": [ngram(3)],
        "byte pairs, unigram": [pairs(1, n_merges) for n_merges in MERGES],
        "byte pairs, bigram": [pairs(2, n_merges) for n_merges in MERGES],
        "motifs, last one": [with_motifs(2)],
        "motifs, last two": [with_motifs(3)],
    }


def _fitted(corpus: Corpus, known: Sequence[int], model: ContextModel, merges: list[tuple[int, int]]) -> Fitted:
    def spell(songs: list[tuple[int, ...]]) -> Sequence[Sequence[int]]:
        return as_tokens(songs, merges, first=corpus.n_labels)

    model.learn(spell([corpus.songs[each] for each in known]))
    return Fitted(model, spell)


def _cost(corpus: Corpus, makers: list[Maker], known: list[int], held_out: list[int]) -> float:
    """Bits of the held-out songs, with what is best among the known ones."""
    folds = np.array_split(np.array(known), min(N_INNER, len(known)))
    tried: list[tuple[float, int, int]] = []
    for number, make in enumerate(makers):
        costs = np.zeros(len(SMOOTHINGS))
        for fold in folds:
            inside = set(fold.tolist())
            fitted = make([song for song in known if song not in inside])
            costs += _of(fitted, [corpus.songs[song] for song in fold])
        tried.append((float(costs.min()), number, int(costs.argmin())))
    _, number, smoothing = min(tried)
    fitted = makers[number](known)
    return float(fitted.model.bits(fitted.spell([corpus.songs[song] for song in held_out]), SMOOTHINGS[smoothing]))


def _of(fitted: Fitted, songs: list[tuple[int, ...]]) -> npt.NDArray[np.float64]:
    spelled = fitted.spell(songs)
    return np.array([fitted.model.bits(spelled, smoothing) for smoothing in SMOOTHINGS])


def _corpus(tables: list[Table]) -> Corpus:
    labels = sorted({label for table in tables for _, _, label in table})
    number = {label: place for place, label in enumerate(labels)}
    times = [np.array([(onset, offset) for onset, offset, _ in table]) for table in tables]
    return Corpus(
        [tuple(number[label] for _, _, label in table) for table in tables],
        [log_gaps(each[:, 0], each[:, 1]) for each in times],
        len(labels),
    )


def _tables(folder: Path) -> list[Table]:
    return [_csv(path) for path in sorted(folder.rglob("*.csv"))]


def _csv(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(float(row["onset_s"]), float(row["offset_s"]), row["label"]) for row in csv.DictReader(file)]
    return [row for row in rows if row[2] != "x"]


def _audacity_tables(folder: Path) -> list[Table]:
    tables: list[Table] = []
    for path in sorted(folder.glob("*.txt")):
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
        table = [(float(row[0]), float(row[1]), row[2]) for row in rows if row[2] != "SIL"]
        tables += [table] if len(table) > 1 else []
    return tables


def _split(table: Table) -> list[Table]:
    """Cut a recording of days at its silences."""
    gaps = log_gaps(np.array([row[0] for row in table]), np.array([row[1] for row in table]))
    cuts = [0, *(np.flatnonzero(gaps > math.log(R6PAQ_GAP_S)) + 1).tolist(), len(table)]
    return [table[a:b] for a, b in pairwise(cuts) if b - a > 1]
