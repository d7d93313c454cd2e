"""Songs with known trees: a grammar is drawn, songs are drawn from the grammar, and each note is a noisy vector.

The grammar has the levels that birds' songs have, and every level is binary, so that each song has one true tree:

- 16 notes; 10 gestures, each two different notes; 12 motifs, each a gesture with a note before or behind it, or two
  gestures. Notes belong to several gestures, gestures to several motifs: no note tells by itself where it belongs.
- 6 kinds of phrases, each of two motifs that may open and two that may close it, of which one sort repeats. Half of
  the phrases grow to the left, ((o c) c) c, and half to the right, o (o (o c)).
- A song is phrases that end in a closing motif, phrase (phrase (phrase closing)); and a phrase may be a song inside a
  song, between two notes that open and close it.

Which notes, gestures and motifs go together is drawn anew for every seed, so that nothing is tuned to one grammar. No
trivial tree is right: songs branch to the right at the top, half of the phrases to the left, and motifs to both sides.
Nor is any of them excluded: right-branching gets all that branches to the right.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.seeds import generator
from coincide_trees import Tree

N_NOTES, N_GESTURES, N_MOTIFS, N_PHRASES = 16, 10, 12, 6
DIM = 16
NOISE = 0.1
"""Standard deviation in each of the dimensions; notes have length 1, their noise 0.4."""
MIN_LEAVES, MAX_LEAVES = 5, 30
_REPEAT, _MORE_PHRASES, _NESTED = 0.4, 0.5, 0.08
_SONG = "song"


@dataclass(frozen=True)
class Rule:
    """A symbol becomes two, with a probability among the rules of that symbol."""

    parent: str
    left: str
    right: str
    probability: float


@dataclass(frozen=True)
class Song:
    """Noisy vectors (leaves, dim) and their true tree, labeled with symbols."""

    vectors: NDArray[np.float32]
    tree: Tree


@dataclass(frozen=True)
class SyntheticGrammar:
    """A probabilistic grammar whose leaves are notes.

    Attributes
    ----------
    rules : all rules; the start is ``song``.
    notes : vector of each note, of length 1.
    """

    rules: tuple[Rule, ...]
    notes: dict[str, NDArray[np.float32]]
    _by_parent: dict[str, list[Rule]] = field(init=False)

    def __post_init__(self) -> None:
        by_parent: dict[str, list[Rule]] = {}
        for rule in self.rules:
            by_parent.setdefault(rule.parent, []).append(rule)
        object.__setattr__(self, "_by_parent", by_parent)

    @property
    def labels(self) -> tuple[str, ...]:
        """Symbols of inner nodes."""
        return tuple(self._by_parent)

    def songs(self, n: int, *, rng: np.random.Generator, noise: float = NOISE) -> list[Song]:
        """Draw songs of 5 to 30 notes; longer and shorter ones are drawn again."""
        found: list[Song] = []
        while len(found) < n:
            tree = self._tree(rng)
            if tree is not None:
                clean = np.stack([self.notes[name] for name in tree.leaves])
                noisy = clean + noise * rng.standard_normal(clean.shape)
                found.append(Song(noisy.astype(np.float32), tree))
        return found

    def _tree(self, rng: np.random.Generator) -> Tree | None:
        """Draw a tree; None if its size is out of bounds."""
        leaves: list[str] = []
        nodes: list[tuple[tuple[int, int], str]] = []
        todo: list[tuple[str, bool]] = [(_SONG, False)]
        done: list[int] = []
        while todo:
            symbol, is_complete = todo.pop()
            if is_complete:
                right, left = done.pop(), done.pop()
                nodes.append(((left, right), symbol))
                done.append(-len(nodes))
            elif symbol in self.notes:
                done.append(len(leaves))
                leaves.append(symbol)
                if len(leaves) > MAX_LEAVES:
                    return None
            else:
                rule = self._drawn(symbol, rng)
                todo += [(symbol, True), (rule.right, False), (rule.left, False)]
        if len(leaves) < MIN_LEAVES:
            return None
        children = tuple(tuple(len(leaves) - 1 - c if c < 0 else c for c in pair) for pair, _ in nodes)
        return Tree(tuple(leaves), children, tuple(label for _, label in nodes))

    def _drawn(self, symbol: str, rng: np.random.Generator) -> Rule:
        rules = self._by_parent[symbol]
        return rules[int(rng.choice(len(rules), p=[rule.probability for rule in rules]))]


def draw_grammar(seed: int) -> SyntheticGrammar:
    """Draw which notes make gestures, which gestures motifs, which motifs phrases."""
    rng = generator(seed, "synthetic grammar")
    names = [chr(ord("a") + number) for number in range(N_NOTES)]
    vectors = rng.standard_normal((N_NOTES, DIM))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    open_note, close_note, *plain = names
    rules = [*_gestures(plain, rng), *_motifs(plain, rng), *_phrases(rng)]
    rules += [
        Rule("nested", open_note, "inside", 1.0),
        Rule("inside", _SONG, close_note, 1.0),
        *(Rule(_SONG, phrase, "closing", (1 - _MORE_PHRASES) * p) for phrase, p in _starts()),
        *(Rule(_SONG, phrase, _SONG, _MORE_PHRASES * p) for phrase, p in _starts()),
    ]
    notes = dict(zip(names, vectors.astype(np.float32), strict=True))
    return SyntheticGrammar(tuple(rules), notes)


def _gestures(notes: list[str], rng: np.random.Generator) -> list[Rule]:
    pairs = [(a, b) for a in notes for b in notes if a != b]
    chosen = rng.choice(len(pairs), N_GESTURES, replace=False)
    return [Rule(f"gesture{number}", *pairs[index], 1.0) for number, index in enumerate(chosen)]


def _motifs(notes: list[str], rng: np.random.Generator) -> list[Rule]:
    """Of three shapes, the same number of each; the last motif closes songs."""
    names = [*(f"motif{number}" for number in range(N_MOTIFS - 1)), "closing"]
    found: list[Rule] = []
    seen: set[tuple[str, str]] = set()
    while len(found) < N_MOTIFS:
        first, second = (f"gesture{index}" for index in rng.choice(N_GESTURES, 2, replace=False))
        note = notes[int(rng.integers(len(notes)))]
        pair = [(first, note), (note, first), (first, second)][len(found) % 3]
        if pair not in seen:
            seen.add(pair)
            found.append(Rule(names[len(found)], *pair, 1.0))
    return found


def _phrases(rng: np.random.Generator) -> list[Rule]:
    found: list[Rule] = []
    for number in range(N_PHRASES):
        motifs = [f"motif{index}" for index in rng.choice(N_MOTIFS - 1, 4, replace=False)]
        openings, closings, name = motifs[:2], motifs[2:], f"phrase{number}"
        pairs = [(one, other) for one in openings for other in closings]
        grown = [(name, other) for other in closings] if number % 2 == 0 else [(one, name) for one in openings]
        found += [Rule(name, *pair, (1 - _REPEAT) / len(pairs)) for pair in pairs]
        found += [Rule(name, *pair, _REPEAT / len(grown)) for pair in grown]
    return found


def _starts() -> list[tuple[str, float]]:
    """What a song may begin with, and how often."""
    return [("nested", _NESTED), *((f"phrase{number}", (1 - _NESTED) / N_PHRASES) for number in range(N_PHRASES))]


def best_tree(grammar: SyntheticGrammar, vectors: NDArray[np.float32], *, noise: float = NOISE) -> Tree:
    """Find the likeliest tree under the true grammar and the true noise (Cocke, Younger, Kasami): what can be known.

    Parameters
    ----------
    vectors : (leaves, dim), of a song from this grammar.

    Returns
    -------
    The tree, leaves named by their numbers.
    """
    symbols = [*grammar.labels, *grammar.notes]
    index = {symbol: number for number, symbol in enumerate(symbols)}
    sides = np.array([[index[rule.parent], index[rule.left], index[rule.right]] for rule in grammar.rules]).T
    logs = np.log([rule.probability for rule in grammar.rules])
    n_leaves = len(vectors)
    best = np.full((n_leaves, n_leaves + 1, len(symbols)), -np.inf)
    back: dict[tuple[int, int, int], tuple[int, int]] = {}
    for leaf, vector in enumerate(vectors):
        for name, clean in grammar.notes.items():
            best[leaf, leaf + 1, index[name]] = -np.square(vector - clean).sum() / (2 * noise**2)
    for length in range(2, n_leaves + 1):
        for first in range(n_leaves - length + 1):
            _fill(best, back, first, first + length, sides, logs)
    return _traced(back, n_leaves, index[_SONG])


def _fill(
    best: NDArray[np.float64],
    back: dict[tuple[int, int, int], tuple[int, int]],
    first: int,
    stop: int,
    sides: NDArray[np.int64],
    logs: NDArray[np.float64],
) -> None:
    """The best of all rules and splits for one span."""
    middles = np.arange(first + 1, stop)
    scores = best[first, middles][:, sides[1]] + best[middles, stop][:, sides[2]] + logs  # (middles, rules)
    at = scores.argmax(axis=0)
    for rule in np.flatnonzero(np.isfinite(scores.max(axis=0))):
        parent, score = int(sides[0, rule]), scores[at[rule], rule]
        if score > best[first, stop, parent]:
            best[first, stop, parent] = score
            back[first, stop, parent] = (int(middles[at[rule]]), int(rule))
            back[first, stop, -1 - int(rule)] = (int(sides[1, rule]), int(sides[2, rule]))


def _traced(back: dict[tuple[int, int, int], tuple[int, int]], n_leaves: int, start: int) -> Tree:
    children: list[tuple[int, int]] = []

    def node(first: int, stop: int, symbol: int) -> int:
        if stop - first == 1:
            return first
        middle, rule = back[first, stop, symbol]
        left, right = back[first, stop, -1 - rule]
        pair = (node(first, middle, left), node(middle, stop, right))
        children.append(pair)
        return n_leaves + len(children) - 1

    node(0, n_leaves, start)
    return Tree(tuple(str(leaf) for leaf in range(n_leaves)), tuple(children))
