"""KataGo's analysis protocol, as KaTrain asks (`KataGoEngine.request_analysis`) and reads the answers."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest

from coincide_goban.gtp.katago.server import AnalysisServer
from coincide_goban.network.forward import Answers
from coincide_goban.search.advised import AdvisedSearch
from coincide_goban.search.monte_carlo import TreeSearch

# Black takes three stones at E4, or white saves them there.
ATARI = [["B", p] for p in ("B5", "C5", "D5", "A4", "B3", "C3", "D3")] + [["W", p] for p in ("B4", "C4", "D4")]


class Even:
    """Holds all moves for equal, and every position for even."""

    planes = 11

    def answer(self, planes: np.ndarray) -> Answers:
        n, _, rows, columns = planes.shape
        return Answers(np.full((n, rows * columns + 1), 1 / (rows * columns + 1)), np.full(n, 0.5, np.float32))


def _query(**fields: Any) -> dict[str, Any]:
    """As KaTrain writes it."""
    return {
        "id": "QUERY:1",
        "rules": "chinese",
        "priority": 0,
        "analyzeTurns": [0],
        "maxVisits": 20,
        "komi": 0.5,
        "boardXSize": 5,
        "boardYSize": 5,
        "includeOwnership": True,
        "includeMovesOwnership": True,
        "includePolicy": True,
        "initialStones": ATARI,
        "initialPlayer": "B",
        "moves": [],
        "overrideSettings": {"reportAnalysisWinratesAs": "BLACK", "maxTime": 8.0},
        **fields,
    }


def _answers(*lines: dict[str, Any] | str, with_network: bool = False) -> list[dict[str, Any]]:
    rng = np.random.default_rng(1)
    search = AdvisedSearch(Even(), capacity=20_000, rng=rng) if with_network else TreeSearch(capacity=20_000, rng=rng)
    source = io.StringIO("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    sink, per_visit = io.StringIO(), 1 if with_network else 20
    AnalysisServer(search, source, sink, visits=10, per_visit=per_visit, version="1", rng=rng).run()
    return [json.loads(line) for line in sink.getvalue().splitlines()]


@pytest.mark.parametrize("with_network", [False, True])
def test_katrain_gets_what_it_reads(with_network):
    (answer,) = _answers(_query(), with_network=with_network)
    assert (answer["id"], answer["turnNumber"], answer["isDuringSearch"]) == ("QUERY:1", 0, False)
    best, root = answer["moveInfos"][0], answer["rootInfo"]
    assert (best["move"], best["order"], best["pv"][0]) == ("E4", 0, "E4")
    assert root["winrate"] > 0.5
    assert root["scoreLead"] == best["scoreLead"] > 0
    leads = [info["scoreLead"] for info in answer["moveInfos"]]
    rates = [info["winrate"] for info in answer["moveInfos"]]
    assert np.argsort(leads).tolist() == np.argsort(rates).tolist()
    assert len(answer["ownership"]) == 25
    assert ("policy" in answer) == with_network


def test_a_policy_ends_with_passing_and_marks_what_is_illegal():
    (answer,) = _answers(_query(), with_network=True)
    assert len(answer["policy"]) == 26
    assert answer["policy"][:5] == pytest.approx([1 / 15, -1, -1, -1, 1 / 15], abs=1e-6)
    assert answer["policy"][25] == 0


@pytest.mark.parametrize("player", ["B", "W"])
def test_numbers_are_those_of_the_side_that_is_asked_for(player):
    black, white, mover = (
        _answers(_query(initialPlayer=player, overrideSettings={"reportAnalysisWinratesAs": side}))[0]
        for side in ("BLACK", "WHITE", "SIDETOMOVE")
    )
    assert white["rootInfo"]["winrate"] == pytest.approx(1 - black["rootInfo"]["winrate"], abs=1e-3)
    assert white["rootInfo"]["scoreLead"] == -black["rootInfo"]["scoreLead"]
    assert white["ownership"] == [-owner for owner in black["ownership"]]
    assert mover["moveInfos"] == (black if player == "B" else white)["moveInfos"]


def test_the_owner_of_the_upper_left_comes_first():
    stones = [["B", p] for p in ("A4", "B4", "C4", "D4", "E4")] + [["W", p] for p in ("A2", "B2", "C2", "D2", "E2")]
    (answer,) = _answers(_query(initialStones=stones))
    assert answer["ownership"][0] > 0.5
    assert answer["ownership"][24] < -0.5


def test_turns_are_answered_one_by_one():
    moves = [["B", "C3"], ["W", "C2"], ["B", "pass"]]
    answers = _answers(_query(initialStones=[], moves=moves, analyzeTurns=[0, 2, 3]))
    assert sorted(answer["turnNumber"] for answer in answers) == [0, 2, 3]
    assert {a["turnNumber"]: a["rootInfo"]["currentPlayer"] for a in answers} == {0: "B", 2: "B", 3: "W"}


def test_higher_priority_comes_first():
    first = _query(id="first", maxVisits=2000)  # long enough for the others to be there when it ends
    names = [answer["id"] for answer in _answers(first, _query(id="low"), _query(id="high", priority=3))]
    assert names.index("high") < names.index("low")


def test_avoided_moves_are_not_told():
    (answer,) = _answers(_query(avoidMoves=[{"moves": ["E4"], "player": "B", "untilDepth": 1}]))
    assert "E4" not in [info["move"] for info in answer["moveInfos"]]


def test_a_terminated_query_gives_no_results():
    end = {"id": "QUERY:2", "action": "terminate", "terminateId": "QUERY:1"}
    ended, echo = _answers(_query(maxVisits=50_000), end)
    assert ended == {"id": "QUERY:1", "turnNumber": 0, "isDuringSearch": False, "noResults": True}
    assert echo == end


def test_reports_come_during_a_search():
    answers = _answers(_query(reportDuringSearchEvery=1e-6, maxVisits=40))
    assert [answer["isDuringSearch"] for answer in answers] == [True] * (len(answers) - 1) + [False]
    assert len(answers) > 2


def test_a_finished_game_has_a_lead():
    (answer,) = _answers(_query(moves=[["B", "E4"], ["W", "pass"], ["B", "pass"]], analyzeTurns=[3]))
    assert answer["rootInfo"]["scoreLead"] > 10
    assert answer["moveInfos"] == []


def test_actions_are_answered():
    version, unknown = _answers({"id": "v", "action": "query_version"}, {"id": "w", "action": "sing"})
    assert version == {"id": "v", "action": "query_version", "version": "1", "git_hash": ""}
    assert unknown == {"error": "unknown action `sing`", "id": "w"}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"moves": [["B", "B4"]], "analyzeTurns": [1]}, "Illegal move 0: black B4: there is a stone already"),
        ({"boardYSize": 7}, "expected `boardXSize` and `boardYSize` to be equal and from 2 to 25"),
        ({"analyzeTurns": [1]}, "expected `analyzeTurns` from 0 to 0, the moves given"),
        ({"initialStones": [["B", "A1"], ["W", "A1"]]}, "expected each of `initialStones` on a point of its own"),
        ({"moves": ["B4"]}, 'expected `moves` as pairs such as ["B", "E5"]'),
        ({"maxVisits": 0}, "expected a positive number as `maxVisits`, got `0`"),
        ({"rules": 7}, "expected the name of rules, or a dictionary, got 7"),
        ({"priority": "high"}, "expected `priority` to be of type int, got `high`"),
        ({"komi": "x"}, "expected a number as `komi`, got `x`"),
        ({"komi": 10**400}, "expected komi to be a number of points from -1000 to 1000, got 10000000000000000000"),
    ],
)
def test_a_bad_query_is_one_clear_error_and_the_next_is_answered(fields, error):
    refused, version = _answers(_query(**fields), {"id": "v", "action": "query_version"})
    assert refused == {"error": error, "id": "QUERY:1"}
    assert version["version"] == "1"


@pytest.mark.parametrize("line", ["{", "[1]", "7", "[" * 100_000])
def test_what_is_no_json_object_is_one_clear_error(line):
    (answer,) = _answers(line)
    assert answer["error"].startswith("cannot read the line as JSON")
