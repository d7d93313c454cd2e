"""`coincide-logic ask CATALOG QUERY`: answers about a catalog of coincide."""

from __future__ import annotations

import argparse
from pathlib import Path

from coincide_logic.cli.answers import add_limits, limits_of, print_answers


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("catalog", type=Path, help="the catalog's folder")
    parser.add_argument(
        "query", help="a query over event/5, category/2, label/3, follows/2, hour/2, within/3, dawn/1, dusk/1, lasts/2"
    )
    add_limits(parser)


def run(given: argparse.Namespace) -> int:
    from coincide_logic.bridge import ask_catalog

    return print_answers(ask_catalog(given.catalog, given.query, **limits_of(given)), as_json=given.json)
