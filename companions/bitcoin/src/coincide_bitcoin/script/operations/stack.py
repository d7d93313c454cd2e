"""Song 2019, chapter 6: moving items, on the stack and to the second one."""

from __future__ import annotations

from collections.abc import Callable

from coincide_bitcoin.script import numbers
from coincide_bitcoin.script.failure import ScriptFailure
from coincide_bitcoin.script.machine import Machine, truth
from coincide_bitcoin.script.numbers import is_true
from coincide_bitcoin.script.operations.flow import verify


def moving(count: int, order: tuple[int, ...]) -> Callable[[Machine], None]:
    """An operation that puts, in the place of the uppermost `count` items, those of `order`, lowest first.

    The lowest of the items is 0: SWAP is 2 items in the order (1, 0), DUP is 1 item in the order (0, 0).
    """

    def move(machine: Machine) -> None:
        items = machine.need(count)[-count:]
        machine.replace(count, [items[place] for place in order])

    return move


def op_to_alternative(machine: Machine) -> None:
    """Move the top to the second stack."""
    machine.alternative.append(machine.need(1).pop())


def op_from_alternative(machine: Machine) -> None:
    """Move the top of the second stack back."""
    if not machine.alternative:
        raise ScriptFailure("INVALID_ALTSTACK_OPERATION")
    machine.stack.append(machine.alternative.pop())


def op_ifdup(machine: Machine) -> None:
    """Repeat the top if it is true."""
    top = machine.need(1)[-1]
    if is_true(top):
        machine.stack.append(top)


def op_depth(machine: Machine) -> None:
    """Push the number of items."""
    machine.stack.append(numbers.encode(len(machine.stack)))


def op_pick(machine: Machine) -> None:
    """Repeat the item as far down as the top says, which is taken."""
    depth = _depth(machine)
    machine.stack.append(machine.stack[-depth - 1])


def op_roll(machine: Machine) -> None:
    """Move up the item as far down as the top says, which is taken."""
    depth = _depth(machine)
    machine.stack.append(machine.stack.pop(-depth - 1))


def op_size(machine: Machine) -> None:
    """Push the length of the top."""
    machine.stack.append(numbers.encode(len(machine.need(1)[-1])))


def op_equal(machine: Machine) -> None:
    """Whether two items are the same bytes."""
    second, first = machine.need(2)[-2:]
    machine.replace(2, [truth(first == second)])


def op_equalverify(machine: Machine) -> None:
    """Fail unless two items are the same bytes."""
    op_equal(machine)
    verify(machine, "EQUALVERIFY")


def _depth(machine: Machine) -> int:
    machine.need(2)
    depth = machine.number(1)
    machine.stack.pop()
    if not 0 <= depth < len(machine.stack):
        raise ScriptFailure("INVALID_STACK_OPERATION")
    return depth


OPERATIONS: dict[str, Callable[[Machine], None]] = {
    "TOALTSTACK": op_to_alternative,
    "FROMALTSTACK": op_from_alternative,
    "2DROP": moving(2, ()),
    "2DUP": moving(2, (0, 1, 0, 1)),
    "3DUP": moving(3, (0, 1, 2, 0, 1, 2)),
    "2OVER": moving(4, (0, 1, 2, 3, 0, 1)),
    "2ROT": moving(6, (2, 3, 4, 5, 0, 1)),
    "2SWAP": moving(4, (2, 3, 0, 1)),
    "IFDUP": op_ifdup,
    "DEPTH": op_depth,
    "DROP": moving(1, ()),
    "DUP": moving(1, (0, 0)),
    "NIP": moving(2, (1,)),
    "OVER": moving(2, (0, 1, 0)),
    "PICK": op_pick,
    "ROLL": op_roll,
    "ROT": moving(3, (1, 2, 0)),
    "SWAP": moving(2, (1, 0)),
    "TUCK": moving(2, (1, 0, 1)),
    "SIZE": op_size,
    "EQUAL": op_equal,
    "EQUALVERIFY": op_equalverify,
}
