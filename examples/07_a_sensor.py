# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["numpy", "pandas", "soundfile"]
# ///
"""Turn tables of a sensor into recordings that `coincide learn` reads.

    python examples/07_a_sensor.py [TABLE ...] [--out FOLDER] [--separator ,] [--decimal .] [--day-first]

The first column of a table holds the time, as seconds or as dates, and the others hold measurements. Several
measurements, such as the axes of an accelerometer, become their magnitude, which does not depend on how the sensor is
turned. Samples at uneven times are interpolated; where more than ten are missing, another recording begins. Without
TABLE, it generates four hours of the accelerometers of two animals; the truth is in `truth.csv`.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import soundfile

RATE_HZ = 50
MOVES = {"shake": 1.0, "flap": 2.0, "step": 4.0}
"""Usual lengths in seconds."""
OFF_S = (3540, 3600)
"""When the generated sensors were off, after their start."""
MOST_MISSING = 10
SHORTEST_S = 30


@dataclass(frozen=True)
class Table:
    """What a table holds: when it begins, and seconds since then and a value for each row that has both."""

    begin: datetime
    at_s: np.ndarray
    values: np.ndarray
    n_left_out: int


def read_table(path: Path, *, separator: str = ",", decimal: str = ".", is_day_first: bool = False) -> Table:
    """Read a table whose first line holds names, and whose first column holds the time."""
    table = pd.read_csv(path, sep=separator, decimal=decimal, encoding="utf-8-sig")
    begin, at_s = seconds(table.iloc[:, 0], is_day_first=is_day_first)
    axes = table.iloc[:, 1:].apply(pd.to_numeric, errors="coerce").to_numpy(float)
    values = axes[:, 0] if axes.shape[1] == 1 else np.linalg.norm(axes, axis=1)
    is_whole = np.isfinite(at_s) & np.isfinite(values)
    at_s, first = np.unique(at_s[is_whole], return_index=True)  # sorted, each time once
    if len(at_s) < 2 or axes.shape[1] == 0:
        raise SystemExit(f"expected a time and a number in each row of {path}; try --separator and --decimal")
    return Table(begin, at_s, values[is_whole][first], len(table) - len(at_s))


def seconds(clock: pd.Series, *, is_day_first: bool) -> tuple[datetime, np.ndarray]:
    """Return when a column of times begins, and seconds since then; numbers are seconds, perhaps since 1970."""
    if pd.api.types.is_numeric_dtype(clock):
        if clock.max() > 1e11:
            raise SystemExit(f"expected seconds, got {clock.max():g}; divide milliseconds by 1000")
        return datetime(1970, 1, 1, tzinfo=UTC), clock.to_numpy(float)
    try:
        times = pd.to_datetime(clock, format="ISO8601")
    except ValueError:
        times = pd.to_datetime(clock, format="mixed", dayfirst=is_day_first, errors="coerce")
    begin = times.min()
    return begin.to_pydatetime(), (times - begin).dt.total_seconds().to_numpy()


def write_recordings(table: Table, folder: Path) -> int:
    """Write each stretch without a gap as a WAV file named by its start; return how many there are."""
    at_s, values = table.at_s, table.values
    step_s = float(np.median(np.diff(at_s)))
    rate_hz = max(1, round(1 / step_s))  # WAV knows whole numbers only
    ends = np.flatnonzero(np.diff(at_s) > MOST_MISSING * step_s) + 1
    stretches = [rows for rows in np.split(np.arange(len(at_s)), ends) if np.ptp(at_s[rows]) >= SHORTEST_S]
    folder.mkdir(parents=True, exist_ok=True)
    for rows in stretches:
        # A file name holds whole seconds, so the recording begins at one.
        grid_s = np.arange(np.ceil(float(at_s[rows[0]])), float(at_s[rows[-1]]), 1 / rate_hz)
        samples = np.interp(grid_s, at_s[rows], values[rows])
        name = f"{table.begin + timedelta(seconds=float(grid_s[0])):%Y%m%dT%H%M%S%z}.wav"
        soundfile.write(folder / name, samples - samples.mean(), rate_hz, subtype="FLOAT")
    return len(stretches)


def move(kind: str, rng: np.random.Generator) -> np.ndarray:
    """Synthesize one movement, in g: shakes at 10 Hz, steps at 2.5 Hz, flaps faster and faster."""
    length_s = MOVES[kind] * rng.uniform(0.8, 1.2)
    at_s = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    pitch = rng.normal(1, 0.05)
    if kind == "shake":
        wave = np.sin(2 * np.pi * 10 * pitch * at_s)
    elif kind == "step":
        wave = np.sin(2 * np.pi * 2.5 * pitch * at_s) + 0.5 * np.sin(2 * np.pi * 5 * pitch * at_s)
    else:
        wave = np.sin(2 * np.pi * pitch * (5 * at_s + 7.5 / length_s * at_s**2))
    return rng.uniform(0.5, 1.2) * np.sqrt(np.hanning(len(at_s))) * wave


def write_tables(folder: Path, rng: np.random.Generator) -> list[Path]:
    """Write the accelerometers of two animals, with a gap each, and what the animals did."""
    folder.mkdir(parents=True, exist_ok=True)
    truth, paths = [["recording", "onset_s", "offset_s", "label"]], []
    for number, hour in enumerate((6, 8)):
        device, begin = f"goose{number + 1}", datetime(2024, 5, 10, hour)
        up = np.ones(7200 * RATE_HZ)  # g
        for at_s in np.arange(10, 7180, 20) + rng.uniform(0, 10, 359):
            kind = str(rng.choice(list(MOVES)))
            wave, first = move(kind, rng), round(at_s * RATE_HZ)
            up[first : first + len(wave)] += wave
            if OFF_S[0] < at_s + MOVES[kind] and at_s < OFF_S[1]:
                continue
            part_s = 0 if at_s < OFF_S[0] else OFF_S[1]
            name = f"{device}/{begin + timedelta(seconds=part_s):%Y%m%dT%H%M%S}.wav"
            truth.append([name, f"{at_s - part_s:.3f}", f"{at_s - part_s + len(wave) / RATE_HZ:.3f}", kind])
        axes = rng.normal(0, 0.03, (len(up), 3)) + up[:, None] * [0.0, 0.6, 0.8]
        times = [begin + timedelta(seconds=row / RATE_HZ) for row in range(len(up))]
        table = pd.DataFrame(axes.round(4), columns=["x", "y", "z"])
        table.insert(0, "time", times)
        path = folder / f"{device}.csv"
        table.drop(index=range(OFF_S[0] * RATE_HZ, OFF_S[1] * RATE_HZ)).to_csv(path, index=False)
        paths.append(path)
    with (folder / "truth.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(truth)
    return paths


def main() -> None:
    parser = argparse.ArgumentParser(description="Turn tables of a sensor into recordings.")
    parser.add_argument("tables", type=Path, nargs="*")
    parser.add_argument("--out", type=Path, default=Path("sensor"))
    parser.add_argument("--separator", default=",")
    parser.add_argument("--decimal", default=".")
    parser.add_argument("--day-first", action="store_true", help="dates such as 31/01/2024")
    given = parser.parse_args()
    out: Path = given.out
    for path in given.tables or write_tables(out, np.random.default_rng(0)):
        table = read_table(path, separator=given.separator, decimal=given.decimal, is_day_first=given.day_first)
        n = write_recordings(table, out / "recordings" / path.stem)
        print(f"{path.name}: {n} recordings, {table.n_left_out} rows left out")


if __name__ == "__main__":
    main()
