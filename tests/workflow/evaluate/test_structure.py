"""Songs and motifs of a catalog against annotations of such."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from workflow_examples import learn_stereo, quick_learn

from benchmarks.synthetic import synthesize_call
from coincide.errors import AnnotationError, InputError
from coincide.evaluate.gap_cutting import cut_at_gaps
from coincide.evaluate.segments import Segment
from coincide.workflow.evaluate.structure import evaluate_structure, segments_of
from coincide.workflow.parse.parse import parse
from coincide.workflow.parse.parsed import ParseResult

pytestmark = pytest.mark.slow

RATE_HZ = 16_000


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> ParseResult:
    """A catalog of two recordings: songs of calls of three kinds with pauses between, and calls far apart."""
    place = tmp_path_factory.mktemp("sung")
    (place / "songs").mkdir()
    for name, gaps_s in (("a.wav", (0.2, 0.2, 2.0)), ("b.wav", (1.5, 1.5, 1.5))):
        rng = np.random.default_rng(5)
        parts = [np.zeros(RATE_HZ)]
        for _ in range(5):
            for kind, gap_s in zip((0, 2, 6), gaps_s, strict=True):
                call = synthesize_call(kind, sample_rate_hz=RATE_HZ, rng=rng)
                parts += [0.3 * call / np.abs(call).max(), np.zeros(round(gap_s * RATE_HZ))]
        samples = np.concatenate(parts)
        soundfile.write(place / "songs" / name, samples + 0.003 * rng.normal(size=len(samples)), RATE_HZ)
    return parse(quick_learn(place / "songs", place / "songs.coincide").catalog)


def _table(path: Path, segments: Sequence[Segment]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("onset_s,offset_s,label\n" + "".join(f"{onset},{offset},x\n" for onset, offset in segments))
    return path.parent


@pytest.mark.parametrize("level", ["motif", "song"])
def test_what_was_found_agrees_with_itself(parsed: ParseResult, level: str, tmp_path: Path) -> None:
    truth = _table(tmp_path / "truth" / "a.csv", segments_of(parsed.trees[0], level))
    ours = evaluate_structure(parsed.catalog, truth, level=level).methods[0]
    scores = (ours.boundaries.f1, ours.wholes.f1, ours.struct_iou)
    assert (ours.name, *scores) == ("coincide", 1.0, 1.0, 1.0)


def test_motifs_cover_all_events_in_order(parsed: ParseResult) -> None:
    for tree in parsed.trees:
        motifs = segments_of(tree, "motif")
        assert motifs == sorted(motifs)
        assert (motifs[0][0], motifs[-1][1]) == (tree.events[0].onset_s, tree.events[-1].offset_s)


def test_no_song_is_without_a_motif(parsed: ParseResult) -> None:
    motif_onsets = {onset_s for tree in parsed.trees for onset_s, _ in segments_of(tree, "motif")}
    assert {onset_s for tree in parsed.trees for onset_s, _ in segments_of(tree, "song")} <= motif_onsets


def test_recordings_without_truth_do_not_count(parsed: ParseResult, tmp_path: Path) -> None:
    truth = _table(tmp_path / "truth" / "b.csv", segments_of(parsed.trees[1], "motif"))
    evaluation = evaluate_structure(parsed.catalog, truth, level="motif")
    n_alone = evaluation.methods[-1].wholes.n_found
    assert (evaluation.n_recordings, n_alone) == (1, len(parsed.trees[1].events))


def test_the_best_gap_is_told_by_the_truth(parsed: ParseResult, tmp_path: Path) -> None:
    spans = [(event.onset_s, event.offset_s) for event in parsed.trees[0].events]
    truth = _table(tmp_path / "truth" / "a.csv", cut_at_gaps(spans, 1.0))
    evaluation = evaluate_structure(parsed.catalog, truth, level="song")
    assert 0.1 < evaluation.best_gap_s < 1.9
    assert evaluation.methods[1].wholes.f1 == 1.0


def test_other_trees_stand_beside_those_of_a_network(parsed: ParseResult, tmp_path: Path) -> None:
    place = Path(shutil.copytree(parsed.catalog, tmp_path / "songs.coincide"))
    truth = _table(tmp_path / "truth" / "a.csv", segments_of(parsed.trees[0], "motif"))
    parse(place, trees="grammar")
    methods = {method.name: method for method in evaluate_structure(place, truth, level="motif").methods}
    assert list(methods)[1:5] == ["songs-trees", "right-branching-trees", "balanced-trees", "random-trees"]
    assert (methods["songs-trees"].wholes.f1, methods["songs-trees"].struct_iou) == (1.0, 1.0)


def test_a_table_of_other_recordings_is_refused(parsed: ParseResult, tmp_path: Path) -> None:
    truth = _table(tmp_path / "truth" / "elsewhere.csv", [(0.0, 1.0)])
    with pytest.raises(AnnotationError, match=r"no row of .*fits a recording"):
        evaluate_structure(parsed.catalog, truth, level="song")


def test_unknown_levels_are_refused(parsed: ParseResult, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="`level` must be one of motif, song"):
        evaluate_structure(parsed.catalog, _table(tmp_path / "truth" / "a.csv", [(0.0, 1.0)]), level="phrase")


@pytest.mark.parametrize("channels", ["each", "mix"])
def test_channels_of_the_table_matter_where_channels_were_searched_apart(channels: str, tmp_path: Path) -> None:
    parsed = parse(learn_stereo(tmp_path, channels))
    rows = [(tree.channel, *each) for tree in parsed.trees for each in segments_of(tree, "motif")]
    assert {channel for channel, *_ in rows} == ({0, 1} if channels == "each" else {0})
    truth = tmp_path / "pair.csv"
    swapped = [f"{1 - channel},{onset_s},{offset_s},x\n" for channel, onset_s, offset_s in rows]
    truth.write_text("channel,onset_s,offset_s,label\n" + "".join(swapped))
    f1 = evaluate_structure(parsed.catalog, truth, level="motif", tolerance_s=1e-3).methods[0].wholes.f1
    assert f1 == (0.0 if channels == "each" else 1.0)
