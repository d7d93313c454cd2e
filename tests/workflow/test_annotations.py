"""Tables go out and come back without loss."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import soundfile
from command_line import run
from labeling import copy_of, write_table
from workflow_examples import RATE_HZ, Watch, quick_learn, write_calls

from coincide.annotations import RecordingSpan, write_annotations
from coincide.catalog import CatalogStore
from coincide.catalog.integrity.seal import remove_seal
from coincide.errors import AnnotationError, CatalogError
from coincide.records import Deployment
from coincide.workflow.annotations import export_annotations, import_annotations, read_table
from coincide.workflow.survey.sites import sites

pytestmark = pytest.mark.slow

ENDINGS = {"raven": ".txt", "audacity": ".txt", "textgrid": ".TextGrid", "aoef": ".json", "parquet": ".parquet"}
Layout = Literal["one", "many"]
# Audacity and Praat have no column for the recording, so a table is of one recording.
WAYS: list[tuple[str, Layout]] = [
    ("raven", "one"),
    *((name, "one") for name in ("csv", "kaleidoscope", "birdnet", "aoef", "parquet")),
    *((name, "many") for name in ("raven", "audacity", "textgrid", "csv")),
]


@pytest.fixture
def catalog(learned: Path, tmp_path: Path) -> Path:
    """A catalog with two labels on its first recording and one on its second."""
    copy = Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    with CatalogStore.open(copy) as store:
        model = store.models.current()
        assert model is not None
        events = store.events.all(model.event_digest)
    table = ["recording,start_s,end_s,label"]
    for event in (events[0], events[3], events[-1]):
        table.append(f"r{event.recording_id - 1}.wav,{event.onset_s},{event.offset_s},whistle {event.id}")
    (tmp_path / "labels.csv").write_text("\n".join([*table, ""]))
    assert import_annotations(copy, tmp_path / "labels.csv", who="Ana").n_new == 3
    return copy


def _labels(catalog: Path) -> set[tuple[str, float, str]]:
    with CatalogStore.open(catalog) as store:
        return {(label.recording, round(label.onset_s, 4), label.label) for label in store.labels.all()}


@pytest.mark.parametrize(("format", "layout"), WAYS)
def test_labels_survive_the_way_out_and_back(
    catalog: Path, learned: Path, tmp_path: Path, format: str, layout: Layout
) -> None:
    out = tmp_path / ("out" if layout == "many" else f"out{ENDINGS.get(format, '.csv')}")
    export_annotations(catalog, out, format=format, layout=layout)
    other = Path(shutil.copytree(learned, tmp_path / "other.coincide"))
    import_annotations(other, out)
    assert _labels(other) == _labels(catalog)


@pytest.mark.parametrize(("format", "layout"), WAYS)
def test_second_export_equals_the_first(
    catalog: Path, learned: Path, tmp_path: Path, format: str, layout: Layout
) -> None:
    first, second = (
        tmp_path / (f"{n}" if layout == "many" else f"{n}{ENDINGS.get(format, '.csv')}") for n in ("a", "b")
    )
    files = export_annotations(catalog, first, format=format, layout=layout)
    other = Path(shutil.copytree(learned, tmp_path / "other.coincide"))
    import_annotations(other, first)
    again = export_annotations(other, second, format=format, layout=layout)
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]


def test_all_events_are_exported(catalog: Path, tmp_path: Path) -> None:
    export_annotations(catalog, tmp_path / "x.csv", format="csv")
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        n_events = len(store.models.event_ids(model.id))
    assert len(read_table(tmp_path / "x.csv", "csv")) == n_events


def test_unsure_events_can_be_left_out(catalog: Path, tmp_path: Path) -> None:
    export_annotations(catalog, tmp_path / "x.csv", format="csv", unsure=False)
    assert all(one.category is not None for one in read_table(tmp_path / "x.csv", "csv"))


def test_unsure_events_that_a_person_named_stay(catalog: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(catalog / "catalog.sqlite")) as tables, tables:
        typical = "(SELECT medoid_event_id FROM categories)"
        tables.execute(f"UPDATE memberships SET category = NULL WHERE event_id NOT IN {typical}")
    remove_seal(catalog)
    export_annotations(catalog, tmp_path / "x.csv", format="csv", unsure=False)
    named = [one for one in read_table(tmp_path / "x.csv", "csv") if one.label]
    assert (len(named), named[0].category) == (3, None)


def test_noise_in_capitals_is_noise(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "said.csv").write_text("recording,start_s,end_s,label\nr0.wav,0.1,0.2,Noise\n")
    assert import_annotations(catalog, tmp_path / "said.csv").names == ("noise",)


def _named(catalog: Path, name: str) -> Path:
    """Call the biggest category of a catalog by a name."""
    with CatalogStore.open(catalog, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.categories.name(model.id, {1: name})
    return catalog


def test_speech_is_left_out_and_counted(catalog: Path, tmp_path: Path) -> None:
    watch = Watch()
    export_annotations(_named(catalog, "Speech"), tmp_path / "x.csv", format="csv", progress=watch)
    assert "Speech" not in {one.label for one in read_table(tmp_path / "x.csv", "csv")}
    assert "events named `speech` left out; `coincide annotations export --speech`" in watch.said[0]


def test_speech_is_written_where_it_is_asked_for(catalog: Path, tmp_path: Path) -> None:
    export_annotations(_named(catalog, "Speech"), tmp_path / "x.csv", format="csv", speech=True)
    assert "Speech" in {one.label for one in read_table(tmp_path / "x.csv", "csv")}


def test_every_row_says_which_event_and_model_it_comes_from(catalog: Path, tmp_path: Path) -> None:
    export_annotations(catalog, tmp_path / "x.csv", format="csv")
    with (tmp_path / "x.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert all(row["model"] and row["version"] and row["snr_db"] for row in rows)
    assert len({row["event_id"] for row in rows}) == len(rows)


def test_rows_say_when_and_where(catalog: Path, tmp_path: Path) -> None:
    with CatalogStore.open(catalog, write=True) as store:
        first = store.recordings.all()[0]
        store.recordings.put(replace(first, started_at=datetime(2026, 6, 12, 3, 15), started_at_source="name"))
        store.deployments.replace_all([Deployment("sounds", latitude=52.5, longitude=13.4)])
    export_annotations(catalog, tmp_path / "x.csv", format="csv", timezone="Europe/Berlin")
    with (tmp_path / "x.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["recording"] == first.name)
    assert row["time_local"].endswith("+02:00") and row["time_utc"].startswith("2026-06-12T01:15:")
    assert row["site"] == "sounds"


def test_what_a_person_said_is_certain(catalog: Path, tmp_path: Path) -> None:
    export_annotations(catalog, tmp_path / "x.csv", format="csv")
    said = [one for one in read_table(tmp_path / "x.csv", "csv") if one.label.startswith("whistle ")]
    assert [one.confidence for one in said] == [1.0, 1.0, 1.0]


def test_a_recording_without_calls_gets_an_empty_table_and_one_that_was_left_out_none(tmp_path: Path) -> None:
    write_calls(tmp_path / "sounds" / "calls.wav", seed=0)
    hiss = np.random.default_rng(0).uniform(-0.1, 0.1, 4 * RATE_HZ)
    soundfile.write(tmp_path / "sounds" / "hiss.wav", hiss, RATE_HZ)
    soundfile.write(tmp_path / "sounds" / "silent.wav", np.zeros(RATE_HZ), RATE_HZ)
    quick_learn(tmp_path / "sounds", tmp_path / "c.coincide")
    written = export_annotations(tmp_path / "c.coincide", tmp_path / "tables", format="csv", layout="many")
    assert {path.name for path in written} == {"calls.csv", "hiss.csv"}
    assert len((tmp_path / "tables" / "hiss.csv").read_text().splitlines()) == 1


def test_importing_twice_adds_nothing(catalog: Path, tmp_path: Path) -> None:
    imported = import_annotations(catalog, tmp_path / "labels.csv", who="Ana")
    assert (imported.n_new, imported.n_known) == (0, 3)


def _corrected(catalog: Path, folder: Path, format: str) -> Path:
    """Export a table whose biggest category has a name, and give one of its calls another one."""
    out = folder / "out.txt"
    if format in ("audacity", "textgrid"):
        export_annotations(catalog, folder / "tables", format=format, layout="many")
        out = next(path for path in sorted((folder / "tables").iterdir()) if "buzz" in path.read_text("utf-8"))
    else:
        export_annotations(catalog, out, format=format, layout="one")
    before, buzz, after = out.read_text("utf-8").partition("buzz")
    row, end, rest = (buzz + after).partition("\n")
    # The last one is in the column `coincide_label`, which stays as it is.
    changed = row.replace("buzz", "owl", max(1, row.count("buzz") - 1))
    out.write_text(before + changed + end + rest, "utf-8")
    return out


@pytest.mark.parametrize("format", ["raven", "csv", "kaleidoscope", "birdnet", "audacity", "textgrid"])
def test_of_a_corrected_table_only_the_corrections_are_labels(learned: Path, tmp_path: Path, format: str) -> None:
    catalog = _named(Path(shutil.copytree(learned, tmp_path / "c.coincide")), "buzz")
    imported = import_annotations(catalog, _corrected(catalog, tmp_path, format), who="Ana")
    with CatalogStore.open(catalog) as store:
        assert {(label.label, label.who) for label in store.labels.all()} == {("owl", "Ana")}
    assert imported.n_new == 1 and imported.n_unchanged > 1


@pytest.mark.parametrize("format", ["raven", "csv", "kaleidoscope", "birdnet"])
def test_rows_are_unchanged_whatever_the_catalog_calls_its_categories_now(
    learned: Path, tmp_path: Path, format: str
) -> None:
    catalog = _named(Path(shutil.copytree(learned, tmp_path / "c.coincide")), "buzz")
    table = _corrected(catalog, tmp_path, format)
    imported = import_annotations(_named(catalog, "trill"), table, who="Ana")
    with CatalogStore.open(catalog) as store:
        assert [label.label for label in store.labels.all()] == ["owl"]
    assert imported.n_unchanged > 1


@pytest.mark.parametrize("format", ["raven", "csv", "jsonl", "kaleidoscope", "birdnet", "parquet"])
def test_rows_without_a_name_that_a_person_named_are_labels_whatever_the_catalog_calls_them_now(
    learned: Path, tmp_path: Path, format: str
) -> None:
    catalog = Path(shutil.copytree(learned, tmp_path / "c.coincide"))
    out = tmp_path / f"out{ENDINGS.get(format, '.csv')}"
    export_annotations(catalog, out, format=format)
    spans = [RecordingSpan(f"r{n}.wav", f"r{n}.wav", 15.0, 16_000) for n in range(2)]
    named = [
        replace(one, recording=Path(one.recording).name, label="buzz", event_id="1") for one in read_table(out, format)
    ]
    write_annotations(out, named, spans, format=format)
    imported = import_annotations(_named(catalog, "buzz"), out, who="Ana")
    assert (imported.n_new, imported.n_unchanged) == (len(named), 0)


def test_what_a_person_said_is_taken_into_another_catalog_where_the_program_says_the_same(
    learned: Path, tmp_path: Path
) -> None:
    catalog = _named(Path(shutil.copytree(learned, tmp_path / "c.coincide")), "buzz")
    import_annotations(catalog, _corrected(catalog, tmp_path, "csv"), who="Ana")
    export_annotations(catalog, tmp_path / "said.csv", format="csv")
    other = _named(Path(shutil.copytree(learned, tmp_path / "other.coincide")), "trill")
    import_annotations(other, tmp_path / "said.csv", who="Ben")
    assert _labels(other) == _labels(catalog)


def test_unchanged_rows_are_labels_where_every_row_was_checked(learned: Path, tmp_path: Path) -> None:
    catalog = _named(Path(shutil.copytree(learned, tmp_path / "c.coincide")), "buzz")
    table = _corrected(catalog, tmp_path, "raven")
    n_unchanged = import_annotations(catalog, table, who="Ana").n_unchanged
    imported = import_annotations(catalog, table, who="Ana", checked=True)
    assert (imported.n_new, imported.n_known, imported.n_unchanged) == (n_unchanged, 1, 0)


def test_a_row_of_a_foreign_table_is_a_label_even_if_it_repeats_an_event_by_chance(
    learned: Path, tmp_path: Path
) -> None:
    catalog = _named(Path(shutil.copytree(learned, tmp_path / "c.coincide")), "buzz")
    export_annotations(catalog, tmp_path / "ours.csv", format="csv")
    found = next(one for one in read_table(tmp_path / "ours.csv", "csv") if one.label == "buzz")
    spans = [(found.onset_s, found.offset_s), *((0.1 * n, 0.1 * n + 0.05) for n in range(7))]
    rows = [f"{found.recording},{onset_s},{offset_s},buzz" for onset_s, offset_s in spans]
    (tmp_path / "foreign.csv").write_text("\n".join(["recording,start_s,end_s,label", *rows, ""]))
    imported = import_annotations(catalog, tmp_path / "foreign.csv", who="Ana")
    assert (imported.n_new, imported.n_unchanged) == (8, 0)


def test_a_table_that_comes_back_does_not_double_the_labels_in_it(catalog: Path, tmp_path: Path) -> None:
    export_annotations(catalog, tmp_path / "x.txt", format="raven")
    imported = import_annotations(catalog, tmp_path / "x.txt", who="Ben")
    assert (imported.n_new, imported.n_known) == (0, 3)


def test_labels_where_no_event_was_found_are_told(catalog: Path, tmp_path: Path) -> None:
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        events = [each for each in store.events.all(model.event_digest) if each.recording_id == 1]
    quiet_s = max(after.onset_s - before.offset_s for before, after in pairwise(events))
    start_s = next(b.offset_s for b, a in pairwise(events) if a.onset_s - b.offset_s == quiet_s) + quiet_s / 4
    table = f"recording,start_s,end_s,label\nr0.wav,{start_s},{start_s + quiet_s / 4},missed\n"
    (tmp_path / "t.csv").write_text(table)
    imported = import_annotations(catalog, tmp_path / "t.csv")
    assert (imported.n_new, imported.n_apart) == (1, 1)


def test_the_folders_of_a_table_say_which_of_two_recordings_it_means(sounds: Path, tmp_path: Path) -> None:
    for site, name in (("fen", "r0.wav"), ("moor", "r1.wav")):
        (tmp_path / "sounds" / site).mkdir(parents=True)
        shutil.copy(sounds / name, tmp_path / "sounds" / site / "night.wav")
    quick_learn(tmp_path / "sounds", tmp_path / "c.coincide")
    for folder in ("moor", "elsewhere"):
        (tmp_path / "tables" / folder).mkdir(parents=True)
        (tmp_path / "tables" / folder / "night.txt").write_text("1\t2\ta\n")
    import_annotations(tmp_path / "c.coincide", tmp_path / "tables" / "moor" / "night.txt")
    assert {recording for recording, _, _ in _labels(tmp_path / "c.coincide")} == {"moor/night.wav"}
    with pytest.raises(AnnotationError, match="If several recordings have that name"):
        import_annotations(tmp_path / "c.coincide", tmp_path / "tables" / "elsewhere" / "night.txt")


@pytest.fixture(scope="module")
def learned_as(sounds: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Learns from recordings of other names, given with what they are copies of, once for all tests."""

    @cache
    def learn(*names: tuple[str, str]) -> Path:
        place = tmp_path_factory.mktemp("names")
        for source, name in names:
            (place / "sounds" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(sounds / source, place / "sounds" / name)
        return quick_learn(place / "sounds", place / "c.coincide").catalog

    return learn


@pytest.mark.parametrize("is_folder", [False, True], ids=["table", "folder"])
@pytest.mark.parametrize(
    "ending", [".Table.1.selections.txt", ".wav.Table.2.selections.txt", ".txt", ".checked.by.Ana.txt"]
)
def test_a_table_finds_its_recording_if_names_hold_dots(
    learned_as: Callable[..., Path], tmp_path: Path, ending: str, is_folder: bool
) -> None:
    catalog = copy_of(learned_as(("r0.wav", "5024.wav"), ("r1.wav", "5024.200813190500.wav")), tmp_path)
    table = tmp_path / "tables" / f"5024.200813190500{ending}"
    table.parent.mkdir()
    table.write_text("Selection\tView\tBegin Time (s)\tEnd Time (s)\tCall\n1\tSpectrogram 1\t1\t2\ta\n")
    assert import_annotations(catalog, table.parent if is_folder else table).n_new == 1
    assert {recording for recording, _, _ in _labels(catalog)} == {"5024.200813190500.wav"}


@pytest.mark.parametrize("is_folder", [False, True], ids=["table", "folder"])
def test_a_table_finds_its_recording_if_a_mac_writes_its_name_in_other_letters(
    learned_as: Callable[..., Path], tmp_path: Path, is_folder: bool
) -> None:
    catalog = copy_of(learned_as(("r0.wav", "m\u00e9sange.wav"), ("r1.wav", "b.wav")), tmp_path)
    table = tmp_path / "tables" / "me\u0301sange.checked.by.Ana.txt"
    table.parent.mkdir()
    table.write_text("1\t2\ta\n")
    assert import_annotations(catalog, table.parent if is_folder else table).n_new == 1


@pytest.mark.parametrize("name", ["b/copy.wav", "copy.txt"])
def test_a_table_may_name_a_copy_of_its_recording(learned_as: Callable[..., Path], tmp_path: Path, name: str) -> None:
    catalog = copy_of(learned_as(("r0.wav", "a.wav"), ("r0.wav", "b/copy.wav"), ("r1.wav", "c.wav")), tmp_path)
    table = tmp_path / (name if name.endswith(".txt") else "t.csv")
    table.write_text("1\t2\ta\n" if name.endswith(".txt") else f"recording,start_s,end_s,label\n{name},1,2,a\n")
    assert import_annotations(catalog, table).n_new == 1
    assert {recording for recording, _, _ in _labels(catalog)} == {"a.wav"}


def test_an_import_says_how_other_calls_get_its_names(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording,start_s,end_s,label\nr0.wav,1,2,b\n")
    first, again = (
        run("annotations", "import", str(tmp_path / "t.csv"), "--catalog", str(catalog)).stdout for _ in range(2)
    )
    assert ("run `coincide label --budget 0`" in first, "label --budget" in again) == (True, False)


def test_an_import_says_which_names_it_found_and_how_many_rows_have_none(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording,start_s,end_s,label\nr0.wav,1,2,b\nr0.wav,2,3,a\nr0.wav,4,5,\n")
    imported = import_annotations(catalog, tmp_path / "t.csv")
    assert (imported.n_new, imported.n_unlabeled, imported.names) == (2, 1, ("a", "b"))
    result = run("annotations", "import", tmp_path / "t.csv", "--catalog", catalog)
    assert result.stdout == "0 new labels, 2 already known. Names: a, b.\n1 row has no label; left out.\n"


def test_labels_that_look_alike_are_one_name(catalog: Path, tmp_path: Path) -> None:
    labels = ["fr\u00fch", "fru\u0308h", "fr\u00fch\u200b"]
    table = tmp_path / "table.csv"
    rows = [f"r0.wav,{start},{start + 0.3},{label}" for start, label in enumerate(labels, start=1)]
    table.write_text("\n".join(["recording,start_s,end_s,label", *rows, ""]), encoding="utf-8")
    assert import_annotations(catalog, table).names == ("fr\u00fch",)


def test_an_import_says_that_it_waits_for_another_command(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording,start_s,end_s,label\nr0.wav,1,2,a\n")
    with CatalogStore.open(catalog, write=True, command="coincide learn"):
        with pytest.raises(KeyboardInterrupt, match="is in use by `coincide learn`"):
            import_annotations(catalog, tmp_path / "t.csv", on_wait=_interrupt)
        with pytest.raises(KeyboardInterrupt, match="is in use by `coincide learn`"):
            sites(catalog, timezone="UTC", on_wait=_interrupt)


def _interrupt(message: str) -> None:
    raise KeyboardInterrupt(message)


def test_unknown_is_no_name(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "recording,start_s,end_s,label\nr0.wav,1,2,unknown\nr0.wav,2,3,Unknown\nr0.wav,4,5,a\n"
    )
    imported = import_annotations(catalog, tmp_path / "t.csv")
    assert (imported.n_new, imported.n_unknown) == (1, 2)
    assert not any("nknown" in label for _, _, label in _labels(catalog))


def test_a_label_that_is_longer_than_a_name_may_be_is_refused(catalog: Path, tmp_path: Path) -> None:
    table = write_table(tmp_path / "t.csv", [("r0.wav", 1.0, 1.1, "a" * 200), ("r0.wav", 2.0, 2.1, "b" * 201)])
    with pytest.raises(AnnotationError, match=r"at most 200 characters, got one of 201 at 2.* in `r0\.wav`: `bbb"):
        import_annotations(catalog, table)


def test_a_long_label_of_another_recording_does_not_refuse_a_table(catalog: Path, tmp_path: Path) -> None:
    table = write_table(tmp_path / "t.csv", [("r0.wav", 1.0, 1.1, "a"), ("else.wav", 2.0, 2.1, "b" * 201)])
    imported = import_annotations(catalog, table)
    assert (imported.n_new, imported.unknown_recordings) == (1, ["else.wav"])


def test_label_outside_its_recording_is_left_out(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording,start_s,end_s,label\nr0.wav,1,2,in\nr0.wav,99,100,out\n")
    imported = import_annotations(catalog, tmp_path / "t.csv")
    assert (imported.n_new, imported.n_outside) == (1, 1)


def test_the_first_label_outside_its_recording_is_named(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording;start_s;end_s;label\nr0.wav;1399320;1399400;frog\n")
    told = import_annotations(catalog, tmp_path / "t.csv").first_outside
    assert told.startswith("`frog` begins after 388 h 42 min, but `r0.wav` is only ")


def test_table_of_unknown_recordings_is_told(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("recording,start_s,end_s,label\nelse.wav,1,2,x\n")
    with pytest.raises(AnnotationError, match=r"no label in .* names `else\.wav`, the catalog has `r0"):
        import_annotations(catalog, tmp_path / "t.csv")


def test_one_file_cannot_be_written_where_a_folder_is(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(AnnotationError, match="out"):
        export_annotations(catalog, tmp_path / "out", format="csv", layout="one")


def test_export_before_learning_is_told(tmp_path: Path) -> None:
    CatalogStore.open(tmp_path / "c.coincide", create=True).close()
    with pytest.raises(CatalogError, match="nothing has been learned yet"):
        export_annotations(tmp_path / "c.coincide", tmp_path / "x.csv", format="csv")


@pytest.mark.parametrize(("format", "n_files"), [("csv", 1), ("raven", 1), ("audacity", 2), ("textgrid", 2)])
def test_layout_that_fits_the_format_is_chosen(learned: Path, tmp_path: Path, format: str, n_files: int) -> None:
    assert len(export_annotations(learned, tmp_path / "out", format=format)) == n_files


def test_a_folder_as_place_means_one_table_per_recording(learned: Path, tmp_path: Path) -> None:
    assert len(export_annotations(learned, tmp_path, format="raven")) == 2


def test_text_files_of_a_folder_that_are_no_tables_are_named(learned: Path, tmp_path: Path) -> None:
    catalog, folder = Path(shutil.copytree(learned, tmp_path / "c.coincide")), tmp_path / "tables"
    folder.mkdir()
    (folder / "r0.csv").write_text("start_s,end_s,label\n1,2,a\n")
    (folder / "notizen.txt").write_bytes("Heute viel Wind, übrigens schön.\n".encode("latin-1"))
    imported = import_annotations(catalog, folder)
    assert (imported.n_new, imported.passed_over) == (1, ["notizen.txt"])
