"""Damaged catalogs: changed bits, lost blocks, cut, emptied and deleted files, in the database, its log and seal, the
journal of labels, the lock and the files of the model.

A trial damages one file of a labeled catalog. The product stands it if the catalog answers as the whole one does, or
with an error that it raises on purpose; if `coincide check --repair` brings back what people said; and if that takes
bounded time. Through the command line, each trial is one command. The database of a killed writer has no seal that
speaks of it: there a wrong answer counts as a limit, and is counted apart.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.damaged_catalogs import commands, reading
from benchmarks.damaged_catalogs.bases import Base, make_bases
from benchmarks.damaged_catalogs.mutations import Mutation, draw
from benchmarks.faults import tally
from benchmarks.options import Options, say
from benchmarks.table import Row

N_READ, N_READ_QUICK = 10_000, 300
N_TYPED, N_TYPED_QUICK = 500, 30
_EVERY = 100


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Damage catalogs and ask them in process, then through the command line."""
    bases = make_bases(folder)
    made = list(read_trials(bases, N_READ_QUICK if options.quick else N_READ, seed=0))
    bad = [each for each in made if each.faults]
    for each in bad:
        say(f"catalogs: {each.mutation}: {'; '.join(each.faults)}")
    yield from tally("damaged catalogs, in process", trials=len(made), failures=len(bad))
    yield Row("damaged catalogs, in process", "unsealed", sum(each.is_limit for each in made), 0.0, 1, digits=0)
    typed = list(typed_trials(bases, folder, N_TYPED_QUICK if options.quick else N_TYPED, seed=1))
    for mutation, name, faults in typed:
        if faults:
            say(f"catalogs: {name}, {mutation}: {'; '.join(faults)}")
    n_bad = sum(bool(faults) for _, _, faults in typed)
    yield from tally("damaged catalogs, by commands", trials=len(typed), failures=n_bad)


def read_trials(bases: list[Base], n: int, *, seed: int) -> Iterator[reading.Judgment]:
    """Damage and ask in this process."""
    rng = random.Random(seed)
    wholes = []
    for base in bases:
        base.lay()
        wholes.append(reading.ask(base.place))
    n_made = 0
    while n_made < n:
        number = 0 if rng.random() < 0.7 else 1
        judgment = reading.judge(bases[number], _drawn(bases[number], rng), wholes[number])
        if judgment is not None:
            n_made += 1
            if n_made % _EVERY == 0:
                say(f"catalogs: {n_made} of {n}")
            yield judgment


def typed_trials(bases: list[Base], folder: Path, n: int, *, seed: int) -> Iterator[tuple[Mutation, str, list[str]]]:
    """Damage and ask through the command line; all commands come equally often.

    Raises
    ------
    RuntimeError : a command fails on the whole catalog, so its failures would prove nothing.
    """
    rng = random.Random(seed)
    todo = commands.commands(folder, bases[0].place)
    wholes: dict[tuple[int, str], commands.Said] = {}
    for number in range(n):
        name = list(todo)[number % len(todo)]
        place = 0 if rng.random() < 0.7 else 1
        if (place, name) not in wholes:
            bases[place].lay()
            wholes[place, name] = commands.run(todo[name], folder)
            if wholes[place, name].code != 0 and name != "check":
                raise RuntimeError(f"`{name}` fails on the whole catalog: {wholes[place, name].errors}")
        mutation = _drawn(bases[place], rng)
        yield mutation, name, commands.judge(bases[place], mutation, name, todo[name], wholes[place, name], folder)


def _drawn(base: Base, rng: random.Random) -> Mutation:
    """Draw a file and a change; the database, which holds most, comes half of the time."""
    files = base.files()
    return draw("catalog.sqlite" if rng.random() < 0.5 else rng.choice(files), rng)
