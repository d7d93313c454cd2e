"""Text to data: lists, dots, quotes, backquotes, strings, characters, comments; names become upper case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from coincide_logic.errors import LispError
from coincide_logic.lisp.data import Char, Symbol, Value, to_list

_TOKEN = re.compile(
    r"""(?:\s|;[^\n]*|\#\|[\s\S]*?\|\#)*                       # white space and comments
    (\#\\(?:\w+|[\s\S])|\#'|\#\(|,@|['`,()]|"(?:\\[\s\S]|[^"\\])*"|\|[^|]*\||(?:[^\s()'"`,;|])+|["|]|$)""",
    re.VERBOSE,
)
_QUOTES = {"'": "QUOTE", "`": "QUASIQUOTE", ",": "UNQUOTE", ",@": "UNQUOTE-SPLICING", "#'": "FUNCTION"}
_CHARACTERS = {"space": " ", "newline": "\n", "tab": "\t"}


class Symbols:
    """The symbols of one interpreter, by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Symbol] = {}

    def __call__(self, name: str) -> Symbol:
        found = self._by_name.get(name)
        if found is None:
            found = self._by_name[name] = Symbol(name)
            if name.startswith(":"):
                found.value = found
        return found


def read_all(text: str, symbols: Symbols) -> Iterator[Value]:
    """Each form of a text.

    Raises
    ------
    LispError : a bracket or quote is missing, or one too many.
    """
    tokens = _tokens(text)
    for token, line in tokens:
        yield _read(token, line, tokens, symbols)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    at = line = 0
    while True:
        found = _TOKEN.match(text, at)
        token = found[1] if found else ""
        if found is None or not token:
            return
        line = text.count("\n", 0, found.start(1)) + 1
        yield token, line
        at = found.end()


def _read(token: str, line: int, tokens: Iterator[tuple[str, int]], symbols: Symbols) -> Value:
    """One form, without recursion: what is open lies on a stack."""
    stack: list[tuple[str, int, list[Value]]] = []
    while True:
        if token in ("(", "#(") or token in _QUOTES:
            stack.append((token, line, []))
        else:
            if token == ")":
                if not stack or stack[-1][0] in _QUOTES:
                    raise LispError(f"line {line}: there is no ( for this )")
                opener, _, items = stack.pop()
                value: Value = list(items) if opener == "#(" else _list(items, symbols)
            else:
                value = _atom(token, line, symbols)
            while stack and stack[-1][0] in _QUOTES:
                value = to_list([symbols(_QUOTES[stack.pop()[0]]), value])
            if not stack:
                return value
            stack[-1][2].append(value)
        token, line = next(tokens, ("", line))
        if not token:
            raise LispError(f"line {stack[0][1]}: the form that begins here has no end")


def _list(items: list[Value], symbols: Symbols) -> Value:
    if len(items) > 2 and items[-2] is symbols("."):
        return to_list(items[:-2], items[-1])
    return to_list(items)


def _atom(token: str, line: int, symbols: Symbols) -> Value:
    if token.startswith("#\\"):
        return Char(_CHARACTERS.get(token[2:].lower(), token[2:3]))
    if token[0] in '"|':
        if len(token) == 1:
            raise LispError(f"line {line}: this {token} has no end")
        return re.sub(r"\\([\s\S])", r"\1", token[1:-1]) if token[0] == '"' else symbols(token[1:-1])
    for pattern, make in _NUMBERS:
        if pattern.fullmatch(token):
            return make(token)
    name = token.upper()
    return None if name == "NIL" else symbols(name)


def _ratio(token: str) -> Value:
    above, below = token.split("/")
    if int(below) == 0:
        raise LispError(f"{token}: division by zero")
    return simplest(Fraction(int(above), int(below)))


def simplest(number: Value) -> Value:
    """An integer where a ratio is one."""
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number


_NUMBERS = (
    (re.compile(r"[+-]?\d{1,4000}"), int),
    (re.compile(r"[+-]?(\d+\.\d*|\.\d+|\d+)([eE][+-]?\d+)?"), float),
    (re.compile(r"[+-]?\d{1,4000}/\d{1,4000}"), _ratio),
)
