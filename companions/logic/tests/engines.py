"""SWI-Prolog and GNU Prolog as a second and third opinion: what each answers to a list of goals."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from coincide_logic import Prolog, PrologError
from coincide_logic.prolog.terms.copy import copy, variables_of
from coincide_logic.prolog.terms.term import Term, compound, functor, make_list
from coincide_logic.prolog.text.operators import Operators
from coincide_logic.prolog.text.parser import parse
from coincide_logic.prolog.text.writer import write_term

FOLDER = Path(__file__).parent / "goals"
PROGRAM = FOLDER / "program.pl"
MOST_ANSWERS = 12
STEPS = 200_000
_CHANGES = re.compile(r"assert|retract|abolish|\bop\(|set_prolog_flag|nb_setval")


def missing() -> list[str]:
    """The engines that this machine lacks."""
    return [name for name in ("swipl", "gprolog") if shutil.which(name) is None]


def goals() -> list[str]:
    return (FOLDER / "goals.pl").read_text().splitlines()


def engine_answers(engine: str, asked: list[str], folder: Path) -> list[list[str]]:
    """What an engine says to each goal: a line per answer, then perhaps one for an error.

    Goals that change the program run in a process each, the others in one.
    """
    groups = [[at] for at, goal in enumerate(asked) if _CHANGES.search(goal)]
    groups.append([at for at, goal in enumerate(asked) if not _CHANGES.search(goal)])
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda group: _run(engine, [asked[at] for at in group], folder, group[0]), groups))
    answers = {
        at: lines for group, found in zip(groups, said, strict=True) for at, lines in zip(group, found, strict=True)
    }
    return [[normal(line) for line in answers[at]] for at in range(len(asked))]


def _run(engine: str, asked: list[str], folder: Path, number: int) -> list[list[str]]:
    file = folder / f"{engine}-{number}.txt"
    file.write_text("".join(f"{goal}\n" for goal in asked))
    if engine == "swipl":
        command = ["swipl", "-q", "-f", "none", "-g", f"run('{file}')", "-t", "halt"]
        command += [str(FOLDER / "ask_swipl.pl"), str(FOLDER / "ask.pl"), str(PROGRAM)]
    else:
        command = ["gprolog"]
        for each in (FOLDER / "ask_gprolog.pl", FOLDER / "ask.pl", PROGRAM):
            command += ["--consult-file", str(each)]
        command += ["--query-goal", f"run('{file}')", "--query-goal", "halt"]
    done = subprocess.run(command, capture_output=True, timeout=120, stdin=subprocess.DEVNULL, check=False)
    output = done.stdout.decode(errors="replace")
    _, *parts = re.split(r"^#\d+$", output.partition("#1\n")[1] + output.partition("#1\n")[2], flags=re.MULTILINE)
    if engine == "gprolog" and parts:
        parts[-1] = re.sub(r"\n\(?\d* ?m?s?\)? ?(yes|no)\s*$[\s\S]*", "\n", parts[-1], flags=re.MULTILINE)
    assert len(parts) == len(asked), f"{engine} stopped at {asked[len(parts) - 1]}: {done.stderr.decode()[-500:]}"
    return [[line for line in part.splitlines() if line.strip()] for part in parts]


def agreed() -> list[tuple[str, list[str]]]:
    """Goals on which both engines agreed when `scripts/bench logic --only goals --write` last asked them."""
    rows = map(json.loads, (FOLDER / "agreed.jsonl").read_text(encoding="utf-8").splitlines())
    return [(row["goal"], row["answers"]) for row in rows]


def our_answers(goal: str, program: str, *, compiled: bool = True) -> list[str]:
    """The same of ours."""
    kb = Prolog(program, write=lambda _: None, compiled=compiled)
    lines: list[str] = []
    try:
        parse(goal.removesuffix("."), kb.database.operators)
    except PrologError:
        return ["syntax"]
    try:
        for answer in islice(kb.ask(goal.removesuffix("."), steps=STEPS), MOST_ANSWERS):
            lines.append(_show(make_list((functor("=", 2), name, term) for name, term in answer.terms.items())))
        if len(lines) == MOST_ANSWERS:
            lines.append("more")
    except PrologError as error:
        ball = error.term
        is_error = ball.__class__ is tuple and ball[0] is functor("error", 2)
        lines.append(_show(compound("error", ball[1]) if is_error else compound("ball", ball)))
    return [normal(line) for line in lines]


def _show(term: Term) -> str:
    term = copy(term)
    for number, variable in enumerate(variables_of(term)):
        variable[0] = (functor("$VAR", 1), number)
    return write_term(term, Operators(), quoted=True, ignore_ops=True, numbervars=True)


def normal(line: str) -> str:
    """A line as our own writer writes it, so that engines may put spaces where they like."""
    if line in ("syntax", "more"):
        return line
    try:
        return _show(parse(line, Operators()).term)
    except PrologError:
        return line
