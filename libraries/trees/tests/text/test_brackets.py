"""Trees as text in brackets, to and fro."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from tree_examples import trees

from coincide_trees.errors import FileError, InputError
from coincide_trees.plain import right_branching
from coincide_trees.text.brackets import from_brackets, read_treebank, to_brackets, write_treebank
from coincide_trees.tree import Tree


@settings(deadline=None, max_examples=300)
@given(trees())
def test_a_tree_comes_back_from_its_brackets(tree):
    assert from_brackets(to_brackets(tree), has_labels=bool(tree.labels)) == tree


def test_a_leaf_alone_is_its_name():
    assert from_brackets(to_brackets(Tree(("a b",)))) == Tree(("a b",))


def test_a_treebank_sentence_is_written_as_it_was_read():
    text = "(S (NP-SBJ (DT the) (NN wren)) (VP (VBZ sings)) (. .))"
    assert to_brackets(from_brackets(text)) == text


def test_the_empty_bracket_around_a_sentence_is_taken_off():
    assert from_brackets("( (S (NP x)\n (VP y)) )") == from_brackets("(S (NP x) (VP y))")


def test_percent_signs_of_treebanks_stay():
    assert from_brackets("(QP (CD 5) (NN %))").leaves == ("5", "%")


def test_thousands_of_leaves_may_nest():
    tree = right_branching(["a"] * 5_000)
    assert from_brackets(to_brackets(tree), has_labels=False) == tree


def test_scores_are_not_written():
    assert to_brackets(Tree(("a", "b"), ((0, 1),), scores=(0.5,))) == "(a b)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(S (NP x)", "line 1: expected a closing bracket for the one that was opened in line 1"),
        ("(S\n (NP x)))", "line 2: expected an opening bracket before this closing one"),
        ("(S\n (NP))", "line 2: expected a leaf or a node in every node, got an empty one, `NP`"),
        ("(S ())", "got an empty one, without a label"),
        ("(S x) y", "expected one tree in brackets, got 2"),
        (" ", "expected one tree in brackets, got 0"),
    ],
)
def test_text_that_is_no_tree_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        from_brackets(text)


def test_a_file_of_trees_is_read_in_its_order(tmp_path: Path):
    path = tmp_path / "bank.tree"
    path.write_text("( (S (A a) (B b)) )\n\n(S\n  (A c)\n  (B d))\n", encoding="utf-8")
    assert [tree.leaves for tree in read_treebank(path)] == [("a", "b"), ("c", "d")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(S (A a))\n(S (A b)\n", "line 2: expected a closing bracket"),
        ("(S (A a))\n)\n", "line 2: expected an opening bracket"),
        ("(S (A a))\n(S (A ))", "line 2: expected a leaf or a node in every node"),
        ("(S (A a))\nnotes", "line 2: expected an opening bracket, got `notes` outside of any tree"),
    ],
)
def test_a_broken_treebank_names_file_and_line(tmp_path: Path, text, message):
    path = tmp_path / "bank.tree"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=f"bank.tree`, {message}"):
        read_treebank(path)


def test_a_treebank_that_is_no_text_is_refused(tmp_path: Path):
    path = tmp_path / "bank.tree"
    path.write_bytes(b"(S \xff)")
    with pytest.raises(FileError, match="cannot read"):
        read_treebank(path)


def test_a_treebank_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(FileError, match="cannot read"):
        read_treebank(tmp_path / "none.tree")


def test_written_trees_are_read_back(tmp_path: Path):
    found = [from_brackets("(S (A a) (B b))"), from_brackets("(X y)")]
    write_treebank(tmp_path / "bank.tree", found)
    assert read_treebank(tmp_path / "bank.tree") == found


def test_a_single_leaf_is_not_written_to_a_treebank(tmp_path: Path):
    with pytest.raises(InputError, match="got tree 1 of a single leaf, `a`"):
        write_treebank(tmp_path / "bank.tree", [Tree(("a",))])
