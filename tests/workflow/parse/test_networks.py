"""Trees by networks that learn on songs."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.errors import NothingFoundError
from coincide.parse.structure import EventSequence
from coincide.workflow.parse.networks import NetworkTrees, TreeKind, network_trees
from coincide.workflow.progress import Silent

pytestmark = pytest.mark.slow
MOTIFS = ((0, 1, 2), (3, 4))
SONGS = ((0, 1), (1, 0), (0, 0, 1), (1, 1))


def _sung(n_songs: int = 16, *, seed: int = 0) -> tuple[EventSequence, np.ndarray]:
    """A row of songs of two motifs, with a vector for each event."""
    rng = np.random.default_rng(seed)
    categories, onsets, now_s = list[int](), list[float](), 0.0
    for number in range(n_songs):
        for motif in SONGS[number % len(SONGS)]:
            for category in MOTIFS[motif]:
                categories.append(category)
                onsets.append(now_s)
                now_s += 0.2 + rng.uniform(0.05, 0.1)
            now_s += rng.uniform(0.3, 0.4)
        now_s += rng.uniform(3, 4)
    vectors = np.eye(8, dtype=np.float32)[categories] + rng.normal(0, 0.05, (len(categories), 8)).astype(np.float32)
    times = np.array(onsets)
    return EventSequence(categories, times, times + 0.2), vectors


def _by(kind: TreeKind, *, seed: int = 0) -> NetworkTrees:
    sequence, vectors = _sung()
    return network_trees([sequence], [vectors], kind, seed=seed, progress=Silent())


@pytest.fixture(scope="module")
def by_grammar() -> NetworkTrees:
    return _by("grammar")


def test_a_grammar_repeats_the_motifs_that_it_learned_from(by_grammar: NetworkTrees) -> None:
    truth = [motif for number in range(16) for motif in SONGS[number % len(SONGS)]]
    sizes = [stop - first for first, stop in (part.span for part in by_grammar.structures[0].motifs)]
    assert sizes == [len(MOTIFS[motif]) for motif in truth]


def test_a_grammar_is_measured_on_songs_that_it_has_not_seen(by_grammar: NetworkTrees) -> None:
    assert "; it finds 6 of 6 motifs in 3 held-out songs" in by_grammar.gauge


def test_others_stand_beside_a_network(by_grammar: NetworkTrees) -> None:
    assert list(by_grammar.recurring) == ["grammar", "songs", "right-branching", "balanced", "random"]


def test_an_autoencoder_makes_a_motif_of_every_event_it_leaves_alone() -> None:
    found = _by("autoencoder").structures[0]
    assert sum(stop - first for first, stop in (part.span for part in found.motifs)) == len(_sung()[0].categories)


def test_equal_seeds_make_equal_trees(by_grammar: NetworkTrees) -> None:
    assert _by("grammar") == by_grammar


def test_songs_of_one_event_teach_nothing() -> None:
    lonely = EventSequence([0], np.zeros(1), np.ones(1))
    with pytest.raises(NothingFoundError, match="expected a song of at least two events to learn trees from"):
        network_trees([lonely], [np.zeros((1, 4), np.float32)], "grammar", seed=0, progress=Silent())
