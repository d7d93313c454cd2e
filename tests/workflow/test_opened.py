"""A catalog as an object, for notebooks."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from workflow_examples import QUICK, grouped

import coincide
from coincide.errors import CatalogError, SettingsError
from coincide.wording import percent
from coincide.workflow.info.info import info
from coincide.workflow.opened import Catalog, open_catalog

pytestmark = pytest.mark.slow


def test_events_embeddings_and_assignments_have_the_same_rows(learned: Path) -> None:
    catalog = open_catalog(learned)
    assert len(catalog.events) == len(catalog.embeddings) == len(catalog.assignments) == len(grouped(learned))


def test_embeddings_are_unit_rows(learned: Path) -> None:
    assert np.linalg.norm(Catalog(learned).embeddings, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_embeddings_cannot_be_changed_by_mistake(learned: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        Catalog(learned).embeddings[0] = 0.0


def test_sizes_of_categories_count_the_assignments(learned: Path) -> None:
    catalog = Catalog(learned)
    sizes = {category.number: category.size for category in catalog.categories}
    assert sizes == {number: int((catalog.assignments == number).sum()) for number in sizes}


def test_info_counts_what_is_there(learned: Path) -> None:
    facts = Catalog(learned).info()
    assert (facts.n_recordings, facts.total_s, facts.sample_rates_hz) == (2, 30.0, [16_000])
    assert facts.n_events == sum(row.size for row in facts.categories) + facts.n_unsure


def test_info_knows_the_size_on_disk(learned: Path) -> None:
    # SQLite keeps another small file while somebody reads.
    assert info(learned).size_bytes >= sum(f.stat().st_size for f in learned.rglob("*") if f.is_file())


def test_example_of_each_category_is_one_of_its_events(learned: Path) -> None:
    onsets = {(row[2], row[4]) for row in grouped(learned)}
    assert all((row.example_onset_s, row.number) in onsets for row in info(learned).categories)


def test_catalog_shows_itself_in_a_notebook(learned: Path) -> None:
    shown = Catalog(learned)._repr_html_()
    assert shown.startswith("<table>")
    assert "in 2 recordings" in shown


def test_a_notebook_gives_certainties_as_the_terminal_does(learned: Path) -> None:
    shown = re.findall("<td>([^<]*%)</td>", Catalog(learned)._repr_html_())
    assert shown == [percent(row.certainty) for row in info(learned).categories]


def test_a_notebook_says_how_many_events_are_unsure(learned: Path) -> None:
    facts = info(learned)
    unsure = f" ({facts.n_unsure} unsure)" if facts.n_unsure else ""
    told = f"{facts.n_events} events{unsure} in 2 recordings, {facts.n_categories} categories"
    assert f"<caption>{told}</caption>" in Catalog(learned)._repr_html_()


def test_catalog_says_where_it_is(learned: Path) -> None:
    assert repr(Catalog(learned)) == f"Catalog({str(learned)!r})"


def test_learning_gives_the_catalog(sounds: Path, learned: Path, tmp_path: Path) -> None:
    catalog = Catalog.learn(sounds, catalog=tmp_path / "c.coincide", settings=QUICK)
    assert grouped(catalog.path) == grouped(learned)


def test_settings_may_be_a_file(sounds: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[events]\nghosts = 1\n")
    with pytest.raises(SettingsError, match=r"unknown setting `events\.ghosts` in `.*bad\.toml`"):
        Catalog.learn(sounds, settings=tmp_path / "bad.toml")


def test_verbs_of_the_object_give_what_the_functions_give(sounds: Path, learned: Path, tmp_path: Path) -> None:
    catalog = Catalog(shutil.copytree(learned, tmp_path / "c.coincide"))
    files = catalog.export_annotations(tmp_path / "x.csv", format="csv")
    assert catalog.evaluate(files[0]).detection.f1 == 1.0
    assert catalog.evaluate_structure(files[0], level="motif").methods[-1].wholes.f1 == 1.0
    assert catalog.search(sounds / "r0.wav", k=2).hits
    assert catalog.report(tmp_path / "r.html").exists()
    assert catalog.import_annotations(files[0]).n_new == 0


def test_verbs_of_the_object_take_what_the_functions_take(sounds: Path, learned: Path, tmp_path: Path) -> None:
    catalog = Catalog(shutil.copytree(learned, tmp_path / "c.coincide"))
    (table,) = catalog.export_annotations(str(tmp_path / "x.csv"), format="csv", unsure=False)
    assert catalog.evaluate(str(table), min_iou=0.9).detection.precision == 1.0
    assert catalog.search(sounds / "r0.wav", k=2, channels=0).hits


def test_functions_of_a_catalog_take_its_path_as_text(learned: Path, tmp_path: Path) -> None:
    place = str(learned)
    assert coincide.info(place).n_recordings == 2
    assert coincide.check(place).is_whole
    coincide.export_annotations(place, str(tmp_path / "a.csv"), format="csv")
    assert (tmp_path / "a.csv").is_file()


def test_missing_catalog_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="expected a catalog at"):
        Catalog(tmp_path / "none")


def test_hits_are_shown_one_in_a_line(learned: Path, sounds: Path) -> None:
    call = min(sounds.iterdir())
    columns, *rows = repr(open_catalog(learned).search(call, at_s=0, for_s=1, k=3)).splitlines()
    assert columns.split() == ["recording", "onset_s", "offset_s", "distance", "category"]
    assert len(rows) == 3


def test_scores_and_recognized_calls_are_shown_in_short_lines(learned: Path, sounds: Path, tmp_path: Path) -> None:
    catalog = open_catalog(shutil.copytree(learned, tmp_path / "c.coincide"))
    catalog.export_annotations(tmp_path / "t.csv", format="csv", unsure=False)
    found = catalog.recognize(sounds, categories=True)
    assert repr(found).startswith(f"{len(found.calls)} calls in 2 recordings\nname")
    assert "F1 1.000" in repr(catalog.evaluate(tmp_path / "t.csv"))


def test_the_info_of_a_catalog_is_shown_as_its_categories(learned: Path) -> None:
    facts = open_catalog(learned).info()
    head, columns, *rows = repr(facts).splitlines()
    assert f"{facts.n_events:,} events" in head
    assert columns.split() == ["category", "name", "events", "certainty", "example", "onset_s"]
    assert len(rows) == facts.n_categories


@pytest.mark.parametrize("verb", ["summary", "sites", "parse"])
def test_what_a_verb_found_is_shown_in_short_lines(learned: Path, tmp_path: Path, verb: str) -> None:
    catalog = open_catalog(shutil.copytree(learned, tmp_path / "c.coincide"))
    lines = repr(getattr(catalog, verb)()).splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) < 160
