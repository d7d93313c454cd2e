"""Models are stored without pickle and come back as they were."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from coincide_trees import (
    NeuralGrammar,
    Pace,
    RecursiveAutoencoder,
    SpanGrammar,
    SpanScorer,
    fit_span_scorer,
    load_model,
    parse,
    save_model,
)
from coincide_trees.errors import InputError
from coincide_trees.models.stored import Model

DIM = 4
VECTORS = np.random.default_rng(0).standard_normal((9, DIM))


def scorer() -> SpanScorer:
    model = SpanScorer(DIM, reach=2)
    fit_span_scorer(model, [VECTORS + 3.0], pace=Pace(n_epochs=1))
    return model


@pytest.mark.parametrize(
    "model",
    [
        RecursiveAutoencoder(DIM, is_tied=True, labels=["a"], normalizes_leaves=False),
        NeuralGrammar(DIM, code=5, hidden=6, context=3, labels=["", "x"], dropout=0.1),
        SpanGrammar(DIM, hidden=6, context=3, n_layers=2),
        scorer(),
    ],
    ids=lambda model: type(model).__name__,
)
def test_a_model_parses_alike_after_it_was_stored(model: Model, tmp_path: Path) -> None:
    save_model(model, tmp_path / "model.safetensors")
    loaded = load_model(tmp_path / "model.safetensors")
    assert loaded.settings == model.settings
    assert parse(VECTORS, loaded) == parse(VECTORS, model)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected a model in `.*gone`, which does not exist"):
        load_model(tmp_path / "gone")


def test_a_damaged_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(b"\x00" * 30)
    with pytest.raises(InputError, match=r"expected a model written by `save_model`, got something else or a damaged"):
        load_model(tmp_path / "model")


@pytest.mark.parametrize("place", [0.5, 0.8, 0.99])
def test_a_file_with_one_other_bit_is_an_error(tmp_path: Path, place: float) -> None:
    save_model(SpanGrammar(DIM), tmp_path / "model")
    data = bytearray((tmp_path / "model").read_bytes())
    data[int(place * len(data))] ^= 1
    (tmp_path / "model").write_bytes(data)
    with pytest.raises(InputError, match="got something else or a damaged file"):
        load_model(tmp_path / "model")


def test_weights_of_something_else_are_an_error(tmp_path: Path) -> None:
    facts = {"kind": "neural grammar", "version": 1, "settings": {"dim": 3}}
    save_file({"x": np.zeros(1, np.float32)}, tmp_path / "model", metadata={"parse": json.dumps(facts)})
    with pytest.raises(InputError, match=r"expected a model written by `save_model`"):
        load_model(tmp_path / "model")


def test_a_newer_version_is_an_error(tmp_path: Path) -> None:
    facts = {"kind": "neural grammar", "version": 2, "settings": {}}
    save_file({"x": np.zeros(1, np.float32)}, tmp_path / "model", metadata={"parse": json.dumps(facts)})
    with pytest.raises(InputError, match=r"expected a model of version 1 or older, got version 2"):
        load_model(tmp_path / "model")


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory can be counted from a moment on Linux only")
@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("recursive autoencoder", {"dim": 8000}),
        ("neural grammar", {"dim": 4, "code": 10_000}),
        ("span grammar", {"dim": 4, "context": 2, "hidden": 3, "n_layers": 10**7}),
        ("span scorer", {"dim": 1000, "reach": 200, "hidden": 1000}),
        ("span scorer", "dim"),
    ],
)
def test_a_file_cannot_ask_for_more_than_it_holds(tmp_path: Path, kind: str, settings: object) -> None:
    facts = {"kind": kind, "version": 1, "settings": settings}
    save_file({"x": np.zeros(1, np.float32)}, tmp_path / "model", metadata={"parse": json.dumps(facts)})
    # The peak is counted from here on: an earlier test in this process may have had a higher one.
    Path("/proc/self/clear_refs").write_text("5")
    before = _peak_kb()
    with pytest.raises(InputError, match=r"expected a model written by `save_model`"):
        load_model(tmp_path / "model")
    assert _peak_kb() - before < 200_000


def _peak_kb() -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
