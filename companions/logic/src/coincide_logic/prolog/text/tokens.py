"""Text to tokens (ISO 13211-1 section 6.4), by one regular expression.

A token knows where it starts and whether white space stands before it, since `f(` is a compound and `f (` is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coincide_logic.errors import PrologError
from coincide_logic.prolog.terms.raising import representation_error
from coincide_logic.prolog.terms.term import Term, compound
from coincide_logic.prolog.text.numbers import parse_integer

SYMBOLS = "+-*/\\^<>=~:.?@#&$"
_LAYOUT = re.compile(r"(?:\s|%[^\n]*|/\*[\s\S]*?\*/)+")
_TOKEN = re.compile(
    r"""
    (?P<char>0'(?:\\(?:[0-7]+\\?|x[0-9a-fA-F]+\\?|[^\n])|''|[^\n'\\]))
  | (?P<radix>0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+)
  | (?P<float>\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)(?:Inf|NaN)?)
  | (?P<integer>\d+)
  | (?P<variable>[A-Z_]\w*)
  | (?P<word>[^\W\d_]\w*)
  | (?P<quoted>(?P<quote>['"`])
      (?:\\(?:x[0-9a-fA-F]+\\?|[0-7]+\\?|[\s\S])|(?P=quote){2}|(?!(?P=quote))[^\\\n])*
      (?P=quote))
  | (?P<end>\.(?=\s|%|$))
  | (?P<symbol>[-+*/\\^<>=~:.?@\#&$]+)
  | (?P<solo>[!;])
  | (?P<punctuation>[()\[\]{},|])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]+)\\?|([0-7]+)\\?|([\s\S]))")
_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "0": "\0",
    "s": " ",
    "\n": "",
    "e": "\x1b",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "`": "`",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text.

    Attributes
    ----------
    kind : name (an atom, quoted or not), variable, number, text ("..."), codes (`...`), punctuation, end, or nothing
        more (eof).
    value : its atom, number, text or name.
    start : where it begins, in characters.
    after_space : whether white space or a comment stands before it.
    quoted : whether it is an atom in quotes, which is no operator before `(`.
    """

    kind: str
    value: Term
    start: int
    after_space: bool
    quoted: bool = False


def syntax_error(text: str, at: int, why: str) -> PrologError:
    """A syntax error with its place: error(syntax_error(why), at(line, column))."""
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return PrologError(compound("error", compound("syntax_error", why), compound("at", line, column)))


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """Read one token after another; the last is of kind `eof`."""
    at = start
    while True:
        layout = _LAYOUT.match(text, at)
        begin = layout.end() if layout else at
        if begin >= len(text):
            yield Token("eof", "", begin, layout is not None)
            return
        found = _TOKEN.match(text, begin)
        if found is None:
            raise syntax_error(text, begin, _what_is_wrong(text, begin))
        at = found.end()
        yield _token(found, text, begin, begin > start and layout is not None)


def _what_is_wrong(text: str, at: int) -> str:
    if text.startswith("/*", at):
        return "end_of_comment_expected"
    if text[at] in "'\"`":
        return "end_of_quoted_expected"
    return "illegal_character"


def _token(found: re.Match[str], text: str, begin: int, after_space: bool) -> Token:
    kind, piece = str(found.lastgroup), found.group()
    if kind == "quote" or found["quoted"] is not None:
        value = _unescape(piece[1:-1].replace(piece[0] * 2, piece[0]), text, begin)
        names = {"'": "name", '"': "text", "`": "codes"}
        return Token(names[piece[0]], value, begin, after_space, quoted=True)
    if kind in ("word", "symbol", "solo"):
        if kind == "symbol" and piece.startswith("/*"):
            raise syntax_error(text, begin, "end_of_comment_expected")
        if kind == "word" and piece[0].isupper():
            return Token("variable", piece, begin, after_space)
        return Token("name", piece, begin, after_space)
    if kind in ("variable", "punctuation", "end"):
        return Token(kind, piece, begin, after_space)
    if text[found.end() : found.end() + 1].isalpha() and kind != "char":
        raise syntax_error(text, found.end(), "end_of_number_expected")
    return Token("number", _number(kind, piece, text, begin), begin, after_space)


def _number(kind: str, piece: str, text: str, begin: int) -> int | float:
    if kind == "char":
        char = piece[2:]
        return ord("'" if char == "''" else _unescape(char, text, begin))
    if kind == "radix":
        return int(piece, 0)
    if kind == "integer":
        return parse_integer(piece)
    number = float(piece.removesuffix("Inf").removesuffix("NaN"))
    if piece.endswith("NaN"):
        return float("nan")
    if number == float("inf") or piece.endswith("Inf"):
        if not piece.endswith("Inf"):
            raise syntax_error(text, begin, "float_overflow")
        return float("inf")
    return number


def _unescape(body: str, text: str, begin: int) -> str:
    if "\\" not in body:
        return body

    def meaning(escape: re.Match[str]) -> str:
        digits = escape[1] or escape[2]
        if digits:
            return character(int(digits, 16 if escape[1] else 8))
        if escape[3] not in _ESCAPES:
            raise syntax_error(text, begin, "undefined_char_escape")
        return _ESCAPES[escape[3]]

    return _ESCAPE.sub(meaning, body)


def character(code: int) -> str:
    """The character of a code; halves of a surrogate pair are none."""
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise representation_error("character_code")
    return chr(code)
