"""How any network here is fitted: Muon, warm-up and cosine, resumable at every checkpoint.

A step draws its randomness from its own number (`coincide.seeds`), so a run that was killed and resumed takes the same
steps as one that was not, and ends in the same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coincide_trees import Muon, one_thread, warmup_cosine
from torch import Tensor, nn

from coincide.training.checkpoint import Checkpoint, load_checkpoint, save_checkpoint

_NETWORK, _OPTIMIZER, _EXTRA = "network.", "optimizer.", "extra."


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to learn.

    Attributes
    ----------
    n_steps : optimizer steps.
    n_taken : steps after which the run stops, to go on another time; all of them if None.
    learning_rate : at its peak.
    checkpoint : file to resume from, or None.
    checkpoint_every : steps between checkpoints.
    identity : names the data and settings; a checkpoint of another identity is not used.
    """

    n_steps: int
    learning_rate: float
    n_taken: int | None = None
    weight_decay: float = 1e-3
    checkpoint: Path | None = None
    checkpoint_every: int = 100
    identity: str = ""


@dataclass(slots=True)
class State:
    """What changes while learning, and what a checkpoint therefore holds.

    Attributes
    ----------
    step : next step to take.
    losses : of the steps taken.
    extra : tensors that the loss keeps between steps.
    stopped : why learning ended before the last step, in plain words, or None.
    """

    step: int = 0
    losses: list[float] = field(default_factory=list[float])
    extra: dict[str, Tensor] = field(default_factory=dict[str, Tensor])
    stopped: str | None = None


def run(
    network: nn.Module,
    *,
    plan: Plan,
    loss_at: Callable[[int, State], Tensor],
    stop_at: Callable[[int, State], str | None] = lambda _step, _state: None,
    on_step: Callable[[int], None] = lambda _step: None,
) -> State:
    """Fit `network` in place.

    Parameters
    ----------
    loss_at : computes the loss of one step; may keep tensors in `state.extra`.
    stop_at : is asked after each step; a reason ends the run.
    on_step : called with the number of steps done.

    Returns
    -------
    The final state.
    """
    optimizer = Muon(network.parameters(), learning_rate=plan.learning_rate, weight_decay=plan.weight_decay)
    state = _resume(network, optimizer, plan)
    network.train()
    with one_thread():
        n_steps = plan.n_steps if plan.n_taken is None else min(plan.n_taken, plan.n_steps)
        while state.step < n_steps and state.stopped is None:
            step = state.step
            optimizer.learning_rate = plan.learning_rate * warmup_cosine(step, plan.n_steps)
            loss = loss_at(step, state)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            state.losses.append(float(loss.detach()))
            state.step += 1
            state.stopped = stop_at(step, state)
            if plan.checkpoint is not None and state.step % plan.checkpoint_every == 0:
                save_checkpoint(plan.checkpoint, _snapshot(network, optimizer, state, plan.identity))
            on_step(state.step)
    network.eval()
    return state


def _snapshot(network: nn.Module, optimizer: Muon, state: State, identity: str) -> Checkpoint:
    tensors: dict[str, Tensor] = {_NETWORK + name: tensor for name, tensor in network.state_dict().items()}
    for index, memory in enumerate(optimizer.memories):
        tensors |= {f"{_OPTIMIZER}{index}.{name}": tensor for name, tensor in memory.items()}
    tensors |= {_EXTRA + name: tensor for name, tensor in state.extra.items()}
    facts = {"step": state.step, "losses": state.losses, "stopped": state.stopped, "identity": identity}
    return Checkpoint(tensors=tensors, facts=facts)


def _resume(network: nn.Module, optimizer: Muon, plan: Plan) -> State:
    saved = None if plan.checkpoint is None else load_checkpoint(plan.checkpoint)
    if saved is None or saved.facts.get("identity") != plan.identity or not _fits(network, saved):
        return State()
    network.load_state_dict(_part(saved.tensors, _NETWORK))
    for name, tensor in _part(saved.tensors, _OPTIMIZER).items():
        index, key = name.split(".", 1)
        optimizer.remember(int(index), key, tensor)
    return State(
        step=int(str(saved.facts["step"])),
        losses=list(saved.facts["losses"]),  # pyright: ignore[reportArgumentType]
        extra=_part(saved.tensors, _EXTRA),
        stopped=saved.facts["stopped"],  # pyright: ignore[reportArgumentType]
    )


def _fits(network: nn.Module, saved: Checkpoint) -> bool:
    """Say whether a checkpoint is of a network with the same layers; another version may have others."""
    kept = _part(saved.tensors, _NETWORK)
    return {name: tensor.shape for name, tensor in kept.items()} == {
        name: tensor.shape for name, tensor in network.state_dict().items()
    }


def _part(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
