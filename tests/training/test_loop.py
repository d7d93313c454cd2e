"""Fitting, killed and resumed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from coincide.seeds import derive
from coincide.training import Plan, State, run

N_STEPS = 23


class _Network(nn.Module):
    """A little of everything: convolution in the fast layout, batch statistics, a parameter of the loss."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 16, 4))
        self.scale = nn.Parameter(torch.tensor(1.0))
        self.body.to(memory_format=torch.channels_last)

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x.contiguous(memory_format=torch.channels_last)) * self.scale


class _Killed(Exception):
    """Stands for the death of the process."""


def _network(seed: int = 1) -> _Network:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return _Network()


def _loss_of(network: _Network, *, killed_at: int | None = None):
    def loss_at(step: int, state: State) -> Tensor:
        if step == killed_at:
            raise _Killed
        x = torch.randn(6, 3, 6, 6, generator=torch.Generator().manual_seed(derive(1, step)))
        output = network(x)
        before = state.extra.get("mean", torch.zeros(4))
        state.extra["mean"] = 0.9 * before + 0.1 * output.detach().mean(dim=0)
        return (output - state.extra["mean"] - x.mean()).square().mean()

    return loss_at


def _plan(checkpoint: Path | None = None, **changes: object) -> Plan:
    settings: dict[str, object] = {"n_steps": N_STEPS, "learning_rate": 0.01, "checkpoint_every": 5}
    return Plan(checkpoint=checkpoint, **(settings | changes))  # type: ignore[arg-type]


def _fit(plan: Plan, *, killed_at: int | None = None, seed: int = 1) -> tuple[State, _Network]:
    network = _network(seed)
    return run(network, plan=plan, loss_at=_loss_of(network, killed_at=killed_at)), network


def _weights(network: nn.Module) -> dict[str, list[float]]:
    return {name: tensor.flatten().tolist() for name, tensor in network.state_dict().items()}


def _kill(plan: Plan, at: int) -> None:
    with pytest.raises(_Killed):
        _fit(plan, killed_at=at)


@pytest.mark.parametrize("killed_at", [3, 5, 7, 12, 20, 22])
def test_a_killed_and_resumed_run_ends_in_the_same_bits(tmp_path: Path, killed_at: int) -> None:
    plan = _plan(tmp_path / "run.safetensors")
    _kill(plan, killed_at)
    resumed, network = _fit(plan, seed=99 if killed_at >= 5 else 1)
    undisturbed, expected = _fit(_plan())
    assert resumed.losses == undisturbed.losses
    assert _weights(network) == _weights(expected)


def test_a_run_may_be_killed_many_times(tmp_path: Path) -> None:
    plan = _plan(tmp_path / "run.safetensors")
    for killed_at in (6, 8, 11, 17, 21):
        _kill(plan, killed_at)
    assert _weights(_fit(plan)[1]) == _weights(_fit(_plan())[1])


def test_a_resumed_run_repeats_no_step_before_the_checkpoint(tmp_path: Path) -> None:
    plan = _plan(tmp_path / "run.safetensors")
    _kill(plan, 12)
    done: list[int] = []
    network = _network()
    run(network, plan=plan, loss_at=_loss_of(network), on_step=done.append)
    assert done == list(range(11, N_STEPS + 1))


def test_a_finished_run_takes_no_step_again(tmp_path: Path) -> None:
    plan = _plan(tmp_path / "run.safetensors", n_steps=20)
    _, first = _fit(plan)
    _, second = _fit(plan, killed_at=19, seed=99)
    assert _weights(first) == _weights(second)


def test_a_damaged_checkpoint_starts_anew(tmp_path: Path) -> None:
    plan = _plan(tmp_path / "run.safetensors")
    _kill(plan, 12)
    (tmp_path / "run.safetensors").write_bytes(b"\x00" * 100)
    assert _weights(_fit(plan)[1]) == _weights(_fit(_plan())[1])


def test_a_checkpoint_of_another_identity_is_ignored(tmp_path: Path) -> None:
    _kill(_plan(tmp_path / "run.safetensors", identity="other recordings", learning_rate=0.1), 12)
    plan = _plan(tmp_path / "run.safetensors", identity="these recordings")
    assert _weights(_fit(plan)[1]) == _weights(_fit(_plan())[1])


def test_checkpoints_leave_one_whole_file(tmp_path: Path) -> None:
    _fit(_plan(tmp_path / "run.safetensors"))
    assert [file.name for file in tmp_path.iterdir()] == ["run.safetensors"]


def test_without_a_checkpoint_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _fit(_plan())
    assert list(tmp_path.iterdir()) == []


def test_a_copied_checkpoint_resumes_elsewhere(tmp_path: Path) -> None:
    _kill(_plan(tmp_path / "here.safetensors"), 12)
    shutil.copy(tmp_path / "here.safetensors", tmp_path / "there.safetensors")
    assert _weights(_fit(_plan(tmp_path / "there.safetensors"))[1]) == _weights(_fit(_plan())[1])


def test_the_loss_falls() -> None:
    state, _ = _fit(_plan(n_steps=200))
    assert sum(state.losses[-20:]) < 0.5 * sum(state.losses[:20])


def test_a_reason_ends_the_run() -> None:
    network = _network()
    state = run(
        network, plan=_plan(), loss_at=_loss_of(network), stop_at=lambda step, _: "enough" if step == 4 else None
    )
    assert (state.step, state.stopped, len(state.losses)) == (5, "enough", 5)


def test_a_run_that_ended_early_stays_ended_when_it_is_resumed(tmp_path: Path) -> None:
    plan = _plan(tmp_path / "run.safetensors")
    network = _network()
    run(network, plan=plan, loss_at=_loss_of(network), stop_at=lambda step, _: "enough" if step == 4 else None)
    state, _ = _fit(plan, killed_at=5)
    assert (state.step, state.stopped) == (5, "enough")


def test_the_network_learns_in_training_mode_and_is_returned_in_evaluation_mode() -> None:
    network, modes = _network(), []
    loss_at = _loss_of(network)

    def watched(step: int, state: State) -> Tensor:
        modes.append(network.training)
        return loss_at(step, state)

    network.eval()
    run(network, plan=_plan(n_steps=2), loss_at=watched)
    assert (modes, network.training) == ([True, True], False)


def test_learning_takes_one_thread_and_gives_the_others_back() -> None:
    network, seen = _network(), []
    torch.set_num_threads(2)
    run(network, plan=_plan(), loss_at=_loss_of(network), on_step=lambda _: seen.append(torch.get_num_threads()))
    after = torch.get_num_threads()
    torch.set_num_threads(1)
    assert (set(seen), after) == ({1}, 2)


def test_no_steps_leave_the_network_as_it_was() -> None:
    state, network = _fit(_plan(n_steps=0))
    assert (state.losses, _weights(network)) == ([], _weights(_network()))


def test_training_does_not_touch_the_global_generator() -> None:
    before = torch.random.get_rng_state()
    _fit(_plan())
    assert torch.equal(before, torch.random.get_rng_state())


def test_a_checkpoint_of_other_layers_is_not_continued_from(tmp_path: Path) -> None:
    plan = _plan(tmp_path / "run.safetensors")
    _kill(plan, 12)
    network = nn.Linear(3, 1)
    state = run(network, plan=plan, loss_at=lambda _step, _state: network(torch.ones(1, 3)).sum())
    assert len(state.losses) == N_STEPS
