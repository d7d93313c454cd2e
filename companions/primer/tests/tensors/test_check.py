"""Each operation's rule beside finite differences, and what the check says of a wrong one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import RULES, X, weighed

import coincide_primer.tensors as g
from coincide_primer import GradientError, check_gradients, grad
from coincide_primer.tensors import Operation, Tensor, arithmetic, shapes


@pytest.mark.parametrize("name", RULES)
def test_a_rule_agrees_with_finite_differences(name):
    f, *arrays = RULES[name]
    check_gradients(weighed(f), *arrays)


@pytest.mark.parametrize("name", RULES)
def test_the_derivative_of_a_rule_agrees_with_finite_differences(name):
    f, *arrays = RULES[name]
    check_gradients(lambda *inputs: (grad(weighed(f))(*inputs) ** 2).sum(), *arrays)


def test_every_operation_has_a_check():
    named = {value.name for module in (arithmetic, shapes) for value in vars(module).values() if _is_operation(value)}
    assert named <= set(RULES)


def _is_operation(value):
    return isinstance(value, Operation)


WRONG_EXP = Operation("wrong_exp", np.exp, lambda g, out, x: (g * out * 1.001,))


def test_a_wrong_rule_is_named_with_its_difference():
    with pytest.raises(
        GradientError, match=r"the rule of `wrong_exp` is wrong by .*argument 0, position \(1, 0\)"
    ) as e:
        check_gradients(lambda x: g.sin(WRONG_EXP(x) * 2.0).sum(), X)
    assert e.value.operation == "wrong_exp"
    assert 1e-6 < e.value.difference < 1e-1


def test_a_wrong_rule_in_a_second_derivative_is_found():
    with pytest.raises(GradientError, match="wrong_exp"):
        check_gradients(lambda x: grad(lambda y: (WRONG_EXP(y) ** 2).sum())(x).sum(), X)


def test_a_way_past_the_tensors_is_told():
    with pytest.raises(GradientError, match=r"No single operation is wrong.*`.detach\(\)`") as e:
        check_gradients(lambda x: (x * x.detach()).sum(), X)
    assert e.value.operation == "f"


def test_a_derivative_that_is_not_a_number_is_wrong():
    nothing = Operation("nothing", np.exp, lambda g, out, x: (g * float("nan"),))
    with pytest.raises(GradientError, match="nothing"):
        check_gradients(lambda x: nothing(x).sum(), X)


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=5))
def test_the_derivative_of_a_polynomial_is_the_one_from_school(coefficients):
    def polynomial(x):
        return sum((c * x**k for k, c in enumerate(coefficients)), Tensor(0.0) * x)

    slope = sum(k * c * 0.7 ** (k - 1) for k, c in enumerate(coefficients) if k)
    assert float(grad(polynomial)(0.7)) == pytest.approx(slope, abs=1e-12)
