"""`coincide-logic ask CATALOG QUERY`: answers about a catalog of coincide."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from coincide_logic.cli.answers import add_limits, limits_of, print_answers

_OF_TIMES = re.compile(r"\b(?:hour|dawn|dusk)\s*\(")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("catalog", type=Path, help="the catalog's folder")
    parser.add_argument(
        "query",
        help="a query over event/5, category/2, label/3, follows/2, hour/2, within/3, dawn/1, dusk/1, "
        "untimed/1, lasts/2",
    )
    add_limits(parser)


def run(given: argparse.Namespace) -> int:
    from coincide_logic.bridge import LIMITS, open_catalog

    kb, limits = open_catalog(given.catalog), LIMITS | limits_of(given)
    code = print_answers(kb.ask(given.query, **limits), as_json=given.json)
    untimed = kb.once("untimed(Event)", **limits) if _OF_TIMES.search(given.query) else None
    if untimed is not None:
        print(
            f"Nobody knows at what hour some events began, such as {untimed['Event']}: whether it was dawn or dusk is "
            "unknown for them, and not false. `untimed(Event)` lists them.",
            file=sys.stderr,
        )
    return code
