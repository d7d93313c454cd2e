"""The protocol, from a front end's side."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_goban.gtp.clock import TimeLeft, TimeSettings, thinking_time
from coincide_goban.gtp.engine import Engine
from coincide_goban.gtp.server import Server
from coincide_goban.rules import CHINESE
from coincide_goban.search.monte_carlo import TreeSearch


def _engine(playouts: int = 50) -> Engine:
    return Engine(lambda: TreeSearch(capacity=5_000, rng=np.random.default_rng(1)), rules=CHINESE, playouts=playouts)


def _answers(*lines: str, playouts: int = 50) -> list[str]:
    sink = io.StringIO()
    Server(_engine(playouts), io.StringIO("\n".join([*lines, "quit"]) + "\n"), sink).run()
    return sink.getvalue().split("\n\n")[:-2]


def test_numbers_of_commands_come_back():
    assert _answers("7 protocol_version", "name") == ["=7 2", "= coincide-goban"]


def test_comments_control_characters_and_empty_lines_are_skipped():
    assert _answers("# hello", "", "pro\x07tocol_version # why", "\t") == ["= 2"]


def test_a_game_is_played():
    answers = _answers("boardsize 9", "komi 6.5", "play b E5", "genmove w", "undo", "undo", "genmove b")
    assert answers[:3] == ["=", "=", "="]
    assert answers[3].startswith("= ")
    assert answers[4:6] == ["=", "="]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("boardsize 30", "? unacceptable size"),
        ("play b I3", "? expected a point from A1 to J9 (there is no column I) or `pass`, got `I3`"),
        ("play red A1", "? expected a color (b, w, black, white), got `red`"),
        ("komi nan", "? expected a number for komi, got `nan`"),
        ("komi 1001", "? expected komi to be a number of points from -1000 to 1000, got 1001"),
        ("undo", "? there is no move to take back"),
        ("fly", "? unknown command `fly`; `list_commands` lists all"),
        ("play b", "? expected a color and a point"),
        (
            "fixed_handicap 12",
            "? a board of 9 has fixed places for 2 to 9 handicap stones, got 12; place them one by one",
        ),
        ("loadsgf /no/such.sgf", "? cannot read /no/such.sgf: No such file or directory; check the path"),
    ],
)
def test_what_cannot_be_done_is_answered_and_play_goes_on(line, answer):
    assert _answers(line, "protocol_version") == [answer, "= 2"]


def test_every_command_that_is_listed_is_known():
    names = _answers("list_commands")[0].removeprefix("= ").split("\n")
    assert _answers(*[f"known_command {name}" for name in names]) == ["= true"] * len(names)


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=30), max_size=8))
def test_no_input_ends_the_program(lines):
    safe = [line for line in lines if "quit" not in line]
    assert _answers(*safe, "protocol_version")[-1] == "= 2"


def test_handicap_stones_are_set_and_named():
    assert _answers("fixed_handicap 4")[0] == "= C3 G7 C7 G3"


def test_a_finished_game_is_counted():
    answers = _answers("boardsize 5", "komi 0.5", *[f"play b {c}3" for c in "ABCDE"], "final_score", playouts=200)
    assert answers[-1] == "= B+24.5"


@pytest.mark.parametrize("command", ["lz-analyze", "kata-analyze", "analyze"])
def test_analysis_names_moves_until_the_next_line(command):
    source = _Slow([f"{command} b 1\n", "protocol_version\n", "quit\n"])
    sink = io.StringIO()
    Server(_engine(), source, sink).run()
    shown = [line for line in sink.getvalue().splitlines() if line.startswith("info move")]
    assert shown
    assert " pv " in shown[0]
    assert "= 2" in sink.getvalue()


class _Slow(io.StringIO):
    """Lines of which the second comes when an analysis has had time to speak."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("".join(lines))
        self._n = 0

    def __next__(self) -> str:
        import time

        self._n += 1
        if self._n == 2:
            time.sleep(0.5)
        return super().__next__()


@given(
    main=st.floats(0, 4000),
    period=st.floats(0, 60),
    stones=st.integers(0, 25),
    left=st.floats(0, 4000),
    n_moves=st.integers(0, 400),
    in_period=st.booleans(),
)
def test_no_more_time_is_taken_than_there_is(main, period, stones, left, n_moves, in_period):
    settings_ = TimeSettings(main, period, stones)
    here = TimeLeft(left, stones if in_period else 0)
    taken = thinking_time(settings_, here, size=9, n_moves=n_moves)
    overtime = period / stones if stones > 0 else 0
    assert 0 < taken <= max(left, overtime, 0.05)


def test_canadian_time_is_shared_by_its_stones():
    assert thinking_time(TimeSettings(0, 300, 25), TimeLeft(250.5, 25), size=19, n_moves=100) == 10


def test_absolute_time_lasts_for_the_whole_game():
    left = 600.0
    for n_moves in range(0, 300, 2):
        left -= thinking_time(TimeSettings(600), TimeLeft(left), size=19, n_moves=n_moves)
    assert left > 0
