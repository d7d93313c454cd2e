"""Judges every list and prints `LIST passed/total`: scripts/conformance goban --vectors DIR.

The folder holds `rules_katago.json`, `board_gomill.json` and `legal_positions.json`: rules expectations restated from
KataGo's tests, boards and scores from gomill's, and counts of legal positions (OEIS A094777).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coincide_goban.board import BLACK, EMPTY, WHITE, Board, point_from_name, point_name
from coincide_goban.errors import GobanError
from coincide_goban.rules import Game, Rules
from coincide_goban.rules.counting import count_legal_positions
from coincide_goban.rules.score import area

# How many checks each list has; a list with fewer, or with a failure, falls short.
MANIFEST = {"rules_katago": 43, "board_gomill": 24, "legal_positions": 5}
COLORS = {"B": BLACK, "W": WHITE}


def rules_katago(content: Any) -> Iterator[tuple[str, bool]]:
    for case in content["cases"]:
        rules = Rules(ko=case["ko"], suicide=case["multi_stone_suicide"], counting=case["scoring"], komi=case["komi"])
        board = Board.from_rows(case["rows_top_first"])
        game = Game(board.size, rules=rules)
        game.setup(board, COLORS[case["to_play"]])
        for step in case["steps"]:
            if "play" in step:
                game.play(step["play"][1], COLORS[step["play"][0]])
            else:
                yield case["name"], _holds(game, step)


def _holds(game: Game, step: dict[str, Any]) -> bool:
    if "ko_forbids" in step:
        color = COLORS[step["ko_forbids"][0]]
        empties = [p for p, c in enumerate(game.board.colors) if c == EMPTY]
        found = [point_name(p, game.size) for p in empties if "ko" in (game.fault(p, color) or "")]
        return sorted(found) == sorted(step["ko_forbids"][1])
    if "refuse" in step:
        return not game.is_legal(step["refuse"][1], COLORS[step["refuse"][0]])
    return -game.score().margin == step["white_minus_black"]


def board_gomill(content: Any) -> Iterator[tuple[str, bool]]:
    for case in content["play"]:
        game = Game(case["size"], rules=Rules(ko="simple", suicide=True))
        for move in case["moves"]:
            color, name = move.split()
            # These boards let a lone stone take itself, which leaves everything as a pass does.
            game.play(name if game.is_legal(name, COLORS[color]) else "pass", COLORS[color])
        ko = point_name(game.ko, game.size) if game.ko else None
        black, white = area(game.board)
        rows = [row.replace("X", "x").replace("O", "o") for row in game.board.rows()]
        expected = (case["rows_top_first"], case["ko_point"], case["black_minus_white"])
        yield case["name"], (rows, ko, black - white) == expected
    for case in content["score"]:
        black, white = area(Board.from_rows(case["rows_top_first"]))
        yield case["name"], black - white == case["black_minus_white"]
    for case in content["setup"]:
        yield case["name"], _set_up(case)


def _set_up(case: dict[str, Any]) -> bool:
    """Stones are put down, and those of chains without liberty taken off, which makes a set-up illegal."""
    rows = case["rows_top_first"]
    board = Board(len(rows))
    for name, color in (("black", BLACK), ("white", WHITE)):
        for point in case[name]:
            board.put(point_from_name(point, board.size), color)
    dead = [p for chain in board.chains() if not chain.liberties for p in chain.stones]
    board.remove(dead)
    found = [row.replace("X", "x").replace("O", "o") for row in board.rows()]
    return (not dead) == case["legal"] and found == rows


def legal_positions(content: Any) -> Iterator[tuple[str, bool]]:
    for size, expected in content["legal_positions"].items():
        if int(size) <= 5:
            yield f"{size}x{size}", count_legal_positions(int(size)) == expected


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/conformance goban", description=__doc__)
    parser.add_argument("--vectors", type=Path, required=True, help="folder of the lists")
    given = parser.parse_args()
    short = []
    for judge in (rules_katago, board_gomill, legal_positions):
        name = judge.__name__
        try:
            content = json.loads((given.vectors / f"{name}.json").read_text(encoding="utf-8"))
            results = list(judge(content))
        except (OSError, ValueError, KeyError, GobanError) as error:
            print(f"{name} 0/{MANIFEST[name]}  {type(error).__name__}: {error}")
            short.append(name)
            continue
        passed = sum(holds for _, holds in results)
        print(f"{name} {passed}/{len(results)}")
        for case, holds in results:
            if not holds:
                print(f"  {case}")
        if passed < len(results) or len(results) != MANIFEST[name]:
            short.append(name)
    if short:
        print(f"falls short: {', '.join(short)}", file=sys.stderr)
        raise SystemExit(1)


main()
