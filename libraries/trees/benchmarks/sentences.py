"""Sentences of a treebank with vectors for their words: articles are split, so that no test article was learned from.

A word is what the vectors say of it (GloVe, 50 dimensions, lowercase; zeros for words that they lack), how it is
written, and how it begins and ends, the letters hashed to a few hundred places. Names of genes are mostly unknown to
the vectors; how they are written tells them. Guesses of parts of speech stand beside, see `tags`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.tags import guessed_tags
from coincide_trees import Sentence, Tree, read_treebank, sentence

MAX_WORDS = 20
N_TEST, N_HELD_OUT = 5, 2
"""Articles of 28; the rest are learned from."""
_N_PLACES = 256
_ENDINGS = (1, 2, 3, 4)
_SHAPES: tuple[Callable[[str], bool], ...] = (
    lambda word: word[:1].isupper(),
    lambda word: word.isupper(),
    lambda word: word.islower(),
    lambda word: word[:1].islower() and not word.islower(),
    lambda word: any(letter.isdigit() for letter in word),
    lambda word: word.replace(".", "").replace(",", "").isdigit(),
    lambda word: not any(letter.isalnum() for letter in word),
    lambda word: len(word) == 1,
    lambda word: len(word) > 9,
    lambda word: not word.isascii(),
)

Words = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Part:
    """Sentences side by side with their vectors (words, dim)."""

    trees: list[Tree]
    vectors: list[NDArray[np.float32]]

    def up_to(self, n_words: int) -> Part:
        """Those of at most so many words."""
        kept = [number for number, tree in enumerate(self.trees) if tree.n_leaves <= n_words]
        return Part([self.trees[number] for number in kept], [self.vectors[number] for number in kept])


@dataclass(frozen=True)
class Treebank:
    """Articles to learn from, to choose by, and to test on; test and choice have sentences up to 20 words.

    Attributes
    ----------
    tag_accuracy : share of right guesses among the tags of the articles to learn from.
    """

    learned: Part
    held_out: Part
    test: Part
    tag_accuracy: float

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels of nodes; the empty one for steps on the way to flat nodes."""
        found = {label for part in (self.learned, self.held_out) for tree in part.trees for label in tree.labels}
        return ("", *sorted(found - {""}))


def read_articles(data: Path, *, seed: int, longest: int = MAX_WORDS) -> Treebank:
    """Read the treebank, and split its articles by lot.

    Parameters
    ----------
    longest : words of the longest sentence to learn from; the others are limited to 20.
    """
    words = read_words(data / "ann" / "glove50")
    files = sorted((data / "trees" / "craft").glob("*.tree"))
    order = [files[number] for number in np.random.default_rng(seed).permutation(len(files))]
    articles = [_sentences(path) for path in order]
    n_unknown = N_TEST + N_HELD_OUT
    vectors = [[vectors_of(one.tree, words) for one in article] for article in articles]
    tags = [[one.tags for one in article] for article in articles[n_unknown:]]
    learned, unknown, accuracy = guessed_tags(vectors[n_unknown:], tags, vectors[:n_unknown], seed=seed)
    parts = [
        Part([one.tree for one in article], [np.hstack(both) for both in zip(known, guessed, strict=True)])
        for article, known, guessed in zip(articles, vectors, [*unknown, *learned], strict=True)
    ]
    return Treebank(
        _joined(parts[n_unknown:]).up_to(longest),
        _joined(parts[N_TEST:n_unknown]).up_to(MAX_WORDS),
        _joined(parts[:N_TEST]).up_to(MAX_WORDS),
        accuracy,
    )


def read_words(folder: Path) -> Words:
    """Vectors by lowercase word, standardized together."""
    found: dict[str, NDArray[np.float32]] = {}
    for name in ("base", "queries"):
        spelled = {"base": "base_words.txt", "queries": "query_words.txt"}[name]
        vectors = np.load(folder / f"{name}.npy").astype(np.float32)
        found.update(zip((folder / spelled).read_text(encoding="utf-8").split("\n"), vectors, strict=False))
    spread = float(np.std(np.stack(list(found.values()))))
    return {word: vector / spread for word, vector in found.items()}


def vectors_of(tree: Tree, words: Words) -> NDArray[np.float32]:
    """Vectors (words, dim) of a sentence."""
    return np.stack([word_vector(word, words) for word in tree.leaves])


def word_vector(word: str, words: Words) -> NDArray[np.float32]:
    """What is known of one word."""
    lower = word.lower()
    nothing = np.zeros(len(next(iter(words.values()))), dtype=np.float32)
    known = words.get(lower, nothing)
    shape = np.array([lower in words, *(is_so(word) for is_so in _SHAPES)], dtype=np.float32)
    places = np.zeros(_N_PLACES, dtype=np.float32)
    for piece in _pieces(lower):
        places[zlib.crc32(piece.encode("utf-8")) % _N_PLACES] = 1.0
    return np.concatenate([known, shape, places])


def _pieces(word: str) -> list[str]:
    """The word, its beginnings and endings, digits alike."""
    plain = "".join("0" if letter.isdigit() else letter for letter in word)
    return [plain, *(f"{plain[-n:]}>" for n in _ENDINGS), *(f"<{plain[:n]}" for n in (1, 3))]


def _sentences(path: Path) -> list[Sentence]:
    read = [sentence(tree) for tree in read_treebank(path)]
    return [one for one in read if one is not None and one.tree.n_leaves > 1]


def _joined(parts: list[Part]) -> Part:
    return Part([tree for part in parts for tree in part.trees], [one for part in parts for one in part.vectors])
