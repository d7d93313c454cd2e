"""Real recordings with hand labels, with `--data`: song of two finches, and mice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.events.scenes import Scene

FOLDERS: Mapping[str, tuple[str, str, str]] = {
    "finch song, first bird": ("bf_nicholson_gy6or6", "", ""),
    "finch song, second bird": ("bf_koumura_bird0", "", ""),
    "mice, recorded": ("mouse_amvoc", "rec_", "gt_"),
}
"""By work: the folder, and what the names of sounds and tables begin with where they differ."""


def recorded(data: Path, work: str) -> Iterator[Scene]:
    """Read the recordings of a work that have a table of onsets and offsets."""
    folder, sound_start, table_start = FOLDERS[work]
    for path in sorted((data / "audio" / folder).rglob("*.wav")):
        table = path.with_name(table_start + path.stem.removeprefix(sound_start) + ".csv")
        if table.exists():
            sound, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
            spans_s = _spans_s(table)
            yield Scene(np.asarray(sound[:, 0], dtype=np.float32), rate_hz, spans_s[:, 0], spans_s[:, 1])


def _spans_s(table: Path) -> np.ndarray:
    """Read (calls, 2) times in seconds, whether or not the table has a header."""
    rows = (line.split(",")[:2] for line in table.read_text(encoding="utf-8").splitlines())
    spans = [[float(cell) for cell in row] for row in rows if row[0][:1].isdigit()]
    return np.array(sorted(spans), dtype=np.float64).reshape(-1, 2)
