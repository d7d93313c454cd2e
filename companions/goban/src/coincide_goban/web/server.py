"""One game over HTTP on this computer alone: GET / is the page, POST /move plays and answers with the position."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from coincide_goban.agents.protocol import RESIGN, Agent
from coincide_goban.board.points import BLACK, COLOR_NAMES, WHITE, all_points, point_name
from coincide_goban.errors import GobanError, UsageError
from coincide_goban.rules import Game

_PAGE = Path(__file__).parent / "board.html"
_MAX_BODY = 1000


class Table:
    """A game between a person and a player."""

    def __init__(self, game: Game, agent: Agent, human: int) -> None:
        self.game = game
        self._agent = agent
        self._human = human
        self._lock = Lock()
        self._resigned = 0
        self._answer()

    def move(self, name: str) -> dict[str, Any]:
        """Play a move by name, or `undo`, let the player answer, and return the position."""
        with self._lock:
            if name == "undo":
                self._take_back()
            elif not self._resigned and not self.game.is_over:
                self.game.play(name)
                self._answer()
            return self.position()

    def position(self) -> dict[str, Any]:
        """What the page draws."""
        game = self.game
        names = {BLACK: "black", WHITE: "white"}
        stones = {point_name(p, game.size): names[c] for p in all_points(game.size) if (c := game.board.colors[p])}
        result = ""
        if self._resigned:
            result = f"{COLOR_NAMES[3 - self._resigned]} wins: {COLOR_NAMES[self._resigned]} gives up"
        elif game.is_over:
            result = f"{game.score()} with all stones as they stand"
        last = point_name(game.turns[-1].point, game.size) if game.turns else ""
        return {"size": game.size, "stones": stones, "last": last, "you": names[self._human], "result": result}

    def _answer(self) -> None:
        while self.game.to_play != self._human and not self.game.is_over and not self._resigned:
            choice = self._agent.choose(self.game)
            if choice.move == RESIGN:
                self._resigned = self.game.to_play
            else:
                self.game.play(choice.move)

    def _take_back(self) -> None:
        self._resigned = 0
        for _ in range(2):
            if self.game.turns and (self.game.to_play == self._human or len(self.game.turns) > 1):
                self.game.undo()
        self._answer()


def make_server(game: Game, agent: Agent, human: int, *, port: int) -> ThreadingHTTPServer:
    """A server on 127.0.0.1; port 0 takes any that is free.

    Raises
    ------
    UsageError : the port is taken.
    """
    table = Table(game, agent, human)
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), _handler(table))
    except (OSError, OverflowError) as error:
        raise UsageError(f"cannot use port {port}: {error}; choose another with --port") from None


def serve(game: Game, agent: Agent, human: int, *, port: int) -> None:
    """Serve until the program is stopped."""
    with make_server(game, agent, human, port=port) as server:
        print(
            f"open http://127.0.0.1:{server.server_address[1]}/ and play {COLOR_NAMES[human]}; end with Ctrl+C",
            flush=True,
        )
        server.serve_forever()


def _handler(table: Table) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/":
                self._send(200, _PAGE.read_bytes(), "text/html; charset=utf-8")
            elif self.path == "/position":
                self._send_json(200, table.position())
            else:
                self._send_json(404, {"error": "there is only / and /position"})

        def do_POST(self) -> None:
            # A page of another site can send a form, but not this header, without asking first.
            if self.path != "/move" or self.headers.get("Content-Type") != "application/json":
                self._send_json(400, {"error": "expected JSON at /move"})
                return
            length = self.headers.get("Content-Length", "0")
            body = self.rfile.read(min(int(length), _MAX_BODY) if length.isdigit() else 0)
            try:
                content = json.loads(body)
                if not isinstance(content, dict) or not isinstance(content.get("move"), str):
                    raise UsageError("expected an object with a move, such as E5")
                self._send_json(200, table.move(content["move"]))
            except (ValueError, GobanError) as error:
                self._send_json(400, {"error": str(error)})

        def _send_json(self, status: int, content: dict[str, Any]) -> None:
            self._send(status, json.dumps(content).encode(), "application/json")

        def _send(self, status: int, content: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", "default-src 'self' 'unsafe-inline'")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """A game needs no log."""

    return Handler
