"""Trees by networks that learn on the events of a catalog: `coincide parse --trees autoencoder` or `grammar`.

Songs are separated by silence, as ever; inside a song a network joins the events. It reads their embeddings, and the
silence before and after each. The autoencoder learns from the songs alone. The grammar learns from the motifs that the
shortest description finds: it can repeat them for songs that it has not seen, and at best equal them. A fifth of the
songs is held out to see how far it does.

The seed decides everything, except that learning ends after two minutes wherever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from coincide_trees import Tree, balanced, random_tree, right_branching
from numpy.typing import NDArray

from coincide.errors import NothingFoundError
from coincide.parse.constituents import named_motifs, recurring_share, row_of, songs_in, structures_of
from coincide.parse.silence import log_gaps
from coincide.parse.structure import MOTIF, EventSequence, Owner, Structure, find_structure
from coincide.seeds import derive, generator
from coincide.workflow.progress import Progress

if TYPE_CHECKING:
    from coincide_trees import Course, Pace

TreeKind = Literal["songs", "autoencoder", "grammar"]
SONGS: TreeKind = "songs"
KINDS: tuple[TreeKind, ...] = ("songs", "autoencoder", "grammar")
_N_STEPS, _MAX_EPOCHS, _BATCH, _MAX_SECONDS = 400, 200, 32, 120.0
_LEAST_HELD_OUT = 10
"""With fewer songs none is held out."""
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NetworkTrees:
    """What a network made of all songs.

    Attributes
    ----------
    structures : of each sequence, as `find_structure` returns them.
    gauge : whether it has learned anything, in words.
    recurring : share of the nodes of trees whose row of categories recurs, by who made the trees.
    """

    structures: list[Structure]
    gauge: str
    recurring: Mapping[str, float]


def network_trees(
    sequences: Sequence[EventSequence],
    embeddings: Sequence[Vectors],
    kind: TreeKind,
    *,
    seed: int,
    progress: Progress,
) -> NetworkTrees:
    """Let a network learn on songs, and parse them.

    Parameters
    ----------
    embeddings : of the events of each sequence, (n, dim).

    Raises
    ------
    NothingFoundError : no song has two events.
    """
    default = find_structure(sequences)
    songs = songs_in(default)
    inputs = _inputs(sequences, embeddings, songs)
    if not any(len(vectors) > 1 for vectors in inputs):
        raise NothingFoundError(
            "expected a song of at least two events to learn trees from, found none. Use `--trees songs`, or add "
            "recordings."
        )
    learned = _autoencoder if kind == "autoencoder" else _grammar
    truths = [_motif_tree(default, song) for song in songs]
    trees, gauge = learned(inputs, truths, seed=seed, progress=progress)
    rows = [row_of(sequences, song) for song in songs]
    recurring = {kind: recurring_share(trees, rows), SONGS: recurring_share(truths, rows)}
    for name, plain in plain_trees(songs, seed=seed).items():
        recurring[name] = recurring_share(plain, rows)
    return NetworkTrees(structures_of(sequences, songs, trees), gauge, recurring)


def other_structures(sequences: Sequence[EventSequence], *, seed: int) -> dict[str, list[Structure]]:
    """What stands beside a network: the shortest description, and trees that know nothing of their events."""
    default = find_structure(sequences)
    songs = songs_in(default)
    plain = {name: structures_of(sequences, songs, trees) for name, trees in plain_trees(songs, seed=seed).items()}
    return {SONGS: default, **plain}


def plain_trees(songs: Sequence[Owner], *, seed: int) -> dict[str, list[Tree]]:
    """Trees over songs by rules that know nothing of their events."""
    names = [[str(place) for place in range(stop - first)] for _, (first, stop) in songs]
    rng = generator(seed, "random trees")
    return {
        "right-branching": [right_branching(each) for each in names],
        "balanced": [balanced(each) for each in names],
        "random": [random_tree(each, rng=rng) for each in names],
    }


def _autoencoder(
    inputs: Sequence[Vectors], truths: Sequence[Tree], *, seed: int, progress: Progress
) -> tuple[list[Tree], str]:
    del truths  # it learns from songs alone
    from coincide_trees import RecursiveAutoencoder, fit_autoencoder, measure_parse_gauge, parse_batch

    lessons = [vectors for vectors in inputs if len(vectors) > 1]
    model = RecursiveAutoencoder(inputs[0].shape[1], is_unfolding=True, seed=derive(seed, "weights") % 2**31)
    with _paced(progress, len(lessons)) as (pace, told):
        fit_autoencoder(model, lessons, pace=pace, seed=seed, on_epoch=told)
    return parse_batch(inputs, model), measure_parse_gauge(model, lessons).in_words()


def _grammar(
    inputs: Sequence[Vectors], truths: Sequence[Tree], *, seed: int, progress: Progress
) -> tuple[list[Tree], str]:
    from coincide_trees import NeuralGrammar, fit_grammar, measure_parse_gauge, parse_batch

    several = [number for number, vectors in enumerate(inputs) if len(vectors) > 1]
    exam, lessons = _split(several, seed)
    model = NeuralGrammar(inputs[0].shape[1], labels=["", MOTIF], seed=derive(seed, "weights") % 2**31)
    with _paced(progress, len(lessons)) as (pace, told):
        fit_grammar(
            model,
            [inputs[number] for number in lessons],
            [truths[number] for number in lessons],
            pace=pace,
            seed=seed,
            on_epoch=told,
        )
    trees = parse_batch(inputs, model)
    gauge = measure_parse_gauge(model, [inputs[number] for number in several]).in_words()
    return trees, f"{gauge}{_on_held_out(trees, truths, exam)}"


def _on_held_out(trees: Sequence[Tree], truths: Sequence[Tree], exam: Sequence[int]) -> str:
    """Say how many motifs of songs that were not learned from are found."""
    n_true = sum(len(named_motifs(truths[number])) for number in exam)
    n_found = sum(len(named_motifs(truths[number]) & named_motifs(trees[number])) for number in exam)
    return f"; it finds {n_found} of {n_true} motifs in {len(exam)} held-out songs" if exam else ""


def _split(songs: Sequence[int], seed: int) -> tuple[list[int], list[int]]:
    """Numbers of songs to hold out, and of those to learn from."""
    order: list[int] = generator(seed, "held out").permutation(songs).tolist()
    n_held_out = len(order) // 5 if len(order) >= _LEAST_HELD_OUT else 0
    return sorted(order[:n_held_out]), sorted(order[n_held_out:])


@contextmanager
def _paced(progress: Progress, n_lessons: int) -> Generator[tuple[Pace, Callable[[int, Course], None]]]:
    """How long to learn, and what to call after each epoch."""
    from coincide_trees import Pace

    n_epochs = max(5, min(_MAX_EPOCHS, _N_STEPS // -(-n_lessons // _BATCH)))
    with progress.stage("learn trees", total=n_epochs, unit="epochs") as stage:
        pace = Pace(n_epochs=n_epochs, batch_size=_BATCH, max_seconds=_MAX_SECONDS)
        yield pace, lambda _epoch, _course: stage.advance(1)


def _inputs(sequences: Sequence[EventSequence], embeddings: Sequence[Vectors], songs: Sequence[Owner]) -> list[Vectors]:
    """Embeddings of each song, and the silence before and after each event, on one scale for all songs."""
    gaps = [log_gaps(each.onsets_s, each.offsets_s) for each in sequences]
    inside = [gaps[number][first : stop - 1] for number, (first, stop) in songs]
    every = np.concatenate([*inside, np.zeros(0)])
    middle, spread = (float(every.mean()), float(every.std()) or 1.0) if len(every) else (0.0, 1.0)
    found: list[Vectors] = []
    for (number, (first, stop)), own in zip(songs, inside, strict=True):
        scaled = 0.5 * (own - middle) / spread
        sides = np.column_stack([np.append(0.0, scaled), np.append(scaled, 0.0)])
        found.append(np.column_stack([embeddings[number][first:stop], sides]).astype(np.float32))
    return found


def _motif_tree(structures: Sequence[Structure], song: Owner) -> Tree:
    """The motifs of a song, as a tree over its events."""
    number, (first, stop) = song
    spans = [part.span for part in structures[number].motifs if first <= part.span[0] and part.span[1] <= stop]
    children: list[tuple[int, ...]] = []
    n_leaves = stop - first
    top: list[int] = []
    for begin, end in spans:
        if end - begin > 1:
            children.append(tuple(range(begin - first, end - first)))
            top.append(n_leaves + len(children) - 1)
        else:
            top.append(begin - first)
    labels = [MOTIF] * len(children)
    if len(top) > 1:
        children.append(tuple(top))
        labels.append("")
    return Tree(tuple(str(place) for place in range(n_leaves)), tuple(children), tuple(labels))
