"""`coincide-goban sgf check`: say what is wrong in records, and write them whole."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from coincide_goban.errors import RecordError


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["check"], help="what to do")
    parser.add_argument("paths", nargs="+", type=Path, help="files, folders or archives (.zip, .tar.gz)")
    parser.add_argument("--repair", type=Path, metavar="FOLDER", help="write repaired records to this folder, in UTF-8")
    parser.add_argument("--json", action="store_true", help="one line of JSON per record")


def run(given: argparse.Namespace) -> None:
    """Exits 1 if a record is broken."""
    from coincide_goban.records import read_archive

    n = broken = 0
    for path in given.paths:
        for name, content in read_archive(path):
            report = check(name, content)
            n += 1
            broken += bool(report["problems"])
            if given.json:
                print(json.dumps(report, ensure_ascii=False))
            else:
                for problem in report["problems"]:
                    print(f"{name}: {problem}")
            if given.repair is not None:
                _write(given.repair, name, content)
    if n == 0:
        raise RecordError(f"there is no .sgf file in {', '.join(map(str, given.paths))}")
    if not given.json:
        print(f"{n} records, {broken} with problems")
    if broken:
        raise SystemExit(1)


def check(name: str, content: bytes) -> dict[str, Any]:
    """What a record holds and what is wrong with it."""
    from coincide_goban.records import game_of, parse

    parsed = parse(content)
    problems = [str(problem) for problem in parsed.problems]
    moves = 0
    for root in parsed.games:
        try:
            moves += len(game_of(root).turns)
        except RecordError as error:
            problems.append(str(error))
    return {"name": name, "games": len(parsed.games), "moves": moves, "encoding": parsed.encoding, "problems": problems}


def _write(folder: Path, name: str, content: bytes) -> None:
    from coincide_goban.files import write_whole
    from coincide_goban.records import parse, write_sgf

    games = parse(content).games
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise RecordError(f"the archive names a file outside of itself: {name}")
    if games:
        write_whole(target, write_sgf(games))
