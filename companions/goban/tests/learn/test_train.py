"""Self-play and training: what is recorded, that it goes on, and that something is learned."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from coincide_goban.agents import make_agent
from coincide_goban.board.points import point_at
from coincide_goban.cli.app import main
from coincide_goban.compiled import board as compiled
from coincide_goban.compiled import layout
from coincide_goban.errors import RecordError
from coincide_goban.learn.lessons import positions_of, read_positions
from coincide_goban.learn.selfplay import Lesson, packed, play_lesson, read_shard
from coincide_goban.learn.train import Plan, policy_loss, train
from coincide_goban.network.shape import Shape
from coincide_goban.network.store import load_network
from coincide_goban.rules import Game
from coincide_goban.search.monte_carlo import TreeSearch

SHAPE = Shape(channels=8, blocks=1, hidden=8)


def _lesson(seed: int) -> Lesson:
    return play_lesson(
        lambda rng: TreeSearch(capacity=5_000, rng=rng), size=5, komi=0.5, playouts=40, rng=np.random.default_rng(seed)
    )


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    return [_lesson(seed) for seed in range(20)]


def test_a_lesson_is_a_legal_game(lessons):
    for lesson in lessons[:5]:
        board = layout.blank(5)
        for place in lesson.moves:
            point = point_at(int(place), 5)
            assert point == 0 or compiled.is_legal(board, point, board[layout.INFO, layout.TO_PLAY])
            compiled.play(board, point)


def test_equal_seeds_give_equal_lessons():
    assert np.array_equal(_lesson(3).visits, _lesson(3).visits)


def test_shards_read_back(lessons, tmp_path):
    (tmp_path / "games-0000.npz").write_bytes(packed(lessons))
    for one, other in zip(lessons, read_shard(tmp_path / "games-0000.npz"), strict=True):
        assert np.array_equal(one.moves, other.moves)
        assert np.array_equal(one.visits, other.visits)
        assert one.black_wins == other.black_wins


def test_a_damaged_shard_is_refused(tmp_path):
    (tmp_path / "games-0000.npz").write_bytes(b"PK")
    with pytest.raises(RecordError, match="is not a shard of games"):
        read_positions(tmp_path)


@pytest.mark.parametrize("n_bytes", [0, 100])
def test_a_shard_that_breaks_off_is_refused(lessons, tmp_path, n_bytes):
    (tmp_path / "games-0000.npz").write_bytes(packed(lessons)[:n_bytes])
    with pytest.raises(RecordError, match="is not a shard of games"):
        read_positions(tmp_path)


def test_a_folder_without_games_is_refused(tmp_path):
    with pytest.raises(RecordError, match=r"there are no shards games-\*.npz"):
        read_positions(tmp_path)


def test_targets_are_seen_from_whoever_is_to_play(lessons):
    positions = positions_of(lessons[:1])
    np.testing.assert_allclose(positions.policy.sum(axis=1), 1, rtol=1e-5)
    white = positions.planes[:, 8, 0, 0] == 1
    assert np.array_equal(
        positions.owner[white], -np.broadcast_to(positions.owner[~white][0], positions.owner[white].shape)
    )


@pytest.mark.parametrize("symmetry", range(8))
def test_policy_turns_with_the_planes(lessons, symmetry):
    positions = positions_of(lessons[:1])
    again = positions.turned(symmetry)
    best = again.policy[:, :-1].argmax(1)
    stones = again.planes[:, :8].sum(1).reshape(len(again), -1)
    assert (stones[np.arange(len(again)), best][again.policy[:, -1] < again.policy[:, :-1].max(1)] == 0).all()


def test_training_lowers_the_loss_and_goes_on_as_if_it_had_not_stopped(lessons, tmp_path):
    positions = positions_of(lessons)
    plan = Plan(epochs=4, batch=32, rate=5e-3)
    whole = list(train(positions, tmp_path / "whole", shape=SHAPE, plan=plan))
    first = next(train(positions, tmp_path / "stopped", shape=SHAPE, plan=plan))
    rest = list(train(positions, tmp_path / "stopped", shape=SHAPE, plan=plan))
    assert [first, *rest] == whole
    assert whole[-1].policy_loss < whole[0].policy_loss
    networks = [(tmp_path / name / "network.safetensors").read_bytes() for name in ("whole", "stopped")]
    assert networks[0] == networks[1]


def test_a_checkpoint_of_another_plan_is_refused(lessons, tmp_path):
    positions = positions_of(lessons)
    next(train(positions, tmp_path, shape=SHAPE, plan=Plan(epochs=1)))
    with pytest.raises(RecordError, match="belongs to another plan"):
        next(train(positions, tmp_path, shape=SHAPE, plan=Plan(epochs=2)))


def test_too_few_games_are_refused(lessons, tmp_path):
    with pytest.raises(RecordError, match="expected at least 10 games to train on, got 2"):
        next(train(positions_of(lessons[:2]), tmp_path, shape=SHAPE, plan=Plan()))


def test_positions_to_measure_on_may_come_from_elsewhere(lessons, tmp_path):
    few, others = positions_of(lessons[:2]), positions_of(lessons[2:4])
    on_others = next(train(few, tmp_path / "others", shape=SHAPE, plan=Plan(epochs=1), tests=others))
    on_few = next(train(few, tmp_path / "few", shape=SHAPE, plan=Plan(epochs=1), tests=few))
    assert on_others.policy_loss != on_few.policy_loss
    assert (tmp_path / "others" / "network.safetensors").read_bytes() == (
        tmp_path / "few" / "network.safetensors"
    ).read_bytes()


@pytest.mark.parametrize("n_planes", [11, 17])
def test_the_command_trains_a_network_that_plays(lessons, tmp_path, capsys, n_planes):
    (tmp_path / "games-0000.npz").write_bytes(packed(lessons))
    options = ["--out", str(tmp_path / "net"), "--epochs", "1", "--channels", "4", "--blocks", "1"]
    main(["train", str(tmp_path), *options, "--planes", str(n_planes)])
    assert "epoch 1: policy" in capsys.readouterr().out
    path = tmp_path / "net" / "network.safetensors"
    assert load_network(path)[1].planes == n_planes
    for name in ("policy", "puct:4", "advised:2"):
        player = make_agent(f"{name}@{path}", rng=np.random.default_rng(0))
        assert Game(5).is_legal(player.choose(Game(5)).move)


def test_quick_searches_teach_the_value_alone():
    lesson = play_lesson(
        lambda rng: TreeSearch(capacity=5_000, rng=rng),
        size=5,
        komi=0.5,
        playouts=40,
        full_share=0.25,
        rng=np.random.default_rng(2),
    )
    known = lesson.visits.sum(axis=1) > 0
    first = int(known.argmax())
    positions = positions_of([lesson])
    assert 0 < known.sum() < len(known) - first == len(positions)
    assert np.array_equal(positions.policy.sum(axis=1) > 0.5, known[first:])


def test_positions_without_policy_leave_its_loss_alone():
    logits, targets = torch.randn(4, 26, generator=torch.Generator().manual_seed(0)), torch.zeros(4, 26)
    targets[:2, 3] = 1
    assert policy_loss(logits, targets) == pytest.approx(float(policy_loss(logits[:2], targets[:2])))
