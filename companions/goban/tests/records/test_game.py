"""Records as games."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_games import played
from sgfmill import sgf

from coincide_goban.board import BLACK, WHITE, point_from_name, point_name
from coincide_goban.board.points import row_column
from coincide_goban.errors import RecordError
from coincide_goban.records import game_of, main_line, read_archive, read_sgf, record_of, write_sgf
from coincide_goban.records.game import komi_of, letters_of, point_in_record, points_in_record
from coincide_goban.rules import JAPANESE, Game


def _game(text: str) -> Game:
    return game_of(read_sgf(text.encode())[0])


@given(st.integers(2, 25), st.integers(0, 10_000), st.integers(0, 60))
def test_a_game_reads_back_from_its_record(size, seed, moves):
    last = Game(size)
    for game, _ in played(size, seed=seed, moves=min(moves, size * size // 2)):
        last = game
    again = game_of(read_sgf(write_sgf([record_of(last)]))[0], rules=last.rules)
    assert again.turns == last.turns
    assert again.board == last.board


@pytest.mark.parametrize("seed", range(5))
def test_the_main_line_is_the_one_sgfmill_reads(seed):
    last = Game(13)
    for game, _ in played(13, seed=seed, moves=100):
        last = game
    content = write_sgf([record_of(last)])
    theirs = [node.get_move() for node in sgf.Sgf_game.from_bytes(content).get_main_sequence()]
    ours = [
        ("bw"[t.color - 1], row_column(t.point, 13) if t.point else None) for t in main_line(read_sgf(content)[0]).turns
    ]
    assert ours == [move for move in theirs if move[0] is not None]


def test_setup_handicap_and_rules_are_read():
    game = _game("(;SZ[9]KM[0.5]HA[2]RU[Japanese]AB[cc][gg]AW[aa:bb];W[ee])")
    assert (game.rules.name, game.rules.komi, game.handicap) == (JAPANESE.name, 0.5, 2)
    assert (game.start.count(BLACK), game.start.count(WHITE)) == (2, 4)
    assert point_name(game.turns[0].point, 9) == "E5"


def test_points_count_from_the_upper_left():
    assert point_name(point_in_record("ab", 19), 19) == "A18"
    assert letters_of(point_from_name("A18", 19), 19) == "ab"


def test_tt_is_pass_up_to_19_and_a_point_beyond():
    assert point_in_record("tt", 19) == 0
    assert point_name(point_in_record("tt", 25), 25) == "U6"


def test_a_rectangle_of_points_is_all_of_them():
    assert len(points_in_record(["aa:cb"], 9)) == 6


@pytest.mark.parametrize(
    ("text", "komi"),
    [("6.5", 6.5), ("375", 3.75), ("6,5", 6.5), ("", 0.0), ("six", 0.0), ("-3", -3.0), ("1234567", 0.0)],
)
def test_komi_is_read_as_people_write_it(text, komi):
    assert komi_of(read_sgf(f"(;KM[{text}])".encode())[0]) == komi


def test_white_begins_after_black_stones_alone():
    assert main_line(read_sgf(b"(;SZ[9]AB[cc])")[0]).to_play == WHITE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(;SZ[1])", r"`size` must be from 2 to 25, got 1 in SZ\[1\]"),
        ("(;SZ[9:13])", r"expected a square board of 2 to 25, got SZ\[9:13\]"),
        ("(;SZ[9];B[zz])", "expected two letters of a point on a board of 9, got `zz`"),
        ("(;SZ[9];B[aa];W[aa])", "move 2 is illegal: white A9: there is a stone already"),
        ("(;SZ[9];B[aa];AW[bb])", "stones are set up after move 1"),
        ("(;GM[2]SZ[8];B[ee])", r"expected a record of Go, GM\[1\], got GM\[2\]"),
        (f"(;SZ[9]{'AB[aa:cc];' * 82})", "expected at most 81 values of set-up on a board of 9, got 82"),
        (f"(;SZ[9]{';B[];W[]' * 2501})", "expected at most 5000 moves, got more"),
    ],
)
def test_what_is_no_game_is_refused(text, message):
    with pytest.raises(RecordError, match=message):
        _game(text)


def test_archives_hand_out_their_records_by_name(tmp_path):
    records = {"a.sgf": b"(;B[aa])", "sub/b.SGF": b"(;B[bb])", "note.txt": b"no"}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name, content in records.items():
            archive.writestr(name, content)
    with tarfile.open(tmp_path / "all.tar.gz", "w:gz") as archive:
        for name, content in records.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    expected = [(name, records[name]) for name in ("a.sgf", "sub/b.SGF")]
    assert list(read_archive(tmp_path / "all.zip")) == list(read_archive(tmp_path / "all.tar.gz")) == expected


@pytest.mark.parametrize("name", ["cut.zip", "cut.tar.gz", "none.sgf"])
def test_a_broken_archive_is_one_clear_error(tmp_path, name):
    if name != "none.sgf":
        (tmp_path / name).write_bytes(b"PK\x03\x04broken")
    with pytest.raises(RecordError, match="cannot read"):
        list(read_archive(tmp_path / name))
