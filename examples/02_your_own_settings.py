# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["coincide"]
# ///
"""Find fainter events than usual, ask for a number of categories, and compare two recipes on your annotations.

    python examples/02_your_own_settings.py FOLDER TRUTH [--categories K] [--steps N]

TRUTH is an annotation table, or a folder of tables. Both catalogs go into the current folder.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import coincide


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare two recipes on your own recordings.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--categories", type=int, help="number of categories; found from the data if not given")
    parser.add_argument("--steps", type=int, help="training steps; by the number of events if not given")
    arguments = parser.parse_args()

    for recipe in ("default", "original"):
        settings: dict[str, dict[str, Any]] = {
            "events": {"onset_z": 4.0},
            "embed": {"recipe": recipe, "steps": arguments.steps, "baseline_steps": 0},
            "categorize": {"categories": arguments.categories},
        }
        catalog = coincide.learn(arguments.folder, catalog=f"{recipe}.coincide", settings=settings)
        evaluation = catalog.evaluate(arguments.truth)
        print(f"{recipe}: F1 {evaluation.detection.f1:.2f}")
        for method in evaluation.methods:
            print(f"  {method.name}: NMI {method.nmi:.3f} with {method.n_categories} categories")


if __name__ == "__main__":
    main()
