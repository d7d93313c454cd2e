"""A hundred steps beside PyTorch's."""

import pytest
from differences import OPTIMIZERS, of_a_hundred_steps

from coincide_primer import Adam, InputError, Sgd, Tensor


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_hundred_steps_are_those_of_pytorch(name):
    assert of_a_hundred_steps(name) <= 1e-9


def test_a_parameter_without_gradient_stays():
    parameter = Tensor([1.0], track=True)
    Adam([parameter]).step()
    assert parameter.data.tolist() == [1.0]


@pytest.mark.parametrize(
    ("work", "text"),
    [
        (lambda: Sgd([], rate=0.0), "`rate` must be above 0, got 0.0"),
        (lambda: Sgd([], rate=0.1, momentum=1.0), r"must keep a share in \[0, 1\), got 1.0"),
        (lambda: Adam([], betas=(0.9, 1.5)), r"must keep a share in \[0, 1\), got 1.5"),
    ],
)
def test_an_optimizer_refuses(work, text):
    with pytest.raises(InputError, match=text):
        work()
