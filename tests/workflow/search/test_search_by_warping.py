"""Search by dynamic time warping: what it finds, and the cache it leaves in the catalog."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from ordinary_user import as_ordinary_user
from scipy.signal import resample_poly
from workflow_examples import RATE_HZ, Watch, quick, quick_learn, write_calls

from benchmarks.synthetic import LabeledClip, lay_scene
from coincide.errors import InputError, NothingFoundError
from coincide.records import Annotation, Event
from coincide.seeds import generator
from coincide.workflow.opened import Catalog
from coincide.workflow.search.search import SearchResult, search

pytestmark = pytest.mark.slow


def by_warping(
    catalog: Path, query: Path, *, event: Event | None = None, k: int = 10, watch: Watch | None = None
) -> SearchResult:
    """Search by the part of a query where an event of its own is, or by its clearest."""
    at_s, for_s = (None, None) if event is None else (event.onset_s, event.duration_s)
    return search(catalog, query, at_s=at_s, for_s=for_s, k=k, metric="dtw", progress=watch)


def events_of(catalog: Path) -> list[Event]:
    return Catalog(catalog).events


def cache_of(catalog: Path) -> list[Path]:
    return sorted(catalog.glob("models/*/series*"))


@pytest.fixture
def copied(learned: Path, tmp_path: Path) -> Path:
    return _copy(learned, tmp_path / "copy.coincide")


def _copy(learned: Path, to: Path) -> Path:
    """Copy a catalog without the cache that other tests may have left in it."""
    return Path(shutil.copytree(learned, to, ignore=shutil.ignore_patterns("series*")))


@pytest.fixture(scope="module")
def first(sounds: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with its catalog beside it, and a copy; a catalog knows where its recordings are, so that tests share
    the place."""
    place = tmp_path_factory.mktemp("warping") / "here"
    shutil.copytree(sounds, place / "s")
    quick_learn(place / "s", place / "c.coincide")
    return place, Path(shutil.copytree(place, place.with_name("kept")))


@pytest.fixture
def place(first: tuple[Path, Path]) -> Path:
    """A folder with its catalog beside it, free to change."""
    place, kept = first
    shutil.rmtree(place)
    return Path(shutil.copytree(kept, place))


@pytest.mark.parametrize("row", [0, 7, -1])
def test_stored_call_finds_itself_first(sounds: Path, learned: Path, row: int) -> None:
    event = events_of(learned)[row]
    best = by_warping(learned, sounds / f"r{event.recording_id - 1}.wav", event=event).hits[0]
    assert (best.event.id, best.distance) == (event.id, 0.0)


def test_answer_says_what_its_distances_are(sounds: Path, learned: Path) -> None:
    found = by_warping(learned, sounds / "r0.wav")
    assert (found.metric, found.left_out, found.search_ms > 0) == ("dtw", [], True)
    assert 1 <= found.n_distances <= len(events_of(learned))


def test_hits_come_nearest_first(sounds: Path, learned: Path) -> None:
    distances = [hit.distance for hit in by_warping(learned, sounds / "r0.wav").hits]
    assert distances == sorted(distances)


def test_query_keeps_the_category_of_its_embedding(sounds: Path, learned: Path) -> None:
    by_embedding, found = search(learned, sounds / "r0.wav"), by_warping(learned, sounds / "r0.wav")
    assert (found.category, found.certainty) == (by_embedding.category, by_embedding.certainty)


def test_query_may_have_another_rate(sounds: Path, learned: Path, tmp_path: Path) -> None:
    event = events_of(learned)[5]
    samples, _ = soundfile.read(sounds / "r0.wav")
    soundfile.write(tmp_path / "q.wav", 0.9 * resample_poly(samples, 3, 1), 3 * RATE_HZ)
    assert by_warping(learned, tmp_path / "q.wav", event=event).hits[0].event.id == event.id


def test_more_hits_than_events_gives_all_events(sounds: Path, learned: Path) -> None:
    found = by_warping(learned, sounds / "r0.wav", k=10_000)
    assert sorted(hit.event.id for hit in found.hits) == sorted(event.id for event in events_of(learned))


def test_graph_finds_the_call_too(sounds: Path, tmp_path: Path) -> None:
    catalog = quick_learn(sounds, tmp_path / "c.coincide", settings=quick(index={"kind": "graph"})).catalog
    event = events_of(catalog)[7]
    assert by_warping(catalog, sounds / "r0.wav", event=event).hits[0].event.id == event.id


def test_unknown_metric_is_told(sounds: Path, learned: Path) -> None:
    with pytest.raises(InputError, match="`metric` must be one of embedding, euclidean, dtw, got 'cosine'"):
        search(learned, sounds / "r0.wav", metric="cosine")  # pyright: ignore[reportArgumentType]


def test_silence_cannot_be_searched(learned: Path, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "q.wav", np.zeros(RATE_HZ), RATE_HZ)
    with pytest.raises(NothingFoundError, match=r"is silent there\. Choose another part"):
        by_warping(learned, tmp_path / "q.wav")


def test_catalog_as_an_object_finds_the_same(sounds: Path, learned: Path) -> None:
    found = Catalog(learned).search(sounds / "r0.wav", k=3, metric="dtw")
    assert found.hits == by_warping(learned, sounds / "r0.wav", k=3).hits


def test_searching_does_not_wait_for_torch(sounds: Path, learned: Path) -> None:
    script = (
        "import sys; from coincide.workflow.opened import Catalog;"
        "Catalog(sys.argv[1]).search(sys.argv[2], metric='dtw'); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(learned), str(sounds / "r0.wav")]).returncode == 0


def _rising(duration_s: float, *, bend: float = 1.0) -> NDArray[np.float32]:
    """A tone from 1 to 5 kHz; late if `bend` is above 1."""
    progress = np.arange(round(duration_s * RATE_HZ)) / (duration_s * RATE_HZ)
    tone = np.sin(2 * np.pi * np.cumsum(1000 + 4000 * progress**bend) / RATE_HZ)
    return (tone * np.hanning(len(tone)) ** 0.25).astype(np.float32)


def _write_sweeps(path: Path) -> list[Annotation]:
    kinds = {"up": _rising(0.2), "down": _rising(0.2)[::-1], "there and back": np.concatenate([_rising(0.1)] * 2)}
    clips = [LabeledClip(call, RATE_HZ, label) for _ in range(8) for label, call in kinds.items()]
    scene = lay_scene(
        clips, duration_s=15.0, sample_rate_hz=RATE_HZ, snr_db=20, gap_s=(0.2, 0.4), recording=path.name,
        rng=generator(0, "sweeps"),
    )  # fmt: skip
    path.parent.mkdir()
    soundfile.write(path, scene.samples, RATE_HZ)
    return scene.annotations


def test_stretched_copy_of_a_call_finds_calls_of_its_kind(tmp_path: Path) -> None:
    truth = _write_sweeps(tmp_path / "s" / "r.wav")
    catalog = quick_learn(tmp_path / "s", tmp_path / "c.coincide").catalog
    soundfile.write(tmp_path / "q.wav", _rising(0.3, bend=1.4), RATE_HZ)
    found = search(catalog, tmp_path / "q.wav", at_s=0.0, for_s=0.3, k=5, metric="dtw")
    nearest = [min(truth, key=lambda each: abs(each.onset_s - hit.event.onset_s)).label for hit in found.hits]
    assert nearest == ["up"] * 5


def test_frames_are_kept_for_the_next_search(sounds: Path, copied: Path) -> None:
    first, second = Watch(), Watch()
    by_warping(copied, sounds / "r0.wav", watch=first)
    by_warping(copied, sounds / "r0.wav", watch=second)
    assert (first.totals, second.totals) == ({"frames": len(events_of(copied))}, {})


def test_kept_frames_change_no_hits(sounds: Path, copied: Path) -> None:
    assert by_warping(copied, sounds / "r0.wav").hits == by_warping(copied, sounds / "r0.wav").hits


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("content", [b"", b"damaged" * 20, b'{"name": 3}', b"[1]"])
def test_damaged_cache_is_made_anew(sounds: Path, copied: Path, which: int, content: bytes) -> None:
    before = by_warping(copied, sounds / "r0.wav").hits
    path = cache_of(copied)[which]
    path.write_bytes(content)
    assert by_warping(copied, sounds / "r0.wav").hits == before
    assert path.read_bytes() != content


@pytest.mark.parametrize("which", [0, 1])
def test_lost_cache_is_made_anew(sounds: Path, copied: Path, which: int) -> None:
    by_warping(copied, sounds / "r0.wav")
    before = cache_of(copied)
    before[which].unlink()
    by_warping(copied, sounds / "r0.wav")
    assert cache_of(copied) == before


def test_cache_that_leads_to_nothing_is_swept(sounds: Path, copied: Path) -> None:
    old = next(copied.glob("models/*")) / "series-0123456789abcdef.nsw"
    old.touch()
    by_warping(copied, sounds / "r0.wav")
    assert not old.exists()


def _extend(place: Path, name: str, *, seed: int) -> int:
    """Learn one more recording; return how many events joined."""
    before = len(events_of(place / "c.coincide"))
    write_calls(place / "s" / name, seed=seed, duration_s=3.0)
    assert quick_learn(place / "s", place / "c.coincide").what == "extended"
    return len(events_of(place / "c.coincide")) - before


def test_new_events_are_found_after_learning_again(place: Path) -> None:
    by_warping(place / "c.coincide", place / "s" / "r0.wav")
    _extend(place, "new.wav", seed=11)
    found = by_warping(place / "c.coincide", place / "s" / "new.wav", k=1)
    assert found.hits[0].recording.name == "new.wav"


def test_only_events_that_joined_since_are_read(place: Path) -> None:
    by_warping(place / "c.coincide", place / "s" / "r0.wav")
    n_new = _extend(place, "new.wav", seed=11) + _extend(place, "newer.wav", seed=12)
    watch = Watch()
    by_warping(place / "c.coincide", place / "s" / "r0.wav", watch=watch)
    assert watch.totals == {"frames": n_new}


def test_an_index_that_grew_finds_what_one_made_at_once_finds(place: Path) -> None:
    by_warping(place / "c.coincide", place / "s" / "r0.wav")
    _extend(place, "new.wav", seed=11)
    grown = by_warping(place / "c.coincide", place / "s" / "r0.wav", k=10_000)
    for path in cache_of(place / "c.coincide"):
        path.unlink()
    assert by_warping(place / "c.coincide", place / "s" / "r0.wav", k=10_000).hits == grown.hits


def test_recording_that_was_left_out_stays_so_while_others_join(place: Path) -> None:
    (place / "s" / "r1.wav").rename(place / "away.wav")
    by_warping(place / "c.coincide", place / "s" / "r0.wav")
    (place / "away.wav").rename(place / "s" / "r1.wav")
    n_new = _extend(place, "new.wav", seed=11)
    (place / "s" / "r1.wav").rename(place / "away.wav")
    found, watch = [], Watch()
    for _ in range(2):
        found.append(by_warping(place / "c.coincide", place / "s" / "r0.wav", k=10_000, watch=watch))
    assert {hit.recording.name for hit in found[1].hits} == {"r0.wav", "new.wav"}
    assert (watch.totals, found[1].hits) == ({"frames": n_new}, found[0].hits)


def test_recording_that_is_gone_is_reported_and_left_out(place: Path) -> None:
    (place / "s" / "r1.wav").unlink()
    found = by_warping(place / "c.coincide", place / "s" / "r0.wav", k=10_000)
    assert {hit.recording.name for hit in found.hits} == {"r0.wav"}
    assert [problem.kind for problem in found.left_out] == ["missing"]


def test_recording_that_is_gone_is_reported_each_time(place: Path) -> None:
    (place / "s" / "r1.wav").unlink()
    first, second = (by_warping(place / "c.coincide", place / "s" / "r0.wav") for _ in range(2))
    assert (second.left_out, second.hits) == (first.left_out, first.hits)
    assert "the recording `r1.wav` is gone" in second.left_out[0].reason


def test_recording_that_came_back_is_compared_again(place: Path) -> None:
    (place / "s" / "r1.wav").rename(place / "away.wav")
    by_warping(place / "c.coincide", place / "s" / "r0.wav")
    (place / "away.wav").rename(place / "s" / "r1.wav")
    found = by_warping(place / "c.coincide", place / "s" / "r0.wav", k=10_000)
    assert (found.left_out, len(found.hits)) == ([], len(events_of(place / "c.coincide")))


def test_recording_that_vanishes_later_is_still_compared(place: Path) -> None:
    by_warping(place / "c.coincide", place / "s" / "r0.wav")
    (place / "s" / "r1.wav").unlink()
    found = by_warping(place / "c.coincide", place / "s" / "r0.wav", k=10_000)
    assert (found.left_out, len(found.hits)) == ([], len(events_of(place / "c.coincide")))


def test_recording_that_was_replaced_is_left_out(place: Path) -> None:
    write_calls(place / "s" / "r1.wav", seed=5)
    found = by_warping(place / "c.coincide", place / "s" / "r0.wav")
    assert "the recording `r1.wav` has changed since it was learned from" in found.left_out[0].reason


def test_recording_that_is_damaged_is_left_out(place: Path) -> None:
    (place / "s" / "r1.wav").write_bytes(b"")
    assert len(by_warping(place / "c.coincide", place / "s" / "r0.wav").left_out) == 1


def test_catalog_without_any_recording_is_told(sounds: Path, place: Path) -> None:
    shutil.rmtree(place / "s")
    with pytest.raises(NothingFoundError, match=r"none of the catalog's 2 recordings .* `--metric embedding`"):
        by_warping(place / "c.coincide", sounds / "r0.wav")


@pytest.fixture(scope="module")
def read_only(sounds: Path) -> Generator[Path]:
    """A folder `s` with its catalog `c.coincide`, which others can only read."""
    with tempfile.TemporaryDirectory() as top:  # pytest's own folders are closed to other users
        place = Path(top)
        shutil.copytree(sounds, place / "s")
        catalog = quick_learn(place / "s", place / "c.coincide").catalog
        folders = [place, catalog, *(path for path in catalog.rglob("*") if path.is_dir())]
        for folder in folders:
            folder.chmod(0o555)
        yield place
        for folder in folders:
            folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_read_only_catalog_is_searched(read_only: Path) -> None:
    with as_ordinary_user():
        found = by_warping(read_only / "c.coincide", read_only / "s" / "r0.wav", k=10_000)
    assert len(found.hits) == len(events_of(read_only / "c.coincide"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_lost_cache_of_a_read_only_catalog_is_told(read_only: Path) -> None:
    watch = Watch()
    with as_ordinary_user():
        by_warping(read_only / "c.coincide", read_only / "s" / "r0.wav", watch=watch)
    assert "cannot be written to, so the next search reads the recordings again" in "".join(watch.said)
