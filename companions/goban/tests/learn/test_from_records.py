"""Records as lessons."""

from __future__ import annotations

import pytest
from random_games import played

from coincide_goban.cli.app import main
from coincide_goban.learn.from_records import lessons_from_records
from coincide_goban.learn.lessons import positions_of
from coincide_goban.records import record_of, write_sgf
from coincide_goban.rules import Game


def _content(seed: int, result: str, *, size: int = 5) -> bytes:
    last = Game(size)
    for game, _ in played(size, seed=seed, moves=20):
        last = game
    return write_sgf([record_of(last, result=result)])


def test_the_move_played_takes_all_the_visits(tmp_path):
    (tmp_path / "a.sgf").write_bytes(b"(;SZ[5]RE[W+R];B[aa];W[ee];B[])")
    (lesson,) = lessons_from_records(tmp_path, size=5)
    assert lesson.moves.tolist() == [20, 4, 25]
    positions = positions_of([lesson])
    assert positions.policy.argmax(axis=1).tolist() == [20, 4, 25]
    assert positions.value.tolist() == [0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    "content",
    [
        b"(;SZ[9]RE[B+1];B[aa])",
        b"(;SZ[5]RE[0];B[aa])",
        b"(;SZ[5]RE[B+1]AB[cc];W[aa])",
        b"(;SZ[5]RE[B+1];B[aa];B[bb])",
        b"(;SZ[5]RE[B+1];B[aa];W[aa])",
        b"nothing",
    ],
)
def test_what_teaches_nothing_is_left_out(content, tmp_path):
    (tmp_path / "a.sgf").write_bytes(content)
    assert list(lessons_from_records(tmp_path, size=5)) == []


def test_a_network_is_trained_on_records(tmp_path, capsys):
    for seed in range(12):
        (tmp_path / f"{seed:02}.sgf").write_bytes(_content(seed, "B+R" if seed % 2 else "W+R"))
    options = ["--records", "5", "--out", str(tmp_path / "net"), "--epochs", "1", "--channels", "4", "--blocks", "1"]
    main(["train", str(tmp_path), *options])
    assert "of 12 games" in capsys.readouterr().out
    assert (tmp_path / "net" / "network.safetensors").exists()


def test_records_without_a_game_of_the_size_are_one_clear_error(tmp_path, capsys):
    (tmp_path / "a.sgf").write_bytes(_content(1, "B+R"))
    with pytest.raises(SystemExit):
        main(["train", str(tmp_path), "--records", "19", "--out", str(tmp_path / "net")])
    assert "error: there is no game to learn from; check the size of the records" in capsys.readouterr().err
