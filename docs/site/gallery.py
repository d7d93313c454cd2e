"""Draws the pictures of the gallery, `examples/README.md`: runs each example, and draws what it printed or wrote.

    python docs/site/gallery.py [EXAMPLE ...]

Takes a few minutes; the pictures are kept in `docs/images/examples`. `scripts/docs` only shows them.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import matplotlib.ticker
import numpy as np
import soundfile
from matplotlib.figure import Figure
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
PICTURES = ROOT / "docs" / "images" / "examples"
DOTS_PER_INCH = 80
SIZE = (8, 2.8)
N_COLORS = 64  # keeps the files small
MARGIN_S, SPAN_S = 0.04, 0.16  # of sound shown
BLUE, ORANGE, GREEN = "#0072b2", "#e69f00", "#009e73"  # of Okabe and Ito 2008


def run(name: str, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run a program as its reader would; return its names and what it printed."""
    printed, before = io.StringIO(), sys.argv
    sys.argv = [name, *arguments]
    try:
        with contextlib.redirect_stdout(printed):
            names = runpy.run_path(str(EXAMPLES / name), run_name="__main__")
    finally:
        sys.argv = before
    return names, printed.getvalue()


def draw_search() -> Figure:
    """The sounds that the example found, the nearest first."""
    _, printed = run("01_learn_and_search.py")
    found = re.findall(r"^  (\S+) at ([\d.]+) s, distance ([\d.]+)", printed, re.MULTILINE)
    figure, axes = plt.subplots(1, len(found), sharey=True, figsize=SIZE)
    for axis, (name, at_s, distance) in zip(axes, found, strict=True):
        recording = soundfile.SoundFile(EXAMPLES / "recordings" / name)
        recording.seek(max(0, round((float(at_s) - MARGIN_S) * recording.samplerate)))
        sound = recording.read(round(SPAN_S * recording.samplerate), always_2d=True).mean(axis=1)
        axis.specgram(sound, NFFT=256, noverlap=224, Fs=recording.samplerate, cmap="magma")
        axis.set_title(f"distance {distance}", fontsize=10)
        axis.set(xlabel=f"{Path(name).name}\nat {at_s} s", xticks=[], ylim=(0, 10_000))
    axes[0].set_yticks([0, 5_000, 10_000], ["0", "5", "10 kHz"])
    return figure


def draw_recipes() -> Figure:
    """NMI of each method under both recipes, as printed."""
    recordings = EXAMPLES / "recordings"
    _, printed = run("02_your_own_settings.py", str(recordings), str(recordings))
    blocks = re.findall(r"^(\w+): F1 .*\n((?:  .*\n?)+)", printed, re.MULTILINE)
    figure, axes = plt.subplots(figsize=SIZE)
    for place, (recipe, lines) in enumerate(blocks):
        rows = re.findall(r"  (.+): NMI ([\d.]+)", lines)
        at = np.arange(len(rows)) + (place - 0.5) * 0.38
        bars = axes.barh(at, [float(nmi) for _, nmi in rows], 0.36, color=(BLUE, ORANGE)[place], label=recipe)
        axes.bar_label(bars, fmt="%.2f", padding=3)
        axes.set_yticks(range(len(rows)), [method for method, _ in rows])
    axes.invert_yaxis()
    axes.set(xlim=(0, 1.1), xlabel="NMI with the annotations; higher is better")
    axes.legend(title="recipe", loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    return figure


def draw_answers() -> Figure:
    """The share of right names after each answer, true and estimated."""
    page = json.loads((EXAMPLES / "03_label.ipynb").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    cells = ["".join(cell["source"]) for cell in page["cells"] if cell["cell_type"] == "code"]
    with contextlib.redirect_stdout(io.StringIO()):
        for place, cell in enumerate(cells):
            exec(compile(cell, "03_label.ipynb", "exec"), names)
            names |= {"recordings": EXAMPLES / "recordings", "truth": EXAMPLES / "recordings"} if place == 0 else {}
    figure, axes = plt.subplots(figsize=SIZE)
    answers = np.arange(1, len(names["shares"]) + 1)
    axes.plot(answers, names["shares"], color=BLUE, label="true")
    axes.plot(answers, names["estimates"], color=ORANGE, linestyle="--", label="estimated without the truth")
    axes.set(xlabel="answers", ylabel="events with the right name", ylim=(0, 1), xlim=(0, len(answers) + 1))
    axes.yaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1))
    axes.legend(frameon=False, loc="lower right")
    return figure


def draw_night() -> Figure:
    """Calls by hour of the day, as the table of the generated recordings says."""
    run("04_a_night.py", "night")
    with Path("night/truth.csv").open(encoding="utf-8") as file:
        rows = [(row["label"], int(re.findall(r"_(\d\d)\d{4}", row["recording"])[-1])) for row in csv.DictReader(file)]
    kinds = sorted({kind for kind, _ in rows})
    figure, axes = plt.subplots(len(kinds), sharex=True, figsize=SIZE)
    for axis, kind, color in zip(axes, kinds, (BLUE, ORANGE, GREEN), strict=True):
        axis.bar(range(24), np.bincount([hour for each, hour in rows if each == kind], minlength=24), color=color)
        axis.set_ylabel(kind, rotation=0, ha="right", va="center")
    axes[-1].set(xlabel="hour of the day; bars are calls of both recorders", xticks=range(0, 24, 3))
    return figure


def draw_embedding() -> Figure:
    """New digits before and after learning: the two directions that differ most."""
    from sklearn.datasets import load_digits
    from sklearn.decomposition import PCA
    from sklearn.model_selection import train_test_split

    program = runpy.run_path(str(EXAMPLES / "05_your_own_network.py"))
    pictures, labels = load_digits(return_X_y=True)
    pictures = (pictures / 16).astype(np.float32)
    known, new, known_labels, new_labels = train_test_split(pictures, labels, test_size=0.5, random_state=0)
    embeddings = program["embed"](program["train"](known, known_labels, steps=400), new)
    figure, axes = plt.subplots(1, 2, figsize=SIZE)
    for axis, vectors, title in zip(axes, (new, embeddings), ("points", "embedding"), strict=True):
        across, up = PCA(2).fit_transform(vectors).T
        axis.scatter(across, up, c=new_labels, cmap="tab10", s=6, linewidths=0)
        axis.set(title=f"{title}: one color for each digit", xticks=[], yticks=[])
    return figure


def draw_series() -> Figure:
    """Four whistles of each kind, each with its own timing."""
    program = runpy.run_path(str(EXAMPLES / "06_classify_series.py"))
    contours, kinds = program["whistles"](4, np.random.default_rng(0))
    figure, axes = plt.subplots(1, 3, sharey=True, figsize=SIZE)
    for axis, kind, color in zip(axes, program["CONTOURS"], (BLUE, ORANGE, GREEN), strict=True):
        axis.plot(contours[kinds == kind].T, color=color, linewidth=1)
        axis.set(title=kind, xlabel="time", yticks=[])
    axes[0].set_ylabel("pitch")
    return figure


def draw_sensor() -> Figure:
    """A minute and a half of a sensor, and the events that `learn` found in it, colored by category."""
    import coincide

    run("07_a_sensor.py")
    catalog = coincide.learn("sensor/recordings", settings={"features": {"window_s": 0.5, "hop_s": 0.1}})
    catalog.export_annotations("events.csv", format="csv")
    name, begin_s, end_s = "goose1/20240510T060000.wav", 600, 690
    samples, rate_hz = soundfile.read(f"sensor/recordings/{name}")
    figure, axes = plt.subplots(figsize=SIZE)
    shown = samples[begin_s * rate_hz : end_s * rate_hz]
    axes.plot(begin_s + np.arange(len(shown)) / rate_hz, shown, color="black", linewidth=0.5)
    with Path("events.csv").open(encoding="utf-8") as file:
        events = [row for row in csv.DictReader(file) if row["recording"] == name]
    for event in events:
        color = (BLUE, ORANGE, GREEN)[int(event["category"]) - 1]
        axes.axvspan(float(event["start_s"]), float(event["end_s"]), color=color, alpha=0.4, linewidth=0)
    axes.set(xlim=(begin_s, end_s), xlabel="seconds; the color is the category", ylabel="magnitude in g")
    return figure


DRAWINGS: dict[str, Callable[[], Figure]] = {
    "01_learn_and_search.py": draw_search,
    "02_your_own_settings.py": draw_recipes,
    "03_label.ipynb": draw_answers,
    "04_a_night.py": draw_night,
    "05_your_own_network.py": draw_embedding,
    "06_classify_series.py": draw_series,
    "07_a_sensor.py": draw_sensor,
}


def picture_of(example: str) -> Path:
    """Return where the picture of an example is kept."""
    return PICTURES / f"{Path(example).stem}.png"


def main(wanted: list[str]) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for example in wanted or DRAWINGS:
        with TemporaryDirectory() as place:
            os.chdir(place)
            figure = DRAWINGS[example]()
            os.chdir(ROOT)
        drawn = io.BytesIO()
        figure.savefig(drawn, dpi=DOTS_PER_INCH, bbox_inches="tight")
        Image.open(drawn).convert("RGB").quantize(N_COLORS).save(picture_of(example), optimize=True)
        print(picture_of(example).relative_to(ROOT), picture_of(example).stat().st_size, "bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
