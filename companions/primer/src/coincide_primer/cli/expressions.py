"""Computations as text: `tanh(w @ x + b)` becomes tensors. Only what is listed here is understood."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from coincide_primer import tensors
from coincide_primer.errors import InputError
from coincide_primer.tensors import Tensor

SIGNS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.MatMult: operator.matmul,
    ast.Pow: operator.pow,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "absolute": tensors.absolute,
    "cos": tensors.cos,
    "exp": tensors.exp,
    "log": tensors.log,
    "max": Tensor.max,
    "maximum": tensors.maximum,
    "mean": Tensor.mean,
    "minimum": tensors.minimum,
    "relu": tensors.relu,
    "sigmoid": tensors.sigmoid,
    "sin": tensors.sin,
    "sqrt": tensors.sqrt,
    "sum": Tensor.sum,
    "tanh": tensors.tanh,
}


def names_of(text: str) -> list[str]:
    """Return the variables of an expression, in order of their first use."""
    nodes = [node for node in ast.walk(_parsed(text)) if isinstance(node, ast.Name)]
    names = {node.id: None for node in sorted(nodes, key=lambda node: node.col_offset) if node.id not in FUNCTIONS}
    return list(names)


def evaluate(text: str, values: Mapping[str, Tensor]) -> Tensor:
    """Compute an expression.

    Raises
    ------
    InputError : it is not an expression, or uses what is not listed here.
    """
    result = _value(_parsed(text), text, values)
    return result if isinstance(result, Tensor) else Tensor(result)


def _parsed(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InputError(f"expected an expression such as 'tanh(w * x + b)', got {text!r}.") from None


def _value(node: ast.expr, text: str, values: Mapping[str, Tensor]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, text, values)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in SIGNS:
            return SIGNS[type(sign)](_value(left, text, values), _value(right, text, values))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_tensor(_value(each, text, values)) for each in arguments))
        case _:
            part = ast.get_source_segment(text.strip(), node)
            raise InputError(
                f"cannot read {part!r}: an expression has names, numbers, + - * / @ ** and the functions "
                f"{', '.join(FUNCTIONS)}."
            )


def _tensor(value: Any) -> Tensor:
    return value if isinstance(value, Tensor) else Tensor(value)
