"""Runs the benchmarks and prints the table: scripts/bench rays [--quick] [--only TEXT] [--data DIR] [--json]."""

from __future__ import annotations

import argparse
import importlib.util
import math
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks import alone, beside_povray
from benchmarks.rows import Row


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench rays", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a part of it, within some minutes")
    parser.add_argument("--only", default="", help="only kinds whose name holds this text")
    parser.add_argument("--data", type=Path, help="folder with meshes/spot.obj and meshes/teapot.obj")
    parser.add_argument("--json", action="store_true", help="one line of JSON per row")
    given = parser.parse_args()
    if not given.json:
        print("| what | number | value | floor | aim |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in _kinds(Path(folder), given.data, given.quick).items():
            if given.only in name:
                for row in rows():
                    print(row.as_json() if given.json else row.as_markdown(), flush=True)


def _kinds(folder: Path, data: Path | None, quick: bool) -> dict[str, Callable[[], Iterator[Row]]]:
    return {
        "geometry": lambda: beside_povray.geometry(folder, quick=quick),
        "pictures": lambda: beside_povray.pictures(folder, quick=quick),
        "speed": lambda: beside_povray.speed(folder, quick=quick),
        "meshes": lambda: beside_povray.meshes(folder, data, quick=quick),
        "threads": lambda: alone.threads(quick=quick),
        "labels": lambda: alone.labels(quick=quick),
        "first": lambda: alone.first_picture(quick=quick),
        "agreement": lambda: alone.agreement(quick=quick),
        "bridge": lambda: _bridge(quick=quick),
    }


def _bridge(*, quick: bool) -> Iterator[Row]:
    """What needs the library of trees."""
    if importlib.util.find_spec("coincide_trees") is None:
        yield Row("span F1 of pictures", "coincide_trees is not installed: run scripts/test once", math.nan, "0", "10")
        return
    from benchmarks import bridge

    yield from bridge.rows(quick=quick)


main()
