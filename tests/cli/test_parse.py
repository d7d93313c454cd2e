"""`coincide parse` and `coincide search --tree`, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from coincide_trees import Tree, from_brackets, from_json
from command_line import Workplace, run
from rich.cells import cell_len

from coincide.cli.commands.parse import FORMATS, as_plain, show_parsed, summary, tree_facts, written
from coincide.cli.commands.tree_text import draw_tree, in_short
from coincide.cli.output.page import Page
from coincide.parse import EventSequence, find_structure
from coincide.parse.structure import as_tree
from coincide.records import Event, Recording
from coincide.workflow.parse.parsed import ParseResult, RecordingTree

NAMES = ("tom", "tom", "blip", "bell", "snap")
RECORDING = Recording(1, "aa", "/n.wav", "n.wav", 16_000, 1, 160_000)


def _tree(categories: list[int] | None = None, *, channel: int = 0) -> RecordingTree:
    row = [0, 0, 2, 3, 4, 0, 0, 2] if categories is None else categories
    later = np.array([0, 0, 0, 0.5, 0.5, 5, 5, 5][: len(row)], dtype=np.float64)
    onsets = np.arange(len(row), dtype=np.float64) * 0.3 + later
    sequence = EventSequence(row, onsets, onsets + 0.2)
    tree, levels = as_tree(find_structure([sequence])[0], [NAMES[each] for each in row], row)
    events = [Event(i + 1, 1, channel, float(t), float(t) + 0.2, 100.0, 200.0, 10.0) for i, t in enumerate(onsets)]
    return RecordingTree(RECORDING, channel, tree, events, levels, row)


def _by_hand() -> RecordingTree:
    row = [0, 0, 2, 3, 4]
    tree = Tree(
        tuple(NAMES[each] for each in row),
        ((0, 1), (5, 2), (6, 3, 4), (7,)),
        ("phrase", "A", "S1", "recording"),
    )
    events = [Event(i + 1, 1, 0, i * 0.5, i * 0.5 + 0.4, 100.0, 200.0, 10.0) for i in range(5)]
    return RecordingTree(RECORDING, 0, tree, events, ("phrase", "motif", "song", "recording"), row)


def test_tree_is_drawn_with_names_and_times() -> None:
    assert draw_tree(_by_hand(), width=80) == [
        "n.wav: 5 events",
        "└─ S1  0:00.00–0:02.40",
        "   ├─ A  0:00.00  tom×2 blip",
        "   └─ ·  0:01.50  bell snap",
    ]


def test_tree_is_drawn_in_ascii_where_nothing_else_is_shown() -> None:
    assert all(line.isascii() for line in draw_tree(_by_hand(), width=80, is_plain=True))


def test_long_rows_are_broken_and_keep_their_place() -> None:
    row = [3, 4] * 20
    tree = Tree(tuple(NAMES[each] for each in row), (tuple(range(40)), (40,), (41,)), ("A", "S1", "recording"))
    events = [Event(i + 1, 1, 0, i * 0.5, i * 0.5 + 0.4, 100.0, 200.0, 10.0) for i in range(40)]
    lines = draw_tree(RecordingTree(RECORDING, 0, tree, events, ("motif", "song", "recording"), row), width=60)
    assert max(map(len, lines)) <= 60
    assert all(line.startswith("      ") for line in lines[3:])


def test_rows_of_wide_names_are_broken_by_their_columns() -> None:
    leaves = tuple(f"鳥の声{i % 2}" for i in range(40))
    tree = Tree(leaves, (tuple(range(40)), (40,), (41,)), ("A", "S1", "recording"))
    events = [Event(i + 1, 1, 0, i * 0.5, i * 0.5 + 0.4, 100.0, 200.0, 10.0) for i in range(40)]
    drawn = RecordingTree(RECORDING, 0, tree, events, ("motif", "song", "recording"), [0] * 40)
    assert max(map(cell_len, draw_tree(drawn, width=60))) <= 60


def test_one_event_is_a_tree_of_one_line_below_the_recording() -> None:
    assert draw_tree(_tree([3]), width=80) == ["n.wav: 1 event", "└─ 0:00.00  bell"]


def test_channel_is_named_where_there_are_several() -> None:
    assert draw_tree(_tree([3], channel=1), width=80)[0] == "n.wav, channel 1: 1 event"


def test_repeats_are_told_by_number() -> None:
    assert in_short(["a", "a", "b", "a"]) == ["a×2", "b", "a"]


def test_brackets_are_read_back_as_the_same_tree() -> None:
    tree = _by_hand()
    assert from_brackets(written([tree], "brackets")) == tree.tree


def test_json_is_read_back_as_the_same_tree_with_its_events() -> None:
    facts = json.loads(written([_by_hand()], "json"))[0]
    assert from_json({name: facts[name] for name in ("leaves", "children", "labels", "scores")}) == _by_hand().tree
    assert [event["id"] for event in facts["events"]] == [1, 2, 3, 4, 5]


def test_dot_has_a_graph_for_each_tree() -> None:
    assert written([_by_hand(), _by_hand()], "dot").count("digraph") == 2


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_ends_with_a_line_end(format: str) -> None:
    assert written([_by_hand()], format).endswith("\n")


def test_facts_of_a_tree_hold_its_levels() -> None:
    assert tree_facts(_by_hand())["levels"] == ["phrase", "motif", "song", "recording"]


@pytest.mark.parametrize(
    ("is_new", "text"),
    [
        (True, "5 events in 1 recording: 1 song and 1 motif; 0 kinds of motifs recur."),
        (
            False,
            "5 events in 1 recording: 1 song and 1 motif; 0 kinds of motifs recur. Nothing has changed since the last "
            "parse.",
        ),
    ],
)
def test_summary_says_what_was_found(is_new: bool, text: str) -> None:
    parsed = ParseResult(Path("c"), is_new, 5, 1, 1, [], [], [_by_hand()], [])
    assert summary(parsed) == text


@pytest.mark.slow
def test_parse_tells_of_the_whole_catalog_and_draws_a_tree(workplace: Workplace) -> None:
    output = run("parse", "--catalog", workplace.catalog).output
    assert "events in 2 recordings:" in output
    assert output.index("Motifs") < output.index("Songs") < output.index("Tree")
    assert "That is one of 2 trees; `coincide parse RECORDING` shows another." in output


@pytest.mark.slow
def test_parse_of_one_recording_draws_all_of_it(workplace: Workplace) -> None:
    output = run("parse", "b.wav", "--catalog", workplace.catalog).output
    assert "b.wav:" in output
    assert "That is one of" not in output


@pytest.mark.slow
def test_parse_for_machines_tells_everything(workplace: Workplace) -> None:
    found = json.loads(run("parse", "--catalog", workplace.catalog, "--json").stdout)
    assert {"is_new", "motifs", "songs", "trees", "n_events"} <= found.keys()
    assert sum(len(tree["leaves"]) for tree in found["trees"]) == found["n_events"]


@pytest.mark.slow
def test_parse_writes_a_file(workplace: Workplace, tmp_path: Path) -> None:
    out = tmp_path / "t.txt"
    result = run("parse", "--catalog", workplace.catalog, "--format", "brackets", "--out", out)
    assert result.output.endswith(f"wrote {out}\n")
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.slow
def test_parse_for_machines_writes_the_file_as_well(workplace: Workplace, tmp_path: Path) -> None:
    out = tmp_path / "t.txt"
    json.loads(run("parse", "--catalog", workplace.catalog, "--json", "--out", out).stdout)
    assert out.exists()


def test_parse_without_a_catalog_says_what_to_do(tmp_path: Path) -> None:
    result = run("parse", "--catalog", tmp_path / "none.coincide")
    assert result.exit_code == 1
    assert "coincide learn" in result.output


@pytest.mark.slow
def test_search_by_tree_shows_hits_and_what_was_sought(workplace: Workplace) -> None:
    output = run("search", "(1 2 1)", "--tree", "--catalog", workplace.catalog).output
    assert "Compared (1 2 1) with" in output


@pytest.mark.slow
def test_search_by_tree_of_an_unknown_name_fails_with_the_known_ones(workplace: Workplace) -> None:
    result = run("search", "(wren 1)", "--tree", "--catalog", workplace.catalog)
    assert result.exit_code == 1
    assert "got `wren`, which is neither. The names are" in result.output


def test_how_a_network_has_learned_is_shown_beside_other_trees(capsys: pytest.CaptureFixture[str]) -> None:
    shares = {"grammar": 0.5, "songs": 0.75, "random": 0.25}
    parsed = ParseResult(Path("c"), True, 5, 1, 1, [], [], [_by_hand()], [], "grammar", "healthy", shares)
    show_parsed(Page(), parsed, chosen=parsed.trees, is_one=False)
    told = capsys.readouterr().out
    assert "Trees by the grammar" in told
    assert "Gauge: healthy." in told
    assert [line.split() for line in told.splitlines() if line.startswith(("grammar", "songs", "random"))] == [
        ["grammar", "50%"],
        ["songs", "75%"],
        ["random", "25%"],
    ]


def test_json_tells_who_made_the_trees() -> None:
    parsed = ParseResult(Path("c"), True, 5, 1, 1, [], [], [_by_hand()], [], "grammar", "healthy", {"grammar": 0.5})
    facts = as_plain(parsed, parsed.trees)
    assert (facts["trees_by"], facts["gauge"], facts["recurring_nodes"]) == ("grammar", "healthy", {"grammar": 0.5})
