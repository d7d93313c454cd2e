"""What front ends send, in the order in which they send it, and what they need as an answer.

The order was read in the sources of Sabaki 0.5 (`enginesyncer.js`, and `ControllerStateTracker.js` of its `gtp`
package) and of GoGui 1.5 (`GtpClientBase.java`, `GtpSynchronizer.java`).
"""

from __future__ import annotations

import io
import json
import re

import numpy as np
import pytest

from coincide_goban.gtp.engine import Engine
from coincide_goban.gtp.katago.rules import dictionary_of, rules_of
from coincide_goban.gtp.server import Server
from coincide_goban.rules import CHINESE
from coincide_goban.search.monte_carlo import TreeSearch

SABAKI = {"analyze", "kata-analyze", "lz-analyze", "genmove_analyze", "set_free_handicap", "undo", "loadsgf"}
GOGUI = {"gogui-setup", "gogui-setup_player", "gogui-play_sequence", "gg-undo", "komi", "time_settings", "cputime"}


def _answers(*lines: str, playouts: int = 50) -> list[str]:
    engine = Engine(
        lambda: TreeSearch(capacity=5_000, rng=np.random.default_rng(1)),
        rules=CHINESE,
        playouts=playouts,
        between_reports=10,
    )
    sink = io.StringIO()
    Server(engine, io.StringIO("\n".join([*lines, "quit"]) + "\n"), sink).run()
    return sink.getvalue().split("\n\n")[:-2]


def _are_all_good(answers: list[str]) -> bool:
    return all(answer.startswith("=") for answer in answers)


def test_sabaki_plays_a_game_with_handicap_and_goes_back_in_it():
    start = ["name", "version", "protocol_version", "list_commands"]
    sync = ["komi 0.5", "boardsize 9", "clear_board", "set_free_handicap C3 G7", "play W E5"]
    answers = _answers(*start, *sync, "genmove_analyze B 0", "undo", "undo", "play W D5", "genmove_analyze B 0")
    assert _are_all_good(answers)
    assert set(answers[3].removeprefix("= ").split("\n")) >= SABAKI
    assert re.fullmatch(r"play ([A-HJ]\d|pass|resign)", answers[-1].split("\n")[-1])


@pytest.mark.parametrize("prefix", ["", "lz-", "kata-"])
def test_thinking_aloud_ends_in_a_move_that_was_played(prefix):
    spoken, board = _answers(f"{prefix}genmove_analyze b 0", "showboard", playouts=200)
    *infos, last = spoken.split("\n")[1:]
    assert len(infos) >= 20
    assert all(info.startswith("info move") for info in infos)
    assert ("winrate 0." in infos[-1]) == (prefix == "kata-")
    assert last.startswith("play ")
    assert "X" in board


def test_thinking_aloud_chooses_what_thinking_silently_chooses():
    assert _answers("genmove_analyze b 100")[0].split("\n")[-1] == "play " + _answers("genmove b")[0].removeprefix("= ")


def test_thinking_aloud_ends_by_the_clock():
    answers = _answers("time_settings 1 0 0", "time_left b 1 0", "genmove_analyze b 1", playouts=10**9)
    assert answers[-1].split("\n")[-1].startswith("play ")


def test_gogui_attaches_sets_up_a_position_and_goes_back_in_it():
    attach = ["protocol_version", "name", "list_commands", "version"]
    sync = ["boardsize 9", "clear_board", "gogui-setup b C3 b D3 w E5", "gogui-setup_player w"]
    game = ["gogui-play_sequence w F5 b G5 w H5", "komi 6.5", "time_settings 600 30 1", "gg-undo 2", "play b A1"]
    answers = _answers(*attach, *sync, *game, "gogui-setup b A2", "showboard", "cputime")
    assert set(answers[2].removeprefix("= ").split("\n")) >= GOGUI
    assert answers.pop(-3) == "? stones are set up on an empty board; clear it first"
    assert _are_all_good(answers)
    assert float(answers[-1].removeprefix("= ")) > 0
    drawn = answers[-2]
    assert (drawn.count("X"), drawn.count("O")) == (3, 2)


def test_a_sequence_with_an_illegal_move_changes_nothing():
    refused, *others = _answers("gogui-play_sequence b C3 w C3", "undo", "gogui-play_sequence b")
    assert refused == "? white C3: there is a stone already"
    assert others == ["? there is no move to take back", "? expected colors and points by turns, such as `b C3 w D4`"]


def test_commands_of_katago_set_rules_and_a_position():
    answers = _answers(
        "name", "version", "list_commands", "boardsize 9", "komi 7", "play b E5", "kata-set-rules japanese",
        "kata-get-rules", "showboard", "set_position b C3 w E5", "kata-set-rules tromp-taylor", "time_settings 0 5 1",
    )  # fmt: skip
    assert _are_all_good(answers)
    assert json.loads(answers[7].removeprefix("= "))["scoring"] == "TERRITORY"
    assert "X" in answers[8]


def test_rules_change_and_komi_and_moves_stay():
    engine = Engine(lambda: TreeSearch(capacity=5_000, rng=np.random.default_rng(1)), rules=CHINESE, playouts=10)
    engine.set_komi(3.5)
    engine.game.place_handicap(2)
    engine.game.play("E5")
    colors = engine.game.board.colors
    engine.set_rules(rules_of("aga"))
    game = engine.game
    assert (game.rules.name, game.rules.komi, game.handicap, len(game.turns)) == ("AGA", 3.5, 2, 1)
    assert list(game.board.colors) == list(colors)
    assert game.to_play == 1


@pytest.mark.parametrize("name", ["tromp-taylor", "chinese", "japanese", "aga", "korean", "new-zealand"])
def test_rules_said_as_a_dictionary_are_read_back(name):
    said = dictionary_of(rules_of(name))
    assert dictionary_of(rules_of(json.dumps(said))) == said


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("kata-set-rules ing", "? expected one of the rules aga, bga, chinese"),
        ("kata-set-rules {", "? cannot read the rules: "),
        ('kata-set-rules {"ko":"EIGHTFOLD"}', "? expected `ko` to be one of SIMPLE, POSITIONAL, SITUATIONAL, got"),
        ('kata-set-rules {"tax":"ALL"}', "? rules with a button, or with a tax under area counting"),
        ("set_position b C3 w C3", "? expected each stone on a point of its own"),
        ("set_position b pass", "? expected each stone on a point of its own"),
        ("gg-undo 1", "? cannot take 1 moves back: 0 were played"),
        ("rectangular_boardsize 9 13", "? unknown command `rectangular_boardsize`"),
    ],
)
def test_what_cannot_be_done_is_answered(line, answer):
    assert _answers(line)[0].startswith(answer)
