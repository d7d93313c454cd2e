"""What calls are compared by: the learned embedding, log-mel + PCA, or both."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from workflow_examples import quick, write_calls, write_folder

from coincide.catalog import CatalogStore
from coincide.learned.opened import open_learned
from coincide.workflow.learn.learn import learn
from coincide.workflow.recognize.recognize import RecognizeOptions, recognize
from coincide.workflow.search.search import search

pytestmark = pytest.mark.slow

_N_LEARNED, _MOST_PLAIN = 64, 50


@pytest.fixture(params=["ours", "both", "logmel"])
def space(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def catalog(space: str, tmp_path: Path) -> Path:
    folder = write_folder(tmp_path / "sounds")
    learn(folder, catalog=tmp_path / "catalog", settings=quick(embed={"space": space}))
    return tmp_path / "catalog"


def test_embeddings_hold_what_was_asked_for(catalog: Path, space: str) -> None:
    with open_learned(catalog) as learned:
        length = learned.embeddings.shape[1]
        np.testing.assert_allclose(np.linalg.norm(learned.embeddings, axis=1), 1.0, rtol=1e-4)
        words = str(learned.record.info["way"])
    assert (length >= _N_LEARNED) is (space != "logmel")
    assert (length == _N_LEARNED) is (space == "ours")
    assert "as you asked" in words


def test_a_query_and_new_events_are_placed_among_the_known(catalog: Path, tmp_path: Path, space: str) -> None:
    sounds = tmp_path / "sounds"
    assert search(catalog, sounds / "r0.wav", k=3).hits
    write_calls(sounds / "new.wav", seed=3, duration_s=2.0)
    assert recognize(catalog, [sounds / "new.wav"], wanted=RecognizeOptions(categories=True)).calls
    assert learn(sounds, catalog=catalog, settings=quick(embed={"space": space})).what == "extended"


def test_log_mel_alone_is_what_the_baseline_groups(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "sounds")
    learn(folder, catalog=tmp_path / "catalog", settings=quick(embed={"space": "logmel"}))
    with open_learned(tmp_path / "catalog") as learned:
        baseline = learned.files.array("logmel-pca-kmeans.npy")
        np.testing.assert_allclose(learned.embeddings[:, : baseline.shape[1]], baseline, atol=1e-5)
        assert str(learned.record.info["gauge"]).startswith("plain, log-mel + PCA without anything learned")


def test_an_embedding_that_learned_nothing_makes_way_for_log_mel(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "sounds")
    learn(folder, catalog=tmp_path / "catalog", settings=quick(embed={"space": "auto", "steps": 0}))
    with CatalogStore.open(tmp_path / "catalog") as store:
        current = store.models.current()
        assert current is not None
        assert "alone, since the learned embedding recognizes copies no better" in str(current.info["way"])
