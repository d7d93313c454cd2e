"""Trees as text in brackets, as treebanks write them: ``(S (NP (DT the) (NN wren)) (VP (VBZ sings)))``.

What follows an opening bracket is the label of the node, and the other words in it are leaves. Trees without labels are
written without any, ``((a b) c)``, and are read so when told. A bracket without a label around a whole tree, as in
``( (S …) )``, is taken off.

Names may hold anything: blanks, brackets, and percent signs that would be misread are written as in addresses
(``song%20a``), and an empty name as ``""``. Scores are not written; `tree_json` keeps everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from coincide_trees.errors import FileError, InputError
from coincide_trees.files import replacing
from coincide_trees.tree import Tree

_EMPTY = '""'
_TOKEN = re.compile(r"[()]|[^\s()]+")
_ESCAPE = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_UNSAFE = re.compile(r"[\s()]|%(?=[0-9A-Fa-f]{2})")


def to_brackets(tree: Tree) -> str:
    """Write a tree on one line.

    Parameters
    ----------
    tree : with labels, they are written; without, brackets alone.

    Returns
    -------
    The text; a tree that is a single leaf is its name alone.

    Examples
    --------
    >>> to_brackets(Tree(("a", "b", "c"), ((0, 1), (3, 2))))
    '((a b) c)'
    """
    texts = [_written(leaf) for leaf in tree.leaves]
    for number, node in enumerate(tree.children):
        inside = " ".join(texts[child] for child in node)
        texts.append(f"({_written(tree.labels[number])} {inside})" if tree.labels else f"({inside})")
        for child in node:  # Deep trees would keep the text of every level.
            texts[child] = ""
    return texts[-1]


def from_brackets(text: str, *, has_labels: bool = True) -> Tree:
    """Read one tree.

    Parameters
    ----------
    text : one tree in brackets, on any number of lines, or a single word.
    has_labels : whether the first word in a bracket is its label; else it is a leaf.

    Returns
    -------
    The tree, nodes numbered from left to right, each after its children.

    Raises
    ------
    InputError : a bracket is not closed or not open, a node is empty, or something follows the tree.

    Examples
    --------
    >>> from_brackets("(S (NP they) (VP sing))").labels
    ('NP', 'VP', 'S')
    """
    try:
        found = list(_trees(text, has_labels=has_labels, allows_words=True))
    except _ReadError as cause:
        raise InputError(f"line {cause.line}: {cause.message}") from None
    if len(found) != 1:
        raise InputError(
            f"expected one tree in brackets, got {len(found)}. Read many of them from a file with `read_treebank`."
        )
    return found[0]


def read_treebank(path: Path, *, has_labels: bool = True) -> list[Tree]:
    """Read all trees of a file.

    Parameters
    ----------
    path : UTF-8 text of trees in brackets, one after the other.
    has_labels : as in `from_brackets`.

    Returns
    -------
    The trees in the order of the file; none for an empty file.

    Raises
    ------
    FileError : the file cannot be read, a bracket is not closed or not open, a node is empty, or there is text
        outside the brackets; file and line are named.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as cause:
        raise FileError(f"cannot read `{path}`: {cause}. Expected UTF-8 text of trees in brackets.") from None
    try:
        return list(_trees(text, has_labels=has_labels, allows_words=False))
    except _ReadError as cause:
        raise FileError(f"`{path}`, line {cause.line}: {cause.message}") from None


def write_treebank(path: Path, trees: Iterable[Tree]) -> None:
    """Write trees to a file, one per line.

    Parameters
    ----------
    path : file to write or replace.
    trees : of at least two nodes each, since a word outside of brackets is not read back.

    Raises
    ------
    InputError : a tree is a single leaf.
    OSError : the file cannot be written.
    """
    lines: list[str] = []
    for number, tree in enumerate(trees, start=1):
        if not tree.children:
            raise InputError(
                f"expected trees of at least two nodes, got tree {number} of a single leaf, `{tree.leaves[0]}`. Leave "
                "it out, or keep it as JSON."
            )
        lines.append(to_brackets(tree) + "\n")
    with replacing(path) as file:
        file.write("".join(lines).encode("utf-8"))


class _ReadError(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


@dataclass
class _Open:
    """A bracket that is not closed yet; `label` is None where it gave none."""

    line: int
    label: str | None
    children: list[int]


def _trees(text: str, *, has_labels: bool, allows_words: bool) -> Iterator[Tree]:
    reader = _Reader(has_labels=has_labels)
    last_line = 1
    for line, token, is_label in _tokens(text):
        last_line = line
        if not reader.stack and token not in "()":
            if not allows_words:
                raise _ReadError(line, f"expected an opening bracket, got `{token}` outside of any tree. Remove it.")
            yield Tree((_read(token),))
        elif reader.take(line, token, is_label=is_label):
            yield reader.finished()
    if reader.stack:
        opened = reader.stack[-1].line
        raise _ReadError(
            last_line,
            f"expected a closing bracket for the one that was opened in line {opened}, got the end. Close it.",
        )


def _tokens(text: str) -> Iterator[tuple[int, str, bool]]:
    """Line, token, and whether it stands right behind an opening bracket."""
    line, at, is_first = 1, 0, False
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        yield line, match.group(), is_first
        is_first = match.group() == "("


class _Reader:
    """One tree that is being read."""

    def __init__(self, *, has_labels: bool) -> None:
        self.has_labels = has_labels
        self.stack: list[_Open] = []
        self.leaves: list[str] = []
        # Inner nodes count from -1 downwards, since the number of leaves is not known yet.
        self.nodes: list[tuple[list[int], str | None]] = []

    def take(self, line: int, token: str, *, is_label: bool) -> bool:
        """Take one token; whether the tree is complete now."""
        if token == "(":
            self.stack.append(_Open(line, None, []))
            return False
        if token == ")":
            return self._close(line)
        if self.has_labels and is_label:
            self.stack[-1].label = _read(token)
        else:
            self.stack[-1].children.append(len(self.leaves))
            self.leaves.append(_read(token))
        return False

    def _close(self, line: int) -> bool:
        if not self.stack:
            raise _ReadError(line, "expected an opening bracket before this closing one, got none. Remove it.")
        node = self.stack.pop()
        if not node.children:
            named = "without a label" if node.label is None else f"`{node.label}`"
            raise _ReadError(line, f"expected a leaf or a node in every node, got an empty one, {named}. Remove it.")
        is_wrapper = self.has_labels and node.label is None and not self.stack and node.children == [-len(self.nodes)]
        if not is_wrapper:
            self.nodes.append((node.children, node.label))
        if self.stack:
            self.stack[-1].children.append(-len(self.nodes))
        return not self.stack

    def finished(self) -> Tree:
        """The tree; the reader is empty afterwards."""
        n_leaves = len(self.leaves)
        children = tuple(tuple(n_leaves - 1 - c if c < 0 else c for c in node) for node, _ in self.nodes)
        labels = tuple(label or "" for _, label in self.nodes) if self.has_labels else ()
        tree = Tree(tuple(self.leaves), children, labels)
        self.leaves, self.nodes = [], []
        return tree


def _written(name: str) -> str:
    if name in ("", _EMPTY):
        return _EMPTY if name == "" else quote(_EMPTY, safe="")
    return _UNSAFE.sub(lambda match: quote(match.group(), safe=""), name)


def _read(token: str) -> str:
    if token == _EMPTY:
        return ""
    return _ESCAPE.sub(_unquoted, token)


def _unquoted(match: re.Match[str]) -> str:
    """Read what was escaped; what is no UTF-8 was not, and stays."""
    try:
        return bytes.fromhex(match.group().replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return match.group()
