"""The numbered examples run, on a small folder and with few steps."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import write_long_recording
from coincide.annotations import RecordingSpan, write_annotations
from coincide.survey import read_sites

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """Return a folder with one recording; its truth lies beside it in `truth.csv`."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    sound = folder / "night.wav"
    truth = write_long_recording(sound, duration_s=30, sample_rate_hz=16_000, calls_per_minute=80, snr_db=20, seed=1)
    write_annotations(
        tmp_path / "truth.csv", truth, [RecordingSpan(sound.name, str(sound), 30.0, 16_000)], format="csv"
    )
    return folder


def _run(name: str, arguments: list[str], place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setattr("sys.argv", [name, *arguments])
    runpy.run_path(str(EXAMPLES / name), run_name="__main__")


@pytest.mark.slow
def test_the_first_example_finds_the_query_itself(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _run("01_learn_and_search.py", [str(recordings), "--minutes", "0.01"], recordings.parent, monkeypatch)

    assert "night.wav at " in capsys.readouterr().out


@pytest.mark.slow
def test_the_second_example_scores_both_recipes(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(recordings), str(recordings.parent / "truth.csv"), "--categories", "8", "--steps", "5"]
    _run("02_your_own_settings.py", arguments, recordings.parent, monkeypatch)

    assert capsys.readouterr().out.count("coincide: NMI") == 2


def test_the_fourth_example_writes_a_night_of_two_sites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _run("04_a_night.py", ["night"], tmp_path, monkeypatch)
    assert "48 recordings" in capsys.readouterr().out
    assert len(list((tmp_path / "night").rglob("*.wav"))) == 48
    assert [each.site for each in read_sites(tmp_path / "night" / "sites.csv")] == ["site01", "site02"]


def test_the_tutorial_shows_the_sites_that_the_fourth_example_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run("04_a_night.py", ["night"], tmp_path, monkeypatch)
    written = (tmp_path / "night" / "sites.csv").read_text(encoding="utf-8")
    tutorial = (EXAMPLES.parent / "docs" / "tutorial.md").read_text(encoding="utf-8")
    assert "".join(f"    {line}\n" for line in written.splitlines()) in tutorial


def _table_with_a_gap(path: Path) -> None:
    """Write ten readings a second for a minute, twice, a minute apart, with decimal commas and a reading missing."""
    times = [f"2024-05-01 10:0{2 * part}:{at / 10:04.1f}+02:00" for part in (0, 1) for at in range(600)]
    rows = [f"{time};{row % 5},5" if row != 3 else f"{time};" for row, time in enumerate(times)]
    path.write_text("time;watts\n" + "\n".join(rows) + "\n2024-05-01 10:04:00+02:00;\n", encoding="utf-8-sig")


def test_the_seventh_example_begins_another_recording_behind_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _table_with_a_gap(tmp_path / "meter.csv")
    _run("07_a_sensor.py", ["meter.csv", "--separator", ";", "--decimal", ","], tmp_path, monkeypatch)
    assert capsys.readouterr().out == "meter.csv: 2 recordings, 2 rows left out\n"
    found = sorted((tmp_path / "sensor" / "recordings" / "meter").iterdir())
    assert [path.name for path in found] == ["20240501T100000+0200.wav", "20240501T100200+0200.wav"]


def _shares(text: str) -> dict[str, float]:
    """Percentages by the word before them: ``dtw: 99.2% of ...``."""
    return {name: float(share) for name, share in re.findall(r"^ *(\w+): ([\d.]+)%", text, re.MULTILINE)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("example", "plain", "ours"),
    [("05_your_own_network.py", "points", "embedding"), ("06_classify_series.py", "euclidean", "dtw")],
)
def test_an_example_prints_what_the_gallery_says(
    example: str,
    plain: str,
    ours: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _run(example, [], tmp_path, monkeypatch)
    printed = _shares(capsys.readouterr().out)
    told = _shares((EXAMPLES / "README.md").read_text(encoding="utf-8"))
    assert printed.keys() == {plain, ours}
    assert printed[ours] > printed[plain]
    # Another processor or release of torch may round otherwise.
    assert {name: told[name] for name in printed} == pytest.approx(printed, abs=0.5)


NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))


def _cells(notebook: Path) -> list[dict[str, Any]]:
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_of_format_4_and_holds_no_results(notebook: Path) -> None:
    page = json.loads(notebook.read_text(encoding="utf-8"))
    code = [cell for cell in page["cells"] if cell["cell_type"] == "code"]

    assert (page["nbformat"], page["nbformat_minor"], len({cell["id"] for cell in page["cells"]})) == (
        4,
        5,
        len(page["cells"]),
    )
    assert [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"] is not None] == []


@pytest.mark.slow
def test_the_labeling_notebook_names_and_recognizes_calls(
    recordings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(recordings.parent)
    # Like one of the bundled recordings, it has no table.
    write_long_recording(
        recordings / "z.wav", duration_s=30, sample_rate_hz=16_000, calls_per_minute=80, snr_db=20, seed=2
    )
    first, *others = ["".join(c["source"]) for c in _cells(EXAMPLES / "03_label.ipynb") if c["cell_type"] == "code"]
    names: dict[str, Any] = {}
    exec(first, names)
    names |= {"recordings": recordings, "truth": recordings.parent / "truth.csv", "budget": 10, "minutes": 0.01}
    for cell in others:
        exec(cell, names)

    output = capsys.readouterr().out
    assert " 10 answers: " in output
    assert re.search(r"^ *\w+: +\d+ events$", output, re.MULTILINE)
    assert names["found"].calls[0].recording == "night.wav"
