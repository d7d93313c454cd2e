"""The special forms: functions of the evaluator, the arguments, and whether the form is in tail position, to code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coincide_logic.lisp.data import UNBOUND, Cons, Primitive, Structure, Symbol, Value, to_list
from coincide_logic.lisp.evaluator import Closure, Code, Evaluator, Scope, function_code
from coincide_logic.lisp.exits import EXITS, block
from coincide_logic.lisp.places import setter

Arguments = Sequence[Value]


def _quote(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    (value,) = arguments
    return lambda scope: value


def _if(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    test, then, *rest = arguments
    condition, yes = lisp.compile(test, False), lisp.compile(then, is_tail)
    no = lisp.body(rest, is_tail)
    return lambda scope: yes(scope) if condition(scope) is not None else no(scope)


def _cond(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    clauses: list[tuple[Code, Code | None]] = []
    for clause in arguments:
        test, *forms = clause
        clauses.append((lisp.compile(test, False), lisp.body(forms, is_tail) if forms else None))

    def run(scope: Scope | None) -> Value:
        for condition, body in clauses:
            value = condition(scope)
            if value is not None:
                return body(scope) if body is not None else value
        return None

    return run


def _progn(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    return lisp.body(arguments, is_tail)


def _and(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    if not arguments:
        return lambda scope: lisp.symbols("T")
    *first, last = [lisp.compile(form, is_tail and form is arguments[-1]) for form in arguments]
    return lambda scope: last(scope) if all(code(scope) is not None for code in first) else None


def _or(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    if not arguments:
        return lambda scope: None
    *first, last = [lisp.compile(form, is_tail and form is arguments[-1]) for form in arguments]

    def run(scope: Scope | None) -> Value:
        for code in first:
            value = code(scope)
            if value is not None:
                return value
        return last(scope)

    return run


def _let(one_by_one: bool) -> Any:
    def compile_let(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
        bindings: list[list[Any]] = [list(each) if isinstance(each, Cons) else [each] for each in arguments[0] or ()]
        pairs = [(symbol, lisp.compile(form[0] if form else None, False)) for symbol, *form in bindings]
        special = [symbol for symbol, _ in pairs if symbol.is_special]
        body = lisp.body(arguments[1:], is_tail and not special)

        def run(scope: Scope | None) -> Value:
            inner = Scope({}, scope)
            values = inner.values if one_by_one else {}
            for symbol, code in pairs:
                values[symbol] = code(inner if one_by_one else scope)
            inner.values = values
            return _with_special(lisp, special, inner, body) if special else body(inner)

        return run

    return compile_let


def _with_special(lisp: Evaluator, special: list[Symbol], inner: Scope, body: Code) -> Value:
    before = [(symbol, symbol.value) for symbol in special]
    for symbol in special:
        symbol.value = inner.values.pop(symbol)
    try:
        return lisp.force(body(inner))
    finally:
        for symbol, value in before:
            symbol.value = value


def _setf(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    codes = [
        setter(lisp, place, lisp.compile(form, False))
        for place, form in zip(arguments[::2], arguments[1::2], strict=True)
    ]

    def run(scope: Scope | None) -> Value:
        value: Value = None
        for code in codes:
            value = code(scope)
        return value

    return run


def _closure(lisp: Evaluator, name: str, form: Value, forms: Arguments) -> Any:
    """A function that makes a closure; only a body that leaves its block needs one, since a block ends tail calls."""
    parameters = lisp.parameters(form)
    forms = forms[1:] if len(forms) > 1 and isinstance(forms[0], str) else forms
    if _mentions(to_list(forms), "RETURN-FROM"):
        body = block(lisp, [lisp.symbols(name), *forms], False)
    else:
        body = lisp.body(forms, True)
    return lambda scope: Closure(name, parameters, body, scope)


def _mentions(form: Value, name: str) -> bool:
    stack = [form]
    while stack:
        form = stack.pop()
        if isinstance(form, Cons):
            stack += (form.car, form.cdr)
        elif isinstance(form, Symbol) and form.name == name:
            return True
    return False


def _lambda(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    return _closure(lisp, "LAMBDA", arguments[0], arguments[1:])


def _function(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    (name,) = arguments
    return function_code(name) if isinstance(name, Symbol) else lisp.compile(name, False)


def _defun(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    name, form, *forms = arguments
    make = _closure(lisp, name.name, form, forms)

    def run(scope: Scope | None) -> Value:
        name.function = make(scope)
        return name

    return run


def _defmacro(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    """A macro holds as soon as it is read, so that the forms after it may use it."""
    name, form, *forms = arguments
    name.macro = _closure(lisp, name.name, form, forms)(None)
    return lambda scope: name


def _defvar(always: bool) -> Any:
    def compile_defvar(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
        name, *form = arguments
        name.is_special = True
        code = lisp.compile(form[0] if form else None, False)

        def run(scope: Scope | None) -> Value:
            if always or name.value is UNBOUND:
                name.value = code(scope)
            return name

        return run

    return compile_defvar


def _local_functions(recursive: bool) -> Any:
    def compile_functions(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
        made = [(name, _closure(lisp, name.name, form, list(forms))) for name, form, *forms in arguments[0] or ()]
        body = lisp.body(arguments[1:], is_tail)

        def run(scope: Scope | None) -> Value:
            inner = Scope({}, scope)
            for name, make in made:
                inner.values["function", name] = make(inner if recursive else scope)
            return body(inner)

        return run

    return compile_functions


def _quasiquote(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    return lisp.compile(_expand(lisp, arguments[0]), is_tail)


def _expand(lisp: Evaluator, form: Value) -> Value:
    """The form that builds what a backquote shows."""
    if not isinstance(form, Cons):
        return to_list([lisp.symbols("QUOTE"), form])
    if isinstance(form.car, Symbol) and form.car.name == "UNQUOTE":
        return _argument(form)
    item = form.car
    is_spliced = isinstance(item, Cons) and isinstance(item.car, Symbol) and item.car.name == "UNQUOTE-SPLICING"
    first = _argument(item) if is_spliced else _expand(lisp, item)
    return to_list([lisp.symbols("APPEND" if is_spliced else "CONS"), first, _expand(lisp, form.cdr)])


def _argument(form: Any) -> Value:
    return form.cdr.car


def _defstruct(lisp: Evaluator, arguments: Arguments, is_tail: bool) -> Code:
    """make-NAME with keywords, NAME-SLOT for each slot, NAME-P."""
    first: Any = arguments[0]
    name: Symbol = first.car if isinstance(first, Cons) else first
    slots: list[list[Any]] = [list(each) if isinstance(each, Cons) else [each, None] for each in arguments[1:]]
    defaults = {slot[0].name: lisp.compile(slot[1], False) for slot in slots}

    def make(**given: Value) -> Value:
        values = {key.upper().replace("_", "-"): value for key, value in given.items()}
        return Structure(name, {slot: values.get(slot, UNBOUND) for slot in defaults} | _missing(defaults, values))

    def _missing(codes: dict[str, Code], values: dict[str, Value]) -> dict[str, Value]:
        return {slot: code(None) for slot, code in codes.items() if slot not in values}

    def reader(slot: str) -> Any:
        return lambda instance: instance.slots[slot]

    keywords = tuple(slot.lower() for slot in defaults)
    lisp.symbols(f"MAKE-{name}").function = Primitive(f"MAKE-{name}", make, keywords)
    for slot in defaults:
        lisp.symbols(f"{name}-{slot}").function = Primitive(f"{name}-{slot}", reader(slot))
        lisp.symbols(f"{name}-{slot}").properties["slot"] = slot
    true = lisp.symbols("T")
    is_one = Primitive(f"{name}-P", lambda value: true if isinstance(value, Structure) and value.kind is name else None)
    lisp.symbols(f"{name}-P").function = is_one
    return lambda scope: name


SPECIAL: dict[str, Any] = {
    "QUOTE": _quote,
    "IF": _if,
    "COND": _cond,
    "PROGN": _progn,
    "AND": _and,
    "OR": _or,
    "LAMBDA": _lambda,
    "LET": _let(one_by_one=False),
    "LET*": _let(one_by_one=True),
    "SETF": _setf,
    "SETQ": _setf,
    "FUNCTION": _function,
    "DEFUN": _defun,
    "DEFMACRO": _defmacro,
    "DEFSTRUCT": _defstruct,
    "DEFVAR": _defvar(always=False),
    "DEFPARAMETER": _defvar(always=True),
    "DEFCONSTANT": _defvar(always=True),
    "LABELS": _local_functions(recursive=True),
    "FLET": _local_functions(recursive=False),
    "QUASIQUOTE": _quasiquote,
    **EXITS,
}
