"""Structure of a catalog: parsed, kept, found again, searched."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from workflow_examples import model_id, quick_learn, write_folder

from benchmarks.synthetic import synthesize_call
from coincide.catalog import CatalogStore
from coincide.errors import CatalogError, InputError, NothingFoundError
from coincide.workflow.opened import Catalog
from coincide.workflow.parse.parse import parse
from coincide.workflow.parse.parsed import ParseResult, stored_structure, trees_of
from coincide.workflow.parse.search_trees import search_trees
from coincide.workflow.report.report import report

pytestmark = pytest.mark.slow

RATE_HZ = 16_000
SONG = (0, 2, 6, 6)


def _write_songs(path: Path, *, n_songs: int = 6) -> None:
    """Write the same four calls in the same order again and again, with silence between."""
    rng = np.random.default_rng(3)
    parts: list[np.ndarray] = [np.zeros(RATE_HZ)]
    for _ in range(n_songs):
        for kind in SONG:
            call = synthesize_call(kind, sample_rate_hz=RATE_HZ, rng=rng)
            parts += [0.3 * call / np.abs(call).max(), np.zeros(round(rng.uniform(0.18, 0.22) * RATE_HZ))]
        parts.append(np.zeros(round(rng.uniform(1.8, 2.2) * RATE_HZ)))
    samples = np.concatenate(parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples + 0.003 * rng.normal(size=len(samples)), RATE_HZ)


@pytest.fixture(scope="module")
def sung(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of two recordings of songs and a silent one, its trees taken out; do not change it."""
    place = tmp_path_factory.mktemp("sung")
    _write_songs(place / "songs" / "a.wav")
    _write_songs(place / "songs" / "b.wav", n_songs=4)
    noise = 0.001 * np.random.default_rng(0).normal(size=5 * RATE_HZ)
    soundfile.write(place / "songs" / "empty.wav", noise, RATE_HZ)
    catalog = quick_learn(place / "songs", place / "songs.coincide").catalog
    with CatalogStore.open(catalog, write=True) as store:
        store.trees.put(model_id(catalog), [])
    return catalog


@pytest.fixture
def catalog(sung: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sung, tmp_path / "songs.coincide"))


@pytest.fixture
def parsed(catalog: Path) -> ParseResult:
    return parse(catalog)


def test_every_event_is_a_leaf_of_one_tree(parsed: ParseResult) -> None:
    with CatalogStore.open(parsed.catalog) as store:
        model = store.models.current()
        assert model is not None
        assert sorted(event.id for tree in parsed.trees for event in tree.events) == sorted(
            store.models.event_ids(model.id)
        )


def test_leaves_are_in_the_order_of_time(parsed: ParseResult) -> None:
    for tree in parsed.trees:
        onsets = [event.onset_s for event in tree.events]
        assert onsets == sorted(onsets)


def test_songs_come_out_as_songs(parsed: ParseResult) -> None:
    assert [tree.levels.count("song") for tree in parsed.trees] == [6, 4]


def test_what_recurs_is_a_motif_or_a_song(parsed: ParseResult) -> None:
    assert max(kind.count for kind in [*parsed.motifs, *parsed.songs]) >= 5


def test_recordings_without_events_are_named(parsed: ParseResult) -> None:
    assert parsed.without_events == ["empty.wav"]


def test_second_run_finds_that_nothing_has_changed(parsed: ParseResult) -> None:
    second = parse(parsed.catalog)
    assert (parsed.is_new, second.is_new) == (True, False)
    assert [tree.tree for tree in second.trees] == [tree.tree for tree in parsed.trees]


def test_runs_are_noted_with_their_results(parsed: ParseResult) -> None:
    parse(parsed.catalog, again=True)
    with CatalogStore.open(parsed.catalog) as store:
        runs = [run for run in store.runs.all() if run.command == "parse"]
    assert [(run.status, (run.results or {})["n_trees"]) for run in runs] == [("finished", 2), ("finished", 2)]


def test_names_given_later_stand_on_the_leaves_and_parse_anew(parsed: ParseResult) -> None:
    with CatalogStore.open(parsed.catalog, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.categories.name(model.id, {1: "trill"})
    shown = stored_structure(parsed.catalog).trees[0]
    assert shown.tree.leaves.count("trill") == parsed.trees[0].tree.leaves.count("1") > 0


def test_categories_of_one_name_are_one(parsed: ParseResult) -> None:
    with CatalogStore.open(parsed.catalog, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.categories.name(model.id, {1: "call", 2: "call"})
    again = parse(parsed.catalog)
    symbols = {s for t in again.trees for n, s in zip(t.tree.leaves, t.categories, strict=True) if n == "call"}
    assert (again.is_new, len(symbols)) == (True, 1)


def test_noise_is_left_out(parsed: ParseResult) -> None:
    with CatalogStore.open(parsed.catalog, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.categories.name(model.id, {1: "noise"})
    before = sum(tree.tree.leaves.count("1") for tree in parsed.trees)
    assert parse(parsed.catalog).n_events == parsed.n_events - before


def test_catalog_of_noise_alone_cannot_be_parsed(parsed: ParseResult) -> None:
    with CatalogStore.open(parsed.catalog, write=True) as store:
        model = store.models.current()
        assert model is not None
        store.categories.name(model.id, {each.number: "noise" for each in store.categories.all(model.id)})
        unsure = any(member.category is None for member in store.categories.memberships(model.id))
    if not unsure:
        with pytest.raises(NothingFoundError, match="but all its events are named noise"):
            parse(parsed.catalog)


def test_learning_must_come_first(tmp_path: Path) -> None:
    CatalogStore.open(tmp_path / "c.coincide", create=True).close()
    with pytest.raises(CatalogError, match="nothing has been learned yet"):
        parse(tmp_path / "c.coincide")


def test_a_recording_is_found_by_the_end_of_its_name(parsed: ParseResult) -> None:
    assert [tree.recording.name for tree in trees_of(parsed, "a")] == ["a.wav"]


def test_an_unknown_recording_is_said_with_those_known(parsed: ParseResult) -> None:
    with pytest.raises(InputError, match=r"got `c\.wav`, which fits none\. Some names: a\.wav, b\.wav"):
        trees_of(parsed, "c.wav")


def test_a_recording_without_events_has_nothing_to_parse(parsed: ParseResult) -> None:
    with pytest.raises(NothingFoundError, match=r"no event was found in `empty\.wav`"):
        trees_of(parsed, "empty.wav")


def test_methods_of_an_opened_catalog_do_the_same(catalog: Path) -> None:
    opened = Catalog(catalog)
    found = opened.parse()
    assert [motif.name for motif in opened.motifs()] == [motif.name for motif in found.motifs]


def test_motifs_need_a_parsed_catalog(sung: Path) -> None:
    with pytest.raises(CatalogError, match=r"has not been parsed yet\. Run"):
        Catalog(sung).motifs()


def test_report_shows_structure_once_parsed(catalog: Path) -> None:
    before = report(catalog).read_text(encoding="utf-8")
    parse(catalog)
    after = report(catalog).read_text(encoding="utf-8")
    assert ('id="structure"' in before, 'id="structure"' in after) == (False, True)


def test_search_by_part_finds_itself_first(parsed: ParseResult, sung: Path) -> None:
    tree = parsed.trees[0]
    first, stop = tree.tree.spans[tree.levels.index("song")]
    start_s, stop_s = tree.events[first].onset_s, tree.events[stop - 1].offset_s
    found = search_trees(parsed.catalog, sung.parent / "songs" / "a.wav", at_s=start_s, for_s=stop_s - start_s)
    assert found.hits[0].distance == 0.0
    assert [hit.distance for hit in found.hits] == sorted(hit.distance for hit in found.hits)


def test_search_hits_do_not_overlap(parsed: ParseResult) -> None:
    name = (parsed.motifs or parsed.songs)[0].name
    hits = search_trees(parsed.catalog, name, k=50).hits
    spans = sorted((hit.recording.id, hit.onset_s, hit.offset_s) for hit in hits)
    assert all(a[0] != b[0] or a[2] <= b[1] + 1e-9 for a, b in pairwise(spans))


def test_search_by_brackets_as_they_are_written(parsed: ParseResult) -> None:
    from coincide_trees import to_brackets

    tree = parsed.trees[1].tree
    text = to_brackets(tree)
    found = search_trees(parsed.catalog, text)
    assert len(found.query.replace("(", " ").replace(")", " ").split()) == tree.n_leaves


def test_search_of_a_new_file_categorizes_its_events(parsed: ParseResult, sung: Path, tmp_path: Path) -> None:
    samples, rate = soundfile.read(sung.parent / "songs" / "a.wav")
    soundfile.write(tmp_path / "piece.wav", samples[: 4 * rate], rate)
    assert search_trees(parsed.catalog, tmp_path / "piece.wav").hits


def test_search_of_an_unknown_name_says_which_are_known(parsed: ParseResult) -> None:
    with pytest.raises(InputError, match=r"got `wren`, which is neither\. The names are `1`"):
        search_trees(parsed.catalog, "(wren 1)")


def test_search_of_silence_says_where(parsed: ParseResult, sung: Path) -> None:
    with pytest.raises(NothingFoundError, match=r"from 0 s to 0\.01 s"):
        search_trees(parsed.catalog, sung.parent / "songs" / "a.wav", at_s=0.0, for_s=0.01)


def test_search_needs_a_parsed_catalog(sung: Path) -> None:
    with pytest.raises(CatalogError, match="Run `coincide parse"):
        search_trees(sung, "(1 1)")


def test_search_asks_for_some_hits(sung: Path) -> None:
    with pytest.raises(InputError, match="`k` must be at least 1, got 0"):
        search_trees(sung, "(1 1)", k=0)


def test_learning_parses_too(tmp_path: Path) -> None:
    catalog = quick_learn(write_folder(tmp_path / "sounds"), tmp_path / "c.coincide").catalog
    found = parse(catalog)
    assert (found.is_new, found.n_events) == (False, len(Catalog(catalog).events))


def test_learning_makes_up_for_a_run_that_was_killed_before_it_parsed(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "sounds")
    catalog = quick_learn(folder, tmp_path / "c.coincide").catalog
    with CatalogStore.open(catalog, write=True) as store:
        store.trees.put(model_id(catalog), [])
    assert quick_learn(folder, catalog).what == "unchanged"
    assert len(Catalog(catalog).parse().trees) == 2


@pytest.fixture(scope="module")
def by_network(sung: Path, tmp_path_factory: pytest.TempPathFactory) -> ParseResult:
    place = Path(shutil.copytree(sung, tmp_path_factory.mktemp("network") / "songs.coincide"))
    return parse(place, trees="grammar", seed=3)


def test_trees_of_a_network_are_kept_as_all_trees_are(by_network: ParseResult) -> None:
    kept = stored_structure(by_network.catalog)
    assert (kept.trees_by, kept.gauge) == ("grammar", by_network.gauge)
    assert [tree.tree for tree in kept.trees] == [tree.tree for tree in by_network.trees]


def test_the_next_parse_keeps_to_the_network(by_network: ParseResult) -> None:
    again = parse(by_network.catalog)
    assert (again.is_new, again.trees_by) == (False, "grammar")


def test_trees_of_a_network_are_searched(by_network: ParseResult) -> None:
    hits = search_trees(by_network.catalog, f"({by_network.motifs[0].name})", k=3).hits
    assert hits[0].distance == 0


def test_songs_come_back_when_they_are_asked_for(catalog: Path, parsed: ParseResult) -> None:
    parse(catalog, trees="grammar")
    back = parse(catalog, trees="songs")
    assert (back.is_new, back.trees_by, back.gauge) == (True, "songs", None)
    assert [tree.tree for tree in back.trees] == [tree.tree for tree in parsed.trees]


def test_another_seed_learns_anew(by_network: ParseResult, tmp_path: Path) -> None:
    place = Path(shutil.copytree(by_network.catalog, tmp_path / "songs.coincide"))
    assert parse(place, seed=4).is_new


def test_unknown_trees_are_refused(catalog: Path) -> None:
    with pytest.raises(InputError, match="`trees` must be one of songs, autoencoder, grammar, got 'oak'"):
        parse(catalog, trees="oak")  # type: ignore[arg-type]
