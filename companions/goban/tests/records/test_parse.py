"""SGF in and out: whole files, broken files, any bytes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide_goban.errors import RecordError
from coincide_goban.records import Node, parse, read_sgf, write_sgf


def _joined(node: Node, children: list[Node]) -> Node:
    return Node(node.properties, children)


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00\ufeff"), max_size=20)
names = st.from_regex(r"[A-Z]{1,3}", fullmatch=True).filter(lambda name: name != "CA")
nodes = st.builds(Node, st.dictionaries(names, st.lists(text, min_size=1, max_size=3), max_size=3))
trees = st.recursive(nodes, lambda inner: st.builds(_joined, nodes, st.lists(inner, max_size=3)), max_leaves=12)


@given(trees)
def test_what_is_written_reads_back(tree):
    (read,) = read_sgf(write_sgf([tree]))
    assert read.properties.pop("CA") == ["UTF-8"]
    assert read == tree


@given(st.binary(max_size=200) | st.text("(;)[]\\BWab :\n", max_size=60).map(str.encode))
def test_any_bytes_read_and_what_was_read_is_written_whole(content):
    games = parse(content).games
    again = parse(write_sgf(games))
    assert again.problems == [] or not games
    assert len(again.games) == len(games)


@pytest.mark.parametrize(
    ("content", "message", "offset"),
    [
        (b"hello", "expected a game that begins with `(;`, found none; is it an SGF file?", 0),
        (b"(;B[aa];W[bb]", "1 `)` are missing at the end", 13),
        (b"(;B[aa", "a value has no `]`", 3),
        (b"(;B[aa]))", "a `)` that ends nothing", 8),
        (b"(;B)", "property `B` has no value", 2),
        (b"(;B[aa]B[bb])", "property `B` is there twice in a node", 7),
        (b"(;[aa])", "a value without a property", 2),
        (b"(B[aa])", "expected `;` after `(`", 1),
        (b"x(;B[aa])", "there is text before the first `(`", 0),
        ("(;C[ü]!)".encode(), "expected `;`, `(`, `)` or a property, got `!`", 7),
    ],
)
def test_a_broken_file_is_refused_with_its_byte(content, message, offset):
    with pytest.raises(RecordError, match=re.escape(message)) as caught:
        read_sgf(content)
    assert caught.value.offset == offset


@pytest.mark.parametrize("content", [b"(;B[aa];W[bb]", b"(;B[aa];W[bb", b"(;B[aa];W[bb]))", b"junk (;B[aa];W[bb])"])
def test_a_broken_file_is_repaired_if_wanted(content):
    (root,) = read_sgf(content, repair=True)
    assert [node.properties for node in root.main_line()] == [{"B": ["aa"]}, {"W": ["bb"]}]


def test_backslashes_escape_and_join_lines():
    (root,) = read_sgf(b"(;C[a\\]b\\\\c\\\nd\r\ne])")
    assert root.get("C") == "a]b\\cd\ne"


def test_small_letters_in_names_do_not_count():
    (root,) = read_sgf(b"(;GaMe[1]White[aa])")
    assert root.properties == {"GM": ["1"], "W": ["aa"]}


@pytest.mark.parametrize("name", ["André", "José Müller", "Åse"])
def test_a_european_name_that_names_no_encoding_ends_where_its_bracket_does(name):
    (root,) = read_sgf(f"(;PB[{name}];B[aa])".encode("latin-1"))
    assert root.get("PB") == name
    assert root.children[0].get("B") == "aa"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_reads_if_it_begins_with_its_mark(encoding):
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    parsed = parse(mark + "(;PB[柯洁];B[aa])".encode(encoding))
    assert parsed.problems == []
    assert parsed.games[0].get("PB") == "柯洁"


@pytest.mark.parametrize("encoding", ["gb18030", "shift_jis", "euc_kr", "utf-8", "latin-1"])
def test_encodings_that_are_named_are_used(encoding):
    # The second byte of this character in Shift JIS and GB 18030 is a backslash or bracket for some letters.
    name = {"latin-1": "Müller", "euc_kr": "이세돌"}.get(encoding, "表能")
    name = name if encoding != "shift_jis" else "表"
    (root,) = read_sgf(f"(;CA[{encoding}]PB[{name}];B[aa])".encode(encoding))
    assert root.get("PB") == name


def test_chinese_without_a_name_of_its_encoding_is_guessed():
    (root,) = read_sgf("(;PB[柯洁];B[aa])".encode("gb18030"))
    assert root.get("PB") == "柯洁"


def test_a_wrong_name_of_the_encoding_does_no_harm():
    (root,) = read_sgf("(;CA[no-such]PB[柯洁])".encode())
    assert root.get("PB") == "柯洁"


def test_variations_keep_their_order():
    (root,) = read_sgf(b"(;B[aa](;W[bb];B[cc])(;W[dd]))")
    assert [[child.get("W"), len(child.children)] for child in root.children] == [["bb", 1], ["dd", 0]]


def test_a_very_deep_record_needs_no_recursion():
    content = b"(" + b"(;B[aa]" * 20_000
    root = parse(content).games[0]
    assert sum(1 for _ in root.main_line()) == 20_001
    assert parse(write_sgf([root])).games[0].children[0] == root.children[0]
