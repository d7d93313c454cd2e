"""Judges every list and prints `LIST passed/total`: scripts/conformance bitcoin --vectors DIR [--only TEXT]."""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from itertools import islice
from pathlib import Path

from conformance.lists import all_lists
from conformance.outcome import Judge, Outcome


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/conformance bitcoin", description=__doc__)
    parser.add_argument("--vectors", type=Path, required=True, help="folder with core_vectors/, bips/, key_io/ ...")
    parser.add_argument("--only", default="", help="only lists whose name holds this text")
    parser.add_argument("--failures", type=int, default=3, help="failures to print for each list")
    given = parser.parse_args()
    if not given.vectors.is_dir():
        parser.error(f"--vectors: expected a folder, got {given.vectors}")
    manifest = tomllib.loads((Path(__file__).parent / "manifest.toml").read_text(encoding="utf-8"))
    lists = all_lists()
    for name in sorted(lists.keys() ^ manifest.keys()):
        print(f"{name}: in {'the lists' if name in lists else 'the manifest'} only", file=sys.stderr)
    wanted = sorted(name for name in lists if given.only in name)
    short = [name for name in wanted if not _judge(name, lists[name], manifest.get(name, 0), given)]
    if lists.keys() != manifest.keys() or short or not wanted:
        print(f"falls short: {', '.join(short) or 'no list'}", file=sys.stderr)
        raise SystemExit(1)


def _judge(name: str, judge: Judge, expected: int, given: argparse.Namespace) -> bool:
    start = time.process_time()
    try:
        outcomes = list(judge(given.vectors))
    except Exception as error:  # Whatever goes wrong with one list, the others are judged too.
        print(f"{name} 0/{expected}  {type(error).__name__}: {error}", flush=True)
        return False
    failures = [outcome for outcome in outcomes if not outcome.passed]
    passed, seconds = len(outcomes) - len(failures), time.process_time() - start
    print(f"{name} {passed}/{len(outcomes)}  {seconds:.1f} CPU s", flush=True)
    if len(outcomes) != expected:
        print(f"  the manifest has {expected} cases")
    for outcome in islice(failures, given.failures):
        _explain(outcome)
    return not failures and len(outcomes) == expected


def _explain(outcome: Outcome) -> None:
    print(f"  {outcome.case}: {outcome.why}")


main()
