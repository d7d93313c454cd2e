# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["coincide"]
# ///
"""Learn from a folder of recordings, look at the categories, and search by example.

    python examples/01_learn_and_search.py [FOLDER] [--minutes M]

Without arguments it takes the bundled recordings, half a minute on a laptop. The catalog goes into the current folder.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import coincide

BUNDLED = Path(__file__).parent / "recordings"


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn from a folder of recordings and search in it.")
    parser.add_argument("folder", type=Path, nargs="?", default=BUNDLED)
    parser.add_argument("--minutes", type=float, help="training budget; 2000 steps a minute")
    arguments = parser.parse_args()

    catalog = coincide.learn(arguments.folder, catalog="example.coincide", minutes=arguments.minutes)
    facts = catalog.info()
    print(f"{facts.n_events} events of {facts.n_categories} categories in {facts.n_recordings} recordings")
    for row in facts.categories:
        print(
            f"category {row.number}: {row.size} events, {row.duration_s:.2f} s, {row.low_hz:.0f}-{row.high_hz:.0f} Hz"
        )

    typical = facts.categories[0]
    query = arguments.folder / typical.example_recording
    found = catalog.search(query, at_s=typical.example_onset_s, for_s=typical.duration_s, k=5)
    print(f"similar to {typical.example_recording} at {typical.example_onset_s:.2f} s:")
    for hit in found.hits:
        print(f"  {hit.recording.name} at {hit.event.onset_s:.2f} s, distance {hit.distance:.3f}")

    catalog.export_annotations("example.txt", format="raven")
    print(f"report: {catalog.report()}")


if __name__ == "__main__":
    main()
