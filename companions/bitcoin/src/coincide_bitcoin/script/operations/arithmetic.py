"""Song 2019, chapter 6, numbers: operands of up to 4 bytes; results may have 5."""

from __future__ import annotations

from collections.abc import Callable

from coincide_bitcoin.script import numbers
from coincide_bitcoin.script.machine import Machine, truth
from coincide_bitcoin.script.operations.flow import verify


def unary(function: Callable[[int], int]) -> Callable[[Machine], None]:
    """An operation on the top."""

    def operate(machine: Machine) -> None:
        machine.replace(1, [numbers.encode(function(machine.number(1)))])

    return operate


def binary(function: Callable[[int, int], int]) -> Callable[[Machine], None]:
    """An operation on the item below the top, and the top."""

    def operate(machine: Machine) -> None:
        machine.need(2)
        machine.replace(2, [numbers.encode(function(machine.number(2), machine.number(1)))])

    return operate


def op_numequalverify(machine: Machine) -> None:
    """Fail unless two numbers are equal."""
    _numequal(machine)
    verify(machine, "NUMEQUALVERIFY")


def op_within(machine: Machine) -> None:
    """Whether a number is at least the second and below the third."""
    machine.need(3)
    value, low, high = machine.number(3), machine.number(2), machine.number(1)
    machine.replace(3, [truth(low <= value < high)])


_numequal = binary(lambda a, b: a == b)

OPERATIONS: dict[str, Callable[[Machine], None]] = {
    "1ADD": unary(lambda a: a + 1),
    "1SUB": unary(lambda a: a - 1),
    "NEGATE": unary(lambda a: -a),
    "ABS": unary(abs),
    "NOT": unary(lambda a: a == 0),
    "0NOTEQUAL": unary(lambda a: a != 0),
    "ADD": binary(lambda a, b: a + b),
    "SUB": binary(lambda a, b: a - b),
    "BOOLAND": binary(lambda a, b: a != 0 and b != 0),
    "BOOLOR": binary(lambda a, b: a != 0 or b != 0),
    "NUMEQUAL": _numequal,
    "NUMEQUALVERIFY": op_numequalverify,
    "NUMNOTEQUAL": binary(lambda a, b: a != b),
    "LESSTHAN": binary(lambda a, b: a < b),
    "GREATERTHAN": binary(lambda a, b: a > b),
    "LESSTHANOREQUAL": binary(lambda a, b: a <= b),
    "GREATERTHANOREQUAL": binary(lambda a, b: a >= b),
    "MIN": binary(min),
    "MAX": binary(max),
    "WITHIN": op_within,
}
