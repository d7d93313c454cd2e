"""The command: what it prints, writes and refuses."""

from __future__ import annotations

import io
import json
import threading
import urllib.error
import urllib.request

import numpy as np
import pytest

from coincide_goban.agents import make_agent
from coincide_goban.board import BLACK, point_from_name
from coincide_goban.cli.app import main
from coincide_goban.cli.terminal import play_in_terminal
from coincide_goban.errors import UsageError
from coincide_goban.learn.lessons import read_positions
from coincide_goban.learn.selfplay import read_shard
from coincide_goban.network.store import shipped_network
from coincide_goban.records import parse
from coincide_goban.rules import Game
from coincide_goban.web.server import make_server


def _fails(arguments: list[str], capsys: pytest.CaptureFixture[str], *, code: int = 1) -> str:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == code
    return capsys.readouterr().err


def test_a_match_prints_its_result_as_json(capsys, tmp_path):
    main(["match", "random", "random", "--games", "2", "--size", "5", "--out", str(tmp_path), "--json"])
    result = json.loads(capsys.readouterr().out)
    assert result["games"] == 2
    assert 0 <= result["low"] <= result["rate"] <= result["high"] <= 1


def test_a_ladder_prints_every_player(capsys):
    main(["ladder", "random", "minimax:1", "--games", "2", "--size", "4", "--json"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["player"] for row in rows} == {"random", "minimax:1"}


def test_records_are_checked_and_repaired(capsys, tmp_path):
    (tmp_path / "bad.sgf").write_bytes(b"(;SZ[9];B[aa];W[aa]")
    with pytest.raises(SystemExit) as caught:
        main(["sgf", "check", str(tmp_path), "--repair", str(tmp_path / "whole")])
    said = capsys.readouterr().out
    assert caught.value.code == 1
    assert "bad.sgf: byte 19: 1 `)` are missing at the end; they were added" in said
    assert "bad.sgf: move 2 is illegal: white A9: there is a stone already" in said
    assert parse((tmp_path / "whole" / "bad.sgf").read_bytes()).problems == []


def test_a_game_is_counted(capsys, tmp_path):
    path = tmp_path / "game.sgf"
    path.write_bytes(b"(;SZ[5]KM[0.5]AB[ca][cb][cc][cd][ce]AW[aa])")
    main(["score", str(path), "--dead", "A5", "--json"])
    assert json.loads(capsys.readouterr().out) == {"result": "B+24.5", "black": 25, "white": 0.5, "dead": ["A5"]}


def test_a_review_leaves_a_picture(capsys, tmp_path):
    path = tmp_path / "game.sgf"
    path.write_bytes(b"(;SZ[5];B[cc];W[bb];B[cb])")
    main(["review", str(path), "--playouts", "50", "--json"])
    assert len(json.loads(capsys.readouterr().out)["rates"]) == 4
    assert path.with_suffix(".svg").read_text(encoding="utf-8").startswith("<svg")


def test_self_play_goes_on_where_it_stopped(capsys, tmp_path):
    options = ["selfplay", str(tmp_path), "--games", "1", "--size", "4", "--playouts", "10"]
    main(options)
    before = (tmp_path / "games-0000.npz").read_bytes()
    main(options)
    assert (tmp_path / "games-0000.npz").read_bytes() == before
    assert capsys.readouterr().out == "1 of 1 games\n" * 2


def test_self_play_fills_up_its_last_shard_when_it_goes_on(tmp_path):
    options = ["selfplay", str(tmp_path), "--size", "4", "--playouts", "10", "--games"]
    main([*options, "1"])
    first = read_shard(tmp_path / "games-0000.npz")[0]
    main([*options, "3"])
    games = read_shard(tmp_path / "games-0000.npz")
    assert len(games) == 3
    assert games[0].moves.tolist() == first.moves.tolist()


def test_self_play_does_not_go_on_with_other_settings(capsys, tmp_path):
    options = ["selfplay", str(tmp_path), "--size", "4", "--games", "1"]
    main([*options, "--playouts", "10"])
    said = _fails([*options, "--playouts", "20"], capsys)
    assert said == (
        f"error: the games in {tmp_path} were made with playouts 10, got 20; give the same, or another folder\n"
    )


def test_self_play_does_not_go_on_with_games_of_unknown_settings(capsys, tmp_path):
    options = ["selfplay", str(tmp_path), "--size", "4", "--playouts", "10", "--games", "1"]
    main(options)
    (tmp_path / "settings.json").unlink()
    assert "has games, but no settings.json that says how they were made" in _fails(options, capsys)


def test_a_network_plays_against_itself(capsys, tmp_path):
    options = ["--games", "1", "--size", "5", "--playouts", "8", "--network", str(shipped_network())]
    main(["selfplay", str(tmp_path), *options])
    assert capsys.readouterr().out == "1 of 1 games\n"
    assert len(read_positions(tmp_path)) > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["match", "strong", "random"], "error: expected a player such as random"),
        (["match", "random", "random", "--games", "0"], "error: `games` must be at least 1, got 0"),
        (["match", "random", "random", "--size", "99"], "error: `size` must be from 2 to 25, got 99"),
        (["match", "random", "random", "--rules", "chess"], "error: expected one of the rules tromp-taylor"),
        (["match", "random", "random", "--komi", "nan"], "error: expected komi to be a number of points from -1000"),
        (["selfplay", "games", "--full", "0"], "error: --full is a share of moves, above 0 and at most 1; got 0"),
        (["score", "none.sgf"], "error: cannot read none.sgf: No such file or directory; check the path"),
    ],
)
def test_errors_are_one_line(arguments, message, capsys):
    said = _fails(arguments, capsys)
    assert said.startswith(message)
    assert said.count("\n") == 1


@pytest.mark.parametrize("network", [["--network"], ["--network", str(shipped_network())]])
def test_a_front_end_may_play_against_the_network(network, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("boardsize 5\nplay b C3\ngenmove w\nquit\n"))
    main(["gtp", *network, "--playouts", "8"])
    answers = capsys.readouterr().out.split("\n\n")
    assert answers[2].startswith("= ")
    assert point_from_name(answers[2].removeprefix("= "), 5) > 0


def test_a_network_leaves_it_to_playouts_which_stones_are_dead(capsys, monkeypatch):
    stones = "".join(f"play b {c}3\nplay b {c}2\n" for c in "ABCDE") + "play w C5\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"boardsize 5\n{stones}final_status_list dead\nquit\n"))
    main(["gtp", "--network", "--playouts", "8"])
    assert "= C5\n" in capsys.readouterr().out


def test_threads_and_a_network_are_one_clear_error(capsys):
    said = _fails(["gtp", "--network", "--threads", "2"], capsys)
    assert said == "error: --threads works only without a network; leave out `--threads 2` or --network\n"


def test_a_device_without_a_network_is_one_clear_error(capsys):
    said = _fails(["gtp", "--device", "cuda"], capsys)
    assert said == "error: --device works only with a network; leave out `--device cuda`, or give --network\n"


def test_a_wrong_option_leaves_with_2(capsys):
    assert "invalid choice" in _fails(["fly"], capsys, code=2)


def test_a_game_in_the_terminal_ends_when_both_pass():
    answers = iter(["C3", "C3", "score", "undo", "C3", *["pass"] * 40])
    said: list[str] = []
    agent = make_agent("random", rng=np.random.default_rng(1))
    play_in_terminal(Game(5), agent, BLACK, ask=lambda _: next(answers), tell=said.append)
    assert "black C3: there is a stone already" in said
    assert said[-1].startswith("the game is over: ")


@pytest.fixture
def address():
    server = make_server(Game(5), make_agent("random", rng=np.random.default_rng(1)), BLACK, port=0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def _post(address: str, content: bytes, kind: str = "application/json") -> tuple[int, dict]:
    request = urllib.request.Request(f"{address}/move", content, {"Content-Type": kind})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_a_move_in_the_browser_is_answered(address):
    status, position = _post(address, b'{"move": "C3"}')
    assert status == 200
    assert position["stones"]["C3"] == "black"
    assert len(position["stones"]) == 2


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b'{"move": "Z9"}', "application/json", "expected a point from A1 to E5"),
        (b"[1]", "application/json", "expected an object with a move"),
        (b"{", "application/json", "Expecting property name"),
        (b'{"move": "C3"}', "text/plain", "expected JSON at /move"),
    ],
)
def test_what_is_no_move_is_refused_in_the_browser(address, content, kind, message):
    status, said = _post(address, content, kind)
    assert status == 400
    assert said["error"].startswith(message)


def test_the_page_is_served(address):
    with urllib.request.urlopen(f"{address}/") as answer:
        assert b'<svg id="board"' in answer.read()


def test_a_port_out_of_range_is_refused():
    with pytest.raises(UsageError, match="cannot use port 99999"):
        make_server(Game(5), make_agent("random", rng=np.random.default_rng(1)), BLACK, port=99999)
