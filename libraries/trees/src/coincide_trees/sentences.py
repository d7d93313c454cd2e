"""Trees of plain sentences: words get vectors, an autoencoder learns from all sentences of a file, and parses them.

Every word has its own direction, the same in every file, so that nothing but the words' company is learned from. That
is little: trees of a page of text show how the parser works, and no grammar (`docs/benchmarks.md`, on a treebank).
"""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coincide_trees.decoders.decoding import parse_batch
from coincide_trees.errors import FileError
from coincide_trees.fitting.course import Pace
from coincide_trees.fitting.reconstruction import fit_autoencoder
from coincide_trees.models.autoencoder import RecursiveAutoencoder
from coincide_trees.models.protocol import Merger
from coincide_trees.tree import Tree

DIM = 32


def read_sentences(path: Path) -> list[list[str]]:
    """Read one sentence a line, words apart by blanks.

    Raises
    ------
    FileError : it is no UTF-8 text, or holds no word.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as cause:
        raise FileError(f"expected UTF-8 text, one sentence a line, got something else in `{path}`: {cause}.") from None
    if "\0" in text:
        raise FileError(
            f"expected UTF-8 text, one sentence a line, got bytes that are no text in `{path}`. Save pictures as PNG, "
            "and a video as one of its frames."
        )
    sentences = [line.split() for line in text.splitlines() if line.strip()]
    if not sentences:
        raise FileError(f"expected at least one sentence in `{path}`, got none. Write one per line.")
    return sentences


def word_vectors(words: list[str], *, dim: int = DIM) -> NDArray[np.float32]:
    """Give each word a random direction of its own, the same wherever it occurs: (words, dim)."""
    drawn = [np.random.default_rng(zlib.crc32(word.lower().encode())).standard_normal(dim) for word in words]
    return np.stack([vector / np.linalg.norm(vector) for vector in drawn]).astype(np.float32)


def parse_sentences(
    sentences: list[list[str]], model: Merger | None = None, *, n_epochs: int = 30, seed: int = 0
) -> list[Tree]:
    """Parse sentences; without a model, an unfolding autoencoder learns first, from those of two words or more."""
    vectors = [word_vectors(words, dim=DIM if model is None else model.dim) for words in sentences]
    if model is None:
        model = RecursiveAutoencoder(DIM, is_unfolding=True, seed=seed)
        joined = [each for each in vectors if len(each) > 1]
        if joined:
            fit_autoencoder(model, joined, pace=Pace(n_epochs=n_epochs), seed=seed)
    return parse_batch(vectors, model, names=sentences)
