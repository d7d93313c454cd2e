"""Recognizing calls in recordings, with names taught by labels."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import soundfile
from workflow_examples import Watch, quick, quick_learn, write_calls

from benchmarks.synthetic import CALL_NAMES, synthesize_call
from coincide.annotations import RecordingSpan, read_annotations, write_annotations
from coincide.errors import AnnotationError, CatalogError, InputError, NothingFoundError
from coincide.evaluate import match_by_iou
from coincide.recognize import UNKNOWN
from coincide.records import Annotation
from coincide.workflow.annotations import import_annotations
from coincide.workflow.opened import Catalog
from coincide.workflow.recognize.recognize import Recognition, RecognizeOptions, recognize
from coincide.workflow.recognize.recognizer_file import RECOGNIZER_FILE
from coincide.workflow.survey.sites import sites

pytestmark = pytest.mark.slow

RATE_HZ = 16_000
N_TAUGHT = 4
MIN_TYPED_F1 = 0.9


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog `old.coincide` of four recordings with labels, and new recordings in `new`; do not change them."""
    place = tmp_path_factory.mktemp("recognize")
    truth: list[Annotation] = []
    for number in range(N_TAUGHT):
        truth += write_calls(place / "old" / f"r{number}.wav", seed=number)
    quick_learn(place / "old", place / "old.coincide")
    spans = [RecordingSpan(f"r{n}.wav", str(place / "old" / f"r{n}.wav"), 15.0, RATE_HZ) for n in range(N_TAUGHT)]
    write_annotations(place / "labels.csv", truth, spans, format="csv")
    import_annotations(place / "old.coincide", place / "labels.csv")
    for number in range(3):
        write_calls(place / "new" / f"n{number}.wav", seed=20 + number)
    return place


def _recognize(place: Path, *paths: Path, **wanted: object) -> Recognition:
    return recognize(place / "old.coincide", paths or (place / "new",), wanted=RecognizeOptions(**wanted))  # type: ignore[arg-type]


def _unknown_share(found: Recognition) -> float:
    return found.counts.get(UNKNOWN, 0) / len(found.calls)


def _typed_f1(found: list[Annotation], truth: list[Annotation]) -> float:
    pairs = match_by_iou(
        [one.onset_s for one in truth],
        [one.offset_s for one in truth],
        [one.onset_s for one in found],
        [one.offset_s for one in found],
        min_iou=0.5,
    )
    n_right = sum(truth[i].label == found[j].label for i, j in pairs)
    return 2 * n_right / (len(truth) + len(found))


def test_calls_in_new_recordings_get_the_names_that_were_taught(place: Path, tmp_path: Path) -> None:
    truth = write_calls(tmp_path / "x.wav", seed=31)
    assert _typed_f1(_recognize(place, tmp_path / "x.wav").calls, truth) > MIN_TYPED_F1


def test_calls_have_times_frequencies_and_a_score(place: Path) -> None:
    for call in _recognize(place).calls:
        assert 0 <= call.onset_s < call.offset_s <= 15
        assert call.low_hz is not None and call.high_hz is not None and call.low_hz < call.high_hz <= RATE_HZ / 2
        assert call.confidence is not None and 0 <= call.confidence <= 1


def test_all_files_of_a_folder_are_recognized_in_order(place: Path) -> None:
    assert [file.recording for file in _recognize(place).files] == ["n0.wav", "n1.wav", "n2.wav"]


def test_a_file_that_is_given_twice_counts_once(place: Path) -> None:
    found = _recognize(place, place / "new" / "n0.wav", place / "new")
    assert [file.recording for file in found.files] == ["n0.wav", "n1.wav", "n2.wav"]


def test_files_of_one_name_are_told_apart_by_their_folders(place: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    shutil.copy(place / "new" / "n1.wav", tmp_path / "again" / "n0.wav")
    found = _recognize(place, place / "new" / "n0.wav", tmp_path / "again")
    assert [file.recording for file in found.files] == ["n0.wav", "again/n0.wav"]


def test_recordings_of_the_catalog_keep_their_events(place: Path) -> None:
    (file,) = _recognize(place, place / "old" / "r0.wav").files
    assert file.center == "catalog"
    assert sum(file.counts.values()) == sum(event.recording_id == 1 for event in Catalog(place / "old.coincide").events)


def test_what_a_person_said_stands(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "old.coincide", tmp_path / "c.coincide")
    event = Catalog(tmp_path / "c.coincide").events[0]
    span = RecordingSpan("r0.wav", str(place / "old" / "r0.wav"), 15.0, RATE_HZ)
    said = Annotation("r0.wav", event.onset_s, event.offset_s, "my own name")
    write_annotations(tmp_path / "mine.csv", [said], [span], format="csv")
    import_annotations(tmp_path / "c.coincide", tmp_path / "mine.csv")
    calls = recognize(tmp_path / "c.coincide", [place / "old" / "r0.wav"]).calls
    assert [(one.label, one.confidence) for one in calls if one.onset_s == event.onset_s] == [("my own name", 1.0)]


def _relabeled(place: Path, tmp_path: Path, rename: Callable[[str], str]) -> Path:
    """A catalog with newer labels of other names."""
    shutil.copytree(place / "old.coincide", tmp_path / "c.coincide")
    renamed = [replace(one, label=rename(one.label)) for one in read_annotations(place / "labels.csv")]
    spans = [RecordingSpan(f"r{n}.wav", str(place / "old" / f"r{n}.wav"), 15.0, RATE_HZ) for n in range(N_TAUGHT)]
    write_annotations(tmp_path / "renamed.csv", renamed, spans, format="csv")
    import_annotations(tmp_path / "c.coincide", tmp_path / "renamed.csv")
    return tmp_path / "c.coincide"


def test_new_labels_are_learned_from_at_once(place: Path, tmp_path: Path) -> None:
    before = set(_recognize(place).counts)
    catalog = _relabeled(place, tmp_path, lambda label: f"new {label}")
    assert set(recognize(catalog, [place / "new"]).counts) - {UNKNOWN} == {f"new {n}" for n in before - {UNKNOWN}}


def test_recognizing_twice_gives_the_same(place: Path) -> None:
    assert _recognize(place).calls == _recognize(place).calls


@pytest.mark.parametrize("content", [b"", b"no recognizer"])
def test_a_damaged_recognizer_is_made_anew(place: Path, content: bytes) -> None:
    before = _recognize(place).calls
    (file,) = (place / "old.coincide").rglob(RECOGNIZER_FILE)
    file.write_bytes(content)
    assert _recognize(place).calls == before


def test_calls_that_were_never_heard_are_unknown_more_often(place: Path, tmp_path: Path) -> None:
    time_s = np.arange(RATE_HZ * 10) / RATE_HZ
    burst = (np.sin(np.pi * 2 * time_s) > 0.3) * np.random.default_rng(1).standard_normal(len(time_s))
    soundfile.write(tmp_path / "bursts.wav", 0.2 * burst + 1e-4 * np.sin(time_s * 999), RATE_HZ)
    strange, usual = _recognize(place, tmp_path / "bursts.wav"), _recognize(place)
    assert _unknown_share(strange) > 2 * _unknown_share(usual)


def test_without_names_too_calls_that_were_never_heard_are_unknown_more_often(place: Path, tmp_path: Path) -> None:
    sounds = np.random.default_rng(1).standard_normal(RATE_HZ * 30) * 1e-3
    for start in range(RATE_HZ, len(sounds) - RATE_HZ, RATE_HZ):
        sounds[start : start + RATE_HZ // 3] += 0.3 * np.sign(np.sin(np.arange(RATE_HZ // 3) * 0.05))
    soundfile.write(tmp_path / "buzzes.wav", sounds, RATE_HZ)
    strange, usual = _recognize(place, tmp_path / "buzzes.wav", categories=True), _recognize(place, categories=True)
    assert _unknown_share(strange) > 2 * _unknown_share(usual)


@dataclass
class _Writing(Watch):
    """Writes to a file whenever a recording was read on."""

    path: Path = Path()

    def advance(self, amount: float, /) -> None:
        del amount
        with self.path.open("ab") as file:
            file.write(b"\0\0")


def test_a_recording_that_is_written_to_meanwhile_is_left_out(place: Path, tmp_path: Path) -> None:
    steady, growing = (Path(shutil.copy(place / "new" / f"n{number}.wav", tmp_path)) for number in (0, 1))
    watch = _Writing(path=growing)
    found = recognize(place / "old.coincide", [steady, growing], workers=1, progress=watch)
    assert [Path(file.path).name for file in found.files] == ["n0.wav"]
    assert ["changed while it was read" in each.reason for each in found.left_out] == [True]


@pytest.mark.parametrize("name", ["new/n0.wav", "old/r0.wav"])
def test_a_recording_that_is_replaced_once_its_header_was_read_is_left_out(
    place: Path, tmp_path: Path, name: str
) -> None:
    steady, replaced = (Path(shutil.copy(place / each, tmp_path)) for each in ("new/n1.wav", name))
    watch = Watch(meanwhile={"recognize": lambda: replaced.write_bytes((place / name).read_bytes())})
    found = recognize(place / "old.coincide", [steady, replaced], progress=watch)
    assert [Path(file.path).name for file in found.files] == ["n1.wav"]
    assert ["changed while it was read" in each.reason for each in found.left_out] == [True]


def test_unknown_can_be_left_out(place: Path) -> None:
    everything = _recognize(place, thresholds={"": 1.0})
    known = _recognize(place, thresholds={"": 1.0}, known_only=True)
    assert set(everything.counts) == {UNKNOWN}
    assert (known.calls, sum(file.left_out[UNKNOWN] for file in known.files)) == ([], len(everything.calls))


def test_noise_is_told_only_if_asked_for(place: Path, tmp_path: Path) -> None:
    kind = read_annotations(place / "labels.csv")[0].label
    catalog = _relabeled(place, tmp_path, lambda label: "noise" if label == kind else label)
    quiet = recognize(catalog, [place / "new"])
    full = recognize(catalog, [place / "new"], wanted=RecognizeOptions(noise=True))
    assert "noise" not in quiet.counts
    assert (
        0 < full.counts["noise"] == len(full.calls) - len(quiet.calls) == sum(f.left_out["noise"] for f in quiet.files)
    )


def test_a_threshold_of_one_name_leaves_the_others_alone(place: Path) -> None:
    plain = _recognize(place).counts
    name = next(iter(plain))
    strict = _recognize(place, thresholds={name: 1.0}).counts
    assert strict.get(name, 0) == 0
    assert {n: k for n, k in strict.items() if n not in (name, UNKNOWN)} == {
        n: k for n, k in plain.items() if n not in (name, UNKNOWN)
    }


def test_a_wanted_precision_gives_a_threshold_for_each_name(place: Path) -> None:
    found = _recognize(place, precision=0.8)
    assert {one.name for one in found.thresholds} == {one.label for one in read_annotations(place / "labels.csv")}
    assert {one.basis for one in found.thresholds} <= {"labels", "all names"}


def test_labels_are_held_out_by_recording(place: Path) -> None:
    reliability = _recognize(place).reliability
    assert reliability is not None
    assert (reliability.is_by_recording, reliability.n_labels > 50) == (True, True)


def test_categories_need_no_labels(sounds: Path, learned: Path) -> None:
    found = recognize(learned, [sounds / "r0.wav"], wanted=RecognizeOptions(categories=True))
    assert {one.category for one in found.calls if one.label != UNKNOWN} <= {
        category.number for category in Catalog(learned).categories
    }
    assert found.reliability is None


def test_without_labels_the_way_to_labels_is_told(sounds: Path, learned: Path) -> None:
    with pytest.raises(InputError, match=r"nothing in `.*` has a name yet.* Name calls with `coincide label`"):
        recognize(learned, [sounds])


def test_without_a_model_nothing_is_recognized(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="expected a catalog at"):
        recognize(tmp_path / "none.coincide", [tmp_path])


def test_whole_recordings_are_recognized_where_clips_were_learned(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    spans: list[RecordingSpan] = []
    for number in range(36):
        kind = (0, 2, 6)[number % 3]
        folder = "clips" if number < 30 else "more"
        path = tmp_path / folder / f"{CALL_NAMES[kind]} {number}.wav"
        path.parent.mkdir(exist_ok=True)
        clip = synthesize_call(kind, sample_rate_hz=RATE_HZ, rng=rng)
        soundfile.write(path, clip, RATE_HZ)
        spans.append(RecordingSpan(path.name, str(path), len(clip) / RATE_HZ, RATE_HZ))
    quick_learn(tmp_path / "clips", tmp_path / "c.coincide", settings=quick(events={"method": "whole"}))
    labels = [Annotation(s.name, 0.0, s.duration_s, s.name.rpartition(" ")[0]) for s in spans[:30]]
    write_annotations(tmp_path / "labels.csv", labels, spans[:30], format="csv")
    import_annotations(tmp_path / "c.coincide", tmp_path / "labels.csv")
    calls = recognize(tmp_path / "c.coincide", [tmp_path / "more"]).calls
    assert len(calls) == 6
    assert all(call.label in (call.recording.rpartition(" ")[0], UNKNOWN) for call in calls)


def test_files_that_cannot_be_used_are_listed_and_the_others_recognized(place: Path, tmp_path: Path) -> None:
    shutil.copy(place / "new" / "n0.wav", tmp_path / "good.wav")
    (tmp_path / "empty.wav").touch()
    (tmp_path / "broken.flac").write_bytes(b"fLaC and no more")
    whole = (place / "new" / "n1.wav").read_bytes()
    (tmp_path / "cut.wav").write_bytes(whole[: len(whole) // 2])
    soundfile.write(tmp_path / "silent.wav", np.zeros(RATE_HZ), RATE_HZ)
    soundfile.write(tmp_path / "nan.wav", np.full(RATE_HZ, np.nan, dtype=np.float32), RATE_HZ, subtype="FLOAT")
    found = _recognize(place, tmp_path)
    assert [file.recording for file in found.files] == ["good.wav"]
    assert {Path(one.path).name: one.kind for one in found.left_out} == {
        "empty.wav": "empty",
        "broken.flac": "corrupt",
        "cut.wav": "truncated",
        "silent.wav": "silent",
        "nan.wav": "nan",
    }


def test_if_no_file_can_be_used_the_reasons_are_told(place: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    with pytest.raises(NothingFoundError, match=r"no file in .* can be used:\n.*is empty \(0 bytes\)"):
        _recognize(place, tmp_path)


def test_a_folder_without_sound_is_refused(place: Path, tmp_path: Path) -> None:
    with pytest.raises(NothingFoundError, match=r"expected sound files \(wav.* or rf64\).*found none. Check the path"):
        _recognize(place, tmp_path)


def test_without_any_sound_the_format_of_the_table_does_not_matter(place: Path, tmp_path: Path) -> None:
    with pytest.raises(NothingFoundError, match=r"expected sound files"):
        recognize(place / "old.coincide", tmp_path, out=tmp_path / "calls.TextGrid")


def test_a_path_that_is_not_there_is_refused(place: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"does not exist\. Check the spelling"):
        _recognize(place, tmp_path / "nowhere")


def test_a_quiet_recording_has_no_calls_and_that_is_fine(place: Path, tmp_path: Path) -> None:
    noise = 0.01 * np.random.default_rng(1).standard_normal(RATE_HZ * 20)
    soundfile.write(tmp_path / "quiet.wav", noise, RATE_HZ)
    found = recognize(place / "old.coincide", [tmp_path / "quiet.wav"], out=tmp_path / "calls.csv")
    assert len(found.calls) <= 2
    assert (tmp_path / "calls.csv").read_text().startswith("recording,start_s,end_s")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (RecognizeOptions(precision=1.5), "`precision` must lie between 0 and 1, got 1.5"),
        (RecognizeOptions(faint=1.0), "`faint` must lie between 0 and 1, got 1.0"),
        (RecognizeOptions(thresholds={"": 2.0}), r"the threshold must lie in \[0, 1\], got 2.0"),
        (RecognizeOptions(thresholds={"wren": -1.0}), r"the threshold of `wren` must lie in \[0, 1\], got -1.0"),
        (
            RecognizeOptions(thresholds={"no such name": 0.5}),
            "^a threshold is given for `no such name`, which is not a name in the catalog",
        ),
        (RecognizeOptions(thresholds={"": 0.5}, categories=True), "categories have no thresholds"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused(place: Path, wanted: RecognizeOptions, said: str) -> None:
    with pytest.raises(InputError, match=said):
        recognize(place / "old.coincide", [place / "new"], wanted=wanted)


@pytest.mark.parametrize("name", ["calls.csv", "calls.jsonl", "calls.txt", "tables"])
def test_a_table_holds_all_calls(place: Path, tmp_path: Path, name: str) -> None:
    if name == "tables":
        (tmp_path / name).mkdir()
    found = recognize(place / "old.coincide", [place / "new"], out=tmp_path / name)
    written = read_annotations(tmp_path / name)
    assert Counter(one.label for one in written) == found.counts
    assert len(found.written) == (3 if name == "tables" else 1)


def test_nothing_is_written_without_a_place(place: Path) -> None:
    assert _recognize(place).written == []


@pytest.mark.parametrize(
    ("name", "format", "layout", "said"),
    [
        ("a file/calls.csv", None, None, "there is a file where a folder should be"),
        ("a file", "csv", "many", "expected a folder"),
        ("a folder", "csv", "one", "expected a file name"),
        ("calls.TextGrid", None, "one", "expected exactly 1 recording"),
        ("calls.csv", "xls", None, "expected one of the formats"),
        ("calls.foo", None, None, r"ends in `\.foo`.* Give the format"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    place: Path, tmp_path: Path, name: str, format: str | None, layout: Literal["one", "many"] | None, said: str
) -> None:
    (tmp_path / "a file").touch()
    (tmp_path / "a folder").mkdir()
    watch = Watch()
    with pytest.raises(AnnotationError, match=said):
        recognize(
            place / "old.coincide",
            [place / "new"],
            out=tmp_path / name,
            format=format,
            layout=layout,
            progress=watch,
        )
    assert "recognize" not in watch.totals


def test_tables_for_praat_that_become_a_folder_are_announced(place: Path, tmp_path: Path) -> None:
    watch = Watch()
    recognize(place / "old.coincide", [place / "new"], out=tmp_path / "calls.TextGrid", progress=watch)
    expected = (
        f"Tables for Praat hold one recording each, so `{tmp_path / 'calls.TextGrid'}` becomes a folder of tables."
    )
    assert expected in watch.said


def test_an_older_table_is_replaced_only_by_a_whole_one(place: Path, tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("old")
    with pytest.raises(NothingFoundError):
        recognize(place / "old.coincide", [tmp_path], out=tmp_path / "calls.csv")
    assert (tmp_path / "calls.csv").read_text() == "old"


def test_progress_counts_seconds_of_sound(place: Path) -> None:
    watch = Watch()
    recognize(place / "old.coincide", [place / "new"], progress=watch)
    assert watch.totals["recognize"] == pytest.approx(45.0)


def test_the_catalog_object_recognizes_too(place: Path) -> None:
    found = Catalog(place / "old.coincide").recognize(place / "new" / "n0.wav", threshold=0.6)
    assert found.calls == _recognize(place, place / "new" / "n0.wav", thresholds={"": 0.6}).calls


def test_calls_of_known_recordings_have_the_ids_of_the_catalog(place: Path, tmp_path: Path) -> None:
    Catalog(place / "old.coincide").export_annotations(tmp_path / "all.csv", format="csv")
    table = (tmp_path / "all.csv").read_text(encoding="utf-8")
    known = _recognize(place, place / "old", noise=True)
    new = _recognize(place, place / "new" / "n0.wav", noise=True)
    assert known.calls and all(f",{call.event_id}," in table for call in known.calls)
    assert len({call.event_id for call in new.calls}) == len(new.calls)
    assert all(call.snr_db is not None and call.model and call.version for call in new.calls)


def _rows(table: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(table.read_text("utf-8").splitlines()))


def test_calls_of_new_recordings_have_the_time_that_their_file_names_say(place: Path, tmp_path: Path) -> None:
    shutil.copy(place / "new" / "n0.wav", tmp_path / "AM07_2026-03-28_23-00-00+0100.wav")
    recognize(place / "old.coincide", tmp_path, out=tmp_path / "t.csv")
    row = _rows(tmp_path / "t.csv")[0]
    assert row["time_local"].startswith("2026-03-28T23:00:") and row["time_utc"].startswith("2026-03-28T22:00:")


def test_new_recordings_have_the_site_where_their_recorder_was_at_the_time(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "old.coincide", tmp_path / "c.coincide")
    rows = ["site,recorder,start,end,timezone", "fen,AM07,2026-03-01,2026-03-31,+01:00"]
    (tmp_path / "sites.csv").write_text("\n".join([*rows, "wood,AM07,2026-04-01,2026-04-30,+02:00"]), "utf-8")
    sites(tmp_path / "c.coincide", tmp_path / "sites.csv")
    for number, name in enumerate(["AM07_20260328_230000.wav", "AM07_20260428_230000.wav"]):
        (tmp_path / "night").mkdir(exist_ok=True)
        shutil.copy(place / "new" / f"n{number}.wav", tmp_path / "night" / name)
    recognize(tmp_path / "c.coincide", tmp_path / "night", out=tmp_path / "t.csv")
    found = {(row["recording"][5:11], row["site"], row["time_utc"][:13]) for row in _rows(tmp_path / "t.csv")}
    assert found == {("202603", "fen", "2026-03-28T22"), ("202604", "wood", "2026-04-28T21")}


def test_a_copy_of_a_known_recording_is_where_the_catalog_has_it(tmp_path: Path) -> None:
    write_calls(tmp_path / "old" / "fen" / "2026-03-28_23-00-00+0100.wav", seed=0)
    quick_learn(tmp_path / "old", tmp_path / "c.coincide")
    sites(tmp_path / "c.coincide", pattern="{site}/")
    shutil.copy(tmp_path / "old" / "fen" / "2026-03-28_23-00-00+0100.wav", tmp_path / "copy.wav")
    options = RecognizeOptions(categories=True)
    recognize(tmp_path / "c.coincide", tmp_path / "copy.wav", wanted=options, out=tmp_path / "t.csv")
    assert {(row["recording"], row["site"], row["time_utc"][:13]) for row in _rows(tmp_path / "t.csv")} == {
        ("copy.wav", "fen", "2026-03-28T22")
    }


def test_a_clock_that_differs_from_the_file_name_is_remarked(place: Path, tmp_path: Path) -> None:
    stamp = b"GUANO|Version:1.0\nTimestamp:2026-03-28T23:00:00+01:00\n"
    sound = (place / "new" / "n0.wav").read_bytes() + b"guan" + len(stamp).to_bytes(4, "little") + stamp
    (tmp_path / "2026-03-27_23-00-00+0100.wav").write_bytes(sound)
    found = recognize(place / "old.coincide", tmp_path)
    assert [(remark.kind, remark.is_left_out) for remark in found.remarks] == [("clock", False)]
    assert found.left_out == []


def test_speech_is_left_out_unless_asked_for(place: Path, tmp_path: Path) -> None:
    private = Path(shutil.copytree(place / "old.coincide", tmp_path / "old.coincide"))
    table = (place / "labels.csv").read_text(encoding="utf-8").replace("trill", "speech")
    (tmp_path / "labels.csv").write_text(table, encoding="utf-8")
    import_annotations(private, tmp_path / "labels.csv")
    shown, hidden = (
        recognize(private, [place / "new"], wanted=RecognizeOptions(speech=speech)).counts for speech in (True, False)
    )
    assert shown["speech"] > 0
    assert hidden == {name: n for name, n in shown.items() if name != "speech"}


def _write_faint(tmp_path: Path, *, level_db: float) -> tuple[Path, list[Annotation]]:
    """Calls of the catalog again, once clear and once this far down in even noise; returns the truth."""
    truth = write_calls(tmp_path / "clear.wav", seed=40, duration_s=60.0)
    clear, _ = soundfile.read(tmp_path / "clear.wav", dtype="float32")
    noise = np.random.default_rng(0).standard_normal(len(clear)) * np.sqrt(np.mean(clear**2))
    soundfile.write(tmp_path / "faint.wav", 0.3 * (clear * 10 ** (level_db / 20) + noise), RATE_HZ)
    return tmp_path / "faint.wav", truth


def test_faint_repeats_are_found_where_they_are_asked_for(place: Path, tmp_path: Path) -> None:
    faint, truth = _write_faint(tmp_path, level_db=-15.0)
    alone, both = (_recognize(place, faint, faint=share, known_only=True).calls for share in (None, 0.05))
    added = [call for call in both if call.faint_false_share is not None]
    assert [call for call in both if call.faint_false_share is None] == alone
    assert len(added) > 0.3 * len(truth)
    touching = [call for call in added if any(t.onset_s < call.offset_s and t.offset_s > call.onset_s for t in truth)]
    assert len(touching) >= 0.9 * len(added)


def test_faint_repeats_are_marked_in_tables(place: Path, tmp_path: Path) -> None:
    faint, _ = _write_faint(tmp_path, level_db=-15.0)
    found = recognize(place / "old.coincide", [faint], wanted=RecognizeOptions(faint=0.05), out=tmp_path / "calls.csv")
    header, *rows = (line.split(",") for line in (tmp_path / "calls.csv").read_text().splitlines())
    marked = [row for row in rows if row[header.index("faint_false_share")]]
    assert len(marked) == found.files[0].n_faint == sum(one.n_repeats for one in found.faint) > 0


def test_faint_repeats_are_sure_as_far_as_they_are_not_false(place: Path, tmp_path: Path) -> None:
    faint, _ = _write_faint(tmp_path, level_db=-15.0)
    for call in _recognize(place, faint, faint=0.05).calls:
        if call.faint_false_share is not None:
            assert call.confidence == 1.0 - call.faint_false_share >= 0.95


def test_faint_repeats_have_categories_where_these_are_the_names(place: Path, tmp_path: Path) -> None:
    faint, _ = _write_faint(tmp_path, level_db=-15.0)
    found = _recognize(place, faint, faint=0.05, categories=True)
    faint_calls = [call for call in found.calls if call.faint_false_share is not None]
    assert {call.label for call in faint_calls} == {""}
    assert all(call.category is not None for call in faint_calls)


def test_typical_calls_whose_recording_is_gone_are_told(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "old.coincide", tmp_path / "c.coincide")
    shutil.copy(place / "new" / "n0.wav", tmp_path / "x.wav")
    hidden = place / "hidden"
    (place / "old").rename(hidden)
    try:
        found = recognize(tmp_path / "c.coincide", [tmp_path / "x.wav"], wanted=RecognizeOptions(faint=0.05))
    finally:
        hidden.rename(place / "old")
    assert "faint repeats of category 1 cannot be searched for: the recording" in found.remarks[0].reason
    assert found.faint == []


def test_an_untouched_table_makes_no_labels_once_its_recordings_are_learned_from(place: Path, tmp_path: Path) -> None:
    catalog, table = Path(shutil.copytree(place / "old.coincide", tmp_path / "c.coincide")), tmp_path / "t.csv"
    found = recognize(catalog, place / "new", out=table)
    quick_learn(place / "new", catalog)
    imported = import_annotations(catalog, table, who="Ana")
    n_named = sum(call.label != UNKNOWN for call in found.calls)
    assert (imported.n_new, imported.n_known, imported.n_unchanged) == (0, 0, n_named)
