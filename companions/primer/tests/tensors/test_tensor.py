"""What a tensor remembers, and what it refuses."""

import numpy as np
import pytest

from coincide_primer import InputError, Tensor, grad, gradients, tanh


def test_backward_adds_to_what_is_there():
    x = Tensor([1.0, 2.0], track=True)
    for _ in range(2):
        (x * x).sum().backward()
    assert x.grad.data.tolist() == [4.0, 8.0]


def test_a_tensor_used_twice_gets_both_parts():
    x = Tensor(3.0, track=True)
    y = x * x
    (y + y * x).backward()
    assert float(x.grad) == 2 * 3 + 3 * 9


def test_what_is_not_tracked_keeps_no_history():
    assert (Tensor(1.0) * 2.0 + 1.0).origin is None


def test_derivatives_have_no_history_unless_asked():
    x = Tensor(2.0, track=True)
    assert not gradients(x**3, [x])[0].tracked
    assert gradients(x**3, [x], keep=True)[0].tracked


def test_a_tensor_on_the_way_has_a_derivative():
    x = Tensor(2.0, track=True)
    y = x * 3.0
    assert float(gradients(y**2, [y])[0]) == 12.0


def test_what_a_result_does_not_depend_on_has_derivative_0():
    x, y = Tensor(2.0, track=True), Tensor([1.0, 1.0], track=True)
    assert gradients(x * 2.0, [y])[0].data.tolist() == [0.0, 0.0]


def test_third_derivatives():
    assert float(grad(grad(grad(lambda x: x**4)))(2.0)) == 48.0


def test_a_derivative_within_a_derivative_keeps_its_own_variable():
    # d/dx [x · d/dy (x y²) at y = 3] = d/dx 6x² = 12x
    assert float(grad(lambda x: x * grad(lambda y: x * y * y)(3.0))(2.0)) == 24.0


def test_a_derivative_at_a_variable_of_the_one_around_it_keeps_them_apart():
    # d/dy x y at y = x is x, whose derivative is 1; were y the variable x itself, it would be 2 x.
    assert float(grad(lambda x: grad(lambda y: x * y)(x))(5.0)) == 1.0


def test_the_derivative_with_regard_to_a_later_argument():
    assert float(grad(lambda x, y: x * y**2, argument=1)(5.0, 2.0)) == 20.0


def test_a_graph_a_hundred_thousand_operations_deep_has_a_derivative():
    x = Tensor(1.0, track=True)
    y = x
    for _ in range(100_000):
        y = y + 1.0
    y.backward()
    assert float(x.grad) == 1.0


def test_a_plain_number_takes_the_type_of_the_tensor():
    x = Tensor(np.ones(2, dtype=np.float32), track=True)
    y = (2.0 * x + 1) / 3.0
    y.sum().backward()
    assert (y.data.dtype, x.grad.data.dtype) == (np.float32, np.float32)


def test_an_array_at_the_left_makes_a_tensor():
    assert isinstance(np.ones(2) * Tensor([1.0, 2.0]), Tensor)
    assert isinstance(np.ones((1, 2)) @ Tensor([1.0, 2.0]), Tensor)


def test_the_slope_of_a_kink_is_shared():
    x = Tensor([1.0, 1.0, 0.0], track=True)
    x.max().backward()
    assert x.grad.data.tolist() == [0.5, 0.5, 0.0]


def test_it_shows_numbers_shape_and_origin():
    assert repr(tanh(Tensor([0.0], track=True))) == "Tensor([0.], shape (1,), from tanh)"


@pytest.mark.parametrize(
    ("work", "text"),
    [
        (lambda x: (x * 2.0).backward(), r"one number, got shape \(2, 3\). Take `.sum\(\)`"),
        (lambda x: Tensor(1.0).backward(), "nothing .* is tracked. Make a Tensor with `track=True`"),
        (lambda x: x + np.ones(4), r"`add` cannot take shapes \(2, 3\) and \(4,\)"),
        (lambda x: x @ x, r"`matmul` cannot take shapes \(2, 3\) and \(2, 3\)"),
        (lambda x: x.sum(2), r"`axis` must lie within the 2 axes of shape \(2, 3\), got 2"),
        (lambda x: x[5], r"`getitem` cannot take shapes \(2, 3\)"),
        (lambda x: x**x, r"exponent must be a number, got Tensor.*exp\(y \* log\(x\)\)"),
        (lambda x: Tensor(x), "`data` is a Tensor already"),
        (lambda x: Tensor("word"), "`data` must be real numbers, got str"),
        (lambda x: Tensor([1j]), "`data` must be real numbers, got list of complex128"),
    ],
)
def test_it_refuses(work, text):
    with pytest.raises(InputError, match=text):
        work(Tensor(np.ones((2, 3)), track=True))
