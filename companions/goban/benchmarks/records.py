"""Records: read, written, read again, and beside sgfmill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.rows import Row
from coincide_goban.board.points import row_column
from coincide_goban.records import Node, main_line, parse, read_archive, write_sgf
from coincide_goban.records.game import size_of


def records(data: Path | None) -> Iterator[Row]:
    if data is None:
        yield Row("records", "give a folder with --data", "not measured", "100%", "100%")
        return
    n = whole = equal = 0
    for _, content in read_archive(data):
        parsed = parse(content)
        n += 1
        whole += not parsed.problems and _reads_back(parsed.games)
        equal += _main_line(parsed.games[0]) == _by_sgfmill(content)
    yield Row("records read, written, read: equal", f"of {n}", f"{whole}", "100%", "100%")
    yield Row("main lines equal to sgfmill's", f"of {n}", f"{equal}", "100%", "100%")


def _reads_back(games: list[Node]) -> bool:
    expected = [Node({**game.properties, "CA": ["UTF-8"]}, game.children) for game in games]
    return parse(write_sgf(games)).games == expected


def _main_line(root: Node) -> list[tuple[str, tuple[int, int] | None]]:
    size = size_of(root)
    return [("bw"[t.color - 1], row_column(t.point, size) if t.point else None) for t in main_line(root).turns]


def _by_sgfmill(content: bytes) -> list[tuple[str, tuple[int, int] | None]]:
    from sgfmill import sgf  # only this row needs it

    moves = (node.get_move() for node in sgf.Sgf_game.from_bytes(content).get_main_sequence())
    return [move for move in moves if move[0] is not None]
