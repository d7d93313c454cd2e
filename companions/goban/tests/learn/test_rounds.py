"""The three players that learn from their own games: what they play, what they learn, and that training goes on."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from random_games import played

from coincide_goban.agents import make_agent
from coincide_goban.agents.policy import PolicyAgent
from coincide_goban.agents.protocol import sensible_moves
from coincide_goban.board.points import PASS, place_of
from coincide_goban.cli.app import main
from coincide_goban.encoders.plain import eleven_planes
from coincide_goban.errors import RecordError, UsageError
from coincide_goban.learn import actor_critic, q_learning, reinforce
from coincide_goban.learn.episodes import Experience, Picker, allowed_places, play_games
from coincide_goban.learn.model import DualHead
from coincide_goban.learn.rounds import METHODS, RoundsPlan, learn
from coincide_goban.network.forward import Network
from coincide_goban.network.shape import Shape
from coincide_goban.network.store import load_network
from coincide_goban.rules import Game
from coincide_goban.search.position import compiled_board

SHAPE = Shape(channels=8, blocks=1, hidden=8)
LEARNED = sorted(METHODS)


def _network(seed: int = 0) -> Network:
    return Network(DualHead(SHAPE, seed=seed).weights(), SHAPE)


def _experience(games: int = 16, *, pick: Picker | None = None) -> Experience:
    picker = pick or reinforce.by_policy(_network())
    return play_games(picker, games=games, size=5, komi=0.5, rng=np.random.default_rng(1))


def _plan(how: str, **others: int) -> RoundsPlan:
    return RoundsPlan(how=how, **{"rounds": 3, "games": 4, "size": 5, **others})


def _learned(model: DualHead, experience: Experience, how: str, *, steps: int = 30) -> list[float]:
    optimizer, losses = torch.optim.Adam(model.parameters(), lr=5e-3), []
    for _ in range(steps):
        optimizer.zero_grad()
        value = METHODS[how].loss(model, experience)
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return losses


@pytest.mark.parametrize("seed", range(4))
def test_what_is_allowed_is_what_the_players_hold_sensible(seed):
    for game, _ in played(5, seed=seed, moves=60):
        places = np.flatnonzero(allowed_places(compiled_board(game)))
        assert places.tolist() == sorted(place_of(move, 5) for move in sensible_moves(game) or [PASS])


@pytest.mark.parametrize("how", LEARNED)
def test_only_what_is_allowed_is_played(how):
    experience = _experience(pick=METHODS[how].picker(_network(), 0.5))
    assert experience.allowed[np.arange(len(experience)), experience.places].all()


def test_one_side_of_each_game_wins():
    experience = _experience()
    for game in range(16):
        won = experience.won[experience.games == game]
        assert set(won[::2]) | set(won[1::2]) == {0.0, 1.0}
        assert len(set(won[::2])) == len(set(won[1::2])) == 1


def test_places_are_drawn_by_their_probability():
    planes = np.repeat(eleven_planes(Game(3))[None], 20_000, axis=0)
    allowed = np.tile(np.arange(10) < 9, (20_000, 1))
    drawn = reinforce.by_policy(_network())(planes, allowed, np.random.default_rng(1))
    policy = _network().answer(planes[:1]).policy[0, :9]
    shares = np.bincount(drawn, minlength=9) / 20_000
    np.testing.assert_allclose(shares, policy / policy.sum(), atol=0.015)


def _sure_of_passing() -> Network:
    """A network that holds pass likelier than any point, by far more than float32 can tell."""
    weights = DualHead(SHAPE, seed=0).weights()
    weights["pass.bias"] += 500
    return Network(weights, SHAPE)


def test_what_may_not_be_played_weighs_nothing_in_training():
    planes = np.repeat(eleven_planes(Game(3))[None], 2_000, axis=0)
    allowed = np.tile(np.arange(10) < 9, (2_000, 1))
    drawn = [
        reinforce.by_policy(n)(planes, allowed, np.random.default_rng(1)) for n in (_network(), _sure_of_passing())
    ]
    assert np.array_equal(*drawn)


def test_what_may_not_be_played_weighs_nothing_in_a_game():
    moves = [
        [PolicyAgent("p", network, rng=np.random.default_rng(seed)).choose(Game(5)).move for seed in range(30)]
        for network in (_network(), _sure_of_passing())
    ]
    assert moves[0] == moves[1]


def test_the_entropy_of_equal_shares_is_the_logarithm_of_their_number():
    experience = _experience(1).only(np.array([0]))
    assert reinforce.entropy(torch.zeros((1, 26)), experience).item() == pytest.approx(np.log(25))


def test_the_highest_value_is_played_but_for_the_share_of_chance():
    planes = np.repeat(eleven_planes(Game(3))[None], 20_000, axis=0)
    allowed = np.tile(np.arange(10) < 9, (20_000, 1))
    played_ = q_learning.by_value(_network(), 1.0)(planes, allowed, np.random.default_rng(1))
    best = _network().action_values(planes[:1])[0, :9].argmax()
    assert np.mean(played_ == best) == pytest.approx(0.9 + 0.1 / 9, abs=0.01)


def test_action_values_are_those_that_q_learning_trains():
    model, planes = DualHead(SHAPE, seed=0), np.random.default_rng(1).random((3, 11, 5, 5)).astype(np.float32)
    with torch.no_grad():
        expected = torch.sigmoid(model(torch.from_numpy(planes))[0]).numpy()
    np.testing.assert_allclose(_network().action_values(planes), expected, atol=1e-5)


@pytest.mark.parametrize("how", LEARNED)
def test_the_loss_falls(how):
    losses = _learned(DualHead(SHAPE, seed=0), _experience(), how)
    assert losses[-1] < losses[0]


@pytest.mark.parametrize("how", ["reinforce", "actor-critic"])
def test_moves_that_won_become_likelier_than_moves_that_lost(how):
    experience, model = _experience(), DualHead(SHAPE, seed=0)
    before = _log_probability(model, experience)
    _learned(model, experience, how, steps=5)
    change = _log_probability(model, experience) - before
    assert change[experience.won == 1].mean() > 0 > change[experience.won == 0].mean()


def _log_probability(model: DualHead, experience: Experience) -> np.ndarray:
    with torch.no_grad():
        return reinforce.log_probability(model(torch.from_numpy(experience.planes))[0], experience).numpy()


def test_the_gradient_of_reinforce_is_the_return_times_that_of_the_log_probability():
    experience = _experience(1).only(np.array([3]))
    logits = torch.zeros((1, 26), requires_grad=True)
    loss = -(torch.from_numpy(2 * experience.won - 1) * reinforce.log_probability(logits, experience)).sum()
    (gradient,) = torch.autograd.grad(loss, logits)
    share = experience.allowed[0] / experience.allowed[0].sum()
    place = np.arange(26) == experience.places[0]
    np.testing.assert_allclose(gradient.numpy()[0], (2 * experience.won[0] - 1) * (share - place), atol=1e-6)


def test_a_win_that_was_expected_is_no_advantage():
    value = torch.tensor([20.0, 0.0, -20.0])
    advantages = actor_critic.advantages(value, torch.tensor([1.0, 1.0, 1.0]))
    assert advantages.tolist() == pytest.approx([0.0, 1.0, 2.0], abs=1e-6)


@pytest.mark.parametrize("how", LEARNED)
def test_training_that_was_stopped_ends_as_if_it_had_not_been(how, tmp_path):
    whole = list(learn(tmp_path / "whole", shape=SHAPE, plan=_plan(how)))
    first = next(learn(tmp_path / "stopped", shape=SHAPE, plan=_plan(how)))
    rest = list(learn(tmp_path / "stopped", shape=SHAPE, plan=_plan(how)))
    assert [first, *rest] == whole
    for name in ("network.safetensors", "start.safetensors"):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "stopped" / name).read_bytes()


def test_another_seed_gives_another_network(tmp_path):
    for seed in (0, 1):
        list(learn(tmp_path / str(seed), shape=SHAPE, plan=_plan("q", rounds=1, seed=seed)))
    contents = [(tmp_path / str(seed) / "network.safetensors").read_bytes() for seed in (0, 1)]
    assert contents[0] != contents[1]


def test_a_checkpoint_of_another_start_is_refused(tmp_path):
    next(learn(tmp_path, shape=SHAPE, plan=_plan("q")))
    with pytest.raises(RecordError, match="belongs to another plan"):
        next(learn(tmp_path, shape=SHAPE, plan=_plan("q"), start=DualHead(SHAPE, seed=5).weights()))


@pytest.mark.parametrize(
    ("how", "others", "message"),
    [
        ("luck", {}, "`how` must be one of reinforce, q, actor-critic, got `luck`"),
        ("q", {"rounds": 0}, "`rounds` must be at least 1, got 0"),
        ("q", {"games": -1}, "`games` must be at least 1, got -1"),
        ("q", {"size": 26}, "`size` must be from 2 to 25, got 26"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(how, others, message):
    with pytest.raises(UsageError, match=message):
        _plan(how, **others)


@pytest.mark.parametrize("how", LEARNED)
def test_what_the_command_trains_plays_legal_games(how, tmp_path, capsys):
    options = ["--rounds", "1", "--games", "4", "--size", "5", "--channels", "4", "--blocks", "1"]
    main(["train", "--how", how, "--out", str(tmp_path), *options])
    assert "round 1: loss" in capsys.readouterr().out
    player = f"{how}@{tmp_path / 'network.safetensors'}"
    main(["match", player, "random", "--games", "2", "--size", "5", "--out", str(tmp_path / "match"), "--json"])
    assert json.loads(capsys.readouterr().out)["games"] == 2
    records = [path.read_text(encoding="utf-8") for path in (tmp_path / "match").glob("*.sgf")]
    assert len(records) == 2
    assert not any("+F" in record for record in records)


def test_training_begins_with_the_network_that_is_given(tmp_path):
    options = ["--rounds", "1", "--games", "2", "--size", "5"]
    main(["train", "--how", "q", "--out", str(tmp_path / "a"), *options, "--channels", "4", "--blocks", "1"])
    start = tmp_path / "a" / "network.safetensors"
    main(["train", "--how", "reinforce", "--out", str(tmp_path / "b"), *options, "--start", str(start)])
    (before, shape), (after, other) = load_network(start), load_network(tmp_path / "b" / "start.safetensors")
    assert shape == other
    assert all(np.array_equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "expected a folder of lessons, got none; make one with `selfplay`, or give --how"),
        (
            ["games", "--size", "9"],
            "--size needs --how reinforce, q or actor-critic; leave out `--size 9`, or add --how",
        ),
        (["games", "--how", "q"], "--how q plays its own games; leave out `games`"),
        (["--how", "q", "--epochs", "3"], "--how q plays its own games; leave out `--epochs 3`"),
        (["--how", "q", "--start", "none.safetensors"], "cannot read none.safetensors: No such file"),
    ],
)
def test_options_that_do_not_go_together_are_one_clear_error(arguments, message, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["train", *arguments, "--out", str(tmp_path)])
    assert f"error: {message}" in capsys.readouterr().err


@pytest.mark.parametrize("how", LEARNED)
def test_a_learned_player_without_a_network_is_told_how_to_get_one(how):
    with pytest.raises(UsageError, match=f"expected a network after `{how}@`, got `{how}`; `train --how {how} --out"):
        make_agent(how, rng=np.random.default_rng(1))
