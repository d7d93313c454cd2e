"""`coincide-bitcoin decode HEX|FILE`: what it is, and what every byte of it means."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from coincide_bitcoin.cli.inputs import subject_named
from coincide_bitcoin.cli.tables import shortened, table
from coincide_bitcoin.errors import InputError
from coincide_bitcoin.explain import KINDS, Explanation, explain

_LONGEST_HEX = 24


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("given", metavar="HEX|FILE", help="hex, an address or key, or a file that holds it")
    parser.add_argument(
        "--as", dest="kind", choices=list(KINDS), metavar="KIND", help=f"treat it as this: {', '.join(KINDS)}"
    )
    parser.add_argument("--json", action="store_true", help="write JSON")


def run(given: argparse.Namespace) -> int:
    """Print the explanation."""
    subject = subject_named(given.given)
    if not subject.text and not subject.data and given.kind is None:
        raise InputError("there is nothing to decode: expected hex, an address or key, or a file that holds it")
    explanation = explain(subject, given.kind)
    print(json.dumps(asdict(explanation), indent=2) if given.json else as_text(explanation))
    return 0


def as_text(explanation: Explanation) -> str:
    """The explanation as tables."""
    facts = [("kind", explanation.kind), *explanation.facts.items()]
    parts = [table(facts)]
    if explanation.pieces:
        rows = [("offset", "bytes", "what", "hex", "meaning")]
        for one in explanation.pieces:
            name = f"{one.section}: {one.name}" if one.section else one.name
            rows.append((str(one.offset), str(one.length), name, shortened(one.hex, _LONGEST_HEX), one.meaning))
        parts.append(table(rows))
    return "\n\n".join(parts)
