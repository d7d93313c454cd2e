"""What every loss says of its input."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import torch
from torch import Tensor

from coincide.errors import InputError
from coincide.losses import ClusteringLoss, CoincidenceLoss, NTXentLoss, TripletLoss

LABELS = torch.tensor([0, 0, 1, 1])


def _triplet(rows: Tensor) -> Tensor:
    return TripletLoss()(rows, LABELS)


LOSSES: dict[str, Callable[[Tensor], Tensor]] = {
    "triplet": _triplet,
    "nt-xent": NTXentLoss(),
    "coincidence": CoincidenceLoss(),
    "clustering": ClusteringLoss(marginal="ema"),
}
each_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


@each_loss
def test_the_loss_is_a_scalar(loss: Callable[[Tensor], Tensor]) -> None:
    assert loss(torch.eye(4)).shape == ()


@each_loss
@pytest.mark.parametrize("shape", [(4,), (4, 3, 2), (0, 3), (4, 0)])
def test_what_is_no_matrix_is_refused(loss: Callable[[Tensor], Tensor], shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match=r"must have shape \(n, (dim|K)\) with n ≥ 1, got \("):
        loss(torch.ones(shape))


@each_loss
def test_whole_numbers_are_refused(loss: Callable[[Tensor], Tensor]) -> None:
    with pytest.raises(InputError, match=r"must hold floating point numbers, got torch\.int64\. Convert"):
        loss(torch.eye(4).long())


@each_loss
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_row_that_is_no_number_is_named(loss: Callable[[Tensor], Tensor], value: float) -> None:
    rows = torch.eye(4)
    rows[2, 1] = value
    with pytest.raises(InputError, match=r"must be finite, row 2 holds NaN or infinity"):
        loss(rows)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (torch.zeros(3, dtype=torch.int64), r"`labels` must have shape \(4,\) to match the embeddings, got \(3,\)"),
        (torch.zeros(4), r"`labels` must be whole numbers, got torch\.float32"),
    ],
)
def test_labels_that_do_not_fit_are_refused(labels: Tensor, words: str) -> None:
    with pytest.raises(InputError, match=words):
        TripletLoss()(torch.eye(4), labels)


@pytest.fixture
def elsewhere() -> Iterator[None]:
    """New tensors land on a device that holds no values, unless they are told where to go."""
    torch.set_default_device("meta")
    yield
    torch.set_default_device(None)


@each_loss
@pytest.mark.usefixtures("elsewhere")
def test_every_tensor_is_on_the_device_of_the_input(loss: Callable[[Tensor], Tensor]) -> None:
    rows = torch.eye(4, device="cpu").requires_grad_()
    loss(rows).backward()
    assert rows.grad is not None
    assert rows.grad.device.type == "cpu"
