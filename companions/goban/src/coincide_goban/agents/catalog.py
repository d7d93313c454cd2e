"""Players by name, such as `random`, `minimax:2`, `rave:1000`, `puct:200`, `gnugo:10`, or a program after `gtp:`."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coincide_goban.agents.protocol import Agent
from coincide_goban.errors import UsageError

if TYPE_CHECKING:
    from coincide_goban.search.guided import Evaluator

DEFAULTS = {
    "minimax": 2,
    "uct": 1000,
    "rave": 1000,
    "puct": 200,
    "alphago": 200,
    "advised": 200,
    "gumbel": 32,
    "gnugo": 10,
}
EXAMPLES = (
    "random, minimax:2, uct:1000, rave:1000, policy, q@FILE, puct:200, alphago:200, advised:200, gnugo:10, gtp:COMMAND"
)

# Players without search and without budget, named as `train --how` names them.
LEARNED = ("reinforce", "q", "actor-critic")


def make_agent(name: str, *, rng: np.random.Generator, is_friendly: bool = False, device: str | None = None) -> Agent:
    """The player of a name.

    Parameters
    ----------
    name : what it is, and after a colon its budget: playouts, depth or level. Players with a network take its file
        after `@`, as in `puct:200@network.safetensors`, else the one that comes with the package; `reinforce`, `q` and
        `actor-critic` take no budget, and always a file.
    is_friendly : for players that search, see `SearchAgent`.
    device : where players that search ask their network, see `open_network`.

    Raises
    ------
    UsageError : there is no such player or device, or its budget is no positive number.
    """
    name, _, network = name.strip().partition("@")
    kind, _, rest = name.partition(":")
    if kind == "gtp":
        return _program(name, rest)
    if kind in LEARNED:
        return _learned(name, network, rng)
    if kind == "policy":
        return _policy(_budget(name, kind, rest), network)
    if kind in ("puct", "alphago", "advised", "gumbel"):
        return _guided(kind, _budget(name, kind, rest), open_network(network, device), rng, is_friendly)
    makers = _makers(rng, is_friendly)
    if kind not in makers:
        raise UsageError(f"expected a player such as {EXAMPLES}; got `{name[:60]}`")
    return makers[kind](_budget(name, kind, rest))


def open_network(path: str, device: str | None = None) -> Evaluator:
    """A network that answers positions.

    Parameters
    ----------
    path : its file; empty for the one that comes with the package.
    device : None for NumPy; else a device of torch, such as `cpu` or `cuda`.

    Raises
    ------
    RecordError : the file is no network of this package.
    UsageError : torch is not installed, or this computer has no such device.
    """
    from coincide_goban.network.forward import Network
    from coincide_goban.network.store import load_network, shipped_network

    weights, shape = load_network(Path(path) if path else shipped_network())
    if device is None:
        return Network(weights, shape)
    try:
        from coincide_goban.learn.evaluator import TorchNetwork
    except ModuleNotFoundError:
        raise UsageError(
            "`--device` needs torch: `pip install coincide-goban[learn]`; without it, NumPy is used"
        ) from None
    return TorchNetwork(weights, shape, device=device)


def _budget(name: str, kind: str, rest: str) -> int:
    if not rest:
        return DEFAULTS.get(kind, 0)
    if not (rest.isascii() and rest.isdigit() and int(rest[:9]) > 0 and len(rest) <= 9):
        raise UsageError(f"expected a positive whole number after `{kind}:`, got `{name[:60]}`")
    return int(rest)


def _program(name: str, command: str) -> Agent:
    from coincide_goban.agents.program import ProgramAgent

    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"cannot read the command in `{name[:60]}`: {error}") from None
    if not words:
        raise UsageError("expected a program after `gtp:`, such as `gtp:gnugo --mode gtp`")
    return ProgramAgent(name, words)


def _learned(name: str, network: str, rng: np.random.Generator) -> Agent:
    """Players that learned from their own games; those with a policy draw their moves by it, as they did then."""
    from coincide_goban.agents.action_values import ActionValueAgent
    from coincide_goban.agents.policy import PolicyAgent
    from coincide_goban.network.forward import Network
    from coincide_goban.network.store import load_network

    kind = name.partition(":")[0]
    if name != kind or not network:
        raise UsageError(
            f"expected a network after `{kind}@`, got `{name[:60]}`; `train --how {kind} --out FOLDER` makes one, "
            f"which plays as `{kind}@FOLDER/network.safetensors`"
        )
    evaluator = Network(*load_network(Path(network)))
    return ActionValueAgent(name, evaluator) if kind == "q" else PolicyAgent(name, evaluator, rng=rng)


def _policy(budget: int, network: str) -> Agent:
    """The likeliest move of a network; a budget says nothing to it, and is kept in its name."""
    from coincide_goban.agents.policy import PolicyAgent
    from coincide_goban.network.forward import Network
    from coincide_goban.network.store import load_network, shipped_network

    evaluator = Network(*load_network(Path(network) if network else shipped_network()))
    return PolicyAgent(f"policy:{budget}" if budget else "policy", evaluator)


def _guided(kind: str, visits: int, evaluator: Evaluator, rng: np.random.Generator, is_friendly: bool) -> Agent:
    """Players that search with a network: PUCT, PUCT with playouts, playouts with advice, or Gumbel at the root."""
    from coincide_goban.agents.searcher import SearchAgent
    from coincide_goban.search.advised import AdvisedSearch
    from coincide_goban.search.guided import ALPHAGO, GuidedSearch, GuidedSettings
    from coincide_goban.search.gumbel import GumbelSearch

    name = f"{kind}:{visits}"
    if kind == "advised":
        tree = AdvisedSearch(evaluator, capacity=min(max(1200 * visits, 50_000), 3_000_000), rng=rng)
        return SearchAgent(name, tree, playouts=visits, is_friendly=is_friendly)
    settings = ALPHAGO if kind == "alphago" else GuidedSettings()
    search = GuidedSearch(evaluator, settings, capacity=min(max(400 * visits, 50_000), 2_000_000), rng=rng)
    if kind == "gumbel":
        return SearchAgent(name, GumbelSearch(search, rng=None), playouts=visits, is_friendly=is_friendly)
    return SearchAgent(name, search, playouts=visits, is_friendly=is_friendly)


def _makers(rng: np.random.Generator, is_friendly: bool) -> dict[str, Callable[[int], Agent]]:
    """Imported one by one: a random player needs no compiler."""

    def random(_: int) -> Agent:
        from coincide_goban.agents.simple import RandomAgent

        return RandomAgent(rng=rng)

    def minimax(depth: int) -> Agent:
        from coincide_goban.agents.simple import AlphaBetaAgent

        return AlphaBetaAgent(depth, rng=rng)

    def tree(kind: str) -> Callable[[int], Agent]:
        def make(playouts: int) -> Agent:
            from coincide_goban.agents.searcher import SearchAgent
            from coincide_goban.search.monte_carlo import RAVE, UCT, TreeSearch

            search = TreeSearch(RAVE if kind == "rave" else UCT, capacity=_capacity(kind, playouts), rng=rng)
            return SearchAgent(f"{kind}:{playouts}", search, playouts=playouts, is_friendly=is_friendly)

        return make

    def gnugo(level: int) -> Agent:
        from coincide_goban.agents.program import ProgramAgent

        seed = int(rng.integers(1, 2**31))
        words = f"gnugo --mode gtp --level {level} --chinese-rules --seed {seed}"
        return ProgramAgent(f"gnugo:{level}", words.split())

    return {"random": random, "minimax": minimax, "uct": tree("uct"), "rave": tree("rave"), "gnugo": gnugo}


def _capacity(kind: str, playouts: int) -> int:
    """Nodes for the playouts of some moves, since the tree is kept: UCT grows with each, RAVE with every sixth."""
    return min(max(400 * playouts if kind == "uct" else 60 * playouts, 50_000), 3_000_000)
