"""A small made-up result to report: chirps of two kinds, with every section filled."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from coincide.drawing.example import Example
from coincide.drawing.map import MapPoints
from coincide.records import UNSURE, NextStep, Problem
from coincide.report.model import CategoryCard, DetectionRow, ReportData, ScoreColumn, ScoreRow, Scores

RATE_HZ = 32000


def chirp_example(
    place: int,
    *,
    low_hz: float = 2000,
    high_hz: float = 6000,
    call_s: float = 0.2,
    rate_hz: int = RATE_HZ,
    name: str = "",
) -> Example:
    """A rising call with a little noise and 0.15 s of context on either side."""
    rng = np.random.default_rng(place)
    context_s = 0.15
    times_s = np.arange(round((call_s + 2 * context_s) * rate_hz)) / rate_hz - context_s
    rise = low_hz + (high_hz - low_hz) * times_s / (2 * call_s)
    envelope = np.where((times_s > 0) & (times_s < call_s), np.sin(np.pi * times_s / call_s), 0)
    sound = envelope * np.sin(2 * np.pi * rise * times_s) + 0.02 * rng.standard_normal(times_s.size)
    onset_s = 12.5 + 3 * place
    return Example(
        recording_name=name or f"reef/site-{place}.wav",
        onset_s=onset_s,
        offset_s=onset_s + call_s,
        certainty=0.93,
        clip=sound.astype(np.float32),
        sample_rate_hz=rate_hz,
        context_onset_s=onset_s - context_s,
    )


def category_card(number: int, *, name: str | None = None, n_examples: int = 2, **changes: Any) -> CategoryCard:
    examples = [chirp_example(10 * abs(number) + place) for place in range(n_examples)]
    values: dict[str, Any] = {
        "number": number,
        "name": name,
        "size": 100 // abs(number),
        "certainty": 0.9,
        "duration_s": 0.2,
        "low_hz": 2000.0,
        "high_hz": 6000.0,
        "n_recordings": 3,
        "examples": examples,
    }
    return CategoryCard(**(values | changes))


def map_points(n: int, *, n_categories: int = 2) -> MapPoints:
    rng = np.random.default_rng(n)
    category = rng.integers(1, n_categories + 1, n)
    category[::9] = UNSURE
    angle = 2 * np.pi * category / n_categories
    x = 4 * np.cos(angle) + rng.standard_normal(n)
    y = 4 * np.sin(angle) + rng.standard_normal(n)
    return MapPoints(x, y, category, [f"site-{index}.wav at 0:{index % 60:02d}" for index in range(n)])


def two_scores(ours: float, baseline: float) -> Scores:
    columns = [
        ScoreColumn("nmi", "NMI", "agreement with the annotations"),
        ScoreColumn("ari", "ARI", "the same for pairs"),
    ]
    return Scores(
        columns,
        [
            ScoreRow("coincide", {"nmi": ours, "ari": 0.7}, is_ours=True),
            ScoreRow("log-mel + PCA", {"nmi": baseline, "ari": 0.5}, note="trivial"),
            ScoreRow("random", {"nmi": 0.01, "ari": None}),
        ],
    )


def make_report(**changes: Any) -> ReportData:
    values: dict[str, Any] = {
        "title": "Reef 2026",
        "catalog_path": "reef/.coincide",
        "created_at": datetime(2026, 11, 25, 14, 3, tzinfo=UTC),
        "version": "0.1.0",
        "seed": 7,
        "run_settings": {"events": {"threshold_db": 9.0, "band": None}, "embed": {"steps": 2000}},
        "n_recordings": 12,
        "total_s": 11040.0,
        "n_events": 230,
        "sample_rates_hz": [32000, 48000],
        "categories": [category_card(1, name="whistle"), category_card(2)],
        "unsure": category_card(UNSURE, size=80),
        "map_points": map_points(120),
        "scores": two_scores(0.8, 0.6),
        "truth_scores": two_scores(0.5, 0.6),
        "detection": [DetectionRow("coincide", 0.9, 0.8, 0.847, 100, 89, 80, is_ours=True)],
        "problems": [
            Problem("reef/broken.wav", "corrupt", "the header promises more samples than the file has", True),
            Problem("reef/loud.wav", "clipped", "3 % of samples are at full scale", False),
        ],
        "notices": ["The embedding uses 9 of 64 directions."],
        "next_steps": [NextStep("coincide label reef", "Name the categories.")],
        "stage_seconds": {"recordings": 2.0, "events": 31.0, "embed": 240.0},
    }
    return ReportData(**(values | changes))
