"""Pieces of the benchmark of labels."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.labels.datasets import is_pool
from benchmarks.labels.efficiency import CEPSTRA, EMBEDDING, NETWORK, OURS, PCA
from benchmarks.labels.generated import SHAPES, generate
from benchmarks.labels.mfcc import mfcc_statistics
from benchmarks.labels.picture import write_picture
from benchmarks.labels.rows import mean_row, reduction_row
from coincide.evaluate import LabelsNeeded, Reduction, label_curve


@pytest.mark.parametrize(("stem", "is_inside"), [("3_theo_9", False), ("3_theo_10", True), ("0_lucas_0", False)])
def test_a_fifth_of_the_clips_is_held_out_by_index(stem: str, is_inside: bool) -> None:
    assert is_pool(stem) == is_inside


def test_of_the_statistics_only_means_of_the_first_coefficient_know_the_level(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).normal(size=4000) * 0.1
    for name, level in (("loud", 1.0), ("soft", 0.1)):
        soundfile.write(tmp_path / f"{name}.wav", level * noise, 8_000, subtype="FLOAT")
    loud, soft = mfcc_statistics([tmp_path / "loud.wav", tmp_path / "soft.wav"])
    assert np.flatnonzero(np.abs(loud - soft) > 0.01).tolist() == [0, 52, 65, 78]


def test_a_clip_shorter_than_a_window_has_statistics(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", np.ones(20) * 0.1, 8_000)
    assert np.isfinite(mfcc_statistics([tmp_path / "short.wav"])).all()


def test_a_reduction_tells_its_bound_and_interval() -> None:
    found = Reduction(20.0, "≥", 15.0, 25.0, LabelsNeeded(10, "≤"), LabelsNeeded(200, ""))
    row = reduction_row("w", "times fewer", found, goal="≥ 15")
    assert row.metric == "times fewer (≤10 against 200 labels, 95 %: 15.0 to 25.0, ≥)"


def test_a_reduction_that_was_not_reached_has_no_number() -> None:
    found = Reduction(None, "", None, None, LabelsNeeded(200, "≥"), LabelsNeeded(200, ""))
    assert np.isnan(reduction_row("w", "m", found).value)


def test_means_and_deviations_of_both_sides_stand_in_a_row() -> None:
    row = mean_row("w", "m", [0.8, 0.9], against="other", peer=[0.5, 0.7])
    assert (row.value, row.sd, row.n, row.against_value) == pytest.approx((0.85, 0.05, 2, 0.6))


def test_the_picture_is_an_svg_that_names_all_lines(tmp_path: Path) -> None:
    curve = label_curve([10, 20], [[0.5, 0.6], [0.6, 0.7]])
    write_picture(tmp_path / "p.svg", dict.fromkeys((OURS, EMBEDDING, NETWORK, CEPSTRA, PCA), curve))
    texts = [one.text for one in ElementTree.parse(tmp_path / "p.svg").iter() if one.tag.endswith("text")]
    assert {"coincide", "random labels, cepstra"} <= set(texts)


def test_a_generated_folder_is_the_same_for_the_same_seed() -> None:
    one, other = (generate(SHAPES[0], seed=3) for _ in range(2))
    np.testing.assert_array_equal(one.new_embeddings, other.new_embeddings)
    assert one.names.tolist() == other.names.tolist()


def test_generated_kinds_are_few_and_many() -> None:
    _, counts = np.unique(generate(SHAPES[0], seed=0).names, return_counts=True)
    assert counts.min() <= 5 and counts.max() >= 400
