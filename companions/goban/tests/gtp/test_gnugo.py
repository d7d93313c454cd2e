"""Beside GNU Go, where it is installed: what is legal, what breathes, and that games come to an end."""

from __future__ import annotations

import shutil
import sys

import pytest
from random_games import played

from coincide_goban.board.points import COLOR_NAMES, point_from_name, point_name
from coincide_goban.errors import ProtocolError
from coincide_goban.gtp.client import GtpProcess
from coincide_goban.match.series import Conditions, play_series

GNUGO = ["gnugo", "--mode", "gtp", "--level", "1"]
needs_gnugo = pytest.mark.skipif(shutil.which("gnugo") is None, reason="GNU Go is not installed")


@needs_gnugo
@pytest.mark.parametrize(("size", "seed", "moves"), [(9, 1, 90), (13, 2, 60), (19, 3, 40)])
def test_legal_moves_and_liberties_are_those_of_gnugo(size, seed, moves):
    with GtpProcess(GNUGO) as gnugo:
        gnugo.ask(f"boardsize {size}")
        for game, point in played(size, seed=seed, moves=moves):
            color = COLOR_NAMES[game.to_play]
            if len(game.turns) % 5 == 0:
                theirs = {point_from_name(name, size) for name in gnugo.ask(f"all_legal {color}").split()}
                assert set(game.legal()) == theirs
                for chain in game.board.chains():
                    answer = gnugo.ask(f"countlib {point_name(min(chain.stones), size)}")
                    assert len(chain.liberties) == int(answer)
            gnugo.ask(f"play {color} {point_name(point, size)}")


@needs_gnugo
def test_a_few_games_against_gnugo_come_to_an_end(tmp_path):
    result = play_series(Conditions(first="rave:100", second="gnugo:1"), games=2, folder=tmp_path)
    assert result.games == 2
    assert len(list(tmp_path.glob("game-*.sgf"))) == 2


def _program(tmp_path, body: str) -> list[str]:
    path = tmp_path / "program.py"
    path.write_text("import sys\n" + body, encoding="utf-8")
    return [sys.executable, str(path)]


def test_a_program_that_dies_is_one_clear_error(tmp_path):
    with (
        GtpProcess(_program(tmp_path, "input()\nsys.exit(3)")) as program,
        pytest.raises(ProtocolError, match=r"ended with exit code 3 before it answered `genmove b`"),
    ):
        program.ask("genmove b")


def test_a_program_that_hangs_is_one_clear_error(tmp_path):
    with (
        GtpProcess(_program(tmp_path, "input()\ninput()"), timeout_s=0.3) as program,
        pytest.raises(ProtocolError, match=r"gave no answer to `genmove b` within 0.3 s"),
    ):
        program.ask("genmove b")


def test_a_program_that_speaks_otherwise_is_one_clear_error(tmp_path):
    with (
        GtpProcess(_program(tmp_path, "input()\nprint('hello\\n')")) as program,
        pytest.raises(ProtocolError, match="answers `name` with `hello`, which is not GTP"),
    ):
        program.ask("name")


@pytest.mark.parametrize("body", ["print('=')", "print('= x', end='')", "print()"])
def test_a_program_that_talks_without_end_is_one_clear_error(tmp_path, body):
    with (
        GtpProcess(_program(tmp_path, f"while True:\n    {body}")) as program,
        pytest.raises(ProtocolError, match="answers `name` without end, which is not GTP"),
    ):
        program.ask("name")


def test_a_refusal_says_what_was_refused(tmp_path):
    with (
        GtpProcess(_program(tmp_path, "input()\nprint('? illegal move\\n')")) as program,
        pytest.raises(ProtocolError, match="refuses `play b A1`: illegal move"),
    ):
        program.ask("play b A1")


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(ProtocolError, match="there is no program `no-such-program`; install it or give its path"):
        GtpProcess(["no-such-program"])


def test_a_player_that_plays_nonsense_stops_the_series_and_keeps_what_was_played(tmp_path):
    body = "while True:\n    line = input()\n    print('= Z99\\n' if 'genmove' in line else '=\\n', flush=True)"
    words = " ".join(_program(tmp_path, body))
    with pytest.raises(ProtocolError, match="did not answer genmove with a point"):
        play_series(Conditions(first=f"gtp:{words}", second="random", size=5), games=1)
