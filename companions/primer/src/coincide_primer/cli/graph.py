"""coincide-primer graph: an expression, its derivatives, and a picture of how it was computed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from coincide_primer.cli.expressions import evaluate, names_of
from coincide_primer.drawing import draw_graph
from coincide_primer.errors import InputError
from coincide_primer.tensors import Tensor, gradients
from coincide_primer.whole_files import write_whole


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "expression",
        nargs="?",
        default="(tanh(w * x + b) - y) ** 2",
        help="an expression whose value is one number; default: %(default)s",
    )
    parser.add_argument(
        "values", nargs="*", metavar="NAME=VALUE", help="x=2, x=1,2,3 or x=1,2;3,4; names without a value are 1"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("graph.svg"), help="where to write the picture; default: %(default)s"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(given: argparse.Namespace) -> None:
    names = names_of(given.expression)
    values = {name: Tensor(1.0, track=True, name=name) for name in names}
    for text in given.values:
        name, number = _value(text, names)
        values[name] = Tensor(number, track=True, name=name)
    with np.errstate(all="ignore"):  # infinities are shown as such
        result = evaluate(given.expression, values)
        slopes = dict(zip(values, gradients(result, list(values.values())), strict=True))
        drawing = draw_graph(result)
    write_whole(given.out, drawing.encode())
    if given.json:
        derivatives = {name: each.data.tolist() for name, each in slopes.items()}
        facts = {"value": result.data.tolist(), "derivatives": derivatives, "picture": str(given.out)}
        print(json.dumps(facts))
        return
    print(f"{given.expression} = {float(result.data.item()):.6g}")
    for name, each in slopes.items():
        print(f"  by {name}: {np.array2string(each.data, precision=6)}")
    print(f"Open {given.out} in a browser.")


def _value(text: str, names: list[str]) -> tuple[str, np.ndarray]:
    name, _, numbers = text.partition("=")
    if name not in names:
        raise InputError(f"{text!r} sets no name of the expression; expected one of {', '.join(names)}, as in x=2.")
    try:
        rows = [[float(each) for each in row.split(",")] for row in numbers.split(";")]
        array = np.array(rows)
    except ValueError:
        raise InputError(f"{text!r}: expected numbers, as in x=2, x=1,2,3 or x=1,2;3,4.") from None
    return name, array if ";" in numbers else array[0] if "," in numbers else array[0, 0]
