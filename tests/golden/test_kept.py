"""What an earlier version wrote is opened by this one, and answers the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from kept_answers import catalog_answers, index_answers, network_answers, one_thread, page_answers
from workflow_examples import quick, quick_learn

pytestmark = pytest.mark.slow
VERSIONS = sorted(each for each in Path(__file__).parent.iterdir() if each.name[0].isdigit())
N_STEPS = 150
TOLERANCE = 1e-3
"""Answers are kept with four decimals, and processors differ in the last."""
# Another run is noted by what the test does itself.
_GROWS = "runs"
_RECOGNIZED = "recognized"
"""Names and times stay. How sure a name is, each version estimates anew, and a later one may do it better."""


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    one_thread()


@pytest.fixture(params=VERSIONS, ids=lambda place: place.name)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy, since opening may bring a file up to date."""
    return Path(shutil.copytree(request.param, tmp_path / request.param.name))


def answers(kept: Path, part: str) -> dict[str, Any]:
    return json.loads((kept / "answers.json").read_text(encoding="utf-8"))[part]


def without_confidences(catalog: dict[str, Any]) -> dict[str, Any]:
    return catalog | {_RECOGNIZED: [call[:-1] for call in catalog[_RECOGNIZED]]}


def assert_same(got: Any, expected: Any, where: str = "") -> None:
    """Compare plain data, numbers within the tolerance."""
    if isinstance(expected, dict):
        assert got.keys() == expected.keys(), where
        for name in expected:
            assert_same(got[name], expected[name], f"{where}/{name}")
    elif isinstance(expected, list):
        assert len(got) == len(expected), where
        for number, (one, other) in enumerate(zip(got, expected, strict=True)):
            assert_same(one, other, f"{where}/{number}")
    elif isinstance(expected, float):
        assert got == pytest.approx(expected, abs=TOLERANCE), where
    else:
        assert got == expected, where


def test_a_catalog_answers_as_it_did(kept: Path) -> None:
    got, expected = catalog_answers(kept / "catalog", kept / "calls"), answers(kept, "catalog")
    assert_same(without_confidences(got), without_confidences(expected))


def test_a_catalog_whose_recordings_moved_is_unchanged_by_learning(kept: Path) -> None:
    learned = quick_learn(
        kept / "calls", kept / "catalog", settings=quick(embed={"steps": N_STEPS, "space": "auto"}), use_labels=False
    )
    assert learned.what == "unchanged"


def test_a_catalog_answers_as_it_did_after_it_was_written_to(kept: Path) -> None:
    quick_learn(
        kept / "calls", kept / "catalog", settings=quick(embed={"steps": N_STEPS, "space": "auto"}), use_labels=False
    )
    got, expected = catalog_answers(kept / "catalog", kept / "calls"), answers(kept, "catalog")
    assert_same(without_confidences(got | {_GROWS: expected[_GROWS]}), without_confidences(expected))
    assert got[_GROWS][: len(expected[_GROWS])] == expected[_GROWS]


def test_index_files_answer_as_they_did(kept: Path) -> None:
    assert_same(index_answers(kept / "index"), answers(kept, "index"))


def test_saved_networks_are_what_they_were(kept: Path) -> None:
    assert_same(network_answers(kept / "networks"), answers(kept, "networks"))


def test_the_recognizer_of_an_exported_page_says_what_it_said(kept: Path) -> None:
    assert_same(page_answers(kept / "page", kept / "held_out.flac"), answers(kept, "page"))
