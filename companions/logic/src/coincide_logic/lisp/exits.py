"""Special forms that leave others: `block` and `return-from`, `loop` and `return`, `catch` and `throw`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coincide_logic.errors import LispError
from coincide_logic.lisp.data import Value
from coincide_logic.lisp.evaluator import Code, Evaluator, Scope

Arguments = Sequence[Value]


class Leaving(Exception):
    """Leaves a block, or goes to a catch, with a value."""

    def __init__(self, tag: Any, value: Value) -> None:
        super().__init__()
        self.tag = tag
        self.value = value


def block(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    name, *forms = arguments
    body = lisp.body(forms, False)
    key = ("block", name)

    def run(scope: Scope | None) -> Value:
        tag = object()
        return _catching(lisp, tag, body, Scope({key: tag}, scope))

    return run


def _catching(lisp: Evaluator, tag: Any, body: Code, scope: Scope | None) -> Value:
    try:
        return lisp.force(body(scope))
    except Leaving as leaving:
        if leaving.tag is not tag:
            raise
        return leaving.value


def _return_from(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    name, *form = arguments
    code = lisp.body(form, False)
    key = ("block", name)

    def run(scope: Scope | None) -> Value:
        values = scope.holding(key) if scope is not None else None
        if values is None:
            raise LispError(f"return-from: there is no block {name} around it")
        raise Leaving(values[key], code(scope))

    return run


def _return(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    return _return_from(lisp, [None, *arguments], is_tail)


def _loop(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    """The simple form: again and again, until a return."""
    body = lisp.body(arguments, False)

    def forever(scope: Scope | None) -> Value:
        while True:
            body(scope)

    def run(scope: Scope | None) -> Value:
        tag = object()
        return _catching(lisp, tag, forever, Scope({("block", None): tag}, scope))

    return run


def _catch(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    tag, body = lisp.compile(arguments[0], False), lisp.body(arguments[1:], False)
    return lambda scope: _catching(lisp, tag(scope), body, scope)


def _throw(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    tag, value = (lisp.compile(form, False) for form in arguments)

    def run(scope: Scope | None) -> Value:
        raise Leaving(tag(scope), value(scope))

    return run


EXITS: dict[str, Any] = {
    "BLOCK": block,
    "RETURN-FROM": _return_from,
    "RETURN": _return,
    "LOOP": _loop,
    "CATCH": _catch,
    "THROW": _throw,
}
