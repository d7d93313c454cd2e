"""Networks to safetensors and back."""

import numpy as np
import pytest
from safetensors.numpy import save_file

from coincide_primer import (
    Convolution,
    Dense,
    Dropout,
    Embedding,
    FileError,
    InputError,
    Network,
    Normalization,
    flatten,
    load_network,
    relu,
    save_network,
)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_a_network_comes_back(rng, tmp_path):
    network = Network(
        Convolution(1, 4, stride=2, padding=1, rng=rng),
        relu,
        Normalization((4, 2, 2)),
        flatten,
        Dropout(0.5),
        Dense(16, 3, rng=rng),
    )
    save_network(network, tmp_path / "ünet.safetensors")
    x = rng.normal(size=(2, 1, 4, 4))
    assert np.array_equal(load_network(tmp_path / "ünet.safetensors")(x).data, network(x).data)


def test_an_embedding_comes_back(rng, tmp_path):
    network = Network(Embedding(4, 2, rng=rng))
    save_network(network, tmp_path / "n")
    assert np.array_equal(load_network(tmp_path / "n")(np.array([3, 1])).data, network(np.array([3, 1])).data)


def test_nothing_else_is_left_in_the_folder(rng, tmp_path):
    save_network(Network(Dense(2, 2, rng=rng)), tmp_path / "n")
    assert [each.name for each in tmp_path.iterdir()] == ["n"]


def test_a_function_that_a_file_does_not_know_is_refused(rng, tmp_path):
    with pytest.raises(InputError, match=r"a file knows only Convolution, .*tanh"):
        save_network(Network(lambda x: x), tmp_path / "n")


def test_a_folder_that_does_not_exist_is_told(rng, tmp_path):
    with pytest.raises(FileError, match=r"cannot be written: No such file or directory. Choose another place"):
        save_network(Network(Dense(2, 2, rng=rng)), tmp_path / "no" / "n")


def test_a_file_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(FileError, match="cannot be read: No such file"):
        load_network(tmp_path / "n")


def test_another_kind_of_file_is_told(tmp_path):
    (tmp_path / "n").write_bytes(b"hello, this is no network at all")
    with pytest.raises(FileError, match="expected a network that `save_network` wrote"):
        load_network(tmp_path / "n")


def test_tensors_of_someone_else_are_told(tmp_path):
    save_file({"a": np.ones(3)}, tmp_path / "n")
    with pytest.raises(FileError, match="expected a network that `save_network` wrote"):
        load_network(tmp_path / "n")


def test_weights_of_another_shape_are_told(tmp_path):
    steps = '[["Dense", {"n_inputs": 2, "n_outputs": 2}]]'
    save_file(
        {"0.weight": np.ones((3, 2)), "0.bias": np.ones(2)}, tmp_path / "n", metadata={"coincide_primer.steps": steps}
    )
    with pytest.raises(FileError, match="the weights do not fit the layers"):
        load_network(tmp_path / "n")
