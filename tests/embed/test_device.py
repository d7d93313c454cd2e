"""The encoder can be learned and applied on another device than the processor.

A device that is not there is asked for by name, and refused. Two tricks stand in for one that is there: with another
default device, a tensor that is made without a device lands where it fails; and on `meta`, a device that holds no
numbers, any mixture of devices fails too. Where torch finds a graphics card, the results are compared as well.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from coincide_trees import Muon

from coincide.embed import Encoder, FittedEncoder, choose_device, embed, embed_on, embed_without_torch, fit_encoder
from coincide.embed.settings import EmbedSettings
from coincide.embed.views import augment
from coincide.errors import SettingsError
from coincide.losses import NTXentLoss

from .conftest import Calls

pytestmark = pytest.mark.slow

ELSEWHERE = "meta"
CARDS = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
HERE = [name for name, is_here in CARDS.items() if is_here]
needs_a_card = pytest.mark.skipif(not HERE, reason="torch finds no graphics card on this machine")


@pytest.fixture
def elsewhere() -> Iterator[None]:
    torch.set_default_device(ELSEWHERE)
    yield
    torch.set_default_device(None)


def _fit(calls: Calls, device: str, n_steps: int = 4) -> FittedEncoder:
    settings = EmbedSettings(mined_share=0.8)
    n = len(calls.patches)
    return fit_encoder(
        calls.patches,
        sources=np.arange(n) % 4,
        neighbors=np.full(n, -1),
        settings=settings,
        n_steps=n_steps,
        seed=3,
        device=device,
    )


@pytest.mark.usefixtures("elsewhere")
def test_every_tensor_of_learning_says_where_it_goes(calls: Calls) -> None:
    fitted = _fit(calls, "cpu")
    assert {weight.device.type for weight in fitted.encoder.parameters()} == {"cpu"}
    assert np.isfinite(fitted.losses).all()


def test_a_step_stays_on_the_device_of_the_encoder() -> None:
    encoder = Encoder().to(ELSEWHERE)
    optimizer = Muon(encoder.parameters(), learning_rate=1e-3, weight_decay=1e-3)
    patches = torch.rand(8, 32, 32).to(ELSEWHERE)
    loss = NTXentLoss(validate=False)(encoder(augment(patches, generator=torch.Generator().manual_seed(0))))
    loss.backward()
    optimizer.step()
    used = [*encoder.parameters(), *(weight.grad for weight in encoder.parameters() if weight.grad is not None), loss]
    assert {tensor.device.type for tensor in used} == {ELSEWHERE}


def test_views_do_not_depend_on_the_default_device() -> None:
    patches = torch.rand(6, 32, 32, generator=torch.Generator().manual_seed(1))
    expected = augment(patches, generator=torch.Generator().manual_seed(2))
    with torch.device(ELSEWHERE):
        again = augment(patches, generator=torch.Generator(device="cpu").manual_seed(2))
    assert torch.equal(again, expected)


def test_what_an_optimizer_remembers_comes_back_beside_its_parameter() -> None:
    weight = torch.nn.Parameter(torch.zeros(3, device=ELSEWHERE))
    optimizer = Muon([weight], learning_rate=1e-3, weight_decay=0.0)
    optimizer.remember(0, "mean", torch.zeros(3))
    optimizer.remember(0, "step", torch.zeros(()))
    assert [optimizer.memories[0][key].device.type for key in ("mean", "step")] == [ELSEWHERE, "cpu"]


def test_the_processor_is_always_there() -> None:
    assert choose_device("cpu") == "cpu"


def test_auto_takes_a_card_where_there_is_one() -> None:
    assert choose_device("auto") == (HERE[0] if HERE else "cpu")


@pytest.mark.parametrize("wanted", [name for name in CARDS if name not in HERE])
def test_a_device_that_is_not_there_is_refused(wanted: str) -> None:
    with pytest.raises(SettingsError, match=f"cannot use `{wanted}` on this computer; it can use cpu"):
        choose_device(wanted)  # type: ignore[arg-type]


def test_embedding_on_the_processor_needs_no_torch(fitted: FittedEncoder, calls: Calls) -> None:
    weights = {name: tensor.numpy() for name, tensor in fitted.encoder.state_dict().items()}
    assert np.array_equal(embed_on("cpu", weights, calls.patches), embed_without_torch(weights, calls.patches))


def test_torch_embeds_as_what_does_without_it(fitted: FittedEncoder, calls: Calls) -> None:
    weights = {name: tensor.numpy() for name, tensor in fitted.encoder.state_dict().items()}
    by_torch = embed_on("cpu:0", weights, calls.patches)
    assert np.abs(by_torch - embed_without_torch(weights, calls.patches)).max() < 1e-4


@needs_a_card
@pytest.mark.parametrize("device", HERE)
def test_a_card_embeds_as_the_processor_does(device: str, fitted: FittedEncoder, calls: Calls) -> None:
    expected = embed(fitted.encoder, calls.patches)
    weights = {name: tensor.numpy() for name, tensor in fitted.encoder.state_dict().items()}
    assert np.abs(embed_on(device, weights, calls.patches) - expected).max() < 1e-4


@needs_a_card
@pytest.mark.parametrize("device", HERE)
def test_a_card_learns_as_the_processor_does(device: str, calls: Calls) -> None:
    assert np.allclose(_fit(calls, device).losses, _fit(calls, "cpu").losses, atol=1e-4)
