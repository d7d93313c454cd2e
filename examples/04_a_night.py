# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["coincide"]
# ///
"""Write a generated day and night of two recorders, as sound, with a table of the sites, to try a survey on.

    python examples/04_a_night.py [FOLDER]

Three kinds of calls, each at its own time of day: hoots around 23:00, trills around 5:00 and buzzes around 14:00. Each
recorder records 30 s of every hour. The truth is in `truth.csv`. docs/tutorial.md goes on from here.
"""

from __future__ import annotations

import argparse
import csv
from datetime import datetime
from pathlib import Path

import numpy as np
import soundfile

from coincide.seeds import generator
from coincide.survey import Season, make_season
from coincide.survey.season import CallType

RATE_HZ = 16_000
MINUTES_PER_HOUR = 0.5
TYPES = (CallType("trill", 5.0, 700.0), CallType("hoot", 23.0, 500.0), CallType("buzz", 14.0, 600.0))
NOISE_LEVEL = 0.003


def call(name: str, rng: np.random.Generator) -> np.ndarray:
    """Synthesize one call."""
    length_s = {"trill": 0.5, "hoot": 0.6, "buzz": 0.3}[name] * rng.uniform(0.9, 1.1)
    at_s = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    if name == "trill":
        wave = np.sin(2 * np.pi * (4_000 * at_s + 30 * np.sin(2 * np.pi * 18 * at_s)))
    elif name == "hoot":
        wave = np.sin(2 * np.pi * (600 * at_s - 80 * at_s**2)) + 0.3 * np.sin(2 * np.pi * 1_200 * at_s)
    else:
        wave = np.sin(2 * np.pi * 6_000 * at_s) * (np.sin(2 * np.pi * 90 * at_s) > 0)
    return 0.1 * rng.uniform(0.5, 1.0) * np.sin(np.pi * at_s / length_s) * wave


def write_sound(season: Season, folder: Path, rng: np.random.Generator) -> None:
    """Write each recording with its calls over a little noise."""
    for row, recording in enumerate(season.recordings):
        samples = NOISE_LEVEL * rng.standard_normal(round(recording.duration_s * RATE_HZ))
        mine = np.flatnonzero(season.calls.recording == row)
        for number in mine.tolist():
            sound = call(season.calls.names[season.calls.name[number]], rng)
            start = int(season.calls.onset_s[number] * RATE_HZ)
            end = min(start + len(sound), len(samples))
            samples[start:end] += sound[: end - start]
        path = folder / recording.name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, samples, RATE_HZ, subtype="PCM_16")


def write_tables(season: Season, folder: Path) -> None:
    """Write the sites as people note them, and the calls as they truly are."""
    with (folder / "sites.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["site", "latitude", "longitude", "timezone", "habitat"])
        for each in season.deployments:
            table.writerow(
                [each.site, f"{each.latitude:.4f}", f"{each.longitude:.4f}", each.timezone, each.columns["habitat"]]
            )
    with (folder / "truth.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["recording", "onset_s", "offset_s", "label"])
        for row, onset_s, name in zip(season.calls.recording, season.calls.onset_s, season.calls.name, strict=True):
            recording = season.recordings[row].name
            table.writerow([recording, f"{onset_s:.3f}", f"{onset_s + 0.5:.3f}", season.calls.names[name]])


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a generated day and night of two recorders.")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("night"))
    folder: Path = parser.parse_args().folder
    season = make_season(
        n_sites=2,
        n_days=1,
        first=datetime(2024, 5, 10),
        minutes_per_hour=MINUTES_PER_HOUR,
        types=TYPES,
        drift_s_per_day=0,
    )
    write_sound(season, folder, generator(0, "night"))
    write_tables(season, folder)
    print(f"{len(season.recordings)} recordings with {len(season.calls.name)} calls in {folder}")


if __name__ == "__main__":
    main()
