"""coincide-primer demo: a network and boosted trees learn to read digits, side by side."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from coincide_primer.whole_files import write_whole


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, default=Path("primer-demo.svg"), help="where to write the picture; default: %(default)s"
    )
    parser.add_argument("--convolution", action="store_true", help="use a convolutional network, which takes longer")
    parser.add_argument(
        "--seed", type=_seed, default=0, help="seed of the split, weights and batches; default: %(default)s"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(given: argparse.Namespace) -> None:
    # Here, since they bring scikit-learn and the compiler, which `--help` does not need.
    from coincide_primer.demo import draw, train_both
    from coincide_primer.digits import split_digits

    digits = split_digits(given.seed)
    courses = train_both(digits, convolution=given.convolution, rng=np.random.default_rng(given.seed))
    write_whole(given.out, draw(courses, digits).encode())
    accuracies = {name: course.accuracies[-1] for name, course in courses.items()}
    if given.json:
        print(json.dumps({"accuracy": accuracies, "n_held_out": len(digits.y_held_out), "picture": str(given.out)}))
        return
    for name, accuracy in accuracies.items():
        print(f"{name}: {accuracy:.1%} of {len(digits.y_held_out)} held-out digits")
    print(f"Open {given.out} in a browser: curves and confusion matrices.")


def _seed(text: str) -> int:
    if not (text.isdecimal() and int(text) < 2**32):
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 to 4294967295, got {text!r}")
    return int(text)
