"""Songs and motifs on the page."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from report_examples import make_report

from coincide.drawing.tree import TreeBranch, TreeLeaf, TreePicture
from coincide.records import UNSURE, MotifVariant
from coincide.report.page import render
from coincide.report.structure_model import MotifRow, StructureData

LEAVES = [TreeLeaf(1.0, 1.4, "tom", 2), TreeLeaf(1.5, 1.9, "tom", 2), TreeLeaf(2.0, 2.02, "blip", 1)]
PHRASE = TreeBranch(LEAVES[:2], "", "phrase")
SONG = TreeBranch([TreeBranch([PHRASE, LEAVES[2]], "A", "motif"), TreeLeaf(2.4, 2.8, "?", UNSURE)], "S1", "song")
CLIP = np.random.default_rng(0).normal(size=20_000).astype(np.float32)
PICTURE = TreePicture("night.wav", [SONG], 0.9, 2.9, CLIP, 10_000, 0.0, 4_000.0)
ROW = MotifRow(
    "A",
    12,
    [MotifVariant([2, 1], ["tom", "blip"], 9), MotifVariant([2], ["tom"], 3)],
    0.125,
    1.02,
    0.1,
    ["n.wav 0:01.00"],
)
DATA = StructureData("12 events make 1 song.", "A network made it.", [PICTURE], [ROW], [])


def _section(structure: StructureData) -> str:
    """The section on a page without calls."""
    page = render(make_report(categories=[], unsure=None, map_points=None, structure=structure))
    return page[page.index('<section id="structure"') : page.index('<section id="quality"')]


def test_a_recording_that_is_gone_is_said_so() -> None:
    gone = replace(PICTURE, clip=np.zeros(0, dtype=np.float32))
    assert "can no longer be read" in _section(replace(DATA, pictures=[gone]))


def test_table_tells_count_events_and_variation() -> None:
    text = re.sub(r"<[^>]+>", " ", _section(DATA))
    assert re.search(r"A\s+12\s+tom\s+blip\s+2\s+tom\s+blip\s+9 ×\s+tom\s+3 ×\s+0\.12\s+1\.0 s\s+10%", text)


def test_the_section_says_who_made_the_trees() -> None:
    assert "12 events make 1 song. A network made it." in _section(DATA)


def test_nothing_that_recurs_is_said_in_words() -> None:
    text = _section(replace(DATA, motifs=[], pictures=[]))
    assert "No motif recurs." in text
    assert "No song of several parts recurs." in text


def test_names_are_escaped() -> None:
    named = replace(PICTURE, recording_name="<b>", songs=[TreeBranch([TreeLeaf(1, 2, "<i>", 1)], "", "song")])
    assert "<i>" not in _section(replace(DATA, pictures=[named]))
    assert "<b>" not in _section(replace(DATA, pictures=[named]))
