"""coincide-rays truth: labeled pictures of random scenes."""

from __future__ import annotations

import argparse
import json

from coincide_rays.cli.reports import ProgressLine, whole


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=whole(1), required=True, help="number of pictures")
    parser.add_argument("--out", required=True, help="a new or empty folder")
    parser.add_argument("--seed", type=whole(0), default=0, help="seed of the scenes (default 0)")
    parser.add_argument("--size", type=whole(8), default=128, help="width and height in pixels (default 128)")
    parser.add_argument("--json", action="store_true", help="print a summary as JSON")
    parser.add_argument("--quiet", action="store_true", help="show no progress")


def run(given: argparse.Namespace) -> None:
    from coincide_rays.truth.labels import write_labelled

    line = ProgressLine("drawing", quiet=given.quiet)
    write_labelled(given.out, given.count, size=given.size, seed=given.seed, progress=line)
    if given.json:
        print(json.dumps({"folder": given.out, "pictures": given.count, "seed": given.seed}))
    else:
        print(f"wrote {given.count} labeled pictures to {given.out}")
