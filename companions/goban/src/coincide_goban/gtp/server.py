"""Answering a front end over standard input and output; no input ends the program but `quit` and the end of input.

While an analysis runs, any next line ends it, as Leela Zero and KataGo have it; a move that is thought about is not
ended by it.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import IO

from coincide_goban.agents.protocol import RESIGN
from coincide_goban.board.points import BLACK, point_name
from coincide_goban.errors import GobanError, UsageError
from coincide_goban.gtp.analysis import kata_line, lz_line
from coincide_goban.gtp.arguments import color_of
from coincide_goban.gtp.commands import COMMANDS
from coincide_goban.gtp.engine import Engine
from coincide_goban.gtp.lines import read_lines
from coincide_goban.search.choice import Choice

_ANALYSES = ("analyze", "lz-analyze", "kata-analyze")
_TALKING_GENMOVES = ("genmove_analyze", "lz-genmove_analyze", "kata-genmove_analyze")
_OWN = ("known_command", "list_commands", "quit", *_ANALYSES, *_TALKING_GENMOVES)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Server:
    """Reads commands from `source`, one a line, and writes answers to `sink`."""

    def __init__(self, engine: Engine, source: IO[str], sink: IO[str]) -> None:
        self._engine = engine
        self._sink = sink
        self._lines = read_lines(source)

    def run(self) -> None:
        """Answer until `quit` or the end of input."""
        try:
            while (line := self._lines.get()) is not None:
                if not self._answer(line):
                    return
        except BrokenPipeError:
            return  # the front end is gone

    def _answer(self, line: str) -> bool:
        """Answer one line; False if it was `quit`."""
        words = _CONTROL.sub("", line).partition("#")[0].split()
        number = words.pop(0) if words and words[0].isascii() and words[0].isdigit() else ""
        if not words:
            return True
        name, arguments = words[0], words[1:]
        try:
            if name in _ANALYSES:
                self._analyze(name, arguments, number)
            elif name in _TALKING_GENMOVES:
                self._think_aloud(name, arguments, number)
            else:
                self._write(f"={number} {self._result(name, arguments)}".rstrip(" ") + "\n\n")
        except GobanError as error:
            self._write(f"?{number} {' '.join(str(error).split())}\n\n")
        return name != "quit"

    def _result(self, name: str, arguments: list[str]) -> str:
        if name == "quit":
            return ""
        if name == "list_commands":
            return "\n".join(sorted([*COMMANDS, *_OWN]))
        if name == "known_command":
            return "true" if arguments and arguments[0] in (*COMMANDS, *_OWN) else "false"
        if name not in COMMANDS:
            raise UsageError(f"unknown command `{name[:40]}`; `list_commands` lists all")
        return COMMANDS[name](self._engine, arguments)

    def _analyze(self, name: str, arguments: list[str], number: str) -> None:
        """Write a line every interval (in hundredths of a second) until another line comes in."""
        options = _analysis_options(arguments, self._engine.game.to_play)
        self._write(f"={number}\n")
        written = time.monotonic()
        for choice in self._engine.analysis(options.color):
            if not self._lines.empty():
                break
            written = self._report(name, choice, options, written)
        self._write("\n")

    def _think_aloud(self, name: str, arguments: list[str], number: str) -> None:
        """As `genmove`, with analysis meanwhile; the last line is `play` and the move. No other line ends it."""
        options = _analysis_options(arguments, self._engine.game.to_play)
        self._write(f"={number}\n")
        written, choice = time.monotonic(), None
        for choice in self._engine.thinking(options.color):
            written = self._report(name, choice, options, written)
        assert choice is not None
        self._engine.play(choice.move, options.color)
        move = "resign" if choice.move == RESIGN else point_name(choice.move, self._engine.game.size)
        self._write(f"play {move}\n\n")

    def _report(self, name: str, choice: Choice, options: _Options, written: float) -> float:
        """Write a line if an interval has passed since the last one; when the last one was written."""
        if time.monotonic() - written < options.interval_s:
            return written
        size = self._engine.game.size
        if name.startswith("kata-"):
            line = kata_line(choice, size, ownership=options.ownership, is_black=options.color == BLACK)
        else:
            line = lz_line(choice, size)
        self._write(line + "\n")
        return time.monotonic()

    def _write(self, text: str) -> None:
        self._sink.write(text)
        self._sink.flush()


@dataclass(frozen=True)
class _Options:
    """Of an analysis: whose move, seconds between lines, and whether ownership is wanted."""

    color: int
    interval_s: float
    ownership: bool


def _analysis_options(arguments: list[str], to_play: int) -> _Options:
    """Read them from words such as `w 50 ownership true`."""
    color, interval_s = to_play, 0.5
    words = [word.lower() for word in arguments]
    for index, word in enumerate(words):
        if word in ("b", "w", "black", "white") and index == 0:
            color = color_of(word)
        elif word.isascii() and word.isdigit() and (index < 2 or words[index - 1] == "interval"):
            interval_s = min(int(word[:6]), 6000) / 100
    wants = "ownership" in words and "true" in words[words.index("ownership") : words.index("ownership") + 2]
    return _Options(color, interval_s, wants)
