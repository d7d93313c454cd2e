"""Songs and motifs above their sound."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from coincide.drawing.tree import TreeBranch, TreeLeaf, TreePicture, tree_svg
from coincide.records import UNSURE

LEAVES = [TreeLeaf(1.0, 1.4, "tom", 2), TreeLeaf(1.5, 1.9, "tom", 2), TreeLeaf(2.0, 2.02, "blip", 1)]
PHRASE = TreeBranch(LEAVES[:2], "", "phrase")
SONG = TreeBranch([TreeBranch([PHRASE, LEAVES[2]], "A", "motif"), TreeLeaf(2.4, 2.8, "?", UNSURE)], "S1", "song")
CLIP = np.random.default_rng(0).normal(size=20_000).astype(np.float32)
PICTURE = TreePicture("night.wav", [SONG], 0.9, 2.9, CLIP, 10_000, 0.0, 4_000.0)


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


def test_motif_that_does_not_recur_has_no_name_of_its_own() -> None:
    loose = replace(PICTURE, songs=[TreeBranch([TreeBranch(LEAVES, "", "motif")], "", "song")])
    assert re.findall(r'<g class="pill (\w+ loose)">', _svg(loose)) == ["motif loose", "song loose"]


def test_a_stretch_without_sound_is_drawn_without_a_spectrogram() -> None:
    assert "<image" not in _svg(replace(PICTURE, clip=np.zeros(0, dtype=np.float32)))
