"""Channels in tables: calls in two channels at once go out and come back to the channel where they are."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from workflow_examples import quick, quick_learn, write_calls

from coincide.catalog import CatalogStore
from coincide.workflow.annotations import export_annotations, import_annotations
from coincide.workflow.evaluate.evaluate import evaluate

pytestmark = pytest.mark.slow


def _learn(folder: Path, channels: Any) -> Path:
    """A catalog of two stereo recordings with other calls in each channel."""
    for number in range(2):
        sides = [folder / f"side{side}.wav" for side in range(2)]
        for side, path in enumerate(sides):
            write_calls(path, seed=10 * number + side)
        sounds = [soundfile.read(path)[0] for path in sides]
        n_samples = min(map(len, sounds))
        (folder / "sounds").mkdir(exist_ok=True)
        rate_hz = soundfile.info(sides[0]).samplerate
        both = np.stack([sound[:n_samples] for sound in sounds], axis=1)
        soundfile.write(folder / "sounds" / f"r{number}.wav", both, rate_hz)
    quick_learn(folder / "sounds", folder / "c.coincide", settings=quick(recordings={"channels": channels}))
    return folder / "c.coincide"


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog with both channels searched."""
    return _learn(tmp_path_factory.mktemp("apart"), "each")


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog of the second channel alone."""
    return _learn(tmp_path_factory.mktemp("second"), 1)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _labels(catalog: Path) -> set[tuple[str, int, float, str]]:
    with CatalogStore.open(catalog) as store:
        return {(each.recording, each.channel, round(each.onset_s, 4), each.label) for each in store.labels.all()}


def test_a_label_from_audacity_goes_to_the_call_in_its_channel(apart: Path, tmp_path: Path) -> None:
    export_annotations(apart, tmp_path / "e.csv", format="csv")
    rows = [row for row in _rows(tmp_path / "e.csv") if row["channel"] == "1"]
    for name in ("r0.wav", "r1.wav"):
        lines = [f"{row['start_s']}\t{row['end_s']}\tone" for row in rows if row["recording"] == name]
        (tmp_path / "t").mkdir(exist_ok=True)
        (tmp_path / "t" / f"{name[:2]}.txt").write_text("\n".join([*lines, ""]), "utf-8")
    imported = import_annotations(apart, tmp_path / "t")
    assert (imported.n_new, imported.n_apart) == (len(rows), 0)
    wanted = {(row["recording"], 1, round(float(row["start_s"]), 4), "one") for row in rows}
    assert _labels(apart) == wanted and len(wanted) > 10


def test_truth_of_one_channel_matches_no_call_of_the_other(apart: Path, tmp_path: Path) -> None:
    export_annotations(apart, tmp_path / "e.csv", format="csv")
    rows = [row for row in _rows(tmp_path / "e.csv") if row["channel"] == "1"]
    lines = [f"{row['recording']},{row['start_s']},{row['end_s']},x,0" for row in rows]
    (tmp_path / "t.csv").write_text("\n".join(["recording,start_s,end_s,label,channel", *lines, ""]))
    assert evaluate(apart, tmp_path / "t.csv").detection.recall < 0.5
    (tmp_path / "t.csv").write_text((tmp_path / "t.csv").read_text().replace(",x,0", ",x,1"))
    assert evaluate(apart, tmp_path / "t.csv").detection.recall == 1.0


@pytest.mark.parametrize(
    ("rows", "channels"),
    [
        ("1,2,a,\n3,4,b,\n", {"a": 1, "b": 1}),
        ("1,2,a,0\n3,4,b,\n", {"a": 1, "b": 1}),
        ("1,2,a,0\n3,4,b,1\n5,6,c,\n", {"a": 0, "b": 1, "c": 1}),
    ],
)
def test_a_catalog_of_one_channel_takes_labels_of_others_if_none_is_of_it(
    second: Path, tmp_path: Path, rows: str, channels: dict[str, int]
) -> None:
    catalog = Path(shutil.copytree(second, tmp_path / "c.coincide"))
    (tmp_path / "r0.csv").write_text(f"start_s,end_s,label,channel\n{rows}")
    import_annotations(catalog, tmp_path / "r0.csv")
    assert {label: channel for _, channel, _, label in _labels(catalog)} == channels


def test_labels_of_any_channel_name_calls_of_the_mix(learned: Path, tmp_path: Path) -> None:
    catalog = Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    export_annotations(catalog, tmp_path / "e.csv", format="csv")
    row = _rows(tmp_path / "e.csv")[0]
    lines = ["Selection\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tLabel"]
    (tmp_path / f"{row['recording'][:2]}.txt").write_text(
        "\n".join([*lines, f"1\t2\t{row['start_s']}\t{row['end_s']}\t\t\towl", ""])
    )
    assert import_annotations(catalog, tmp_path / f"{row['recording'][:2]}.txt").n_apart == 0
    export_annotations(catalog, tmp_path / "again.csv", format="csv")
    assert _rows(tmp_path / "again.csv")[0]["label"] == "owl"
