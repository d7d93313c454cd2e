"""Songs and motifs on the page."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from coincide.report import UNSURE, MotifRow, MotifVariant, StructureData, TreeBranch, TreeLeaf, TreePicture, tree_svg
from coincide.report.structure_section import structure_section

LEAVES = [TreeLeaf(1.0, 1.4, "tom", 2), TreeLeaf(1.5, 1.9, "tom", 2), TreeLeaf(2.0, 2.02, "blip", 1)]
PHRASE = TreeBranch(LEAVES[:2], "", "phrase")
SONG = TreeBranch([TreeBranch([PHRASE, LEAVES[2]], "A", "motif"), TreeLeaf(2.4, 2.8, "?", UNSURE)], "S1", "song")
CLIP = np.random.default_rng(0).normal(size=20_000).astype(np.float32)
PICTURE = TreePicture("night.wav", [SONG], 0.9, 2.9, CLIP, 10_000, 0.0, 4_000.0)
ROW = MotifRow(
    "A",
    12,
    [MotifVariant(["tom", "blip"], [2, 1], 9), MotifVariant(["tom"], [2], 3)],
    0.125,
    1.02,
    0.1,
    ["n.wav 0:01.00"],
)
DATA = StructureData("12 events make 1 song.", [PICTURE], [ROW], [])


def _svg(picture: TreePicture = PICTURE) -> str:
    return tree_svg(picture, label="songs").text


def test_song_stands_over_motif_over_events() -> None:
    heights = [float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)">(?:S1|A)<', _svg())]
    assert len(heights) == 2
    assert min(heights) == 24.5


def test_each_event_is_drawn_in_the_color_of_its_category() -> None:
    assert re.findall(r'<rect class="leaf (k-\w+)"', _svg()) == ["k-2", "k-2", "k-1", "k-unsure"]


def test_names_that_do_not_fit_are_told_on_pointing_only() -> None:
    assert re.findall(r'class="leaf-name [^>]+>([^<]+)<', _svg()) == ["tom", "tom", "?"]
    assert "<title>blip, 0:02.00</title>" in _svg()


def test_events_stand_above_their_sound() -> None:
    first = re.search(r'class="leaf k-2" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', _svg())
    assert first is not None
    assert [float(each) for each in first.groups()] == pytest.approx([50.0, 200.0], abs=0.2)


def test_spectrogram_is_inside_the_picture() -> None:
    assert 'href="data:image/png;base64,' in _svg()
    assert "http" not in _svg()


def test_a_recording_that_is_gone_is_drawn_without_sound_and_said_so() -> None:
    gone = replace(PICTURE, clip=np.zeros(0, dtype=np.float32))
    assert "<image" not in _svg(gone)
    assert "cannot be read any more" in structure_section(replace(DATA, pictures=[gone])).text


def test_motif_that_does_not_recur_has_no_name_of_its_own() -> None:
    loose = replace(PICTURE, songs=[TreeBranch([TreeBranch(LEAVES, "", "motif")], "", "song")])
    assert re.findall(r'<g class="pill (\w+ loose)">', _svg(loose)) == ["motif loose", "song loose"]


def test_table_tells_count_events_and_variation() -> None:
    text = re.sub(r"<[^>]+>", " ", structure_section(DATA).text)
    assert re.search(r"A\s+12\s+tom\s+blip\s+2\s+tom\s+blip\s+9 ×\s+tom\s+3 ×\s+0\.12\s+1\.0 s\s+10%", text)


def test_nothing_that_recurs_is_said_in_words() -> None:
    text = structure_section(replace(DATA, motifs=[], pictures=[])).text
    assert "No motif recurs." in text
    assert "No song of several parts recurs." in text


def test_names_are_escaped() -> None:
    named = replace(PICTURE, recording_name="<b>", songs=[TreeBranch([TreeLeaf(1, 2, "<i>", 1)], "", "song")])
    assert "<i>" not in structure_section(replace(DATA, pictures=[named])).text
    assert "<b>" not in structure_section(replace(DATA, pictures=[named])).text
