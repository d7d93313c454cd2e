"""Which events become clips: the surest of each name, or a random sample, never speech unasked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

from coincide.errors import InputError
from coincide.learned.contents import Contents
from coincide.records import NOISE, UNSURE, is_private
from coincide.seeds import generator
from coincide.wording import by_number, some

Pick = Literal["surest", "random"]
_SEED_NAME = "clips"


def display_names(contents: Contents, names: Sequence[str]) -> list[str]:
    """Return what each event goes by: its name, ``category 3`` without one, ``unsure`` outside of all."""
    return [
        name or ("unsure" if number == UNSURE else f"category {number}")
        for name, number in zip(names, contents.memberships.categories.tolist(), strict=True)
    ]


def choose(
    names: Sequence[str],
    certainty: Sequence[float],
    *,
    wanted: Collection[str],
    speech: bool,
    n: int | None,
    pick: Pick,
    seed: int,
) -> dict[str, list[int]]:
    """Choose events of each name.

    Parameters
    ----------
    names, certainty : of each event.
    wanted : names in any case; all but `NOISE` if empty.
    speech : False leaves out what is private, whatever is wanted.
    n : most events of each name, at least 1; None for all.

    Returns
    -------
    Row numbers by name, rising; names in alphabetical order.

    Raises
    ------
    InputError : a wanted name is not there, or is private.
    """
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        rows[name].append(row)
    chosen = _wanted_names(sorted(rows), wanted, speech=speech)
    rng = generator(seed, _SEED_NAME)
    sureness = np.asarray(certainty)
    return {name: _pick(np.array(rows[name]), sureness, n, pick, rng) for name in chosen}


def _wanted_names(known: Sequence[str], wanted: Collection[str], *, speech: bool) -> list[str]:
    if not wanted:
        return [name for name in known if name.casefold() != NOISE and (speech or not is_private(name))]
    asked = {name.strip().casefold(): name for name in wanted}
    private = [name for name in asked.values() if is_private(name)]
    if private and not speech:
        raise InputError(f"clips named `{private[0]}` are private; `coincide clips --speech` writes them anyway.")
    missing = [name for key, name in asked.items() if key not in {one.casefold() for one in known}]
    if missing:
        names = some(sorted(known, key=by_number)) or "none"
        raise InputError(f"expected names of events in this catalog, got `{missing[0]}`. The names are: {names}.")
    return [name for name in known if name.casefold() in asked]


def _pick(rows: np.ndarray, certainty: np.ndarray, n: int | None, pick: Pick, rng: np.random.Generator) -> list[int]:
    if n is None or n >= len(rows):
        return rows.tolist()
    if pick == "random":
        return np.sort(rng.choice(rows, n, replace=False)).tolist()
    order = np.argsort(-certainty[rows], kind="stable")
    return np.sort(rows[order[:n]]).tolist()
