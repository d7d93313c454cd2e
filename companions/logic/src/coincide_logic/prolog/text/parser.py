"""Tokens to terms, by operator precedence (Pratt 1973; ISO 13211-1 section 6.3).

The rules call each other by `yield`, and a loop runs them with a stack of its own: text may be nested as deep as it
likes. Operators that are nested to the right, such as the commas of a long body, are gathered in a loop.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any

from coincide_logic.errors import PrologError
from coincide_logic.prolog.terms.term import CURLY, NIL, Term, compound, functor, make_list, new_variable
from coincide_logic.prolog.text.operators import Operators, left_limit, right_limit
from coincide_logic.prolog.text.tokens import Token, syntax_error, tokens

Rule = Generator[Any, Any, Any]
_CLOSING = (")", "]", "}", ",", "|")


@dataclass(frozen=True, slots=True)
class Reading:
    """A term with the variables that the text names.

    Attributes
    ----------
    term : what was read.
    variables : by name, in the order they came; `_` is not among them.
    singletons : names that came once.
    end : where the text goes on after the final full stop.
    """

    term: Term
    variables: dict[str, Term]
    singletons: list[str]
    end: int


class Parser:
    """Reads one term after another from a text.

    Parameters
    ----------
    text : what to read.
    operators : the table that holds now; a program may change it between two terms.
    double_quotes : what "..." stands for: codes, chars or atom.
    """

    def __init__(self, text: str, operators: Operators, *, double_quotes: str = "codes", start: int = 0) -> None:
        self.text = text
        self.operators = operators
        self.double_quotes = double_quotes
        self.position = start

    def read(self) -> Reading | None:
        """The next term that ends with a full stop; None at the end of the text.

        After an error, `position` is behind the next full stop, so that reading can go on.
        """
        self._tokens: Iterator[Token] = tokens(self.text, self.position)
        self._ahead: Token | None = None
        self._variables: dict[str, Term] = {}
        self._uses: dict[str, int] = {}
        try:
            if self._peek().kind == "eof":
                return None
            term, _ = _run(self._term(1200))
            if self._peek().kind != "end":
                raise self._unexpected("operator_expected")
            self.position = self._peek().start + 1
        except PrologError:
            self._skip()
            raise
        once = [name for name, uses in self._uses.items() if uses == 1 and not name.startswith("_")]
        return Reading(term, self._variables, once, self.position)

    def _skip(self) -> None:
        """Move behind the next full stop, or to the end of the text if its tokens are broken, too."""
        self.position = len(self.text)
        ahead = [self._ahead] if self._ahead is not None else []
        with suppress(PrologError):
            for token in chain(ahead, self._tokens):
                if token.kind == "end":
                    self.position = token.start + 1
                    return

    def _peek(self) -> Token:
        if self._ahead is None:
            self._ahead = next(self._tokens)
        return self._ahead

    def _next(self) -> Token:
        token = self._peek()
        if token.kind not in ("end", "eof"):
            self._ahead = None
        return token

    def _is(self, mark: str) -> bool:
        token = self._peek()
        return token.kind == "punctuation" and token.value == mark

    def _expect(self, mark: str) -> None:
        if not self._is(mark):
            raise self._unexpected(f"expected_{mark}")
        self._next()

    def _unexpected(self, why: str) -> PrologError:
        token = self._peek()
        why = {"eof": "unexpected_end_of_file", "end": "unexpected_end_of_clause"}.get(token.kind, why)
        return syntax_error(self.text, token.start, why)

    def _term(self, limit: int) -> Rule:
        """A term and its priority, which is `limit` at most."""
        left, priority = yield self._primary(limit)
        return (yield self._operators(left, priority, limit))

    def _operators(self, left: Term, priority: int, limit: int) -> Rule:
        """Go on after a term as long as operators take it as their left argument."""
        while (found := self._infix(priority, limit)) is not None:
            name, power, kind = found
            self._next()
            if kind in ("xf", "yf"):
                left, priority = compound(name, left), power
            elif kind == "xfy":
                left, priority = (yield self._chain(left, name, power)), power
            else:
                right, _ = yield self._term(right_limit(power, kind))
                left, priority = compound(name, left, right), power
        return left, priority

    def _chain(self, left: Term, name: str, power: int) -> Rule:
        """Arguments between operators of one priority that are nested to the right, such as a, b, c."""
        lefts, names = [left], [name]
        while True:
            prefix = self.operators.prefix.get(self._peek().value) if self._peek().kind == "name" else None
            if prefix is not None and prefix[0] == power:
                right, _ = yield self._term(power)
                break
            right, priority = yield self._term(power - 1)
            found = self._infix(priority, power)
            if found is None:
                break
            if found[2] != "xfy":
                right, _ = yield self._operators(right, priority, power)
                break
            self._next()
            lefts.append(right)
            names.append(found[0])
        for argument, between in zip(reversed(lefts), reversed(names), strict=True):
            right = compound(between, argument, right)
        return right

    def _infix(self, priority: int, limit: int) -> tuple[str, int, str] | None:
        """The operator that comes next, if it may take a left argument of this priority."""
        token = self._peek()
        if not (token.kind == "name" or self._is(",") or self._is("|")):
            return None
        for table in (self.operators.infix, self.operators.postfix):
            if token.value in table:
                power, kind = table[token.value]
                if power <= limit and priority <= left_limit(power, kind):
                    return token.value, power, kind
        return None

    def _primary(self, limit: int) -> Rule:
        token = self._next()
        if token.kind == "number":
            return token.value, 0
        if token.kind == "variable":
            return self._variable(token.value), 0
        if token.kind in ("text", "codes"):
            return self._text(token), 0
        if token.kind == "name":
            return (yield self._name(token, limit))
        if token.kind == "punctuation" and token.value in ("(", "[", "{"):
            return (yield self._bracket(token)), 0
        self._ahead = token
        raise self._unexpected("illegal_start_of_term")

    def _variable(self, name: str) -> Term:
        if name == "_":
            return new_variable()
        self._uses[name] = self._uses.get(name, 0) + 1
        if name not in self._variables:
            self._variables[name] = new_variable()
        return self._variables[name]

    def _text(self, token: Token) -> Term:
        if token.kind == "codes" or self.double_quotes == "codes":
            return make_list(ord(char) for char in token.value)
        return token.value if self.double_quotes == "atom" else make_list(token.value)

    def _bracket(self, token: Token) -> Rule:
        if token.value == "(":
            term, _ = yield self._term(1200)
            self._expect(")")
            return term
        name = token.value + {"[": "]", "{": "}"}[token.value]
        if self._is(name[1]):
            self._next()
            return (yield self._arguments(name)) if self._opens_arguments() else name
        if token.value == "{":
            term, _ = yield self._term(1200)
            self._expect("}")
            return (CURLY, term)
        items, tail = [], NIL
        items.append((yield self._argument()))
        while self._is(","):
            self._next()
            items.append((yield self._argument()))
        if self._is("|"):
            self._next()
            tail = yield self._argument()
        self._expect("]")
        return make_list(items, tail)

    def _opens_arguments(self) -> bool:
        return self._is("(") and not self._peek().after_space

    def _argument(self) -> Rule:
        term, _ = yield self._term(999)
        return term

    def _arguments(self, name: str) -> Rule:
        self._expect("(")
        arguments = [(yield self._argument())]
        while self._is(","):
            self._next()
            arguments.append((yield self._argument()))
        self._expect(")")
        return (functor(name, len(arguments)), *arguments)

    def _name(self, token: Token, limit: int) -> Rule:
        """An atom: alone, before its arguments, or as an operator before its one argument."""
        name = token.value
        if self._opens_arguments():
            return (yield self._arguments(name)), 0
        following = self._peek()
        if name == "-" and following.kind == "number" and not following.after_space and not token.quoted:
            self._next()
            return -following.value, 0
        power, kind = self.operators.prefix.get(name, (1201, "fy"))
        if power <= limit and not token.quoted and not self._is_operand(following):
            argument, _ = yield self._term(right_limit(power, kind))
            return compound(name, argument), power
        is_operator = self.operators.is_operator(name) and not token.quoted
        priority = max(table.get(name, (0, ""))[0] for table in (self.operators.prefix, self.operators.infix))
        return name, (priority if is_operator and priority <= limit else 0)

    def _is_operand(self, following: Token) -> bool:
        """Whether what follows makes a prefix operator stand for itself, as in `[-]` and `- = x`."""
        if following.kind in ("end", "eof") or (following.kind == "punctuation" and following.value in _CLOSING):
            return True
        if following.kind != "name" or following.quoted or following.value in self.operators.prefix:
            return False
        follows_directly = self.text[following.start + len(following.value) :].startswith("(")
        return following.value in self.operators.infix and not follows_directly


def _run(rule: Rule) -> Any:
    """Run rules that call each other by `yield`, without recursion."""
    stack = [rule]
    result: Any = None
    while stack:
        try:
            called = stack[-1].send(result)
        except StopIteration as stop:
            stack.pop()
            result = stop.value
        else:
            stack.append(called)
            result = None
    return result


def parse(text: str, operators: Operators, *, double_quotes: str = "codes") -> Reading:
    """Read the one term of a text; a full stop at its end may be left out."""
    parser = Parser(f"{text}\n.", operators, double_quotes=double_quotes)
    reading = parser.read()
    if reading is None:
        raise syntax_error(text, len(text), "unexpected_end_of_file")
    return reading
