"""Praat TextGrids, both ways."""

from __future__ import annotations

import itertools
from dataclasses import replace

import crowsetta
import pytest
from annotation_strategies import SPANS, several
from hypothesis import given
from properties import examples

from coincide.annotations import read_textgrid, write_annotations
from coincide.annotations.textgrid_text import Tier, parse_tiers
from coincide.errors import AnnotationError
from coincide.records import Annotation

LONG = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 3
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 3
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 1.5
            text = ""
        intervals [2]:
            xmin = 1.5
            xmax = 3
            text = "say ""hi"" 2"
    item [2]:
        class = "TextTier"
        name = "clicks"
        xmin = 0
        xmax = 3
        points: size = 1
        points [1]:
            number = 0.25
            mark = "click"
"""
SHORT = """File type = "ooTextFile"
Object class = "TextGrid"

0
3
<exists>
2
"IntervalTier"
"words"
0
3
2
0
1.5
""
1.5
3
"say ""hi"" 2"
"TextTier"
"clicks"
0
3
1
0.25
"click"
"""
MEANT = [Annotation("", 0.25, 0.25, "click"), Annotation("", 1.5, 3.0, 'say "hi" 2')]


def _write(tmp_path, *calls: Annotation):
    (path,) = write_annotations(tmp_path / "b.TextGrid", calls, SPANS[1:], format="textgrid", layout="one")
    return path


def _tiers(path) -> list[Tier]:
    return parse_tiers(path, path.read_text(encoding="utf-8"))


def _read(tmp_path, text: str) -> list[Annotation]:
    path = tmp_path / "b.TextGrid"
    path.write_text(text, encoding="utf-8")
    return read_textgrid(path)


@examples(60)
@given(items=several(recordings=("b.flac",)))
def test_read_textgrid_reads_what_write_textgrid_wrote(tmp_path_factory, items):
    path = _write(tmp_path_factory.mktemp("praat"), *items)
    kept = [Annotation("", one.onset_s, one.offset_s, one.label, category=one.category) for one in items]
    # Among equal times the order is that of the tiers.
    assert sorted(read_textgrid(path), key=repr) == sorted(kept, key=repr)


@examples(60)
@given(items=several(recordings=("b.flac",)))
def test_interval_tiers_cover_the_recording_without_gap_overlap_or_empty_interval(tmp_path_factory, items):
    for tier in _tiers(_write(tmp_path_factory.mktemp("praat"), *items)):
        if not tier.is_points:
            edges = [0.0, *(mark.offset_s for mark in tier.marks)]
            assert [mark.onset_s for mark in tier.marks] == edges[:-1] and edges[-1] == 1000.25
            assert all(start < stop for start, stop in itertools.pairwise(edges))


@examples(40)
@given(items=several(recordings=("b.flac",)))
def test_points_of_one_tier_stand_at_different_times(tmp_path_factory, items):
    for tier in _tiers(_write(tmp_path_factory.mktemp("praat"), *items)):
        times = [mark.onset_s for mark in tier.marks]
        assert len(set(times)) == len(times)


def test_touching_events_share_a_tier(tmp_path):
    path = _write(tmp_path, Annotation("b.flac", 1, 2, "a"), Annotation("b.flac", 2, 3, "b"))
    assert [tier.name for tier in _tiers(path)] == ["category", "label"]


def test_overlapping_events_go_to_further_tiers(tmp_path):
    path = _write(tmp_path, Annotation("b.flac", 1, 2, "a"), Annotation("b.flac", 1.5, 3, "b"))
    assert [tier.name for tier in _tiers(path)] == ["category", "label", "category 2", "label 2"]


def test_events_shorter_than_the_notation_become_points(tmp_path):
    path = _write(tmp_path, Annotation("b.flac", 1, 1 + 1e-8, "a"))
    assert [tier.name for tier in _tiers(path)] == ["category", "label", "points"]


def test_points_at_one_time_go_to_further_tiers(tmp_path):
    path = _write(tmp_path, Annotation("b.flac", 1, 1, "a"), Annotation("b.flac", 1, 1, "b"))
    assert [tier.name for tier in _tiers(path) if tier.is_points] == ["points", "points 2"]


def test_a_recording_without_events_gets_tiers_with_one_empty_interval(tmp_path):
    assert [len(tier.marks) for tier in _tiers(_write(tmp_path))] == [1, 1]


def test_an_event_past_the_end_of_the_recording_lengthens_the_grid(tmp_path):
    path = _write(tmp_path, Annotation("b.flac", 999, 1001, "a"))
    assert "xmax = 1001.000000" in path.read_text()


def test_write_textgrid_refuses_one_file_for_two_recordings(tmp_path):
    with pytest.raises(AnnotationError, match="exactly 1 recording for one `textgrid` table, got 2"):
        write_annotations(tmp_path / "all.TextGrid", [], SPANS, format="textgrid", layout="one")


def test_crowsetta_reads_our_textgrids(tmp_path):
    path = _write(tmp_path, Annotation("b.flac", 1, 2, "tit", category=4), Annotation("b.flac", 5, 6, "tit"))
    sequences = crowsetta.formats.seq.TextGrid.from_file(path).to_seq()
    assert [list(sequence.labels) for sequence in sequences] == [["4"], ["tit", "tit"]]


def test_read_textgrid_agrees_with_crowsetta_on_a_grid_from_praat():
    path = crowsetta.example("AVO-maea-basic", return_path=True)
    sequences = crowsetta.formats.seq.TextGrid.from_file(path).to_seq(round_times=False)
    expected = {(s.onset_s, s.offset_s, s.label) for sequence in sequences for s in sequence.segments}
    found = {(one.onset_s, one.offset_s, one.label) for one in read_textgrid(path) if one.offset_s > one.onset_s}
    assert found == expected


@pytest.mark.parametrize("text", [LONG, SHORT])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_read_textgrid_reads_long_and_short_in_every_encoding(tmp_path, text, encoding):
    (tmp_path / "b.TextGrid").write_bytes(text.encode(encoding))
    assert read_textgrid(tmp_path / "b.TextGrid") == MEANT


def test_read_textgrid_reads_a_label_over_two_lines(tmp_path):
    assert _read(tmp_path, SHORT.replace("say ", "say\n"))[1].label == 'say\n"hi" 2'


def test_a_second_tier_of_the_same_name_hides_nothing(tmp_path):
    one, other = (
        SHORT.replace("clicks", "label").replace("words", "label").split('"TextTier"')[0],
        '"IntervalTier"\n',
    )
    tier = other + one.split('"IntervalTier"\n')[1]
    assert len(_read(tmp_path, one + tier.replace("say", "tell"))) == 2


def test_read_textgrid_of_a_grid_without_tiers_is_empty(tmp_path):
    assert _read(tmp_path, SHORT.split("<exists>")[0] + "<absent>\n") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            '"TextGrid"',
            '"Pitch"',
            "line 1: expected a Praat text file that holds a TextGrid, got `ooTextFile`, `Pitch`",
        ),
        (
            '"click"\n',
            "",
            "line 24: expected the text of an interval or point in double quotes, got the end of the file",
        ),
        ("1.5\n3\n", "1.5\n1\n", "line 16: expected `xmax` at or after `xmin`, got 1 s before 1.5 s"),
        ("0.25", "soon", r'line 25: expected a number .*, got `"click"`'),
        ('"TextTier"', '"PitchTier"', "line 19: expected an IntervalTier or a TextTier, got `PitchTier`"),
        ("<exists>\n2", "<exists>\n2.5", "line 7: expected a whole number .* got 2.5"),
        ('"IntervalTier"\n', "", "line 8: expected an IntervalTier or a TextTier, got `words`"),
    ],
)
def test_read_textgrid_says_what_is_wrong_where(tmp_path, old, new, message):
    with pytest.raises(AnnotationError, match=message):
        _read(tmp_path, SHORT.replace(old, new))


def test_category_and_label_tiers_edited_in_praat_are_read_together(tmp_path):
    path = _write(tmp_path, Annotation("b.flac", 1, 2, "", category=4))
    path.write_text(path.read_text().replace('text = "4"', 'text = "tit"'), encoding="utf-8")
    assert read_textgrid(path) == [replace(MEANT[0], onset_s=1, offset_s=2, label="tit")]
