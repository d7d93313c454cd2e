"""Writes the files that later versions must open, and what they answer today.

`PYTHONPATH=.:tests:tests/tools python tests/golden/write.py FOLDER` makes them. Run it once when a version is
released, and never again for that version. The recordings are learned from a folder outside of any home, because a
catalog keeps where they were.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import soundfile
from kept_answers import INDEXES, catalog_answers, index_answers, index_items, one_thread, page_answers
from workflow_examples import SEEDS, quick, quick_learn, write_calls

import coincide
from coincide.annotations import RecordingSpan, write_annotations
from coincide.app.browse import Browse
from coincide.app.category_edits import Editor, name_category
from coincide.catalog import CatalogStore
from coincide.index import NavigableSmallWorld

DURATION_S = 12.0
N_STEPS = 150


def main(place: Path) -> None:
    """Write everything into `place`, a new folder."""
    one_thread()
    sounds, catalog = place / "calls", place / "catalog"
    for number, name in enumerate(("calls/r0", "calls/r1", "held_out")):
        _write_recording(place / f"{name}.flac", seed=SEEDS[number])
    quick_learn(sounds, catalog, settings=quick(embed={"steps": N_STEPS, "space": "auto"}))
    _label(catalog, place)
    coincide.open_catalog(catalog).export(place / "page", camera=False)
    shutil.rmtree(place / "page" / "ort")  # megabytes, and the same in every release of the runtime
    _write_indexes(place / "index")
    answers = {
        "catalog": catalog_answers(catalog, sounds),
        "index": index_answers(place / "index"),
        "page": page_answers(place / "page", place / "held_out.flac"),
    }
    (place / "answers.json").write_text(json.dumps(answers, indent=None) + "\n", encoding="utf-8")


def _write_recording(path: Path, *, seed: int) -> None:
    wav = path.with_suffix(".wav")
    truth = write_calls(wav, seed=seed, duration_s=DURATION_S)
    samples, rate_hz = soundfile.read(wav)
    soundfile.write(path, samples, rate_hz, subtype="PCM_16")
    wav.unlink()
    named = [replace(each, recording=path.name) for each in truth]
    write_annotations(
        path.with_suffix(".csv"), named, [RecordingSpan(path.name, path.name, DURATION_S, rate_hz)], format="csv"
    )


def _label(catalog: Path, place: Path) -> None:
    opened = coincide.open_catalog(catalog)
    opened.import_annotations(place / "calls" / "r1.csv", who="Ada")
    oracle = opened.oracle(place / "calls" / "r0.csv")
    with opened.questions(budget=6, who="Bea") as questions:
        questions.ask_only_about(oracle.rows)
        for _ in range(4):
            questions.answer(*oracle.answer(questions.row))
        questions.skip()
        questions.undo()
    with Browse(catalog) as browse, CatalogStore.open(catalog, write=True) as store:
        name_category(Editor(store, browse.snapshot(), "Cy"), 1, "first category")


def _write_indexes(folder: Path) -> None:
    folder.mkdir()
    for name, settings in INDEXES.items():
        index = NavigableSmallWorld(**settings).fit(index_items())
        index.remove([7])
        index.save(folder / f"{name}.nsw")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
