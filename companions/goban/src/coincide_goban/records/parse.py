"""Text to trees, whatever the text: each fault is kept with its byte and how it was repaired.

The encoding is that of the property CA if it is right, else UTF-8, GB 18030 or Latin-1, whichever fits first. GB 18030
fits only if at least half of the bytes above 127 lie side by side: it would also take `é]` for one character, and with
the bracket the moves after `PB[André]`. Text is decoded before it is parsed, since in some encodings the second byte of
a character looks like a bracket.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from coincide_goban.errors import RecordError
from coincide_goban.records.tree import Node

_FALLBACKS = ("utf-8", "gb18030", "latin-1")
_CHARSET = re.compile(rb"(?<![A-Za-z])CA\s*\[([^\]]{1,40})\]")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_SPACE = re.compile(r"\s*")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MAX_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Problem:
    """Something wrong in a text: where, what, and what was done about it."""

    offset: int
    message: str
    repair: str

    def __str__(self) -> str:
        return f"byte {self.offset}: {self.message}; {self.repair}"


@dataclass(frozen=True)
class Parsed:
    """What a text holds: the roots of its games, what was wrong, and its encoding."""

    games: list[Node]
    problems: list[Problem]
    encoding: str


def read_sgf(content: bytes, *, repair: bool = False) -> list[Node]:
    """The games of a file.

    Parameters
    ----------
    content : the file's bytes.
    repair : whether to go on where the text is broken, as `parse` does.

    Raises
    ------
    RecordError : there is no game, or the text is broken and `repair` is off; the message names the byte.
    """
    parsed = parse(content)
    if not parsed.games:
        raise RecordError("expected a game that begins with `(;`, found none; is it an SGF file?", offset=0)
    if parsed.problems and not repair:
        first = parsed.problems[0]
        raise RecordError(f"{first.message}; `repair=True` reads on ({first.repair})", offset=first.offset)
    return parsed.games


def parse(content: bytes) -> Parsed:
    """Read any bytes: games as far as there are any, and all that was wrong."""
    if len(content) > MAX_BYTES:
        return Parsed([], [Problem(MAX_BYTES, "the file is over 64 MiB", "nothing was read")], "latin-1")
    text, encoding = decode(content)
    reader = _Reader(text, encoding)
    reader.read()
    return Parsed(reader.games, reader.problems, encoding)


def decode(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding."""
    for encoding in _encodings(content):
        try:
            return content.decode(encoding).removeprefix("\ufeff"), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    raise AssertionError("latin-1 decodes all bytes")


def _encodings(content: bytes) -> list[str]:
    """What to try, in order."""
    if content.startswith(_UTF_16):
        return ["utf-16", "latin-1"]
    named = _CHARSET.search(content[:20_000])
    wanted = _codec(named[1]) if named else None
    fallbacks = [name for name in _FALLBACKS if name != "gb18030" or _is_in_pairs(content)]
    return [wanted, *fallbacks] if wanted else fallbacks


def _is_in_pairs(content: bytes) -> bool:
    """Whether at least half of the bytes above 127 lie side by side, as in Chinese; European letters stand alone."""
    runs = [len(run) for run in _HIGH_BYTES.findall(content)]
    return 2 * sum(run for run in runs if run > 1) >= sum(runs)


def _codec(name: bytes) -> str | None:
    """Python's name of a text encoding, GB 18030 for the smaller sets that it holds."""
    try:
        info = codecs.lookup(name.decode("ascii").strip())
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    found = "gb18030" if info.name in {"gb2312", "gbk"} else info.name
    # What does not hold ASCII cannot be SGF.
    return found if is_text and found not in {"utf-16", "utf-32", "utf-7", "idna", "punycode"} else None


@dataclass
class _Reader:
    text: str
    encoding: str
    games: list[Node] = field(default_factory=list[Node])
    problems: list[Problem] = field(default_factory=list[Problem])
    at: int = 0
    node: Node | None = None
    branches: list[Node | None] = field(default_factory=list["Node | None"])

    def read(self) -> None:
        start = self.text.find("(")
        if start < 0:
            self._note(0, "there is no `(`", "nothing was read")
            return
        if self.text[:start].strip():
            self._note(0, "there is text before the first `(`", "it was left out")
        self.at = start
        while self._skip_space() < len(self.text):
            self._step(self.text[self.at])
        if self.branches:
            self._note(self.at, f"{len(self.branches)} `)` are missing at the end", "they were added")

    def _step(self, letter: str) -> None:
        here = self.at
        if letter == "(":
            self.branches.append(self.node)
            self.at += 1
            if self._skip_space() < len(self.text) and self.text[self.at] not in ";":
                self._note(self.at, "expected `;` after `(`", "a node was begun")
                self._begin_node()
        elif letter == ")":
            self.at += 1
            self._end_branch(here)
        elif letter == ";":
            self.at += 1
            self._begin_node()
        elif letter == "[":
            values = self._values()
            self._note(here, "a value without a property", f"`{values[0][:20]}` was left out")
        elif _IDENTIFIER.match(letter):
            self._property()
        else:
            self.at += 1
            self._note(here, f"expected `;`, `(`, `)` or a property, got `{letter}`", "it was left out")

    def _end_branch(self, here: int) -> None:
        if self.branches:
            self.node = self.branches.pop()
        else:
            self._note(here, "a `)` that ends nothing", "it was left out")

    def _begin_node(self) -> None:
        node = Node()
        if self.node is None:
            if not self.branches:
                self._note(self.at, "a node outside of a game", "a game was begun")
                self.branches.append(None)
            self.games.append(node)
        else:
            self.node.children.append(node)
        self.node = node

    def _property(self) -> None:
        here = self.at
        match = _IDENTIFIER.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        # FF[1] to FF[3] allow small letters that do not count: White[..] is W[..].
        name = "".join(letter for letter in match[0] if not letter.islower())
        if self._skip_space() >= len(self.text) or self.text[self.at] != "[":
            self._note(here, f"property `{match[0][:20]}` has no value", "it was left out")
            return
        values = self._values()
        if self.node is None or not name:
            self._note(here, f"property `{match[0][:20]}` is in no node or has no capital", "it was left out")
        elif name in self.node.properties:
            self._note(here, f"property `{name}` is there twice in a node", "the values were joined")
            self.node.properties[name].extend(values)
        else:
            self.node.properties[name] = values

    def _values(self) -> list[str]:
        values: list[str] = []
        while self._skip_space() < len(self.text) and self.text[self.at] == "[":
            values.append(self._value())
        return values

    def _value(self) -> str:
        """One value in brackets; a backslash takes away the meaning of the next character, or a line's end."""
        start = self.at
        end = start + 1
        text = self.text
        while end < len(text) and text[end] != "]":
            end += 2 if text[end] == "\\" else 1
        if end >= len(text):
            self._note(start, "a value has no `]`", "it was ended with the file")
        self.at = min(end + 1, len(text))
        return unescaped(text[start + 1 : min(end, len(text))])

    def _skip_space(self) -> int:
        match = _SPACE.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        return self.at

    def _note(self, at: int, message: str, repair: str) -> None:
        if len(self.problems) < 1000:
            offset = len(self.text[:at].encode(self.encoding, errors="replace"))
            self.problems.append(Problem(offset, message, repair))


def unescaped(raw: str) -> str:
    """A value without its backslashes; a backslash before a line's end joins the lines."""
    raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    if "\\" not in raw:
        return raw
    letters = iter(raw)
    kept: list[str] = []
    for letter in letters:
        if letter == "\\":
            after = next(letters, "")
            kept.append("" if after == "\n" else after)
        else:
            kept.append(letter)
    return "".join(kept)
