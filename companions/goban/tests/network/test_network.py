"""The network: its file, and its answers beside torch."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from coincide_goban.errors import RecordError
from coincide_goban.learn.model import DualHead
from coincide_goban.network.forward import Network
from coincide_goban.network.shape import Shape
from coincide_goban.network.store import load_network, save_network, shipped_network

SHAPE = Shape(channels=8, blocks=2, hidden=5)


def _weights(seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {name: rng.normal(0, 0.2, sizes).astype(np.float32) for name, sizes in SHAPE.weights().items()}


def test_numpy_answers_as_torch_does():
    model, weights = DualHead(SHAPE, seed=0), _weights()
    with torch.no_grad():
        for name, parameter in model.arrays.items():
            parameter.copy_(torch.from_numpy(weights[name.replace("-", ".")]))
        planes = np.random.default_rng(1).random((3, 11, 7, 7)).astype(np.float32)
        policy, value, _ = model(torch.from_numpy(planes))
    answers = Network(weights, SHAPE).answer(planes)
    np.testing.assert_allclose(answers.policy, torch.softmax(policy, 1).numpy(), atol=1e-5)
    np.testing.assert_allclose(answers.value, torch.sigmoid(value).numpy(), atol=1e-5)


def test_a_network_reads_back(tmp_path):
    save_network(tmp_path / "n.safetensors", _weights(), SHAPE)
    weights, shape = load_network(tmp_path / "n.safetensors")
    assert shape == SHAPE
    assert all(np.array_equal(weights[name], array) for name, array in _weights().items())


def test_half_precision_takes_half_the_room(tmp_path):
    save_network(tmp_path / "n.safetensors", _weights(), SHAPE, half=True)
    weights, _ = load_network(tmp_path / "n.safetensors")
    assert max(np.abs(weights[name] - array).max() for name, array in _weights().items()) < 1e-3


@given(st.binary(max_size=100), st.integers(0, 2000))
def test_a_damaged_file_is_refused(tmp_path_factory, junk, at):
    path = tmp_path_factory.getbasetemp() / "damaged.safetensors"
    save_network(path, _weights(), SHAPE)
    content = path.read_bytes()
    path.write_bytes(content[:at] + junk)
    with pytest.raises(RecordError, match="is not a network of this program"):
        load_network(path)


def test_weights_that_are_no_numbers_are_refused(tmp_path):
    weights = _weights()
    weights["policy.bias"] = np.array([np.nan], np.float32)
    save_network(tmp_path / "n.safetensors", weights, SHAPE)
    with pytest.raises(RecordError, match="a weight is not a finite number"):
        load_network(tmp_path / "n.safetensors")


def test_the_header_is_what_safetensors_defines(tmp_path):
    save_network(tmp_path / "n.safetensors", _weights(), SHAPE)
    content = (tmp_path / "n.safetensors").read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    ends = [entry["data_offsets"] for name, entry in header.items() if name != "__metadata__"]
    assert ends[0][0] == 0
    assert [start for start, _ in ends[1:]] == [end for _, end in ends[:-1]]
    assert ends[-1][1] == len(content) - 8 - length


def test_the_network_that_is_shipped_is_small_and_opens():
    assert shipped_network().stat().st_size <= 2_000_000
    weights, shape = load_network(shipped_network())
    answers = Network(weights, shape).answer(np.zeros((1, shape.planes, 9, 9), np.float32))
    assert answers.policy.shape == (1, 82)
