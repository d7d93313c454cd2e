"""Options that limit a query, and how its answers are printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from coincide_logic.errors import FileError
from coincide_logic.prolog import Answer


def add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=int, metavar="N", help="print at most N answers")
    parser.add_argument("--steps", type=int, metavar="N", help="stop after N steps")
    parser.add_argument("--seconds", type=float, metavar="S", help="stop after S seconds")
    parser.add_argument("--memory-mb", type=float, metavar="MB", help="stop when the process has grown by MB megabytes")
    parser.add_argument("--json", action="store_true", help="one line of JSON per answer")


def limits_of(given: argparse.Namespace) -> dict[str, Any]:
    """The limits that were given."""
    chosen = {name: getattr(given, name) for name in ("limit", "steps", "seconds", "memory_mb")}
    return {name: value for name, value in chosen.items() if value is not None}


def print_answers(answers: Iterator[Answer], *, as_json: bool) -> int:
    """Print each answer as it comes; the exit code is 1 if there is none."""
    is_empty = True
    for answer in answers:
        is_empty = False
        print(json.dumps({name: _plain(answer[name]) for name in answer}) if as_json else answer, flush=True)
    if is_empty and not as_json:
        print("false")
    return int(is_empty)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(list(part) if isinstance(part, tuple) else part) for name, part in asdict(value).items()}
    return value


def read_text(path: Path) -> str:
    """The text of a program's file.

    Raises
    ------
    FileError : it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise FileError(f"{path}: expected a program to read: {reason}") from None
