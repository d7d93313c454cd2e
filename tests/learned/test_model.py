"""The files of a model, and what it does with recordings that came later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from coincide.catalog import CatalogStore, model_folder
from coincide.embed import MIN_SOURCE_EVENTS
from coincide.errors import CatalogError
from coincide.events import PictureScales
from coincide.learned.model import Model, load_model, save_model
from coincide.learned.model_files import MODEL_FILE
from coincide.tensor_files import load_tensors, save_tensors

pytestmark = pytest.mark.slow
NEW_RECORDING = 999


@pytest.fixture(scope="module")
def model(learned: Path) -> Model:
    with CatalogStore.open(learned) as store:
        current = store.models.current()
        assert current is not None
        return load_model(model_folder(learned, current.id))


def _raw(n: int) -> np.ndarray:
    rows = np.random.default_rng(0).standard_normal((n, 64)).astype(np.float32) + 2
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_a_new_recording_with_many_events_gets_a_center_of_its_own(model: Model) -> None:
    raw = _raw(MIN_SOURCE_EVENTS)
    extended = model.with_sources(raw, [NEW_RECORDING] * len(raw))
    own = extended.centers.by_source[extended.source_of[NEW_RECORDING]]
    np.testing.assert_allclose(own, raw.mean(axis=0) / 2, atol=1e-6)


def test_a_new_recording_with_few_events_stays_of_unknown_source(model: Model) -> None:
    raw = _raw(MIN_SOURCE_EVENTS - 1)
    assert NEW_RECORDING not in model.with_sources(raw, [NEW_RECORDING] * len(raw)).source_of


def test_known_recordings_keep_their_centers(model: Model) -> None:
    known = next(iter(model.source_of))
    extended = model.with_sources(_raw(50), [known] * 50)
    np.testing.assert_array_equal(extended.centers.by_source, model.centers.by_source)


def test_a_query_is_placed_in_each_source_and_in_none(model: Model) -> None:
    assert len(model.place_anywhere(_raw(1), scale=0)) == len(model.centers.by_source) + 1


def test_a_saved_model_is_the_same_when_loaded(model: Model, tmp_path: Path) -> None:
    save_model(tmp_path, model)
    raw = _raw(5)
    scales = np.zeros(5, dtype=np.int64)
    before, after = (each.place(raw, recording_ids=[None] * 5, scales=scales) for each in (model, load_model(tmp_path)))
    np.testing.assert_array_equal(before, after)


def test_the_scales_of_a_saved_model_are_those_of_the_model(model: Model, tmp_path: Path) -> None:
    scales = PictureScales([*model.scales.geometries] * 2, {1: 0, 2: 1}, {2: 0})
    save_model(tmp_path, replace(model, scales=scales))
    assert load_model(tmp_path).scales == scales


def test_in_models_of_early_versions_all_calls_of_a_recording_have_one_scale(model: Model, tmp_path: Path) -> None:
    save_model(tmp_path, model)
    saved = load_tensors(tmp_path / MODEL_FILE)
    early = {name: fact for name, fact in saved.facts.items() if name != "ultrasonic_scale_of"}
    save_tensors(tmp_path / MODEL_FILE, saved.arrays, early | {"scale_of": {"7": 0}})
    scales = load_model(tmp_path).scales
    assert (scales.audible, scales.ultrasonic) == ({7: 0}, {7: 0})


@pytest.mark.parametrize("name", ["head.bias", "convolutions.0.weight", "convolutions.3.running_var"])
@pytest.mark.parametrize("damage", ["gone", "cut", "nan"])
def test_a_damaged_encoder_is_blamed_on_the_model_and_not_on_a_recording(
    model: Model, tmp_path: Path, name: str, damage: str
) -> None:
    encoder = dict(model.encoder)
    ways = {"cut": encoder[name][:-1].copy(), "nan": encoder[name] * np.float32(np.nan)}
    encoder.pop(name)
    save_model(tmp_path, replace(model, encoder=encoder if damage == "gone" else {**encoder, name: ways[damage]}))
    with pytest.raises(CatalogError, match=r"model\.safetensors` cannot be used: .* Run `coincide learn FOLDER`"):
        load_model(tmp_path)


def test_events_of_the_catalog_can_be_moved_to_an_unknown_place(model: Model) -> None:
    raw, here = _raw(50), [NEW_RECORDING] * 50
    extended, scales = model.with_sources(raw, here), np.zeros(50, dtype=np.int64)
    at_home = extended.place(raw, recording_ids=here, scales=scales)
    away = extended.place(raw, recording_ids=[None] * 50, scales=scales)
    np.testing.assert_allclose(extended.moved_away(at_home, recording_ids=here), away, atol=1e-3)
