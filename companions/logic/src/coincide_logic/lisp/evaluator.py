"""Forms to Python functions of a scope; a call in tail position is handed back to a loop, and so takes no stack.

Variables are lexical, unless `defvar` has made them special: then a binding lasts as long as the form that made it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from coincide_logic.errors import LispError
from coincide_logic.lisp.data import UNBOUND, Cons, Primitive, Symbol, Value, to_list
from coincide_logic.lisp.printer import print_value
from coincide_logic.lisp.reader import Symbols

Code = Callable[["Scope | None"], Value]


class Scope:
    """Variables by symbol and local functions by name, within those of the parent."""

    __slots__ = ("parent", "values")

    def __init__(self, values: dict[Any, Value], parent: Scope | None) -> None:
        self.values = values
        self.parent = parent

    def holding(self, key: Any) -> dict[Any, Value] | None:
        scope: Scope | None = self
        while scope is not None:
            if key in scope.values:
                return scope.values
            scope = scope.parent
        return None


@dataclass(slots=True)
class TailCall:
    """A call that is still to be made."""

    function: Value
    arguments: Sequence[Value]


@dataclass(slots=True)
class Parameters:
    """A lambda list."""

    required: list[Symbol]
    optional: list[tuple[Symbol, Code | None]]
    rest: Symbol | None
    keys: list[tuple[Symbol, Code | None]]


@dataclass(slots=True)
class Closure:
    """A function in Lisp, with the scope that it was made in."""

    name: str
    parameters: Parameters
    body: Code
    scope: Scope | None


class Evaluator:
    """Compiles and runs forms; `special` maps names to the functions that compile special forms."""

    def __init__(self, symbols: Symbols, special: dict[str, Callable[..., Code]]) -> None:
        self.symbols = symbols
        self.special = special

    def evaluate(self, form: Value) -> Value:
        return self.force(self.compile(form, False)(None))

    def compile(self, form: Value, is_tail: bool) -> Code:
        """Python code for a form."""
        if isinstance(form, Symbol):
            return _variable(form)
        if not isinstance(form, Cons):
            return lambda scope: form
        head, arguments = form.car, list(form.cdr or ())
        if isinstance(head, Symbol):
            if head.name in self.special:
                try:
                    return self.special[head.name](self, arguments, is_tail)
                except (ValueError, IndexError, TypeError, AttributeError):
                    raise LispError(f"{head.name}: not of the expected form: {print_value(form)}") from None
            if head.macro is not None:
                return self.compile(self.apply(head.macro, arguments), is_tail)
            return self._call(_function(head), arguments, is_tail)
        if isinstance(head, Cons):
            return self._call(self.compile(head, False), arguments, is_tail)
        raise LispError(f"expected a function's name, received {print_value(head)}")

    def body(self, forms: Sequence[Value], is_tail: bool) -> Code:
        """Code for forms one after another; the value is the last one's."""
        if not forms:
            return lambda scope: None
        *first, last = [self.compile(form, is_tail and at == len(forms) - 1) for at, form in enumerate(forms)]
        if not first:
            return last

        def run(scope: Scope | None) -> Value:
            for code in first:
                code(scope)
            return last(scope)

        return run

    def _call(self, function: Code, arguments: Sequence[Value], is_tail: bool) -> Code:
        codes = [self.compile(argument, False) for argument in arguments]
        if is_tail:
            return lambda scope: TailCall(function(scope), [code(scope) for code in codes])
        return lambda scope: self.apply(function(scope), [code(scope) for code in codes])

    def apply(self, function: Value, arguments: Sequence[Value]) -> Value:
        """Call a function, and whatever it ends with calling."""
        return self.force(TailCall(function, arguments))

    def force(self, value: Value) -> Value:
        while value.__class__ is TailCall:
            function = value.function
            if isinstance(function, Symbol):
                function = function.function
            if isinstance(function, Closure):
                scope = self._bind(function, value.arguments)
                value = function.body(scope)
            elif isinstance(function, Primitive):
                value = _call_primitive(function, value.arguments)
            else:
                raise LispError(f"expected a function, received {print_value(value.function)}")
        return value

    def _bind(self, closure: Closure, arguments: Sequence[Value]) -> Scope:
        parameters = closure.parameters
        count = len(parameters.required)
        is_open = parameters.rest is not None or parameters.keys
        if len(arguments) < count or (not is_open and len(arguments) > count + len(parameters.optional)):
            raise LispError(f"{closure.name}: expected {count} arguments, received {len(arguments)}")
        scope = Scope(dict(zip(parameters.required, arguments, strict=False)), closure.scope)
        rest = list(arguments[count:])
        for symbol, default in parameters.optional:
            scope.values[symbol] = rest.pop(0) if rest else default(scope) if default else None
        if parameters.rest is not None:
            scope.values[parameters.rest] = to_list(rest)
        if parameters.keys:
            given = {key.name[1:]: value for key, value in zip(rest[::2], rest[1::2], strict=False)}
            for symbol, default in parameters.keys:
                found = given.get(symbol.name, UNBOUND)
                scope.values[symbol] = found if found is not UNBOUND else default(scope) if default else None
        return scope

    def parameters(self, form: Value) -> Parameters:
        """Take a lambda list apart: required, &optional, &rest or &body, &key."""
        found = Parameters([], [], None, [])
        kind = ""
        for item in form or ():
            if isinstance(item, Symbol) and item.name.startswith("&"):
                kind = item.name
            elif kind == "":
                found.required.append(_symbol(item))
            elif kind in ("&REST", "&BODY"):
                found.rest = _symbol(item)
            else:
                name, default = (item.car, item.cdr and item.cdr.car) if isinstance(item, Cons) else (item, None)
                code = self.compile(default, False) if default is not None else None
                (found.optional if kind == "&OPTIONAL" else found.keys).append((_symbol(name), code))
        return found


def _symbol(value: Value) -> Symbol:
    if not isinstance(value, Symbol):
        raise LispError(f"expected a variable's name, received {print_value(value)}")
    return value


def _variable(symbol: Symbol) -> Code:
    if symbol.name == "T" or symbol.name.startswith(":"):
        return lambda scope: symbol

    def run(scope: Scope | None) -> Value:
        values = scope.holding(symbol) if scope is not None else None
        found = values[symbol] if values is not None else symbol.value
        if found is UNBOUND:
            raise LispError(f"the variable {symbol.name} has no value")
        return found

    return run


def _function(symbol: Symbol) -> Code:
    """The function of a name: a local one, or the global one."""
    key = ("function", symbol)

    def run(scope: Scope | None) -> Value:
        values = scope.holding(key) if scope is not None else None
        found = values[key] if values is not None else symbol.function
        if found is None:
            raise LispError(f"there is no function {symbol.name}")
        return found

    return run


def _call_primitive(function: Primitive, arguments: Sequence[Value]) -> Value:
    options: dict[str, Value] = {}
    if function.keywords:
        first = next((at for at, each in enumerate(arguments) if _is_keyword(each, function)), len(arguments))
        pairs = zip(arguments[first::2], arguments[first + 1 :: 2], strict=False)
        options = {key.name[1:].lower().replace("-", "_"): value for key, value in pairs}
        arguments = arguments[:first]
    try:
        return function.call(*arguments, **options)
    except (TypeError, ValueError, AttributeError, IndexError, ZeroDivisionError, OverflowError) as error:
        shown = " ".join(print_value(argument) for argument in arguments)
        raise LispError(f"({function.name} {shown}): {error}") from None


def _is_keyword(value: Value, function: Primitive) -> bool:
    return isinstance(value, Symbol) and value.name[:1] == ":" and value.name[1:].lower() in function.keywords


function_code = _function
