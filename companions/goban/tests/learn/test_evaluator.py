"""Networks that answer by torch."""

from __future__ import annotations

import numpy as np
import pytest

from coincide_goban.agents.catalog import make_agent, open_network
from coincide_goban.errors import UsageError
from coincide_goban.learn.evaluator import TorchNetwork
from coincide_goban.network.forward import Network
from coincide_goban.rules import Game


def test_torch_answers_as_numpy_does():
    by_torch, by_numpy = open_network("", "cpu"), open_network("")
    planes = np.random.default_rng(0).random((3, 17, 9, 9)).astype(np.float32)
    assert (type(by_torch), type(by_numpy)) == (TorchNetwork, Network)
    np.testing.assert_allclose(by_torch.answer(planes).policy, by_numpy.answer(planes).policy, atol=1e-5)
    np.testing.assert_allclose(by_torch.answer(planes).value, by_numpy.answer(planes).value, atol=1e-5)


def test_a_player_plays_with_a_network_by_torch():
    agent = make_agent("puct:16", rng=np.random.default_rng(0), device="cpu")
    assert agent.choose(Game(9)).visits >= 16


@pytest.mark.parametrize("device", ["cuda:99", "nothing"])
def test_a_device_that_is_not_there_is_named(device):
    with pytest.raises(UsageError, match=f"no device `{device}` that torch can use; leave out `--device`"):
        open_network("", device)
